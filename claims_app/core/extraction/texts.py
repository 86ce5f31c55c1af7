"""A text cut into tokens, sentences and quotes, every one with its place; the text itself is never changed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims_app.core.unseen import UNSEEN, turned_stretches

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\t", " "),
        **dict.fromkeys("’‘ʼ`´", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?!\d)|\d+(?:\.\d+)?)"
    r"|(?P<word>(?i:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?=[-‐‑](?i:one|two|three|four|five|six|seven|eight|nine)\b)|(?:[^\W\d_]\.){2,}(?:-[^\W\d_]+)*|[^\W\d_]\.[^\W\d_]-[^\W\d_]+"
    r"|[^\W\d_]{1,4}-\d{1,4}[^\W\d_]{0,2}(?![\w-])|[A-Z]{1,3}\d{1,4}[A-Za-z]{0,2}(?![\w-])"
    r"|[^\W\d_]+(?:-[^\W\d_]+|'(?!s\b)[^\W\d_]+)*|'s\b)"
    r"|(?P<sign>\S)"
)
LONGEST_SENTENCE = 300
"""Words after which a sentence ends at the next sign: what is told in a sentence is looked for in all of it."""

DATELINE = 14
"""Words within which a report says from where it comes."""

_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"')]”’»")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign: its folded text and its half-open place in the original, in code points."""

    text: str
    start: int
    end: int
    kind: str
    is_capital: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of tokens, with its place in the text."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """The original and what it was cut into; `quotes` are pairs of places between quotation marks.

    `turned` are the stretches whose letters stand on the screen in another order.
    """

    original: str
    tokens: tuple[Token, ...]
    sentences: tuple[Span, ...]
    quotes: tuple[tuple[int, int], ...]
    turned: tuple[tuple[int, int], ...] = ()

    def words(self, first: int, last: int) -> str:
        """The original words of some tokens, as printed."""
        if first >= last:
            return ""
        return self.original[self.tokens[first].start : self.tokens[last - 1].end]

    def quote_at(self, place: int) -> tuple[int, int] | None:
        """The quotation around a place; None outside of quotation marks."""
        at = bisect_right(self.quotes, (place, len(self.original) + 1)) - 1
        return self.quotes[at] if at >= 0 and self.quotes[at][1] > place else None

    def is_seen_otherwise(self, start: int, end: int) -> bool:
        """Characters that nobody sees stand in a stretch or at its edges, or turn it around."""
        first = 1 if self.original.startswith("\ufeff") else 0
        if UNSEEN.search(self.original, max(start - 1, first), end + 1):
            return True
        at = bisect_right(self.turned, (start, len(self.original))) - 1
        return at >= 0 and self.turned[at][1] > start

    def body_of(self, sentence: Span) -> int:
        """Where a sentence begins after a dateline: "KABUL, Afghanistan (Agency) — "."""
        if not self.words(sentence.first, sentence.first + 1).isupper():
            return sentence.first
        for at in range(sentence.first + 1, min(sentence.last - 1, sentence.first + DATELINE)):
            token = self.tokens[at]
            if token.text in (":", "_") or (token.text == "-" and token.start > self.tokens[at - 1].end):
                return at + 1
        return sentence.first

    def token_at(self, place: int) -> int:
        """The first token that begins at or after a place."""
        return bisect_left(self.tokens, place, key=lambda token: token.start)


def fold(text: str) -> str:
    """Lower case, one space, one apostrophe, one dash: a letter for a letter, so that places stay the same."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text.translate(_SAME))


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a text; "Mi-24", "Nagorno-Karabakh" and "U.S.-led" are one word, a possessive 's is its own."""
    original = text.translate(_SAME)
    folded = fold(text)
    return tuple(
        Token(folded[m.start() : m.end()], m.start(), m.end(), m.lastgroup or "sign", _is_capital(original, m))
        for m in _TOKEN.finditer(original)
    )


def _is_capital(text: str, match: re.Match[str]) -> bool:
    """A capital begins the word, or the name in it: "al-Shabaab", "al Shabaab"."""
    start = match.start()
    article = text[start : start + 3] in ("al-", "el-", "al ", "el ")
    return text[start].isupper() or (article and text[start + 3 : start + 4].isupper())


def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase of a data file as the folded words that a text would show."""
    return tuple(token.text for token in tokenise(phrase))


def cut(text: str, abbreviations: Iterable[str]) -> Text:
    """The text with its sentences and quotes; a line end ends a sentence, unless the next line goes on in small letters."""
    tokens = tokenise(text)
    return Text(
        text,
        tokens,
        tuple(_sentences(text, tokens, frozenset(abbreviations))),
        tuple(_quotes(text)),
        tuple(turned_stretches(text)),
    )


def _sentences(text: str, tokens: tuple[Token, ...], abbreviations: frozenset[str]) -> Iterator[Span]:
    first = 0
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        length = place - first
        is_endless = length >= LONGEST_SENTENCE and (token.kind == "sign" or length >= 2 * LONGEST_SENTENCE)
        if following is None or is_endless or _ends_here(text, tokens, place, following, abbreviations):
            yield Span(first, place + 1, tokens[first].start, token.end)
            first = place + 1


def _ends_here(
    text: str, tokens: tuple[Token, ...], place: int, following: Token, abbreviations: frozenset[str]
) -> bool:
    token = tokens[place]
    between = text[token.end : following.start]
    if "\n" in between or "\r" in between:
        is_wrapped = following.kind == "word" and not following.is_capital and between.count("\n") == 1
        if not is_wrapped or token.text in _ENDS or token.text in _CLOSERS:
            return True
    if not between:
        return False
    last = _before_notes(tokens, place)
    while last > 0 and tokens[last].text in _CLOSERS and tokens[last].start == tokens[last - 1].end:
        last -= 1
    if tokens[last].text not in _ENDS:
        return False
    before = tokens[last - 1] if last else None
    is_short = before is not None and (
        before.text in abbreviations or (before.kind == "word" and len(before.text) == 1 and before.is_capital)
    )
    if is_short and tokens[last].text == ".":
        return False
    return following.is_capital or following.kind != "word"


def _before_notes(tokens: tuple[Token, ...], place: int) -> int:
    """The token before footnote marks such as "[12][3]" that end at a place; the place itself without any."""
    while place > 2 and tokens[place].text == "]" and tokens[place - 2].text == "[":
        place -= 3
    return place


def _quotes(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between double quotation marks, straight or typographic, within one paragraph; the marks are outside."""
    opened = None
    for match in re.finditer(r"[\"“”„«»]|\n\s*\n|\Z", text):
        mark = match.group()
        if mark not in ('"', "“", "”", "„", "«", "»"):
            opened = None
        elif opened is None or mark in "“„«":
            opened = match.end()
        else:
            yield opened, match.start()
            opened = None
