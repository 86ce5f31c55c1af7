"""A printed phrase cut into numbers, words and signs, whatever its script; nothing is interpreted here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from claims_app.core.figures import Number

MAX_LENGTH = 300
"""A longer text is a passage, not a figure."""

MAX_DIGITS = 20
"""Digits and separators of one number; nobody counts further."""

_SPACES = " \u00a0\u202f\u2009"
_THOUSANDS = ",.'·\u066c" + _SPACES
_DECIMALS = ".,\u066b"
_QUOTES = '"“”„«»‹›`'
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʹ＇´", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−־", "-"))
_ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ؤ": "و", "ئ": "ي", "ـ": ""}
)
_CYRILLIC_LETTERS = str.maketrans({"ё": "е"})

_PIECE = re.compile(
    rf"(?P<number>[0-9]+(?:[{re.escape(_THOUSANDS)}\u066b][0-9]+)*)"
    rf"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    rf"|(?P<space>[\s{_SPACES}]+)"
    rf"|(?P<sign>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a phrase; `value` is None for words, signs and notations that read two ways ("1,5" before no scale).

    `glued` says that no space stands before it; `scaled_only` that the number may stand only before a scale word
    ("1,5" thousand); `unscalable` that it may not stand there ("1,250" million reads two ways).
    """

    text: str
    is_number: bool = False
    value: Number | None = None
    glued: bool = False
    scaled_only: bool = False
    unscalable: bool = False


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a phrase, folded to lower case and to one form of digit, apostrophe and dash.

    Quotation marks around words and a final full stop are dropped. Text beyond MAX_LENGTH gives no token.
    """
    if len(text) > MAX_LENGTH:
        return ()
    tokens: list[Token] = []
    glued = False
    for piece in _PIECE.finditer(fold(text)):
        if piece.lastgroup == "space":
            glued = False
            continue
        tokens.append(_token(piece.lastgroup or "", piece.group(), glued))
        glued = True
    return _without_stops(tokens)


def fold(text: str) -> str:
    """Lower case, digits 0-9, one apostrophe, one dash, no marks that are not seen; Arabic letters without their points."""
    folded = unicodedata.normalize("NFC", text).replace("İ", "i").casefold()
    folded = folded.translate(_APOSTROPHES).translate(_DASHES).translate(_ARABIC_LETTERS).translate(_CYRILLIC_LETTERS)
    return "".join(_fold_character(character) for character in folded)


def _fold_character(character: str) -> str:
    if character.isascii():
        return "" if character in _QUOTES else character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cf" or character in _QUOTES or "\u064b" <= character <= "\u0652":
        return ""
    return character


def _token(group: str, text: str, glued: bool) -> Token:
    if group != "number":
        return Token(text, glued=glued)
    return number_token(text, glued)


def number_token(text: str, glued: bool = False) -> Token:
    """What a run of digits and separators says: groups of exactly three are thousands in every language.

    One separator throughout. A decimal is kept for a scale word. All else ("1,28", "1,280.5", "007") has no value.
    """
    digits = re.split(r"[^0-9]", text)
    separators = set(re.sub(r"[0-9]", "", text))
    plain = Token(text, is_number=True, glued=glued)
    if len(text) > MAX_DIGITS or (digits[0].startswith("0") and len(digits[0]) > 1):
        return plain
    if len(digits) == 1:
        return Token(text, True, int(text), glued)
    if len(separators) == 1 and separators <= set(_THOUSANDS) and _are_thousands(digits):
        two_ways = len(digits) == 2 and separators <= set(_DECIMALS)
        return Token(text, True, int("".join(digits)), glued, unscalable=two_ways)
    if _is_decimal(digits, separators):
        return Token(text, True, Fraction(f"{digits[0]}.{digits[1]}"), glued, scaled_only=True)
    return plain


def _are_thousands(digits: list[str]) -> bool:
    return len(digits[0]) <= 3 and digits[0] != "0" and all(len(group) == 3 for group in digits[1:])


def _is_decimal(digits: list[str], separators: set[str]) -> bool:
    return len(digits) == 2 and separators <= set(_DECIMALS) and len(digits[1]) != 3


def _without_stops(tokens: list[Token]) -> tuple[Token, ...]:
    """Drop the full stop after an abbreviation ("тыс.") and the stop or comma that ends a phrase."""
    while tokens and tokens[-1].text in {".", ",", ";", "!", "،", "؛", "։"}:
        tokens.pop()
    kept = []
    for place, token in enumerate(tokens):
        after_word = place > 0 and not tokens[place - 1].is_number and tokens[place - 1].text.isalpha()
        if not (token.text == "." and token.glued and after_word):
            kept.append(token)
    return tuple(kept)
