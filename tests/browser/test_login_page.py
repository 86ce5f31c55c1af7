"""The first page that exists in every set-up, seen in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page


# Django's own login page has no heading of the first level.
@pytest.mark.parametrize(("address", "allow"), [("/login/", ()), ("/admin/login/", ("page-has-heading-one",))])
def test_the_login_is_styled_and_axe_finds_nothing(
    page: Page, live_server: Any, find_violations: Callable[..., list[str]], address: str, allow: tuple[str, ...]
) -> None:
    page.goto(live_server.url + address)
    assert page.locator("input[name=username]").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('#header, header')).backgroundColor") != (
        "rgba(0, 0, 0, 0)"
    ), "the stylesheet of the admin is not served"
    assert find_violations(page, allow=allow) == []


def test_a_script_written_into_a_page_does_not_run(context: BrowserContext, live_server: Any) -> None:
    """The policy is seen at work, on a page that nobody watches for breaking it."""
    page = context.new_page()
    page.goto(live_server.url + "/login/")
    page.evaluate("""() => {
        window.stopped = [];
        document.addEventListener('securitypolicyviolation', event => window.stopped.push(event.effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
    }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("window.stopped") == ["script-src-elem"]
