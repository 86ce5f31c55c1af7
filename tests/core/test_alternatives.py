"""What would make both true: single other readings, each of which removes the proof, none that the words exclude."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.alternatives import ALTERNATIVES, readings_that_fit
from claims_app.core.certificates import find_certificates
from claims_app.core.claims import Claim
from claims_app.core.rules import judge_row
from claims_app.core.wording import editor_figure, is_sharp, read_figure
from tests.core.engine_worlds import LAW, OUTCOMES, WORLD, make_claim, make_world

PEOPLE: dict[str, Any] = {"object": "officer", "outcome": "killed"}


def told(*claims: Claim, world: Any = WORLD) -> tuple[str, ...]:
    return judge_row(claims, world).unless


def is_told(words: str, *claims: Claim, world: Any = WORLD) -> bool:
    return any(words in sentence for sentence in told(*claims, world=world))


@st.composite
def disputes(draw: st.DrawFn) -> list[Claim]:
    """A high figure against a low one, with whatever the claims may add."""
    facts = draw(
        st.sampled_from([PEOPLE, {"object": "tank", "outcome": "lost"}, {"object": "civilian", "outcome": "wounded"}])
    )
    agents = st.sampled_from([(), (), ("red",), ("none",)])
    return [
        make_claim(id, by, said, about=draw(st.sampled_from([["blue"], ["blue", "green"]])), agent=draw(agents), **facts,
                   counting=draw(st.sampled_from(["episode", "cumulative"])), period=draw(st.sampled_from([(0, 2), (0, 3)])))
        for id, (by, said) in enumerate([("red", draw(st.sampled_from(["60", "over 100", "12"]))),
                                         (draw(st.sampled_from(["blue", "green", "un"])), draw(st.sampled_from(["2", "exactly 6", "none", "about 5"])))], 1)
    ]  # fmt: skip


@LAW
@given(disputes())
def test_each_change_that_is_told_removes_the_proof(claims: list[Claim]) -> None:
    finding = judge_row(claims, WORLD)
    readings = readings_that_fit(finding, claims, WORLD)
    assert {reading.sentence for reading in readings} >= set(finding.unless)
    for reading in readings:
        assert finding.certificate is not None
        members = [claim for claim in claims if claim.id in finding.certificate.members]
        assert find_certificates(members, WORLD)
        changed = [reading.claim if claim.id == reading.claim.id else claim for claim in members]
        assert not find_certificates(changed, WORLD), reading.sentence


@pytest.mark.parametrize(
    ("said", "lang", "sharp"),
    [("exactly 6", "en", True), ("just six", "en", True), ("6 only", "en", True), ("ровно 6", "ru", True), ("6", "en", False),
     ("about 6", "en", False), ("6 soldiers", "en", False), ("шесть", "ru", False), ("", "en", False)],
)  # fmt: skip
def test_words_that_say_a_number_and_no_other_are_sharp(said: str, lang: str, sharp: bool) -> None:
    assert is_sharp(read_figure(said, lang)) is sharp


def test_an_editors_reading_is_sharp() -> None:
    assert is_sharp(editor_figure("a few", 3, 3, "the list has three names"))


@pytest.mark.parametrize(
    ("said", "offered"), [("6", True), ("about 6", True), ("exactly 6", False), ("at most 6", False), ("none", False)]
)
def test_a_figure_may_be_the_count_so_far_unless_its_words_exclude_it(said: str, offered: bool) -> None:
    claims = make_claim(1, "red", "60"), make_claim(2, "blue", said, about="blue")
    assert is_told(f"Blueland’s “{said}” is the count so far, not the total", *claims) is offered


def test_a_label_may_take_in_an_ally_and_leave_one_out() -> None:
    narrow = make_claim(1, "red", "9", about="blue", subject_label="Bluish")
    assert is_told("unless Redland’s “Bluish” includes Greenland", narrow, make_claim(2, "blue", "2", about="blue"))
    wide = make_claim(2, "blue", "2", about=["blue", "green"], subject_label="allied")
    assert is_told("unless Blueland’s “allied” leaves out Greenland", make_claim(1, "red", "9", about="green"), wide)


def test_both_sides_leave_out_nobody() -> None:
    everybody = make_claim(2, "un", "2", about=["blue", "green", "red"], subject_label="both sides")
    assert not is_told("“both sides” leaves out", make_claim(1, "red", "9", about="green"), everybody)


def test_reports_of_one_statement_that_differ_are_not_read_another_way() -> None:
    one = make_claim(1, "red", "15", via="Daily", statement=1)
    assert told(one, make_claim(2, "red", "5", via="Herald", statement=1)) == ()
    assert told(one, make_claim(2, "red", "5", via="Daily", statement=2)) != ()


LOOSE = make_world(
    outcomes=[
        entry | ({"near_equal": ["hit"]} if entry["key"] == "killed" else {})
        for entry in OUTCOMES
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("world", "outcome", "words", "offered"),
    [
        (LOOSE, "killed", "“killed” includes the wounded", True),
        (WORLD, "killed", "“killed” includes", False),
        (LOOSE, "wounded", "“wounded” includes", False),
        (LOOSE, "hit", "means", False),
    ],
    ids=["a word used for the same may mean more", "none is used for the same", "the wounded are not the dead", "no word is swapped"],
)  # fmt: skip
def test_an_outcome_is_widened_within_what_such_words_may_mean(
    world: Any, outcome: str, words: str, offered: bool
) -> None:
    high = make_claim(1, "red", "60", object="officer", outcome=outcome, world=world)
    low = make_claim(2, "blue", "2", about="blue", object="officer", outcome=outcome, world=world)
    assert is_told(words, high, low, world=world) is offered


def test_a_word_used_for_the_same_things_may_cover_less() -> None:
    high, low = make_claim(1, "red", "60"), make_claim(2, "blue", "2", about="blue")
    assert is_told("unless Blueland’s “lost” leaves out the damaged", high, low)


@pytest.mark.parametrize(
    ("fields", "by", "words"),
    [
        (PEOPLE, "blue", ["counts those identified by name"]),
        (PEOPLE | {"object": "civilian"}, "un", ["counts those brought to hospitals"]),
        (PEOPLE | {"outcome": "wounded"}, "blue", ["counts those brought to hospitals"]),
        ({}, "blue", []),
        ({}, "un", ["counts what was visually confirmed"]),
    ],
    ids=["soldiers killed", "civilians killed", "wounded", "one's own tanks", "others' tanks"],
)
def test_a_narrower_rule_is_one_by_which_such_a_count_is_made(
    fields: dict[str, Any], by: str, words: list[str]
) -> None:
    found = told(make_claim(1, "red", "60", **fields), make_claim(2, by, "2", about="blue", **fields))
    assert [sentence.split("” ")[1] for sentence in found if "counts" in sentence] == words


@pytest.mark.parametrize(
    ("high", "low", "offered"),
    [
        ({"agent": ["red"]}, {"said": "one"}, True),
        ({"agent": ["red"]}, {"said": "2"}, False),
        ({}, {"said": "one"}, False),
        ({"agent": ["red"], **PEOPLE}, {"said": "one", **PEOPLE}, False),
    ],
    ids=["one thing, and the other says it did it", "several", "nobody says who", "people"],
)
def test_one_thing_may_have_had_another_cause(high: dict[str, Any], low: dict[str, Any], offered: bool) -> None:
    claims = (
        make_claim(1, "red", "60", **high),
        make_claim(2, "blue", low["said"], about="blue", **{k: v for k, v in low.items() if k != "said"}),
    )
    assert is_told("had another cause, such as an accident", *claims) is offered


def test_several_may_have_had_another_cause_where_a_claim_says_so_of_some() -> None:
    high, low = make_claim(1, "red", "60", agent=["red"]), make_claim(2, "blue", "5", about="blue")
    mine = make_claim(3, "blue", "one", about="blue", agent=["none"])
    assert is_told("Blueland’s “5” had another cause", high, low, mine)


def test_every_alternative_is_told_on_the_method_page() -> None:
    assert all(alternative.sentence.endswith(".") for alternative in ALTERNATIVES)
    assert [alternative.name for alternative in ALTERNATIVES] == [
        "designation",
        "outcome",
        "counting",
        "basis",
        "agent",
    ]


def test_a_long_count_may_be_what_was_added_since() -> None:
    early = make_claim(1, "red", "60", counting="cumulative", period=(0, 2))
    late = make_claim(2, "blue", "exactly 6", about="blue", counting="cumulative", period=(0, 3))
    assert is_told(
        "Blueland’s “exactly 6” counts what was added after Redland’s count, not from the beginning", early, late
    )
