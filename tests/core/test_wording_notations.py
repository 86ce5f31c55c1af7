"""5,000 notations in six languages, generated from the data files: none silently wrong, 95 in 100 read.

What each should mean is worked out here from the specification, not by the module under test.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from math import ceil

import pytest

from claims_app.core.figures import Interval
from claims_app.core.lexicons import LANGUAGES, LEXICON_DIRECTORY, expand
from claims_app.core.wording import read_figure
from tests.core.number_words import SPELL

NUMBERS = [
    1,
    2,
    3,
    5,
    6,
    9,
    11,
    12,
    15,
    19,
    20,
    21,
    25,
    40,
    50,
    64,
    99,
    100,
    101,
    127,
    150,
    200,
    270,
    295,
    300,
    350,
    550,
    999,
]
LARGE = [1000, 1280, 1300, 2016, 2500, 4000, 9999, 10_000, 20_258, 38_000, 100_000, 525_301, 1_234_567]
SEPARATORS = [",", ".", "'", " ", "\u00a0", "\u202f", "\u2009", "·", "٬", ""]
DIGITS = {"en": ["０１２３４５６７８９"], "ar": ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]}
WANTED = 5_000
Bounds = tuple[tuple[int, int | None], tuple[int, int | None]]


def grain(number: int) -> int:
    return max(size for power in range(10) for size in (10**power, 5 * 10**power) if number % size == 0)


def expected(kind: str, n: int) -> Bounds:
    """The table of figure phrases, once more."""
    slack = int(min(grain(n) / 2, n / 20)) if n >= 20 and n % 10 == 0 and len(str(n).rstrip("0")) <= 2 else 0
    near, nearer = max(1, ceil(n / 10)), max(2, ceil(n / 4))
    width = max(grain(n), ceil(n / 10))
    table: dict[str, Bounds] = {
        "exact": ((n, n), (n - slack, n + slack)),
        "more_than": ((n + 1, max(n + 1, n + width - 1)), (n + 1, None)),
        "at_least": ((n, None), (n, None)),
        "up_to": ((ceil(n / 2), n), (1, n)),
        "at_most": ((0, n), (0, n)),
        "less_than": ((min(ceil(n / 2), n - 1), n - 1), (0, n - 1)),
        "nearly": ((n - ceil(n / 10), n - 1), (n - ceil(n / 4), n)),
        "approx": ((max(1, n - near), n + near), (max(1, n - nearer), n + nearer)),
    }
    return table[kind]


def hedges_of(lang: str) -> Iterator[tuple[str, str]]:
    """Every hedge of a language's file as a template ("over {}", "{}-dən çox") with its kind."""
    data = json.loads((LEXICON_DIRECTORY / f"{lang}.json").read_text(encoding="utf-8"))
    yield "{}", "exact"
    for side in ("before", "after"):
        for kind, patterns in data[side]["hedges"].items():
            for words in itertools.chain.from_iterable(map(expand, patterns)):
                said = " ".join(words)
                text = f"{said} {{}}" if side == "before" else f"{{}} {said}"
                yield text.replace(" - ", "-"), kind


def notations_of(number: int, lang: str) -> Iterator[str]:
    """The number in digits with every separator, in other digits, and in words."""
    for separator in SEPARATORS if number >= 1000 else [""]:
        yield f"{number:,}".replace(",", separator)
    for script in DIGITS.get(lang, []):
        yield str(number).translate(str.maketrans("0123456789", script))
    if number < 10_000:
        yield SPELL[lang](number)


def notations(lang: str) -> list[tuple[str, str, int]]:
    """(text, kind, number), each language an equal part of those wanted, always the same."""
    every = [
        (template.format(notation), kind, number)
        for template, kind in hedges_of(lang)
        for number in NUMBERS + LARGE
        for notation in notations_of(number, lang)
    ]
    return random.Random(lang).sample(every, min(len(every), -(-WANTED // len(LANGUAGES))))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_notation_is_silently_wrong_and_nearly_all_are_read(lang: str) -> None:
    texts = notations(lang)
    unread, wrong = [], []
    for text, kind, number in texts:
        figure = read_figure(text, lang)
        plain, charitable = expected(kind, number)
        if figure.plain is None:
            unread.append(text)
        elif (figure.kind, figure.plain, figure.charitable) != (kind, Interval(*plain), Interval(*charitable)):
            wrong.append((text, kind, number, figure))
    assert len(texts) == -(-WANTED // len(LANGUAGES))
    assert wrong == []
    assert len(unread) <= len(texts) * 0.05, unread[:20]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_damaged_notation_is_never_read_as_another_number(lang: str) -> None:
    """A second number, a stray sign, a decimal: not read, rather than read as what is left."""
    for text, _, _ in notations(lang)[:120]:
        for damaged in (f"{text} 12", f"12 / {text}", f"{text},5", f"{text}/12", f"{text}²", f"{text} 1,28"):
            figure = read_figure(damaged, lang)
            assert figure.plain is None, (damaged, figure)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_hedge_has_two_meanings(lang: str) -> None:
    """The same words before (or after) a number are one kind of hedge, whichever line of the file they come from."""
    kinds: dict[str, set[str]] = {}
    for template, kind in hedges_of(lang):
        kinds.setdefault(template, set()).add(kind)
    assert {template: kinds[template] for template in kinds if len(kinds[template]) > 1} == {}
