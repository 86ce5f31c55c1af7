"""Sentences take no side: on any finding no word that judges, and short enough for a row."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims_app.core.claims import Claim, Position
from claims_app.core.rules import RULES, compare, judge_account, judge_row
from claims_app.core.verdicts import Finding
from claims_app.core.wording import read_figure
from tests.core.engine_worlds import AS_OF, LAW, SPEAKERS, WORLD, make_claim

JUDGING = re.compile(
    r"\b(admit\w*|only|merely|enem(y|ies)|unanswered|one-sided|one sided|agree\w*|claims twice|has no answer|verdict"
    r"|true|false|lies?|lied|lying|wrong|right|real|really|so-called|alleged\w*|despite|even|just|refus\w*|fail\w*)\b",
    re.IGNORECASE,
)
LONGEST = 160
WORDS = [
    "6", "2", "none", "one", "over 100", "about 18", "at least 40", "up to 300", "several", "dozens", "hundreds of",
    "between 10 and 15", "fewer than 20", "nearly 50", "no casualties", "not reported", "minor losses", "127 times",
    "a third", "blorb", "6 tanks", "", "some 200", "a few hundred", "1,166",
]  # fmt: skip
FOREIGN = [("десятки", "ru"), ("понад 100", "uk"), ("100-dən çox", "az"), ("ավելի քան 100", "hy"), ("خمسة", "ar")]
FACTS = [
    {"object": "tank", "outcome": "lost"}, {"object": "vehicle", "outcome": "destroyed"},
    {"object": "soldier", "outcome": "killed"}, {"object": "person", "outcome": "casualties"},
    {"object": "civilian", "outcome": "wounded"},
]  # fmt: skip
LONG_NAME = "Ministry of Defence of the Unrecognised Republic of the Upper Valley and the Ridge"


@st.composite
def told_claims(draw: st.DrawFn, id: int) -> Claim:
    """A claim in words, as people make them; now and then it denies, is silent, was taken back or has a long name."""
    text, language = draw(st.sampled_from([(words, "en") for words in WORDS] + FOREIGN))
    by = draw(st.sampled_from(SPEAKERS))
    more: dict[str, Any] = draw(st.sampled_from([
        {}, {}, {}, {}, {"via": "one agency"}, {"via": "another agency"}, {"speaker": "the spokesman"}, {"revises": 1},
        {"claimant_name": LONG_NAME}, {"claimant_name": ""}, {"retracted_at": AS_OF}, {"kind": "silence", "figure": None},
        {"kind": "denial", "denies": 1, "figure": None}, {"as_of": AS_OF + timedelta(days=2)},
    ]))  # fmt: skip
    return make_claim(
        id, by, read_figure(text, language),
        about=draw(st.sampled_from([["blue"], ["blue"], ["blue", "green"], ["red"]])), **draw(st.sampled_from(FACTS)),
        place=draw(st.sampled_from(["", "", "valley"])), period=draw(st.sampled_from([(0, 2), (0, 2), (0, 3), (1, 2)])), **more,
    )  # fmt: skip


@st.composite
def rows(draw: st.DrawFn) -> list[Claim]:
    """One to five claims, mostly on one fact."""
    claims = [draw(told_claims(id)) for id in range(1, draw(st.integers(1, 5)) + 1)]
    first = claims[0]
    if draw(st.booleans()):
        same = {"scope": first.scope, "object": first.object, "outcome": first.outcome, "place": first.place}
        claims = [replace(claim, **same) for claim in claims]
    return claims


def assert_neutral(finding: Finding) -> None:
    for sentence in (finding.sentence, finding.reason, *finding.unless, *finding.tags):
        found = JUDGING.search(sentence)
        assert found is None, sentence
    assert 0 < len(finding.sentence) <= LONGEST
    assert finding.sentence[-1] in ".…" and finding.sentence == finding.sentence.strip()
    assert "  " not in finding.sentence and " ." not in finding.sentence and "None" not in finding.sentence


@settings(LAW, max_examples=100)
@given(rows())
def test_no_sentence_on_figures_judges(claims: list[Claim]) -> None:
    assert_neutral(judge_row(claims, WORLD))
    assert_neutral(compare(claims[0], claims[-1], WORLD))


@LAW
@given(st.lists(st.sampled_from(SPEAKERS), min_size=1, max_size=3), st.data())
def test_no_sentence_on_answers_judges(speakers: list[str], data: st.DataObject) -> None:
    functional = data.draw(st.booleans())
    claims = []
    for id, by in enumerate(speakers, 1):
        answer = data.draw(st.sampled_from(["yes", "Blueland", "Redland", "tanks, artillery", "a provocation"]))
        about = data.draw(st.sampled_from([(), ("blue",), ("red",)]))
        position = Position("q", "Who started it?", functional, answer, about=about, polarity=data.draw(st.booleans()))
        kind: Any = data.draw(st.sampled_from(["position", "position", "silence"]))
        names = {"claimant_name": WORLD.party_name(by), "position": position}
        claims.append(Claim(id, by, WORLD.side_of(by), WORLD.camp_of(by), kind, **names))  # type: ignore[arg-type]
    assert_neutral(judge_account(claims, WORLD))


def test_words_that_judge_are_seen_when_they_are_there() -> None:
    with pytest.raises(AssertionError):
        assert_neutral(Finding("compatible", "Blueland admits only one."))


def test_a_judging_word_of_the_claimant_stands_as_quoted() -> None:
    finding = judge_row([make_claim(1, "red", "only 5")], WORLD)
    assert "only 5" in finding.sentence


@pytest.mark.parametrize("rule", RULES, ids=[f"{place} {rule.code}" for place, rule in enumerate(RULES)])
def test_the_method_page_says_each_rule_without_judging(rule: Any) -> None:
    assert not re.search(r"\b(admits?|merely|enem(y|ies)|unanswered|one-sided|agreed|verdict)\b", rule.sentence, re.I)


def test_a_claim_without_words_that_was_taken_back_is_told_as_a_claim() -> None:
    gone = make_claim(1, "red", "", retracted_at=AS_OF)
    assert compare(gone, make_claim(2, "blue", "2"), WORLD).sentence == "Redland withdrew its claim."
