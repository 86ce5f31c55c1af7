"""What the header of a wide column names, where its cells are figures: what was counted, who says it, whose losses, or two of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What may stand in the header of an unfolded column, and where a header that says two things is cut.
UNFOLDABLE = ("measure", "claimant", "subject")
CUTS = re.compile(r"\s*(?::|\||/|\n|\s[-–—])\s*")
SPEAKER_AND_LOSSES = {"claimant", "subject"}
# "Armenia says own losses", "Armenian losses according to Azerbaijan", "Armenia (own losses)".
SAYS = re.compile(r"(?P<who>.+?)\s+(?:says?|claims?|reports?|admits?|states?)\b\s*(?P<whose>.+)", re.I)
SAID_BY = re.compile(
    r"(?P<whose>.+?),?\s+\(?(?:according\s+to|per|(?:as\s+)?(?:said|claimed|reported|admitted|stated)\s+by)\s+(?P<who>.+?)\)?",
    re.I,
)
BRACKETS = re.compile(r"(.+?)\s*\((.+)\)")
LOSSES = re.compile(r"\b(?:loss(?:es)?|casualties)\b(?:\s+of\b)?", re.I)
SIGNS = " :(),[]"
OWN = {"own", "its own", "their own", "itself", "themselves"}


def cut(header: str, names: Sequence[str]) -> list[str] | None:
    """The text of the header for each of the names; None where it does not say them all."""
    header = header.strip()
    if len(names) == 1:
        return [header] if header else None
    if set(names) == SPEAKER_AND_LOSSES:
        said = _who_and_whose(header)
        return [said[name] for name in names] if said else None
    parts = CUTS.split(header, maxsplit=1)
    return parts if len(parts) == len(names) and all(parts) else None


def _who_and_whose(header: str) -> dict[str, str] | None:
    """Who speaks and whose losses; “own” losses are the speaker's."""
    if found := SAYS.fullmatch(header) or SAID_BY.fullmatch(header):
        who, whose = found["who"], found["whose"]
    else:
        brackets = BRACKETS.fullmatch(header)
        parts = brackets.groups() if brackets else CUTS.split(header, maxsplit=1)
        if len(parts) < 2:
            return None
        # Of two parts the one that names losses says whose they are.
        who, whose = sorted(parts, key=lambda part: bool(LOSSES.search(part)))
    who, whose = who.strip(SIGNS), " ".join(LOSSES.sub(" ", whose).strip(SIGNS).split())
    if not who or not whose:
        return None
    return {"claimant": who, "subject": who if whose.casefold() in OWN else whose}
