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


@dataclass(frozen=True, slots=True)
class Figure:
    """The wording as printed and its two intervals, plain within charitable; both None where no number may be read."""

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
