"""The laws that findings and certificates keep in every world (section 13 of the specification), and an independent solver."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from claims_app.core.certificates import check_certificate, find_certificates, search
from claims_app.core.claims import Claim
from claims_app.core.figures import Figure, Interval
from claims_app.core.rules import compare, judge_row
from claims_app.core.scopes import AXES, Band, Extent, Scope, surely_disjoint, surely_within
from claims_app.core.verdicts import Certificate
from tests.core.small_worlds import OBJECTS, WORLD, claims, families, make_claim, make_figure, make_world

laws = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def proofs(claims: list[Claim], band: Band = "charitable") -> set[frozenset[object]]:
    return {frozenset(certificate.members) for certificate in find_certificates(claims, WORLD, band)}


def best_score(claims: list[Claim]) -> float:
    found = search(claims, WORLD)
    sums = [*found.tightest, *found.certificates]
    return max((float((c.low_sum - c.high_sum) / (c.low_sum + 1)) for c in sums), default=0)


@laws
@given(claims("a"), claims("b"))
def test_swapping_two_claims_changes_nothing_but_the_relation(a: Claim, b: Claim) -> None:
    one, other = compare(a, b, WORLD), compare(b, a, WORLD)
    for name in ("verdict", "between", "gap", "score", "admission", "jaccard", "overclaim", "ratio"):
        assert getattr(one, name) == getattr(other, name)


@laws
@given(claims("a"))
def test_a_copy_by_another_claimant_contradicts_nothing(a: Claim) -> None:
    copy = replace(a, id="b", claimant="observer", side="", camp="")
    assert compare(a, copy, WORLD).verdict not in ("contradictory", "strained")


@laws
@given(families(), st.data())
def test_a_wider_figure_makes_no_proof_and_raises_no_score(family: list[Claim], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(family) - 1))
    claim = family[place]
    assert claim.figure and claim.figure.plain
    low, high = int(claim.figure.plain.low), claim.figure.plain.high
    wide = make_figure(
        data.draw(st.integers(0, low)), None if high is None else int(high) + data.draw(st.integers(0, 3))
    )
    wider = [*family[:place], replace(claim, figure=wide), *family[place + 1 :]]
    assert bool(proofs(wider)) <= bool(proofs(family))
    assert best_score(wider) <= best_score(family) + 1e-9


@laws
@given(families(), st.data())
def test_a_vaguer_scope_makes_no_proof(family: list[Claim], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(family) - 1))
    axis = data.draw(st.sampled_from(AXES[:4]))
    scope = family[place].scope
    assert scope
    extent: Extent = getattr(scope, axis)
    more = frozenset({"truck", "captured", "azure", "none"}) | extent.possible
    vague = replace(scope, **{axis: Extent(frozenset(sorted(extent.certain)[:-1]), extent.plain, more)})
    vaguer = [*family[:place], replace(family[place], scope=vague), *family[place + 1 :]]
    assert bool(proofs(vaguer)) <= bool(proofs(family))


@laws
@given(families(), claims(99))
def test_one_more_claim_takes_no_proof_away(family: list[Claim], more: Claim) -> None:
    assert proofs(family) <= proofs([*family, more])


@laws
@given(families(), claims(99))
def test_a_figure_that_says_nothing_and_a_silence_change_nothing(family: list[Claim], more: Claim) -> None:
    empty = replace(more, figure=make_figure(0, None))
    silence = replace(more, id=100, kind="silence", figure=None)
    assert proofs([*family, empty, silence]) == proofs(family)


@laws
@given(families(), st.data())
def test_to_retract_or_to_revise_is_to_be_absent(family: list[Claim], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(family) - 1))
    rest = [*family[:place], *family[place + 1 :]]
    gone = replace(family[place], retracted_at=object())  # type: ignore[arg-type]
    assert proofs([*rest, gone]) == proofs(rest)
    silence = replace(family[place], id=99, kind="silence", figure=None, revises=family[place].id)
    assert proofs([*family, silence]) == proofs(rest)


@laws
@given(families(5))
def test_a_repetition_changes_no_verdict_of_a_row(family: list[Claim]) -> None:
    again = replace(family[0], id=99, via="another outlet")
    one, two = judge_row(family, WORLD), judge_row([*family, again], WORLD)
    assert (one.verdict, one.score, one.admission) == (two.verdict, two.score, two.admission)


@laws
@given(families(), st.integers(2, 5))
def test_larger_figures_keep_every_proof_and_lower_no_score(family: list[Claim], k: int) -> None:
    def times(figure: Figure | None) -> Figure:
        assert figure and figure.plain
        return make_figure(int(figure.plain.low) * k, None if figure.plain.high is None else int(figure.plain.high) * k)

    scaled = [replace(claim, figure=times(claim.figure)) for claim in family]
    assert proofs(scaled) == proofs(family)
    assert best_score(scaled) >= best_score(family) - 1e-9


@laws
@given(families(), st.randoms())
def test_the_order_of_claims_changes_no_proof(family: list[Claim], chance: object) -> None:
    shuffled = list(family)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert proofs(shuffled) == proofs(family)
    assert judge_row(shuffled, WORLD).score == judge_row(family, WORLD).score


def test_a_containment_edge_can_only_make_proofs() -> None:
    apart = make_world(objects=[{"key": "tank"}, {"key": "vehicle"}])
    within = make_world(objects=OBJECTS)
    for world, found in ((apart, 0), (within, 1)):
        pair = [make_claim(1, 9, 9, world, object="tank"), make_claim(2, 4, 4, world, object="vehicle")]
        assert len(find_certificates(pair, world)) == found


@laws
@given(families(), st.sampled_from(["charitable", "plain"]))
def test_every_proof_passes_its_check_and_is_minimal(family: list[Claim], band: Band) -> None:
    for certificate in find_certificates(family, WORLD, band):
        assert check_certificate(certificate, family, WORLD)
        members = [claim for claim in family if claim.id in certificate.members]
        for dropped in members:
            assert not find_certificates([claim for claim in members if claim is not dropped], WORLD, band)
    for certificate in search(family, WORLD, band).tightest:
        assert check_certificate(certificate, family, WORLD)


FORGED = {
    "other sums": lambda c: replace(c, low_sum=c.low_sum + 1),
    "a stranger": lambda c: replace(c, members=(*c.members[:-1], "nobody")),
    "another kind": lambda c: replace(c, kind="shortfall" if c.kind == "overflow" else "overflow"),
    "one member": lambda c: replace(c, members=c.members[:1]),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_proof_fails_its_check(forge: object) -> None:
    parts = [
        make_claim(1, 6, 6, place="north"),
        make_claim(2, 5, 5, place="south"),
        make_claim(3, 9, 9, place="region"),
    ]
    (certificate,) = find_certificates(parts, WORLD)
    assert check_certificate(certificate, parts, WORLD)
    assert not check_certificate(forge(certificate), parts, WORLD)  # type: ignore[operator]


def test_parts_that_overlap_are_no_proof() -> None:
    same = [make_claim(1, 6, 6), make_claim(2, 5, 6), make_claim(3, 9, 9, object="vehicle")]
    forged = Certificate("overflow", (1, 2, 3), 11, 9)
    assert not check_certificate(forged, same, WORLD)


def a_world_exists(family: list[Claim]) -> bool:
    """Whether whole numbers can be put in the cells so that every claim is true: an integer programme, not the engine."""
    milp = pytest.importorskip("scipy.optimize").milp
    from scipy.optimize import Bounds, LinearConstraint

    cells = cells_of([claim.scope for claim in family if claim.scope])
    rows, lows, highs = [], [], []
    for claim in family:
        assert claim.scope and claim.figure and claim.figure.charitable
        interval: Interval = claim.figure.charitable
        for name, low, high in (("possible", interval.low, np.inf), ("certain", 0, interval.high)):
            rows.append([1.0 if inside(claim.scope, cell, name) else 0.0 for cell in cells])
            lows.append(float(low))
            highs.append(np.inf if high is None else float(high))
    constraint = LinearConstraint(np.array(rows), np.array(lows), np.array(highs))
    width = len(cells)
    found = milp(np.zeros(width), constraints=constraint, integrality=np.ones(width), bounds=Bounds(0, np.inf))
    return bool(found.success)


def cells_of(scopes: list[Scope]) -> list[tuple[object, ...]]:
    """One cell for each class of cells that no scope tells apart."""
    classes = []
    for axis in AXES:
        atoms = frozenset().union(*(getattr(scope, axis).possible for scope in scopes))
        told = {
            tuple((a in getattr(s, axis).certain, a in getattr(s, axis).possible) for s in scopes): a
            for a in sorted(atoms)
        }
        classes.append(list(told.values()))
    instants = sorted({end for scope in scopes for end in (scope.period.end_outer, scope.period.start_outer)})
    cells = product(*classes, instants)
    told_apart = {
        tuple((inside(s, cell, "certain"), inside(s, cell, "possible")) for s in scopes): cell for cell in cells
    }
    return list(told_apart.values())


def inside(scope: Scope, cell: tuple[object, ...], name: str) -> bool:
    *atoms, instant = cell
    span = scope.period.outer if name == "possible" else scope.period.inner
    return span[0] < instant <= span[1] and all(  # type: ignore[operator]
        atom in getattr(getattr(scope, axis), name) for axis, atom in zip(AXES, atoms, strict=True)
    )


@settings(laws, max_examples=40)
@given(families(6))
def test_a_proof_means_that_no_world_exists(family: list[Claim]) -> None:
    if find_certificates(family, WORLD):
        assert not a_world_exists(family)


@settings(laws, max_examples=40)
@given(claims("a"), claims("b"))
def test_two_claims_without_a_proof_have_a_world(a: Claim, b: Claim) -> None:
    assert bool(find_certificates([a, b], WORLD)) != a_world_exists([a, b])


@st.composite
def laminar_families(draw: st.DrawFn) -> list[Claim]:
    """Claims any two of which are nested or apart: one axis split at a time."""
    found = []
    for number in range(draw(st.integers(3, 8))):
        low = draw(st.integers(0, 9))
        place, thing = draw(
            st.sampled_from(
                [("", "vehicle"), ("region", "vehicle"), ("north", "vehicle"), ("south", "vehicle"), ("north", "tank"),
                 ("north", "truck"), ("south", "tank")]
            )
        )  # fmt: skip
        high = draw(st.one_of(st.none(), st.integers(low, low + 3)))
        found.append(make_claim(number, low, high, place=place, object=thing))
    return found


@settings(laws, max_examples=60)
@given(laminar_families())
def test_nested_or_disjoint_claims_without_a_proof_have_a_world(family: list[Claim]) -> None:
    for a, b in combinations([claim.scope for claim in family], 2):
        assert a and b
        assume(a == b or surely_within(a, b) or surely_within(b, a) or surely_disjoint(a, b))
    assert bool(find_certificates(family, WORLD)) != a_world_exists(family)
