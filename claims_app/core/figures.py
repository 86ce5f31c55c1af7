"""A claimed figure as an interval: "over 100" is every whole number from 101 up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of counts (or shares); `high` None is an open end."""

    low: Number
    high: Number | None

    @property
    def is_sound(self) -> bool:
        """It holds a number, and none below nought."""
        return self.low >= 0 and (self.high is None or self.low <= self.high)

    @property
    def is_exact(self) -> bool:
        """One number and no other."""
        return self.low == self.high

    def contains(self, other: Interval | Number) -> bool:
        """The number, or every number of the other interval, lies in this one."""
        if not isinstance(other, Interval):
            return self.low <= other and (self.high is None or other <= self.high)
        if self.high is not None and (other.high is None or other.high > self.high):
            return False
        return self.low <= other.low

    def overlaps(self, other: Interval) -> bool:
        """Some number lies in both."""
        return self.intersection(other) is not None

    def is_disjoint(self, other: Interval) -> bool:
        """No number lies in both."""
        return not self.overlaps(other)

    def intersection(self, other: Interval) -> Interval | None:
        """The numbers that lie in both; None where there is none."""
        low = max(self.low, other.low)
        highs = [high for high in (self.high, other.high) if high is not None]
        high = min(highs, default=None)
        return None if high is not None and high < low else Interval(low, high)

    def gap(self, other: Interval) -> Number:
        """How far the nearest numbers of the two lie apart; 0 where they overlap."""
        for left, right in ((self, other), (other, self)):
            if left.high is not None and left.high < right.low:
                return right.low - left.high
        return 0

    def jaccard(self, other: Interval) -> Fraction | None:
        """Whole numbers in both / whole numbers in either, 0 to 1; None where an end is open ("lower bound only")."""
        if self.high is None or other.high is None:
            return None
        shared = self.intersection(other)
        both = _size(shared) if shared else Fraction(0)
        return both / (_size(self) + _size(other) - both)


def _size(interval: Interval) -> Fraction:
    """How many whole numbers a bounded interval holds."""
    return Fraction((interval.high if interval.high is not None else interval.low) - interval.low + 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """The wording as printed and its two intervals, plain within charitable; both None where no number may be read.

    `kind` is one of KINDS. `flags` holds `incremental` (counted since the claimant's last statement), `strict_lo` and
    `strict_hi` (a share that lies beyond its bound, not on it) and `unit:times`. `source` is "parsed" or "editor".
    """

    text: str
    lang: str
    kind: str
    plain: Interval | None
    charitable: Interval | None
    flags: frozenset[str] = frozenset()
    unit: str = ""
    source: str = "parsed"
    policy: str = ""
    note: str = ""


KINDS = (
    "exact", "more_than", "at_least", "up_to", "at_most", "less_than", "nearly", "approx", "range", "none", "exists",
    "vague", "fraction", "relative", "silent", "minimised", "noise", "unparsed",
)  # fmt: skip
