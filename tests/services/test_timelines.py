"""What the pages over time read: the claims of the rows that they show, the same as all claims together tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims_app import models
from claims_app.core.scenes import with_denials
from claims_app.services import boards, timelines
from claims_app.services.boards import BoardQuery, board_of, claims_of, refresh_findings
from claims_app.services.mapping import world_of
from claims_app.services.timelines import claims_as_kept, row_over_time, rows_over_time
from tests.conflicts import load_april, load_four_sides, load_two_camps
from tests.factories import make_claim, make_incident, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def incidents() -> list[models.Incident]:
    """The incidents of the tests, and one with what was revised, taken back, denied and counted since then."""
    for load in (load_april, load_two_camps, load_four_sides):
        load()
    first = make_claim("redland", "6", stated_at=moment(2))
    make_claim("redland", "over 100", stated_at=moment(4, 9), revises=first)
    make_claim("redland", "3", object="drone", stated_at=moment(2), retracted_at=moment(5))
    make_claim("blueland", "denied", kind="denial", denies=first, stated_at=moment(5))
    make_claim("redland", "2 more", counting="incremental", stated_at=moment(6))
    found = models.Incident.objects.select_related("conflict", "place").filter(claims__isnull=False).distinct()
    for incident in found:
        refresh_findings(incident=incident)
    return list(found)


def test_the_claims_of_each_row_are_the_same_by_its_layout_as_by_all_claims(incidents: list[models.Incident]) -> None:
    compared = 0
    for incident in incidents:
        world, columns = world_of(incident)
        board = board_of(incident=incident)
        told = timelines._by_row(board, with_denials(claims_of(incident, world, columns)), world)
        for row in board.rows:
            assert claims_as_kept(incident, {row.key}) == {row.key: told[row.key]}, (incident.slug, row.key)
            compared += 1
    assert compared > 20


def test_where_no_layout_is_kept_all_claims_are_read_for_the_same_page(incidents: list[models.Incident]) -> None:
    incident = make_incident()
    kept = row_over_time(incident=incident, key="tank--lost--blueland", query=BoardQuery())
    models.KeptLayout.objects.filter(incident=incident).delete()
    assert claims_as_kept(incident, {"tank--lost--blueland"}) is None
    worked_out = row_over_time(incident=incident, key="tank--lost--blueland", query=BoardQuery())
    assert kept is not None and worked_out is not None
    assert replace(worked_out, page=kept.page) == kept
    assert list(worked_out.page) == list(kept.page)


def test_a_moment_after_which_nothing_happened_is_drawn_from_what_is_kept(
    incidents: list[models.Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now().date() + timedelta(days=1)
    query = BoardQuery(asof=later, known=later)
    kept = {incident.pk: rows_over_time(incident=incident, query=query).panels for incident in incidents}
    for module in (boards, timelines):
        monkeypatch.setattr(module, "is_today", lambda **_: False)
    for incident in incidents:
        worked_out = rows_over_time(incident=incident, query=query).panels
        assert [(one.row.key, one.chart) for one in worked_out] == [
            (one.row.key, one.chart) for one in kept[incident.pk]
        ]
    assert sum(map(len, kept.values())) > 20


def test_the_claims_of_other_rows_are_not_read(incidents: list[models.Incident]) -> None:
    incident = make_incident()
    for number in range(5):
        make_claim("redland", str(number + 1), object="drone", stated_at=moment(7, number))
    with CaptureQueriesContext(connection) as asked:
        found = claims_as_kept(incident, {"tank--lost--blueland"})
    claims = [query["sql"] for query in asked if '"claims_app_claim"."scope_key" IN' in query["sql"]]
    assert len(claims) == 1
    with connection.cursor() as cursor:
        cursor.execute(claims[0])
        assert len(cursor.fetchall()) == len(found["tank--lost--blueland"]) == 4  # type: ignore[index]
