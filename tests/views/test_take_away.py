"""The take-away page, the files, and one row as text: the page's filters and clocks hold, and both clocks are pinned."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from tests.conflicts import APRIL, FOUR_SIDES, TWO_CAMPS
from tests.views.pages import queries

FORMS = ("csv", "xlsx", "json", "md", "wiki")
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "wiki": "text/plain; charset=utf-8",
}
PINNED = r"asof=\d{4}-\d\d-\d\d&known=\d{4}-\d\d-\d\d"


def page(reader: Client, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("board", [APRIL, TWO_CAMPS, FOUR_SIDES])
@pytest.mark.parametrize("query", ["", "?gaps=1", "?measure=tank&asof=2016-04-02"])
def test_the_page_leads_to_every_form_with_the_same_query(reader: Client, board: str, query: str) -> None:
    text = unescape(page(reader, f"{board}take-away/{query}"))
    for form in FORMS:
        assert f'href="{board}board.{form}{query}"' in text
        answer = reader.get(f"{board}board.{form}{query}")
        assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA[form])
        assert re.search(rf"{PINNED}>; rel=\"canonical\"$", answer["Link"])
    assert f"/embed{board}{query}" in text and f"/feeds{board.rstrip('/')}.atom" in text


def test_the_board_leads_to_the_page_and_keeps_its_filters(reader: Client) -> None:
    assert f'href="{APRIL}take-away/?measure=tank"' in page(reader, f"{APRIL}?measure=tank")


def test_the_permalink_pins_both_clocks_and_shows_the_same_rows(reader: Client) -> None:
    text = page(reader, f"{APRIL}take-away/?measure=tank")
    (address,) = set(re.findall(rf"http://testserver({APRIL}\?measure=tank&{PINNED})(?=[\"<])", unescape(text)))
    now, pinned = (
        json.loads(reader.get(at.replace("?", "board.json?")).content) for at in (f"{APRIL}?measure=tank", address)
    )
    for name in ("asof", "known", "permalink"):
        now.pop(name)
        pinned.pop(name)
    assert pinned == now


def test_days_that_the_reader_chose_are_kept_in_the_permalink(reader: Client) -> None:
    text = unescape(page(reader, f"{APRIL}take-away/?known=2030-01-02&asof=2016-04-03"))
    assert f"{APRIL}?asof=2016-04-03&known=2030-01-02" in text
    assert "as said by 3 April 2016, as recorded by 2 January 2030" in text


def test_every_form_has_the_permalink_the_moment_and_the_convention_inside(reader: Client) -> None:
    for form in ("csv", "json", "md", "wiki"):
        text = reader.get(f"{APRIL}board.{form}?asof=2016-04-03&known=2030-01-02").content.decode()
        assert f"http://testserver{APRIL}?asof=2016-04-03&known=2030-01-02" in text, form
        assert "figures-p1" in text and ("2016-04-03" in text or "3 April 2016" in text), form


@pytest.mark.parametrize("address", ["take-away/", "board.csv", "board.wiki", "text/ship--lost--teskia/"])
def test_an_unknown_incident_is_404(reader: Client, address: str) -> None:
    assert reader.get(f"/incidents/1999-01-01-nowhere/{address}").status_code == 404


def test_every_row_account_and_pairing_leads_to_itself_as_text(reader: Client) -> None:
    for board in (APRIL, TWO_CAMPS, FOUR_SIDES):
        shown = json.loads(reader.get(f"{board}board.json").content)
        keys = [row["key"] for row in (*shown["rows"], *shown["accounts"])]
        keys += [f"{pair['object']}--{pair['outcome']}" for pair in shown["mirror"]]
        links = re.findall(rf'href="({board}text/[^"]+)" data-copy-text', page(reader, board))
        assert sorted(links) == sorted(f"{board}text/{key}/" for key in keys)
        for link in links:
            answer = reader.get(link)
            text = answer.content.decode()
            assert answer["Content-Type"] == "text/plain; charset=utf-8"
            assert text.count("\n") == 1 and re.search(rf"{board}\?{PINNED}\n$", text), link


def test_a_row_as_text_keeps_the_filters_of_its_board(reader: Client) -> None:
    link = re.search(
        rf'href="({TWO_CAMPS}text/[^"]+)" data-copy-text', page(reader, f"{TWO_CAMPS}?gaps=1&sides=halvora")
    )
    assert link and link[1].endswith("?gaps=1&amp;sides=halvora")
    text = page(reader, unescape(link[1]))
    assert "Teskia (" not in text and "gaps=1&sides=halvora&asof=" in text


def test_what_the_board_does_not_show_has_no_text(reader: Client) -> None:
    assert reader.get(f"{TWO_CAMPS}text/ship--lost--teskia/?measure=soldier").status_code == 404
    assert reader.get(f"{TWO_CAMPS}text/nothing%00/").status_code == 404


def test_the_printed_page_ends_with_the_permalink(reader: Client) -> None:
    text = unescape(page(reader, f"{APRIL}?measure=tank"))
    assert re.search(
        rf'<p class="printed">http://testserver{re.escape(APRIL)}\?measure=tank&{PINNED} Revision \d+', text
    )


def test_the_page_of_an_incident_and_of_a_claim_hold_data_for_machines(reader: Client) -> None:
    text = page(reader, APRIL)
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    graph = json.loads(block)["@graph"]
    assert graph[0]["@type"] == "Dataset" and {node["@type"] for node in graph[1:]} == {"Claim"}
    ids = set(re.findall(r'id="c(\d+)[a-z]"', text))
    assert ids <= {node["@id"].split("/")[-2] for node in graph[1:]}
    address = graph[1]["url"].removeprefix("http://testserver")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(reader, address))
    assert json.loads(block) == {"@context": "https://schema.org", **graph[1]}


def test_a_part_of_the_page_carries_no_data_block(reader: Client) -> None:
    part = reader.get(APRIL, headers={"hx-request": "true", "hx-target": "board"}).content.decode()
    assert "ld+json" not in part and "data-copy-text" in part


@pytest.mark.parametrize("address", ["take-away/", "text/tank--lost/", "board.xlsx", "board.md", "board.wiki"])
def test_each_takes_few_queries(reader: Client, address: str) -> None:
    assert queries(reader, f"{APRIL}{address}") <= 6
