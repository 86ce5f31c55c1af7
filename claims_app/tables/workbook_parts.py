"""What the parts of a workbook say about its cells beside their values: formulas, errors, merges, hidden sheets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

MAX_ROWS, MAX_COLUMNS = 200_000, 500
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
Flag = tuple[int, int, str]
# Odd cells as (row, column, what), and whether a cell lies farther out than a table may reach.
Flags = tuple[list[Flag], bool]


def column_number(letters: str) -> int:
    """A = 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class XlsxParts:
    """The parts of an XLSX that say what a cell is: hidden sheets, formulas, errors, merges."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        book = ElementTree.fromstring(self.archive.read("xl/workbook.xml"))  # noqa: S314  gate 2 refused every DTD
        targets = {
            relation.get("Id"): relation.get("Target", "")
            for relation in ElementTree.fromstring(self.archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  as above
        }
        self.hidden: set[str] = set()
        self.paths: dict[str, str] = {}
        for sheet in book.iter(f"{MAIN}sheet"):
            name = sheet.get("name", "")
            if sheet.get("state", "visible") != "visible":
                self.hidden.add(name)
            target = targets.get(sheet.get(RELATION), "").lstrip("/")
            self.paths[name] = target if target.startswith("xl/") else f"xl/{target}"

    def flags(self, sheet: str) -> Flags:
        """Odd cells of a sheet as (row, column, flag), and whether a cell lies farther out than a table may reach."""
        found: list[Flag] = []
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


def _merged(reference: str) -> list[Flag]:
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


class OdsParts:
    """The content of an ODS that says what a cell is; rows and cells may stand for many."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.content = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314  gate 2 refused every DTD
        unseen = {
            style.get(f"{STYLE}name")
            for style in self.content.iter(f"{STYLE}style")
            for said in style.iter(f"{STYLE}table-properties")
            if said.get(f"{TABLE}display") == "false"
        }
        self.tables = {table.get(f"{TABLE}name", ""): table for table in self.content.iter(f"{TABLE}table")}
        self.hidden = {name for name, table in self.tables.items() if table.get(f"{TABLE}style-name") in unseen}

    def flags(self, sheet: str) -> Flags:
        """Odd cells of a sheet, and whether one that is filled lies too far out."""
        found: list[Flag] = []
        far = False
        place = 0
        for row in self.tables[sheet].iter(f"{TABLE}table-row"):
            filled = False
            for column, many, cell in _ods_cells(row):
                if not _is_empty(cell):
                    filled = True
                    far = far or column + many > MAX_COLUMNS
                if what := _ods_flag(cell):
                    found += [(place, at, what) for at in range(column, min(column + many, MAX_COLUMNS))]
            place += _many(row, f"{TABLE}number-rows-repeated")
            far = far or (filled and place > MAX_ROWS)
        return found, far


def _ods_cells(row: ElementTree.Element) -> Iterator[tuple[int, int, ElementTree.Element]]:
    column = 0
    for cell in row:
        if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            many = _many(cell, f"{TABLE}number-columns-repeated")
            yield column, many, cell
            column += many


def _many(element: ElementTree.Element, name: str) -> int:
    text = element.get(name, "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _is_empty(cell: ElementTree.Element) -> bool:
    return len(cell) == 0 and not cell.get(f"{OFFICE}value-type")


def _ods_flag(cell: ElementTree.Element) -> str:
    if cell.tag == f"{TABLE}covered-table-cell":
        return "merged"
    return "formula" if cell.get(f"{TABLE}formula") else ""
