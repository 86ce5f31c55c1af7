"""The child that parses one workbook from standard input and prints JSON, under limits."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from claims_app.foreign.child import answer
from claims_app.tables.workbook_parts import MAX_COLUMNS, MAX_ROWS, Oddities, column_letters


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

    def oddities(self, sheet: str) -> Oddities:
        """What is odd about a sheet."""
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
    book = book_of(data, kind)
    names = book.names
    hidden = [name for name in names if name in book.hidden]
    visible = [name for name in names if name not in book.hidden]
    notes = [f"The hidden sheet “{name}” was not read." for name in hidden]
    if len({name.casefold() for name in names}) < len(names):
        return {"error": "two sheets have the same name, so it could be read two ways. Rename one of them."}
    if wanted and wanted not in visible:
        return {"error": f"there is no visible sheet “{wanted}”. Visible: {', '.join(visible)}."}
    if not visible:
        return {"error": "no sheet is visible. Show the one to import."}
    if len(visible) > 1 and not wanted:
        return {"sheet": "", "sheets": visible, "question": "Which sheet holds the claims?", "notes": notes}
    sheet = wanted or visible[0]
    odd = book.oddities(sheet)
    if odd.is_far:
        return {"error": f"the sheet reaches past row {MAX_ROWS} or column {MAX_COLUMNS}. Clear the stray cells."}
    rows = []
    for place, values in enumerate(book.rows(sheet)):
        rows.append([text_of(value) for value in values])
        odd.cells += [(place, column, "fraction") for column, value in enumerate(values) if is_fraction(value)]
        if kind != "ods":
            odd.cells += [(place, column, "early") for column, value in enumerate(values) if is_early(value)]
    notes.insert(0, f"Read from the sheet “{sheet}”.") if len(names) > 1 else None
    notes += hidden_in(odd, len(rows), max(map(len, rows), default=0))
    return {"sheet": sheet, "sheets": visible, "rows": rows, "flags": odd.cells, "notes": notes}


def is_fraction(value: Any) -> bool:
    """Whether a number is no whole one: its text would read as thousands where it has three decimals."""
    return isinstance(value, float) and not value.is_integer()


def is_early(value: Any) -> bool:
    """Whether a day is kept as one of the numbers 1 to 60, which programs show as different days, one of them as 29 February 1900."""
    return isinstance(value, date) and value.year == 1900 and value.month < 3


def hidden_in(odd: Oddities, rows: int, columns: int) -> Iterator[str]:
    """What a reader of the workbook does not see, as sentences."""
    if places := sorted(row + 1 for row in odd.hidden_rows if row < rows):
        yield f"Hidden in the workbook, and read like the others: row {_listed(map(str, places))}."
    if letters := [column_letters(column) for column in sorted(odd.hidden_columns) if column < columns]:
        yield f"Hidden in the workbook, and read like the others: column {_listed(letters)}."


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    return ", ".join(shown[:5]) + (f" and {len(shown) - 5} more" if len(shown) > 5 else "")


def main() -> None:
    """Read standard input, print the answer."""
    kind, wanted = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    answer(lambda data: parse(data, kind, wanted), "the workbook cannot be read ({}). Save it anew or as CSV.")


if __name__ == "__main__":
    main()
