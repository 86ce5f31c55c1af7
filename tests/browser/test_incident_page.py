"""An analyst opens one page and sees six opposite two, each with its outlet, one click from its quote."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conflicts import load_april, load_four_sides, load_two_camps
from tests.filled import begin_with

Find = Callable[..., list[str]]
SCREENS = {"desktop": (1440, 900), "laptop": (1366, 768), "phone": (375, 812)}
OPPOSITE = "table.pair tbody tr >> nth=0"


def show(page: Page, live_server: Any, address: str, screen: str = "desktop") -> Page:
    """The address on that screen, watched for errors in the console."""
    width, height = SCREENS[screen]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(live_server.url + address)
    return page


def bottom_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None, f"{selector} is not shown"
    return box["y"] + box["height"]


def figures_of(page: Page) -> list[str]:
    return page.locator(OPPOSITE).locator(".fig").all_inner_texts()


@pytest.fixture
def quiet_console(page: Page) -> Any:
    """Nothing may be written to the console as an error."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield
    assert errors == []


@pytest.mark.parametrize(("screen", "screens_high"), [("desktop", 1), ("laptop", 1), ("phone", 1.5)])
def test_six_stands_opposite_two_with_their_outlets_without_scrolling(
    page: Page, live_server: Any, screen: str, screens_high: float, quiet_console: None
) -> None:
    show(page, live_server, begin_with(load_april), screen)
    six, two, one = (page.locator(OPPOSITE).locator("a.said").nth(place) for place in range(3))
    assert figures_of(page) == ["6", "2", "1"]
    for link in (six, two, one):
        expect(link).to_contain_text("via RT")
        box = link.bounding_box()
        assert box is not None and box["y"] + box["height"] <= SCREENS[screen][1] * screens_high
    left, right = six.bounding_box(), two.bounding_box()
    assert left and right and left["x"] + left["width"] <= right["x"], "they do not stand side by side"
    assert abs(left["y"] - right["y"]) < 40, "they do not stand on one line"


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_clicking_the_six_opens_its_source_and_escape_returns(
    page: Page, live_server: Any, screen: str, quiet_console: None
) -> None:
    show(page, live_server, begin_with(load_april), screen)
    six = page.locator(OPPOSITE).locator("a.said").first
    six.click()
    drawer = page.locator("#drawer")
    expect(page.locator("#drawer-title")).to_be_focused()
    expect(page.locator("#drawer-title")).to_be_in_viewport()
    for words in ("six", "Defence Ministry", "RT", "2 April 2016", "exactly 6"):
        expect(drawer).to_contain_text(words)
    expect(drawer.locator("blockquote mark")).to_have_text("six")
    expect(drawer.locator("a[href^='https://www.rt.com/']")).to_be_visible()
    assert re.search(r"\?claim=\d+$", page.url)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(six).to_be_focused()
    assert "claim=" not in page.url


def test_close_returns_and_back_opens_the_source_again(page: Page, live_server: Any, quiet_console: None) -> None:
    show(page, live_server, begin_with(load_april))
    two = page.locator(OPPOSITE).locator("a.said").nth(1)
    two.click()
    expect(page.locator("#drawer-title")).to_have_text("2 tanks destroyed")
    page.locator("#drawer [data-close]").click()
    expect(page.locator("#drawer")).to_be_hidden()
    expect(two).to_be_focused()
    page.go_back()
    expect(page.locator("#drawer-title")).to_have_text("2 tanks destroyed")
    expect(page.locator("h1")).to_be_visible()


def test_an_address_with_a_claim_closes_too(page: Page, live_server: Any) -> None:
    """Whoever follows a shared link has clicked on nothing; focus then goes to the claim's first link."""
    show(page, live_server, begin_with(load_april))
    address = page.locator(OPPOSITE).locator("a.said").first.get_attribute("href") or ""
    page.goto(page.url + address)
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator(OPPOSITE).locator("a.said").first).to_be_focused()


def test_a_filter_swaps_the_board_keeps_focus_and_is_announced(
    page: Page, live_server: Any, quiet_console: None
) -> None:
    show(page, live_server, begin_with(load_april))
    rows = page.locator("table.board tr[id^='row-']")
    expect(rows).to_have_count(13)
    page.locator("#f-verdict").focus()
    page.locator("#f-verdict").select_option("contradictory")
    expect(rows).to_have_count(2)
    expect(page.locator("#status")).to_have_text("2 of 13 measures")
    expect(page.locator("#f-verdict")).to_be_focused()
    assert page.url.endswith("?verdict=contradictory")
    page.go_back()
    expect(rows).to_have_count(13)


def test_without_javascript_everything_is_there(browser: Browser, live_server: Any) -> None:
    address = begin_with(load_april)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(live_server.url + address)
    assert figures_of(page) == ["6", "2", "1"]
    page.locator(OPPOSITE).locator("a.said").first.click()
    expect(page.locator("#drawer-title")).to_have_text("6 tanks destroyed")
    page.locator("#drawer [data-close]").click()
    expect(page.locator("#drawer")).to_be_hidden()
    page.locator("#f-measure").select_option("tank")
    page.locator(".filters button").click()
    expect(page.locator("table.board tr[id^='row-']")).to_have_count(2)
    page.locator(".why summary").first.click()
    expect(page.locator(".why ul").first).to_be_visible()
    context.close()


def test_another_conflict_of_two_camps_faces_itself_the_same_way(page: Page, live_server: Any) -> None:
    show(page, live_server, begin_with(load_two_camps), "laptop")
    assert figures_of(page) == ["4", "1", "9", "2"]
    assert bottom_of(page, OPPOSITE) <= 768
    expect(page.locator(".tally a.contra b")).to_have_text("2")


@pytest.mark.parametrize("screen", ["laptop", "phone"])
def test_four_sides_stand_beside_each_other(page: Page, live_server: Any, screen: str) -> None:
    show(page, live_server, begin_with(load_four_sides), screen)
    assert figures_of(page) == ["12", "3", "at least 30", "7", "0", "several"]
    assert page.locator("table.pair thead th.wing").count() == 4
    expect(page.locator("table.pair tbody .what").first).to_have_text("Soldiers")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_in_print_the_table_stays_readable(page: Page, live_server: Any) -> None:
    show(page, live_server, begin_with(load_april))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1030, "height": 720})
    for gone in (".filters", ".find", ".mast nav"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in ("table.pair", "table.board", ".key", ".printed"):
        expect(page.locator(kept).first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.board thead')).display") == "table-header-group"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator(".printed")).to_contain_text("/incidents/2016-04-02-karabakh/")


def test_axe_finds_nothing_with_the_source_open_over_a_phones_page(
    page: Page, live_server: Any, find_violations: Find
) -> None:
    show(page, live_server, begin_with(load_april), "phone")
    page.locator(OPPOSITE).locator("a.said").first.click()
    expect(page.locator("#drawer-title")).to_be_focused()
    for summary in page.locator(".why summary").all()[:2]:
        summary.click()
    assert find_violations(page) == []
