"""The slider of what had been said by a day: moved by keyboard, with links that do the same, and without script."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.factories import make_claim, make_incident, moment

FORD = "/incidents/2016-04-02-ford/"


def load_three_days() -> str:
    """An incident of which something was said on 2, 4 and 7 April."""
    make_claim("redland", "6", stated_at=moment(2))
    make_claim("redland", "9", stated_at=moment(4))
    make_claim("redland", "12", stated_at=moment(7))
    return FORD


def test_the_slider_stops_at_the_days_on_which_something_was_said(page: Page, live_server: Any) -> None:
    page.goto(live_server.url + load_three_days())
    slider, day = page.locator("#clock"), page.locator("#clock-day")
    expect(slider).to_be_visible()
    expect(day).to_contain_text("7 April 2016")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(day).to_contain_text("4 April 2016")
    page.wait_for_url(f"**{FORD}?asof=2016-04-04")
    expect(page.locator("table.board")).not_to_contain_text("12")
    expect(page.locator("#clock")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**{FORD}?asof=2016-04-02")
    assert page.locator("#clock").get_attribute("aria-valuetext") == "2 April 2016"
    expect(page.get_by_role("link", name="Earlier")).to_have_count(0)
    page.go_back()
    page.wait_for_url(f"**{FORD}?asof=2016-04-04")
    expect(page.locator("#clock-day")).to_contain_text("4 April 2016")
    expect(page.locator("#clock")).to_be_visible()


def test_without_script_the_links_do_the_same_and_no_slider_is_shown(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{load_three_days()}")
    expect(page.locator("#clock")).to_be_hidden()
    page.get_by_role("link", name="Earlier").click()
    assert page.url.endswith("?asof=2016-04-04")
    page.get_by_role("link", name="Later").click()
    assert page.url.rstrip("?").endswith(FORD)
    page.goto(f"{live_server.url}{FORD}?asof=2016-04-01")
    page.get_by_role("link", name="See 2 April 2016").click()
    assert page.url.endswith("?asof=2016-04-02")
    context.close()


def test_text_in_a_chart_is_never_smaller_than_twelve_pixels(page: Page, live_server: Any) -> None:
    make_incident()
    address = f"{live_server.url}{load_three_days()}over-time/tank--lost--blueland/"
    for width in (320, 375, 760, 761, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        sizes = page.evaluate(
            "[...document.querySelectorAll('.time-chart text')].filter(text => text.getBoundingClientRect().width)"
            ".map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"
        )
        assert len(sizes) > 5 and min(sizes) >= 11.9, (width, min(sizes))
