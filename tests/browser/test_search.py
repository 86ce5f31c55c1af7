"""A reader types and results come; Back and Forward give whole pages; without script the same addresses answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conflicts import load_april
from tests.filled import begin_with

Find = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def _april(live_server: Any) -> None:
    begin_with(load_april)


def type_into_field(page: Page, text: str) -> None:
    page.locator("#find").click()
    page.keyboard.type(text, delay=20)


def test_typing_in_the_masthead_shows_results_keeps_focus_and_says_how_many(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/parties/")
    type_into_field(page, "tank")
    expect(page.locator("h1")).to_have_text("Search")
    expect(page.locator("ol.results mark").first).to_have_text(re.compile("tank", re.IGNORECASE))
    expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ results"))
    expect(page.locator("#find")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/search/\?q=tank$"))
    expect(page).to_have_title("Search: tank · Counterclaim")
    assert page.locator("#main").get_attribute("aria-busy") is None


def test_the_region_is_busy_while_results_are_on_their_way(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/search/")
    held: list[Route] = []
    page.route(re.compile(r"/search/\?q="), lambda route: held.append(route))
    type_into_field(page, "tank")
    expect(page.locator("#main")).to_have_attribute("aria-busy", "true")
    held[0].continue_()
    expect(page.locator("ol.results li").first).to_be_visible()
    assert page.locator("#main").get_attribute("aria-busy") is None


def test_one_letter_asks_nothing(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/parties/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    type_into_field(page, "t")
    page.wait_for_timeout(600)
    assert [address for address in asked if "/search/" in address] == []
    expect(page.locator("h1")).to_have_text("Parties")


def test_back_leaves_the_search_in_one_step_and_forward_returns_to_it(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/parties/")
    type_into_field(page, "tan")
    expect(page).to_have_url(re.compile(r"q=tan$"))
    page.keyboard.type("ks destroyed", delay=20)
    expect(page).to_have_url(re.compile(r"q=tanks\+destroyed$"))
    page.go_back()
    expect(page.locator("h1")).to_have_text("Parties")
    expect(page.locator(".mast")).to_be_visible()
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Search")
    expect(page.locator("ol.results li").first).to_be_visible()
    expect(page.locator("#find")).to_have_value("tanks destroyed")
    page.locator("ol.results h2 a").first.click()
    expect(page.locator("blockquote")).to_be_visible()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Search")
    expect(page.locator(".mast nav")).to_be_visible()
    expect(page.locator("ol.results li").first).to_be_visible()


def test_the_front_page_searches_in_its_place(page: Page, live_server: Any) -> None:
    page.goto(live_server.url)
    type_into_field(page, "artillery")
    expect(page.locator("#results ol.results li").first).to_be_visible()
    expect(page.locator("h1")).to_have_text("What each side says, side by side")
    expect(page.locator(".lead-pairing")).to_have_count(0)
    expect(page.locator("#find")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/search/\?q=artillery$"))
    page.go_back()
    expect(page.locator(".lead-pairing")).to_be_visible()
    expect(page.locator("table.incidents")).to_be_visible()


def test_without_script_the_field_leads_to_the_page_and_facets_narrow_it(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(live_server.url)
        page.locator("#find").fill("tanks")
        page.locator("#find").press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q=tanks$"))
        all_of_them = page.locator("#count").inner_text()
        page.get_by_role("link", name="Reports").click()
        expect(page).to_have_url(re.compile(r"\?q=tanks&kind=report$"))
        assert page.locator("#count").inner_text() != all_of_them
        page.get_by_role("link", name="Clear filters").click()
        expect(page.locator("#count")).to_have_text(all_of_them)
        page.goto(live_server.url)
        page.get_by_role("link", name="Newest", exact=True).click()
        expect(page.get_by_role("link", name="Newest", exact=True)).to_have_attribute("aria-current", "true")
    finally:
        context.close()


def test_after_live_results_the_page_is_accessible_too(page: Page, live_server: Any, find_violations: Find) -> None:
    page.goto(live_server.url)
    type_into_field(page, "karabakh")
    expect(page.locator("ol.results li").first).to_be_visible()
    assert find_violations(page) == []
