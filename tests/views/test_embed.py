"""The frame for other sites: no cookie, no script, its own policy; the rest of the site stays out of frames."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.conflicts import APRIL, FOUR_SIDES, TWO_CAMPS
from tests.views.pages import FIXED, queries

EMBED = f"/embed{APRIL}"


@pytest.mark.parametrize("board", [APRIL, TWO_CAMPS, FOUR_SIDES])
@pytest.mark.parametrize("query", ["", "?gaps=1&theme=dark", "?asof=1900-01-01"])
def test_it_always_has_its_date_its_sources_the_disclaimer_and_a_link_back(
    reader: Client, board: str, query: str
) -> None:
    text = reader.get(f"/embed{board}{query}").content.decode()
    said = "1 January 1900" if "1900" in query else r"\d+ \w+ \d{4}"
    assert re.search(rf"As said by {said}, as recorded by \d+ \w+ \d{{4}}\.", text)
    assert re.search(r"\d+ reports?,|No report on file", text)
    assert "cannot both be true; it says nothing about which is" in text
    assert f'href="http://testserver{board}' in text


def test_it_sets_no_cookie_and_looks_at_no_session(reader: Client) -> None:
    answer = reader.get(EMBED, headers={"cookie": "sessionid=abcdefghijklmnopqrstuvwxyz012345"})
    assert answer.status_code == 200
    assert not answer.cookies and "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.get("Vary", "")


def test_it_runs_no_script_and_has_no_form(reader: Client) -> None:
    text = reader.get(EMBED).content.decode()
    assert "<script" not in text and "<form" not in text and "hx-" not in text and " style=" not in text


def test_it_may_be_framed_by_the_sites_of_the_setting_and_by_all_at_first(reader: Client, settings: Any) -> None:
    answer = reader.get(EMBED)
    assert "frame-ancestors *" in answer["Content-Security-Policy"] and "X-Frame-Options" not in answer
    settings.EMBED_ANCESTORS = ["https://news.example.org", "https://blog.example.org"]
    policy = reader.get(EMBED)["Content-Security-Policy"]
    assert "frame-ancestors https://news.example.org https://blog.example.org" in policy
    assert "script-src 'self'" in policy and "default-src 'self'" in policy


@pytest.mark.parametrize(
    "address", [*FIXED, f"{APRIL}take-away/", f"{APRIL}board.wiki", "/feeds/latest.atom", "/embed/incidents/nowhere/"]
)
def test_everything_else_stays_out_of_frames(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("query", "mark"),
    [("?theme=dark", ' data-theme="dark"'), ("?theme=light", ' data-theme="light"'), ("?theme=<b>", ""), ("", "")],
)
def test_its_colours_are_those_asked_for_or_the_readers_own(reader: Client, query: str, mark: str) -> None:
    assert f'<html lang="en"{mark}>' in reader.get(EMBED + query).content.decode()


def test_it_shows_the_same_rows_as_the_page(reader: Client) -> None:
    for query in ("", "?measure=ship", "?gaps=1"):
        rows = [
            re.findall(r'id="(row-[^"]+)"', reader.get(at + query).content.decode())
            for at in (TWO_CAMPS, f"/embed{TWO_CAMPS}")
        ]
        assert rows[0] == rows[1] != []


def test_its_links_open_outside_the_frame_and_lead_to_pages(reader: Client) -> None:
    text = reader.get(f"/embed{TWO_CAMPS}").content.decode()
    assert '<base target="_blank">' in text and "Copy as text" not in text
    for link in set(re.findall(r'href="(/claims/[^"]+)"', text)):
        assert reader.get(link).status_code == 200


def test_a_closed_site_closes_it_too(reader: Client, settings: Any) -> None:
    settings.READERS = "login"
    answer = reader.get(EMBED)
    assert (
        answer.status_code == 302 and answer["Location"].startswith("/login/") and answer["X-Frame-Options"] == "DENY"
    )


def test_it_takes_few_queries(reader: Client) -> None:
    assert queries(reader, EMBED) <= 6
