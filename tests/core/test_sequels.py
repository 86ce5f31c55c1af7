"""What was said of a fact after a claim: by whom, on the same day or later, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from claims_app.core.claims import Claim
from claims_app.core.sequels import sequels_of

FIRST = Claim(id=1, claimant="red", side="red", camp="reds", kind="figure", stated_at=datetime(2016, 4, 2, tzinfo=UTC))


def said(number: int, by: str, camp: str, day: int, hour: int = 0) -> Claim:
    return replace(FIRST, id=number, claimant=by, camp=camp, stated_at=datetime(2016, 4, day, hour, tzinfo=UTC))


def found(*others: Claim, first: Claim = FIRST) -> list[tuple[object, str]]:
    own = frozenset({"red", "red-ministry"})
    return [(sequel.claim.id, sequel.words) for sequel in sequels_of(first, [first, *others], own)]


@pytest.mark.parametrize(
    ("by", "camp", "words"),
    [
        ("red", "reds", "itself, later"),
        ("red-ministry", "reds", "itself, later"),
        ("pink", "reds", "its own camp, later"),
        ("blue", "blues", "the other side, later"),
        ("observer", "", "others, later"),
    ],
)
def test_who_speaks_is_seen_from_the_first_claim(by: str, camp: str, words: str) -> None:
    assert found(said(2, by, camp, 3)) == [(2, words)]


def test_what_was_said_the_day_before_is_left_out() -> None:
    assert found(said(2, "blue", "blues", 1)) == []


def test_without_an_hour_the_same_day_counts_and_is_called_so() -> None:
    late = replace(FIRST, stated_at=datetime(2016, 4, 2, 18, tzinfo=UTC))
    assert found(said(2, "blue", "blues", 2), first=late) == [(2, "the other side, the same day")]


def test_with_both_hours_known_the_earlier_is_left_out() -> None:
    late = replace(FIRST, stated_at=datetime(2016, 4, 2, 18, tzinfo=UTC))
    assert found(said(2, "blue", "blues", 2, hour=9), first=late) == []


def test_what_has_no_day_is_left_out() -> None:
    assert found(replace(said(2, "blue", "blues", 3), stated_at=None)) == []
    assert found(said(2, "blue", "blues", 3), first=replace(FIRST, stated_at=None)) == []


def test_they_stand_in_the_order_in_which_they_were_said() -> None:
    assert [
        key for key, _ in found(said(4, "blue", "blues", 6), said(3, "observer", "", 4), said(2, "red", "reds", 5))
    ] == [
        3,
        2,
        4,
    ]
