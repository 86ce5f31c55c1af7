"""When a figure holds: (start, end], each end known outer, plain and inner, in seconds since 1970 UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Period:
    """The half-open period (start, end]; outer ends are the widest the words allow, inner ends the surest.

    start_outer ≤ start_plain ≤ start_inner and end_inner ≤ end_plain ≤ end_outer.
    """

    start_outer: int
    start_plain: int
    start_inner: int
    end_inner: int
    end_plain: int
    end_outer: int

    @classmethod
    def exactly(cls, start: int, end: int) -> Self:
        """The period whose ends the words leave in no doubt."""
        return cls(start, start, start, end, end, end)

    @property
    def outer(self) -> tuple[int, int]:
        """(start, end] at the widest."""
        return self.start_outer, self.end_outer

    @property
    def plain(self) -> tuple[int, int]:
        """(start, end] in the ordinary reading."""
        return self.start_plain, self.end_plain

    @property
    def inner(self) -> tuple[int, int]:
        """(start, end] that is surely covered; it may be empty (start ≥ end)."""
        return self.start_inner, self.end_inner

    def problem(self) -> str:
        """Why this is no period, as a sentence; "" when it is one."""
        if self.start_plain >= self.end_plain or self.start_outer >= self.end_outer:
            return "The period ends before it begins."
        ordered = self.start_outer <= self.start_plain <= self.start_inner
        if not ordered or not self.end_inner <= self.end_plain <= self.end_outer:
            return "The surest ends of the period lie outside its widest ends."
        return ""


def lies_within(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether (start, end] `a` is part of `b`; an empty `b` holds nothing."""
    return b[0] <= a[0] and a[1] <= b[1]


def is_disjoint(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two (start, end] share no instant; touching ends share none."""
    return max(a[0], b[0]) >= min(a[1], b[1])
