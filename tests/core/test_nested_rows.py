"""A row's finding counts the claims of narrower rows as its parts, as on 2 April 2016: 100 against 18 and 35."""

from __future__ import annotations

from dataclasses import replace

from claims_app.core.claims import Claim
from claims_app.core.periods import Period
from claims_app.core.rules import judge_row
from claims_app.core.verdicts import Finding
from claims_app.core.wording import read_figure
from claims_app.core.worlds import World

WORLD = World.build(
    objects=[{"key": "soldier", "name": "soldier", "harm": "people", "part_of": []}],
    outcomes=[
        {"key": "killed", "name": "killed", "harm": "people", "family": "killed"},
        {"key": "wounded", "name": "wounded", "harm": "people", "family": "wounded"},
        {
            "key": "killed_and_wounded", "name": "killed and wounded", "harm": "people", "family": "casualties",
            "certain": ["killed", "wounded"], "plain": ["killed", "wounded"], "possible": ["killed", "wounded"],
        },
    ],
    places=[],
    parties=[{"key": "red", "name": "Redland", "kind": "state"}, {"key": "blue", "name": "Blueland", "kind": "state"}],
    camps={"red": "red", "blue": "blue"},
    sides={"red": "red", "blue": "blue"},
)  # fmt: skip


def claim(number: int, who: str, outcome: str, words: str) -> Claim:
    scope = WORLD.scope(
        subject_certain=["blue"], subject_plain=["blue"], subject_possible=["blue"], object="soldier", outcome=outcome,
        agent=(), place="", basis="", period=Period(0, 0, 0, 86400, 86400, 86400), counted_by=who,
    )  # fmt: skip
    return Claim(
        id=number, claimant=who, side=who, camp=who, kind="figure", scope=scope, figure=read_figure(words),
        claimant_name=who.title(), subject_means=("blue",), object="soldier", outcome=outcome,
    )  # fmt: skip


MORE_THAN_100 = claim(1, "red", "killed_and_wounded", "more than 100")
ABOUT_18 = claim(2, "blue", "killed", "about 18")
THIRTY_FIVE = claim(3, "blue", "wounded", "35")


def judged(row: list[Claim], nested: list[Claim]) -> Finding:
    return judge_row(row, WORLD, nested)


def test_claims_of_narrower_rows_cover_what_the_row_says() -> None:
    finding = judged([MORE_THAN_100], [ABOUT_18, THIRTY_FIVE])
    assert finding.verdict == "contradictory"
    assert finding.certificate is not None
    assert (finding.certificate.low_sum, finding.certificate.high_sum) == (101, 58)


def test_a_contradiction_among_nested_claims_alone_is_not_counted_again() -> None:
    other = replace(claim(4, "red", "killed", "90"))
    finding = judged([claim(5, "red", "killed_and_wounded", "more than 100")], [ABOUT_18, other])
    assert finding.verdict != "contradictory"
