"""The vocabulary that ships and the demo's own: whole, without a dangling reference, without two meanings of one name."""

from __future__ import annotations

from typing import Any

import pytest

from claims_app.core.designations import fold
from tests.demo.files import CASES, CORE, WORDS, entries, keys, names_of

VOCAB = CASES["vocab"]
HARMS = {"people", "things", "events"}
FAMILIES = {
    "killed": {"killed", "lost_person", "destroyed_person", "neutralised"},
    "wounded": {"wounded", "hospitalised"},
    "missing": {"missing", "captured_p"},
    "casualties": {"casualties", "killed_and_wounded"},
    "lost": {"destroyed", "damaged", "captured", "abandoned", "lost", "shot_down", "hit"},
}


def by_key(name: str) -> dict[str, dict[str, Any]]:
    return {entry["key"]: entry for entry in entries(name)}


@pytest.mark.parametrize(
    ("ours", "theirs"), [("objects", "objects"), ("outcomes", "dispositions"), ("places", "places")]
)
def test_every_key_of_the_worked_cases_ships(ours: str, theirs: str) -> None:
    shipped = {entry["key"] for entry in CORE[ours]}
    assert not set(VOCAB[theirs]) - shipped


@pytest.mark.parametrize("key", sorted(VOCAB["objects"]))
def test_a_kind_lies_within_the_same_kinds_as_in_the_worked_cases(key: str) -> None:
    wanted = VOCAB["objects"][key]["parent"]
    parents = [] if wanted is None else [wanted] if isinstance(wanted, str) else wanted
    shipped = by_key("objects")[key]
    assert sorted(edge["key"] for edge in shipped["part_of"]) == sorted(parents)
    assert all(edge["counted_by"] is None for edge in shipped["part_of"])
    assert shipped["exhaustive"] == VOCAB["objects"][key].get("exhaustive", False)


@pytest.mark.parametrize("key", sorted(VOCAB["dispositions"]))
def test_an_outcome_covers_what_it_covers_in_the_worked_cases(key: str) -> None:
    wanted = VOCAB["dispositions"][key]
    bands = {"inner": wanted, "outer": wanted} if isinstance(wanted, list) else wanted
    shipped = by_key("outcomes")[key]
    assert set(shipped["certain"]) == set(bands["inner"])
    assert set(shipped["plain"]) == set(bands.get("plain", bands["inner"]))
    assert set(shipped["possible"]) == set(bands["outer"])


@pytest.mark.parametrize("key", sorted(VOCAB["places"]))
def test_a_place_lies_where_it_lies_in_the_worked_cases(key: str) -> None:
    assert by_key("places")[key]["within"] == VOCAB["places"][key]


def test_near_equal_outcomes_are_those_of_the_worked_cases_both_ways() -> None:
    shipped = {(one["key"], other) for one in CORE["outcomes"] for other in one["near_equal"]}
    wanted = {tuple(pair) for pair in VOCAB["near_equal_dispositions"]}
    assert shipped == wanted | {(b, a) for a, b in wanted}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_family_holds_its_outcomes(family: str) -> None:
    assert {entry["key"] for entry in CORE["outcomes"] if entry["family"] == family} == FAMILIES[family]


def test_outcomes_of_events_are_families_of_their_own() -> None:
    assert all(entry["family"] == entry["key"] for entry in CORE["outcomes"] if entry["harm"] == "events")


def test_bands_of_an_outcome_are_nested_and_name_known_outcomes() -> None:
    known = keys("outcomes")
    for entry in CORE["outcomes"]:
        certain, plain, possible = (set(entry[band]) for band in ("certain", "plain", "possible"))
        assert certain and certain <= plain <= possible <= known, entry["key"]


def test_people_are_soldiers_and_civilians_and_no_two_harms_mix() -> None:
    objects = by_key("objects")
    assert {entry["harm"] for entry in objects.values()} == HARMS
    for entry in objects.values():
        assert all(objects[edge["key"]]["harm"] == entry["harm"] for edge in entry["part_of"]), entry["key"]


def test_no_name_means_two_objects() -> None:
    owners: dict[str, str] = {}
    for entry in entries("objects"):
        for name in names_of(entry):
            assert owners.setdefault(name, entry["key"]) == entry["key"], name


def test_no_name_means_two_outcomes_of_one_harm() -> None:
    owners: dict[tuple[str, str], str] = {}
    for entry in entries("outcomes"):
        for name in names_of(entry):
            assert owners.setdefault((entry["harm"], name), entry["key"]) == entry["key"], name


@pytest.mark.parametrize("name", ["parties", "places", "outlets"])
def test_no_name_means_two_of_a_kind(name: str) -> None:
    owners: dict[str, str] = {}
    for entry in entries(name):
        for alias in names_of({"aliases": [], **entry}):
            assert owners.setdefault(alias, entry["key"]) == entry["key"], alias


@pytest.mark.parametrize("name", [*CORE, *(name for name in WORDS if name not in CORE)])
def test_no_key_is_given_twice(name: str) -> None:
    if name == "designations":
        given = [(entry["conflict"], entry["said_by"], fold(entry["label"])) for entry in entries(name)]
    else:
        given = [entry.get("key") or entry["slug"] for entry in entries(name)]
    assert len(given) == len(set(given))


def test_references_lead_to_entries() -> None:
    parties, places, conflicts, incidents = keys("parties"), keys("places"), keys("conflicts"), keys("incidents")
    objects = keys("objects")
    for party in entries("parties"):
        assert party["part_of"] is None or party["part_of"] in parties, party
    for place in entries("places"):
        assert place["within"] is None or place["within"] in places, place
    for thing in entries("objects"):
        assert {edge["key"] for edge in thing["part_of"]} <= objects, thing
    for conflict in entries("conflicts"):
        assert {party for side in conflict["sides"] for party in side["parties"]} <= parties, conflict
    for designation in entries("designations"):
        assert designation["said_by"] in parties | {"*"}, designation
        assert designation["conflict"] in conflicts, designation
        assert set(designation["means"]) | set(designation["may_include"]) <= parties, designation
        assert set(designation["certain"]) <= set(designation["means"]), designation
    for incident in entries("incidents"):
        assert incident["conflict"] in conflicts and incident["place"] in places, incident
        assert incident["part_of"] is None or incident["part_of"] in incidents, incident
        assert incident["lead"] in objects | {""} and incident["start"] <= incident["end"], incident


def test_organs_speak_in_the_side_of_what_they_are_part_of() -> None:
    parties = by_key("parties")
    sides = {party: side["key"] for side in entries("conflicts")[0]["sides"] for party in side["parties"]}
    for key, party in parties.items():
        if key.startswith(("azerbaijan-", "armenia-", "karabakh-")) and party["kind"] != "outlet":
            assert sides[party["part_of"]] == key.split("-")[0]


def test_third_parties_stand_in_no_side() -> None:
    members = {party for conflict in entries("conflicts") for side in conflict["sides"] for party in side["parties"]}
    for party in entries("parties"):
        if party["kind"] in ("outlet", "observer"):
            assert party["key"] not in members and party["part_of"] is None, party["key"]


def test_the_conflict_has_three_sides_in_two_camps() -> None:
    sides = {side["key"]: side["camp"] for side in by_key("conflicts")["nagorno-karabakh"]["sides"]}
    assert sides == {"azerbaijan": "azerbaijan", "karabakh": "armenian", "armenia": "armenian"}


USAGE = [
    ("azerbaijan", "Armenian", {"armenia", "karabakh"}),
    ("azerbaijan", "Karabakh", {"armenia", "karabakh"}),
    ("azerbaijan", "enemy", {"armenia", "karabakh"}),
    ("armenia", "Armenian", {"armenia"}),
    ("armenia", "Karabakh", {"karabakh"}),
    ("armenia", "enemy", {"azerbaijan"}),
    ("karabakh", "Armenian", {"armenia"}),
    ("karabakh", "Karabakh", {"karabakh"}),
    ("karabakh", "enemy", {"azerbaijan"}),
    ("*", "Armenian side", {"armenia", "karabakh"}),
]


@pytest.mark.parametrize(("said_by", "label", "means"), USAGE, ids=[f"{by}: {label}" for by, label, _ in USAGE])
def test_a_label_means_what_its_speaker_means_by_it(said_by: str, label: str, means: set[str]) -> None:
    found = [entry for entry in WORDS["designations"] if (entry["said_by"], entry["label"]) == (said_by, label)]
    karabakh = [entry for entry in found if entry["conflict"] == "nagorno-karabakh"]
    assert [set(entry["means"]) for entry in karabakh] == [means]
    assert karabakh[0]["quote"], "the words that justify the reading are missing"


def test_an_outlet_that_says_armenian_may_include_karabakh() -> None:
    (entry,) = (entry for entry in WORDS["designations"] if (entry["said_by"], entry["label"]) == ("*", "Armenian"))
    assert (entry["certain"], entry["means"], entry["may_include"]) == (["armenia"], ["armenia"], ["karabakh"])


def test_the_incident_of_2_april_is_part_of_the_fighting_up_to_6_april() -> None:
    incidents = {entry["slug"]: entry for entry in WORDS["incidents"]}
    day = incidents["2016-04-02-karabakh"]
    assert day["part_of"] == "2016-04-06-karabakh"
    assert (day["start"], day["end"], day["lead"]) == ("2016-04-02", "2016-04-02", "tank")
