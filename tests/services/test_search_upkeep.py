"""The search index after any edit is the one that would be made anew."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims_app import models
from claims_app.services import recording, search_index
from tests.edits import Desk
from tests.factories import make_claim, make_incident, make_report

pytestmark = pytest.mark.django_db


def index() -> set[tuple[object, ...]]:
    """All that the index holds, with what each document belongs to."""
    return {
        (
            row.kind, row.object_id, row.digest, row.words,
            frozenset(incident.pk for incident in row.incidents.all()), frozenset(party.pk for party in row.parties.all()),
        )
        for row in models.SearchDocument.objects.prefetch_related("incidents", "parties")
    }  # fmt: skip


@pytest.mark.parametrize("seed", [4, pytest.param(5, marks=pytest.mark.soak), pytest.param(6, marks=pytest.mark.soak)])
def test_after_any_edit_the_index_is_the_one_that_would_be_made_anew(seed: int) -> None:
    desk = Desk(seed)
    search_index.rebuild()
    for _ in range(5):
        desk.say()
    for number in range(40):
        desk.step()
        if number % 10 == 9:
            kept = index()
            search_index.rebuild()
            assert kept == index()


def test_saving_one_claim_reads_as_many_rows_of_the_index_whatever_the_incident_holds() -> None:
    def asked() -> list[str]:
        claim = make_claim(figure="7", refresh=False)
        with CaptureQueriesContext(connection) as queries:
            search_index.reindex_incident(incident=make_incident(), claims=[claim.pk])
        return [
            query["sql"].split("WHERE")[0].split("VALUES")[0] for query in queries if "SAVEPOINT" not in query["sql"]
        ]

    make_claim()
    few = asked()
    for number in range(20):
        make_claim(figure=str(number), refresh=False)
    recording.incident_changed([make_incident().pk])
    assert asked() == few


def test_an_index_made_one_outlet_at_a_time_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Morning", "Evening", "Night"):
        outlet = models.Outlet.objects.create(slug=name.lower(), name=name)
        make_claim(report=make_report(outlet=outlet, title=name))
    search_index.rebuild()
    whole = index()
    assert len([kind for kind, *_ in whole if kind == models.SearchDocument.Kind.OUTLET]) >= 3
    monkeypatch.setattr(search_index, "OUTLETS", 1)
    monkeypatch.setattr(search_index, "PART", 1)
    search_index.rebuild()
    assert index() == whole
    search_index.reindex_by_parts(incidents=[make_incident().pk])
    assert index() == whole
