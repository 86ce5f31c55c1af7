"""A vocabulary file loads wholly or not at all, twice without a trace, and names what it does not know."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from claims_app import models
from claims_app.services.vocabulary import VocabularyError, load_vocabulary

pytestmark = pytest.mark.django_db

FILE: dict[str, Any] = {
    "parties": [
        {"key": "red-ministry", "name": "Ministry", "kind": "ministry", "part_of": "redland"},
        {"key": "redland", "name": "Redland", "kind": "state", "aliases": ["Reds"]},
        {"key": "blueland", "name": "Blueland", "kind": "state"},
    ],
    "places": [{"key": "ford", "name": "The ford", "within": "valley"}, {"key": "valley", "name": "The valley"}],
    "objects": [{"key": "kite", "name": "kite", "part_of": [{"key": "toy", "counted_by": "redland"}]}, {"key": "toy", "name": "toy"}],
    "outcomes": [{"key": "torn", "name": "torn", "harm": "things", "family": "lost", "plain": ["torn"]}],
    "conflicts": [
        {"key": "quarrel", "title": "The quarrel", "sides": [
            {"key": "red", "name": "Redland", "parties": ["redland"]},
            {"key": "blue", "name": "Blueland", "camp": "azure", "order": 5, "parties": ["blueland"]},
        ]}
    ],
    "designations": [{"said_by": "redland", "label": "the foe", "means": ["blueland"], "conflict": "quarrel"}],
    "questions": [{"key": "began", "text": "Who began", "functional": True}],
    "outlets": [{"key": "daily", "name": "Daily", "party": "redland", "reliability": "B"}],
    "incidents": [
        {"slug": "part", "title": "A part", "conflict": "quarrel", "start": "2016-04-02", "part_of": "whole"},
        {"slug": "whole", "title": "The whole", "conflict": "quarrel", "start": "2016-04-02", "end": "2016-04-05",
         "timezone": "Asia/Baku", "place": "ford", "external_ids": {"wikidata": "Q1"}},
    ],
}  # fmt: skip


def changed(path: str, value: Any) -> dict[str, Any]:
    """The file with one value changed: "parties.0.part_of"."""
    data: Any = copy.deepcopy(FILE)
    place = data
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    return data  # type: ignore[no-any-return]


def everything() -> dict[str, Any]:
    kept = [models.Party, models.Place, models.MeasureObject, models.ObjectEdge, models.Outcome, models.Conflict, models.Side,
            models.SideMembership, models.Designation, models.Question, models.Outlet, models.Incident, models.VocabularyVersion]  # fmt: skip
    found: dict[str, Any] = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in kept}
    return found | {"history": models.Party.history.count() + models.Incident.history.count()}  # type: ignore[attr-defined]


def test_a_file_may_name_what_stands_further_down() -> None:
    load_vocabulary(data=FILE)
    assert models.Party.objects.get(key="red-ministry").part_of == models.Party.objects.get(key="redland")
    assert models.Place.objects.get(key="ford").within == models.Place.objects.get(key="valley")
    assert models.Incident.objects.get(slug="part").part_of == models.Incident.objects.get(slug="whole")
    assert models.ObjectEdge.objects.get(child__key="kite").counted_by == models.Party.objects.get(key="redland")


def test_what_a_file_leaves_out_has_its_default() -> None:
    load_vocabulary(data=FILE)
    assert dict(models.Side.objects.values_list("key", "camp")) == {"red": "red", "blue": "azure"}
    assert list(models.Designation.objects.get().certain.values_list("key", flat=True)) == ["blueland"]
    part = models.Incident.objects.get(slug="part")
    assert (part.end, part.timezone) == (part.start, "UTC")


def test_a_second_load_changes_nothing() -> None:
    first = load_vocabulary(data=FILE)
    before = everything()
    second = load_vocabulary(data=FILE)
    assert first.added > 10 and (second.added, second.changed) == (0, 0)
    assert everything() == before


def test_a_changed_value_is_brought_up_to_date_and_renews_the_token() -> None:
    load_vocabulary(data=FILE)
    token = models.VocabularyVersion.current()
    loading = load_vocabulary(data=changed("parties.1.name", "Red Land"))
    assert loading.changed == 1
    assert models.Party.objects.get(key="redland").name == "Red Land"
    assert models.VocabularyVersion.current() != token


def test_what_an_editor_changed_is_left_when_only_gaps_are_filled() -> None:
    load_vocabulary(data=FILE)
    models.Party.objects.filter(key="redland").update(name="The Reds")
    models.Designation.objects.get().means.set([models.Party.objects.get(key="redland")])
    before = everything()
    loading = load_vocabulary(data=FILE, update=False)
    assert (loading.added, loading.changed) == (0, 0)
    assert everything() == before


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("parties.0.part_of", "parties, entry 1 (red-ministry)"),
        ("places.0.within", "places, entry 1 (ford)"),
        ("conflicts.0.sides.0.parties", "conflicts, entry 1 (quarrel), side red"),
        ("designations.0.said_by", "designations, entry 1 (the foe)"),
        ("designations.0.means", "designations, entry 1 (the foe)"),
        ("designations.0.conflict", "designations, entry 1 (the foe)"),
        ("outlets.0.party", "outlets, entry 1 (daily)"),
        ("incidents.0.conflict", "incidents, entry 1 (part)"),
        ("incidents.0.part_of", "incidents, entry 1 (part)"),
        ("incidents.1.place", "incidents, entry 2 (whole)"),
    ],
)
def test_an_unknown_reference_is_named_with_its_place_and_nothing_is_kept(path: str, where: str) -> None:
    before = everything()
    value = ["nowhere"] if path.endswith(("parties", "means")) else "nowhere"
    with pytest.raises(VocabularyError) as refused:
        load_vocabulary(data=changed(path, value))
    assert any(where in complaint and "“nowhere”" in complaint for complaint in refused.value.complaints)
    assert everything() == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"planets": []}, "“planets” is no list"),
        ({"parties": {}}, "must be a list"),
        ({"parties": ["x"]}, "must be a list"),
        ({"parties": [{"name": "No key"}]}, "'key' is missing"),
        ({"parties": [{"key": "Not A Slug", "name": "x"}]}, "key"),
        ({"parties": [{"key": "x", "name": "x", "kind": "planet"}]}, "kind"),
        ({"parties": [{"key": "x", "name": "x", "aliases": "y"}]}, "aliases"),
        ({"parties": [{"key": ["x"], "name": "x"}]}, "key"),
        ({"parties": [{"key": "x", "name": None}]}, "name"),
        ({"parties": [{"key": "x", "name": "x", "part_of": "x"}]}, "part_of"),
        ({"objects": [{"key": "x", "name": "x", "part_of": "tank"}]}, "x"),
        ({"conflicts": [{"key": "x", "title": "x", "sides": [{"key": "third_parties", "name": "x"}]}]}, "x"),
        ({"conflicts": [{"key": "x", "title": "x", "sides": ["red"]}]}, "x"),
        ({"incidents": [{"slug": "x", "title": "x", "conflict": "x", "start": "2 April"}]}, "2 April"),
        ({"conflicts": [{"key": "x", "title": "x"}], "incidents": [{"slug": "x", "title": "x", "conflict": "x", "start": "2016-04-02", "end": "2016-04-01"}]}, "before the first"),
        ({"conflicts": [{"key": "x", "title": "x"}], "incidents": [{"slug": "x", "title": "x", "conflict": "x", "start": 5}]}, "x"),
    ],
)  # fmt: skip
def test_a_bad_entry_is_a_sentence_and_nothing_is_kept(data: Any, words: str) -> None:
    before = everything()
    with pytest.raises(VocabularyError) as refused:
        load_vocabulary(data=data)
    assert any(words in complaint for complaint in refused.value.complaints)
    assert everything() == before
