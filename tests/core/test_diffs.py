"""Two texts are cut into what is the same in both and what is not, and nothing of them is lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.diffs import pieces_of
from claims_app.core.removals import is_removed, removed_words, told_apart


def test_the_word_that_changed_is_marked_on_both_sides() -> None:
    was, now = pieces_of("They lost six tanks.", "They lost five tanks.")
    assert [piece.text for piece in was if piece.changed] == ["six"]
    assert [piece.text for piece in now if piece.changed] == ["five"]


def test_a_text_that_came_anew_is_changed_as_a_whole() -> None:
    was, now = pieces_of("", "six tanks")
    assert was == ()
    assert [(piece.text, piece.changed) for piece in now] == [("six tanks", True)]


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_joined_are_the_texts(before: str, after: str) -> None:
    was, now = pieces_of(before, after)
    assert ("".join(piece.text for piece in was), "".join(piece.text for piece in now)) == (before, after)
    common = [[piece.text for piece in pieces if not piece.changed] for pieces in (was, now)]
    assert "".join(common[0]) == "".join(common[1])


def test_very_long_texts_are_changed_as_a_whole() -> None:
    was, now = pieces_of("a " * 3000, "b " * 3000)
    assert len(was) == len(now) == 1


@pytest.mark.parametrize("reason", ["danger to a person", "a [strange] reason", "1", "court order, 2 April 2016"])
def test_the_words_of_a_removal_are_known_again(reason: str) -> None:
    words = removed_words(reason, date(2016, 4, 3))
    assert words.endswith(", 3 April 2016]")
    assert is_removed(words) and is_removed(told_apart(words, 17)) and is_removed(f" {words} ")


@pytest.mark.parametrize(
    "text", ["", "removed: a reason, 3 April 2016", "[removed]", "He said [removed: x, 3 April 2016]."]
)
def test_other_words_are_no_removal(text: str) -> None:
    assert not is_removed(text)
