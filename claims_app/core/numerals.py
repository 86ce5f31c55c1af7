"""Numbers written in digits, words or both ("1.5 million", "two dozen", "خمسة وعشرون"): a strict sum of places, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from claims_app.core.figures import Number
from claims_app.core.lexicons import Lexicon, Numeral
from claims_app.core.tokens import Token

LARGEST = 10**12
"""No figure of a conflict is larger; such a number is a mistake."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as read: its value, how many tokens it took, and its last factor (12 for dozens, 1000 for "5 thousand").

    `coefficient` is what stood before that factor, None where the number is no simple product: "two to three hundred"
    means two hundred to three hundred, so the factor of the second is lent to the first.
    """

    value: int
    length: int
    factor: int = 1
    coefficient: Number | None = None


@dataclass(frozen=True, slots=True)
class _Sum:
    """A number in the making: thousands already added, the group under way, and the place that was filled last."""

    total: Number = 0
    group: Number = 0
    room: int = 1000
    scale: int = LARGEST * 10
    last: str = ""
    factor: int = 1
    coefficient: Number | None = None
    scaled_only: bool = False
    unscalable: bool = False
    empty: bool = True


def amounts_at(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Amount]:
    """Every number that begins the tokens, longest first; none where they begin with something else."""
    found: list[Amount] = []
    current, place = _Sum(), 0
    while place < len(tokens):
        step = _step(current, tokens[place:], lexicon)
        if step is None:
            break
        current, taken = step
        place += taken
        value = current.total + current.group
        if not (current.scaled_only or current.empty) and int(value) == value and value <= LARGEST:
            found.append(Amount(int(value), place, current.factor, current.coefficient))
    return reversed(found)


def _step(current: _Sum, tokens: Sequence[Token], lexicon: Lexicon) -> tuple[_Sum, int] | None:
    """The number with its next piece, a joiner before it included, and how many tokens that took."""
    skipped = _joiner_length(current, tokens, lexicon)
    for skip in dict.fromkeys((0, skipped)):
        rest = tokens[skip:]
        if not rest:
            continue
        if rest[0].is_number:
            if (longer := _add_digits(current, rest[0])) is not None and (not skip or current.last == "scale"):
                return longer, skip + 1
            continue
        for numeral, length in lexicon.numerals.all_at_start(rest):
            if (longer := _add(current, numeral, joined=skip > 0, lexicon=lexicon)) is not None:
                return longer, skip + length
    return None


def _joiner_length(current: _Sum, tokens: Sequence[Token], lexicon: Lexicon) -> int:
    """How many tokens of "and", of a hyphen (twenty-five) or of a comma (one thousand, two) may be passed over."""
    if current.empty or len(tokens) < 2:
        return 0
    first = tokens[0].text
    if first in lexicon.joiners:
        return 1
    hyphen = first == "-" and tokens[0].glued and tokens[1].glued and current.last == "ten"
    comma = first == "," and tokens[0].glued and current.last == "scale"
    return int(hyphen or comma)


def _add_digits(current: _Sum, token: Token) -> _Sum | None:
    """Digits begin a number, or three of them follow a scale word ("5 thousand 200")."""
    if token.value is None or current.last not in ("", "scale"):
        return None
    if current.last == "scale" and not (len(token.text) == 3 and token.value < current.scale):
        return None
    return replace(
        current,
        group=token.value,
        room=1,
        last="digits",
        factor=1,
        coefficient=None,
        empty=False,
        scaled_only=token.scaled_only,
        unscalable=token.unscalable,
    )


def _add(current: _Sum, numeral: Numeral, *, joined: bool, lexicon: Lexicon) -> _Sum | None:
    """The number with a number word added; None where the words make no number (nineteen eighty-eight)."""
    if numeral.place in FACTORS:
        bare_hundred = numeral.place == "hundred" and not current.group
        return _multiply(current, numeral) if bare_hundred or not joined else None
    if current.last in ("part", "dozen", "scaled_part", "end"):
        return None
    if numeral.place == "part":
        return (
            replace(current, group=numeral.value, room=1, last="part", empty=False, scaled_only=True)
            if current.empty
            else None
        )
    if numeral.place == "plus_part":
        allowed = not joined and not current.empty and current.room == 1 and current.last in ("unit", "teen", "digits")
        return replace(current, group=current.group + numeral.value, last="part", scaled_only=True) if allowed else None
    if numeral.place == "whole":
        return replace(current, total=numeral.value, last="end", empty=False) if current.empty else None
    if numeral.place == "scaled":
        return _add_scaled(current, numeral)
    return _add_place(current, numeral, joined, lexicon)


FACTORS = frozenset({"hundred", "hundred_only", "scale", "scale_only", "dozen", "dozen_only"})
NEEDS = {"unit": 10, "teen": 100, "ten": 100, "hundreds": 1000}
LEAVES = {"unit": 1, "teen": 1, "ten": 10, "hundreds": 100}


def _add_place(current: _Sum, numeral: Numeral, joined: bool, lexicon: Lexicon) -> _Sum | None:
    """A unit, teen, ten or whole hundred where that place is still free; in Arabic the ten follows its unit."""
    room = current.room
    if lexicon.units_first:
        if numeral.place == "ten" and current.last == "unit" and joined:
            return replace(current, group=current.group + numeral.value, last="end_of_group", room=1, coefficient=None)
        if numeral.place == "unit" and current.last == "ten":
            return None
    if room < NEEDS[numeral.place]:
        return None
    return replace(
        current,
        group=current.group + numeral.value,
        room=LEAVES[numeral.place],
        last=numeral.place,
        empty=False,
        factor=int(numeral.value) if numeral.place == "hundreds" else 1,
        coefficient=None,
    )


def _multiply(current: _Sum, numeral: Numeral) -> _Sum | None:
    """The group under way times a hundred, a dozen or a scale word; a bare one counts once, a plural form of it not at all."""
    factor = int(numeral.value)
    group = current.group or 1
    if current.unscalable or current.last == "end":
        return None
    if current.last == "digits" and current.scaled_only and not numeral.place.startswith("scale"):
        return None
    bare = not current.group
    if bare and numeral.place.endswith("_only"):
        return None
    if numeral.place.startswith("dozen"):
        if current.total or current.last == "dozen":
            return None
        return replace(_product(current, group, factor), last="dozen", room=1, scale=1)
    if numeral.place.startswith("hundred"):
        if (bare and current.room < 1000) or (not bare and (group >= 100 or current.last in ("hundred", "hundreds"))):
            return None
        return replace(_product(current, group, factor), last="hundred", room=100)
    if factor >= current.scale or (bare and current.last == "scale"):
        return None
    total = current.total + group * factor
    simple = group if not current.total else None
    return _Sum(total=total, scale=factor, last="scale", factor=factor, coefficient=simple, empty=False)


def _product(current: _Sum, group: Number, factor: int) -> _Sum:
    simple = group if not current.total else None
    return replace(current, group=group * factor, factor=factor, coefficient=simple, empty=False, scaled_only=False)


def _add_scaled(current: _Sum, numeral: Numeral) -> _Sum | None:
    """A word that is a scale and its count in one: ألفان (two thousand), полмиллиона (half a million)."""
    scale = 1000 if numeral.value < 10**6 else 10**6
    if current.group or scale >= current.scale:
        return None
    return _Sum(total=current.total + numeral.value, scale=scale, last="scale", factor=scale, empty=False)


def lend_factor(first: Amount, second: Amount) -> int:
    """The first number of a range, with the factor of the second where it is meant: "two to three hundred" → 200."""
    meant = second.coefficient is not None and first.factor == 1 and first.value < second.coefficient
    return first.value * second.factor if meant else first.value


def share_of_hundred(amount: Fraction | int) -> Fraction:
    """So many percent as a share."""
    return Fraction(amount) / 100
