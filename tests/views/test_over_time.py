"""The pages over time: one row as chart, table and file; all rows; what is odd, early, retracted, very large, right to left."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags

from claims_app.models import Incident
from claims_app.services.timelines import PANELS_A_PAGE
from tests.conflicts import APRIL, FOUR_SIDES, TWO_CAMPS
from tests.factories import make_claim, make_incident, make_party, moment
from tests.views.pages import queries
from tests.views.test_queries import add_places, fill

TANKS = f"{APRIL}over-time/tank--lost--azerbaijan/"
FORD = "/incidents/2016-04-02-ford/"
ROW = f"{FORD}over-time/tank--lost--blueland/"
NEVER = ("verdict", "admits", "unanswered", "one-sided", "agreed", "only", "merely", "enemy")


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def words(page: str) -> str:
    return " ".join(unescape(strip_tags(page)).split())


def table(page: str) -> list[list[str]]:
    body = page.split('<table class="plain stack data"')[1].split("<tbody")[1].split("</tbody>")[0]
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)] for row in body.split("<tr ")[1:]]


def drawn(page: str, name: str = "wide") -> str:
    return page.split(f"at-{name}")[1].split("</svg>")[0]


@pytest.fixture
def revised(reader: Client) -> Client:
    """Redland said 6 on 2 April, "over 100" on 4 April; Blueland gave no figure; something was taken back."""
    first = make_claim("redland", "6", stated_at=moment(2))
    make_claim("redland", "over 100", stated_at=moment(4, 9), revises=first)
    make_claim("blueland", "no figure given", about="Blueland", stated_at=moment(2))
    make_claim("redland", "3", object="drone", stated_at=moment(2), retracted_at=moment(5))
    return reader


def test_every_row_of_the_board_has_its_page_over_time(reader: Client) -> None:
    for board in (APRIL, TWO_CAMPS, FOUR_SIDES):
        for row in reader.get(f"{board}board.json").json()["rows"]:
            page = reader.get(f"{board}over-time/{row['key']}/")
            assert page.status_code == 200, row["key"]
            assert row["label"] in page.content.decode()


def test_chart_and_table_hold_the_same_claims(revised: Client) -> None:
    page = text(revised, ROW)
    rows = table(page)
    assert [row[1] for row in rows] == ["6", "gave no figure", "over 100"]
    assert [row[5] for row in rows] == ["revised 4 April 2016: “over 100”", "stands", "stands"]
    assert [row[4] for row in rows][2] == "4 April 2016, 09:00"
    for name in ("wide", "narrow"):
        chart = drawn(page, name)
        assert [word in chart for word in ("over 100", "gave no figure", "\u2068Redland\u2069", ">6<")] == [
            True, True, True, False,
        ]  # fmt: skip
        assert "\u20686\u2069" in chart and "fades" in chart


def test_what_a_side_took_back_stays_on_its_page(revised: Client) -> None:
    page = text(revised, f"{FORD}over-time/drone--lost--blueland/")
    assert table(page)[0][5] == "withdrawn 5 April 2016"
    assert "M-5-5 5 5M-5 5 5-5" in drawn(page)


def test_the_board_leads_to_a_row_with_more_than_one_moment(revised: Client) -> None:
    board = text(revised, FORD)
    row = board.split('id="row-tank--lost--blueland"')[1].split("</tr>")[0]
    assert row.count(f'href="{ROW}"') == 2
    assert "was 6" in words(row)
    single = text(revised, APRIL).split('id="row-tank--lost--azerbaijan"')[1].split("</tr>")[0]
    assert "over-time" not in single


def test_as_of_a_day_nothing_later_is_shown_and_the_flag_stands_there(revised: Client) -> None:
    page = text(revised, f"{ROW}?asof=2016-04-03")
    assert [row[1] for row in table(page)] == ["6", "gave no figure"]
    assert "As of 3 April 2016, end of day" in drawn(page)
    assert "over 100" not in page
    assert f'href="{FORD}?asof=2016-04-03&amp;claim=' in page


def test_before_the_first_claim_the_page_leads_to_it(revised: Client) -> None:
    page = text(revised, f"{ROW}?asof=2016-04-01")
    assert "Nothing had been said by then" in page
    assert f'href="{ROW}?asof=2016-04-02"' in page
    assert revised.get(f"{ROW}?asof=2016-04-01&format=svg").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "tank--lost", "%00", "x" * 3000, "танк", "%3Cscript%3E"])
def test_an_unknown_row_is_not_found_with_a_way_back(reader: Client, key: str) -> None:
    answer = reader.get(f"{APRIL}over-time/{key}/")
    assert answer.status_code == 404
    assert f'href="{APRIL}over-time/"' in answer.content.decode()
    assert f'href="{APRIL}"' in answer.content.decode()


@pytest.mark.parametrize("page", ["over-time/", "over-time/tank/", "history/", "history/diff/"])
def test_an_unknown_incident_is_not_found_and_an_old_slug_leads_on(reader: Client, page: str) -> None:
    assert reader.get(f"/incidents/nothing-here/{page}").status_code == 404
    Incident.objects.get(slug="2016-04-02-karabakh").old_slugs.create(slug="an-old-slug")
    moved = reader.get(f"/incidents/an-old-slug/{page}?asof=2016-04-02")
    assert (moved.status_code, moved["Location"]) == (301, f"{APRIL}{page}?asof=2016-04-02")


def test_the_file_stands_alone(reader: Client) -> None:
    answer = reader.get(f"{TANKS}?format=svg&asof=2016-04-02")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "filename*=UTF-8" in answer["Content-Disposition"]
    root = ElementTree.fromstring(answer.content)
    name = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{name}svg"
    assert not list(root.iter(f"{name}script")) and not list(root.iter(f"{name}style"))
    said = " ".join(" ".join(root.itertext()).split())
    for part in ("Tanks lost", "2 April 2016", "cannot both be true", f"http://testserver{TANKS}?asof=2016-04-02"):
        assert part in said
    assert all(line.get("stroke") or line.get("class") for line in root.iter(f"{name}line"))
    assert all(line.get("stroke") for line in root.iter(f"{name}line") if "tc-flag" not in str(line.get("class")))


def test_very_large_numbers_are_grouped_and_the_scale_says_that_it_is_logarithmic(reader: Client) -> None:
    make_claim("redland", "2,500,000", stated_at=moment(2))
    make_claim("blueland", "3", stated_at=moment(3))
    page = text(reader, ROW)
    assert "2\u202f500\u202f000" in drawn(page) and ">log<" in drawn(page)
    assert "The scale is logarithmic" in page


def test_names_that_run_leftward_keep_their_own_direction(reader: Client) -> None:
    party = make_party("north", name="القوات الشمالية")
    make_claim(party.key, "6", stated_at=moment(2))
    make_claim("redland", "2", stated_at=moment(3))
    page = text(reader, ROW)
    assert "\u2068القوات الشمالية\u2069" in drawn(page)
    assert "<bdi>القوات الشمالية</bdi>" in page


def test_all_rows_stand_over_the_same_days_and_lead_to_their_pages(reader: Client) -> None:
    page = text(reader, f"{APRIL}over-time/")
    keys = [row["key"] for row in reader.get(f"{APRIL}board.json").json()["rows"]]
    assert re.findall(r'href="/incidents/2016-04-02-karabakh/over-time/([^/"]+)/"', page) == keys
    assert 'aria-current="page">Over time' in page
    others = text(reader, TANKS).split('id="others-title"')[1]
    assert re.findall(r'href="[^"]+over-time/([^/"]+)/"', others) == [
        key for key in keys if key != "tank--lost--azerbaijan"
    ]


def test_an_incident_without_claims_says_so(reader: Client) -> None:
    make_incident("2016-05-05-quiet", title="Quiet")
    assert "Nothing on file yet" in text(reader, "/incidents/2016-05-05-quiet/over-time/")
    assert "Nothing on file yet" in text(reader, "/incidents/2016-05-05-quiet/history/")
    assert reader.get("/incidents/2016-05-05-quiet/history/diff/").status_code == 200
    assert reader.get("/incidents/2016-05-05-quiet/").status_code == 200


def test_no_page_over_time_uses_a_word_that_judges(revised: Client) -> None:
    pages = [ROW, TANKS, f"{APRIL}over-time/", f"{FORD}history/", f"{FORD}history/diff/?from=2016-04-02"]
    for address in pages:
        said = words(text(revised, address)).casefold().replace("one side only", "")
        assert [word for word in NEVER if re.search(rf"\b{word}\b", said)] == [], address


def test_many_claims_take_as_many_queries_as_few(reader: Client, tmp_path: Path) -> None:
    add_places(tmp_path)
    incident = Incident.objects.get(slug="1987-06-14-strait")
    fill(incident, 20)
    addresses = [
        f"{TWO_CAMPS}over-time/", f"{TWO_CAMPS}over-time/ship--lost--teskia/", f"{TWO_CAMPS}history/",
        f"{TWO_CAMPS}history/diff/?from=1987-06-13&to=1987-06-14", f"{TWO_CAMPS}over-time/?asof=1987-06-14",
        f"{TWO_CAMPS}history/diff/?known_from=2000-01-01&known_to=2100-01-01", f"{TWO_CAMPS}over-time/?known=2100-01-01",
    ]  # fmt: skip
    cache.clear()
    few = {address: queries(reader, address) for address in addresses}
    fill(incident, 60)
    cache.clear()
    assert {address: queries(reader, address) for address in addresses} == few
    assert few[addresses[0]] <= 6 and max(few.values()) <= 20, json.dumps(few)


def test_very_many_rows_stand_page_by_page_and_a_row_shows_those_of_its_page(reader: Client, tmp_path: Path) -> None:
    add_places(tmp_path)
    incident = Incident.objects.get(slug="1987-06-14-strait")
    fill(incident, 120)
    keys = [row["key"] for row in reader.get(f"{TWO_CAMPS}board.json").json()["rows"]]
    assert len(keys) > PANELS_A_PAGE
    link = re.compile(r'href="[^"]+over-time/([^/"?]+)/\?axis=recorded"')
    first = text(reader, f"{TWO_CAMPS}over-time/?axis=recorded")
    second = text(reader, f"{TWO_CAMPS}over-time/?axis=recorded&page=2")
    assert link.findall(first) == keys[:PANELS_A_PAGE]
    assert link.findall(second) == keys[PANELS_A_PAGE : 2 * PANELS_A_PAGE]
    assert 'rel="next" href="?axis=recorded&amp;page=2"' in first
    row = text(reader, f"{TWO_CAMPS}over-time/{keys[PANELS_A_PAGE]}/?axis=recorded")
    assert link.findall(row.split('id="others-title"')[1]) == keys[PANELS_A_PAGE + 1 : 2 * PANELS_A_PAGE]
    assert f"All {len(keys)} measures" in row and row.count("<option ") == len(keys)
    moved = reader.get(f"{TWO_CAMPS}over-time/?row={keys[-1]}")
    assert moved["Location"] == f"{TWO_CAMPS}over-time/{keys[-1]}/"


def test_a_row_keeps_its_address_while_the_day_asked_for_changes(revised: Client) -> None:
    for day in (date(2016, 4, 2), date(2016, 4, 4)):
        page = text(revised, f"{ROW}?asof={day}")
        assert f'rel="canonical" href="http://testserver{ROW}?asof={day}"' in page
