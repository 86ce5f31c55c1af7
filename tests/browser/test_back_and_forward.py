"""Back and Forward through what htmx swapped: filters, the clock, a source, a search; each step is a whole page that agrees with its address."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.factories import make_claim, moment

FORD = "/incidents/2016-04-02-ford/"


def load_days() -> None:
    """Tanks contradicted from 4 April on, drones told by one side on the 7th."""
    make_claim("redland", "6", stated_at=moment(2))
    make_claim("blueland", "2", stated_at=moment(4))
    make_claim("redland", "3", object="drone", stated_at=moment(7))


def state(page: Page) -> dict[str, Any]:
    """What a reader sees of the board: its rows, what the controls say, the open source; of a whole page, once."""
    expect(page.locator(".mast")).to_have_count(1)
    expect(page.locator("#board")).to_have_count(1)
    heading = page.locator("#drawer:not([hidden]) #drawer-title")
    return {
        "rows": page.locator("table.board tbody tr[id^='row-']").count(),
        "verdict": page.locator("#f-verdict").input_value(),
        "day": page.locator("#clock-day b").inner_text(),
        "source": heading.inner_text() if heading.count() else "",
        "query": page.url.partition("?")[2],
    }


def is_shown(page: Page, wanted: dict[str, Any]) -> None:
    """Waits until the address is that of the state, then compares."""
    query = f"\\?{re.escape(wanted['query'])}" if wanted["query"] else ""
    expect(page).to_have_url(re.compile(rf"{FORD}\??{query}$"))
    expect(page.locator("#clock-day")).to_contain_text(wanted["day"])
    assert state(page) == wanted


def test_a_date_and_a_box_filter_the_board_as_a_list_does_and_the_tabs_keep_it(page: Page, live_server: Any) -> None:
    load_days()
    page.goto(live_server.url + FORD)
    page.locator("#f-gaps").check()
    page.wait_for_url("**?gaps=1")
    expect(page.locator("#status")).to_have_text("1 of 2 measures")
    page.locator("#f-asof").focus()
    page.keyboard.type("04042016", delay=30)
    page.wait_for_url("**?gaps=1&asof=2016-04-04")
    expect(page.locator("#clock-day")).to_contain_text("4 April 2016")
    expect(page.locator("#f-asof")).to_be_focused()
    expect(page.locator("#board .notice")).to_have_text("As said by 4 April 2016. Show today’s")
    for name, address in (("Take away", "take-away/?gaps=1&asof=2016-04-04"), ("Board", "?gaps=1&asof=2016-04-04")):
        expect(page.locator(".tabs").get_by_role("link", name=name)).to_have_attribute("href", FORD + address)
    expect(page.locator(".files").get_by_role("link", name="CSV")).to_have_attribute(
        "href", f"{FORD}board.csv?gaps=1&asof=2016-04-04"
    )


def test_back_and_forward_show_each_state_of_a_board_as_it_was(page: Page, live_server: Any) -> None:
    load_days()
    page.goto(live_server.url + FORD)
    states = [state(page)]
    page.locator("#f-verdict").select_option("contradictory")
    page.wait_for_url("**?verdict=contradictory")
    expect(page.locator("#status")).to_have_text("1 of 2 measures")
    states.append(state(page))
    page.locator("#clock").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**&asof=2016-04-04")
    expect(page.locator("table.board")).to_be_visible()
    states.append(state(page))
    page.locator("table.board a.said").first.click()
    page.wait_for_url(re.compile(r"claim=\d+$"))
    expect(page.locator("#drawer-title")).to_be_focused()
    states.append(state(page))
    assert [(one["rows"], one["verdict"], one["day"], bool(one["source"])) for one in states] == [
        (2, "", "7 April 2016", False),
        (1, "contradictory", "7 April 2016", False),
        (1, "contradictory", "4 April 2016", False),
        (1, "contradictory", "4 April 2016", True),
    ]
    page.locator("#find").click()
    page.keyboard.type("tanks", delay=20)
    expect(page).to_have_url(re.compile(r"/search/\?q=tanks$"))
    expect(page.locator("h1")).to_have_text("Search")
    for wanted in reversed(states):
        page.go_back()
        is_shown(page, wanted)
    for wanted in states[1:]:
        page.go_forward()
        is_shown(page, wanted)
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Search")
    expect(page.locator("#find")).to_have_value("tanks")
    page.reload()
    expect(page.locator(".mast")).to_have_count(1)
    page.go_back()
    is_shown(page, states[-1])
    page.reload()
    is_shown(page, states[-1])
