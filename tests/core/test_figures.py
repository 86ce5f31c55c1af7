"""Intervals: the words of algebra, an open end among them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.figures import Interval

FROM_101 = Interval(101, None)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low = draw(st.integers(0, 40))
    return Interval(low, draw(st.none() | st.integers(low, 60)))


def members(interval: Interval) -> set[int]:
    return {
        number
        for number in range(0, 200)
        if interval.low <= number and (interval.high is None or number <= interval.high)
    }


def test_over_100_holds_101_and_not_100() -> None:
    assert FROM_101.contains(101)
    assert FROM_101.contains(10**9)
    assert not FROM_101.contains(100)


def test_one_number_is_exact_and_an_open_end_is_not() -> None:
    assert Interval(6, 6).is_exact
    assert not FROM_101.is_exact


@pytest.mark.parametrize("interval", [Interval(3, 2), Interval(-1, 4), Interval(-2, None)])
def test_an_interval_without_a_number_is_not_sound(interval: Interval) -> None:
    assert not interval.is_sound


def test_the_gap_between_12_and_101_or_more_is_89() -> None:
    assert Interval(12, 12).gap(FROM_101) == FROM_101.gap(Interval(12, 12)) == 89


def test_jaccard_is_a_fraction_and_none_with_an_open_end() -> None:
    assert Interval(10, 15).jaccard(Interval(13, 18)) == Fraction(3, 9)
    assert FROM_101.jaccard(Interval(101, 199)) is None


@given(intervals(), intervals())
def test_the_algebra_is_that_of_sets(a: Interval, b: Interval) -> None:
    shared = a.intersection(b)
    assert (members(shared) if shared else set()) == members(a) & members(b)
    assert a.overlaps(b) == (not a.is_disjoint(b)) == bool(members(a) & members(b))
    assert a.contains(b) == (members(b) <= members(a) and (a.high is None or b.high is not None))
    assert (a.gap(b) == 0) == a.overlaps(b)
    if a.high is not None and b.high is not None:
        assert a.jaccard(b) == Fraction(len(members(a) & members(b)), len(members(a) | members(b)))
