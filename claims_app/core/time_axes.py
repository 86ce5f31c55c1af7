"""The two axes of a chart over time: days, with long quiet stretches left out, and counts from nought."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from claims_app.core.displays import grouped
from claims_app.core.timelines import Stretch, is_log

# Quiet days between two days on which something was said; more than these are left out, with a sign.
QUIET_DAYS = 3
BREAK_WIDTH = 0.8
PAD_BEFORE, PAD_AFTER = 0.6, 1.0
STEPS = (1, 2, 5)
# How wide a letter of a day is, with its share of the space between two days.
LETTER = 6.7
Style = Literal["long", "short", "bare"]


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something was said: its place, and a label where there is room for one."""

    x0: float
    x1: float
    label: str = ""

    @property
    def middle(self) -> float:
        """Where its label is centred."""
        return round((self.x0 + self.x1) / 2, 1)

    @property
    def width(self) -> float:
        """How wide it is."""
        return round(self.x1 - self.x0, 1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of days drawn at one scale; `left_out` where quiet days are drawn narrower than they were."""

    start: float
    end: float
    x0: float
    x1: float
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class DayAxis:
    """Days from left to right, piece by piece."""

    pieces: tuple[Piece, ...]

    def at(self, day: float) -> float:
        """Where a moment stands, in units of the drawing; beyond the ends, at the end."""
        for piece in self.pieces:
            if day <= piece.end:
                part = (max(day, piece.start) - piece.start) / (piece.end - piece.start)
                return round(piece.x0 + part * (piece.x1 - piece.x0), 1)
        return self.pieces[-1].x1

    @property
    def breaks(self) -> tuple[float, ...]:
        """Where days are left out."""
        return tuple(round((piece.x0 + piece.x1) / 2, 1) for piece in self.pieces if piece.left_out)

    def days(self, ordinals: Sequence[int], room: float, style: Style) -> tuple[Day, ...]:
        """The days with labels at least `room` apart, by style.

        long: "Sat 2 April", which needs twice the room and gives way to short where it has it not; short: "2 Apr"; both say
        the year where it changes. bare: "2 Apr", or the year alone where there are several.
        """
        starts = [self.at(ordinal) for ordinal in ordinals]
        if style == "long" and any(later - earlier < 2 * room for earlier, later in pairwise(starts)):
            style = "short"
        several = len({date.fromordinal(ordinal).year for ordinal in ordinals}) > 1
        found: list[Day] = []
        last, year = -math.inf, 0
        for ordinal in ordinals:
            day, x0, x1 = date.fromordinal(ordinal), self.at(ordinal), self.at(ordinal + 1)
            middle = (x0 + x1) / 2
            name = f"{day:%a} {day.day} {day:%B}" if style == "long" else f"{day.day} {day:%b}"
            if style == "bare":
                name = str(day.year) if several else name
            elif day.year != year:
                name = f"{name} {day.year}"
            is_told = style == "bare" and several and day.year == year
            if is_told or middle - last < max(room, len(name) * LETTER if style == "bare" else 0):
                found.append(Day(x0, x1))
                continue
            found.append(Day(x0, x1, name))
            last, year = middle, day.year
        return tuple(found)


def day_axis(ordinals: Sequence[int], x0: float, x1: float) -> DayAxis:
    """An axis over these days (ordinals, in order, at least one), with a little before the first and after the last."""
    first, last = ordinals[0], ordinals[-1]
    parts: list[tuple[float, float, float, bool]] = [(first - 1, first, PAD_BEFORE, False)]
    for place, day in enumerate(ordinals):
        if place:
            quiet = day - ordinals[place - 1] - 1
            if quiet:
                left_out = quiet > QUIET_DAYS
                parts.append((ordinals[place - 1] + 1, day, BREAK_WIDTH if left_out else float(quiet), left_out))
        parts.append((day, day + 1, 1.0, False))
    parts.append((last + 1, last + 2, PAD_AFTER, False))
    unit = (x1 - x0) / sum(width for _, _, width, _ in parts)
    pieces, x = [], x0
    for start, end, width, left_out in parts:
        pieces.append(Piece(start, end, x, x + width * unit, left_out))
        x += width * unit
    return DayAxis(tuple(pieces))


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on the scale and where it stands."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts from nought at the bottom to `top`; by powers of ten where `log`."""

    top: float
    bottom_at: float
    top_at: float
    log: bool = False
    ticks: tuple[Tick, ...] = ()

    def at(self, value: float) -> float:
        """Where a count stands, in units of the drawing."""
        part = math.log10(1 + value) / math.log10(1 + self.top) if self.log else value / self.top
        return round(self.bottom_at - min(1.0, part) * (self.bottom_at - self.top_at), 1)


def scale_of(stretches: Sequence[Stretch], bottom_at: float, top_at: float, most_ticks: int = 6) -> Scale:
    """A scale that holds every number of the stretches, with room above an open end."""
    ends = [end for stretch in stretches for end in (stretch.low, stretch.high) if end is not None]
    highest = max(ends, default=1.0) or 1.0
    is_open = any(stretch.high is None for stretch in stretches)
    wanted = highest * (1.25 if is_open else 1.05)
    if is_log(stretches):
        top = 10.0 ** math.ceil(math.log10(wanted))
        powers = range(round(math.log10(top)) + 1)
        every = math.ceil(len(powers) / most_ticks)
        numbers = [0] + [10**power for power in powers if power and power % every == 0]
        return _ticked(Scale(top, bottom_at, top_at, log=True), numbers)
    step = _step(wanted, most_ticks)
    top = math.ceil(wanted / step) * step
    return _ticked(Scale(top, bottom_at, top_at), list(range(0, top + 1, step)))


def _step(highest: float, most: int) -> int:
    """The least of 1, 2, 5, 10, 20 … that needs no more than so many ticks."""
    power = 1
    while True:
        for step in STEPS:
            if math.ceil(highest / (step * power)) < most:
                return step * power
        power *= 10


def _ticked(scale: Scale, numbers: Sequence[int]) -> Scale:
    ticks = tuple(Tick(scale.at(number), grouped(number)) for number in numbers)
    return Scale(scale.top, scale.bottom_at, scale.top_at, scale.log, ticks)
