"""A figure as a board shows it: a plain count in digits, so that rows compare; everything else in the words as said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from claims_app.core.claims import Claim
from claims_app.core.figures import Figure
from claims_app.core.worlds import World

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


def headline_of(claim: Claim, world: World) -> str:
    """A claim in a few words: "6 tanks destroyed", "No figure given: soldiers killed", "Who started it: Armenia"."""
    if claim.position is not None:
        return f"{claim.position.question_text}: {claim.position.answer}"
    shown = shown_as(claim.figure) if claim.figure else ""
    what = world.object_name(claim.object, many=shown != "1") if claim.object else ""
    named = what.casefold() in shown.casefold()
    words = " ".join(part for part in ("" if named else what, world.outcome_name(claim.outcome)) if part)
    if claim.kind == "figure":
        return " ".join(part for part in (shown, words) if part)
    said = "No figure given" if claim.kind == "silence" else "Denied"
    return f"{said}: {words}" if words else said


def day_in(moment: datetime | date | None, beside: date | None) -> str:
    """A day as "2 Apr", with its year where that is not the year of the day `beside` it; "" for none."""
    if moment is None:
        return ""
    year = "" if beside is not None and moment.year == beside.year else f" {moment.year}"
    return f"{moment.day} {moment:%b}{year}"


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def mention_of(quote: str, text: str, object_key: str) -> tuple[int, int] | None:
    """Where a quote says a figure: of several mentions, the one that its object's name follows most closely."""
    folded, wanted = quote.casefold(), text.casefold()
    if not wanted or len(folded) != len(quote):
        return None
    noun = re.split(r"[-_]", object_key.casefold())[-1]
    places = [found.start() for found in re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded)]
    if not places:
        return None

    def distance(place: int) -> int:
        after = folded.find(noun, place) if noun else -1
        return after - place if after >= 0 else len(folded)

    place = min(places, key=distance)
    return place, place + len(text)
