"""An editor takes in a report in a real browser, by the keyboard alone: pasted, judged, published, on the board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from claims_app import models
from tests.intake_articles import make_editor, make_intake, make_river, river_text

Enter = Callable[[Any], Page]
# The card is a form now, or it was judged and the focus has gone on.
JUDGED_OR_OPEN = """before => {
    const card = document.getElementById(before), at = document.activeElement;
    if (card.classList.contains("is-edited")) { return card.contains(at) && at !== card; }
    return card.dataset.state !== "waiting" && at !== document.body && !card.contains(at);
}"""


@pytest.fixture
def editor(transactional_db: None) -> Any:
    from claims_app.services.setting_up import prepare_database

    prepare_database()
    make_river()
    return make_editor()


def focused(page: Page) -> str:
    """The id of the element that has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def test_from_paste_to_the_published_board_by_keyboard_alone(
    editor: Any, log_in: Enter, live_server: Any, find_violations: Callable[..., list[str]]
) -> None:
    page = log_in(editor)
    page.goto(f"{live_server.url}/admin/desk/intake/")
    assert find_violations(page) == []
    page.locator("#text").focus()
    page.keyboard.insert_text(river_text())
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/desk/intake/*/")
    assert find_violations(page) == []

    page.locator("#source-publisher").focus()
    page.keyboard.insert_text("Daily Ford")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The source is saved.")).to_be_visible()

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = focused(page)
    assert first.startswith("card-")
    for _ in range(40):
        card = page.locator("li.card:focus")
        if not card.count():
            break
        before = focused(page)
        page.keyboard.press("a")
        page.wait_for_function(JUDGED_OR_OPEN, arg=before)
        if page.locator("li.card.is-edited").count():  # it needs a decision: set it aside
            page.keyboard.press("Escape")
            page.wait_for_function("before => document.activeElement.id === before", arg=before)
            page.keyboard.press("r")
            page.keyboard.press("Enter")
            page.wait_for_function(JUDGED_OR_OPEN, arg=before)
    assert page.evaluate("document.activeElement.textContent").startswith("Publish")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Published: ")).to_be_visible()
    published = models.Claim.objects.visible().count()
    assert published >= 10
    assert find_violations(page) == []
    page.get_by_role("link", name="See the board").press("Enter")
    expect(page.get_by_text("Daily Ford").first).to_be_visible()


def test_a_card_is_edited_undone_rejected_and_added_from_a_selection(
    editor: Any, log_in: Enter, live_server: Any, find_violations: Callable[..., list[str]]
) -> None:
    intake = make_intake(by=editor)
    page = log_in(editor)
    page.goto(f"{live_server.url}/admin/desk/intake/{intake.pk}/")
    card = page.locator("li.card").filter(has_text="artillery")
    card.focus()
    page.keyboard.press("e")
    form = card.locator("form.card-form")
    expect(form).to_be_visible()
    assert find_violations(page) == []
    form.get_by_label("Figure as said").fill("over 100")
    expect(form.locator(".reading")).to_have_text("read as 101 or more")
    form.get_by_role("button", name="Save and accept").press("Enter")
    expect(card).to_contain_text("Accepted")
    expect(card.locator(".fig")).to_have_text("over 100")
    mark = page.locator(f'mark[data-cards~="{card.get_attribute("data-number")}"]').first
    expect(mark).to_have_class("c1 is-accepted")
    page.keyboard.press("u")
    expect(page.locator("li.card").filter(has_text="artillery")).to_contain_text("Accept claim")
    expect(page.locator("li.card").filter(has_text="artillery").locator(".fig")).to_have_text("12")

    page.locator("#keys-on").uncheck()
    page.locator("li.card").first.focus()
    page.keyboard.press("r")
    expect(page.locator("details.why[open]")).to_have_count(0)
    page.locator("#keys-on").check()
    page.locator("li.card").first.focus()
    page.keyboard.press("r")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("li.card").first).to_contain_text("background, not this incident")

    paragraph = page.locator("#article p").filter(has_text="36th Brigade")
    paragraph.evaluate("node => window.getSelection().selectAllChildren(node)")
    said = next(line for line in river_text().splitlines() if "36th Brigade" in line)
    expect(page.locator("#add-quote")).to_have_value(said)
    page.get_by_role("button", name="Add from selection").press("Enter")
    expect(page.locator("li.card.is-edited")).to_be_visible()
    assert models.Draft.objects.filter(proposed={}).count() == 1


@pytest.mark.parametrize("width", [375, 320])
def test_nothing_runs_off_a_small_screen(editor: Any, log_in: Enter, live_server: Any, width: int) -> None:
    intake = make_intake(by=editor)
    draft = intake.drafts.first()
    page = log_in(editor)
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("", f"{intake.pk}/", f"{intake.pk}/?edit={draft.pk if draft else 0}"):
        page.goto(f"{live_server.url}/admin/desk/intake/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
