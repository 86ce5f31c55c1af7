"""A plain count is shown in digits, so that rows compare; every other figure in the words as said."""

from __future__ import annotations

import pytest

from claims_app.core.displays import grouped, headline_of, listed, mention_of, shown_as
from claims_app.core.wording import read_figure
from tests.core.board_makers import make_position, make_silence
from tests.core.engine_worlds import WORLD, make_claim


@pytest.mark.parametrize(
    ("said", "shown"),
    [("six", "6"), ("6", "6"), ("none", "0"), ("over 100", "over 100"), ("several", "several"), ("about 50", "about 50"),
     ("10-15", "10-15"), ("12,000", "12\u202f000"), ("1,200", "1200")],
)  # fmt: skip
def test_a_figure_is_shown(said: str, shown: str) -> None:
    assert shown_as(read_figure(said)) == shown


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (9999, "9999"), (10_000, "10\u202f000"), (1_234_567, "1\u202f234\u202f567")]
)
def test_digits_are_grouped_from_ten_thousand(number: int, text: str) -> None:
    assert grouped(number) == text


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_names_are_listed(names: list[str], text: str) -> None:
    assert listed(names) == text


def test_a_headline_says_the_claim_in_a_few_words() -> None:
    assert headline_of(make_claim(said="6", outcome="destroyed"), WORLD) == "6 tanks destroyed"
    assert headline_of(make_claim(said="one", outcome="destroyed"), WORLD) == "1 tank destroyed"
    assert headline_of(make_silence(1, "red"), WORLD) == "No figure given: tanks lost"
    assert headline_of(make_position(1, "red", "blue"), WORLD) == "Who started it: blue"


@pytest.mark.parametrize(
    ("quote", "text", "object", "words"),
    [
        ("six tanks and 15 guns", "six", "tank", "six"),
        ("two helicopters, two tanks", "two", "tank", "two tanks"),
        ("26 tanks", "6", "tank", None),
        ("nothing here", "6", "tank", None),
        ("6 tanks", "", "tank", None),
    ],
)
def test_of_several_mentions_the_one_before_its_noun_is_marked(
    quote: str, text: str, object: str, words: str | None
) -> None:
    place = mention_of(quote, text, object)
    assert (place is None) == (words is None)
    if place and words:
        assert quote[place[0] : place[1]] == text and quote[place[0] :].startswith(words)
