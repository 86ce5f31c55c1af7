"""A world counts as each claimant counts: kinds within kinds, the rest of a kind, whose part a party is."""

from __future__ import annotations

import pytest

from claims_app.core.periods import Period
from claims_app.core.rules import compare
from claims_app.core.taxonomies import Edge, Taxonomy
from claims_app.core.worlds import ScopeError, World
from tests.core.engine_worlds import OBJECTS, WORLD, make_claim, make_world

DEAD = {"object": "soldier", "outcome": "killed"}
GUARDS = {"object": "guard", "outcome": "killed"}


def objects_of(object: str, by: str = "", world: World = WORLD) -> frozenset[str]:
    scope = make_claim(1, by or "press", object=object, outcome="killed", world=world).scope
    assert scope is not None
    return scope.object.plain


# ------------------------------------------------------------------ as counted by


def test_a_kind_that_one_party_counts_within_another_is_within_for_that_party_alone() -> None:
    assert "guard" in objects_of("soldier", "red")
    assert all("guard" not in objects_of("soldier", party) for party in ("blue", "green", "un", "press", ""))


@pytest.mark.parametrize("organ", ["red-army", "red-ministry"])
def test_an_organ_counts_as_the_body_that_it_is_part_of(organ: str) -> None:
    assert objects_of("soldier", organ) == objects_of("soldier", "red")


def test_an_organs_own_counting_binds_no_body_above_it() -> None:
    guards = [{**entry} for entry in OBJECTS if entry["key"] != "guard"]
    world = make_world(objects=[*guards, {"key": "guard", "part_of": [{"key": "soldier", "counted_by": "red-army"}]}])
    assert "guard" in objects_of("soldier", "red-army", world)
    assert "guard" not in objects_of("soldier", "red", world)


def test_whoever_counts_guards_as_soldiers_is_contradicted_by_guards_and_nobody_else_is() -> None:
    """Red counts guards among soldiers: its "2 soldiers" cannot hold 6 guards. Blue's "2 soldiers" leaves them out."""
    guards = make_claim(1, "un", "6", **GUARDS)
    assert compare(guards, make_claim(2, "red", "2", **DEAD), WORLD).verdict == "contradictory"
    assert compare(guards, make_claim(2, "blue", "2", **DEAD), WORLD).verdict == "incomparable"


def test_counting_of_one_party_is_no_kind_for_everyone() -> None:
    assert not WORLD.is_kind_of("guard", "soldier")
    assert WORLD.is_kind_of("officer", "person")
    assert [edge.child for edge in WORLD.objects.edges_used("soldier", WORLD.bodies("red-army"))] == ["guard"]
    assert WORLD.objects.edges_used("soldier", WORLD.bodies("blue")) == ()


# ------------------------------------------------------------------ the rest of a kind


def test_parts_never_add_up_to_a_whole_by_accident() -> None:
    parts = objects_of("tank") | objects_of("truck")
    assert objects_of("vehicle") - parts == {"vehicle.other"}


def test_only_an_exhaustive_kind_is_the_sum_of_its_parts() -> None:
    assert objects_of("person") == objects_of("soldier") | objects_of("civilian") | objects_of("unclear")
    assert "person.other" not in WORLD.objects.everything()


def test_overlapping_kinds_share_an_atom_and_a_kind_with_two_wholes_is_in_both() -> None:
    assert objects_of("child") & objects_of("student") == {"student_child"}


def test_edges_that_hold_for_one_party_leave_no_kind_exhausted() -> None:
    """Whoever does not follow the edge still has soldiers to count."""
    taxonomy = Taxonomy.build(["whole", "part"], [Edge("part", "whole", "red")], exhaustive=["whole"])
    assert taxonomy.atoms("whole") == {"whole.other"}
    assert taxonomy.atoms("whole", frozenset({"red"})) == {"whole.other", "part"}


def test_a_cycle_makes_its_kinds_cover_the_same_and_ends() -> None:
    taxonomy = Taxonomy.build([], [Edge("a", "b"), Edge("b", "c"), Edge("c", "a")])
    assert taxonomy.atoms("a") == taxonomy.atoms("b") == taxonomy.atoms("c")
    assert taxonomy.path_up("a") == ("a", "b", "c")


# ------------------------------------------------------------------ parties, camps, names


def test_a_party_covers_itself_and_its_parts() -> None:
    assert WORLD.party_atoms(["red"]) == {"red.other", "red-army", "red-ministry"}
    assert WORLD.party_atoms(["a stranger"]) == {"a stranger"}


@pytest.mark.parametrize(
    ("party", "camp", "side"),
    [("red-army", "red", "red"), ("green", "blue", "green"), ("un", "", ""), ("a stranger", "", ""), ("", "", "")],
)
def test_camp_and_side_come_from_the_nearest_body_upward(party: str, camp: str, side: str) -> None:
    assert (WORLD.camp_of(party), WORLD.side_of(party)) == (camp, side)


def test_organs_of_one_body_are_no_independent_speakers() -> None:
    assert WORLD.same_body("red-army", "red-ministry")
    assert not WORLD.same_body("blue", "green")


def test_a_world_names_its_keys_and_an_unknown_key_stands_for_itself() -> None:
    assert (WORLD.object_name("person", many=True), WORLD.object_name("tank", many=True)) == ("people", "tanks")
    assert (WORLD.party_name("press"), WORLD.place_name("valley")) == ("Local media", "the valley")
    assert (WORLD.outcome_name("casualties"), WORLD.party_name("far-away")) == ("killed and wounded", "far away")
    assert (WORLD.harm_of("officer"), WORLD.harm_of("zeppelin")) == ("people", "things")
    assert (WORLD.family_of("damaged"), WORLD.family_of("vanished")) == ("lost", "vanished")


def test_near_equality_holds_both_ways_whichever_word_names_it() -> None:
    assert WORLD.near_equal("lost", "destroyed") and WORLD.near_equal("destroyed", "lost")
    assert not WORLD.near_equal("damaged", "destroyed")
    assert WORLD.near_equal("unknown", "unknown") and not WORLD.near_equal("unknown", "lost")


# ------------------------------------------------------------------ what cannot be made is told

WRONG = [
    ("whose losses", {"about": ""}, "whose losses"),
    ("party", {"about": "atlantis"}, "party “atlantis”"),
    ("nothing counted", {"object": ""}, "what was counted"),
    ("object", {"object": "zeppelin"}, "object “zeppelin”"),
    ("outcome", {"outcome": "vanished"}, "outcome “vanished”"),
    ("no outcome", {"outcome": ""}, "outcome is not known"),
    ("place", {"place": "moon"}, "place “moon”"),
    ("agent", {"agent": ("atlantis",)}, "party “atlantis”"),
    ("basis", {"basis": "hearsay"}, "counting rule “hearsay”"),
    ("ends before it begins", {"period": (2, 1)}, "ends before it begins"),
    ("empty period", {"period": (2, 2)}, "ends before it begins"),
    ("ends crossed", {"period": Period(1, 0, 2, 3, 4, 5)}, "widest ends"),
]


@pytest.mark.parametrize(("fields", "says"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_scope_that_cannot_be_made_says_why_in_a_sentence(fields: dict[str, object], says: str) -> None:
    claim = make_claim(1, "red", "6", **fields)  # type: ignore[arg-type]
    assert claim.scope is None
    assert says in claim.scope_problem and claim.scope_problem.endswith(".")


def test_a_missing_period_is_told() -> None:
    with pytest.raises(ScopeError, match="period is not known"):
        WORLD.scope((), ("blue",), (), "tank", "lost")


def test_the_same_keys_give_the_same_extents_whatever_was_asked_before() -> None:
    fresh = make_world()
    asked = [fresh, WORLD]
    for by in ("red", "blue", "red"):
        assert len({objects_of("soldier", by, world) for world in asked}) == 1
