"""Small worlds and claims for the tests of the engine: makers whose defaults are valid, and Hypothesis strategies.

Time is counted in whole instants 0, 1, 2 … so that a period is a handful of cells that a test can list.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from claims_app.core.claims import Claim
from claims_app.core.figures import Figure, Interval
from claims_app.core.periods import Period
from claims_app.core.scopes import AXES, Band
from claims_app.core.verdicts import Certificate
from claims_app.core.wording import read_figure
from claims_app.core.worlds import World

AS_OF = datetime(2016, 4, 2, 18, tzinfo=UTC)

# A law is tried on this many examples, LAW_EXAMPLES=1000 for a long look; none is timed, since computers are shared.
LAW = settings(
    max_examples=int(os.environ.get("LAW_EXAMPLES", "30")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

PARTIES = [
    {"key": "red", "name": "Redland", "kind": "state"},
    {"key": "red-army", "name": "Redland’s army", "part_of": "red"},
    {"key": "red-ministry", "name": "Redland’s ministry", "part_of": "red"},
    {"key": "blue", "name": "Blueland", "kind": "state"},
    {"key": "green", "name": "Greenland", "kind": "state"},
    {"key": "un", "name": "UN", "kind": "organisation"},
    {"key": "press", "name": "Local media", "kind": "media"},
]
OBJECTS: list[dict[str, Any]] = [
    {"key": "person", "name": "person", "plural": "people", "harm": "people", "exhaustive": True},
    {"key": "soldier", "name": "soldier", "harm": "people", "part_of": [{"key": "person"}]},
    {"key": "officer", "name": "officer", "harm": "people", "part_of": [{"key": "soldier"}]},
    {"key": "civilian", "name": "civilian", "harm": "people", "part_of": [{"key": "person"}]},
    {"key": "unclear", "name": "person of unclear status", "harm": "people", "part_of": [{"key": "person"}]},
    {"key": "child", "name": "child", "plural": "children", "harm": "people", "part_of": [{"key": "civilian"}]},
    {"key": "student", "name": "student", "harm": "people", "part_of": [{"key": "civilian"}]},
    {
        "key": "student_child",
        "name": "schoolchild",
        "harm": "people",
        "part_of": [{"key": "child"}, {"key": "student"}],
    },
    {"key": "guard", "name": "guard", "harm": "people", "part_of": [{"key": "soldier", "counted_by": "red"}]},
    {"key": "vehicle", "name": "vehicle", "harm": "things"},
    {"key": "tank", "name": "tank", "harm": "things", "part_of": [{"key": "vehicle"}]},
    {"key": "truck", "name": "truck", "harm": "things", "part_of": [{"key": "vehicle"}]},
]
BOTH, LOSSES = ["killed", "wounded"], ["destroyed", "damaged"]
OUTCOMES: list[dict[str, Any]] = [
    {"key": "killed", "name": "killed", "harm": "people"},
    {"key": "wounded", "name": "wounded", "harm": "people"},
    {"key": "casualties", "name": "killed and wounded", "harm": "people", "plain": BOTH},
    {"key": "hit", "name": "hit", "harm": "people", "certain": ["killed"], "plain": ["killed"], "possible": BOTH},
    {"key": "destroyed", "name": "destroyed", "family": "lost", "near_equal": ["lost"]},
    {"key": "damaged", "name": "damaged", "family": "lost"},
    {"key": "lost", "name": "lost", "family": "lost", "plain": LOSSES},
]
PLACES = [
    {"key": "region", "name": "the region"},
    {"key": "valley", "name": "the valley", "within": "region"},
    {"key": "ridge", "name": "the ridge", "within": "region"},
]
CAMPS = {"red": "red", "blue": "blue", "green": "blue"}
SIDES = {"red": "red", "blue": "blue", "green": "green"}


def make_world(**changes: Any) -> World:
    """The vocabulary above, or one with other lists."""
    lists: dict[str, Any] = {"objects": OBJECTS, "outcomes": OUTCOMES, "places": PLACES, "parties": PARTIES}
    return World.build(**{**lists, "camps": CAMPS, "sides": SIDES, **changes})


WORLD = make_world()


def make_claim(
    id: int = 1,
    by: str = "red",
    said: str | Figure = "6",
    *,
    about: str | Sequence[str] = "blue",
    sure: Sequence[str] = (),
    wide: Sequence[str] = (),
    object: str = "tank",
    outcome: str = "lost",
    agent: Sequence[str] = (),
    place: str = "",
    basis: str = "",
    period: tuple[int, int] | Period = (0, 2),
    world: World = WORLD,
    **fields: Any,
) -> Claim:
    """A claim by a party about the losses of others; `sure` and `wide` are the certain and possible subject.

    A scope that cannot be made is None with its reason, as services make it.
    """
    plain = (about,) if isinstance(about, str) and about else tuple(about)
    time = period if isinstance(period, Period) else Period.exactly(*period)
    scope, problem = world.try_scope(
        tuple(sure), plain, tuple(wide), object, outcome, tuple(agent), place, basis, time, by
    )
    given: dict[str, Any] = {
        "kind": "figure", "scope": scope, "scope_problem": problem, "claimant_name": world.party_name(by),
        "figure": read_figure(said) if isinstance(said, str) else said, "subject_means": plain, "object": object,
        "outcome": outcome, "place": place, "basis": basis, "agent": ";".join(agent), "as_of": AS_OF,
    }  # fmt: skip
    return Claim(id, by, world.side_of(by), world.camp_of(by), **{**given, **fields})


def make_figure(low: int, high: int | None, low_widest: int | None = None, high_widest: int | None = -1) -> Figure:
    """A figure from its bounds; the charitable reading is the plain one where no other is given."""
    charitable = Interval(low if low_widest is None else low_widest, high if high_widest == -1 else high_widest)
    words = f"{low}" if low == high else f"between {low} and {high}" if high is not None else f"at least {low}"
    return Figure(words, "en", "range", Interval(low, high), charitable)


# ------------------------------------------------------------------ strategies

SUBJECTS: list[dict[str, Sequence[str]]] = [
    {"about": ["blue"]}, {"about": ["green"]}, {"about": ["red"]}, {"about": ["blue", "green"]},
    {"about": ["blue"], "wide": ["blue", "green"]}, {"sure": ["blue"], "about": ["blue", "green"]},
]  # fmt: skip
PERIODS = [
    Period.exactly(0, 1), Period.exactly(1, 2), Period.exactly(0, 2), Period.exactly(0, 3),
    Period(0, 0, 1, 2, 2, 2), Period(0, 1, 1, 2, 2, 3), Period(0, 0, 2, 1, 2, 2),
]  # fmt: skip
SPEAKERS = ["red", "red-army", "red-ministry", "blue", "green", "un", "press"]


@st.composite
def figures(draw: st.DrawFn, most: int = 12) -> Figure:
    """Plain bounds within charitable ones; either may be open upward."""
    low = draw(st.integers(0, most))
    high = draw(st.none() | st.integers(low, low + 3))
    widest = None if high is None else draw(st.none() | st.integers(high, high + 3))
    return make_figure(low, high, draw(st.integers(max(0, low - 3), low)), widest)


def exact_figures(most: int = 9) -> st.SearchStrategy[Figure]:
    """One number or a floor, alike in both readings."""
    return st.builds(lambda low, open: make_figure(low, None if open else low), st.integers(0, most), st.booleans())


@st.composite
def numeric_claims(draw: st.DrawFn, id: int = 1, exact: bool = False, world: World = WORLD) -> Claim:
    """A claim with a number; `exact` leaves no doubt about any scope."""
    subjects, periods, outcomes = (SUBJECTS[:4], PERIODS[:4], ["killed", "wounded", "casualties"]) if exact else (
        SUBJECTS, PERIODS, ["killed", "wounded", "casualties", "hit"])  # fmt: skip
    return make_claim(
        id, draw(st.sampled_from(SPEAKERS)), draw(exact_figures() if exact else figures()),
        **draw(st.sampled_from(subjects)), object=draw(st.sampled_from(["person", "soldier", "officer", "civilian", "unclear", "child", "student"])),
        outcome=draw(st.sampled_from(outcomes)), place=draw(st.sampled_from(["", "region", "valley", "ridge"])),
        agent=draw(st.sampled_from([(), (), (), ("red",), ("none",)])), period=draw(st.sampled_from(periods)), world=world,
    )  # fmt: skip


@st.composite
def claim_sets(draw: st.DrawFn, most: int = 6, exact: bool = False, close: bool = True) -> list[Claim]:
    """Claims with ids 1, 2 …; `close` ones take some axes from the first, so that nesting, sums and covers are common."""
    claims = [draw(numeric_claims(1, exact))]
    for id in range(2, draw(st.integers(2, most)) + 1):
        claim = draw(numeric_claims(id, exact))
        shared = draw(st.sets(st.sampled_from([*AXES, "period"]), min_size=4)) if close else set()
        claims.append(_like(claim, claims[0], shared))
    return claims


def _like(claim: Claim, model: Claim, shared: Iterable[str]) -> Claim:
    """The claim with these axes of another's scope."""
    assert claim.scope is not None and model.scope is not None
    scope = replace(claim.scope, **{axis: getattr(model.scope, axis) for axis in shared})
    names = {axis: getattr(model, axis) for axis in shared if axis in ("object", "outcome", "agent", "place", "basis")}
    means = model.subject_means if "subject" in shared else claim.subject_means
    return replace(claim, scope=scope, subject_means=means, **names)


WHOLE: dict[str, Any] = {"about": ["blue", "green"], "object": "person", "outcome": "casualties", "period": (0, 3)}
PARTS: dict[str, list[Any]] = {
    "about": [["blue"], ["green"]],
    "object": ["soldier", "civilian", "unclear"],
    "outcome": ["killed", "wounded"],
    "place": ["region", "valley", "ridge"],
    "period": [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3)],
}


@st.composite
def families(draw: st.DrawFn, most: int = 7) -> list[Claim]:
    """A whole, its parts on one axis and their parts on another, with numbers for which sums matter more than pairs."""
    outer, inner = draw(st.permutations(sorted(PARTS)))[:2]
    claims = []
    for id in range(1, draw(st.integers(3, most)) + 1):
        scope = dict(WHOLE)
        depth = draw(st.sampled_from([0, 1, 1, 1, 2]))
        for axis in (outer, inner)[:depth]:
            scope[axis] = draw(st.sampled_from(PARTS[axis]))
        number = draw(st.integers(3, 6) if depth else st.integers(4, 16))
        claims.append(
            make_claim(id, draw(st.sampled_from(["blue", "green", "un"])), make_figure(number, number), **scope)
        )
    return claims


# ------------------------------------------------------------------ cells: the specification, without the engine


def cells_of(claims: Sequence[Claim], band: Band) -> set[tuple[frozenset[int], frozenset[int]]]:
    """Every kind of cell there is, told by (the claims that may cover it, the claims that surely do), by place in `claims`.

    A cell is one atom of each axis and one instant: two cells that the same claims cover are one kind.
    """
    kinds = {(frozenset(range(len(claims))),) * 2}
    for axis in AXES:
        extents = [getattr(claim.scope, axis) for claim in claims]
        sets = [(e.plain, e.plain) if band == "plain" else (e.possible, e.certain) for e in extents]
        atoms = frozenset().union(*(wide | sure for wide, sure in sets))
        kinds = _split(kinds, [[(atom in wide, atom in sure) for wide, sure in sets] for atom in atoms])
    times = [claim.scope.period for claim in claims if claim.scope]
    spans = [(t.plain, t.plain) if band == "plain" else (t.outer, t.inner) for t in times]
    instants = range(1 + max(end for wide, _ in spans for end in wide))
    return _split(kinds, [[tuple(a < now <= b for a, b in ends) for ends in spans] for now in instants])


def _split(kinds: set[Any], places: list[list[Any]]) -> set[Any]:
    """The kinds of cell once an axis is added: who may, and who surely does, cover each place on it."""
    on_axis = {
        (frozenset(i for i, (w, _) in enumerate(row) if w), frozenset(i for i, (_, s) in enumerate(row) if s))
        for row in places
    }
    found = {(wide & w, sure & s) for wide, sure in kinds for w, s in on_axis}
    return {kind for kind in found if kind[0] or kind[1]}


def bounds_of(claim: Claim, band: Band) -> tuple[int, int | None]:
    """The least and the most of a figure on a band."""
    assert claim.figure is not None
    interval = claim.figure.plain if band == "plain" else claim.figure.charitable
    assert interval is not None
    return int(interval.low), None if interval.high is None else int(interval.high)


def proves(certificate: Certificate, claims: Sequence[Claim]) -> bool:
    """Section 6, word for word: parts that share no cell, all surely within the whole, adding to more than its most;
    or a whole of which every cell is surely in some piece, and whose least exceeds the sum of their most."""
    known = {claim.id: claim for claim in claims}
    members = [known[member] for member in certificate.members]
    cells, band = cells_of(members, certificate.band), certificate.band
    bounds = [bounds_of(member, band) for member in members]
    if certificate.kind == "overflow":
        whole = len(members) - 1
        low, high = sum(least for least, _ in bounds[:-1]), bounds[-1][1]
        sound = all(len(wide - {whole}) <= 1 and (not wide - {whole} or whole in sure) for wide, sure in cells)
    else:
        low, high = bounds[0][0], sum(most for _, most in bounds[1:] if most is not None)
        sound = all(sure - {0} for wide, sure in cells if 0 in wide) and all(most is not None for _, most in bounds[1:])
    return sound and high is not None and low > high and (low, high) == (certificate.low_sum, certificate.high_sum)
