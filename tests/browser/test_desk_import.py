"""An editor imports a file in a real browser: upload, preview, commit without the bad rows, undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from tests.services.test_imports import HEADER, ONE_TANK, TWO_TANKS, file_of, world

__all__ = ["world"]


def test_an_editor_imports_the_good_rows_and_takes_them_back(
    world: None,
    live_server: Any,
    page: Page,
    log_in: Callable[[Any], Page],
    django_user_model: Any,
    find_violations: Callable[..., list[str]],
) -> None:
    editor = django_user_model.objects.create_user("editor", password="x", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editors"))
    log_in(editor)
    page.goto(f"{live_server.url}/admin/desk/import/")
    assert find_violations(page) == []
    bad = TWO_TANKS.replace("tanks destroyed", "tanks zapped").removesuffix("a") + "c"
    asked = TWO_TANKS.replace("tanks", "drones").replace("2020-05-02", "03/04/2020").removesuffix("a") + "d"
    data = file_of(TWO_TANKS, ONE_TANK, bad, asked, header=HEADER)
    page.set_input_files("#file", {"name": "claims.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Upload and preview").click()

    expect(page.get_by_role("heading", name="A question first")).to_be_visible()
    page.get_by_label("day first: 2020-04-03").check()
    page.get_by_role("button", name="Answer").click()

    expect(page.get_by_role("heading", name="There is a problem in 1 row")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="tanks zapped").first).to_contain_text("Error")
    assert find_violations(page) == []
    page.get_by_label("measure of row 4").fill("tanks zipped")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="tanks zipped").first).to_contain_text("Error")
    page.get_by_label("measure of row 4").fill("tanks zapped")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="tanks zapped").first).to_contain_text("Error")
    page.get_by_label("all on this page").check()
    expect(page.get_by_text("4 rows ticked")).to_be_visible()
    page.get_by_label("all on this page").uncheck()
    page.get_by_label("Tick row 3").check()
    page.get_by_role("button", name="Leave out", exact=True).click()
    expect(page.get_by_text("1 row left out. They stay")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_label("Tick row 3").check()
    page.get_by_role("button", name="Take in again").click()
    expect(page.get_by_text("1 row taken in again.")).to_be_visible()
    on_a_phone(page, find_violations)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the 1 row to mend").click()
    assert "tanks zapped" in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Import 3, leave out 1").click()

    expect(page.get_by_text("Imported: 3 new")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_role("link", name="Undo this import").click()
    expect(page.get_by_text("Nothing is undone yet.")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("Claims taken off the pages: 3")).to_be_visible()


def on_a_phone(page: Page, find_violations: Callable[..., list[str]]) -> None:
    """Nothing of the preview stands outside of a narrow screen: what a row says, and where it is mended."""
    wide = page.viewport_size
    page.set_viewport_size({"width": 375, "height": 812})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    for place in (
        page.get_by_label("measure of row 4"),
        page.get_by_role("cell").filter(has_text="tanks zapped").first,
    ):
        box = place.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 375
    assert find_violations(page) == []
    page.set_viewport_size(wide or {"width": 1280, "height": 720})
