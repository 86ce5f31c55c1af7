"""Keys become scopes: kinds as counted by whom, parties with their organs, outcomes that mean more than one thing."""

from __future__ import annotations

import pytest

from claims_app.core.periods import Period
from claims_app.core.worlds import ScopeError, World
from tests.core.small_worlds import WORLD, make_world

DAY = Period.exactly(0, 10)


def scope_of(world: World = WORLD, **given: object) -> object:
    words = {"object": "tank", "outcome": "destroyed", "period": DAY, "counted_by": "red"} | given
    subject = words.pop("subject", ("blue",))
    return world.scope((), subject, (), **words)  # type: ignore[arg-type]


def test_a_whole_has_an_atom_for_what_is_none_of_its_parts() -> None:
    assert WORLD.objects.atoms("vehicle") == {"vehicle.other", "tank", "truck"}


def test_a_union_is_its_parts_and_nothing_else() -> None:
    world = make_world(
        objects=[
            {"key": "armour", "exhaustive": True},
            {"key": "tank", "part_of": [{"key": "armour"}]},
            {"key": "apc", "part_of": [{"key": "armour"}]},
        ]
    )
    assert world.objects.atoms("armour") == {"tank", "apc"}


def test_an_edge_counted_by_a_party_holds_for_its_organs_and_for_nobody_else() -> None:
    world = make_world(
        objects=[{"key": "soldier"}, {"key": "policeman", "part_of": [{"key": "soldier", "counted_by": "red"}]}]
    )
    mine = scope_of(world, object="soldier", counted_by="red-army").object.plain  # type: ignore[attr-defined]
    theirs = scope_of(world, object="soldier", counted_by="blue").object.plain  # type: ignore[attr-defined]
    assert mine - theirs == {"policeman"}
    assert [edge.child for edge in world.objects.edges_used("soldier", world.bodies("red-army"))] == ["policeman"]


def test_kinds_with_a_common_part_overlap() -> None:
    world = make_world(
        objects=[
            {"key": "child"},
            {"key": "student"},
            {"key": "young-student", "part_of": [{"key": "child"}, {"key": "student"}]},
        ]
    )
    assert world.objects.atoms("child") & world.objects.atoms("student") == {"young-student"}


def test_a_circle_of_kinds_ends() -> None:
    world = make_world(objects=[{"key": "a", "part_of": [{"key": "b"}]}, {"key": "b", "part_of": [{"key": "a"}]}])
    assert world.objects.atoms("a") == world.objects.atoms("b")


def test_a_party_covers_its_organs_and_speaks_in_its_camp() -> None:
    assert WORLD.parties.atoms("red") == {"red.other", "red-army"}
    assert WORLD.camp_of("red-army") == "red"
    assert WORLD.camp_of("observer") == ""


def test_an_outcome_that_means_more_at_the_widest_keeps_its_three_sets() -> None:
    hit = WORLD.outcomes["hit"].extent
    assert (hit.certain, hit.plain, hit.possible) == ({"destroyed"}, {"destroyed"}, {"destroyed", "captured"})


def test_near_equality_holds_both_ways() -> None:
    assert WORLD.near_equal("lost", "destroyed")
    assert WORLD.near_equal("destroyed", "lost")
    assert not WORLD.near_equal("captured", "destroyed")


def test_rules_of_counting_lie_within_all_and_overlap() -> None:
    hospital, identified = WORLD.bases["hospital"], WORLD.bases["identified"]
    assert hospital < WORLD.bases[""]
    assert hospital & identified
    assert hospital - identified


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"object": "zeppelin"}, "“zeppelin” is not in the vocabulary"),
        ({"object": ""}, "do not say what was counted"),
        ({"outcome": "vanished"}, "“vanished” is not in the vocabulary"),
        ({"outcome": ""}, "outcome is not known"),
        ({"subject": ()}, "whose losses"),
        ({"subject": ("green",)}, "“green” is not in the vocabulary"),
        ({"place": "moon"}, "“moon” is not in the vocabulary"),
        ({"basis": "guess"}, "“guess” is not known"),
        ({"agent": ("green",)}, "“green” is not in the vocabulary"),
        ({"period": Period.exactly(10, 10)}, "ends before it begins"),
        ({"period": Period(0, 5, 3, 8, 9, 10)}, "surest ends"),
        ({"period": None}, "period is not known"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_missing_is_told_in_a_sentence(given: dict[str, object], says: str) -> None:
    with pytest.raises(ScopeError, match=says):
        scope_of(**given)


@pytest.mark.parametrize(
    ("said", "word"),
    [(["destroyed"], "destroyed"), (["destroyed", "lost"], "lost"), (["hit"], "lost"), ([], "lost")],
)
def test_the_word_of_a_row_covers_what_every_claim_says(said: list[str], word: str) -> None:
    outcomes = [
        {"key": "destroyed", "family": "lost"},
        {"key": "captured", "family": "lost"},
        {"key": "lost", "family": "lost", "plain": ["destroyed", "captured"]},
        {"key": "hit", "family": "lost", "certain": ["destroyed"], "possible": ["destroyed", "captured"]},
    ]
    assert make_world(outcomes=outcomes).widest_word(said, "lost") == word
