"""An editor who uses the keyboard alone, at one speed, and counts the keys."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

FAR = 200


@dataclass
class Typist:
    """Presses keys on a page, each taking `pace` milliseconds; a paste is two keys (with Ctrl), whatever its length."""

    page: Page
    pace: int = 100
    keys: int = 0

    def press(self, key: str, times: int = 1) -> None:
        """A key, or a chord such as Control+Enter."""
        for _ in range(times):
            self.keys += 1
            self.page.wait_for_timeout(self.pace)
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Letter by letter."""
        self.keys += len(text)
        self.page.keyboard.type(text, delay=self.pace)

    def paste(self, text: str) -> None:
        """What was copied elsewhere; the copying costs nothing."""
        self.keys += 2
        self.page.wait_for_timeout(2 * self.pace)
        self.page.keyboard.insert_text(text)

    def clear(self) -> None:
        """The field under the cursor is emptied."""
        self.press("Control+a")
        self.press("Delete")

    def tab_to(self, selector: str) -> None:
        """Tab until the element has the focus. Raises AssertionError where that takes too long."""
        for _ in range(FAR):
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"no way by Tab to {selector}")

    def find(self, field: str, name: str, typed: str = "") -> None:
        """A row of a field that searches while one types: the first letters of its name, then down to it."""
        self.tab_to(f"#id_{field} + .select2 .select2-selection")
        self.press("Enter")
        self.type(typed or name[:6])
        listed = self.page.locator(".select2-results__option[data-select2-id]:not(.loading-results)")
        wanted = listed.filter(has_text=name).first
        wanted.wait_for()
        for _ in range(listed.count()):
            if self.page.locator(".select2-results__option--highlighted").inner_text().strip() == name:
                break
            self.press("ArrowDown")
        self.press("Enter")
