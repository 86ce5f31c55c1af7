"""Proofs over several claims: parts against the whole, the whole against its cover; minimal, checked anew, never forged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given

from claims_app.core.certificates import add_up, best_sum, check_certificate, find_certificates, search, state
from claims_app.core.claims import Claim
from claims_app.core.rules import judge_row
from claims_app.core.verdicts import Band, Certificate
from tests.core.engine_worlds import AS_OF, LAW, WORLD, claim_sets, families, make_claim, proves

BANDS: tuple[Band, ...] = ("charitable", "plain")
DEAD: dict[str, Any] = {"object": "officer", "outcome": "killed"}
HURT: dict[str, Any] = {"object": "officer", "outcome": "wounded"}
EITHER: dict[str, Any] = {"object": "officer", "outcome": "casualties"}
VALLEY, RIDGE, REGION = {"place": "valley"}, {"place": "ridge"}, {"place": "region"}
DAY_1, DAY_2, DAY_3, ALL_DAYS = ({"period": days} for days in ((0, 1), (1, 2), (2, 3), (0, 3)))
THOUSAND = {"about": ["blue", "green"], "object": "officer", "outcome": "killed"}
PERSON: dict[str, Any] = {"outcome": "killed"}

Expected = set[tuple[str, frozenset[int], int, int]]

# name, claims (speaker, words, scope), the minimal proofs: kind, members, sum of minima, sum of maxima
SETS: list[tuple[str, list[tuple[str, str, dict[str, Any]]], Expected]] = [
    ("two villages exceed their region", [("red", "6", VALLEY), ("red", "5", RIDGE), ("blue", "9", REGION)],
     {("overflow", frozenset({1, 2, 3}), 11, 9)}),
    ("two villages fit their region", [("red", "6", VALLEY), ("red", "3", RIDGE), ("blue", "9", REGION)], set()),
    ("a region has more than its villages", [("red", "6", VALLEY), ("red", "3", RIDGE), ("blue", "19", REGION)], set()),
    ("overlapping days are not added",
     [("red", "6", {"period": (0, 2)}), ("red", "5", {"period": (1, 3)}), ("blue", "9", ALL_DAYS)], set()),
    ("days that touch are added",
     [("red", "6", {"period": (0, 2)}), ("red", "5", {"period": (2, 3)}), ("blue", "9", ALL_DAYS)],
     {("overflow", frozenset({1, 2, 3}), 11, 9)}),
    ("overlapping kinds are not added", [("red", "6", {"object": "child", **PERSON}), ("red", "5", {"object": "student", **PERSON}),
     ("blue", "9", {"object": "civilian", **PERSON})], set()),
    ("each ally gives less than the camp lost", [("red", "over 100", THOUSAND), ("blue", "0", DEAD), ("green", "18", {**DEAD, "about": "green"})],
     {("shortfall", frozenset({1, 2, 3}), 101, 18)}),
    ("dead and wounded cover casualties", [("red", "more than 100", EITHER), ("blue", "about 18", DEAD), ("blue", "35", HURT)],
     {("shortfall", frozenset({1, 2, 3}), 101, 58)}),
    ("any two of three days exceed the total", [("red", "6", DAY_1), ("red", "11", DAY_2), ("red", "12", DAY_3), ("blue", "14", ALL_DAYS)],
     {("overflow", frozenset({1, 2, 4}), 17, 14), ("overflow", frozenset({1, 3, 4}), 18, 14), ("overflow", frozenset({2, 3, 4}), 23, 14)}),
    ("the parts of an exhaustive kind may add up", [("blue", "1,166", {"object": "person", **PERSON}), ("blue", "709", {"object": "soldier", **PERSON}),
     ("blue", "295", {"object": "civilian", **PERSON}), ("blue", "162", {"object": "unclear", **PERSON})], set()),
    ("one more than an exhaustive kind holds", [("blue", "1,166", {"object": "person", **PERSON}), ("blue", "709", {"object": "soldier", **PERSON}),
     ("blue", "295", {"object": "civilian", **PERSON}), ("blue", "163", {"object": "unclear", **PERSON})],
     {("overflow", frozenset({1, 2, 3, 4}), 1167, 1166)}),
    ("an exhaustive kind falls short", [("un", "1,500", {"object": "person", **PERSON}), ("blue", "709", {"object": "soldier", **PERSON}),
     ("blue", "295", {"object": "civilian", **PERSON}), ("blue", "162", {"object": "unclear", **PERSON})],
     {("shortfall", frozenset({1, 2, 3, 4}), 1425, 1166)}),
    ("the rest of a kind is never covered", [("un", "50", {"object": "vehicle"}), ("blue", "1", {}), ("blue", "2", {"object": "truck"})], set()),
    ("covers may overlap", [("un", "50", {"object": "civilian", **PERSON, "period": (0, 3)}),
     ("blue", "4", {"object": "civilian", **PERSON, "period": (0, 2)}), ("blue", "5", {"object": "civilian", **PERSON, "period": (1, 3)})],
     {("shortfall", frozenset({1, 2, 3}), 48, 9)}),
    ("a pair that decides leaves no larger proof", [("red", "16", VALLEY), ("red", "5", RIDGE), ("blue", "9", REGION)],
     {("overflow", frozenset({1, 3}), 16, 9)}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), [s[1:] for s in SETS], ids=[s[0] for s in SETS])
def test_the_minimal_proofs_of_some_claims(said: list[tuple[str, str, dict[str, Any]]], expected: Expected) -> None:
    claims = [make_claim(id, by, words, **scope) for id, (by, words, scope) in enumerate(said, 1)]
    for order in (claims, claims[::-1]):
        found = find_certificates(order, WORLD)
        assert {(c.kind, frozenset(c.members), c.low_sum, c.high_sum) for c in found} == expected
        assert all(proves(c, claims) and check_certificate(c, claims, WORLD) for c in found)


def test_a_row_is_measured_by_its_tightest_sums_not_by_the_smallest_proof() -> None:
    claims = [make_claim(id, "red", words, **day) for id, (words, day) in enumerate([("6", DAY_1), ("10", DAY_2), ("12", DAY_3)], 1)]  # fmt: skip
    finding = judge_row([*claims, make_claim(4, "blue", "14", **ALL_DAYS)], WORLD)
    assert (finding.verdict, finding.gap, finding.ratio) == ("contradictory", 14, 2)
    assert finding.certificate is not None and len(finding.certificate.members) == 3


# ------------------------------------------------------------------ counts to different days


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_equal_disputed_shares_the_larger_gap_measures_the_row(order: int) -> None:
    """3 against 1 and 7 against 3 are both in dispute by a half."""
    claims = [
        make_claim(1, "red", "3", **VALLEY), make_claim(2, "blue", "1", **VALLEY),
        make_claim(3, "red", "7", **RIDGE), make_claim(4, "blue", "3", **RIDGE),
    ]  # fmt: skip
    finding = judge_row(claims[::order], WORLD)
    assert (finding.score, finding.gap, finding.ratio) == (Fraction(1, 2), 4, Fraction(7, 3))


def test_dead_and_wounded_counted_to_different_days_are_not_added() -> None:
    """A man wounded on Monday may be among the dead of Tuesday."""
    dead, hurt = make_claim(1, "red", "6", **DEAD), make_claim(2, "red", "5", **HURT)
    whole = make_claim(3, "blue", "9", **EITHER)
    later = replace(hurt, as_of=AS_OF + timedelta(days=2))
    assert len(find_certificates([dead, hurt, whole], WORLD)) == 1
    assert find_certificates([dead, later, whole], WORLD) == []
    forged = Certificate("overflow", (1, 2, 3), 11, 9)
    assert check_certificate(forged, [dead, hurt, whole], WORLD)
    assert not check_certificate(forged, [dead, later, whole], WORLD)


def test_places_are_added_whatever_the_day_of_the_count() -> None:
    valley, ridge = make_claim(1, "red", "6", **VALLEY), make_claim(2, "red", "5", **RIDGE)
    later = replace(ridge, as_of=AS_OF + timedelta(days=2))
    assert len(find_certificates([valley, later, make_claim(3, "blue", "9", **REGION)], WORLD)) == 1


# ------------------------------------------------------------------ who takes part


@pytest.mark.parametrize(
    "gone",
    [
        lambda claim: replace(claim, retracted_at=AS_OF),
        lambda claim: replace(claim, kind="denial", figure=None),
        lambda claim: replace(claim, figure=None),
        lambda claim: replace(claim, scope=None),
        lambda claim: make_claim(2, "blue", "not reported"),
        lambda claim: make_claim(2, "blue", "minor losses"),
        lambda claim: make_claim(2, "blue", "at least 2"),
    ],
    ids=["taken back", "denial", "no figure", "no scope", "silent", "minimised", "no most"],
)
def test_what_gives_no_limit_takes_part_in_no_proof(gone: Callable[[Claim], Claim]) -> None:
    six, two = make_claim(1, "red", "6"), make_claim(2, "blue", "2")
    proof = find_certificates([six, two], WORLD)
    assert len(proof) == 1
    assert find_certificates([six, gone(two)], WORLD) == []
    assert not check_certificate(proof[0], [six, gone(two)], WORLD)


def test_a_revised_figure_contradicts_nobody() -> None:
    claims = [make_claim(1, "red", "6"), make_claim(2, "blue", "2"), make_claim(3, "blue", "6", revises=2)]
    assert find_certificates(claims, WORLD) == []


def test_more_parts_than_are_searched_are_told() -> None:
    """Twenty-five crossing windows: what is found holds, and the search says that it stopped."""
    windows = [make_claim(id, "red", "5", period=(id, id + 3)) for id in range(1, 26)]
    found = search([*windows, make_claim(99, "blue", "9", period=(0, 40))], WORLD)
    assert not found.complete
    assert found.certificates and all(proves(c, [*windows, make_claim(99, "blue", "9", period=(0, 40))]) for c in found.certificates)  # fmt: skip
    assert "not searched further" in judge_row([*windows, make_claim(99, "blue", "9", period=(0, 40))], WORLD).tags


# ------------------------------------------------------------------ forged proofs

FAMILY = [
    make_claim(1, "red", "6", **VALLEY), make_claim(2, "red", "5", **RIDGE), make_claim(3, "blue", "9", **REGION),
    make_claim(4, "red", "more than 100", **EITHER), make_claim(5, "blue", "about 18", **DEAD),
    make_claim(6, "blue", "35", **HURT), make_claim(7, "red", "8", **REGION), make_claim(8, "un", "3"),
    make_claim(9, "un", "at least 3", **REGION),
]  # fmt: skip
OVERFLOW = Certificate("overflow", (1, 2, 3), 11, 9)
SHORTFALL = Certificate("shortfall", (4, 5, 6), 101, 58)
FORGED: list[tuple[str, Certificate]] = [
    ("a larger sum", replace(OVERFLOW, low_sum=12)),
    ("a smaller limit", replace(OVERFLOW, high_sum=8)),
    ("no excess", replace(OVERFLOW, members=(2, 3), low_sum=5)),
    ("a part counted twice", replace(OVERFLOW, members=(1, 1, 3), low_sum=12)),
    ("parts that overlap", replace(OVERFLOW, members=(1, 7, 3), low_sum=14)),
    ("a whole that is a part", replace(OVERFLOW, members=(3, 2, 1), low_sum=14, high_sum=6)),
    ("a part from elsewhere", replace(OVERFLOW, members=(1, 8, 3), low_sum=9)),
    ("a whole without a limit", replace(OVERFLOW, members=(1, 2, 9), high_sum=9)),
    ("nobody’s claim", replace(OVERFLOW, members=(1, 77, 3))),
    ("one claim", replace(OVERFLOW, members=(1,))),
    ("no claim", replace(OVERFLOW, members=())),
    ("the other kind", replace(OVERFLOW, kind="shortfall")),
    ("a cover with a hole", replace(SHORTFALL, members=(4, 5), high_sum=23)),
    ("a cover of something else", replace(SHORTFALL, members=(4, 5, 3), high_sum=32)),
    ("a smaller cover than said", replace(SHORTFALL, high_sum=57)),
    ("a larger whole than said", replace(SHORTFALL, low_sum=102)),
    ("the plain words", replace(SHORTFALL, band="plain")),
]


def test_the_true_proofs_that_are_forged_below_hold() -> None:
    for proof in (OVERFLOW, SHORTFALL):
        assert proves(proof, FAMILY) and check_certificate(proof, FAMILY, WORLD)


@pytest.mark.parametrize("forged", [f[1] for f in FORGED], ids=[f[0] for f in FORGED])
def test_a_forged_proof_is_refused(forged: Certificate) -> None:
    assert not check_certificate(forged, FAMILY, WORLD)


# ------------------------------------------------------------------ of any claims


@LAW
@given(claim_sets() | families(most=5))
def test_every_proof_holds_word_for_word_and_is_minimal(claims: list[Claim]) -> None:
    for band in BANDS:
        found = search(claims, WORLD, band)
        assert found.complete
        for proof in (*found.certificates, *found.tightest):
            assert proves(proof, claims)
            assert check_certificate(proof, claims, WORLD)
        for proof in found.certificates:
            for member in proof.members:
                rest = [claim for claim in claims if claim.id in proof.members and claim.id != member]
                assert find_certificates(rest, WORLD, band) == []


@LAW
@given(claim_sets() | families(most=5))
def test_the_check_accepts_what_the_specification_accepts(claims: list[Claim]) -> None:
    """Proofs of any two or three claims, right or wrong: the check and the words of section 6 give one answer."""
    ids = [claim.id for claim in claims]
    for members in [*permutations(ids, 3), *permutations(ids, 2)][:40]:
        chosen = [next(claim for claim in claims if claim.id == member) for member in members]
        lows = [claim.figure.charitable.low for claim in chosen if claim.figure and claim.figure.charitable]
        highs = [claim.figure.charitable.high for claim in chosen if claim.figure and claim.figure.charitable]
        overflow = Certificate("overflow", members, sum(lows[:-1]), highs[-1] or 0)
        shortfall = Certificate("shortfall", members, lows[0], sum(high or 0 for high in highs[1:]))
        for proof in (overflow, shortfall):
            assert check_certificate(proof, claims, WORLD) == proves(proof, claims)


@LAW
@given(claim_sets(9))
def test_the_best_sum_is_the_best_of_all_choices(claims: list[Claim]) -> None:
    parts = [state(claim, "charitable") for claim in claims if claim.figure and claim.scope]
    choices = (choice for size in range(len(parts) + 1) for choice in combinations(parts, size))
    allowed = [choice for choice in choices if all(add_up(a, b) for a, b in combinations(choice, 2))]
    found = best_sum(parts)
    assert all(add_up(a, b) for a, b in combinations(found, 2))
    assert sum(part.low for part in found) == max(sum(part.low for part in choice) for choice in allowed)


def test_the_best_sum_of_many_nested_days_is_found_at_once() -> None:
    """Sixty counts that all begin on one day and end on others, in three places: one from each place is the best."""
    claims = [
        make_claim(number, "red", str(number + 1), place=place, period=(0, 1 + number % 20))
        for number, place in enumerate(["valley", "ridge", "region"] * 20)
    ]
    found = best_sum([state(claim, "charitable") for claim in claims if claim.place != "region"])
    assert [part.low for part in found] == [59, 58]
