"""What we recorded day by day is the same whether every save is followed or untouched claims are counted; its pages are short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims_app import models
from claims_app.services import recorded_days, spoken_days
from claims_app.services.chronicles import chronicle_of
from claims_app.services.recorded_days import RecordedDay, recorded_page
from claims_app.services.spoken_days import SaidDay
from tests.edits import Desk
from tests.factories import make_claim, make_incident, make_report, moment

pytestmark = pytest.mark.django_db
BEGUN = datetime(2020, 5, 1, 9, tzinfo=UTC)


def days_of(incident: models.Incident, *, few: int, monkeypatch: pytest.MonkeyPatch) -> list[RecordedDay]:
    monkeypatch.setattr(recorded_days, "FEW", few)
    first = recorded_page(incident=incident, claims=1)
    pages = range(2, first.page.paginator.num_pages + 1)
    return [
        *first.days,
        *(day for number in pages for day in recorded_page(incident=incident, claims=1, number=number).days),
    ]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in (2, 3, 4))])
def test_counting_untouched_claims_tells_the_same_as_following_every_save(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded_days, "A_PAGE", 4)
    monkeypatch.setattr(recorded_days, "LISTED", 3)
    with time_machine.travel(BEGUN, tick=False) as clock:
        desk = Desk(seed)
        for _ in range(40):
            clock.shift(timedelta(hours=desk.chance.randrange(0, 9)))
            desk.step()
    for incident in desk.incidents:
        followed = days_of(incident, few=10**9, monkeypatch=monkeypatch)
        assert days_of(incident, few=0, monkeypatch=monkeypatch) == followed and len(followed) > 2


def test_a_quote_that_came_or_changed_by_itself_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(BEGUN, tick=False) as clock:
        first, second = make_claim("redland", "6"), make_claim("blueland", "2")
        clock.shift(timedelta(days=1))
        models.Citation.objects.create(claim=first, report=make_report(), quote="six of them")
        clock.shift(timedelta(days=1))
        quote = second.citations.get()
        quote.quote = "another word"
        quote.save()
    incident = make_incident()
    followed = days_of(incident, few=10**9, monkeypatch=monkeypatch)
    assert days_of(incident, few=0, monkeypatch=monkeypatch) == followed
    assert [[change.what for entry in day.entries for change in entry.corrections] for day in followed] == [
        ["quote"], ["quote"], [],
    ]  # fmt: skip


def test_a_long_history_is_read_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken_days, "A_PAGE", 10)
    for number in range(13):
        make_claim("redland", str(number), stated_at=moment(2 + number // 6), external_id=f"n-{number}")
    incident = make_incident()
    first, last = chronicle_of(incident=incident), chronicle_of(incident=incident, said="99")
    assert [len(said_on(first.said.days, day)) for day in (2, 3)] == [6, 4]
    assert (last.said.page.number, [len(said_on(last.said.days, day)) for day in (3, 4)]) == (2, [2, 1])
    assert last.said.days[0].before == moment(2).date()
    assert [(day.counts, len(day.entries), day.more) for day in first.recorded.days] == [((("added", 13),), 12, 1)]


def said_on(days: tuple[SaidDay, ...], day: int) -> list[object]:
    return [spoken for one in days if one.day == moment(day).date() for spoken in one.spoken]


def test_a_history_of_many_claims_asks_no_more_than_one_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded_days, "FEW", 0)
    incident, asked = make_incident(), []
    for more in (3, 20):
        for number in range(more):
            make_claim("redland", str(number), external_id=f"{more}-{number}")
        with CaptureQueriesContext(connection) as queries:
            recorded_page(incident=incident, claims=1)
        asked.append(len(queries))
    assert asked[0] == asked[1]
