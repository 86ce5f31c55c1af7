"""The child that parses one workbook from standard input and prints JSON; it limits itself before it reads a byte."""

from __future__ import annotations

import contextlib
import json
import re
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol

from claims_app.tables.workbook_parts import MAX_COLUMNS, MAX_ROWS, Flags

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 20


def limit_self() -> None:
    """No more memory than the imports need plus 512 MB, 20 s of CPU, no files written."""
    status = Path("/proc/self/status").read_text() if sys.platform == "linux" else ""
    match = re.search(r"VmSize:\s+(\d+)", status)
    used = int(match[1]) * 1024 if match else 0
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


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


class Book(Protocol):
    """A workbook that was opened: the names of its sheets, which of them are hidden, their cells and what is odd about them."""

    names: Sequence[str]
    hidden: set[str]

    def flags(self, sheet: str) -> Flags:
        """Odd cells of a sheet, and whether one lies farther out than a table may reach."""
        ...

    def rows(self, sheet: str) -> Iterator[Sequence[Any]]:
        """The cells row by row."""
        ...


def book_of(data: bytes, kind: str) -> Book:
    """The workbook, opened by the library for its kind, which is loaded for it alone."""
    if kind == "xls":
        from claims_app.tables.old_workbooks import OldBook

        return OldBook(data)
    from claims_app.tables.new_workbooks import NewBook

    return NewBook(data, kind)


def parse(data: bytes, kind: str, wanted: str) -> dict[str, Any]:
    """The answer for the parent."""
    limit_self()
    book = book_of(data, kind)
    names = book.names
    hidden = [name for name in names if name in book.hidden]
    visible = [name for name in names if name not in book.hidden]
    notes = [f"The hidden sheet “{name}” was not read." for name in hidden]
    if wanted and wanted not in visible:
        return {"error": f"there is no visible sheet “{wanted}”. Visible: {', '.join(visible)}."}
    if not visible:
        return {"error": "no sheet is visible. Show the one to import."}
    if len(visible) > 1 and not wanted:
        return {"sheet": "", "sheets": visible, "question": "Which sheet holds the claims?", "notes": notes}
    sheet = wanted or visible[0]
    flags, far = book.flags(sheet)
    if far:
        return {"error": f"the sheet reaches past row {MAX_ROWS} or column {MAX_COLUMNS}. Clear the stray cells."}
    rows = [[text_of(value) for value in row] for row in book.rows(sheet)]
    notes.insert(0, f"Read from the sheet “{sheet}”.") if len(names) > 1 else None
    return {"sheet": sheet, "sheets": visible, "rows": rows, "flags": flags, "notes": notes}


def main() -> None:
    """Read standard input, print the answer; a trouble of the parser is an answer too."""
    kind, wanted = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    data = sys.stdin.buffer.read()
    try:
        with contextlib.redirect_stdout(sys.stderr):  # a library that remarks on a file must not write into the answer
            answer = parse(data, kind, wanted)
    except MemoryError:
        sys.exit(3)
    except Exception as error:  # any parser trouble is one sentence for the editor
        answer = {"error": f"the workbook cannot be read ({type(error).__name__}). Save it anew or as CSV."}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
