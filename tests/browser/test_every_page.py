"""Every kind of public page in a real browser: nothing for axe to find, no screen that scrolls sideways.

In a common run each kind is looked at once, on a screen and in a theme that take turns; `make soak` looks at all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern
from playwright.sync_api import Page

from claims_app.urls import urlpatterns
from tests.browser.page_kinds import load_world, page_kinds

Find = Callable[..., list[str]]
SCREENS = ((1440, 900), (375, 812))
THEMES = ("light", "dark")
WIDTHS = (1440, 760, 375, 320)
# Addresses that are no page: files, feeds, answers for programs, and what leads elsewhere.
NO_PAGE = {"board-file", "as-text", "feed-latest", "feed-incident", "favicon", "healthz", "readyz"}


def looks(number: int, *, every: bool) -> Iterator[tuple[tuple[int, int], str]]:
    """The screens and themes in which a page is looked at: all of them, or one that takes its turn."""
    all_of_them = [(screen, theme) for screen in SCREENS for theme in THEMES]
    return iter(all_of_them if every else [all_of_them[number % len(all_of_them)]])


def sideways(page: Page) -> list[int]:
    """The widths at which the page is wider than its window."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found


def not_walked(addresses: Iterable[str]) -> list[str]:
    """The pages that a walk along these addresses does not meet: a new page comes into it, or is named as none."""
    paths = {address.split("?")[0].lstrip("/") for address in addresses}
    names = {pattern.name: pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    # The form that reports an error is one page for claims, reports and incidents.
    wanted = names.keys() - NO_PAGE - {"report-error-incident", "report-error-report"}
    return sorted(str(name) for name in wanted if not any(names[name].resolve(path) for path in paths))


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.soak, id="all")])
def test_no_kind_of_page_has_anything_for_axe_to_find_or_scrolls_sideways(
    page: Page, live_server: Any, find_violations: Find, every: bool
) -> None:
    load_world()
    assert not_walked(page_kinds().values()) == []
    found: dict[str, list[Any]] = {}
    for number, (name, address) in enumerate(page_kinds().items()):
        page.goto(live_server.url + address)
        lines: list[Any] = sideways(page)
        for (width, height), theme in looks(number, every=every):
            page.set_viewport_size({"width": width, "height": height})
            lines += [f"{width}: {line}" for line in find_violations(page, themes=(theme,))]
        if lines:
            found[f"{name}: {address}"] = lines
    assert found == {}
