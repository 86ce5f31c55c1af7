"""The first line of a table: the names of its columns, each there once, and what no text of a file may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from claims_app.tables.gates import TableError

MAX_FIELD = 20_000
MAX_COLUMNS = 500
MAX_NAME = 400
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


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
    """The names of the columns without what nobody sees. Raises TableError for one that is missing, there twice, or too long."""
    check_text("".join(header), name)
    names = names_in(header)
    if not names:
        raise TableError(f"The first line of {name} is empty. The names of the columns must stand in the first line.")
    if len(names) > MAX_COLUMNS:
        raise TableError(f"{name} has {len(names)} columns; at most {MAX_COLUMNS} are read.")
    seen: dict[str, str] = {}
    for place, column in enumerate(names, 1):
        if not column:
            raise TableError(
                f"Column {place} of {name} has no name in the first line. Name it or take it out. "
                "Where a header has two lines or a title above it, make it one line."
            )
        if len(column) > MAX_NAME:
            raise TableError(f"Column {place} of {name} has a name of more than {MAX_NAME} characters. Shorten it.")
        folded = folded_header(column)
        if folded in seen:
            raise TableError(f"{name} has the column “{column}” twice (also as “{seen[folded]}”). Rename one of them.")
        seen[folded] = column
    return tuple(names)


def trouble_of(text: str) -> str:
    """What characters that no file of people holds are in a text, and the mend; "" for none."""
    if "\x00" in text:
        return "NUL characters, as cut or binary files do. Export it again as UTF-8."
    if HALF_CHARACTER.search(text):
        return "half characters (lone surrogates). Export it again as UTF-8."
    return ""


def check_text(text: str, name: str) -> None:
    """Raise TableError for a text with NUL characters or half characters, which no table holds."""
    if trouble := trouble_of(text):
        raise TableError(f"{name} holds {trouble}")
