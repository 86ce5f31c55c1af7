"""What a change would do is seen before it is made, and nothing of the try is kept."""

from __future__ import annotations

import pytest

from claims_app.core.payloads import board_json
from claims_app.models import Claim, Designation, Incident, StoredFinding, VocabularyVersion
from claims_app.services import recording
from claims_app.services.boards import board_of
from claims_app.services.effects import effect_of, effect_on
from claims_app.services.vocabulary import vocabulary_changed
from tests.factories import make_claim, make_incident, make_party

pytestmark = pytest.mark.django_db


def state() -> object:
    incident = Incident.objects.get()
    return (
        board_json(board_of(incident=incident)),
        list(Claim.objects.values()),
        list(StoredFinding.objects.order_by("pk").values()),
        list(Claim.history.values_list("history_id", flat=True)),
        VocabularyVersion.current(),
        incident.version,
    )


def test_a_claim_that_would_appear_shows_its_row_and_leaves_nothing() -> None:
    incident = make_incident()
    make_claim("redland", "6")
    before = state()
    (effect,) = effect_of(change=lambda: make_claim("redland", "3", object="truck"), incidents=[incident.pk])
    assert [(change.kind, change.label) for change in effect.changes] == [("appears", "Trucks lost")]
    assert state() == before


def test_a_claim_that_would_contradict_changes_the_finding() -> None:
    make_claim("redland", "6")
    before = state()
    (effect,) = effect_on(change=lambda: make_claim("blueland", "2"), slugs=["2016-04-02-ford"])
    (change,) = effect.changes
    assert (change.kind, change.raises_contradiction) == ("changes", True)
    assert change.before is not None and change.before.verdict == "one_sided"
    assert change.after is not None and change.after.verdict == "contradictory"
    assert state() == before


def test_a_row_whose_last_claim_goes_vanishes() -> None:
    claim = make_claim("redland", "6")
    before = state()
    (effect,) = effect_of(
        change=lambda: recording.unpublish(claims=[claim], by=None, reason="a doubt"), incidents=[claim.incident_id]
    )
    assert [change.kind for change in effect.changes] == ["vanishes"]
    assert state() == before


def test_a_change_that_readers_would_not_see_has_no_effect() -> None:
    claim = make_claim("redland", "6")
    assert effect_of(change=lambda: make_claim("redland", "9", published=False), incidents=[claim.incident_id]) == []


def test_a_new_meaning_of_a_label_moves_its_claims() -> None:
    claim = make_claim("redland", "6")
    before = state()

    def mean_both() -> None:
        row = Designation.objects.create(label="Blueland", said_by=make_party("redland"))
        row.means.set([make_party("blueland"), make_party("greenland")])
        row.certain.set([make_party("blueland")])
        vocabulary_changed()

    (effect,) = effect_of(change=mean_both, incidents=[claim.incident_id])
    assert {change.kind for change in effect.changes} == {"appears", "vanishes"}
    assert state() == before


def test_what_the_change_raises_comes_through_and_nothing_is_kept() -> None:
    claim = make_claim("redland", "6")
    before = state()

    def fail() -> None:
        make_claim("blueland", "2")
        raise recording.Refused("no")

    with pytest.raises(recording.Refused):
        effect_of(change=fail, incidents=[claim.incident_id])
    assert state() == before
