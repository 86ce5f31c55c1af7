"""The words that stand where something was removed for good: "[removed: danger to a person, 3 April 2016]"."""

from __future__ import annotations

import re
from datetime import date

REMOVED = re.compile(r"\[removed: [^\[\]]+, \d{1,2} [A-Z][a-z]+ \d{4}(; \d+)?\]")


def removed_words(reason: str, day: date) -> str:
    """What stands in the place of the removed text. The reason keeps no brackets of its own."""
    plain = " ".join(reason.replace("[", "(").replace("]", ")").split())
    return f"[removed: {plain}, {day.day} {day:%B %Y}]"


def told_apart(words: str, number: int) -> str:
    """The same words with a number, where two rows may not read the same."""
    return f"{words[:-1]}; {number}]"


def is_removed(text: str) -> bool:
    """Whether the text is nothing but such words."""
    return REMOVED.fullmatch(text.strip()) is not None
