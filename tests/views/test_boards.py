"""The incident page: whole, as its board or drawer alone, filtered, and the same figures in every form."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from claims_app.models import Claim
from tests.conflicts import APRIL, FOUR_SIDES, TWO_CAMPS

API = "/api/v1/incidents/2016-04-02-karabakh/board"
BOARD = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "board"}
DRAWER = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "drawer"}


def text_of(client: Client, address: str, **headers: str) -> str:
    return client.get(address, **headers).content.decode()


def rows_shown(page: str) -> list[str]:
    return re.findall(r'<tr role="row" id="row-([^"]+)"', page)


def six_tanks() -> int:
    return Claim.objects.get(figure_text="six", object__key="tank", incident__slug="2016-04-02-karabakh").pk


# ------------------------------------------------------------------ the page and its parts


def test_the_pairing_stands_in_the_first_html_before_the_table(reader: Client) -> None:
    page = text_of(reader, APRIL)
    first = page.split('<table class="pair')[1].split('<tr role="row" id="pair-')[1]
    assert re.findall(r'class="fig[^"]*">([^<]*)<', first) == ["6", "2", "1"]
    assert first.count("via RT") == 3
    assert page.index('<table class="pair') < page.index('<table class="board')


def test_htmx_gets_the_board_alone_and_the_drawer_alone(reader: Client) -> None:
    board = text_of(reader, APRIL, **BOARD)
    assert board.strip().startswith('<div id="board">') and "<html" not in board
    drawer = text_of(reader, f"{APRIL}?claim={six_tanks()}", **DRAWER)
    assert drawer.strip().startswith('<aside id="drawer"') and "<table" not in drawer
    closed = text_of(reader, APRIL, **DRAWER)
    assert 'id="drawer"' in closed and " hidden" in closed


@pytest.mark.parametrize("part", [BOARD, DRAWER], ids=["board", "drawer"])
def test_going_back_in_history_gets_the_whole_page(reader: Client, part: dict[str, str]) -> None:
    page = text_of(reader, APRIL, **part, HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert "<html" in page and "</html>" in page


@pytest.mark.parametrize("part", [{}, BOARD, DRAWER], ids=["page", "board", "drawer"])
def test_a_part_is_never_taken_for_the_page(reader: Client, part: dict[str, str]) -> None:
    answer = reader.get(APRIL, **part)
    assert "HX-Request" in answer["Vary"]
    assert ("no-store" in answer.get("Cache-Control", "")) is bool(part)


def test_a_part_pushes_the_address_without_empty_parameters(reader: Client) -> None:
    answer = reader.get(f"{APRIL}?verdict=contradictory&about=&measure=&asof=", **BOARD)
    assert answer["HX-Push-Url"] == f"{APRIL}?verdict=contradictory"
    assert reader.get(f"{APRIL}?about=&asof=", **BOARD)["HX-Push-Url"] == APRIL


def test_the_drawer_is_rendered_on_the_server_and_closes_to_the_same_filters(reader: Client) -> None:
    page = text_of(reader, f"{APRIL}?about=armenia&claim={six_tanks()}")
    drawer = page.split('<aside id="drawer"')[1].split("</aside>")[0]
    assert "<blockquote" in drawer
    assert f'href="{APRIL}?about=armenia"' in drawer


def test_a_claim_of_another_incident_opens_no_drawer(reader: Client) -> None:
    other = Claim.objects.filter(incident__slug="1987-06-14-strait").first()
    assert other is not None
    page = text_of(reader, f"{APRIL}?claim={other.pk}")
    assert "<blockquote" not in page


def test_the_canonical_address_has_a_fixed_order_and_no_open_claim(reader: Client) -> None:
    page = text_of(reader, f"{APRIL}?asof=2016-04-02&claim={six_tanks()}&x=1&about=azerbaijan&gaps=0")
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)"', page)
    assert unescape(canonical) == f"http://testserver{APRIL}?about=azerbaijan&asof=2016-04-02"


# ------------------------------------------------------------------ filters


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("about=azerbaijan", lambda row: "azerbaijan" in row["losses_of"]),
        ("measure=tank", lambda row: row["object"] == "tank"),
        ("verdict=contradictory", lambda row: row["finding"]["verdict"] == "contradictory"),
        ("verdict=unanswered", lambda row: row["finding"]["admission"] == "silent"),
        ("about=azerbaijan&verdict=one_sided", lambda row: row["finding"]["verdict"] == "one_sided"),
    ],
    ids=["about", "measure", "contradictory", "unanswered", "two at once"],
)
def test_a_filter_is_a_plain_address_that_keeps_the_matching_rows(reader: Client, query: str, wanted: Any) -> None:
    whole = {row["key"]: row for row in reader.get(API).json()["rows"]}
    shown = rows_shown(text_of(reader, f"{APRIL}?{query}"))
    assert 0 < len(shown) < len(whole)
    assert all(wanted(whole[key]) for key in shown)


def test_figures_that_differ_keeps_the_rows_on_which_two_camps_differ(reader: Client) -> None:
    shown = rows_shown(text_of(reader, f"{APRIL}?gaps=1"))
    assert {"tank--lost--azerbaijan", "helicopter--lost--azerbaijan"} <= set(shown)
    whole = {row["key"]: row for row in reader.get(API).json()["rows"]}
    for key in shown:
        speaking = [cell for cell in whole[key]["cells"].values() if cell["state"] == "figure"]
        assert len(speaking) > 1, key


def test_every_count_in_the_head_is_a_link_to_that_many_rows(reader: Client) -> None:
    page = text_of(reader, APRIL)
    tally = page.split('<ul class="tally"')[1].split("</ul>")[0]
    links = re.findall(r'<a href="(\?[^"]+)"[^>]*><b>(\d+)</b>', tally)
    assert len(links) >= 4
    for address, count in links:
        assert len(rows_shown(text_of(reader, APRIL + unescape(address)))) == int(count), address


def test_filters_keep_the_days_and_the_columns_that_the_form_does_not_show(reader: Client) -> None:
    page = text_of(reader, f"{APRIL}?known=2099-01-01&sides=azerbaijan,karabakh")
    form = page.split('<form class="filters"')[1].split("</form>")[0]
    assert 'name="known" value="2099-01-01"' in form and 'name="sides" value="azerbaijan,karabakh"' in form


def test_wanted_sides_are_the_columns(reader: Client) -> None:
    page = text_of(reader, f"{APRIL}?sides=azerbaijan,karabakh")
    head = page.split('<table class="board')[1].split("</thead>")[0]
    names = [strip_tags(cell).split() for cell in re.findall(r"<th .*?</th>", head, flags=re.S)]
    for name, wanted in zip(names, ["Measure", "Azerbaijan", "Karabakh", "Finding"], strict=True):
        assert name[0].startswith(wanted)


def test_no_row_that_matches_says_so_and_offers_the_way_back(reader: Client) -> None:
    page = text_of(reader, f"{APRIL}?measure=submarine")
    assert "No measure matches these filters" in page and "Clear filters" in page


def test_a_day_that_is_no_date_is_named_and_left_out(reader: Client) -> None:
    page = text_of(reader, f"{APRIL}?asof=yesterday")
    assert "“yesterday” is no date" in page
    assert rows_shown(page) == rows_shown(text_of(reader, APRIL))


# ------------------------------------------------------------------ one board in every form


@pytest.mark.parametrize("query", ["", "?about=azerbaijan", "?verdict=contradictory", "?asof=2016-04-02"])
def test_the_file_and_the_api_give_the_same_board(reader: Client, query: str) -> None:
    assert reader.get(f"{APRIL}board.json{query}").json() == reader.get(API + query).json()


@pytest.mark.parametrize("address", [APRIL, TWO_CAMPS, FOUR_SIDES], ids=["april", "two camps", "four sides"])
@pytest.mark.parametrize("query", ["", "?gaps=1"])
def test_page_json_and_csv_hold_the_same_rows_and_claims(reader: Client, address: str, query: str) -> None:
    board = reader.get(f"{address}board.json{query}").json()
    page = text_of(reader, address + query)
    lines = list(csv.DictReader(StringIO(text_of(reader, f"{address}board.csv{query}").lstrip("\ufeff"))))
    cells = [cell for row in [*board["rows"], *board["accounts"]] for cell in row["cells"].values()]
    claims = {claim["id"]: claim for cell in cells for claim in cell["claims"]}
    assert sorted(rows_shown(page)) == sorted(row["key"] for row in board["rows"])
    on_page = {int(number) for number in re.findall(r'id="c(\d+)[ta]"', page)}
    assert on_page == set(claims)
    assert {int(line["claim_id"]) for line in lines} == set(claims)
    for line in lines:
        figure = claims[int(line["claim_id"])]["figure"]
        assert not figure or line["figure"] == figure["text"]


def test_the_page_shows_each_figure_in_the_column_of_its_side(reader: Client) -> None:
    board = reader.get(f"{APRIL}board.json").json()
    page = text_of(reader, APRIL)
    sides = [side["key"] for side in board["sides"]]
    for row in board["rows"]:
        html = page.split(f'<tr role="row" id="row-{row["key"]}">')[1].split("</tr>")[0]
        columns = re.findall(r'<td role="cell" class="[^"]*">(.*?)</td>', html, flags=re.S)
        for side, column in zip(sides, columns, strict=False):
            wanted = [claim["id"] for claim in row["cells"][side]["claims"]]
            assert [int(number) for number in re.findall(r'id="c(\d+)t"', column)] == wanted


# ------------------------------------------------------------------ four sides


def test_a_wing_of_four_answers_for_its_own_row_alone(reader: Client) -> None:
    """Dorran's "none" stands under Cendra's seven, not under what the Council says of Anvik."""
    page = text_of(reader, FOUR_SIDES)
    row = page.split('id="pair-soldier-')[1].split("</tr>")[0]
    wings = [re.findall(r'class="fig[^"]*">([^<]*)<', wing) for wing in row.split('class="wing ')[1:]]
    assert wings == [["12", "3"], ["at least 30"], ["7", "0"], ["several"]]


def test_with_four_sides_the_measure_stands_first(reader: Client) -> None:
    row = text_of(reader, FOUR_SIDES).split('id="pair-soldier-')[1].split("</tr>")[0]
    assert row.index('class="what"') < row.index('class="wing ')
