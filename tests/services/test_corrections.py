"""What readers saw change on a claim or a report: from its history, by day, with the reason, and nothing of the desk's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from claims_app import models
from claims_app.services import imports, recording
from claims_app.services.corrections import (
    Correction,
    corrections_of_claim,
    corrections_of_report,
    public_reason,
    taken_down,
)
from tests.factories import make_claim, make_incident, make_party

START = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def change(row: Any, why: str = "", **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row._change_reason = why or None
    row.save()


def correct_figure(claim: models.Claim, figure: str, why: str) -> None:
    claim.figure_text = figure
    recording.read_claim_figure(claim)
    change(claim, why)


def texts(correction: Correction) -> list[tuple[str, str, str]]:
    return [(entry.name, entry.before, entry.after) for entry in correction.changes]


def test_a_claim_that_was_never_changed_has_no_correction() -> None:
    assert corrections_of_claim(claim_id=make_claim().pk) == ()
    assert corrections_of_claim(claim_id=999_999) == ()


def test_a_changed_figure_is_told_with_its_reading_its_day_and_its_reason(clock: Any) -> None:
    claim = make_claim()
    clock.shift(timedelta(days=2))
    correct_figure(claim, "over 100", "the report was misread")
    (correction,) = corrections_of_claim(claim_id=claim.pk)
    assert (correction.day, correction.kind, correction.why) == (
        date(2026, 1, 7),
        "corrected",
        "the report was misread",
    )
    assert texts(correction) == [("figure as said", "6", "over 100"), ("read as", "exactly 6", "101 or more")]


def test_two_saves_of_one_day_for_one_reason_are_one_correction(clock: Any) -> None:
    claim = make_claim()
    clock.shift(timedelta(hours=1))
    correct_figure(claim, "7", "misread")
    clock.shift(timedelta(hours=1))
    correct_figure(claim, "8", "misread")
    change(claim.citations.get(), "misread", quote="redland said 8")
    (correction,) = corrections_of_claim(claim_id=claim.pk)
    assert texts(correction) == [
        ("figure as said", "6", "8"), ("read as", "exactly 6", "exactly 8"), ("quote", "redland said 6", "redland said 8"),
    ]  # fmt: skip


def test_a_change_that_is_taken_back_for_the_same_reason_that_day_is_none(clock: Any) -> None:
    claim = make_claim()
    clock.shift(timedelta(hours=1))
    correct_figure(claim, "7", "")
    clock.shift(timedelta(hours=1))
    correct_figure(claim, "6", "")
    assert corrections_of_claim(claim_id=claim.pk) == ()


def test_the_day_is_that_of_the_incident(clock: Any) -> None:
    incident = make_incident("2016-04-02-elsewhere", timezone="Asia/Baku")
    claim = make_claim(incident=incident)
    clock.move_to(datetime(2026, 1, 5, 22, 30, tzinfo=UTC))
    correct_figure(claim, "7", "misread")
    assert corrections_of_claim(claim_id=claim.pk)[0].day == date(2026, 1, 6)


def test_what_was_changed_before_publication_is_the_desks(clock: Any) -> None:
    claim = make_claim(published=False)
    clock.shift(timedelta(days=1))
    correct_figure(claim, "7", "a slip")
    clock.shift(timedelta(days=1))
    recording.publish(claims=[claim])
    assert corrections_of_claim(claim_id=claim.pk) == ()
    clock.shift(timedelta(days=1))
    claim.refresh_from_db()
    correct_figure(claim, "8", "misread")
    (correction,) = corrections_of_claim(claim_id=claim.pk)
    assert texts(correction)[0] == ("figure as said", "7", "8")


def test_desk_notes_editors_and_inner_columns_are_no_corrections(clock: Any) -> None:
    editor = get_user_model().objects.create_user("secretive-editor")
    claim = make_claim()
    clock.shift(timedelta(days=1))
    change(claim, "", note="a desk note", external_id="ours-1", recorded_by=editor, credibility="2")
    assert corrections_of_claim(claim_id=claim.pk) == ()


def test_a_source_that_came_later_or_went_is_one_change(clock: Any) -> None:
    claim = make_claim()
    outlet = models.Outlet.objects.create(slug="gazette", name="Gazette")
    report = models.Report.objects.create(outlet=outlet, title="Again", published=date(2016, 4, 3))
    clock.shift(timedelta(days=1))
    second = models.Citation.objects.create(claim=claim, report=report, quote="six tanks")
    clock.shift(timedelta(days=1))
    change(second, "a typing error", quote="six of our tanks")
    clock.shift(timedelta(days=1))
    second.delete()
    came, mended, went = corrections_of_claim(claim_id=claim.pk)
    assert texts(came) == [("source", "", "Gazette, 3 April 2016: “six tanks”")]
    assert texts(mended) == [("quote (Gazette, 3 April 2016)", "six tanks", "six of our tanks")]
    assert texts(went) == [("source", "Gazette, 3 April 2016: “six of our tanks”", "")]


def test_another_speaker_and_another_statement_are_corrections(clock: Any) -> None:
    claim = make_claim()
    clock.shift(timedelta(days=1))
    change(claim.statement, "named in the report", speaker="Press service")
    clock.shift(timedelta(days=1))
    other = models.Statement.objects.create(incident=claim.incident, claimant=make_party("blueland"), speaker="")
    change(claim, "the other side said it", statement=other)
    first, second = corrections_of_claim(claim_id=claim.pk)
    assert texts(first) == [("speaker", "", "Press service")]
    assert texts(second) == [("who says it", "Redland", "Blueland"), ("speaker", "Press service", "")]


def test_an_answer_that_was_misread_is_a_correction(clock: Any) -> None:
    incident = make_incident()
    question = models.Question.objects.create(key="who", text="Who began")
    statement = models.Statement.objects.create(incident=incident, claimant=make_party())
    claim = models.Claim.objects.create(incident=incident, statement=statement, kind="position", status="published")
    position = models.Position.objects.create(claim=claim, question=question, answer="Blueland")
    clock.shift(timedelta(days=1))
    change(position, "misread", answer="Redland")
    (correction,) = corrections_of_claim(claim_id=claim.pk)
    assert texts(correction) == [("answer", "Blueland", "Redland")]


def test_a_withdrawal_is_told_by_its_day(clock: Any) -> None:
    claim = make_claim()
    clock.shift(timedelta(days=1))
    change(claim, "the ministry took it back", retracted_at=datetime(2016, 4, 3, tzinfo=UTC))
    (correction,) = corrections_of_claim(claim_id=claim.pk)
    assert texts(correction) == [("withdrawn by the claimant on", "", "3 April 2016")]


def test_taken_down_and_published_again_are_told_with_what_changed_between(clock: Any) -> None:
    claim = make_claim()
    clock.shift(timedelta(days=1))
    recording.unpublish(claims=[claim], by=None, reason="the source is doubtful")
    gone = taken_down(claim_id=claim.pk)
    assert gone is not None
    assert (gone.number, gone.incident, gone.day, gone.why) == (
        claim.pk, claim.incident, date(2026, 1, 6), "the source is doubtful",
    )  # fmt: skip
    claim.refresh_from_db()
    clock.shift(timedelta(days=1))
    correct_figure(claim, "7", "a desk matter")
    clock.shift(timedelta(days=1))
    recording.publish(claims=[claim], reason="checked again")
    down, again = corrections_of_claim(claim_id=claim.pk)
    assert (down.kind, down.day, down.why, down.changes) == (
        "taken down",
        date(2026, 1, 6),
        "the source is doubtful",
        (),
    )
    assert (again.kind, again.why) == ("published again", "checked again")
    assert texts(again)[0] == ("figure as said", "6", "7")
    assert taken_down(claim_id=claim.pk) is None


def test_a_draft_that_was_never_public_was_not_taken_down() -> None:
    claim = make_claim(published=False)
    recording.unpublish(claims=[claim], by=None, reason="a doubt")
    assert taken_down(claim_id=claim.pk) is None


LINE = "external_id,incident,claimant,subject,measure,figure,stated_at,publisher,url,quote\n"


def file_of(folder: Path, figure: str, quote: str) -> Path:
    path = folder / f"secretive-name-{figure}.csv"
    path.write_text(
        LINE
        + f"t-1,2016-04-02-ford,Redland,Blueland,tanks destroyed,{figure},2016-04-02,Daily,https://e.org/a,{quote}\n",
        encoding="utf-8",
    )
    return path


def test_an_import_brings_a_claim_whole_and_a_later_one_corrects_it(tmp_path: Path, clock: Any) -> None:
    make_incident(), make_party(), make_party("blueland")
    call_command("import_claims", str(file_of(tmp_path, "6", "six tanks")), stdout=StringIO())
    claim = models.Claim.objects.get()
    assert corrections_of_claim(claim_id=claim.pk) == ()
    clock.shift(timedelta(days=1))
    call_command("import_claims", str(file_of(tmp_path, "7", "seven tanks")), stdout=StringIO())
    (correction,) = corrections_of_claim(claim_id=claim.pk)
    assert correction.why == "a file was imported"
    assert ("figure as said", "6", "7") in texts(correction)
    assert ("quote", "six tanks", "seven tanks") in texts(correction)


def test_an_undone_import_is_told_without_the_name_of_its_file(tmp_path: Path, clock: Any) -> None:
    make_incident(), make_party(), make_party("blueland")
    call_command("import_claims", str(file_of(tmp_path, "6", "six tanks")), stdout=StringIO())
    clock.shift(timedelta(days=1))
    imports.undo(batch=models.ImportBatch.objects.get())
    gone = taken_down(claim_id=models.Claim.objects.get().pk)
    assert gone is not None and gone.why == "the import that brought it was undone"


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("import 12", "a file was imported"),
        ("published", ""),
        ("", ""),
        (None, ""),
        ("import was wrong", "import was wrong"),
    ],
)
def test_the_apps_own_words_become_readers_words(kept: str, told: str) -> None:
    assert public_reason(kept) == told


# ------------------------------------------------------------------ reports


def test_a_corrected_report_is_told_since_a_public_claim_hung_on_it(clock: Any) -> None:
    claim = make_claim(published=False)
    report = claim.citations.get().report
    clock.shift(timedelta(days=1))
    change(report, "a slip", title="A first title")
    clock.shift(timedelta(days=1))
    recording.publish(claims=[claim])
    assert corrections_of_report(report_id=report.pk) == ()
    clock.shift(timedelta(days=1))
    change(report, "the page says so", title="A second title", published=date(2016, 4, 3))
    (correction,) = corrections_of_report(report_id=report.pk)
    assert (correction.day, correction.why) == (timezone.now().date(), "the page says so")
    assert texts(correction) == [
        ("title", "A first title", "A second title"), ("published on", "2 April 2016", "3 April 2016"),
    ]  # fmt: skip


def test_a_report_without_a_public_claim_has_no_corrections(clock: Any) -> None:
    report = make_claim(published=False).citations.get().report
    clock.shift(timedelta(days=1))
    change(report, "a slip", title="Another title")
    assert corrections_of_report(report_id=report.pk) == ()
    assert corrections_of_report(report_id=999_999) == ()


# ------------------------------------------------------------------ cost


def test_many_corrections_take_as_many_queries_as_one(clock: Any, django_assert_num_queries: Any) -> None:
    claim = make_claim()
    for number in range(7, 40):
        clock.shift(timedelta(days=1))
        correct_figure(claim, str(number), f"reason {number}")
        change(claim.citations.get(), f"reason {number}", quote=f"said {number}")
        change(claim.citations.get().report, f"reason {number}", title=f"title {number}")
    with django_assert_num_queries(7):
        assert len(corrections_of_claim(claim_id=claim.pk)) == 33
    report = claim.citations.get().report_id
    with django_assert_num_queries(2):
        assert len(corrections_of_report(report_id=report)) == 33
