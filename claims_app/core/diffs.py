"""What changed between two texts, word by word, so that a reader sees the difference at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond so many words a comparison word by word takes long and helps nobody.
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text; `changed` where the other text has something else, or nothing, in its place."""

    text: str
    changed: bool


def pieces_of(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts cut into runs that are the same in both and runs that are not; joined again they are the texts.

    >>> pieces_of("six tanks", "five tanks")[0]
    (Piece(text='six', changed=True), Piece(text=' tanks', changed=False))
    """
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) > LONGEST or len(new) > LONGEST:
        return _whole(before), _whole(after)
    was: list[Piece] = []
    now: list[Piece] = []
    for tag, start, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[start:end]), "".join(new[from_:to])
        # A space that both have between two changed words is no common ground.
        changed = tag != "equal" or gone.isspace()
        _add(was, gone, changed)
        _add(now, came, changed)
    return tuple(was), tuple(now)


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, True),) if text else ()


def _add(pieces: list[Piece], text: str, changed: bool) -> None:
    """Put a run at the end, joined to the last one where both are of a kind."""
    if not text:
        return
    if pieces and pieces[-1].changed == changed:
        text = pieces.pop().text + text
    pieces.append(Piece(text, changed))
