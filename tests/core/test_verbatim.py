"""A quote is found word for word, whatever spaces, quotation marks and dashes the page was set with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.verbatim import find_quote, is_verbatim, matching_view

TEXT = "It said six\u00a0civilians were hurt. “We lost 15–20 men,” the army’s\nspokesman said. It said six tanks."


@pytest.mark.parametrize(
    "quote",
    [
        "six civilians were hurt",
        '"We lost 15-20 men," the army\'s spokesman said',
        "  six   civilians ",
        "six […] men,”",
    ],
    ids=["no-break space", "marks, dash, line end", "runs of space", "words left out"],
)
def test_a_quote_in_other_marks_stands_in_the_text(quote: str) -> None:
    assert is_verbatim(quote, TEXT)


@pytest.mark.parametrize("quote", ["six soldiers", "hurt six civilians", "men […] civilians", "", "[…]"])
def test_other_words_or_another_order_do_not(quote: str) -> None:
    assert not is_verbatim(quote, TEXT)


def test_places_are_those_of_the_original_and_the_search_may_begin_later() -> None:
    first, later = find_quote("it said six".capitalize(), TEXT), find_quote("It said six", TEXT, 5)
    assert first == (0, 11)
    assert later is not None
    assert TEXT[slice(*later)] == "It said six"
    assert later[0] > 50


@given(st.text(max_size=200))
def test_the_view_keeps_every_place(text: str) -> None:
    assert len(matching_view(text)) == len(text)
