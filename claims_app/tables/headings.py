"""Which lines of a table hold the names of its columns, where those do not stand in the first line: the editor is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from claims_app.tables.cells import Ask, Question
from claims_app.tables.columns import BY_HEADER, COLUMNS
from claims_app.tables.gates import TableError
from claims_app.tables.headers import checked_header, folded_header

# Names are looked for in so many lines from the top.
LOOKED_AT = 15
ANSWER = re.compile(r"(?:lines? )?(\d{1,2})(?:(?:-| and )(\d{1,2}))?(?::.*)?", re.DOTALL)
SHOWN = 100
# Of the cells of a line of names, so many of a hundred may be bare numbers.
MOST_NUMBERS = 20
Lines = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Heading:
    """The line of the names, counted from 1, or two lines of which the upper says what several columns have in common."""

    first: int = 1
    last: int = 1

    def names(self, lines: Lines) -> list[str]:
        """The names that stand there."""
        if self.last > len(lines):
            return []
        return (
            joined(lines[self.first - 1], lines[self.last - 1]) if self.last > self.first else [*lines[self.first - 1]]
        )

    def note(self) -> str:
        """What was left out, for the editor; "" for nothing."""
        above = self.first - 1
        lines = "Line 1 was" if above == 1 else f"Lines 1 {'and' if above == 2 else 'to'} {above} were"
        return f"{lines} left out, above the names of the columns." if above else ""


def heading_of(answer: str) -> Heading | None:
    """The lines that an answer names, such as "line 3: …", "lines 3 and 4: …", 3 or 3-4; None for no answer.

    Raises TableError for one that names none.
    """
    if not answer:
        return None
    found = ANSWER.fullmatch(answer.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last <= first + 1:
        raise TableError(
            f"“{answer[:SHOWN]}” names no line of column names. Write header=3, or header=3-4 for two lines."
        )
    return Heading(first, last)


def ask_where_they_stand(lines: Lines, name: str) -> None:
    """Raise Ask where names of columns stand below the first line, in one line or in two, and none in the first."""
    if lines and (_names_what_is_required(lines[0]) or _is_good(Heading(), lines, name)):
        return
    if choices := tuple(_choices([list(line) for line in lines[:LOOKED_AT]], name)):
        raise Ask(Question("header", "Which lines hold the names of the columns?", choices))


def _names_what_is_required(line: Sequence[str]) -> bool:
    """Whether the first line is one of a claims file, whatever else is wrong with it."""
    known = {BY_HEADER.get(folded_header(cell)) for cell in line}
    return all(column.name in known for column in COLUMNS if column.required)


def _choices(lines: Lines, name: str) -> list[str]:
    found = []
    for first in range(1, len(lines) + 1):
        for last in (first + 1, first):
            heading = Heading(first, last)
            if (
                last < len(lines)
                and all(map(_may_be_names, lines[first - 1 : last]))
                and _is_good(heading, lines, name)
            ):
                names = " | ".join(heading.names(lines))
                shown = names if len(names) <= SHOWN else f"{names[:SHOWN]}…"
                found.append(f"lines {first} and {last}: {shown}" if last > first else f"line {first}: {shown}")
    return found


def _may_be_names(cells: Sequence[str]) -> bool:
    """Whether two cells or more say something, and hardly one of them is a number."""
    filled = [cell for cell in cells if cell.strip()]
    numbers = sum(not any(char.isalpha() for char in cell) for cell in filled)
    return len(filled) > 1 and numbers * 100 <= MOST_NUMBERS * len(filled)


def _is_good(heading: Heading, lines: Lines, name: str) -> bool:
    try:
        return len(checked_header(heading.names(lines), name)) > 1
    except TableError:
        return False


def joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two lines of names as one: "Armenia: killed". What stands above holds for the empty cells beside it, as merged cells do,
    unless it has nothing below and is a name by itself."""
    names = []
    carried = ""
    for above, below in zip_longest((cell.strip() for cell in upper), (cell.strip() for cell in lower), fillvalue=""):
        if above or not below:
            carried = above if below else ""
        names.append(": ".join(filter(None, (carried if below else above, below))))
    return names
