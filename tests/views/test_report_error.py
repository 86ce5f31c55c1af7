"""Whoever finds an error can say so without an account; what is said reaches the desk and no page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from claims_app.models import Claim, ErrorReport, Incident, Report
from claims_app.services import error_reports, recording
from tests.conflicts import APRIL
from tests.views.pages import FILES, every_page

GOOD = {"kind": "error", "text": "The report says five, not six.", "contact": "", "website": ""}


def claim() -> Claim:
    return Claim.objects.visible().filter(incident__slug="2016-04-02-karabakh").order_by("id")[0]


def addresses() -> dict[str, str]:
    return {
        "claim": f"/claims/{claim().pk}/report-error/",
        "report": f"/reports/{claim().citations.get().report_id}/report-error/",
        "incident": f"{APRIL}report-error/",
    }


@pytest.mark.parametrize("thing", ["claim", "report", "incident"])
def test_a_report_is_kept_with_what_it_is_about_and_thanked(reader: Client, thing: str) -> None:
    address = addresses()[thing]
    assert reader.get(address).status_code == 200
    answer = reader.post(address, {**GOOD, "kind": "safety", "contact": "someone@example.org"})
    assert (answer.status_code, answer["Location"]) == (303, "/report-error/thanks/")
    assert reader.get(answer["Location"]).status_code == 200
    kept = ErrorReport.objects.get()
    assert (kept.kind, kept.text, kept.contact, kept.state) == ("safety", GOOD["text"], "someone@example.org", "open")
    assert {name for name in ("claim", "report", "incident") if getattr(kept, f"{name}_id") is not None} == {thing}


@pytest.mark.parametrize("thing", ["claim", "report", "incident"])
def test_the_page_of_the_thing_leads_to_the_form(reader: Client, thing: str) -> None:
    address = addresses()[thing]
    page = reader.get(address.removesuffix("report-error/")).content.decode()
    assert f'href="{address}"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "Say what is wrong."),
        ({"text": "   "}, "Say what is wrong."),
        ({"kind": "praise"}, "There is a problem"),
        ({"kind": ""}, "There is a problem"),
        ({"text": "a" * 4001}, "Write at most 4,000 characters."),
        ({"contact": "b" * 201}, "There is a problem"),
        ({"text": "a\x00b"}, "There is a problem"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(reader: Client, changes: dict[str, str], sentence: str) -> None:
    answer = reader.post(addresses()["claim"], {**GOOD, "contact": "kept in the form", **changes})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in page
    assert "contact" in changes or "kept in the form" in page
    assert not ErrorReport.objects.exists()


def test_a_program_that_fills_the_hidden_field_is_thanked_and_not_kept(reader: Client) -> None:
    assert reader.post(addresses()["claim"], {**GOOD, "website": "https://example.org"}).status_code == 303
    assert not ErrorReport.objects.exists()


def test_a_form_of_another_site_is_refused(site: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = addresses()["claim"]
    assert strict.post(address, GOOD).status_code == 403
    token = strict.get(address).context["csrf_token"]
    assert strict.post(address, {**GOOD, "csrfmiddlewaretoken": str(token)}).status_code == 303
    ErrorReport.objects.all().delete()


def test_after_five_within_the_hour_a_sixth_gets_a_sentence(reader: Client) -> None:
    address = addresses()["incident"]
    with time_machine.travel(datetime(2026, 1, 5, 12, 0, tzinfo=UTC), tick=False) as clock:
        assert [reader.post(address, GOOD).status_code for _ in range(5)] == [303] * 5
        sixth = reader.post(address, {**GOOD, "text": "a sixth report"})
        assert (sixth.status_code, sixth["Retry-After"]) == (429, "3600")
        page = sixth.content.decode()
        assert "within the hour" in page and "a sixth report" in page
        assert reader.post(address, GOOD, REMOTE_ADDR="203.0.113.9").status_code == 303
        clock.shift(timedelta(minutes=61))
        assert reader.post(address, GOOD).status_code == 303


def test_midnight_does_not_begin_the_count_anew(reader: Client) -> None:
    address = addresses()["incident"]
    with time_machine.travel(datetime(2026, 1, 5, 23, 50, tzinfo=UTC), tick=False) as clock:
        assert [reader.post(address, GOOD).status_code for _ in range(5)] == [303] * 5
        clock.shift(timedelta(minutes=20))
        assert reader.post(address, GOOD).status_code == 429


def test_two_hundred_of_all_senders_within_the_hour_are_enough(reader: Client) -> None:
    ErrorReport.objects.bulk_create(
        [ErrorReport(incident=Incident.objects.all()[0], kind="error", text="many") for _ in range(200)]
    )
    assert reader.post(addresses()["incident"], GOOD).status_code == 429


def test_behind_a_proxy_the_sender_is_the_last_address_that_it_added(reader: Client, settings: Any) -> None:
    settings.HTTPS = True
    address = addresses()["incident"]
    for number in range(5):
        forged = f"198.51.100.{number}, 203.0.113.7"
        assert reader.post(address, GOOD, HTTP_X_FORWARDED_FOR=forged).status_code == 303
    assert reader.post(address, GOOD, HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.7").status_code == 429
    assert reader.post(address, GOOD, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 303


def test_no_address_is_kept_and_its_hash_goes_after_a_day(reader: Client) -> None:
    with time_machine.travel(datetime(2026, 1, 5, 12, 0, tzinfo=UTC), tick=False) as clock:
        reader.post(addresses()["incident"], GOOD, REMOTE_ADDR="203.0.113.5")
        first = ErrorReport.objects.get()
        assert len(first.sender) == 64 and "203.0.113" not in str(ErrorReport.objects.values())
        clock.shift(timedelta(hours=25))
        reader.post(addresses()["incident"], GOOD, REMOTE_ADDR="203.0.113.5")
        first.refresh_from_db()
        second = ErrorReport.objects.exclude(pk=first.pk).get()
        assert first.sender == ""
        assert second.sender == error_reports.sender_of("203.0.113.5", second.made_at)
        assert second.sender != error_reports.sender_of("203.0.113.5", first.made_at)


def test_what_is_not_public_has_no_form(reader: Client) -> None:
    gone = claim()
    report = Report.objects.create(outlet=gone.citations.get().report.outlet, title="Of nothing public")
    address = addresses()["claim"]
    recording.unpublish(claims=[gone], by=None, reason="a doubt")
    for unknown in (
        address, f"/reports/{report.pk}/report-error/", "/claims/999999999/report-error/",
        "/incidents/nothing-here/report-error/", "/incidents/%00/report-error/",
    ):  # fmt: skip
        assert reader.get(unknown).status_code == 404, unknown
        assert reader.post(unknown, GOOD).status_code == 404, unknown


def test_a_report_stands_on_no_page_and_in_no_file(reader: Client) -> None:
    reader.post(addresses()["claim"], {**GOOD, "text": "a hidden report", "contact": "a hidden sender"})
    for address in [*every_page(), *FILES]:
        assert "a hidden" not in reader.get(address).content.decode(), address


def test_the_form_is_answered_in_few_queries(reader: Client, django_assert_max_num_queries: Any) -> None:
    for address in addresses().values():
        reader.get(address)
        with django_assert_max_num_queries(6):
            reader.get(address)
