"""The laws of comparison, whatever the claims: what may never change a finding, and which way each change may push it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.certificates import check_certificate, find_certificates, search
from claims_app.core.claims import Claim
from claims_app.core.figures import Interval
from claims_app.core.periods import Period
from claims_app.core.rules import compare, judge_row
from claims_app.core.scopes import AXES, Extent, Scope
from claims_app.core.verdicts import Band, Finding
from claims_app.core.worlds import World
from tests.core.engine_worlds import (
    AS_OF,
    CAMPS,
    LAW,
    OBJECTS,
    OUTCOMES,
    PARTIES,
    PLACES,
    SIDES,
    WORLD,
    cells_of,
    claim_sets,
    families,
    figures,
    make_claim,
    make_figure,
    make_world,
    numeric_claims,
)

BANDS: tuple[Band, ...] = ("charitable", "plain")
SETS = claim_sets(most=5) | families(most=5)
DIFFER = {"contradictory", "strained"}


def proofs(claims: Sequence[Claim], band: Band = "charitable", world: World = WORLD) -> set[tuple[str, frozenset[Any]]]:
    return {(proof.kind, frozenset(proof.members)) for proof in find_certificates(claims, world, band)}


def largest_share(claims: Sequence[Claim], band: Band) -> Fraction:
    found = search(claims, WORLD, band)
    sums = [(proof.low_sum, proof.high_sum) for proof in (*found.certificates, *found.tightest)]
    return max((Fraction(low - high) / Fraction(low + 1) for low, high in sums), default=Fraction(0))


def assert_nothing_new(before: Sequence[Claim], after: Sequence[Claim], band: Band) -> None:
    """Whatever cannot all be true afterwards could not all be true before, and the disputed share has not grown."""
    for proof in find_certificates(after, WORLD, band):
        assert find_certificates([claim for claim in before if claim.id in proof.members], WORLD, band)
    assert largest_share(after, band) <= largest_share(before, band)


# ------------------------------------------------------------------ 1 order


@LAW
@given(claim_sets(most=2) | claim_sets(most=2, exact=True))
def test_which_of_two_claims_comes_first_changes_nothing(claims: list[Claim]) -> None:
    there, back = compare(claims[0], claims[1], WORLD), compare(claims[1], claims[0], WORLD)
    same = ("verdict", "between", "admission", "gap", "ratio", "score", "jaccard", "overclaim", "band", "tags")
    assert [getattr(there, name) for name in same] == [getattr(back, name) for name in same]


# ------------------------------------------------------------------ 2 copies


@LAW
@given(numeric_claims(), st.sampled_from(["red", "blue", "green", "un", "press"]))
def test_a_copy_by_anybody_contradicts_nothing(claim: Claim, by: str) -> None:
    copy = replace(claim, id=2, claimant=by, camp=WORLD.camp_of(by), side=WORLD.side_of(by))
    assert compare(claim, copy, WORLD).verdict not in DIFFER
    assert not proofs([claim, copy]) and not proofs([claim, copy], "plain")


# ------------------------------------------------------------------ 3, 4 vaguer words


@LAW
@given(SETS, st.data())
def test_a_wider_reading_of_a_figure_makes_no_contradiction_and_raises_no_share(
    claims: list[Claim], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(claims) - 1))
    slack = data.draw(st.integers(0, 4))
    figure = claims[place].figure
    assert figure is not None and figure.plain is not None and figure.charitable is not None
    wider = replace(figure, plain=_widened(figure.plain, slack), charitable=_widened(figure.charitable, slack))
    after = [*claims[:place], replace(claims[place], figure=wider), *claims[place + 1 :]]
    for band in BANDS:
        assert_nothing_new(claims, after, band)


def _widened(interval: Interval, slack: int) -> Interval:
    return Interval(
        max(0, interval.low - slack), None if interval.high is None or slack == 4 else interval.high + slack
    )


@LAW
@given(SETS, st.data())
def test_a_vaguer_scope_makes_no_contradiction(claims: list[Claim], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(claims) - 1))
    axes = data.draw(st.sets(st.sampled_from([*AXES, "period"]), min_size=1))
    scope = claims[place].scope
    assert scope is not None
    vaguer = scope
    for axis in axes:
        vaguer = replace(vaguer, **{axis: _vaguer(scope, axis, claims)})
    after = [*claims[:place], replace(claims[place], scope=vaguer), *claims[place + 1 :]]
    assert_nothing_new(claims, after, "charitable")


def _vaguer(scope: Scope, axis: str, claims: Sequence[Claim]) -> Extent | Period:
    """Less is sure, more is possible."""
    if axis == "period":
        time = scope.period
        return replace(
            time, start_outer=time.start_outer - 1, start_inner=time.start_inner + 1,
            end_inner=time.end_inner - 1, end_outer=time.end_outer + 1,
        )  # fmt: skip
    extent: Extent = getattr(scope, axis)
    others = frozenset[str]().union(*(getattr(claim.scope, axis).plain for claim in claims if claim.scope))
    sure = frozenset(sorted(extent.certain)[:-1])
    return Extent(sure, extent.plain, extent.possible | frozenset(sorted(others)[:2]))


# ------------------------------------------------------------------ 5, 6, 7 more claims


@LAW
@given(SETS, numeric_claims(99))
def test_a_further_claim_removes_no_contradiction(claims: list[Claim], further: Claim) -> None:
    for band in BANDS:
        assert proofs(claims, band) <= proofs([*claims, further], band)
    before, after = judge_row(claims, WORLD), judge_row([*claims, further], WORLD)
    assert after.verdict == "contradictory" or before.verdict != "contradictory"


@LAW
@given(claim_sets(most=6), st.data())
def test_claims_that_are_all_true_of_one_world_never_contradict(claims: list[Claim], data: st.DataObject) -> None:
    """A world is made first: some number in each kind of cell. Then everybody tells the truth about it, loosely."""
    cells = sorted(cells_of(claims, "charitable"), key=lambda cell: (sorted(cell[0]), sorted(cell[1])))
    amounts = data.draw(st.lists(st.integers(0, 4), min_size=len(cells), max_size=len(cells)))
    told = []
    for place, claim in enumerate(claims):
        most = sum(n for (wide, _), n in zip(cells, amounts, strict=True) if place in wide)
        least = sum(n for (_, sure), n in zip(cells, amounts, strict=True) if place in sure)
        low = data.draw(st.integers(0, most))
        told.append(replace(claim, figure=make_figure(low, max(low, least) + data.draw(st.integers(0, 2)))))
    assert not proofs(told)
    assert judge_row(told, WORLD).verdict != "contradictory"


@LAW
@given(SETS, st.sampled_from(["not reported", "minor losses", None]), st.sampled_from(["red", "blue", "un"]))
def test_silence_and_words_without_bounds_prove_nothing(claims: list[Claim], words: str | None, by: str) -> None:
    assert claims[0].scope is not None
    figure = make_figure(0, None)
    empty = replace(make_claim(99, by, words or figure), scope=claims[0].scope)
    for band in BANDS:
        assert proofs(claims, band) == proofs([*claims, empty], band)
        assert largest_share(claims, band) == largest_share([*claims, empty], band)
    before, after = judge_row(claims, WORLD), judge_row([*claims, empty], WORLD)
    assert (before.verdict in DIFFER) == (after.verdict in DIFFER)
    assert (before.gap, before.score) == (after.gap, after.score) or before.verdict not in DIFFER


# ------------------------------------------------------------------ 8 the current view


@LAW
@given(SETS, st.data())
def test_a_claim_taken_back_or_revised_is_as_if_it_were_not_there(claims: list[Claim], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(claims) - 1))
    gone, rest = claims[place], [*claims[:place], *claims[place + 1 :]]
    taken_back = [*rest[:place], replace(gone, retracted_at=AS_OF), *rest[place:]]
    assert judge_row(taken_back, WORLD) == judge_row(rest, WORLD)
    newer = replace(gone, id=99, figure=data.draw(figures()), revises=gone.id)
    assert judge_row([*claims, newer], WORLD) == judge_row([*rest, newer], WORLD)


# ------------------------------------------------------------------ 9 said again


@LAW
@given(SETS, st.data())
def test_saying_it_again_or_through_another_outlet_changes_no_finding(claims: list[Claim], data: st.DataObject) -> None:
    again = replace(data.draw(st.sampled_from(claims)), id=99, via=data.draw(st.sampled_from(["", "agency"])))
    before, after = judge_row(claims, WORLD), judge_row([*claims, again], WORLD)
    same = ("verdict", "admission", "gap", "score")
    assert [getattr(before, name) for name in same] == [getattr(after, name) for name in same]


# ------------------------------------------------------------------ 10 larger numbers


@LAW
@given(SETS, st.integers(1, 7))
def test_k_times_as_many_keep_every_proof_and_make_gaps_k_times_as_large(claims: list[Claim], k: int) -> None:
    larger = [replace(claim, figure=_times(claim, k)) for claim in claims]
    for band in BANDS:
        before = {
            (c.kind, frozenset(c.members)): c.low_sum - c.high_sum for c in find_certificates(claims, WORLD, band)
        }
        after = {(c.kind, frozenset(c.members)): c.low_sum - c.high_sum for c in find_certificates(larger, WORLD, band)}
        assert after == {key: gap * k for key, gap in before.items()}
        assert largest_share(larger, band) >= largest_share(claims, band)


def _times(claim: Claim, k: int) -> Any:
    figure = claim.figure
    assert figure is not None and figure.plain is not None and figure.charitable is not None
    plain, wide = (
        Interval(i.low * k, None if i.high is None else i.high * k) for i in (figure.plain, figure.charitable)
    )
    return replace(figure, plain=plain, charitable=wide)


# ------------------------------------------------------------------ 11 names and order


@LAW
@given(SETS, st.randoms(use_true_random=False))
def test_the_order_of_the_claims_changes_no_finding(claims: list[Claim], chance: Any) -> None:
    mixed = list(claims)
    chance.shuffle(mixed)
    for band in BANDS:
        assert proofs(mixed, band) == proofs(claims, band)
    assert _told(judge_row(mixed, WORLD)) == _told(judge_row(claims, WORLD))


def _told(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.verdict, finding.admission, finding.band, finding.gap, finding.ratio, finding.score,
        set(finding.tags), set(finding.between) if finding.verdict in DIFFER else None,
    )  # fmt: skip


NAMES = {entry["key"]: f"z{9 - place}" for place, entry in enumerate(PARTIES)} | {
    entry["key"]: f"p{9 - place}" for place, entry in enumerate(PLACES)
}


def _renamed(value: Any) -> Any:
    """The same vocabulary with other keys for parties and places, which sort the other way round."""
    if isinstance(value, str):
        return NAMES.get(value, value)
    if isinstance(value, dict):
        return {_renamed(key): _renamed(item) for key, item in value.items()}
    return [_renamed(item) for item in value] if isinstance(value, list) else value


OTHER_NAMES = World.build(
    objects=_renamed(OBJECTS), outcomes=OUTCOMES, places=_renamed(PLACES), parties=_renamed(PARTIES),
    camps=_renamed(CAMPS), sides=_renamed(SIDES),
)  # fmt: skip


@LAW
@given(SETS)
def test_other_names_for_parties_and_places_change_no_finding(claims: list[Claim]) -> None:
    renamed = [_rename(claim) for claim in claims]
    for band in BANDS:
        assert proofs(renamed, band, OTHER_NAMES) == proofs(claims, band)
    assert _told(judge_row(renamed, OTHER_NAMES)) == _told(judge_row(claims, WORLD))


def _rename(claim: Claim) -> Claim:
    assert claim.scope is not None
    extents = {axis: _rename_extent(getattr(claim.scope, axis)) for axis in ("subject", "agent", "place")}
    words = {
        name: NAMES.get(getattr(claim, name), getattr(claim, name)) for name in ("claimant", "side", "camp", "place")
    }
    means = tuple(_renamed(list(claim.subject_means)))
    return replace(claim, scope=replace(claim.scope, **extents), subject_means=means, **words)


def _rename_extent(extent: Extent) -> Extent:
    def rename(atoms: frozenset[str]) -> frozenset[str]:
        return frozenset(
            NAMES.get(a.removesuffix(".other"), a) + (".other" if a.endswith(".other") else "") for a in atoms
        )

    return Extent(rename(extent.certain), rename(extent.plain), rename(extent.possible))


# ------------------------------------------------------------------ 12 another edge

NEW_EDGES = [
    ("guard", "soldier"), ("guard", "civilian"), ("truck", "tank"), ("unclear", "soldier"), ("officer", "civilian"), ("child", "unclear"),
]  # fmt: skip


@LAW
@given(st.sampled_from(NEW_EDGES), st.data())
def test_one_kind_more_within_another_removes_no_contradiction_of_two_claims(
    edge: tuple[str, str], data: st.DataObject
) -> None:
    """Of sums it may: two kinds that were apart now overlap and are no longer added."""
    part, whole = edge
    entries = [
        {**entry, "part_of": [*entry.get("part_of", []), {"key": whole}]} if entry["key"] == part else entry
        for entry in OBJECTS
    ]
    kinds, wider = st.sampled_from([entry["key"] for entry in OBJECTS]), make_world(objects=entries)
    said = [
        (data.draw(st.sampled_from(["red", "blue", "un"])), data.draw(figures()), data.draw(kinds)) for _ in range(2)
    ]
    before, after = (
        [make_claim(id, by, n, object=kind, world=world) for id, (by, n, kind) in enumerate(said, 1)]
        for world in (WORLD, wider)
    )
    for band in BANDS:
        assert proofs(before, band) <= proofs(after, band, wider)


# ------------------------------------------------------------------ 13 proofs, and what stands beside them


@LAW
@given(SETS)
def test_a_row_that_differs_shows_a_proof_that_holds(claims: list[Claim]) -> None:
    finding = judge_row(claims, WORLD)
    assert (finding.verdict in DIFFER) == any(proofs(claims, band) for band in BANDS)
    if finding.certificate is not None:
        assert check_certificate(finding.certificate, claims, WORLD)
        assert finding.decided_by == finding.certificate.members
        assert finding.gap is not None and finding.gap > 0
        assert finding.score is not None and 0 < finding.score < 1
    else:
        assert finding.verdict not in DIFFER and not finding.unless


@LAW
@given(SETS)
def test_the_plain_words_are_never_easier_to_square_than_the_widest(claims: list[Claim]) -> None:
    """Whoever contradicts on the widest reading differs on the plain one too."""
    for proof in find_certificates(claims, WORLD):
        assert find_certificates([claim for claim in claims if claim.id in proof.members], WORLD, "plain")
