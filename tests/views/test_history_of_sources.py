"""The history page tells what we changed on speakers, reports and outlets: a day, an editor, what it was and is."""

from __future__ import annotations

import pytest

from claims_app import models
from claims_app.services import recording
from tests.factories import make_claim, make_report, moment
from tests.views.test_history_pages import FORD, on, read, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> models.Claim:
    """6 tanks, recorded on 1 May as said by the ministry."""
    with on(1):
        claim = make_claim("redland", "6", stated_at=moment(2), report=make_report(title="First report"))
        claim.statement.speaker = "Ministry"
        claim.statement.save()
    return claim


def test_a_speaker_a_report_and_an_outlet_that_we_changed_are_told(claim: models.Claim) -> None:
    report = claim.citations.get().report
    with on(2):
        claim.statement.speaker = "Chief of staff"
        claim.statement.save()
    with on(3):
        report.title = "Corrected report"
        report.url = "https://example.org/corrected"
        report.save()
    with on(4):
        report.outlet.name = "Daily Herald"
        report.outlet.save()
    days = recorded()
    assert len(days) == 4
    assert "Corrected by an editor: outlet Daily Herald Name: was Daily is Daily Herald" in days[0]
    assert "Corrected by an editor: report of Daily Herald, “Corrected report”" in days[1]
    assert "Title: was First report is Corrected report" in days[1]
    assert "is https://example.org/corrected" in days[1] and "Name" not in days[1]
    assert "Corrected by an editor: statement of Redland Speaker: was Ministry is Chief of staff" in days[2]
    assert "1 corrected" in days[2]
    page = read(f"{FORD}history/")
    for address in (report.get_absolute_url(), report.outlet.get_absolute_url(), claim.get_absolute_url()):
        assert f'href="{address}"' in page.split('id="recorded-title"')[1]
        read(address)
    assert "17:41" not in page


def test_a_change_on_the_day_of_publication_is_no_correction(claim: models.Claim) -> None:
    with on(1):
        claim.statement.speaker = "Chief of staff"
        claim.statement.save()
    assert len(recorded()) == 1 and "corrected" not in recorded()[0].casefold()


def test_what_readers_could_not_see_is_no_entry(claim: models.Claim) -> None:
    unused = make_report(title="On file, carrying nothing")
    with on(2):
        draft = make_claim("redland", "9", object="drone", published=False)
        recording.unpublish(claims=[claim], by=None, reason="a reason")
    with on(3):
        for statement in (draft.statement, claim.statement):
            statement.speaker = "Nobody saw this"
            statement.save()
        unused.title = "Nor this"
        unused.save()
    page = read(f"{FORD}history/")
    assert "Nobody saw this" not in page and "Nor this" not in page


def test_a_change_that_is_undone_on_the_same_day_is_no_entry(claim: models.Claim) -> None:
    with on(2):
        for speaker in ("A slip", "Ministry"):
            claim.statement.speaker = speaker
            claim.statement.save()
    assert "A slip" not in read(f"{FORD}history/")


def test_a_source_of_a_claim_that_is_gone_today_is_told_without_a_link(claim: models.Claim) -> None:
    report = claim.citations.get().report
    with on(2):
        report.title = "Corrected report"
        report.save()
    with on(3):
        recording.unpublish(claims=[claim], by=None, reason="a reason")
    page = read(f"{FORD}history/")
    assert "Corrected report" in page and report.get_absolute_url() not in page
