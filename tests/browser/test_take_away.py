"""Taking away in a real browser: copying says so, the page is clean in both themes, another page can frame a board."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conflicts import APRIL, load_april
from tests.filled import begin_with

TAKE = f"{APRIL}take-away/"


@pytest.fixture
def board(live_server: Any) -> str:
    begin_with(load_april)
    return str(live_server.url)


@pytest.mark.django_db(transaction=True)
def test_copy_as_text_fills_the_clipboard_and_says_so(page: Page, board: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=board)
    page.goto(f"{board}{APRIL}?measure=tank")
    page.locator("#pair-tank-lost a[data-copy-text], .pair a[data-copy-text]").first.click()
    expect(page.locator("#status")).to_have_text("Copied as text.")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Tanks (") and re.search(r"asof=\d{4}-\d\d-\d\d&known=\d{4}-\d\d-\d\d$", text)
    assert page.url.endswith("?measure=tank")


@pytest.mark.django_db(transaction=True)
def test_without_script_the_link_leads_to_the_text(browser: Browser, board: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{board}{APRIL}")
    plain.locator("a[data-copy-text]").first.click()
    assert "Counterclaim, as said by" in plain.locator("body").inner_text()
    plain.goto(f"{board}{TAKE}")
    assert plain.locator("button").count() == 0
    context.close()


@pytest.mark.django_db(transaction=True)
def test_the_page_copies_each_text(page: Page, board: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=board)
    page.goto(f"{board}{TAKE}?measure=tank")
    for what, part in [
        ("permalink", "known="),
        ("citation", "Counterclaim, “"),
        ("BibTeX", "@misc{"),
        ("embed code", "<iframe "),
    ]:
        page.get_by_role("button", name=f"Copy the {what}").click()
        expect(page.locator("#status")).to_have_text(f"Copied: {what}.")
        assert part in page.evaluate("navigator.clipboard.readText()")


@pytest.fixture
def elsewhere(board: str) -> Iterator[str]:
    """A page of another site that frames the embed and, beside it, the page itself."""

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            frames = f'<iframe name="embed" src="{board}/embed{APRIL}"></iframe><iframe name="page" src="{board}{APRIL}"></iframe>'
            body = f"<!doctype html><title>Other</title>{frames}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.django_db(transaction=True)
def test_another_site_can_frame_the_embed_and_nothing_else(browser: Browser, board: str, elsewhere: str) -> None:
    context = browser.new_context()
    other = context.new_page()
    other.goto(elsewhere)
    other.wait_for_load_state("networkidle")
    embed, refused = other.frame("embed"), other.frame("page")
    assert embed and refused
    assert embed.locator("h1").count() == 1 and "cannot both be true" in embed.locator("footer").inner_text()
    assert refused.locator("table.pair").count() == 0 < embed.locator("table.pair").count()
    assert context.cookies() == []
    context.close()
