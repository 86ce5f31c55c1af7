"""The desk's queue: safety and legal matters lead, Editors answer errors, Reviewers answer all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from claims_app.models import Claim, ErrorReport
from tests.admin.members import member
from tests.factories import make_claim

LIST = reverse("admin:claims_app_errorreport_changelist")


@pytest.fixture
def claim(db: None) -> Claim:
    return make_claim()


def report(claim: Claim, kind: str, day: int, **fields: Any) -> ErrorReport:
    values = {"kind": kind, "text": f"{kind} of day {day}", "made_at": datetime(2026, 1, day, tzinfo=UTC), **fields}
    return ErrorReport.objects.create(claim=claim, **values)


def form_of(kept: ErrorReport) -> str:
    return reverse("admin:claims_app_errorreport_change", args=[kept.pk])


def test_what_waits_leads_and_of_it_safety_and_the_law(claim: Claim) -> None:
    report(claim, "safety", 1, state="closed")
    report(claim, "error", 2)
    report(claim, "legal", 4)
    report(claim, "error", 3, state="answered")
    report(claim, "safety", 6)
    report(claim, "safety", 5)
    page = member("Editors").get(LIST).content.decode()
    order = [
        "safety of day 5",
        "safety of day 6",
        "legal of day 4",
        "error of day 2",
        "error of day 3",
        "safety of day 1",
    ]
    places = [page.index(text) for text in order]
    assert places == sorted(places)


def test_the_first_page_says_how_many_wait(claim: Claim) -> None:
    report(claim, "error", 2)
    report(claim, "legal", 4)
    report(claim, "safety", 4, state="closed")
    page = member("Editors").get(reverse("admin:index")).content.decode()
    assert "Reports from readers: 2 open, 1 on safety or law" in page


def test_a_report_leads_to_the_form_of_its_claim(claim: Claim) -> None:
    page = member("Editors").get(form_of(report(claim, "error", 2))).content.decode()
    assert f'href="{reverse("admin:claims_app_claim_change", args=[claim.pk])}"' in page


def test_an_editor_answers_an_error_and_closing_wipes_the_contact(claim: Claim) -> None:
    kept, editor = report(claim, "error", 2, contact="someone@example.org"), member("Editors")
    assert "someone@example.org" in editor.get(form_of(kept)).content.decode()
    editor.post(form_of(kept), {"state": "answered", "note": "It is six."})
    kept.refresh_from_db()
    assert (kept.state, kept.note, kept.contact) == ("answered", "It is six.", "someone@example.org")
    assert str(kept.answered_by) == "Editors" and kept.answered_at is not None
    editor.post(form_of(kept), {"state": "closed", "note": "Told."})
    kept.refresh_from_db()
    assert (kept.state, kept.contact) == ("closed", "")


def test_what_the_reader_wrote_cannot_be_changed(claim: Claim) -> None:
    kept = report(claim, "error", 2, contact="someone@example.org")
    member("Reviewers").post(
        form_of(kept), {"state": "answered", "note": "", "text": "Otherwise", "kind": "legal", "contact": "x"}
    )
    kept.refresh_from_db()
    assert (kept.state, kept.text, kept.kind, kept.contact) == (
        "answered", "error of day 2", "error", "someone@example.org",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["safety", "legal"])
def test_a_serious_report_is_read_by_editors_and_answered_by_reviewers(claim: Claim, kind: str) -> None:
    kept = report(claim, kind, 2, contact="someone@example.org")
    editor = member("Editors")
    page = editor.get(form_of(kept)).content.decode()
    assert kept.text in page
    assert "someone@example.org" not in page and 'name="_save"' not in page
    editor.post(form_of(kept), {"state": "closed", "note": "Away with it."})
    kept.refresh_from_db()
    assert (kept.state, kept.note, kept.contact) == ("open", "", "someone@example.org")
    reviewer = member("Reviewers")
    assert "someone@example.org" in reviewer.get(form_of(kept)).content.decode()
    reviewer.post(form_of(kept), {"state": "closed", "note": "Removed."})
    kept.refresh_from_db()
    assert (kept.state, kept.note, kept.contact) == ("closed", "Removed.", "")


def test_the_log_of_the_admin_holds_no_word_of_a_reader(claim: Claim) -> None:
    kept = report(claim, "error", 2, contact="someone@example.org")
    member("Editors").post(form_of(kept), {"state": "answered", "note": "It is six."})
    entry = LogEntry.objects.get()
    assert kept.text not in f"{entry.object_repr}{entry.change_message}"


def test_analysts_see_no_report(claim: Claim) -> None:
    kept = report(claim, "error", 2)
    analyst = member("Analysts")
    assert [analyst.get(address).status_code for address in (LIST, form_of(kept))] == [403, 403]


def test_the_queue_takes_as_many_queries_for_many_as_for_few(claim: Claim, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    editor = member("Editors")
    report(claim, "error", 1)
    editor.get(LIST)
    with CaptureQueriesContext(connection) as few:
        editor.get(LIST)
    for day in range(2, 22):
        report(claim, "error", day)
    with django_assert_num_queries(len(few)):
        editor.get(LIST)
