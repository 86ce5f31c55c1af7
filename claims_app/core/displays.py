"""A figure as a board shows it: a plain count in digits, so that rows compare; everything else in the words as said."""

from __future__ import annotations

from claims_app.core.figures import Figure

THIN_SPACE = "\u202f"


def grouped(number: int) -> str:
    """Digits in groups of three with thin spaces, from 10,000 up."""
    return f"{number:,}".replace(",", THIN_SPACE) if number >= 10_000 else str(number)


def shown_as(figure: Figure) -> str:
    """ "six" and "127 times" are 6 and 127, "none" is 0; "over 100", "several", "about 50" stay as said."""
    exact = figure.kind in ("exact", "none") and figure.plain is not None and figure.plain.low == figure.plain.high
    if exact and figure.plain is not None and isinstance(figure.plain.low, int) and "incremental" not in figure.flags:
        return grouped(figure.plain.low)
    return figure.text
