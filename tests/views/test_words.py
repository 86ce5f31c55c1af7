"""Words around a figure on a board: who via whom and when, what is denied, and what a finding is called."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from claims_app.models import Incident, VocabularyVersion
from claims_app.services.boards import refresh_findings
from tests.factories import make_claim, make_report, moment

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "") -> str:
    incident = Incident.objects.get()
    refresh_findings(incident=incident)
    return client.get(incident.get_absolute_url() + query).content.decode()


def words(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


def table_row(html: str, key: str = "tank--lost--blueland") -> str:
    found = re.search(rf'<tr role="row" id="row-{key}">.*?</tr>', html, re.S)
    assert found is not None
    return found[0]


def pairing(html: str) -> str:
    return html.split('<table class="pair')[1].split("</table>")[0]


def test_a_day_of_the_incidents_year_stands_without_it_and_another_with_it(client: Client) -> None:
    make_claim(stated_at=moment(2, 9))
    make_claim("un", "9", stated_at=datetime(2023, 12, 31, 9, tzinfo=UTC))
    row = words(table_row(page(client)))
    assert "via Daily, 2 Apr" in row and "via Daily, 2 Apr 2016" not in row and "via Daily, 31 Dec 2023" in row


def test_a_day_taken_from_the_report_is_marked_where_it_stands(client: Client) -> None:
    make_claim(report=make_report(published=date(2017, 5, 3)))
    html = page(client)
    assert "via Daily, 3 May 2017 (day taken from the report)" in words(table_row(html))
    assert "via Daily, 3 May 2017 (report’s day)" in words(pairing(html))


def test_the_page_of_a_claim_gives_the_year(client: Client) -> None:
    claim = make_claim(stated_at=moment(2, 9))
    assert "via Daily, 2 Apr 2016" in words(client.get(claim.get_absolute_url()).content.decode())


def test_a_denial_says_what_it_denies_in_both_tables(client: Client) -> None:
    figure = make_claim("redland", "300")
    make_claim("blueland", "", kind="denial", denies=figure)
    html = page(client)
    assert "denied Redland’s “300”" in words(table_row(html))
    assert "Blueland denied Redland’s “300”" in words(pairing(html))
    assert "Redland’s “300” denied by Blueland" in words(pairing(html))
    assert "no figure" not in words(table_row(html)).casefold()


def test_a_denial_that_was_replaced_is_not_called_no_figure(client: Client) -> None:
    figure = make_claim("redland", "two")
    denial = make_claim("blueland", "", kind="denial", denies=figure)
    make_claim("blueland", "one", revises=denial)
    row = words(table_row(page(client)))
    assert "was a denial of Redland’s “two”" in row and "no figure" not in row


@pytest.mark.parametrize(
    ("by", "name", "is_red"),
    [("blueland", "Contradiction", True), ("un", "Contradiction", True), ("redland", "Contradicts itself", False)],
)
def test_only_a_contradiction_between_camps_is_red(client: Client, by: str, name: str, is_red: bool) -> None:
    make_claim("redland", "60")
    make_claim(by, "2")
    row = table_row(page(client))
    assert f"≠ {name}" in words(row)
    assert ("tag contra" in row, "differs" in row, 'class="gap"' in row) == (is_red, is_red, is_red)
    assert words(row).casefold().count("contradicts itself") == (by == "redland")


def test_a_tag_has_a_count_a_choice_and_rows_of_its_own(client: Client) -> None:
    make_claim("redland", "60")
    make_claim("redland", "2")
    html = page(client)
    tally = words(html.split('<ul class="tally"')[1].split("</ul>")[0])
    assert "0 figures contradicted" in tally and "1 where a claimant contradicts itself" in tally
    assert '<option value="contradicts_itself">Contradicts itself' in html
    assert 'id="row-tank--lost--blueland"' in page(client, "?verdict=contradicts_itself")
    assert 'id="row-tank' not in page(client, "?verdict=contradictory")


def test_heads_of_a_pairing_have_no_verb_where_a_name_may_be_of_many(client: Client) -> None:
    make_claim()
    assert "Redland says it destroyed" in words(pairing(page(client)))
    side = Incident.objects.get().conflict.sides.get(key="redland")
    side.name = "Red Tigers"
    side.save()
    VocabularyVersion.renew()
    heads = words(pairing(page(client)))
    assert "Destroyed, as told by Red Tigers" in heads and "Tigers says" not in heads
