"""Answers that are no figures, and claims too odd to compare: a reason each time, never an error."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.certificates import check_certificate, find_certificates
from claims_app.core.claims import Claim, Position
from claims_app.core.figures import KINDS, Figure, Interval
from claims_app.core.mirrors import mirror_of
from claims_app.core.periods import Period
from claims_app.core.positions import ACCOUNT_RULES
from claims_app.core.rules import RULES, compare, compare_positions, judge_account, judge_row
from claims_app.core.verdicts import Certificate, Finding
from claims_app.core.wording import read_figure
from tests.core.engine_worlds import AS_OF, LAW, WORLD, make_claim, numeric_claims


def make_answer(id: int, by: str, answer: str, *, functional: bool = True, **fields: Any) -> Claim:
    """An answer to "who started it?", or with functional=False to a question that may have many."""
    own = {name: fields.pop(name) for name in ("retracted_at", "revises", "kind") if name in fields}
    position = Position("start", "Who started it?", functional, answer, **fields)
    camp, side = WORLD.camp_of(by), WORLD.side_of(by)
    given = {"kind": "position", "position": position, "claimant_name": WORLD.party_name(by), **own}
    return Claim(id, by, side, camp, **given)  # type: ignore[arg-type]


MANY = {"functional": False}
ANSWERS: list[tuple[str, str, str, tuple[str, str, dict[str, Any]], tuple[str, str, dict[str, Any]]]] = [
    ("each says the other", "contradictory", "cross_side", ("red", "Blueland", {"parties": ("blue",)}), ("blue", "Redland", {"parties": ("red",)})),
    ("both say one", "corroborated", "third_party", ("red", "Blueland", {"parties": ("blue",)}), ("un", "The Blues", {"parties": ("blue",)})),
    ("allies say one", "compatible", "same_side", ("blue", "Redland", {"parties": ("red",)}), ("green", "Redland", {"parties": ("red",)})),
    ("one says two things", "contradictory", "same_claimant", ("red", "Blueland", {}), ("red", "Greenland", {})),
    ("yes against no", "contradictory", "cross_side", ("red", "yes", {}), ("blue", "yes", {"polarity": False})),
    ("two noes", "compatible", "cross_side", ("red", "Blueland", {"polarity": False}), ("blue", "Redland", {"polarity": False})),
    ("other days", "not_simultaneous", "cross_side", ("red", "we hold it", {"on": "2016-04-02"}), ("blue", "we do", {"on": "2016-04-03"})),
    ("other places", "incomparable", "cross_side", ("red", "we hold it", {"place": "valley"}), ("blue", "we do", {"place": "ridge"})),
    ("taken back", "inactive", "cross_side", ("red", "Blueland", {"retracted_at": AS_OF}), ("blue", "Redland", {})),
    ("newer answer", "revised", "same_claimant", ("red", "Blueland", {}), ("red", "nobody", {"revises": 1})),
    ("each of the other", "mirror", "cross_side", ("red", "yes", {**MANY, "about": ("blue",)}), ("blue", "yes", {**MANY, "about": ("red",)})),
    ("denied", "contradictory", "cross_side", ("red", "yes", {**MANY, "about": ("blue",)}), ("blue", "yes", {**MANY, "about": ("blue",), "polarity": False})),
    ("observer agrees", "corroborated", "third_party", ("red", "tanks", {**MANY, "about": ("blue",), "objects": ("tank",)}), ("un", "vehicles", {**MANY, "about": ("blue",), "objects": ("vehicle",)})),
    ("actor not named", "compatible", "third_party", ("red", "tanks", {**MANY, "about": ("blue",), "objects": ("tank",)}), ("un", "tanks", {**MANY, "objects": ("tank",)})),
    ("other weapons", "compatible", "cross_side", ("red", "tanks", {**MANY, "objects": ("tank",)}), ("blue", "trucks", {**MANY, "objects": ("truck",)})),
]  # fmt: skip


@pytest.mark.parametrize(("code", "between", "a", "b"), [a[1:] for a in ANSWERS], ids=[a[0] for a in ANSWERS])
def test_two_answers_get_the_code_of_the_first_rule_that_holds_in_either_order(
    code: str, between: str, a: tuple[str, str, dict[str, Any]], b: tuple[str, str, dict[str, Any]]
) -> None:
    first, second = make_answer(1, a[0], a[1], **a[2]), make_answer(2, b[0], b[1], **b[2])
    for there in (compare_positions(first, second, WORLD), compare_positions(second, first, WORLD)):
        assert (there.verdict, there.between) == (code, (between,))
        assert (there.gap, there.score, there.ratio, there.certificate) == (None, None, None, None)
        assert there.sentence and bool(there.reason) == (code == "incomparable")


def test_answers_to_different_questions_are_not_compared() -> None:
    a, b = make_answer(1, "red", "yes"), make_answer(2, "blue", "no")
    assert b.position is not None
    finding = compare(a, replace(b, position=replace(b.position, question="targets")), WORLD)
    assert (finding.verdict, finding.reason) == ("incomparable", "They answer different questions.")


RED_SAYS, BLUE_SAYS = make_answer(1, "red", "Blueland"), make_answer(2, "blue", "Redland")
SILENT = make_answer(3, "un", "", kind="silence")
ACCOUNTS: list[tuple[str, str, list[Claim]]] = [
    ("nothing", "empty", []),
    ("silence", "silent", [SILENT]),
    ("one speaker", "one_sided", [RED_SAYS]),
    ("one speaker beside a silence", "one_sided", [RED_SAYS, SILENT]),
    ("two answers", "contradictory", [RED_SAYS, BLUE_SAYS, SILENT]),
    ("taken back", "one_sided", [RED_SAYS, replace(BLUE_SAYS, retracted_at=AS_OF)]),
    ("supported", "corroborated", [RED_SAYS, make_answer(4, "un", "Blueland")]),
    ("mirror", "mirror", [make_answer(1, "red", "yes", about=("blue",), **MANY), make_answer(2, "blue", "yes", about=("red",), **MANY)]),
    ("moments", "not_simultaneous", [make_answer(1, "red", "held", on="2016-04-02"), make_answer(2, "blue", "lost", on="2016-04-03")]),
    ("places", "incomparable", [make_answer(1, "red", "held", place="valley"), make_answer(2, "blue", "lost", place="ridge")]),
    ("fits", "compatible", [make_answer(1, "red", "tanks", objects=("tank",), **MANY), make_answer(2, "blue", "trucks", objects=("truck",), **MANY)]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "claims"), [a[1:] for a in ACCOUNTS], ids=[a[0] for a in ACCOUNTS])
def test_all_answers_to_a_question_get_one_finding(code: str, claims: list[Claim]) -> None:
    for order in (claims, claims[::-1]):
        finding = judge_account(order, WORLD)
        assert finding.verdict == code
        assert finding.sentence and finding.score is None


def test_every_code_of_an_account_is_reached_by_a_case() -> None:
    assert {a[1] for a in ACCOUNTS} == {rule.code for rule in ACCOUNT_RULES}


# ------------------------------------------------------------------ odd claims

BACKWARDS = Period.exactly(5, 2)
SIX = make_claim(1, "red", "6")
assert SIX.scope is not None
ODD: list[tuple[str, Claim, str]] = [
    ("nobody’s losses", make_claim(2, "blue", "2", about=""), "whose losses"),
    ("nothing counted", make_claim(2, "blue", "2", object=""), "what was counted"),
    ("unknown object", make_claim(2, "blue", "2", object="zeppelin"), "zeppelin"),
    ("unknown outcome", make_claim(2, "blue", "2", outcome="vanished"), "vanished"),
    ("backwards", make_claim(2, "blue", "2", period=(5, 2)), "ends before it begins"),
    ("no scope, no reason", Claim(2, "blue", "blue", "blue", "figure", figure=read_figure("2")), "whose losses"),
    ("no figure", make_claim(2, "blue", "2", figure=None), "No figure"),
    ("unreadable", make_claim(2, "blue", "blorb"), "cannot be read"),
    ("nothing said", make_claim(2, "blue", ""), "cannot be read"),
    ("a date", make_claim(2, "blue", "April 2"), "not a figure"),
    ("a share", make_claim(2, "blue", "a third"), "share"),
    ("times as many", make_claim(2, "blue", "tenfold"), "compares with"),
    ("played down", make_claim(2, "blue", "minor losses"), "not a number"),
    ("reading upside down", make_claim(2, "blue", Figure("9 to 2", "en", "range", Interval(9, 2), Interval(9, 2), source="editor")), "below its beginning"),
    ("an account without its answer", make_claim(2, "blue", "2", kind="position"), "account"),
    ("an account", make_answer(2, "blue", "Redland"), "account"),
    ("a denial of nothing", make_claim(2, "blue", "2", kind="denial", figure=None), "denial"),
]  # fmt: skip


@pytest.mark.parametrize(("odd", "says"), [o[1:] for o in ODD], ids=[o[0] for o in ODD])
def test_an_odd_claim_is_not_comparable_with_its_reason(odd: Claim, says: str) -> None:
    for finding in (compare(SIX, odd, WORLD), compare(odd, SIX, WORLD), compare(odd, replace(odd, id=9), WORLD)):
        if odd.position is not None and finding.decided_by == (2, 9):
            continue  # two equal accounts can be compared
        assert finding.verdict == "incomparable"
        assert says in finding.reason and finding.reason.endswith(".")
        assert finding.sentence


@pytest.mark.parametrize("odd", [o[1] for o in ODD if o[1].kind == "figure"], ids=[o[0] for o in ODD if o[1].kind == "figure"])  # fmt: skip
def test_an_odd_claim_in_a_row_hides_no_other_finding(odd: Claim) -> None:
    two = make_claim(3, "blue", "2")
    assert judge_row([SIX, odd, two], WORLD).verdict == "contradictory"
    alone = judge_row([odd], WORLD)
    assert alone.verdict in ("incomparable", "empty")
    assert alone.reason or alone.verdict == "empty"


def test_a_scope_made_by_hand_whose_period_runs_backwards_is_not_compared() -> None:
    assert SIX.scope is not None
    backwards = replace(make_claim(2, "blue", "2"), scope=replace(SIX.scope, period=BACKWARDS))
    for finding in (compare(SIX, backwards, WORLD), compare(backwards, SIX, WORLD)):
        assert finding.verdict == "incomparable" and finding.reason


@st.composite
def odd_claims(draw: st.DrawFn, id: int) -> Claim:
    """A claim with anything missing, upside down or of another kind."""
    claim = draw(numeric_claims(id))
    low, high = draw(st.integers(-3, 9)), draw(st.none() | st.integers(-3, 9))
    changes: dict[str, Any] = {
        "scope": [None, claim.scope, claim.scope and replace(claim.scope, period=BACKWARDS)],
        "figure": [
            None, claim.figure, Figure("?", "en", draw(st.sampled_from(KINDS)), Interval(low, high), Interval(low, None)),
            Figure("?", "en", draw(st.sampled_from(KINDS)), None, None), read_figure(draw(st.text(max_size=12))),
        ],
        "kind": ["figure", "figure", "figure", "silence", "denial", "position"],
        "position": [None, Position("start", "?", True, ""), Position("targets", "?", False, "yes", about=("nobody",), objects=("zeppelin",))],
        "claimant": ["red", "blue", "", "a stranger"],
        "camp": ["red", "blue", ""],
        "revises": [None, None, id, 1, 2, 77],
        "denies": [None, id, 1, 2, 77],
        "retracted_at": [None, None, None, AS_OF],
        "as_of": [None, AS_OF],
        "claimant_name": ["", "Redland"],
        "subject_means": [(), ("blue",), ("nobody",)],
        "object": ["", "soldier", "zeppelin"], "outcome": ["", "killed", "vanished"], "place": ["", "moon"],
    }  # fmt: skip
    return replace(claim, **{name: draw(st.sampled_from(values)) for name, values in changes.items()})


def assert_finding(finding: Finding) -> None:
    assert finding.verdict in {rule.code for rule in RULES}
    assert 0 < len(finding.sentence) <= 160
    assert finding.reason or finding.verdict != "incomparable"


@LAW
@given(odd_claims(1), odd_claims(2), odd_claims(3))
def test_no_claim_is_too_odd_for_a_finding(a: Claim, b: Claim, c: Claim) -> None:
    claims = [a, b, c]
    for first in claims:
        for second in claims:
            if first is not second:
                there, back = compare(first, second, WORLD), compare(second, first, WORLD)
                assert_finding(there)
                assert (there.verdict, there.admission, there.between) == (back.verdict, back.admission, back.between)
    for finding in (judge_row(claims, WORLD), judge_row(claims[:1], WORLD, claims[1:]), judge_account(claims, WORLD)):
        assert_finding(finding)
    mirror_of(claims, WORLD)
    assert all(check_certificate(proof, claims, WORLD) for proof in find_certificates(claims, WORLD))
    assert not check_certificate(Certificate("overflow", (1, 3, 77), 9, 1), claims, WORLD)
