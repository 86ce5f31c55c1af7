"""Why two claims cannot be compared, as a sentence for people."""

from __future__ import annotations

from claims_app.core.claims import Claim
from claims_app.core.pairs import Pair
from claims_app.core.scopes import apart_on, wider_on
from claims_app.core.standings import is_numeric

# What is said where the plain scopes have nothing in common on an axis.
APART = {
    "subject": "They count the losses of different parties.",
    "object": "They count different kinds of things.",
    "outcome": "They count different outcomes.",
    "agent": "They name different causes.",
    "place": "They speak of different places.",
    "basis": "They count by different rules.",
    "period": "They speak of different times.",
}
WIDER = {
    "subject": "whose losses",
    "object": "what is counted",
    "outcome": "the outcome",
    "agent": "who did it",
    "place": "the place",
    "basis": "the counting rule",
    "period": "the time",
}
NO_NUMBER = {
    "minimised": "“{text}” is a way to speak of losses, not a number.",
    "fraction": "“{text}” is a share of a total that is not on file.",
    "relative": "“{text}” compares with a figure that is not on file.",
    "noise": "“{text}” is not a figure.",
    "unparsed": "“{text}” cannot be read as a number.",
}


def why_not_numeric(claim: Claim) -> str:
    """Why a claim takes no part in arithmetic; "" when it does."""
    if is_numeric(claim):
        return ""
    if claim.kind == "denial":
        return "A denial answers the claim that it denies and no other."
    if claim.kind == "position":
        return "An account is no figure."
    if claim.scope is None:
        return claim.scope_problem or _missing_part(claim)
    figure = claim.figure
    if figure is None:
        return "No figure is on file."
    if figure.charitable is not None and figure.plain is not None and figure.kind not in NO_NUMBER:
        return f"The reading of “{figure.text}” ends below its beginning."
    return NO_NUMBER.get(figure.kind, "“{text}” cannot be read as a number.").format(text=figure.text)


def _missing_part(claim: Claim) -> str:
    if not claim.subject_means:
        return "The words do not say whose losses these are."
    return "The words do not say what was counted." if not claim.object else "What was counted is not on file."


def why_not_comparable(pair: Pair) -> str:
    """The sentence for a pair that no rule can compare."""
    for claim in pair.both:
        if reason := why_not_numeric(claim):
            return reason
    if pair.scopes is None:
        return "What was counted is not on file."
    apart = apart_on(*pair.scopes)
    if apart:
        return APART[apart[0]]
    a, b = pair.scopes
    first, second = wider_on(a, b), wider_on(b, a)
    if not first or not second:
        return ""
    return f"One is wider in {WIDER[first[0]]}, the other in {WIDER[second[0]]}: neither holds the other."


def why_positions_differ_in_kind(a: Claim, b: Claim) -> str:
    """The sentence for two positions that do not answer one question."""
    if a.position is None or b.position is None:
        return "One is an account and the other a figure."
    if a.position.question != b.position.question:
        return "They answer different questions."
    return "They speak of different places."
