"""A table of texts, some rows at a time, with what is odd about its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

# So many rows are held at a time.
ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """A choice that only the editor can make, with what to choose from."""

    column: str
    message: str
    choices: tuple[str, ...]


class Ask(Exception):
    """The file can be read once a question is answered."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.message)
        self.question = question


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some rows of a table. `flags` marks odd cells by (place among these rows, header): formula, error, merged …

    `first` is the number of the first of these rows; `lines` are their rows of the spreadsheet where several come from one.
    """

    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    first: int
    flags: dict[tuple[int, str], str] = field(default_factory=dict)
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Cells as texts, read anew each time that `parts` is called, so that no more than some rows are held.

    `first_row` is the spreadsheet row of the first row (the header is row 1); a record of a text file counts as one row.
    """

    headers: tuple[str, ...]
    parts: Callable[[], Iterator[Part]]
    first_row: int = 2
    notes: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""
