"""Which claims are about one fact: whose losses × object × family × place, a lesser row shown inside a wider one."""

from __future__ import annotations

import pytest
from hypothesis import given

from claims_app.core.claims import Claim
from claims_app.core.rows import Fact, facts_of, nested_claims
from tests.core.board_makers import make_position, make_silence
from tests.core.engine_worlds import LAW, WORLD, claim_sets, make_claim


def groups(*claims: Claim) -> set[frozenset[int | str]]:
    return {frozenset(claim.id for claim in fact.claims) for fact in facts_of(claims, WORLD)}


def together(*sets: set[int]) -> set[frozenset[int | str]]:
    return {frozenset[int | str](members) for members in sets}


FIRST = make_claim(1, "red", "6", about="blue")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (make_claim(2, "blue", "2", about="blue"), True),
        (make_claim(2, "blue", "2", about="blue", outcome="destroyed"), True),
        (make_claim(2, "blue", "2", about="blue", agent=("red",)), True),
        (make_claim(2, "blue", "2", about="blue", basis="visual"), True),
        (make_claim(2, "blue", "2", about="blue", period=(0, 1)), True),
        (make_claim(2, "blue", "2", about="red"), False),
        (make_claim(2, "blue", "2", about="blue", object="truck"), False),
        (make_silence(2, "blue"), True),
    ],
    ids=["another speaker", "a verb of the family", "an agent", "a basis", "a shorter period", "other losses", "another object",
         "a silence"],
)  # fmt: skip
def test_claims_are_of_one_fact_by_whose_losses_object_family_and_place(other: Claim, same: bool) -> None:
    assert groups(FIRST, other) == (together({1, 2}) if same else together({1}, {2}))


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ({"about": "blue"}, {"about": ["blue", "green"]}),
        ({"object": "tank"}, {"object": "vehicle"}),
        ({"place": "valley"}, {"place": "region"}),
        ({"object": "soldier", "outcome": "killed"}, {"object": "soldier", "outcome": "casualties"}),
    ],
    ids=["whose losses", "object", "place", "family"],
)
def test_what_one_camp_alone_states_is_shown_inside_the_wider_fact(
    narrow: dict[str, str], wide: dict[str, str]
) -> None:
    claims = [make_claim(1, "red", "6", **wide), make_claim(2, "red", "2", **narrow)]  # type: ignore[arg-type]
    assert groups(*claims) == together({1, 2})
    other_camp = make_claim(3, "blue", "1", **narrow)  # type: ignore[arg-type]
    assert groups(*claims, other_camp) == together({1}, {2, 3})


def test_a_third_party_is_a_voice_of_its_own() -> None:
    claims = [make_claim(1, "red", "6", object="vehicle"), make_claim(2, "un", "2"), make_claim(3, "press", "2")]
    assert groups(*claims) == together({1}, {2, 3})


def test_a_lesser_fact_goes_into_the_smallest_that_holds_it() -> None:
    claims = [
        make_claim(1, "red", "9", object="person", outcome="casualties"),
        make_claim(2, "red", "6", object="soldier", outcome="casualties"),
        make_claim(3, "blue", "6", object="soldier", outcome="casualties"),
        make_claim(4, "red", "2", object="officer", outcome="casualties"),
    ]
    assert groups(*claims) == together({1}, {2, 3, 4})


def test_the_widest_claims_names_are_the_facts() -> None:
    (fact,) = facts_of(
        [make_claim(2, "red", "2", about="blue"), make_claim(1, "red", "6", about=["blue", "green"])], WORLD
    )
    assert (fact.subject, fact.object, fact.family) == (("blue", "green"), "tank", "lost")


def test_a_denial_stands_with_what_it_denies_even_when_it_names_less() -> None:
    denial = make_claim(2, "blue", None, about=(), object="", outcome="", kind="denial", denies=1)  # type: ignore[arg-type]
    assert groups(denial, FIRST) == together({1, 2})


def test_a_denial_of_a_claim_that_is_not_here_makes_its_own_fact() -> None:
    denial = make_claim(2, "blue", None, about="blue", object="truck", kind="denial", denies=99)  # type: ignore[arg-type]
    assert groups(denial, FIRST) == together({1}, {2})


def test_positions_are_left_out() -> None:
    assert facts_of([make_position(1, "red", "blue")], WORLD) == []


def test_claims_of_a_narrower_fact_are_nested_in_the_wider() -> None:
    claims = [
        make_claim(1, "red", "6", object="vehicle"),
        make_claim(2, "red", "2"),
        make_claim(3, "blue", "1"),
        make_claim(4, "blue", "1", about="red"),
    ]
    by_object: dict[str, Fact] = {"".join((fact.object, *fact.subject)): fact for fact in facts_of(claims, WORLD)}
    facts = list(by_object.values())
    assert sorted(claim.id for claim in nested_claims(facts)[by_object["vehicleblue"].key]) == [2, 3]  # type: ignore[type-var]
    assert nested_claims(facts)[by_object["tankblue"].key] == []


@LAW
@given(claim_sets())
def test_each_claim_is_of_exactly_one_fact(claims: list[Claim]) -> None:
    found = [claim.id for fact in facts_of(claims, WORLD) for claim in fact.claims]
    assert sorted(found, key=str) == sorted((claim.id for claim in claims), key=str)


@LAW
@given(claim_sets())
def test_the_order_of_claims_changes_no_fact(claims: list[Claim]) -> None:
    assert groups(*claims) == groups(*reversed(claims))
