"""How a claim stands: whether it is current, whether it gives a number, whose loss it counts, who speaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from claims_app.core.claims import Claim, ClaimId
from claims_app.core.figures import Interval
from claims_app.core.scopes import Band, Scope
from claims_app.core.shares import count_share
from claims_app.core.worlds import World

# The kind of a share once its total is known.
COUNTED_SHARE = "share"
# Kinds of wording that put a claim on the board but take no part in arithmetic.
WORDLESS = frozenset({"silent", "minimised", "relative", "noise", "unparsed", "fraction"})


def is_silent(claim: Claim) -> bool:
    """Whether the words say that no figure was given."""
    return claim.kind == "silence" or (claim.figure is not None and claim.figure.kind == "silent")


def is_numeric(claim: Claim) -> bool:
    """Whether the claim gives a number that may be compared: an interval on both readings, counted in a known scope."""
    figure = claim.figure
    if claim.kind != "figure" or figure is None or claim.scope is None or figure.kind in WORDLESS:
        return False
    return figure.charitable is not None and figure.plain is not None and is_sound(figure.charitable, figure.plain)


def is_sound(charitable: Interval, plain: Interval) -> bool:
    """Whether neither reading is empty (an editor's or a file's mistake may make one)."""
    return all(reading.high is None or 0 <= reading.low <= reading.high for reading in (charitable, plain))


def reading(claim: Claim, band: Band) -> Interval:
    """The interval of a numeric claim on a band; ValueError for a claim that gives no number."""
    figure = claim.figure
    interval = None if figure is None else figure.plain if band == "plain" else figure.charitable
    if interval is None:
        raise ValueError(f"claim {claim.id} gives no number")
    return interval


def scope_of(claim: Claim) -> Scope:
    """The scope of a numeric claim; ValueError for a claim without one."""
    if claim.scope is None:
        raise ValueError(f"claim {claim.id} has no scope")
    return claim.scope


def owns(claim: Claim, world: World) -> bool:
    """Whether the claimant speaks of its own camp's losses, and of nobody else's."""
    return bool(claim.camp) and claim.scope is not None and world.camps_of(claim.scope.subject) == {claim.camp}


def speaker_of(claim: Claim) -> str:
    """Who speaks, for counting voices: a camp, or a third party by itself."""
    return claim.camp or f"third party {claim.claimant}"


def current(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims of the current view: neither retracted nor revised by another of these claims."""
    claims = tuple(claims)
    revised = {claim.revises for claim in claims if claim.revises is not None and claim.revises != claim.id}
    return tuple(claim for claim in claims if claim.retracted_at is None and claim.id not in revised)


def one_as_of(a: Claim, b: Claim) -> bool:
    """Whether two counts run until the same day, so that nobody wounded in one can be among the dead of the other."""
    if a.as_of is not None and b.as_of is not None:
        return a.as_of == b.as_of or a.as_of.date() == b.as_of.date()
    return a.scope is not None and b.scope is not None and a.scope.period.end_plain == b.scope.period.end_plain


def with_counted_shares(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims, each share of a figure that the same claimant gave among them turned into a count.

    "At least a third" of its 38,000 is read as 12,667 or more; a share whose total is not among the claims stays a share.
    """
    known = {claim.id: claim for claim in claims}
    return tuple(_counted(claim, known) for claim in claims)


def _counted(claim: Claim, known: dict[ClaimId, Claim]) -> Claim:
    base = known.get(claim.share_of) if claim.share_of is not None else None
    if claim.figure is None or base is None or base.figure is None or base.claimant != claim.claimant:
        return claim
    figure = count_share(claim.figure, base.figure)
    return claim if figure is None else replace(claim, figure=replace(figure, kind=COUNTED_SHARE))
