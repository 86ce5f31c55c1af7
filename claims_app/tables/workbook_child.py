"""The child that parses one workbook from standard input and prints JSON; it limits itself before it reads a byte."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

from claims_app.foreign.child import answer

MAX_ROWS, MAX_COLUMNS = 200_000, 500
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def text_of(value: Any) -> str:
    """A cell as a person would type it: whole numbers without a point, dates in ISO form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def column_number(letters: str) -> int:
    """A = 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class Parts:
    """The parts of an XLSX that say what a cell is: hidden sheets, formulas, errors, merges."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        book = ElementTree.fromstring(self.archive.read("xl/workbook.xml"))  # noqa: S314  gate 2 refused every DTD
        targets = {
            relation.get("Id"): relation.get("Target", "")
            for relation in ElementTree.fromstring(self.archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  as above
        }
        self.states: dict[str, str] = {}
        self.paths: dict[str, str] = {}
        for sheet in book.iter(f"{MAIN}sheet"):
            name = sheet.get("name", "")
            self.states[name] = sheet.get("state", "visible")
            target = targets.get(sheet.get(RELATION), "").lstrip("/")
            self.paths[name] = target if target.startswith("xl/") else f"xl/{target}"

    def flags(self, sheet: str) -> tuple[list[tuple[int, int, str]], bool]:
        """Odd cells of a sheet as (row, column, flag), and whether a cell lies farther out than a table may reach."""
        found: list[tuple[int, int, str]] = []
        far = False
        with self.archive.open(self.paths[sheet]) as stream:
            for _, element in ElementTree.iterparse(stream):  # noqa: S314  as above
                if element.tag == f"{MAIN}c":
                    place = _place(element.get("r", ""))
                    if place is not None:
                        far = far or place[0] >= MAX_ROWS or place[1] >= MAX_COLUMNS
                        if element.find(f"{MAIN}f") is not None:
                            found.append((*place, "formula"))
                        if element.get("t") == "e":
                            found.append((*place, "error"))
                    element.clear()
                elif element.tag == f"{MAIN}mergeCell":
                    found += _merged(element.get("ref", ""))
        return found, far


def _place(reference: str) -> tuple[int, int] | None:
    match = CELL.fullmatch(reference)
    return (int(match[2]) - 1, column_number(match[1])) if match else None


def _merged(reference: str) -> list[tuple[int, int, str]]:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last or first)
    if start is None or end is None:
        return []
    cells = [
        (row, column)
        for row in range(start[0], min(end[0], start[0] + 1000) + 1)
        for column in range(start[1], min(end[1], MAX_COLUMNS) + 1)
    ]
    return [(row, column, "merged") for row, column in cells if (row, column) != start]


def parse(data: bytes, kind: str, wanted: str) -> dict[str, Any]:
    """The answer for the parent."""
    import pandas as pd

    book = pd.ExcelFile(io.BytesIO(data), engine="calamine")
    parts = Parts(data) if kind == "xlsx" else None
    names = [str(name) for name in book.sheet_names]
    hidden = [name for name in names if parts and parts.states.get(name, "visible") != "visible"]
    visible = [name for name in names if name not in hidden]
    notes = [f"The hidden sheet “{name}” was not read." for name in hidden]
    if wanted and wanted not in visible:
        return {"error": f"there is no visible sheet “{wanted}”. Visible: {', '.join(visible)}."}
    if not visible:
        return {"error": "no sheet is visible. Show the one to import."}
    if len(visible) > 1 and not wanted:
        return {"sheet": "", "sheets": visible, "question": "Which sheet holds the claims?", "notes": notes}
    sheet = wanted or visible[0]
    flags: list[tuple[int, int, str]] = []
    if parts:
        flags, far = parts.flags(sheet)
        if far:
            return {"error": f"the sheet reaches past row {MAX_ROWS} or column {MAX_COLUMNS}. Clear the stray cells."}
    frame = pd.read_excel(book, sheet_name=sheet, header=None, dtype=object, keep_default_na=False, na_values=[])
    rows = [[text_of(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    notes.insert(0, f"Read from the sheet “{sheet}”.") if len(names) > 1 else None
    return {"sheet": sheet, "sheets": visible, "rows": rows, "flags": flags, "notes": notes}


def main() -> None:
    """Read standard input, print the answer."""
    import pandas  # noqa: F401  loaded before the limits, so that its own memory is not counted

    kind, wanted = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    answer(lambda data: parse(data, kind, wanted), "the workbook cannot be read ({}). Save it anew or as CSV.")


if __name__ == "__main__":
    main()
