"""Scopes are boxes: within, apart, or crossing, surely or on the plain words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from claims_app.core.claims import Claim
from claims_app.core.periods import Period, is_disjoint, lies_within
from claims_app.core.scopes import Scope, apart_on, relate, surely_disjoint, surely_within, wider_on
from claims_app.core.verdicts import Band
from tests.core.engine_worlds import LAW, cells_of, claim_sets, make_claim

BANDS: tuple[Band, ...] = ("charitable", "plain")


def scope(**fields: Any) -> Scope:
    found = make_claim(1, "un", "6", **fields).scope
    assert found is not None
    return found


WIDE = scope(object="vehicle", period=(0, 4))
RELATIONS: list[tuple[str, dict[str, Any], str, tuple[str, ...]]] = [
    ("itself", {"object": "vehicle", "period": (0, 4)}, "equal", ()),
    ("a kind", {"period": (0, 4)}, "subset", ()),
    ("a place", {"object": "vehicle", "place": "valley", "period": (0, 4)}, "subset", ()),
    ("an agent", {"object": "vehicle", "agent": ("red",), "period": (0, 4)}, "subset", ()),
    ("a basis", {"object": "vehicle", "basis": "visual", "period": (0, 4)}, "subset", ()),
    ("more parties", {"object": "vehicle", "about": ["blue", "green"], "period": (0, 4)}, "superset", ()),
    ("earlier", {"object": "vehicle", "period": (0, 2)}, "same_fact_other_period", ()),
    ("other end, a kind", {"period": (2, 6)}, "same_fact_other_period", ()),
    ("afterwards", {"object": "vehicle", "period": (4, 6)}, "disjoint", ("period",)),
    ("other party", {"object": "vehicle", "about": "red", "period": (0, 4)}, "disjoint", ("subject",)),
    ("other object", {"object": "soldier", "outcome": "killed", "period": (0, 4)}, "disjoint", ("object", "outcome")),
    ("crossing", {"about": ["blue", "green"], "period": (0, 4)}, "overlap", ()),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "relation", "apart"), [r[1:] for r in RELATIONS], ids=[r[0] for r in RELATIONS])
def test_two_scopes_stand_in_one_relation(fields: dict[str, Any], relation: str, apart: tuple[str, ...]) -> None:
    other = scope(**fields)
    back = {"subset": "superset", "superset": "subset"}.get(relation, relation)
    assert (relate(other, WIDE), relate(WIDE, other)) == (relation, back)
    assert apart_on(other, WIDE) == apart


def test_the_axes_on_which_a_scope_is_wider_are_named() -> None:
    assert wider_on(WIDE, scope(place="valley", agent=("red",))) == ("object", "agent", "place")


def test_what_may_be_outside_is_not_surely_within() -> None:
    exact = scope()
    doubtful = scope(wide=["blue", "green"])
    assert surely_within(exact, doubtful) and not surely_within(doubtful, exact)
    assert surely_within(doubtful, exact, "plain")
    assert not surely_disjoint(doubtful, scope(about="green"))
    assert surely_disjoint(doubtful, scope(about="green"), "plain")


@LAW
@given(claim_sets(most=2))
def test_within_and_apart_are_what_they_are_cell_by_cell(claims: list[Claim]) -> None:
    a, b = (claim.scope for claim in claims[:2])
    assert a is not None and b is not None
    for band in BANDS:
        cells = cells_of(claims[:2], band)
        assert surely_within(a, b, band) == all(1 in sure for wide, sure in cells if 0 in wide)
        assert surely_disjoint(a, b, band) == (not any({0, 1} <= wide for wide, _ in cells))


# ------------------------------------------------------------------ periods


@pytest.mark.parametrize(
    ("a", "b", "within", "disjoint"),
    [
        ((0, 2), (0, 2), True, False),
        ((0, 2), (0, 3), True, False),
        ((1, 4), (0, 3), False, False),
        ((0, 2), (2, 4), False, True),
        ((0, 2), (3, 2), False, True),
        ((0, 2), (5, 9), False, True),
    ],
)
def test_half_open_periods(a: tuple[int, int], b: tuple[int, int], within: bool, disjoint: bool) -> None:
    assert (lies_within(a, b), is_disjoint(a, b), is_disjoint(b, a)) == (within, disjoint, disjoint)


@pytest.mark.parametrize(
    ("period", "says"),
    [
        (Period.exactly(0, 1), ""),
        (Period(0, 1, 4, 2, 5, 6), ""),  # nothing is surely covered: odd, and a period all the same
        (Period.exactly(1, 1), "ends before it begins"),
        (Period.exactly(2, 1), "ends before it begins"),
        (Period(2, 1, 1, 5, 5, 5), "outside its widest"),
        (Period(0, 0, 0, 5, 5, 4), "outside its widest"),
    ],
)
def test_a_period_that_is_none_says_why(period: Period, says: str) -> None:
    assert bool(period.problem()) == bool(says)
    assert says in period.problem()


def test_a_period_without_a_sure_instant_limits_nothing() -> None:
    nothing_sure = scope(period=Period(0, 1, 4, 2, 5, 6))
    assert not surely_within(scope(period=(2, 4)), nothing_sure)
    assert not surely_within(nothing_sure, nothing_sure)
