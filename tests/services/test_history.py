"""`known` shows what we had recorded by a day: the figures as they were, without what came or went later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from claims_app.models import Claim
from claims_app.services import recording
from claims_app.services.boards import BoardQuery, board_of
from claims_app.services.reading import incident_by
from tests.conflicts import load_demo
from tests.filled import filled


def figures(known: date | None) -> list[str]:
    incident = incident_by(slug="2016-04-02-karabakh")
    assert incident is not None
    rows = {row.key: row for row in board_of(incident=incident, query=BoardQuery(known=known)).rows}
    row = rows.get("tank--lost--azerbaijan")
    return [claim.figure.text for claim in row.claims if claim.figure] if row else []


def correct() -> None:
    """Loaded on 1 May, one figure corrected by us on 3 May, another unpublished on 5 May."""
    with time_machine.travel(datetime(2020, 5, 1, 12, tzinfo=UTC), tick=False):
        load_demo()
    with time_machine.travel(datetime(2020, 5, 3, 12, tzinfo=UTC), tick=False):
        claim = Claim.objects.get(external_id="apr02-az-tanks-karabakh")
        claim.figure_text = "three"
        recording.read_claim_figure(claim)
        claim.save()
        recording.settle(claim=claim)
    with time_machine.travel(datetime(2020, 5, 5, 12, tzinfo=UTC), tick=False):
        own = Claim.objects.get(external_id="apr02-az-tanks-az")
        recording.unpublish(claims=[own], by=None, reason="a doubt")


@pytest.fixture(scope="module")
def once_corrected(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with filled(django_db_blocker, correct):
        yield


@pytest.fixture
def corrected(once_corrected: None, db: None) -> None:
    """A test that knows those three days."""


def test_a_figure_is_shown_as_it_was_recorded_then(corrected: None) -> None:
    assert figures(date(2020, 5, 2)) == ["one", "two"]
    assert figures(date(2020, 5, 4)) == ["one", "three"]


def test_a_claim_unpublished_later_still_stands_on_the_day_before(corrected: None) -> None:
    assert figures(date(2020, 5, 5)) == ["three"]
    assert figures(None) == ["three"]


def test_nothing_was_known_before_the_first_record(corrected: None) -> None:
    assert figures(date(2020, 4, 30)) == []
