"""What somebody typed into a search field, read; and where in a text it is found, to be marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from claims_app.core.search_words import Word, words_of
from claims_app.core.stems import stem

MOST_PARTS = 12
MOST_LETTERS = 400
SHOWN = 280
BEFORE = 80
# Words that say nothing about what is looked for. They count where nothing else was typed, and in a phrase.
EMPTY_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "that",
        "the",
        "to",
        "was",
        "were",
        "with",
    ]
)
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
# The narrow spaces within a number do not end it.
PIECE = re.compile(
    r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<loose>(?:[^\s"]|[\u00a0\u202f\u2009](?=\d{3}))+))'
)


@dataclass(frozen=True, slots=True)
class Part:
    """A word, or words that must follow each other exactly; `is_open` while its last word is still being typed."""

    words: tuple[str, ...]
    is_exact: bool = False
    is_open: bool = False

    @property
    def stem(self) -> str:
        """The stem of a single word."""
        return stem(self.words[0])


@dataclass(frozen=True, slots=True)
class Search:
    """Every part must occur, none of `without` may. Without parts nothing is asked."""

    parts: tuple[Part, ...] = ()
    without: tuple[Part, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.parts)

    @property
    def stems(self) -> str:
        """The stems of all its words in order, as a title that says just this has them."""
        return " ".join(stem(word) for part in self.parts for word in part.words)


def read_search(text: str) -> Search:
    """Any text as a search: words, "exact words" in quotes, -word for what must not occur. No text is an error.

    The last word is open, so that results come while it is typed, unless a space or a quote closes it.
    """
    text = text[:MOST_LETTERS].translate(QUOTES)
    wanted: list[Part] = []
    without: list[Part] = []
    for piece in PIECE.finditer(text):
        is_last = piece.end() == len(text)
        if piece["no"]:
            without += _exact(piece["phrase"] or piece["loose"] or "", is_open=False)
        elif piece["loose"] is None:
            wanted += _exact(piece["phrase"], is_open=is_last and not piece["closed"])
        else:
            wanted += _loose(piece["loose"], is_last=is_last)
    return Search(_telling(wanted)[:MOST_PARTS], tuple(without[:MOST_PARTS]))


def _exact(text: str, *, is_open: bool) -> list[Part]:
    words = tuple(word.plain for word in words_of(text))[:MOST_PARTS]
    return [Part(words, is_exact=True, is_open=is_open)] if words else []


def _loose(text: str, *, is_last: bool) -> list[Part]:
    words = list(words_of(text))
    return [Part((word.plain,), is_open=is_last and word.end == len(text)) for word in words]


def _telling(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts without empty words, and each once; all of them where there are none but empty words."""
    telling = [part for part in parts if part.is_exact or part.words[0] not in EMPTY_WORDS]
    return tuple(dict.fromkeys(telling or parts))


def hits(text: str, search: Search) -> list[tuple[int, int]]:
    """Where the search's words stand in a text, as (start, end) in order, none overlapping."""
    words = list(words_of(text))
    found: set[tuple[int, int]] = set()
    for part in search.parts:
        found |= set(_places(words, part))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _places(words: Sequence[Word], part: Part) -> Iterator[tuple[int, int]]:
    length = len(part.words)
    for place in range(len(words) - length + 1):
        run = words[place : place + length]
        if _is_phrase(run, part) or (not part.is_exact and run[0].stem == part.stem):
            yield run[0].start, run[-1].end


def _is_phrase(run: Sequence[Word], part: Part) -> bool:
    *before, last = part.words
    is_end = run[-1].plain.startswith(last) if part.is_open else run[-1].plain == last
    return is_end and [word.plain for word in run[:-1]] == before


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that is to be marked, or not."""

    text: str
    is_hit: bool = False


def pieces_of(text: str, search: Search) -> tuple[Piece, ...]:
    """The whole text, cut where marks begin and end."""
    return tuple(_cut(text, hits(text, search), 0, len(text)))


def excerpt_of(text: str, search: Search) -> tuple[Piece, ...]:
    """At most some 280 letters of a text around the first hit, cut between words, marked."""
    if len(text) <= SHOWN:
        return pieces_of(text, search)
    found = hits(text, search)
    begin = max(0, found[0][0] - BEFORE) if found else 0
    if begin:
        begin = text.find(" ", begin, found[0][0]) + 1 or begin
    end = len(text) if begin + SHOWN >= len(text) else text.rfind(" ", begin + 1, begin + SHOWN)
    end = begin + SHOWN if end < begin + BEFORE else end
    shown = [(start, stop) for start, stop in found if start >= begin and stop <= end]
    cut = list(_cut(text, shown, begin, end))
    return (*([Piece("… ")] if begin else []), *cut, *([Piece(" …")] if end < len(text) else []))


def _cut(text: str, found: Iterable[tuple[int, int]], begin: int, end: int) -> Iterator[Piece]:
    at = begin
    for start, stop in found:
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:stop], is_hit=True)
        at = stop
    if at < end:
        yield Piece(text[at:end])
