"""The claim's page with a correction, the form that reports an error, and the rules: seen in a browser, by keyboard, by axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from claims_app.models import ErrorReport
from claims_app.services import recording
from tests.factories import make_claim


@pytest.mark.django_db(transaction=True)
def test_a_reader_follows_a_finding_to_its_rule_and_reports_an_error(
    page: Page, live_server: Any, find_violations: Callable[..., list[str]]
) -> None:
    claim = make_claim()
    claim.figure_text, claim._change_reason = "7", "misread"
    recording.read_claim_figure(claim)
    claim.save()
    recording.settle(claim=claim)
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"{live_server.url}{claim.get_absolute_url()}")
    assert page.locator("ol.corrections ins").first.inner_text() == "7"
    page.locator("#findings-title ~ ul a[href*='/method/#rule-']").first.click()
    assert page.locator(":target h3").inner_text() != ""
    page.go_back()
    page.get_by_role("link", name="Report an error").click()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Send to the desk").click()
    assert "There is a problem" in page.title()
    assert find_violations(page) == []
    page.get_by_label("Someone’s safety").check()
    page.get_by_label("What is wrong").fill("It was six.")
    page.get_by_role("button", name="Send to the desk").click()
    page.wait_for_url("**/report-error/thanks/")
    assert ErrorReport.objects.get().kind == "safety"
