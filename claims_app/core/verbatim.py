"""Whether a quote stands in a text word for word, whatever kind of space, quotation mark or dash the page was set with."""

from __future__ import annotations

import re

SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\n\v\f\u2028\u2029"
SINGLE = "‘’‚‛ʼ′`´"
DOUBLE = "“”„‟«»″"
DASHES = "‐‑‒–—―−"
SAME = str.maketrans(
    dict.fromkeys(SPACES, " ") | dict.fromkeys(SINGLE, "'") | dict.fromkeys(DOUBLE, '"') | dict.fromkeys(DASHES, "-")
)
OMITTED = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]")


def matching_view(text: str) -> str:
    """The text with one kind of space, quotation mark and dash: a letter for a letter, so that places stay the same."""
    return text.translate(SAME)


def find_quote(quote: str, text: str, start: int = 0) -> tuple[int, int] | None:
    """Where a quote stands in a text, as half-open code points, at `start` or after it; None where it does not.

    Runs of white space count as one. "[…]" in the quote stands for any words that were left out, in their order.
    """
    pieces = [piece for part in OMITTED.split(quote) if (piece := matching_view(part).split())]
    if not pieces:
        return None
    view = matching_view(text)
    first: int | None = None
    place = start
    for words in pieces:
        found = re.compile(r" +".join(map(re.escape, words))).search(view, place)
        if found is None:
            return None
        first = found.start() if first is None else first
        place = found.end()
    return (first or 0, place)


def is_verbatim(quote: str, text: str) -> bool:
    """Whether every word of the quote stands in the text, in its order."""
    return find_quote(quote, text) is not None
