"""How far two figures are apart: gap, ratio, disputed share, overlap and claimed ÷ own figure, in whole numbers and fractions."""

from __future__ import annotations

from fractions import Fraction

from claims_app.core.figures import Interval, Number


def meet(a: Interval, b: Interval) -> bool:
    """Whether some number lies in both."""
    return (b.high is None or a.low <= b.high) and (a.high is None or b.low <= a.high)


def gap(low: Number, high: Number) -> Number:
    """The least that no reading of the smaller figure accounts for."""
    return low - high


def ratio(low: Number, high: Number) -> Fraction | None:
    """How many times the smaller figure goes into the larger; None for "n against none"."""
    return Fraction(low) / Fraction(high) if high else None


def score(low: Number, high: Number) -> Fraction:
    """The disputed share (L - U) / (L + 1), between 0 and 1: a key to sort by, never shown."""
    return Fraction(low - high) / Fraction(low + 1)


def jaccard(a: Interval, b: Interval) -> Fraction | None:
    """The share of the numbers in either interval that lie in both; None where an end is open."""
    if a.high is None or b.high is None:
        return None
    unit = 1 if all(isinstance(n, int) for n in (a.low, a.high, b.low, b.high)) else 0
    common = max(min(a.high, b.high) - max(a.low, b.low) + unit, 0)
    either = (a.high - a.low + unit) + (b.high - b.low + unit) - common
    if not either:
        return Fraction(int(a == b))
    return Fraction(common) / Fraction(either)


def overclaim(claimed: Interval, own: Interval) -> tuple[Fraction, Fraction | None] | None:
    """Claimed ÷ own figure, from the least to the most (None: without limit); None where no least can be given."""
    if not own.high:
        return None
    most = Fraction(claimed.high) / Fraction(own.low) if claimed.high is not None and own.low else None
    return Fraction(claimed.low) / Fraction(own.high), most
