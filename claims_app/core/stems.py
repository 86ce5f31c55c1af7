"""An English word's stem by Porter's rules, so that "destroyed" finds "destroying" and "casualty" finds "casualties".

The rules are those of M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), with his two later changes
("bli" and "logi"). A word that is not written in a to z alone is its own stem.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

Endings = Sequence[tuple[str, str]]

SECOND: Endings = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
)  # fmt: skip
THIRD: Endings = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
FOURTH: Endings = tuple(
    (ending, "")
    for ending in (
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ou", "ism",
        "ate", "iti", "ous", "ive", "ize",
    )
)  # fmt: skip


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a lower-case word; words of one or two letters, and words in other letters, stay as they are."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    word = _past(_plural(word))
    if word.endswith("y") and "v" in _form(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(word, SECOND, 0)
    word = _replaced(word, THIRD, 0)
    word = _replaced(word, FOURTH, 1)
    return _last_letters(word)


def _form(word: str) -> str:
    """A word as consonants and vowels: "toy" is "cvc", "syzygy" is "cvcvcv"; y after a consonant is a vowel."""
    form = ""
    for letter in word:
        is_vowel = letter in "aeiou" or (letter == "y" and form.endswith("c"))
        form += "v" if is_vowel else "c"
    return form


def _measure(word: str) -> int:
    """How many times a vowel is followed by a consonant."""
    return _form(word).count("vc")


def _is_short(word: str) -> bool:
    """Whether it ends consonant, vowel, consonant, the last being no w, x or y."""
    return _form(word).endswith("cvc") and word[-1] not in "wxy"


def _plural(word: str) -> str:
    for ending, instead in (("sses", "ss"), ("ies", "i"), ("ss", "ss"), ("s", "")):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    return word


def _past(word: str) -> str:
    """Without "ed" and "ing", with the letter that they had displaced."""
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    ending = next((ending for ending in ("ed", "ing") if word.endswith(ending)), "")
    base = word[: -len(ending)] if ending else ""
    if "v" not in _form(base):
        return word
    if base.endswith(("at", "bl", "iz")):
        return base + "e"
    if len(base) > 1 and base[-1] == base[-2] and _form(base).endswith("c") and base[-1] not in "lsz":
        return base[:-1]
    return base + "e" if _measure(base) == 1 and _is_short(base) else base


def _replaced(word: str, endings: Endings, more_than: int) -> str:
    """The longest ending replaced, where what stands before it is long enough."""
    fitting = [pair for pair in endings if word.endswith(pair[0])]
    if not fitting:
        return word
    ending, instead = max(fitting, key=lambda pair: len(pair[0]))
    if ending in ("sion", "tion") and endings is FOURTH:
        ending = "ion"  # the letter before it stays
    base = word[: -len(ending)]
    return base + instead if _measure(base) > more_than else word


def _last_letters(word: str) -> str:
    base = word[:-1]
    if word.endswith("e") and (_measure(base) > 1 or (_measure(base) == 1 and not _is_short(base))):
        word = base
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
