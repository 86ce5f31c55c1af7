"""The engine against an integer programme: what it calls impossible is, and in laminar families it misses nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, event, given
from scipy.optimize import Bounds, LinearConstraint, milp

from claims_app.core.certificates import find_certificates
from claims_app.core.claims import Claim
from claims_app.core.verdicts import Band
from tests.core.engine_worlds import LAW, WORLD, bounds_of, cells_of, claim_sets, families, make_claim, make_figure

BANDS: tuple[Band, ...] = ("charitable", "plain")


def is_possible(claims: Sequence[Claim], band: Band) -> bool:
    """Whether some world makes every claim true: a whole number for each kind of cell, such that all that a claim may
    cover holds its least at least, and all that it surely covers holds its most at most."""
    cells = sorted(cells_of(claims, band), key=lambda cell: (sorted(cell[0]), sorted(cell[1])))
    rows, least, most = [], [], []
    for place, claim in enumerate(claims):
        low, high = bounds_of(claim, band)
        rows.append([float(place in wide) for wide, _ in cells])
        least.append(float(low))
        most.append(np.inf)
        rows.append([float(place in sure) for _, sure in cells])
        least.append(0.0)
        most.append(np.inf if high is None else float(high))
    found = milp(
        np.zeros(len(cells)),
        constraints=LinearConstraint(np.array(rows), np.array(least), np.array(most)),
        integrality=np.ones(len(cells)),
        bounds=Bounds(0, np.inf),
    )
    assert found.status in (0, 2), found.message
    return bool(found.status == 0)


def laminar(claims: Sequence[Claim], band: Band) -> list[Claim]:
    """The claims, from the first on, without those that cross one kept before."""
    kept: list[Claim] = []
    for claim in claims:
        if all(_nested_or_apart(claim, other, band) for other in kept):
            kept.append(claim)
    return kept


def _nested_or_apart(a: Claim, b: Claim, band: Band) -> bool:
    covered = {wide for wide, _ in cells_of([a, b], band)}
    return not covered >= {frozenset({0}), frozenset({1}), frozenset({0, 1})}


@pytest.mark.parametrize(
    ("numbers", "possible"), [((6, 5, 9), False), ((6, 3, 9), True), ((6, 3, 19), True), ((16, 0, 9), False)]
)
def test_the_oracle_knows_a_possible_world_from_an_impossible_one(
    numbers: tuple[int, int, int], possible: bool
) -> None:
    places = ("valley", "ridge", "region")
    claims = [
        make_claim(id, "red", make_figure(n, n), place=place)
        for id, (n, place) in enumerate(zip(numbers, places, strict=True), 1)
    ]
    assert is_possible(claims, "charitable") == possible


@LAW
@given(claim_sets(most=7) | families())
def test_what_has_a_proof_is_impossible(claims: list[Claim]) -> None:
    """Scopes in doubt that cross on any axis: a proof is never found where a world exists."""
    for band in BANDS:
        if find_certificates(claims, WORLD, band):
            event(f"proof, {band}")
            assert not is_possible(claims, band)


@LAW
@given(claim_sets(most=2) | claim_sets(most=2, exact=True))
def test_two_claims_are_impossible_just_when_there_is_a_proof(claims: list[Claim]) -> None:
    for band in BANDS:
        possible = is_possible(claims[:2], band)
        event(f"{'possible' if possible else 'impossible'}, {band}")
        assert possible == (find_certificates(claims[:2], WORLD, band) == [])


@LAW
@given(families() | claim_sets(most=9, exact=True))
def test_claims_whose_scopes_do_not_cross_are_impossible_just_when_there_is_a_proof(claims: list[Claim]) -> None:
    family = laminar(claims, "charitable")
    assume(len(family) > 2)
    found = find_certificates(family, WORLD)
    possible = is_possible(family, "charitable")
    event("possible" if possible else f"impossible by {max((len(c.members) for c in found), default=0)}")
    assert possible == (found == [])


@LAW
@given(families() | claim_sets(most=7, exact=True))
def test_each_proof_of_a_family_that_does_not_cross_is_irreducible(claims: list[Claim]) -> None:
    """Without any one of its members a world exists, not just no proof."""
    for proof in find_certificates(laminar(claims, "charitable"), WORLD):
        members = [claim for claim in claims if claim.id in proof.members]
        for member in members:
            assert is_possible([claim for claim in members if claim is not member], "charitable")
