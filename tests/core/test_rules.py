"""The rules of comparison, each reached by one small case, the same whichever claim comes first."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from claims_app.core.claims import Citation, Claim
from claims_app.core.pairs import Pair
from claims_app.core.periods import Period
from claims_app.core.rules import ROW_RULES, RULES, TIERS, compare, judge_row, order_key
from claims_app.core.verdicts import Finding
from tests.core.engine_worlds import AS_OF, WORLD, make_claim, make_figure

ENEMY: dict[str, Any] = {"by": "red", "about": "blue"}
OWNER: dict[str, Any] = {"by": "blue", "about": "blue"}
ALLY: dict[str, Any] = {"by": "green", "about": "blue"}
UN: dict[str, Any] = {"by": "un", "about": "blue"}
MIRRORED: dict[str, Any] = {"by": "blue", "about": "red"}
LONGER, ALL_THINGS = {"period": (0, 3)}, {"object": "vehicle"}
SWAPPED = {"subset": "superset", "superset": "subset"}


def citation(publisher: str) -> Citation:
    return Citation(1, "q", "en", "", publisher, publisher, "t", "https://example.org", "2016-04-02", "", "", "")


# name, code, between, admission, relation, claim a, claim b
PAIRS: list[tuple[str, str, str, str | None, str | None, dict[str, Any], dict[str, Any]]] = [
    ("taken back", "inactive", "cross_side", None, "equal", {**ENEMY, "said": "6", "retracted_at": AS_OF}, {**OWNER, "said": "2"}),
    ("newer figure", "revised", "same_claimant", None, "equal", {**ENEMY, "said": "6"}, {**ENEMY, "said": "2", "revises": 1}),
    ("owner gives none", "silent", "cross_side", "silent", "equal", {**ENEMY, "said": "6"}, {**OWNER, "said": "not reported"}),
    ("enemy gives none", "silent", "cross_side", "volunteered", "equal", {**ENEMY, "said": "not reported"}, {**OWNER, "said": "2"}),
    ("denied by the owner", "contradictory", "cross_side", "denied", "equal", {**ENEMY, "said": "6"}, {**OWNER, "kind": "denial", "denies": 1, "figure": None}),
    ("denied by an observer", "contradictory", "third_party", None, "equal", {**ENEMY, "said": "6"}, {**UN, "kind": "denial", "denies": 1, "figure": None}),
    ("denial of another claim", "incomparable", "cross_side", None, "equal", {**ENEMY, "said": "6"}, {**OWNER, "kind": "denial", "denies": 9, "figure": None}),
    ("words for a number", "incomparable", "cross_side", None, "equal", {**ENEMY, "said": "6"}, {**OWNER, "said": "minor losses"}),
    ("six against two", "contradictory", "cross_side", "partial", "equal", {**ENEMY, "said": "6"}, {**OWNER, "said": "2"}),
    ("one against none", "contradictory", "cross_side", "denied", "equal", {**ENEMY, "said": "1"}, {**OWNER, "said": "none"}),
    ("owner says more of one fact", "contradictory", "cross_side", "surplus", "equal", {**ENEMY, "said": "2"}, {**OWNER, "said": "6"}),
    ("part exceeds the whole", "contradictory", "cross_side", "partial", "subset", {**ENEMY, "said": "6"}, {**OWNER, **ALL_THINGS, "said": "2"}),
    ("whole below an earlier part", "contradictory", "cross_side", "partial", "same_fact_other_period", {**ENEMY, "said": "6"}, {**OWNER, **LONGER, "said": "2"}),
    ("camps differ within", "contradictory", "same_side", None, "equal", {**OWNER, "said": "6"}, {**ALLY, "said": "2"}),
    ("one speaker differs", "contradictory", "same_claimant", None, "equal", {**ENEMY, "said": "6"}, {**ENEMY, "said": "2"}),
    ("outlets differ", "contradictory", "relay", None, "equal", {**ENEMY, "said": "6", "via": "A"}, {**ENEMY, "said": "2", "via": "B"}),
    ("an observer differs", "contradictory", "third_party", None, "equal", {**ENEMY, "said": "6"}, {**UN, "said": "2"}),
    ("over 100 against 100", "strained", "cross_side", "full", "equal", {**ENEMY, "said": "over 100"}, {**OWNER, "said": "100"}),
    ("each the other’s tanks", "mirror", "cross_side", None, "disjoint", {**ENEMY, "said": "6"}, {**MIRRORED, "said": "2"}),
    ("each the other’s, a kind", "mirror", "cross_side", None, "disjoint", {**ENEMY, **ALL_THINGS, "said": "6"}, {**MIRRORED, "said": "2"}),
    ("other things", "incomparable", "cross_side", None, "disjoint", {**ENEMY, "said": "6"}, {**OWNER, "object": "truck", "said": "2"}),
    ("crossing scopes", "incomparable", "third_party", None, "overlap", {**ENEMY, "place": "valley", "said": "6"}, {**UN, "outcome": "destroyed", "place": "region", "said": "2"} | {"object": "vehicle", "agent": ("red",)}),
    ("own count grows", "growth", "same_claimant", None, "same_fact_other_period", {**ENEMY, "said": "6"}, {**ENEMY, **LONGER, "said": "8"}),
    ("covered over a longer time", "admitted", "cross_side", "full", "same_fact_other_period", {**ENEMY, "said": "at least 6"}, {**OWNER, **LONGER, "said": "8"}),
    ("other moments", "not_simultaneous", "cross_side", None, "same_fact_other_period", {**ENEMY, **LONGER, "said": "6"}, {**OWNER, "said": "2"}),
    ("other moments, one figure", "compatible", "cross_side", None, "same_fact_other_period", {**ENEMY, **LONGER, "said": "6"}, {**OWNER, "said": "6"}),
    ("said again", "repeat", "same_claimant", None, "equal", {**ENEMY, "said": "6"}, {**ENEMY, "said": "6"}),
    ("own part", "subsumed", "same_claimant", None, "subset", {**ENEMY, "said": "6"}, {**ENEMY, **ALL_THINGS, "said": "9"}),
    ("same on both sides", "admitted", "cross_side", "full", "equal", {**ENEMY, "said": "6"}, {**OWNER, "said": "6"}),
    ("owner’s total exceeds", "admitted", "cross_side", "surplus", "subset", {**ENEMY, "outcome": "destroyed", "agent": ("red",), "said": "6"}, {**OWNER, "said": "9"}),
    ("enemy and observer", "corroborated", "third_party", None, "equal", {**ENEMY, "said": "6"}, {**UN, "said": "6"}),
    ("near equal words", "corroborated", "third_party", None, "subset", {**ENEMY, "outcome": "destroyed", "agent": ("red",), "said": "6"}, {**UN, "said": "6"}),
    ("a floor supports nobody", "compatible", "third_party", None, "equal", {**ENEMY, "said": "at least 6"}, {**UN, "said": "9"}),
    ("allies support nobody", "compatible", "same_side", None, "equal", {**OWNER, "said": "6"}, {**ALLY, "said": "6"}),
    ("one body supports nobody", "compatible", "same_side", None, "equal", {"by": "red-army", "said": "6"}, {"by": "red-ministry", "said": "6"}),
    ("a part that fits", "subsumed", "third_party", None, "subset", {**ENEMY, "said": "6"}, {**UN, **ALL_THINGS, "said": "9"}),
    ("narrower place", "subsumed", "third_party", None, "subset", {**ENEMY, "place": "valley", "said": "6"}, {**UN, "said": "6"}),
    ("narrower basis", "subsumed", "third_party", None, "subset", {**ENEMY, "basis": "visual", "said": "6"}, {**UN, "said": "9"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "between", "admission", "relation", "a", "b"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS]
)
def test_two_claims_get_the_code_of_the_first_rule_that_holds_in_either_order(
    code: str, between: str, admission: str | None, relation: str | None, a: dict[str, Any], b: dict[str, Any]
) -> None:
    first, second = make_claim(1, **a), make_claim(2, **b)
    there, back = compare(first, second, WORLD), compare(second, first, WORLD)
    assert (there.verdict, there.between, there.admission, there.relation) == (code, (between,), admission, relation)
    assert (back.verdict, back.between, back.admission) == (code, (between,), admission)
    assert back.relation == (SWAPPED.get(relation, relation) if relation else None)
    assert (there.gap, there.score, there.jaccard, there.overclaim) == (
        back.gap, back.score, back.jaccard, back.overclaim,
    )  # fmt: skip
    assert (there.reason != "") == (code == "incomparable")
    assert 0 < len(there.sentence) <= 160


def test_every_code_of_two_claims_is_reached_by_a_case() -> None:
    of_rows = {"one_sided", "empty"}
    assert {p[1] for p in PAIRS} == {rule.code for rule in RULES} - of_rows


# The truth table of section 5: enemy's words, owner's words, are the scopes equal, code, admission
TRUTH = [
    ("3", "none", True, "contradictory", "denied"),
    ("3", "1", True, "contradictory", "partial"),
    ("over 100", "100", True, "strained", "full"),
    ("about 20", "18", True, "admitted", "full"),
    ("2", "3", False, "admitted", "surplus"),
    ("2", "3", True, "contradictory", "surplus"),
    ("2", "not reported", True, "silent", "silent"),
]


@pytest.mark.parametrize(("enemy", "own", "equal", "code", "admission"), TRUTH)
def test_the_truth_table_of_admissions(enemy: str, own: str, equal: bool, code: str, admission: str) -> None:
    narrower = {} if equal else {"outcome": "destroyed", "agent": ("red",)}
    finding = compare(make_claim(1, "red", enemy, **narrower), make_claim(2, "blue", own), WORLD)
    assert (finding.verdict, finding.admission) == (code, admission)


@pytest.mark.parametrize(
    ("low", "high", "gap", "ratio", "score"),
    [("2", "1", 1, 2, "1/3"), ("1", "none", 1, None, "1/2"), ("101", "12", 89, Fraction(101, 12), "89/102")],
)
def test_gap_ratio_and_disputed_share_are_exact(
    low: str, high: str, gap: int, ratio: Fraction | None, score: str
) -> None:
    finding = compare(make_claim(1, "red", low), make_claim(2, "blue", high), WORLD)
    assert (finding.gap, finding.ratio, finding.score) == (gap, ratio, Fraction(score))


def test_claimed_over_own_figure_is_a_range() -> None:
    between = make_figure(10, 20)
    finding = compare(make_claim(1, "red", between), make_claim(2, "blue", make_figure(2, 5)), WORLD)
    assert finding.overclaim == (2, 10)
    assert compare(make_claim(1, "red", "6"), make_claim(2, "blue", "none"), WORLD).overclaim is None


def test_a_count_of_casualties_never_counts_as_deaths() -> None:
    dead = {"object": "officer", "outcome": "killed"}
    hurt = {"object": "officer", "outcome": "casualties"}
    assert (
        compare(make_claim(1, "red", "300", **hurt), make_claim(2, "blue", "31", **dead), WORLD).verdict == "subsumed"
    )
    found = compare(make_claim(1, "red", "300", **dead), make_claim(2, "blue", "31", **hurt), WORLD)
    assert found.verdict == "contradictory"


def test_a_vague_word_for_the_outcome_makes_no_contradiction() -> None:
    """ "Hit" may mean wounded: against none killed it is strained on its plain reading, no more."""
    hit = make_claim(1, "red", "3", object="officer", outcome="hit")
    none = make_claim(2, "blue", "none", object="officer", outcome="killed")
    assert compare(hit, none, WORLD).verdict == "strained"


def test_a_period_whose_ends_are_in_doubt_makes_no_contradiction() -> None:
    overnight = Period(-2, 0, 2, 6, 8, 10)
    part = make_claim(1, "red", "6", period=overnight)
    assert compare(part, make_claim(2, "blue", "2", period=(0, 8)), WORLD).verdict == "strained"
    assert compare(part, make_claim(2, "blue", "2", period=(-2, 10)), WORLD).verdict == "contradictory"


def test_periods_that_touch_share_no_instant() -> None:
    finding = compare(make_claim(1, "red", "6", period=(0, 1)), make_claim(2, "blue", "2", period=(1, 2)), WORLD)
    assert (finding.verdict, finding.relation) == ("incomparable", "disjoint")
    assert finding.reason == "They speak of different times."


def test_two_outlets_with_one_statement_are_relays_and_two_statements_are_one_speaker() -> None:
    a = make_claim(1, "red", "15", citations=(citation("one"),), statement=1)
    b = make_claim(2, "red", "5", citations=(citation("two"),), statement=1)
    assert Pair(a, b, WORLD).between == "relay"
    assert Pair(a, replace(b, statement=2), WORLD).between == "same_claimant"


def test_a_claim_about_both_camps_owns_nobodys_losses() -> None:
    both = make_claim(1, "blue", "6", about=["red", "blue"])
    assert compare(make_claim(2, "red", "9"), both, WORLD).admission is None


# ------------------------------------------------------------------ rows


def row(*claims: dict[str, Any]) -> list[Claim]:
    return [make_claim(number, **claim) for number, claim in enumerate(claims, 1)]


ROWS: list[tuple[str, str, str | None, list[dict[str, Any]]]] = [
    ("nothing", "empty", None, []),
    ("all taken back", "empty", None, [{**ENEMY, "retracted_at": AS_OF}]),
    ("against the owner", "contradictory", "partial", [ENEMY, {**OWNER, "said": "2"}]),
    ("denial", "contradictory", "denied", [ENEMY, {**OWNER, "kind": "denial", "denies": 1, "figure": None}]),
    ("plain words", "strained", "full", [{**ENEMY, "said": "over 100"}, {**OWNER, "said": "100"}]),
    ("other moments", "not_simultaneous", None, [{**ENEMY, **LONGER}, {**OWNER, "said": "2"}]),
    ("covered", "admitted", "full", [ENEMY, OWNER]),
    ("supported", "corroborated", None, [ENEMY, UN]),
    ("silence on file", "silent", None, [{**OWNER, "said": "not reported"}]),
    ("minimised", "empty", None, [{**OWNER, "said": "minor losses"}]),
    ("unreadable", "incomparable", None, [{**OWNER, "said": "blorb"}]),
    ("the owner alone", "one_sided", "volunteered", [OWNER]),
    ("the enemy alone", "one_sided", None, [ENEMY]),
    ("the enemy, the owner silent", "one_sided", "silent", [ENEMY, {**OWNER, "said": "not reported"}]),
    ("nothing in common", "incomparable", None, [ENEMY, {**UN, "object": "truck"}]),
    ("fits", "compatible", None, [{**ENEMY, "said": "at least 6"}, {**UN, "said": "9"}]),
]


@pytest.mark.parametrize(("code", "admission", "claims"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_a_row_gets_the_code_of_the_first_rule_that_holds_in_any_order(
    code: str, admission: str | None, claims: list[dict[str, Any]]
) -> None:
    made = row(*claims)
    for order in (made, made[::-1]):
        finding = judge_row(order, WORLD)
        assert (finding.verdict, finding.admission) == (code, admission)
        assert finding.sentence and (finding.verdict != "incomparable" or finding.reason)


def test_every_code_of_a_row_is_reached_by_a_case() -> None:
    assert {r[1] for r in ROWS} == {rule.code for rule in ROW_RULES}


def test_a_row_prefers_what_camps_differ_on_to_what_a_speaker_differs_with_itself_on() -> None:
    finding = judge_row(row({**ENEMY, "said": "60"}, {**ENEMY, "said": "6"}, {**OWNER, "said": "5"}), WORLD)
    assert finding.between[0] == "cross_side"
    assert "contradicts itself" in finding.tags
    assert set(finding.decided_by) & {3}


def test_a_row_with_one_speaker_in_contradiction_with_itself_says_so() -> None:
    finding = judge_row(row({**ENEMY, "said": "60"}, {**ENEMY, "said": "6"}), WORLD)
    assert (finding.verdict, finding.between, finding.tags) == (
        "contradictory", ("same_claimant",), ("contradicts itself",),
    )  # fmt: skip


def test_rows_stand_by_tier_then_people_then_disputed_share() -> None:
    def finding(verdict: Any, score: str = "0", gap: int = 0) -> Finding:
        return Finding(verdict, score=Fraction(score), gap=gap)

    expected = [
        (finding("contradictory", "86/100", 269), "people", "killed"),
        (finding("contradictory", "61/100", 100), "people", "others killed"),
        (finding("contradictory", "89/100", 24), "things", "tanks"),
        (finding("contradictory", "1/3", 1), "things", "a"),
        (finding("contradictory", "1/3", 1), "things", "b"),
        (finding("strained", "99/100", 9), "people", "strained"),
        (finding("not_simultaneous"), "people", "moments"),
        (finding("admitted"), "things", "admitted"),
        (finding("compatible"), "people", "fits"),
        (finding("one_sided"), "people", "alone"),
        (finding("silent"), "people", "silent"),
        (finding("empty"), "people", "empty"),
    ]
    assert sorted(expected[6:] + expected[:6], key=lambda item: order_key(*item)) == expected
    assert {code for tier in TIERS for code in tier} == {rule.code for rule in RULES}


def test_every_rule_has_a_sentence_for_the_method_page() -> None:
    for rule in RULES:
        assert rule.sentence.endswith(".") and rule.name, rule
