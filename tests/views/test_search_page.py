"""The search page answers every way of asking: whole, as a piece, without script, with odd query strings."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims_app.models import Claim
from tests.services.test_search import odd_texts


def page_of(reader: Client, address: str, **headers: str) -> str:
    return reader.get(address, headers=headers).content.decode()


def htmx(target: str, current: str = "/", **more: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": f"http://testserver{current}", **more}


def test_every_word_must_occur_and_the_number_is_said(reader: Client) -> None:
    page = page_of(reader, "/search/?q=tanks+artillery")
    assert re.search(r'id="count">\d+ results', page)
    assert "<mark>tanks</mark>" in page
    nothing = page_of(reader, "/search/?q=tanks+submarines")
    assert 'id="count">No results<' in nothing
    assert "Nothing on file matches." in nothing
    assert nothing.count('<li><a href="/incidents/') == 3, "the nearest three"


@pytest.mark.parametrize("address", ["/search/", "/search/?q=", "/search/?q=a", "/search/?q=%22"])
def test_too_little_is_said_so(reader: Client, address: str) -> None:
    assert "Type two letters or more" in page_of(reader, address)


def test_what_is_searched_for_is_shown_as_text_wherever_it_stands(reader: Client) -> None:
    claim = Claim.objects.filter(kind="figure").first()
    assert claim is not None
    claim.citations.update(quote="<script>alert(1)</script> & <b>tanks</b>")
    from claims_app.services import recording

    recording.settle(claim=claim)
    page = page_of(reader, "/search/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page
    assert (
        "&lt;<mark>script</mark>&gt;<mark>alert</mark>(<mark>1</mark>)&lt;/<mark>script</mark>&gt; &amp; &lt;b&gt;"
        in page
    )


def test_a_piece_is_a_piece_and_going_back_gives_the_whole_page(reader: Client) -> None:
    whole = reader.get("/search/?q=tanks")
    main = reader.get("/search/?q=tanks", headers=htmx("main"))
    results = reader.get("/search/?q=tanks", headers=htmx("results"))
    back = reader.get("/search/?q=tanks", headers=htmx("main", **{"HX-History-Restore-Request": "true"}))
    assert whole.content.lstrip().startswith(b"<!doctype html>") and back.content == whole.content
    assert b"<h1>Search</h1>" in main.content and b"<!doctype" not in main.content
    assert results.content.strip().startswith(b'<div id="results">')
    for piece in (main, results):
        assert piece["Cache-Control"] == "no-store"
    for answer in (whole, main):
        assert {"HX-Request", "HX-Target"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_typing_on_takes_one_place_in_history(reader: Client) -> None:
    first = reader.get("/search/?q=tan", headers=htmx("main", "/parties/"))
    assert (first["HX-Push-Url"], first.get("HX-Replace-Url")) == ("/search/?q=tan", None)
    second = reader.get("/search/?q=tanks", headers=htmx("main", "/search/?q=tan"))
    assert (second["HX-Replace-Url"], second.get("HX-Push-Url")) == ("/search/?q=tanks", None)


@pytest.mark.parametrize("text", ["", "a", " "])
def test_under_two_letters_a_piece_changes_nothing(reader: Client, text: str) -> None:
    answer = reader.get("/search/", {"q": text}, headers=htmx("main"))
    assert (answer.status_code, answer.content) == (204, b"")
    assert "HX-Push-Url" not in answer and "HX-Replace-Url" not in answer


def test_facets_are_links_that_narrow_and_clear(reader: Client) -> None:
    page = page_of(reader, "/search/?q=tanks")
    narrowed = "/search/?q=tanks&amp;kind=claim"
    assert f'<a href="{narrowed}">Claims and quotes</a>' in page
    chosen = page_of(reader, narrowed.replace("&amp;", "&"))
    assert re.search(r'<a href="/search/\?q=tanks" aria-current="true">Claims and quotes', chosen)
    assert "Clear filters" in chosen and "Clear filters" not in page
    assert 'class="role">Report' not in chosen


def test_pages_are_links_that_keep_the_facets(reader: Client) -> None:
    page = page_of(reader, "/search/?q=strait+quarrel+valley+tanks+karabakh")
    assert "Next page" not in page
    first = page_of(reader, "/search/?q=karabakh&kind=claim")
    assert 'href="/search/?q=karabakh&amp;kind=claim&amp;page=2" rel="next"' in first
    second = page_of(reader, "/search/?q=karabakh&kind=claim&page=2")
    assert 'href="/search/?q=karabakh&amp;kind=claim" rel="prev"' in second


def test_every_result_leads_somewhere(reader: Client) -> None:
    for text in ("karabakh", "rt", "strait", "ministry"):
        page = page_of(reader, f"/search/?q={text}").split('id="results"')[1].split("</main>")[0]
        links = set(re.findall(r'<h2><a href="([^"]+)"', page)) | set(re.findall(r'<a href="([^"]+\?claim=\d+)"', page))
        assert links, text
        assert {link for link in links if reader.get(link).status_code != 200} == set()


@pytest.mark.parametrize(
    "query",
    [
        "q=tanks&page=0", "q=tanks&page=-1", "q=tanks&page=999999999999", "q=tanks&page=x", "q=tanks&kind=x&incident=y&party=z",
        "q=tanks&kind=claim&kind=report", "q=tanks&incident=%00", "q=%ff%fe", "q=tanks&party=" + "x" * 5000, "qq=tanks", "q[]=tanks",
    ],
)  # fmt: skip
def test_odd_query_strings_have_an_answer(reader: Client, query: str) -> None:
    assert reader.get(f"/search/?{query}").status_code == 200


def test_odd_texts_have_an_answer(reader: Client) -> None:
    """Every third of the texts that the service is tried with, through the page."""
    wrong = []
    for text in odd_texts()[::3]:
        address = "/search/?" + urlencode({"q": text.encode("utf-8", "surrogatepass")[:8000]}, quote_via=quote)
        if reader.get(address).status_code != 200:
            wrong.append(text)
    assert wrong == []


def test_a_page_of_results_takes_as_many_queries_as_one_result(reader: Client) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            reader.get(address)
        return len(queries)

    assert asked("/search/?q=karabakh") == asked("/search/?q=%22armenian+tanks%22") <= 3


@pytest.mark.parametrize("address", ["/parties/", "/incidents/2016-04-02-karabakh/", "/search/?q=tanks", "/"])
def test_the_field_is_on_every_page_once_and_works_without_script(reader: Client, address: str) -> None:
    page = page_of(reader, address)
    assert page.count('role="search"') == 1
    form = page.split('role="search"')[0].rsplit("<form", 1)[1]
    assert 'action="/search/"' in form


def test_a_closed_site_is_not_searched_by_strangers(reader: Client, settings: Any) -> None:
    settings.READERS = "login"
    assert reader.get("/search/?q=tanks").status_code == 302
