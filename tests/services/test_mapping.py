"""Rows become core values: periods as their counting says, stances as the camps say, links and sources as kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from claims_app.core.claims import Claim
from claims_app.models import Incident
from claims_app.services.boards import claims_of
from claims_app.services.mapping import world_of
from claims_app.services.reading import incident_by
from tests.factories import DAY, make_claim, make_incident, make_party, moment

pytestmark = pytest.mark.django_db


def mapped() -> list[Claim]:
    incident = incident_by(slug="2016-04-02-ford")
    assert incident is not None
    return list(claims_of(incident, *world_of(incident)))


def period(claim: Claim) -> tuple[datetime, datetime]:
    assert claim.scope is not None
    start, end = claim.scope.period.plain
    return datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)


def end_of(day: int) -> datetime:
    return moment(day, 23).replace(minute=59, second=59)


EPISODE: dict[str, Any] = {"counting": "episode"}
CUMULATIVE: dict[str, Any] = {"counting": "cumulative"}
INCREMENTAL: dict[str, Any] = {"counting": "incremental"}


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        (EPISODE, moment(2), moment(6)),
        (EPISODE | {"as_of": end_of(3)}, moment(2), moment(6)),
        (EPISODE | {"period_start": moment(3)}, moment(3), moment(4)),
        (EPISODE | {"period_start": moment(3), "period_end": end_of(4)}, moment(3), moment(5)),
        (CUMULATIVE | {"as_of": end_of(4)}, moment(2), moment(5)),
        (CUMULATIVE | {"period_start": moment(3), "as_of": end_of(4)}, moment(3), moment(5)),
        (CUMULATIVE | {"stated_at": moment(4, 9)}, moment(2), moment(5)),
        (CUMULATIVE, moment(2), moment(3)),
        (INCREMENTAL | {"stated_at": moment(4, 9)}, moment(2), moment(5)),
    ],
    ids=[
        "episode: the incident's days", "episode: as_of does not cut it", "episode: one day", "episode: to its last day",
        "cumulative: until as_of", "cumulative: from its first day", "cumulative: as_of is the day it was said",
        "cumulative: said on the day of the report", "incremental: the first statement",
    ],
)  # fmt: skip
def test_a_period_is_what_the_counting_says(fields: dict[str, Any], start: datetime, end: datetime) -> None:
    make_incident(end=DAY.replace(day=5))
    make_claim(**fields)
    assert period(mapped()[0]) == (start, end)


def test_an_increment_counts_from_the_same_claimants_statement_before() -> None:
    make_incident(end=DAY.replace(day=9))
    make_claim("redland", "6", stated_at=moment(3, 9), counting="cumulative")
    make_claim("blueland", "6", stated_at=moment(4, 9), counting="cumulative")
    make_claim("redland", "2", stated_at=moment(5, 9), counting="incremental")
    assert period(mapped()[2]) == (moment(4).replace(hour=0), moment(6))


def test_claims_of_one_day_share_the_end_of_their_count_and_none_is_before_the_other() -> None:
    make_incident(end=DAY.replace(day=9))
    for figure in ("6", "2"):
        make_claim("redland", figure, stated_at=moment(3, 9), counting="incremental")
    assert period(mapped()[0]) == period(mapped()[1]) == (moment(2), moment(4))


def test_days_begin_and_end_in_the_incidents_zone() -> None:
    make_incident(timezone="Asia/Baku")
    make_claim()
    assert period(mapped()[0]) == (datetime(2016, 4, 1, 20, tzinfo=UTC), datetime(2016, 4, 2, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("by", "about", "object", "outcome", "stance"),
    [
        ("redland", "Redland", "tank", "lost", "own_loss"),
        ("redland", "Blueland", "tank", "lost", "other_loss"),
        ("redland", "Redland", "civilian", "killed", "own_civilians"),
        ("redland", "Blueland", "civilian", "killed", "other_loss"),
        ("un", "Redland", "tank", "lost", "third_party"),
        ("redland", "", "tank", "lost", ""),
        ("redland", "Blueland", "ceasefire_violation", "committed", "accusation"),
        ("redland", "Redland", "position", "taken", "own_gain"),
    ],
)
def test_the_stance_follows_from_who_speaks_of_whom(
    by: str, about: str, object: str, outcome: str, stance: str
) -> None:
    make_incident()
    make_claim(by, "6", about=about, object=object, outcome=outcome)
    assert mapped()[0].stance == stance


def test_a_subject_that_the_report_does_not_state_gives_no_scope() -> None:
    make_claim(about="")
    (claim,) = mapped()
    assert (claim.scope, claim.subject_means, claim.subject_source) == (None, (), "none")


def test_an_organ_speaks_for_its_side_and_is_named_as_speaker() -> None:
    make_incident()
    make_party("ministry", part_of=make_party("redland"), name="Ministry of Defence")
    make_claim("ministry")
    (claim,) = mapped()
    assert (claim.claimant, claim.side, claim.camp) == ("ministry", "redland", "red")
    assert (claim.claimant_name, claim.speaker) == ("Redland", "Ministry of Defence")


def test_an_open_end_stays_open_and_a_count_stays_a_whole_number() -> None:
    make_claim(figure="over 100")
    figure = mapped()[0].figure
    assert figure is not None and figure.plain is not None and figure.charitable is not None
    assert (figure.plain.low, figure.charitable.high) == (101, None)
    assert isinstance(figure.plain.low, int)


def test_a_claim_carries_its_citations_and_links() -> None:
    first = make_claim("redland", "6")
    make_claim("redland", "8", revises=first, part_of=first, share_of=first)
    one, two = mapped()
    assert (two.revises, two.part_of, two.share_of) == (one.id, one.id, one.id)
    assert [(c.quote, c.publisher, c.published) for c in one.citations] == [("redland said 6", "Daily", "2016-04-02")]
    assert one.via == "Daily" and one.day_from_report


def test_drafts_never_become_core_claims_of_a_board() -> None:
    make_claim(published=False)
    assert mapped() == [] and Incident.objects.count() == 1
