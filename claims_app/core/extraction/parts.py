"""Which figure a part belongs to: "nine civilians, including four children and two women"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims_app.core.extraction.candidates import BLANK, Candidate

BETWEEN_PARTS = (",", "and")
"""What may stand between two parts of one whole; a comma and "and" together close the list."""


SENTENCES_APART = 3
"""Characters between two sentences that follow each other."""


@dataclass(frozen=True, slots=True)
class Part:
    """A claim, and the place in the text of the figure that it is a part of; None for a claim that stands alone."""

    claim: Candidate
    whole: tuple[int, int] | None = None


def with_wholes(text: str, claims: Sequence[Candidate]) -> tuple[Part, ...]:
    """Each claim with its whole, in the order given: the nearest figure before it, in its sentence or the one before,

    that is no part itself and not smaller. A part without such a whole stands alone.
    """
    found: list[Part] = []
    figures: list[Part] = []
    for claim in claims:
        part = Part(claim)
        if claim.figure is not None:
            before = figures[-1] if figures else None
            if claim.is_part:
                part = Part(claim, _whole(claim, figures))
            elif before is not None and before.whole is not None and _follows(text, before.claim, claim):
                part = Part(claim, before.whole)
            figures.append(part)
        found.append(part)
    return tuple(found)


def _whole(part: Candidate, before: Sequence[Part]) -> tuple[int, int] | None:
    for each in reversed(before):
        claim = each.claim
        if part.start - claim.end > SENTENCES_APART:
            return None
        if each.whole is None and not claim.is_part and claim.figure and _may_hold(claim, part):
            return claim.figure.start, claim.figure.end
    return None


def _may_hold(whole: Candidate, part: Candidate) -> bool:
    """The part's least is not more than the whole's most, and both tell of one kind of event where both tell of one."""
    if whole.figure is None or part.figure is None:
        return False
    most, least = whole.figure.reading.charitable, part.figure.reading.plain
    fits = most is None or most.high is None or least is None or least.low <= most.high
    events = {_outcome(whole), _outcome(part)} - {None}
    return fits and len(events) < 2


def _outcome(claim: Candidate) -> str | None:
    return claim.fields.get("outcome", BLANK).value


def _follows(text: str, part: Candidate, claim: Candidate) -> bool:
    """ "four children and two women": the second number stands right behind what the first one counts."""
    thing = part.fields.get("object", BLANK).cue
    if thing is None or claim.figure is None or (part.start, part.end) != (claim.start, claim.end):
        return False
    between = text[thing[1] : claim.figure.start].strip()
    return between in BETWEEN_PARTS and _outcome(part) == _outcome(claim)
