"""Where everything of a timeline stands in a drawing: steps, bands, windows, lanes and labels; the SVG is a template."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from claims_app.core.claims import Claim, ClaimId
from claims_app.core.displays import shown_as
from claims_app.core.figures import Figure
from claims_app.core.time_axes import Day, DayAxis, Scale, Style, Tick, day_axis, scale_of
from claims_app.core.timelines import Stretch, Timeline


@dataclass(frozen=True, slots=True)
class Frame:
    """How large a drawing is, in its own units: one unit is one pixel where it is shown unscaled.

    `right` is the room for the labels of the lines that still stand, `chars` how many letters fit into it.
    """

    name: str
    width: int
    height: int
    left: int
    right: int
    above: int
    chars: int
    day_room: int
    most_ticks: int
    lanes: bool = True
    style: Style = "short"
    most_labels: int = 40

    @property
    def x1(self) -> int:
        """The right end of the plot."""
        return self.width - self.right


WIDE = Frame("wide", 760, 280, left=64, right=190, above=26, chars=25, day_room=76, most_ticks=6, style="long")
NARROW = Frame("narrow", 288, 220, left=40, right=98, above=24, chars=13, day_room=72, most_ticks=5)
PANEL = Frame(
    "panel", 250, 92, left=44, right=110, above=16, chars=14, day_room=34, most_ticks=3, lanes=False, style="bare"
)
LINE = 15
# Letters of a figure, from the largest down.
SIZES = (19, 16, 14, 13)
INNER_SIZE = 15
# How wide a letter is, beside its size, also in a wide font, and how wide one of the scale's digits.
LETTER, WIDE_LETTER = 0.48, 0.58
DIGIT = 7.4
LANE = 34
FOOT = 22
FLAGS = {"said": "As of", "recorded": "On file by"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A line at one height: the window in which it was said, or the time that a figure stood."""

    shape: int
    x0: float
    x1: float
    y: float
    kind: str


@dataclass(frozen=True, slots=True)
class Riser:
    """A line upright: from nought, or from the figure before, to the figure."""

    shape: int
    x: float
    y0: float
    y1: float


@dataclass(frozen=True, slots=True)
class Band:
    """The area of a figure that is more than one number; `fades` upward where its end is open."""

    shape: int
    x: float
    y: float
    width: float
    height: float
    fades: bool
    soft: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A mark: the speaker's shape, solid where it speaks of itself; `cross` where it was taken back."""

    shape: int
    solid: bool
    x: float
    y: float
    cross: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a mark: the figure as shown, and who said it where the line ends at the right.

    `length` is the width that the figure is given where a wide font would need more than there is; 0 where none would.
    """

    x: float
    y: float
    figure: str
    size: int
    lines: tuple[str, ...] = ()
    anchor: str = "start"
    lead: str = ""
    length: float = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """Words without a place on the scale, under the axis: the speaker, what it said, and since when."""

    shape: int
    solid: bool
    y: float
    name: str
    words: str
    form: str
    x0: float
    x1: float
    x2: float

    @property
    def is_word(self) -> bool:
        """Whether it quotes a figure in words."""
        return self.form == "word"


@dataclass(frozen=True, slots=True)
class Gap:
    """The hatched stretch between two figures that cannot both be true."""

    x: float
    y0: float
    y1: float


@dataclass(frozen=True, slots=True)
class Flag:
    """The moment that the chart is cut at."""

    x: float
    bottom: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A timeline drawn in one frame; all numbers are units of the drawing, from its top left corner.

    `left_out` is how many lines stand without a label, since the frame has no room for so many.
    """

    frame: Frame
    left: int
    height: float
    bottom: float
    ticks: tuple[Tick, ...]
    days: tuple[Day, ...]
    breaks: tuple[float, ...]
    log: bool
    bands: tuple[Band, ...]
    segments: tuple[Segment, ...]
    risers: tuple[Riser, ...]
    points: tuple[Point, ...]
    labels: tuple[Label, ...]
    left_out: int
    lanes: tuple[Lane, ...]
    gap: Gap | None
    flag: Flag | None

    @property
    def plot_height(self) -> float:
        """How high the plot is."""
        return self.bottom - self.frame.above

    @property
    def days_at(self) -> float:
        """The line on which the days are written: above the plot, under a panel."""
        return self.frame.above - 9 if self.frame.lanes else self.bottom + 16

    @property
    def shapes(self) -> tuple[int, ...]:
        """The shapes whose bands fade, each of which needs a gradient."""
        return tuple(sorted({band.shape for band in self.bands if band.fades}))


def chart_of(timeline: Timeline, frame: Frame, days: Sequence[int] = ()) -> Chart:
    """The drawing of a timeline; `days` widens its axis to those of other rows."""
    ordinals = sorted({*(days or timeline.days), *([timeline.asof.toordinal()] if timeline.asof else ())})
    return _Drawing(timeline, frame, tuple(ordinals)).chart()


class _Drawing:
    """One chart while it is being made."""

    def __init__(self, timeline: Timeline, frame: Frame, ordinals: tuple[int, ...]) -> None:
        self.timeline = timeline
        self.frame = frame
        self.ordinals = ordinals
        standing = [stretch for stretch in timeline.measured if stretch.stands]
        # The latest, where there are too many: a panel leads to a page that shows all.
        told = _told_once(standing)
        self.labelled = told[-frame.most_labels :]
        self.left_out = len(told) - len(self.labelled)
        self.plot_height = max(frame.height, _room_of(self.labelled, frame)) if timeline.measured else 0
        self.bottom = float(frame.above + self.plot_height)
        self.scale: Scale = scale_of(timeline.measured, self.bottom, frame.above, frame.most_ticks)
        longest = max(len(tick.label) for tick in self.scale.ticks) if timeline.measured else 0
        self.left = max(frame.left, round(longest * DIGIT) + 10)
        self.axis: DayAxis = day_axis(ordinals, self.left, frame.x1)
        self.right = self.axis.at(timeline.asof.toordinal() + 1) if timeline.asof else float(frame.x1)
        self.places = self._places()

    def _places(self) -> dict[int, float]:
        """Where each mark stands; marks that would cover each other stand side by side."""
        found: dict[int, float] = {}
        taken: list[tuple[float, float]] = []
        for place, stretch in enumerate(self.timeline.measured):
            x = min(self.axis.at(stretch.said), self.right)
            y = self._top_of(stretch)
            while any(abs(x - other) < 9 and abs(y - height) < 9 for other, height in taken) and x > self.left:
                x -= 10
            taken.append((x, y))
            found[place] = max(x, float(self.left))
        return found

    def _top_of(self, stretch: Stretch) -> float:
        return self.scale.at(stretch.low if stretch.high is None else stretch.high)

    def _end(self, stretch: Stretch) -> float:
        return self.right if stretch.until is None else min(self.axis.at(stretch.until), self.right)

    def chart(self) -> Chart:
        bands: list[Band] = []
        segments: list[Segment] = []
        points: list[Point] = []
        for place, stretch in enumerate(self.timeline.measured):
            x, end = self.places[place], self._end(stretch)
            bands += self._band(stretch, x, end)
            segments += self._segments(stretch, x, end)
            points += self._points(stretch, x, end)
        lanes = self._lanes()
        below = self.bottom + FOOT + len(lanes) * LANE
        flag = self._flag(below)
        return Chart(
            frame=self.frame,
            left=self.left,
            height=below + (FOOT if flag else 4),
            bottom=self.bottom,
            ticks=self.scale.ticks if self.timeline.measured else (),
            days=self.axis.days(self.ordinals, self.frame.day_room, self.frame.style),
            breaks=self.axis.breaks,
            log=self.scale.log,
            bands=tuple(bands),
            segments=tuple(segments),
            risers=self._risers(),
            points=tuple(points),
            labels=(*self._inner_labels(), *self._outer_labels()),
            left_out=self.left_out,
            lanes=lanes,
            gap=self._gap(),
            flag=flag,
        )

    def _band(self, stretch: Stretch, x: float, end: float) -> list[Band]:
        if stretch.form == "exact" or end <= x:
            return []
        bottom, soft = self.scale.at(stretch.low), stretch.form == "soft"
        top = float(self.frame.above) if stretch.high is None else self.scale.at(stretch.high)
        fades = stretch.high is None
        return [Band(stretch.shape, x, top, round(end - x, 1), round(bottom - top, 1), fades, soft)]

    def _edges(self, stretch: Stretch) -> list[float]:
        """The heights of its lines: one for a number or an open end, two for a range, none through its middle."""
        ends = {stretch.low} if stretch.high is None else {stretch.low, stretch.high}
        if stretch.form == "below" and stretch.high is not None:
            ends = {stretch.high}
        return [self.scale.at(end) for end in sorted(ends)]

    def _segments(self, stretch: Stretch, x: float, end: float) -> list[Segment]:
        found = []
        start = self.axis.at(stretch.earliest)
        for y in self._edges(stretch):
            if stretch.precision != "minute" and start < x:
                found.append(Segment(stretch.shape, start, x, y, "window"))
            if end > x:
                kind = "carried" if stretch.stands else "held"
                found.append(Segment(stretch.shape, x, end, y, kind))
        return found

    def _points(self, stretch: Stretch, x: float, end: float) -> list[Point]:
        found = [Point(stretch.shape, stretch.solid, x, y) for y in self._edges(stretch)]
        if stretch.ending == "retracted":
            found += [Point(stretch.shape, stretch.solid, end, y, cross=True) for y in self._edges(stretch)]
        return found

    def _risers(self) -> tuple[Riser, ...]:
        """From the figure that a later one replaced, else from nought; the tallest first, so that none is covered."""
        found = []
        replaced = {_same(stretch.then): stretch for stretch in self.timeline.measured if stretch.then}
        for place, stretch in enumerate(self.timeline.measured):
            x, before = self.places[place], replaced.get(_same(stretch.claim))
            low = self.scale.at(before.low) if before else self.bottom
            heights = [*self._edges(stretch), low]
            found.append(Riser(stretch.shape, x, max(heights), min(heights)))
        return tuple(sorted(found, key=lambda riser: riser.y1 - riser.y0))

    def _inner_labels(self) -> list[Label]:
        """The figure beside each mark whose line has ended; of a panel they are left to its page."""
        if not self.frame.lanes:
            return []
        found: list[Label] = []
        stretches = list(enumerate(self.timeline.measured))
        marks = [(self.places[place], y) for place, stretch in stretches for y in self._edges(stretch)]
        for place, stretch in stretches:
            if stretch.stands:
                continue
            below = self.scale.at(stretch.low) + 20
            y = below if stretch.solid and below < self.bottom else self._top_of(stretch) - 9
            words = _clipped(_shown(stretch), self.frame.chars)
            label = Label(self.places[place] - 2, y, words, INNER_SIZE, anchor="end")
            found.append(_kept_apart(label, found, marks, self.frame.above + 12, self.bottom - 4))
        return found

    def _outer_labels(self) -> list[Label]:
        """At the right end of the lines that stand: figure and speaker, moved apart where they would touch."""
        wanted = sorted(self.labelled, key=lambda stretch: (self._top_of(stretch), stretch.solid))
        x = self.right
        placed: list[Label] = []
        heights: list[float] = []
        y = float(self.frame.above) + 4
        for stretch in wanted:
            lines = _named(stretch, self.frame)
            height = _height_of(lines)
            at = self._top_of(stretch)
            y = max(y, at + 8 - LINE * len(lines) / 2)
            figure, size, length = _sized(_shown(stretch), self.frame.right - 10)
            placed.append(Label(x + 8, y, figure, size, lines, length=length))
            heights.append(at)
            y += height
        moved = _pushed_up(placed, self.bottom + 6)
        return [replace(label, lead=_lead(x, at, label)) for label, at in zip(moved, heights, strict=True)]

    def _lanes(self) -> tuple[Lane, ...]:
        if not self.frame.lanes and self.timeline.measured:
            return ()
        found: list[Lane] = []
        chars = int(self.frame.width / (7.6 if self.frame.width > 500 else 7.2)) - 14
        for stretch in self.timeline.unmeasured:
            y = self.bottom + FOOT + len(found) * LANE + 14
            end = self._end(stretch)
            said = min(self.axis.at(stretch.said), self.right)
            words = {"silence": "gave no figure", "denial": "denied"}.get(stretch.form, _shown(stretch))
            name = _clipped(stretch.name, max(8, chars - len(words)))
            start = self.axis.at(stretch.earliest) if stretch.precision != "minute" else said
            lane = Lane(
                stretch.shape, stretch.solid, y, name, _clipped(words, chars), stretch.form, start, said, max(end, said)
            )
            if not any((lane.name, lane.words, lane.x0) == (other.name, other.words, other.x0) for other in found):
                found.append(lane)
        return tuple(found)

    def _gap(self) -> Gap | None:
        """Between the nearest edges of the claims that cannot all be true, where two of them are drawn and still stand."""
        finding = self.timeline.finding
        certificate = finding.certificate if finding.verdict == "contradictory" else None
        standing = {stretch.claim.id for stretch in self.timeline.measured if stretch.stands}
        if certificate is None or len(certificate.members) != 2 or not set(certificate.members) <= standing:
            return None
        low, high = self.scale.at(float(certificate.high_sum)), self.scale.at(float(certificate.low_sum))
        return Gap(round(self.right - 8, 1), low, high)

    def _flag(self, bottom: float) -> Flag | None:
        if self.timeline.asof is None or not self.frame.lanes:
            return None
        words = f"{FLAGS[self.timeline.axis]} {_day(self.timeline.asof)}, end of day"
        anchor = "end" if self.right > self.frame.width * 0.62 else "start" if self.right < 150 else "middle"
        return Flag(self.right, bottom, words, anchor)


def _same(claim: Claim) -> tuple[ClaimId, Figure | None]:
    """What tells a claim from others, and from itself before a correction."""
    return claim.id, claim.figure


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _shown(stretch: Stretch) -> str:
    return shown_as(stretch.claim.figure) if stretch.claim.figure else ""


def _clipped(text: str, chars: int) -> str:
    return text if len(text) <= chars else f"{text[: chars - 1].rstrip()}…"


def _sized(figure: str, room: float) -> tuple[str, int, float]:
    """A figure in the largest letters in which it fits, cut only where none are small enough; and its length where it may not."""
    size = next((size for size in SIZES if len(figure) * size * LETTER <= room), SIZES[-1])
    shown = _clipped(figure, int(room / (size * LETTER)))
    return shown, size, room if len(shown) * size * WIDE_LETTER > room else 0


def _named(stretch: Stretch, frame: Frame) -> tuple[str, ...]:
    """Who says it, in two lines at most."""
    lines = textwrap.wrap(stretch.name, frame.chars) or [""]
    if len(lines) > 2:
        lines = [lines[0], _clipped(" ".join(lines[1:]), frame.chars)]
    return tuple(_clipped(line, frame.chars) for line in lines)


def _height_of(lines: Sequence[str]) -> int:
    return 20 + LINE * len(lines) + 3


def _room_of(labelled: Sequence[Stretch], frame: Frame) -> int:
    return sum(_height_of(_named(stretch, frame)) for stretch in labelled) + 8


def _told_once(stretches: Sequence[Stretch]) -> list[Stretch]:
    """One label for what a side says twice in the same words."""
    found: dict[tuple[str, str, bool], Stretch] = {}
    for stretch in stretches:
        found.setdefault((stretch.track, _shown(stretch), stretch.solid), stretch)
    return list(found.values())


def _lead(x: float, height: float, label: Label) -> str:
    """A thin path from the end of a line to its label, where the label had to move away from it."""
    middle = label.y - 8 + LINE * len(label.lines) / 2
    return f"M{x} {height} L{label.x - 2} {round(label.y - 6, 1)}" if abs(middle - height) > 10 else ""


def _pushed_up(labels: list[Label], bottom: float) -> list[Label]:
    """The labels, moved up as far as they reach below the plot."""
    moved: list[Label] = []
    limit = bottom
    for label in reversed(labels):
        y = min(label.y, limit - (_height_of(label.lines) - 20))
        moved.append(replace(label, y=round(y, 1)))
        limit = y - 20
    return moved[::-1]


def _kept_apart(
    label: Label, others: Sequence[Label], marks: Sequence[tuple[float, float]], top: float, bottom: float
) -> Label:
    """The label, moved up or down until it covers no other label and no mark; at worst where it was wanted."""
    width = 8 * len(label.figure)

    def is_free(y: float) -> bool:
        beside = [other for other in others if abs(y - other.y) < LINE - 1]
        return not any(abs(label.x - other.x) < max(width, 8 * len(other.figure)) for other in beside) and not any(
            label.x - width - 5 < x < label.x + 5 and y - 17 < height < y + 6 for x, height in marks
        )

    wanted = [min(max(label.y + shift, top), bottom) for shift in (0, -5, 5, -LINE, LINE, -22, 22, -30, 30, -45, 45)]
    return replace(label, y=round(next((y for y in wanted if is_free(y)), wanted[0]), 1))
