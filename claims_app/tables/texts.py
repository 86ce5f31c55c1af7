"""A text file in an encoding that is known, read from its beginning as often as wanted; its rows some at a time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from claims_app.tables.cells import ROWS, Part
from claims_app.tables.gates import PIECE, Opens
from claims_app.tables.headers import MAX_FIELD

# So many characters are looked at to know what a text file is; no first line is longer.
HEAD = 10 * MAX_FIELD
Rows = Iterator[list[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text file whose characters are good: `open` reads it from its beginning, line ends as they are."""

    name: str
    opens: Opens
    encoding: str

    def open(self) -> io.TextIOWrapper:
        """The text, line by line."""
        return io.TextIOWrapper(self.opens(), encoding=self.encoding, newline="")

    def head(self) -> str:
        """Its first characters."""
        with self.open() as file:
            return file.read(HEAD)

    def pieces(self) -> Iterator[str]:
        """All of it, some characters at a time."""
        with self.open() as file:
            while piece := file.read(PIECE):
                yield piece


def in_parts(rows: Iterable[list[str]], headers: tuple[str, ...], first: int = 2) -> Iterator[Part]:
    """The rows under these headers, some at a time; the first of them has this number."""
    left = iter(rows)
    while some := list(islice(left, ROWS)):
        yield Part(headers, some, first)
        first += len(some)
