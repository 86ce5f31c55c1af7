"""Characters that no reader sees: which they are, where they turn the text around, and what to tell the editor."""

from __future__ import annotations

import re

EMBEDDINGS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""They change the order in which letters and digits stand on the screen."""

OVERRIDE = re.compile("[\u202d\u202e]")
TURNED_STRETCH = re.compile("[\u202d\u202e][^\u202c\n]*")
UNSEEN = re.compile(
    f"[{EMBEDDINGS}\u00ad\u180e\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
TURNED = "It holds characters that turn the direction of the text. Compare each figure with the page itself."
HIDDEN = "It holds characters that nobody sees, some between words or digits. Compare each figure with the page itself."


def without_unseen(text: str) -> str:
    """A text without them; joiners stay, since words of many scripts need them."""
    return UNSEEN.sub("", text)


def turned_stretches(text: str) -> list[tuple[int, int]]:
    """Half-open places whose letters stand on the screen in another order than in the text."""
    return [match.span() for match in TURNED_STRETCH.finditer(text)]


def notes_on(text: str) -> list[str]:
    """What to say of a text that is kept as it is."""
    if OVERRIDE.search(text):
        return [TURNED]
    return [HIDDEN] if UNSEEN.search(text.removeprefix("\ufeff")) else []
