"""A share of a figure that the same claimant gave becomes a count: "at least a third" of 38,000 is 12,667 or more."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from claims_app.core.figures import Figure, Interval


def count_share(share: Figure, base: Figure) -> Figure | None:
    """The share's figure with the intervals of a count; kind, text and flags stay those of the share.

    From the least share of the least total, rounded up, to the largest of the largest, rounded down; "most of" is more
    than half, so half of the total, rounded down, and one more. None where either has no interval, where the first is
    no share or the second is one, or where no whole number fits ("a third" of exactly 1).
    """
    if share.kind != "fraction" or base.kind == "fraction":
        return None
    bands = [
        _count(share, part, total) for part, total in ((share.plain, base.plain), (share.charitable, base.charitable))
    ]
    plain, charitable = bands
    if plain is None or charitable is None or not charitable.contains(plain):
        return None
    return replace(share, plain=plain, charitable=charitable)


def _count(share: Figure, part: Interval | None, total: Interval | None) -> Interval | None:
    """One band of the count; an open total leaves it open."""
    if part is None or total is None or part.high is None:
        return None
    least = part.low * Fraction(total.low)
    low = floor(least) + 1 if "strict_lo" in share.flags else ceil(least)
    if total.high is None:
        return Interval(low, None if part.high else 0)
    most = part.high * Fraction(total.high)
    high = ceil(most) - 1 if "strict_hi" in share.flags else floor(most)
    counted = Interval(low, high)
    return counted if counted.is_sound else None
