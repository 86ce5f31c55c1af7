"""A table of texts, some rows at a time, with what is odd about its cells; and what may stand in its header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from claims_app.tables.gates import TableError

MAX_FIELD = 20_000
MAX_COLUMNS = 500
# So many rows are held at a time.
ROWS = 2_000
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


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
    """Some rows of a table. `flags` marks odd cells by (place among these rows, header): formula, error or merged.

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


def trouble_of(text: str) -> str:
    """What characters that no file of people holds are in a text, and the mend; "" for none."""
    if "\x00" in text:
        return "NUL characters, as cut or binary files do. Export it again as UTF-8."
    if HALF_CHARACTER.search(text):
        return "half characters (lone surrogates). Export it again as UTF-8."
    return ""


def check_text(text: str, name: str) -> None:
    """Raises TableError for characters that no file of people holds."""
    if trouble := trouble_of(text):
        raise TableError(f"{name} holds {trouble}")


def folded_header(header: str) -> str:
    """A header as it is compared: compatibility forms joined, case folded, invisible characters, spaces, underscores gone."""
    text = unicodedata.normalize("NFKC", header).translate(ZERO_WIDTH).casefold()
    return "".join(char for char in text if not char.isspace() and char != "_")


def names_in(header: Sequence[str]) -> list[str]:
    """The cells of a header without invisible characters, and without the empty ones at its end."""
    names = [cell.translate(ZERO_WIDTH).strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    return names


def checked_header(header: Sequence[str], name: str) -> tuple[str, ...]:
    """The names of the columns. Raises TableError where one is empty or stands twice, or they are too many."""
    check_text("".join(header), name)
    names = names_in(header)
    if len(names) > MAX_COLUMNS:
        raise TableError(f"{name} has {len(names)} columns; at most {MAX_COLUMNS} are read.")
    seen: dict[str, str] = {}
    for place, column in enumerate(names, 1):
        if not column:
            raise TableError(f"Column {place} of {name} has no name in the header. Name it or take it out.")
        folded = folded_header(column)
        if folded in seen:
            raise TableError(f"{name} has the column “{column}” twice (also as “{seen[folded]}”). Rename one of them.")
        seen[folded] = column
    return tuple(names)
