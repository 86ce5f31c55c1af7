"""A real Chromium for the tests in this folder, and an eye on what pages must never do.

The browser is the system's own (`CHROMIUM`, else the usual names); none is ever downloaded. Where none is
found the tests are skipped with the reason, and fail under `CI`, where a skip would hide a broken page.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, expect

# Playwright keeps an event loop running in this thread; Django would refuse the database for it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

expect.set_options(timeout=20_000)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
THEMES = ("light", "dark")
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def find_chromium() -> str:
    """The path of a Chromium on this machine, or an empty text."""
    named = os.environ.get("CHROMIUM", "")
    return next(filter(None, map(shutil.which, [named, *NAMES] if named else NAMES)), "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say once, at the start, that no browser was found; never under CI."""
    if find_chromium() or os.environ.get("CI"):
        return
    reason = "no Chromium found: install one, or name it in CHROMIUM=/path/to/chromium"
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the system's Chromium; without its sandbox only as root, where it cannot have one."""
    path = find_chromium()
    if not path:
        pytest.fail("no Chromium found, and under CI a page must be seen in a browser: install chromium")
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return {**browser_type_launch_args, "executable_path": path, "args": [*FLAGS, *sandbox]}


@pytest.fixture
def page(page: Page, live_server: Any) -> Iterator[Page]:
    """A page of the live server; after the test it must not have broken its policy, failed, or called elsewhere."""
    broken: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            broken.append(f"against the content policy: {message.text}")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != urlsplit(live_server.url).netloc:
            broken.append(f"a call to another site: {request.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", lambda error: broken.append(f"a script failed: {error}"))
    # Long enough for a machine that does other work as well; a page that is ready is never waited for.
    page.set_default_timeout(45_000)
    yield page
    assert broken == []


@pytest.fixture
def find_violations() -> Callable[..., list[str]]:
    """`find_violations(page)`: what axe finds in the light and in the dark theme, one line for each element.

    `within` limits it to a selector, `allow` names rules that are not ours to mend (Django's own admin pages), `themes` are
    those to look at: the first with all rules, the others, which change colours and nothing else, with those of colours.
    """

    def find(
        page: Page, *, within: str | None = None, allow: tuple[str, ...] = (), themes: tuple[str, ...] = THEMES
    ) -> list[str]:
        lines: list[str] = []
        for theme in themes:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.evaluate("Promise.allSettled(document.getAnimations().map(animation => animation.finished))")
            # Without preload: axe would write imported style sheets into the page, which the policy rightly stops.
            options = {"preload": False, "resultTypes": ["violations"]} | ({} if theme == themes[0] else COLOURS)
            found = Axe().run(page, context=within, options=options).response["violations"]
            lines += [
                f"{theme}: {violation['id']}: {violation['help']}: {node['html'][:200]}"
                for violation in found
                if violation["id"] not in allow
                for node in violation["nodes"]
            ]
        page.emulate_media(color_scheme="light")
        return lines

    return find


@pytest.fixture
def log_in(page: Page, live_server: Any, client: Any, django_user_model: Any) -> Callable[[Any], Page]:
    """`log_in(user)`: the page with that user's session, without the login form."""

    def enter(user: Any) -> Page:
        client.force_login(user)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
        return page

    return enter
