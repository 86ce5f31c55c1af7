"""The page of a party: what it said, what was said of the same facts later, its silences; never a comparison of parties."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from claims_app import models
from claims_app.services.recording import incident_changed
from tests.factories import make_claim, make_conflict, make_incident, make_party, moment
from tests.views.pages import queries
from tests.views.test_pages import NEVER

RED = "/parties/redland/"


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(" ".join(strip_tags(answer.content.decode()).split()))


def html_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def section(page: str, title: str) -> str:
    """The part of an incident's section under a heading."""
    return page.split(f"<h3>{title}</h3>")[1].split("<h3>")[0].split("</section>")[0]


def said(day: int, by: str, figure: str, about: str = "Redland", **fields: Any) -> models.Claim:
    incident = fields.get("incident") or make_incident()
    statement = models.Statement.objects.create(incident=incident, claimant=make_party(by), stated_from=moment(day))
    return make_claim(by, figure, about=about, statement=statement, **fields)


def a_week(client: Client) -> str:
    """Redland's tanks: its own figure, its own later one, the other side's before and after, an observer's."""
    make_conflict()
    said(1, "blueland", "9")
    said(2, "redland", "1")
    said(3, "blueland", "8")
    said(4, "observers", "5")
    said(5, "redland", "3")
    return html_of(client, RED)


def test_beside_a_claim_stands_what_itself_the_other_side_and_others_said_later(client: Client, db: None) -> None:
    page = section(a_week(client), "What it said")
    rows = [unescape(" ".join(strip_tags(row).split())) for row in page.split('<tr role="row">')[2:]]
    assert len(rows) == 2
    assert "Redland: 1 tank lost via Daily, 2 April 2016" in rows[0]
    for words in (
        "the other side, later Blueland: 8 tanks lost via Daily, 3 April 2016",
        "others, later Observers: 5 tanks lost via Daily, 4 April 2016",
        "itself, later Redland: 3 tanks lost via Daily, 5 April 2016",
    ):
        assert words in rows[0]
    assert "9 tanks" not in " ".join(rows)
    assert rows[1].endswith("nothing on file")


def test_every_claim_on_the_page_leads_to_its_own(client: Client, db: None) -> None:
    page = section(a_week(client), "What it said")
    numbers = {int(number) for number in re.findall(r'href="/claims/(\d+)/"', page)}
    assert numbers == set(models.Claim.objects.exclude(figure_text="9").values_list("pk", flat=True))


def test_what_an_organ_says_counts_as_the_partys_and_stands_on_its_own_page(client: Client, db: None) -> None:
    make_party("red-ministry", part_of=make_party("redland"))
    said(2, "red-ministry", "4")
    assert "4 tanks lost" in section(html_of(client, RED), "What it said")
    assert 'href="/parties/red-ministry/"' in html_of(client, RED)
    page = html_of(client, "/parties/red-ministry/")
    assert "4 tanks lost" in section(page, "What it said") and f'href="{RED}"' in page


def test_what_an_organ_says_later_is_said_by_itself(client: Client, db: None) -> None:
    make_party("red-ministry", part_of=make_party("redland"))
    said(2, "redland", "1")
    said(3, "red-ministry", "4")
    assert "itself, later" in section(html_of(client, RED), "What it said")


def test_a_silence_is_cited_and_an_omission_told(client: Client, db: None) -> None:
    make_conflict()
    said(2, "blueland", "8")
    said(2, "redland", "no figure given", kind="silence")
    part = section(html_of(client, RED), "Where it gave no figure")
    assert "No figure given" in part and "via Daily" in part
    assert "What it said</h3>" not in html_of(client, RED)


def test_what_a_list_of_losses_leaves_out_is_a_silence(client: Client, db: None) -> None:
    make_conflict()
    said(2, "redland", "1")
    said(2, "blueland", "3", object="helicopter")
    part = unescape(strip_tags(section(html_of(client, RED), "Where it gave no figure")))
    assert "Daily’s report of Redland’s losses names no helicopter (2 Apr)." in part


def test_what_others_say_of_its_losses_stands_apart(client: Client, db: None) -> None:
    page = a_week(client)
    part = section(page, "What others said of its losses")
    assert [int(n) for n in re.findall(r"(\d) tanks lost", part)] == [9, 8, 5]
    assert "Redland:" not in part


def test_a_party_that_never_speaks_shows_what_others_say_of_it(client: Client, db: None) -> None:
    make_conflict()
    said(2, "redland", "6", about="Blueland")
    page = html_of(client, "/parties/blueland/")
    assert "6 tanks lost" in section(page, "What others said of its losses")
    assert "What it said</h3>" not in page


def test_what_a_party_took_back_is_told_with_its_day(client: Client, db: None) -> None:
    make_conflict()
    said(2, "redland", "1", retracted_at=moment(3))
    part = section(html_of(client, RED), "Taken back")
    assert "taken back 3 April 2016" in part


def test_accounts_stand_apart_from_figures(reader: Client) -> None:
    page = html_of(reader, "/parties/azerbaijan/")
    part = section(page, "Accounts")
    assert "Who started it" in part
    assert "Who started it" not in section(page, "What it said")


def test_incidents_stand_newest_first_five_to_a_page(client: Client, db: None) -> None:
    conflict = make_conflict()
    for year in range(2001, 2009):
        day = date(year, 1, 1)
        said(
            2,
            "redland",
            "1",
            incident=make_incident(f"{year}-x", title=f"Year {year}", start=day, end=day, conflict=conflict),
        )
    assert re.findall(r">Year (\d+)</a></h2>", html_of(client, RED)) == ["2008", "2007", "2006", "2005", "2004"]
    second = html_of(client, f"{RED}?page=2")
    assert re.findall(r">Year (\d+)</a></h2>", second) == ["2003", "2002", "2001"]
    assert "Page 2 of 2" in second


def test_one_incident_can_be_read_whole(client: Client, db: None) -> None:
    make_conflict()
    for number in range(20):
        place = models.Place.objects.create(key=f"square-{number}", name=f"Square {number}")
        said(2, "redland", "1", place=place, refresh=False)
    models.VocabularyVersion.renew()
    incident_changed([make_incident().pk])
    short, whole = html_of(client, RED), html_of(client, f"{RED}?incident=2016-04-02-ford")
    assert 'href="?incident=2016-04-02-ford"' in short
    rows = len(models.StoredFinding.objects.filter(part="row"))
    assert section(short, "What it said").count('<th scope="row"') == 12 < rows
    assert section(whole, "What it said").count('<th scope="row"') == rows


def test_what_was_said_after_a_day_is_left_out_and_what_it_took_back_later_still_stands(
    client: Client, db: None
) -> None:
    make_conflict()
    said(1, "blueland", "9")
    said(2, "redland", "1", retracted_at=moment(4))
    said(5, "redland", "3")
    then, words = html_of(client, f"{RED}?asof=2016-04-02"), text_of(client, f"{RED}?asof=2016-04-02")
    assert "1 tank lost" in section(then, "What it said") and "3 tanks" not in then and "Taken back" not in then
    assert "As said by the end of 2 April 2016." in words and 'value="2016-04-02"' in then
    assert "1 tank lost" in section(html_of(client, f"{RED}?asof=2016-04-04"), "Taken back")
    assert "Nothing of it had been said by then." in text_of(client, f"{RED}?asof=2016-03-01")
    assert f'<a href="{RED}">Show today’s</a>' in then
    one = html_of(client, f"{RED}?incident=2016-04-02-ford&asof=2016-04-02")
    assert 'name="incident" value="2016-04-02-ford"' in one and "?incident=2016-04-02-ford" in one
    assert client.get(f"{RED}?asof=2016-99-99").status_code == 200


def test_a_page_of_a_party_by_today_says_the_same_as_by_a_day_long_after(reader: Client) -> None:
    for party in models.Party.objects.filter(key__in=["azerbaijan", "armenia", "karabakh"]):
        today = html_of(reader, party.get_absolute_url()).split('<section class="of-incident"')[1:]
        later = html_of(reader, f"{party.get_absolute_url()}?asof=2040-01-01").split('<section class="of-incident"')[1:]
        assert [part.split("<nav")[0] for part in today] == [part.split("<nav")[0] for part in later]


def test_drafts_and_unpublished_claims_are_not_there(client: Client, db: None) -> None:
    make_conflict()
    said(2, "redland", "77", published=False)
    assert "77" not in text_of(client, RED)
    assert "Nothing on file." in text_of(client, RED)


@pytest.mark.parametrize(
    "query", ["?page=%00", "?page=99999999999999999999", "?incident=%00", "?incident=nowhere", "?page=-4"]
)
def test_odd_query_strings_never_fail(client: Client, db: None, query: str) -> None:
    make_claim()
    assert client.get(RED + query).status_code == 200
    assert client.get("/parties/" + query).status_code == 200


def test_no_page_of_a_party_counts_ranks_or_judges(reader: Client) -> None:
    words = (*NEVER, "only", "enemy", "average", "mean", "score", "rank", "most", "total")
    for party in [*models.Party.objects.all(), None]:
        page = html_of(reader, party.get_absolute_url() if party else "/parties/")
        said_by_us = strip_tags(re.sub(r"<(q|blockquote|a)\b.*?</\1>", " ", page, flags=re.S)).casefold()
        assert [word for word in words if re.search(rf"\b{word}\b", said_by_us)] == [], party
        assert "%" not in said_by_us, party


# ------------------------------------------------------------------ all parties


def test_parties_stand_by_conflict_and_side_with_roles_all_by_name(client: Client, db: None) -> None:
    conflict = make_conflict(sides=(("zealand", "z"), ("aland", "a")))
    models.Side.objects.filter(key="aland").update(role="de facto authorities")
    make_party("a-army", part_of=make_party("aland"), kind="armed_force")
    make_party("watchers", kind="observer")
    for by in ("a-army", "watchers"):
        make_claim(by, "5", about="Zealand", incident=make_incident(conflict=conflict))
    page = html_of(client, "/parties/")
    assert re.findall(r"<h3>([^<]+)</h3>", page) == ["Aland", "Zealand"]
    aland = page.split("<h3>Aland</h3>")[1].split("<h3>")[0]
    assert "de facto authorities" in aland and "A Army" in aland.split('class="organs"')[1]
    assert "Watchers" in page.split("In no side")[1]
    assert page.count("A Army") == 1


def test_the_days_of_a_membership_are_told(client: Client, db: None) -> None:
    make_conflict()
    models.SideMembership.objects.filter(party__key="redland").update(since=date(2015, 1, 1), until=date(2017, 1, 1))
    assert "since 1 January 2015, until 1 January 2017" in text_of(client, "/parties/")
    assert "since 1 January 2015, until 1 January 2017" in text_of(client, RED)


# ------------------------------------------------------------------ cost


def test_the_pages_take_as_many_queries_for_80_claims_organs_and_incidents_as_for_20(client: Client, db: None) -> None:
    conflict, addresses = (
        make_conflict(),
        [RED, f"{RED}?incident=2016-04-02-ford", "/parties/", f"{RED}?asof=2016-04-03"],
    )
    make_incident("2016-04-03-bridge", conflict=conflict)

    def grow(wanted: int) -> None:
        slugs = ["2016-04-02-ford", "2016-04-03-bridge"] + (
            ["2016-04-04-hill", "2016-04-05-wood"] if wanted > 20 else []
        )
        for number in range(wanted - models.Claim.objects.count()):
            by = ("redland", "blueland", "observers", f"red-{number % 7}" if wanted > 20 else "redland")[number % 4]
            if by.startswith("red-"):
                make_party(by, part_of=make_party("redland"))
            incident = make_incident(slugs[number % len(slugs)], conflict=conflict)
            said(2 + number % 5, by, str(number), incident=incident, refresh=False)
        incident_changed(models.Incident.objects.values_list("pk", flat=True))

    grow(20)
    few = {address: queries(client, address) for address in addresses}
    grow(80)
    assert models.Claim.objects.visible().count() == 80
    assert {address: queries(client, address) for address in addresses} == few
    assert max(few.values()) <= 6
