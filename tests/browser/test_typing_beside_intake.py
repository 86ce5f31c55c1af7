"""The same claims of one report by the keyboard alone: pasted into the intake, and typed into the admin's form.

`INTAKE_ARTICLE=FILE` takes another text, read over the demo's vocabulary; `TYPING_MS` is the pace. `-s` shows what was measured.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from claims_app import models
from tests.browser.test_intake import JUDGED_OR_OPEN, focused
from tests.browser.typists import Typist
from tests.conflicts import load_demo
from tests.filled import begin_with
from tests.intake_articles import make_editor, make_river, river_text

pytestmark = pytest.mark.soak
PACE = int(os.environ.get("TYPING_MS", "100"))
ARTICLE = os.environ.get("INTAKE_ARTICLE", "")
MOST = 18
Enter = Callable[[Any], Page]


@pytest.fixture
def editor(transactional_db: None) -> Any:
    from claims_app.services.setting_up import prepare_database

    prepare_database()
    if ARTICLE:
        begin_with(load_demo)
        # The demo holds the claims of its own reports; here nothing is on file yet.
        kept = models.Incident.objects.get(slug="2016-04-02-karabakh")
        models.Incident.objects.create(
            slug="a-day-by-hand",
            title="A day by hand",
            conflict=kept.conflict,
            place=kept.place,
            start=kept.start,
            end=kept.start,
            timezone=kept.timezone,
        )
    else:
        make_river()
    return make_editor()


def take_in(typist: Typist, address: str, text: str) -> None:
    """From the empty page to the published claims; a card without its question gets the first one, else it is rejected."""
    page = typist.page
    page.goto(f"{address}/admin/desk/intake/")
    page.locator("#text").focus()
    typist.paste(text)
    typist.press("Tab", 3)
    typist.press("Enter")
    page.wait_for_url("**/admin/desk/intake/*/")
    typist.tab_to("#source-publisher")
    typist.clear()
    typist.type("Daily Ford")
    typist.press("Enter")
    expect(page.get_by_text("The source is saved.")).to_be_visible()
    typist.press("j")
    for _ in range(60):
        before = focused(page)
        if not before.startswith("card-"):
            break
        judge(typist, before)
    assert page.evaluate("document.activeElement.textContent").startswith("Publish")
    typist.press("Enter")
    expect(page.get_by_text("Published: ")).to_be_visible()


def judge(typist: Typist, card: str) -> None:
    """Accept; choose a question where one is asked for; reject what is then still not complete."""
    page = typist.page
    typist.press("a")
    page.wait_for_function(JUDGED_OR_OPEN, arg=card)
    opened = page.locator("li.card.is-edited")
    if opened.count() and page.evaluate("document.activeElement.name") == "question":
        typist.type("Who")
        with page.expect_response(lambda answer: "/card/" in answer.url):
            typist.press("Control+Enter")
        page.wait_for_function(JUDGED_OR_OPEN, arg=card)
    if opened.count():
        typist.press("Escape")
        page.wait_for_function("before => document.activeElement.id === before", arg=card)
        typist.press("r")
        typist.press("Enter")
        page.wait_for_function(JUDGED_OR_OPEN, arg=card)


def accepted() -> list[models.Claim]:
    """What the intake made of the text: figures and silences first, then answers to questions."""
    rows = models.Claim.objects.filter(drafts__isnull=False, status="published").distinct()
    found = rows.select_related("statement__claimant", "object", "outcome", "incident", "position__question")
    return sorted(found, key=lambda claim: (claim.kind == "position", claim.pk))[:MOST]


def type_in(typist: Typist, address: str, claims: list[models.Claim]) -> None:
    """The report, then claim after claim with what the form carries over, then all of them published."""
    page = typist.page
    page.goto(f"{address}/admin/claims_app/outlet/add/")
    page.locator("#id_name").focus()
    typist.type("Hand Courier")
    save(typist, "_save")
    page.goto(f"{address}/admin/claims_app/report/add/")
    typist.find("outlet", "Hand Courier", "Hand")
    typist.tab_to("#id_title")
    typist.type("Charges over a night")
    save(typist, "_save")
    page.goto(f"{address}/admin/claims_app/claim/add/")
    before: models.Claim | None = None
    for claim in claims:
        type_claim(typist, claim, before)
        before = claim
        save(typist, "_save" if claim is claims[-1] else "_addanother")
    publish(typist, len(claims))


def type_claim(typist: Typist, claim: models.Claim, before: models.Claim | None) -> None:
    """One claim; what stands in the form already is left."""
    if before is None:
        typist.find("incident", claim.incident.title, claim.incident.title[-12:])
    if before is None or before.statement.claimant != claim.statement.claimant:
        typist.find("claimant", claim.statement.claimant.name, claim.statement.claimant.name)
    if claim.kind != "figure":
        typist.tab_to("#id_kind")
        typist.type(str(claim.get_kind_display())[:4])
    if claim.kind != "position":
        typist.tab_to("#id_subject_label")
        if before is not None and before.subject_label != claim.subject_label:
            typist.clear()
        if before is None or before.subject_label != claim.subject_label:
            typist.type(claim.subject_label)
        assert claim.object
        assert claim.outcome
        typist.find("object", str(claim.object), str(claim.object)[:6])
        typist.find("outcome", str(claim.outcome), str(claim.outcome)[:6])
    if claim.kind == "figure":
        typist.tab_to("#id_figure_text")
        typist.type(claim.figure_text)
    if claim.kind == "position":
        open_folded(typist)
        typist.find("question", claim.position.question.text, claim.position.question.text[:8])
        typist.tab_to("#id_answer")
        typist.type(claim.position.answer)
        typist.tab_to("#id_about_label")
        typist.type(claim.position.about_label)
    if before is None:
        typist.find("citations-0-report", "Hand Courier", "Charges")
    typist.tab_to("#id_citations-0-quote")
    citation = claim.citations.order_by("order").first()
    assert citation
    typist.paste(citation.quote)


def open_folded(typist: Typist) -> None:
    """The part of the form for answers and denials."""
    folded = "details:has(#id_question)"
    if typist.page.locator(f"{folded}[open]").count() == 0:
        typist.tab_to(f"{folded} summary")
        typist.press("Enter")


def save(typist: Typist, button: str) -> None:
    """By the button, and no error came back."""
    typist.tab_to(f"[name={button}]")
    with typist.page.expect_navigation():
        typist.press("Enter")
    assert typist.page.locator(".errornote").count() == 0, typist.page.locator(".errorlist").all_inner_texts()


def publish(typist: Typist, number: int) -> None:
    """All that were typed, from the list of claims."""
    page = typist.page
    page.goto(f"{page.url.split('/admin/')[0]}/admin/claims_app/claim/?status__exact=draft")
    typist.tab_to("#action-toggle")
    typist.press("Space")
    typist.tab_to("[name=action]")
    typist.type("Pub")
    with page.expect_navigation():
        typist.tab_to("[name=index]")
        typist.press("Enter")
    typist.tab_to("[type=submit], button")
    with page.expect_navigation():
        typist.tab_to("main [type=submit], #content [type=submit]")
        typist.press("Enter")
    expect(page.get_by_text(f"{number} published.")).to_be_visible()


def test_a_report_takes_a_fraction_of_the_keys_that_typing_its_claims_takes(
    editor: Any, log_in: Enter, live_server: Any
) -> None:
    text = Path(ARTICLE).read_bytes().decode() if ARTICLE else river_text()
    page = log_in(editor)
    took = []
    taken = Typist(page, PACE)
    begun = time.monotonic()
    take_in(taken, live_server.url, text)
    took.append(time.monotonic() - begun)
    claims = accepted()
    assert len(claims) >= 10
    typed = Typist(page, PACE)
    begun = time.monotonic()
    type_in(typed, live_server.url, claims)
    took.append(time.monotonic() - begun)
    made = models.Claim.objects.filter(drafts__isnull=False, status="published").distinct().count()
    sys.stdout.write(
        f"\nintake: {made} claims, {taken.keys} keys, {took[0]:.1f} s;"
        f" typed: {len(claims)} claims, {typed.keys} keys, {took[1]:.1f} s\n"
    )
    assert models.Claim.objects.filter(drafts=None, recorded_by=editor, status="published").count() == len(claims)
    assert taken.keys * 4 < typed.keys
