"""Why a finding is as it is: sentences that need no verb to agree with a name, and tell two counts of one speaker apart."""

from __future__ import annotations

from dataclasses import replace

from claims_app.core.explanations import explain, whose_counting
from claims_app.core.rules import judge_row
from tests.core.engine_worlds import WORLD, make_claim


def relation(*claims: object) -> str:
    found = list(claims)
    return explain(judge_row(found, WORLD), found, WORLD).relation  # type: ignore[arg-type]


def test_what_a_label_stands_for_is_told_in_the_order_of_the_columns() -> None:
    claim = make_claim(1, "press", "6", about=["green", "blue"], subject_label="the allies")
    assert whose_counting(claim, WORLD) == ["In Local media’s words “the allies” stands for Blueland and Greenland."]
    tigers = replace(claim, claimant_name="Blue Tigers")
    assert whose_counting(tigers, WORLD)[0].startswith("In Blue Tigers’ words")


def test_an_edge_that_one_body_counts_is_told_as_its_count() -> None:
    claim = make_claim(1, "red", "6", object="soldier", outcome="killed", about="blue")
    assert whose_counting(claim, WORLD) == ["In Redland’s count guards are among soldiers."]


def test_two_counts_of_one_claimant_are_told_apart_by_outlet_or_words() -> None:
    one = make_claim(1, "red", "15", outcome="destroyed", via="Daily", statement=1)
    other = make_claim(2, "red", "5", via="Herald", statement=1)
    assert relation(one, other) == (
        "The count of Redland via Daily lies within that of Redland via Herald, which is wider in the outcome."
    )
    assert "Redland (“15”) lies within that of Redland (“5”)" in relation(one, replace(other, via="Daily", statement=2))
