"""A text cut into the words that a search compares: case and accents folded, digits in one form, each with its stem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from claims_app.core.stems import stem

LONGEST_WORD = 60
# Signs that belong to the letter before them: accents, vowel signs, points. The planes above hold no such signs but selectors.
MARKS = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M")
WORD = re.compile(
    # 300,000 is one number; a space between groups may as well stand between two numbers
    rf"\d{{1,3}}(?:[,\u00a0\u202f\u2009]\d{{3}})+(?!\d)|(?:[^\W_]|[{re.escape(MARKS)}])+"
)
BETWEEN_GROUPS = re.compile(r"[,\u00a0\u202f\u2009]")
# Letters with a stroke or of their own that people without such a keyboard type plainly; Unicode does not take them apart.
PLAINLY = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ə": "e", "æ": "ae", "œ": "oe", "þ": "th",
})  # fmt: skip
APOSTROPHES = frozenset("'’ʼ`´")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, from `start` to before `end`; `plain` is the word folded, `stem` its stem."""

    start: int
    end: int
    plain: str
    stem: str


@lru_cache(maxsize=16384)
def fold_word(word: str) -> str:
    """ "Şuşa" → "susa", "Bakı" → "baki", "ЁЛКА" → "елка", "٣" → "3", "300,000" → "300000"; at most sixty letters."""
    taken_apart = _without_accents(BETWEEN_GROUPS.sub("", word)).casefold().translate(PLAINLY)
    kept = [
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in _without_accents(taken_apart)
    ]
    # What a compatibility form unfolds to may hold signs that no word holds, as in "½".
    return "".join(letter for letter in kept if letter.isalnum() or letter in MARKS)[:LONGEST_WORD].strip(MARKS)


def _without_accents(word: str) -> str:
    """The letters in their plain forms; before and after capitals go, since some letters have small ones in one form alone."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


def words_of(text: str) -> Iterator[Word]:
    """The words of a text in order; the s of "Azerbaijan’s" is none."""
    for found in WORD.finditer(text):
        start, end = found.span()
        is_possessive = found.group() in ("s", "S") and start > 1 and text[start - 1] in APOSTROPHES
        plain = "" if is_possessive else fold_word(found.group())
        if plain:
            yield Word(start, end, plain, stem(plain))
