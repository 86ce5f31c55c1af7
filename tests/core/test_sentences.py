"""Sentences say what was said, by whom, and in what the counts differ; where space is short, less, and never half a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.claims import Claim, Position
from claims_app.core.names import SHORT, is_surely_one, possessive, shortened
from claims_app.core.rules import compare, judge_account, judge_row
from claims_app.core.sentences import PAIR_LENGTH, SET_LENGTH
from tests.core.engine_worlds import LAW, WORLD, make_claim

NAMES = ["Blueland", "Local media in the valley", "Blue Tigers", "General Staff of the Armed Forces of Blueland"]


def told(*claims: Claim) -> str:
    return judge_row(claims, WORLD).sentence


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("Redland", True), ("Ministry of Internal Affairs", True), ("General Staff of the Armed Forces", True),
        ("State Congress", True), ("Tamil Tigers", False), ("Local media in Karabakh", False), ("The police", False),
        ("Armed Forces of Redland", False), ("Minsk Group co-chairs", False), ("Red and Blue Union", False),
        ("Doctors without Borders", False), ("Минобороны", True), ("", False),
    ],
)  # fmt: skip
def test_a_verb_stands_after_a_name_that_is_surely_one(name: str, one: bool) -> None:
    assert is_surely_one(name) is one


def test_a_state_is_one_whatever_its_name() -> None:
    assert is_surely_one("United States", "state") and not is_surely_one("United States", "observer")


@pytest.mark.parametrize(
    ("name", "owned"), [("Redland", "Redland’s"), ("Tigers", "Tigers’"), ("Press", "Press’"), ("BBC NEWS", "BBC NEWS’")]
)
def test_whose_something_is(name: str, owned: str) -> None:
    assert possessive(name) == owned


@given(
    st.lists(
        st.sampled_from(["Ministry", "of", "the", "Upper", "Valley", "and", "Defence", "Reconstruction"]), max_size=30
    )
)
def test_a_name_is_cut_between_its_words_or_not_at_all(words: list[str]) -> None:
    name = " ".join(words)
    short = shortened(name)
    assert len(short) <= max(SHORT, len(name.split(" ", 1)[0])) and (name == short or name.startswith(f"{short} "))


def test_speakers_that_may_be_several_are_told_without_a_verb_on_both_sides() -> None:
    one = make_claim(1, "red", "6", object="soldier", outcome="killed")
    media = make_claim(2, "press", "2", object="soldier", outcome="killed")
    assert told(one, media) == "Redland: 6 soldiers killed; Local media: 2."
    assert told(media) == "Local media: 2 soldiers killed; no other figure is on file."
    assert told(one) == "Redland says 6 soldiers killed; no other figure is on file."


def test_a_silence_of_many_needs_no_verb() -> None:
    one = make_claim(1, "red", "6")
    silent = make_claim(2, "press", None, kind="silence", about="blue")  # type: ignore[arg-type]
    assert told(one, silent).endswith("no figure from Local media.")


def test_what_one_claimant_repeats_is_told_once() -> None:
    same = [make_claim(n, "red", "33", object="soldier", outcome="missing", world=WORLD) for n in (1, 2)]
    missing = [
        replace(claim, outcome="killed", scope=make_claim(object="soldier", outcome="killed").scope) for claim in same
    ]
    assert told(*missing) == "Redland says 33 soldiers killed; no other figure is on file."


def test_figures_of_one_claimant_that_exclude_each_other_are_both_told() -> None:
    assert told(make_claim(1, "red", "33"), make_claim(2, "red", "30")) == "Redland says 33 tanks lost, and also 30."


def test_two_reports_of_one_statement_are_told_by_their_outlets() -> None:
    one = make_claim(1, "red", "15", via="Daily", statement=1)
    two = make_claim(2, "red", "5", via="Herald", statement=1)
    assert told(one, two) == "Redland, via Daily: 15 tanks lost; via Herald: 5."


def test_a_denial_says_what_it_denies() -> None:
    figure = make_claim(1, "red", "6")
    denial = make_claim(2, "blue", None, kind="denial", denies=1, about="blue")  # type: ignore[arg-type]
    assert told(figure, denial) == "Redland says 6 tanks lost; Blueland denies it."
    assert told(figure, replace(denial, claimant="press", claimant_name="Local media", camp="", side="")) == (
        "Redland: 6 tanks lost; denied by Local media."
    )


PARTS = [
    make_claim(1, "red", "10", about="blue", object="tank", outcome="destroyed"),
    make_claim(2, "un", "12", about="green", object="tank", outcome="destroyed"),
]


def test_a_sum_over_parts_says_whose_losses_each_figure_counts() -> None:
    whole = make_claim(3, "blue", "15", about=["blue", "green"], object="vehicle")
    assert judge_row([whole], WORLD, PARTS).sentence == (
        "Blueland says 15 vehicles of Blueland and Greenland lost; Redland says 10 tanks of Blueland destroyed; "
        "UN says 12 of Greenland."
    )


def test_a_label_stands_for_parties_where_their_names_are_too_long() -> None:
    long = replace(
        WORLD, names={**WORLD.names, "party blue": "The Upper Valley of Blueland", "party green": "The Greenland Ridge"}
    )
    whole = make_claim(3, "un", "15", about=["blue", "green"], object="vehicle", subject_label="allies")
    sentence = judge_row([whole], long, PARTS).sentence
    assert "(“allies”)" in sentence and "of The Greenland Ridge" in sentence and len(sentence) <= SET_LENGTH


def test_counts_of_different_places_kinds_and_causes_say_so() -> None:
    total = make_claim(1, "blue", "2", about="blue", object="vehicle", outcome="lost")
    part = make_claim(2, "red", "6", object="tank", outcome="destroyed", place="valley")
    assert judge_row([total], WORLD, [part]).sentence == (
        "Blueland says two vehicles lost; Redland says 6 tanks destroyed in the valley.".replace("two", "2")
    )
    blamed = make_claim(3, "un", "6", object="tank", outcome="lost", agent=["red"])
    assert "by Redland" in told(make_claim(1, "blue", "2", about="blue"), blamed)
    mine = make_claim(4, "un", "6", object="tank", outcome="lost", agent=["none"])
    assert "by mine or accident" in told(make_claim(1, "blue", "2", about="blue"), mine)


def test_a_claimant_that_says_who_did_it_of_itself_is_not_told_so() -> None:
    sentence = told(make_claim(1, "blue", "2", about="blue"), make_claim(2, "red", "6", agent=["red"]))
    assert sentence == "Blueland says 2 tanks lost; Redland says 6."


def test_casualties_are_a_noun() -> None:
    world = replace(WORLD, names={**WORLD.names, "outcome casualties": "casualties"})
    one = make_claim(1, "red", "about 300", object="soldier", outcome="casualties", world=world)
    assert judge_row([one], world).sentence == "Redland says about 300 soldier casualties; no other figure is on file."


def an_answer(id: int, by: str, answer: str, *about: str, **more: Any) -> Claim:
    position = Position("q", "Which?", more.pop("functional", False), answer, about=about, **more)
    return Claim(
        id, by, WORLD.side_of(by), WORLD.camp_of(by), "position", position=position, claimant_name=WORLD.party_name(by)
    )


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ([an_answer(1, "red", "yes", "blue"), an_answer(2, "blue", "yes", "red")], "Of Blueland, Redland says yes; of Redland, Blueland says yes."),
        ([an_answer(1, "red", "Blueland’s army", "blue")], "Redland says “Blueland’s army”; no other answer is on file."),
        ([an_answer(1, "press", "yes", "blue", polarity=False)], "Of Blueland, Local media: no; no other answer is on file."),
        ([an_answer(1, "red", "mortars", "blue")], "Of Blueland, Redland says “mortars”; no other answer is on file."),
    ],
)  # fmt: skip
def test_an_answer_says_whom_it_is_about_where_its_words_do_not(claims: list[Claim], sentence: str) -> None:
    assert judge_account(claims, WORLD).sentence == sentence


def test_a_long_list_of_answers_is_counted_not_cut() -> None:
    items = "; ".join(f"weapon of the {n}th battery" for n in range(9))
    sentence = judge_account([an_answer(1, "red", items, "blue"), an_answer(2, "blue", items, "red")], WORLD).sentence
    assert "“weapon of the 0th battery” and 8 more" in sentence and len(sentence) <= SET_LENGTH


@LAW
@given(st.data())
def test_both_ends_of_a_contradiction_are_named_however_long_the_names(data: st.DataObject) -> None:
    """Names are whole, or cut at a joint; a pair without differences is short where its names are."""
    names = [data.draw(st.sampled_from(NAMES)) for _ in range(2)]
    a = make_claim(1, "red", "60", claimant_name=f"Redland’s {names[0]}")
    b = make_claim(2, "blue", "2", about="blue", claimant_name=names[1])
    sentence = compare(a, b, WORLD).sentence
    assert "…" not in sentence and len(sentence) <= SET_LENGTH
    assert all(shortened(claim.claimant_name) in sentence for claim in (a, b)) and "60" in sentence and "2" in sentence
    if max(map(len, names)) <= 25:
        assert len(sentence) <= PAIR_LENGTH


def test_many_parts_are_told_from_both_ends_and_counted() -> None:
    days = [make_claim(n, "red", "7", period=(n, n + 1), speaker=f"colonel {n}") for n in range(12)]
    total = make_claim(99, "blue", "80", about="blue", period=(0, 12))
    sentence = judge_row([*days, total], WORLD).sentence
    assert "Blueland says 80" in sentence and "Redland says 7" in sentence and len(sentence) <= SET_LENGTH
