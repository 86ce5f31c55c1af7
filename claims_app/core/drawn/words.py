"""What a board prints beside a figure and a finding: who via whom and when, how the claimant stands to it, signs, days."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from claims_app.core.boards import TAG_CODES, code_of
from claims_app.core.claims import Claim
from claims_app.core.displays import day_in
from claims_app.core.verdicts import Finding, rule_anchor

SIGNS = {
    "contradictory": "≠",
    "contradicts_itself": "≠",
    "reports_differ": "≠",
    "side_differs": "≠",
    "strained": "≈",
    "not_simultaneous": "◷",
    "admitted": "⊇",
    "corroborated": "=",
    "compatible": "∿",
    "subsumed": "∿",
    "revised": "↻",
    "growth": "↗",
    "repeat": "=",
    "one_sided": "◐",
    "unanswered": "◌",
    "incomparable": "⊤",
}
STANCES = {
    "own_loss": "on its own losses",
    "other_loss": "on the other side’s losses",
    "own_civilians": "on its own civilians",
    "own_gain": "on its own gain",
    "accusation": "on what the other side did",
    "third_party": "others (media, observers)",
}
HUNDREDTH = Decimal("0.01")


def sign_of(finding: Finding) -> str:
    """The sign beside a finding's word."""
    return SIGNS.get(code_of(finding), "○")


def other_tags(finding: Finding) -> list[str]:
    """The finding's tags, without one that its name says already."""
    return [tag for tag in finding.tags if TAG_CODES.get(tag) != code_of(finding)]


def tag_rule(tag: str) -> str:
    """Where the Method page says what a tag means: an anchor; "" for a tag without a rule of its own."""
    return rule_anchor(TAG_CODES[tag]) if tag in TAG_CODES else ""


def whole_day(moment: datetime | date) -> str:
    """A day as "2 April 2016"."""
    return f"{moment.day} {moment:%B %Y}"


def board_sourced(claim: Claim, start: date | None, *, own: bool = False, brief: bool = False) -> str:
    """ "Azerbaijan on its own losses, via RT, 2 Apr": who via whom and when, on a board that begins at `start`.

    `own` where a side speaks of its own losses, `brief` in a narrow place. Where it gave no figure its name stands before,
    so this is "via RT, 2 Apr".
    """
    when = day_words(claim, start, brief=brief)
    if not own:
        return upper(sourced_words(claim, claim.speaker or claim.claimant_name, when))
    if claim.figure is None:
        return sourced_words(claim, "", when).removeprefix(", ")
    said_by = f", {claim.speaker}" if claim.speaker and claim.speaker != claim.claimant_name else ""
    return upper(sourced_words(claim, f"{claim.claimant_name} on its own losses{said_by}", when))


def day_words(claim: Claim, beside: date | None, *, brief: bool = False) -> str:
    """The day of a statement beside an incident's, and whether the report's day stands for it."""
    taken = " (report’s day)" if brief else " (day taken from the report)"
    return day_in(claim.stated_at, beside) + (taken if claim.day_from_report and claim.stated_at else "")


def upper(words: str) -> str:
    """The words with a capital."""
    return words[:1].upper() + words[1:]


def sourced_words(claim: Claim, who: str, when: str) -> str:
    """Who via whom and when, then how many reports and origins where there are several."""
    parts = [who]
    if claim.via and claim.via != parts[0]:
        parts.append(f"via {claim.via}")
    words = ", ".join([*parts, when] if when else parts)
    several = len(claim.citations) > 1 and len({citation.report for citation in claim.citations}) > 1
    return f"{words}; {reach(claim)}" if several else words


def reach(claim: Claim) -> str:
    """How many reports carry the claim, and how many of them are origins: "3 reports, 1 origin"."""
    reports = {citation.report for citation in claim.citations}
    origins = {citation.origin for citation in claim.citations}
    several = "origin" if len(origins) == 1 else "origins"
    return f"{len(reports)} report{'' if len(reports) == 1 else 's'}, {len(origins)} {several}"


def overclaim_words(finding: Finding) -> str:
    """How many times the own figure was claimed: " Claimed ÷ own figure: 1.50 to 3."; "" for none."""
    if not finding.overclaim:
        return ""
    low, high = finding.overclaim
    end = "" if high == low else f" to {_rounded(high)}" if high else " or more"
    return f" Claimed ÷ own figure: {_rounded(low)}{end}."


def _rounded(ratio: Fraction) -> str:
    """Two places, none for a whole number."""
    value = Decimal(repr(float(ratio)))
    return str(int(value)) if value == int(value) else str(value.quantize(HUNDREDTH, ROUND_HALF_UP))
