"""The page of a claim and of a report: quote, reading, findings with their rules, and what was corrected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from claims_app.core.rules import RULES
from claims_app.core.verdicts import Verdict
from claims_app.models import Claim, Incident
from claims_app.services import recording
from claims_app.services.method import TABLES, method
from tests.conflicts import APRIL, FOUR_SIDES, TWO_CAMPS


def claim(kind: str = "figure") -> Claim:
    found = Claim.objects.visible().filter(kind=kind, incident__slug="2016-04-02-karabakh").order_by("id").first()
    assert found is not None
    return found


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def later() -> Iterator[Any]:
    """Two days after everything was recorded."""
    with time_machine.travel(datetime.now(tz=UTC) + timedelta(days=2), tick=False) as clock:
        yield clock


def correct(row: Claim, figure: str, why: str) -> None:
    row.figure_text, row._change_reason = figure, why  # type: ignore[attr-defined]
    recording.read_claim_figure(row)
    row.save()
    recording.settle(claim=row)


def test_a_claim_without_a_correction_says_so(reader: Client) -> None:
    assert "Nothing has been corrected on this claim" in text_of(reader, claim().get_absolute_url())
    report = claim().citations.get().report
    assert "Nothing has been corrected on this report" in text_of(reader, report.get_absolute_url())


def test_a_correction_shows_what_was_and_what_is_by_sign_and_word_without_name_or_hour(
    reader: Client, later: Any
) -> None:
    row = claim()
    editor = get_user_model().objects.create_user("secretive-editor", first_name="Secretive")
    row._history_user = editor  # type: ignore[attr-defined]
    old = row.figure_text
    correct(row, "over 40", "the report was misread")
    page = text_of(reader, row.get_absolute_url()).split('id="corrections-title"')[1]
    day = datetime.now(tz=ZoneInfo("Asia/Baku"))  # the incident's zone: it may be tomorrow there
    assert f"{day.day} {day:%B %Y}" in page and "corrected by an editor" in page
    assert "the report was misread" in page
    assert f"was <bdi><del>{old}</del></bdi>" in page and "now <bdi><ins>over 40</ins></bdi>" in page
    assert "secretive" not in page.casefold() and not re.search(r"\d\d:\d\d", page)


def test_a_corrected_report_shows_its_old_title_and_date(reader: Client, later: Any) -> None:
    report = claim().citations.get().report
    old = report.title
    report.title, report._change_reason = "Another headline", "the page was changed"
    report.save()
    page = unescape(strip_tags(text_of(reader, report.get_absolute_url())))
    assert f"was {old}" in page and "now Another headline" in page and "the page was changed" in page


def test_what_an_editor_writes_as_a_reason_is_shown_as_text(reader: Client, later: Any) -> None:
    row = claim()
    correct(row, "7", "<script>alert(1)</script>")
    page = text_of(reader, row.get_absolute_url())
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_claim_that_we_took_down_says_which_day_and_why_and_not_what_it_said(reader: Client, later: Any) -> None:
    row = claim()
    quote, speaker = row.citations.get().quote, row.statement.speaker
    recording.unpublish(claims=[row], by=None, reason="the source is doubtful")
    page = text_of(reader, row.get_absolute_url(), 410)
    day = datetime.now(tz=ZoneInfo("Asia/Baku"))  # the incident's zone: it may be tomorrow there
    assert f"taken down by our editors on {day.day} {day:%B %Y}" in page and "the source is doubtful" in page
    assert quote not in page and row.figure_text not in strip_tags(page).split("Claim")[1]
    assert not speaker or speaker not in page
    assert f'href="{APRIL}"' in page


def test_a_claim_that_the_claimant_withdrew_stays_with_its_day(reader: Client) -> None:
    row = claim()
    row.retracted_at = datetime(2016, 4, 3, 9, tzinfo=UTC)
    row.save()
    page = strip_tags(text_of(reader, row.get_absolute_url()))
    assert "Withdrawn by the claimant, 3 April 2016." in page


def test_a_draft_has_no_page(reader: Client) -> None:
    row = claim()
    Claim.objects.filter(pk=row.pk).update(status="draft")
    assert reader.get(row.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("kind", ["figure", "position"])
def test_the_page_shows_the_findings_of_the_board_with_their_rules(reader: Client, kind: str) -> None:
    row = claim(kind)
    board = reader.get(f"{APRIL}board.json").json()
    rows = [*board["rows"], *board["accounts"]]
    wanted = [
        item["finding"]["sentence"]
        for item in rows
        if any(shown["id"] == row.pk for cell in item["cells"].values() for shown in cell["claims"])
    ]
    page = text_of(reader, row.get_absolute_url())
    shown = unescape(strip_tags(page.split('id="findings-title"')[1].split('id="corrections-title"')[0]))
    assert wanted
    assert all(sentence in shown for sentence in wanted)


def test_findings_that_wait_to_be_worked_out_anew_are_left_out(reader: Client) -> None:
    row = claim()
    row.findings.update(vocabulary="another")
    assert 'id="findings-title"' not in text_of(reader, row.get_absolute_url())


# ------------------------------------------------------------------ rules


def anchors(page: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', page)


def test_every_code_of_the_rules_has_exactly_one_anchor(reader: Client) -> None:
    found = anchors(text_of(reader, "/method/"))
    assert {code: found.count(f"rule-{code}") for code in get_args(Verdict)} == dict.fromkeys(get_args(Verdict), 1)
    assert {rule.code for rule in RULES} <= set(get_args(Verdict))
    assert sorted(found) == sorted(set(found))


def test_every_rule_has_an_anchor_of_its_own_that_its_meaning_leads_to(reader: Client) -> None:
    page = text_of(reader, "/method/")
    found = anchors(page)
    lines = [rule for table in method().tables for rule in table.rules]
    assert len(lines) == len(RULES) == len({line.anchor for line in lines})
    assert all(found.count(line.anchor) == 1 and f'href="#{line.anchor}"' in page for line in lines)


def test_every_part_of_the_page_that_something_links_to_is_there(reader: Client) -> None:
    page = text_of(reader, "/method/")
    assert set(re.findall(r'href="#([^"]+)"', page)) - {"main"} <= set(anchors(page))


def test_words_hedges_and_stances_have_anchors(reader: Client) -> None:
    found = anchors(text_of(reader, "/method/"))
    for anchor in (
        "word-several",
        "hedge-more-than",
        "stance-own-loss",
        "order",
        "asof",
        "known",
        "corrections",
        "names",
    ):
        assert found.count(anchor) == 1, anchor


def test_anchors_are_the_ones_that_were_published() -> None:
    """Other sites link to them: a renamed function must not move its rule."""
    assert [key for key, _, _ in TABLES] == ["pair", "row", "answers", "account"]
    row = next(table for table in method().tables if table.anchor == "rules-row")
    assert [line.anchor for line in row.rules] == [
        "row-nothing-current", "row-row-contradictory", "row-row-strained", "row-row-not-simultaneous",
        "row-row-admitted", "row-row-corroborated", "row-nobody-counts", "row-no-figure",
        "row-no-number-can-be-used", "row-one-sided", "row-row-incomparable", "row-row-compatible",
    ]  # fmt: skip


@pytest.mark.parametrize("address", [APRIL, TWO_CAMPS, FOUR_SIDES])
def test_every_finding_on_a_board_leads_to_its_rule(reader: Client, address: str) -> None:
    known = set(anchors(text_of(reader, "/method/")))
    page = text_of(reader, address)
    links = re.findall(r'<p class="tag[^"]*"><span aria-hidden="true">[^<]*</span> <a href="/method/#([^"]+)">', page)
    board = reader.get(f"{address}board.json").json()
    findings = [item["finding"] for item in (*board["rows"], *board["accounts"])]
    assert len(links) == len(findings) > 0
    assert set(links) <= known
    assert {finding["rule"] for finding in findings} <= known
    assert all(finding["rule"] == f"rule-{finding['verdict']}" for finding in findings)


def test_every_finding_on_a_claims_page_leads_to_its_rule(reader: Client) -> None:
    known = set(anchors(text_of(reader, "/method/")))
    for row in Claim.objects.visible():
        links = set(re.findall(r'href="/method/#([^"]+)"', text_of(reader, row.get_absolute_url())))
        assert links <= known, row


# ------------------------------------------------------------------ cost


def test_a_page_with_many_corrections_takes_as_many_queries_as_one_with_none(reader: Client, later: Any) -> None:
    row = claim()
    address, report = row.get_absolute_url(), row.citations.get().report.get_absolute_url()

    def cost(page: str) -> int:
        reader.get(page)
        with CaptureQueriesContext(connection) as asked:
            reader.get(page)
        return len(asked)

    few = (cost(address), cost(report))
    for number in range(10, 30):
        later.shift(timedelta(days=1))
        row.refresh_from_db()
        correct(row, str(number), f"reason {number}")
    assert (cost(address), cost(report)) == few
    assert few[0] <= 14
    assert Incident.objects.get(slug="2016-04-02-karabakh").version > 20
