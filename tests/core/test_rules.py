"""Rules in tables, findings on rows and accounts, and odd claims that yield a reason instead of an exception."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from claims_app.core.claims import Claim, Position
from claims_app.core.explanations import explain
from claims_app.core.figures import Figure, Interval
from claims_app.core.mirrors import mirror_of
from claims_app.core.rules import ROW_RULES, RULES, compare, judge_account, judge_row, order_key
from tests.core.small_worlds import WORLD, make_claim

NOON = datetime(2016, 4, 2, 12, tzinfo=UTC)
CLAIMED = make_claim("claimed", 6, 6, text="six")
OWN = make_claim("own", 2, 2, claimant="blue", text="two", outcome="lost")


def test_every_rule_has_a_sentence_for_the_method_page() -> None:
    assert all(rule.sentence.endswith(".") and rule.name for rule in RULES)
    assert ROW_RULES[-1].code == "compatible"


def test_claimed_against_own_loss_is_contradictory_and_partly_admitted() -> None:
    finding = compare(CLAIMED, OWN, WORLD)
    assert (finding.verdict, finding.admission, finding.gap, finding.ratio) == ("contradictory", "partial", 4, 3)
    assert finding.score == Fraction(4, 7)
    assert finding.overclaim == (3, 3)
    assert finding.certificate is not None
    assert finding.certificate.members == ("claimed", "own")


def test_the_sentence_uses_the_words_as_said_and_the_owner_first() -> None:
    assert compare(CLAIMED, OWN, WORLD).sentence == "Blue says two tanks lost; Red says six destroyed."


def test_the_explanation_gives_readings_relation_and_sums() -> None:
    why = explain(compare(CLAIMED, OWN, WORLD), [CLAIMED, OWN], WORLD)
    assert [(read.claimant, read.wording, read.read_as) for read in why.claims] == [
        ("Red", "six", "read as exactly 6"),
        ("Blue", "two", "read as exactly 2"),
    ]
    assert why.arithmetic == "At least 6 against at most 2."
    assert why.relation == "The count of Red lies within that of Blue, which is wider in the outcome."


ODD: dict[str, Claim] = {
    "no subject": make_claim("odd", subject=()),
    "unknown object": make_claim("odd", object="zeppelin"),
    "unknown outcome": make_claim("odd", outcome="vanished"),
    "backward period": make_claim("odd", period=(9, 3)),
    "no figure": replace(make_claim("odd"), figure=None),
    "unread figure": replace(make_claim("odd"), figure=Figure("umpteen", "en", "unparsed", None, None)),
    "minimised": replace(
        make_claim("odd"), figure=Figure("minor losses", "en", "minimised", Interval(0, None), Interval(0, None))
    ),
    "share": replace(
        make_claim("odd"),
        figure=Figure("half", "en", "fraction", Interval(Fraction(1, 2), Fraction(1, 2)), Interval(0, 1)),
    ),
    "inverted interval": replace(make_claim("odd"), figure=Figure("5", "en", "exact", Interval(5, 3), Interval(5, 3))),
    "bare claim": Claim("odd", "nobody", "", "", "figure"),
    "denial of nothing": Claim("odd", "blue", "blue", "blue", "denial", denies="missing"),
    "position": Claim("odd", "blue", "blue", "blue", "position"),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_claim_is_not_comparable_and_says_why(odd: Claim) -> None:
    finding = compare(odd, CLAIMED, WORLD)
    assert finding.verdict == "incomparable"
    assert finding.reason.endswith(".")
    assert finding.sentence
    row = judge_row([odd, OWN, CLAIMED], WORLD)
    assert row.verdict == "contradictory"
    assert judge_row([odd], WORLD).verdict in ("incomparable", "empty")


def test_a_row_of_nothing_is_empty() -> None:
    assert judge_row([], WORLD).verdict == "empty"
    assert judge_row([replace(CLAIMED, retracted_at=NOON)], WORLD).verdict == "empty"


def test_silence_is_named_and_enters_no_arithmetic() -> None:
    silence = replace(OWN, kind="silence", figure=None)
    finding = judge_row([CLAIMED, silence], WORLD)
    assert (finding.verdict, finding.admission, finding.silent) == ("one_sided", "silent", ("blue",))
    assert finding.sentence == "Red says six destroyed; Blue gives no figure."


def test_a_denial_contradicts_without_a_score() -> None:
    denial = replace(OWN, id="denial", kind="denial", figure=None, denies="claimed")
    finding = judge_row([CLAIMED, denial], WORLD)
    assert (finding.verdict, finding.admission, finding.score) == ("contradictory", "denied", None)
    assert finding.sentence == "Red says six tanks destroyed; Blue denies it."


def test_three_days_against_one_total_score_by_all_three_and_are_proved_by_few() -> None:
    days = [make_claim(n, low, low, period=(n, n + 1)) for n, low in enumerate((6, 10, 12))]
    total = make_claim("total", 14, 14, claimant="blue", outcome="lost")
    finding = judge_row([*days, total], WORLD)
    assert (finding.verdict, finding.gap, finding.score) == ("contradictory", 14, Fraction(14, 29))
    assert finding.certificate is not None
    assert len(finding.certificate.members) == 3


def test_a_dispute_within_one_camp_is_told_apart_from_one_between_camps() -> None:
    azure = make_claim("azure", 9, 9, claimant="azure", outcome="lost")
    finding = judge_row([OWN, azure], WORLD)
    assert (finding.verdict, finding.between) == ("contradictory", ("same_side",))


def test_two_outlets_with_one_statement_are_a_difference_of_reports() -> None:
    one = replace(CLAIMED, via="Gazette", statement=7)
    two = replace(make_claim("two", 9, 9), via="Herald", statement=7)
    finding = judge_row([one, two], WORLD)
    assert (finding.between, finding.tags) == (("relay",), ("reports differ",))
    assert judge_row([one, replace(two, statement=8)], WORLD).tags == ("contradicts itself",)


def test_a_share_of_a_total_on_file_is_counted() -> None:
    total = make_claim("total", 30, 30, object="vehicle")
    half = Figure(
        "half", "en", "fraction", Interval(Fraction(1, 2), Fraction(1, 2)), Interval(Fraction(1, 2), Fraction(1, 2))
    )
    share = replace(make_claim("share"), figure=half, share_of="total")
    finding = judge_row([total, share, OWN], WORLD)
    assert finding.certificate is not None
    assert (finding.certificate.members, finding.certificate.low_sum) == (("share", "own"), 15)
    assert judge_row([share, OWN], WORLD).verdict == "incomparable"


def test_what_would_make_both_true_is_told_and_does() -> None:
    finding = compare(CLAIMED, OWN, WORLD)
    assert "unless Blue’s “two” is the count so far, not the total" in finding.unless
    label = replace(make_claim("red", 9, 9, subject=("blue",)), subject_label="Bluish")
    own = make_claim("blue", 0, 0, claimant="blue", subject=("blue",))
    assert "unless Red’s “Bluish” includes Azure" in compare(label, own, WORLD).unless


def test_nothing_is_told_where_nothing_is_contradicted() -> None:
    assert compare(OWN, make_claim("fits", 2, 2), WORLD).unless == ()


def a_position(key: str, claimant: str, answer: str, **given: object) -> Claim:
    held = {"question": "q", "question_text": "Who?", "functional": True, "answer": answer} | given
    camp = WORLD.camp_of(claimant)
    name = WORLD.party_name(claimant)
    return Claim(key, claimant, camp, camp, "position", position=Position(**held), claimant_name=name)  # type: ignore[arg-type]


def test_accounts_that_exclude_each_other_are_contradictory_without_measures() -> None:
    finding = judge_account([a_position("a", "red", "Blue"), a_position("b", "blue", "Red")], WORLD)
    assert (finding.verdict, finding.score, finding.gap) == ("contradictory", None, None)
    assert finding.sentence == "Red says “Blue”; Blue says “Red”."


def test_accusations_of_different_actors_are_a_mirror() -> None:
    a = a_position("a", "red", "yes", functional=False, about=("blue",))
    b = a_position("b", "blue", "yes", functional=False, about=("red",))
    assert judge_account([a, b], WORLD).verdict == "mirror"
    denied = a_position("c", "blue", "yes", functional=False, about=("blue",), polarity=False)
    assert judge_account([a, b, denied], WORLD).verdict == "contradictory"


def test_answers_about_different_days_are_different_moments() -> None:
    a, b = a_position("a", "red", "Red", on="2016-04-02"), a_position("b", "blue", "Blue", on="2016-04-04")
    assert judge_account([a, b], WORLD).verdict == "not_simultaneous"


def test_a_mirror_sorts_claims_by_whose_losses_they_count() -> None:
    wings = mirror_of([CLAIMED, OWN], WORLD)
    assert [claim.id for claim in wings["red"].inflicted] == ["claimed"]
    assert [claim.id for claim in wings["blue"].own] == ["own"]


def test_people_stand_before_things_within_a_tier_and_contradictions_before_all() -> None:
    contradiction, one_sided = judge_row([CLAIMED, OWN], WORLD), judge_row([CLAIMED], WORLD)
    keys = [
        order_key(one_sided, "people", "c"),
        order_key(contradiction, "things", "b"),
        order_key(contradiction, "people", "a"),
    ]
    assert [key[-1] for key in sorted(keys)] == ["a", "b", "c"]


FORBIDDEN = (
    "verdict",
    "admits",
    "enemy",
    "unanswered",
    "one-sided",
    "agreed",
    "claims twice",
    "has no answer",
    "only",
    "merely",
)


def test_no_rule_sentence_uses_a_word_that_takes_sides() -> None:
    text = " ".join(rule.sentence for rule in RULES).casefold()
    assert [word for word in FORBIDDEN if f" {word}" in text] == []
