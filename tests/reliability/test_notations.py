"""R3: numbers as six languages write them, read as an import reads them: none is read wrong without a word, and the plain ones are read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from claims_app.core.wording import read_figure

LANGUAGES = ("en", "ru", "uk", "az", "hy", "fr")
SPACE, HARD, NARROW, THIN = " ", "\u00a0", "\u202f", "\u2009"
# How a language groups thousands in plain print: the mark that stands between groups of three digits.
GROUPS = {
    "en": (",", ""), "ru": (HARD, ""), "uk": (HARD, ""), "az": (HARD, ""), "hy": (HARD, ""), "fr": (NARROW, ""),
}  # fmt: skip
ODD_GROUPS = (SPACE, HARD, NARROW, THIN, ",", ".", "'", "’")
# Marks around a number that change what it says, or make it no number at all.
TRAPS = (
    "-{}",
    "−{}",
    "{}e3",
    "0x{}",
    "{}_000",
    "{}O",
    "l{}",
    "{},5",
    "{}.5",
    "{}%",
    "+{}",
    "({})",
    "{}..{}",
    "{}²",
    "#{}",
)


@dataclass(frozen=True, slots=True)
class Notation:
    """A text as printed; `value` is what it says, None where it must not be read as one whole number of that size."""

    text: str
    lang: str
    value: int | None
    is_plain: bool


def grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


def notations(count: int, seed: int) -> Iterator[Notation]:
    """Plain notations, odd groupings and traps, in every language by turns."""
    chance = random.Random(seed)
    for place in range(count):
        lang = LANGUAGES[place % len(LANGUAGES)]
        number = chance.choice(
            (chance.randrange(1, 100), chance.randrange(100, 10_000), chance.randrange(10_000, 5_000_000))
        )
        kind = chance.random()
        if kind < 0.5:
            yield Notation(grouped(number, chance.choice(GROUPS[lang])), lang, number, is_plain=True)
        elif kind < 0.75:
            yield Notation(grouped(number, chance.choice(ODD_GROUPS)), lang, number, is_plain=False)
        else:
            yield Notation(chance.choice(TRAPS).format(number, number), lang, None, is_plain=False)


def check(count: int, seed: int) -> None:
    wrong, plain, read = [], 0, 0
    for notation in notations(count, seed):
        figure = read_figure(notation.text, notation.lang)
        exact = figure.plain is not None and figure.kind == "exact"
        if exact and notation.value is not None and (figure.plain.low, figure.plain.high) != (notation.value,) * 2:  # type: ignore[union-attr]
            wrong.append((notation, figure.plain))
        if exact and notation.value is None:
            wrong.append((notation, figure.plain))
        plain += notation.is_plain
        read += notation.is_plain and exact
    assert wrong == []
    assert read >= 0.95 * plain


def test_r3_a_sample_of_notations_is_never_read_wrong() -> None:
    check(600, seed=1)


@pytest.mark.soak
def test_r3_five_thousand_notations_are_never_read_wrong() -> None:
    check(5_000, seed=2)
