"""The pages of sources in a real browser: a chain that is drawn, and reached by keyboard."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.page_kinds import add_copies
from tests.conflicts import APRIL, load_april, load_four_sides
from tests.filled import begin_with

SOURCES = f"{APRIL}sources/"


def test_a_list_is_swapped_in_place_and_back_and_forward_bring_what_was_there(page: Page, live_server: Any) -> None:
    begin_with(load_april, load_four_sides)
    add_copies()
    page.goto(live_server.url + SOURCES)
    page.evaluate("document.querySelector('h1').dataset.stayed = 'yes'")
    page.get_by_role("link", name="Still to find").click()
    expect(page.locator("#list-title")).to_have_text("Still to find")
    expect(page.locator("#show-still-to-find")).to_be_focused()
    expect(page.locator("#status")).to_contain_text("lines")
    page.get_by_role("link", name="No copy held").click()
    expect(page.locator("#kind-copy")).to_have_attribute("aria-current", "true")
    assert page.url.endswith("?show=still-to-find&kind=copy")
    assert page.evaluate("document.querySelector('h1').dataset.stayed") == "yes"
    page.go_back()
    expect(page.locator("#kind-all")).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page.locator("#list-title")).to_have_text("Reports by origin")
    page.go_forward()
    expect(page.locator("#list-title")).to_have_text("Still to find")
    page.reload()
    expect(page.locator("#list-title")).to_have_text("Still to find")
    page.get_by_label("Said by the end of").fill("2016-03-01")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#list .lead")).to_contain_text("0 reports")


def test_the_drawer_shows_the_chain_and_its_links_are_reached_by_keyboard(page: Page, live_server: Any) -> None:
    begin_with(load_april)
    report = add_copies()
    page.goto(f"{live_server.url}{APRIL}")
    page.locator("table.pair a.said").first.click()
    chain = page.locator("#drawer ol.chain").first
    expect(chain).to_contain_text("No original statement held.")
    expect(chain.locator("li.held")).to_have_count(1)
    expect(chain.locator("li.bare")).to_have_count(2)
    link = chain.locator(f'a[href="{report.get_absolute_url()}"]').first
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}{report.get_absolute_url()}")


def test_a_filled_mark_and_a_hollow_one_differ_without_colour(page: Page, live_server: Any) -> None:
    begin_with(load_april)
    add_copies()
    page.goto(live_server.url + SOURCES)
    drawn = "node => { const mark = getComputedStyle(node, '::before'); return [mark.backgroundColor, mark.borderTopWidth]; }"
    held, bare = (page.locator(f".chain li.{name}").first.evaluate(drawn) for name in ("held", "bare"))
    assert held[0] != bare[0] and held[1] == bare[1] == "2px"
    expect(page.locator(".chain li.held").first).to_contain_text("Copy changed since")
    expect(page.locator(".chain li.bare").first).to_contain_text("No copy held")
