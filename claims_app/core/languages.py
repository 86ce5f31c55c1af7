"""Which language a text is in, as far as its letters alone tell."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

ENOUGH = 0.5
SOME = 20
"""Letters below which nothing is said."""

LOOKED_AT = 20_000
BY_SCRIPT = {"ARMENIAN": "hy", "GEORGIAN": "ka", "HEBREW": "he", "GREEK": "el", "HANGUL": "ko", "DEVANAGARI": "hi"}
UKRAINIAN, RUSSIAN = re.compile("[іїєґ]"), re.compile("[ыэъё]")
AZERBAIJANI = re.compile("[əƏ]")


def language_by_letters(text: str) -> str:
    """A language tag where the letters of the text leave one language, else "": Latin letters without a schwa tell nothing."""
    text = text[:LOOKED_AT]
    letters = [letter for letter in text.lower() if letter.isalpha()]
    if len(letters) < SOME:
        return ""
    script, count = Counter(map(_script, letters)).most_common(1)[0]
    if count < ENOUGH * len(letters):
        return ""
    if script == "CYRILLIC":
        return _cyrillic(text.lower())
    if script == "LATIN":
        return "az" if len(AZERBAIJANI.findall(text)) > len(letters) / 100 else ""
    return BY_SCRIPT.get(script, "")


def is_latin(text: str) -> bool:
    """Whether most letters are Latin, or there are none."""
    letters = [letter for letter in text[:LOOKED_AT] if letter.isalpha()]
    return sum(_script(letter) == "LATIN" for letter in letters) >= ENOUGH * len(letters)


def _cyrillic(text: str) -> str:
    ukrainian, russian = len(UKRAINIAN.findall(text)), len(RUSSIAN.findall(text))
    if ukrainian == russian:
        return ""
    return "uk" if ukrainian > russian else "ru"


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
