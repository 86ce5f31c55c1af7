"""One figure over time: who said it when, within which window, and until when it stood; nothing is drawn here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from claims_app.core.boards import Board, Row
from claims_app.core.charts import ends_of, shapes_of
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.verdicts import Finding
from claims_app.core.wording import is_word

Form = Literal["exact", "open", "below", "range", "soft", "word", "silence", "denial"]
Precision = Literal["minute", "day", "unknown"]
Ending = Literal["", "next", "revised", "retracted", "corrected", "taken down"]
Axis = Literal["said", "recorded"]
MEASURED = frozenset({"exact", "open", "below", "range", "soft"})
UP_TO = frozenset({"up_to", "at_most", "less_than"})
LOG_FROM = 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """One claim on the line of its speaker: the window in which it was said, and until when it stood.

    Times are days since year 1 in the incident's zone, with fractions. `said` is the latest time it can have been said,
    where the line begins; `until` None means that it still stands. `low` and `high` are the plain bounds of a measured
    form, `high` None an open end; "below" is a number or fewer. `ending` says what ended it, `then` the claim that did.
    """

    claim: Claim
    track: str
    name: str
    shape: int
    solid: bool
    form: Form
    earliest: float
    said: float
    precision: Precision
    low: float = 0.0
    high: float | None = None
    until: float | None = None
    ending: Ending = ""
    then: Claim | None = None

    @property
    def is_measured(self) -> bool:
        """Whether it has a place on the scale."""
        return self.form in MEASURED

    @property
    def stands(self) -> bool:
        """Whether nothing has ended it."""
        return self.until is None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A row's claims in the order in which they were said, with the days on which something was said or taken back.

    `finding` is of the moment `asof` (None = everything said so far). `days` are ordinals, also those after `asof`.
    On the axis "recorded" all of this is about the days on which it came on file here.
    """

    key: str
    label: str
    losses: str
    stretches: tuple[Stretch, ...]
    days: tuple[int, ...]
    finding: Finding
    asof: date | None = None
    axis: Axis = "said"

    @property
    def measured(self) -> tuple[Stretch, ...]:
        """Those that have a place on the scale."""
        return tuple(stretch for stretch in self.stretches if stretch.is_measured)

    @property
    def unmeasured(self) -> tuple[Stretch, ...]:
        """Words, silences and denials, which stand in lanes under the axis."""
        return tuple(stretch for stretch in self.stretches if not stretch.is_measured)

    @property
    def last_said(self) -> date | None:
        """The day after which the lines are carried forward; None where no day is known."""
        days = [stretch.claim.stated_at.date() for stretch in self.stretches if stretch.claim.stated_at]
        return max(days, default=None)


def day_number(moment: datetime) -> float:
    """Days since year 1, with the part of the day that has gone."""
    return moment.toordinal() + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400


def days_of(claims: Iterable[Claim]) -> tuple[int, ...]:
    """The days on which something was said or taken back, as ordinals."""
    moments = [moment for claim in claims for moment in (claim.stated_at, claim.retracted_at) if moment]
    return tuple(sorted({moment.toordinal() for moment in moments}))


def row_claims(row: Row) -> tuple[Claim, ...]:
    """The claims that a row shows, and those that later ones revised."""
    return tuple(claim for cell in row.cells for claim in (*cell.claims, *cell.previous))


def has_moments(row: Row) -> bool:
    """Whether the row has more than one moment: it is then worth seeing over time."""
    return len(days_of(row_claims(row))) > 1


def timeline_of(
    row: Row, claims: Sequence[Claim], board: Board, days: Sequence[int] = (), *, asof: date | None = None
) -> Timeline:
    """The timeline of a row from all claims on its fact, taken back and revised ones too, cut to what was said by `asof`.

    `days` are the days of the axis; without them those of the claims, else the incident's first day.
    """
    active = tuple(days) or days_of(claims) or (board.start.toordinal() if board.start else 1,)
    names = {side.key: side.name for side in board.sides}
    shapes = shapes_of(board)
    order = {side.key: place for place, side in enumerate(board.sides)}
    begun = [_begun(claim, names, shapes, active) for claim in claims if claim.kind != "position"]
    begun.sort(key=lambda stretch: (stretch.said, order.get(stretch.claim.side, len(order)), str(stretch.claim.id)))
    ended = tuple(_ended(stretch, begun) for stretch in begun)
    return Timeline(row.key, row.label, row.losses_label, ended, active, row.finding, asof)


def _begun(claim: Claim, names: dict[str, str], shapes: dict[str, int], days: Sequence[int]) -> Stretch:
    earliest, said, precision = _window(claim.stated_at, days)
    form, low, high = form_of(claim)
    return Stretch(
        claim=claim,
        track=claim.side or f"third party {claim.claimant}",
        name=names.get(claim.side) or claim.claimant_name,
        shape=shapes.get(claim.side, 0),
        solid=claim.stance not in ("other_loss", "accusation"),
        form=form,
        earliest=earliest,
        said=said,
        precision=precision,
        low=low,
        high=high,
    )


def _window(stated_at: datetime | None, days: Sequence[int]) -> tuple[float, float, Precision]:
    """The earliest and latest time that it can have been said; midnight means that the hour is not stated."""
    if stated_at is None:
        return float(days[0]), float(days[-1] + 1), "unknown"
    start = day_number(stated_at)
    return (start, start + 1, "day") if start == stated_at.toordinal() else (start, start, "minute")


def form_of(claim: Claim) -> tuple[Form, float, float | None]:
    """How a claim is drawn, with the plain bounds of a measured form; high None is an open end."""
    figure = claim.figure
    if claim.kind in ("silence", "denial"):
        return ("silence" if claim.kind == "silence" else "denial"), 0.0, None
    # A share of a total is no count, and has no place on a scale of counts.
    if figure is None or figure.plain is None or is_word(figure) or figure.kind == "fraction":
        return "word", 0.0, None
    low, high = ends_of(figure.plain, figure.charitable)
    if high is None:
        return "open", low, None
    if low == high:
        return "exact", low, high
    if figure.kind in UP_TO and figure.charitable is not None:
        return "below", float(figure.charitable.low), high
    return ("soft" if figure.kind == "approx" else "range"), low, high


def _ended(stretch: Stretch, others: Sequence[Stretch]) -> Stretch:
    """The stretch with its end: its retraction, the claim that revises it, or the next figure on its line."""
    ends: list[tuple[float, Ending, Claim | None]] = []
    if stretch.claim.retracted_at:
        ends.append((_window(stretch.claim.retracted_at, ())[1], "retracted", None))
    revision = next((other for other in others if other.claim.revises == stretch.claim.id), None)
    if revision is not None:
        ends.append((max(revision.said, stretch.said), "revised", revision.claim))
    following = next((other for other in others if follows(other, stretch)), None)
    if following is not None:
        ends.append((following.said, "next", following.claim))
    if not ends:
        return stretch
    until, ending, then = min(ends, key=lambda end: (end[0], ("retracted", "revised", "next").index(end[1])))
    return replace(stretch, until=max(until, stretch.said), ending=ending, then=then)


def follows(other: Stretch, stretch: Stretch) -> bool:
    """Whether the other is surely a later figure of the same speaker, counted from the same time on.

    Of two claims whose windows overlap nobody knows which came first: both stand, unless one is said to revise the other.
    """
    return (
        other.track == stretch.track
        and other.earliest >= stretch.said
        and other.said > stretch.said
        and other.claim.kind == "figure"
        and _counted_from(other.claim) == _counted_from(stretch.claim)
    )


def _counted_from(claim: Claim) -> int | ClaimId | None:
    """Where its count begins; a count since the last statement is followed by no other."""
    if claim.counting == "incremental":
        return f"alone {claim.id}"
    return claim.scope.period.start_plain if claim.scope else None


def is_log(stretches: Sequence[Stretch]) -> bool:
    """Whether the largest number is more than a hundred times the least one above nought."""
    ends = [end for stretch in stretches for end in (stretch.low, stretch.high) if end]
    return bool(ends) and max(ends) > LOG_FROM * min(ends)


# In words, for the table under a chart


def say_day(day: date) -> str:
    """ "2 April 2016"."""
    return f"{day.day} {day:%B %Y}"


def said_when(stretch: Stretch) -> str:
    """When it was said, and how exactly that is known."""
    moment = stretch.claim.stated_at
    if moment is None:
        return "day not known"
    if stretch.precision == "minute":
        return f"{say_day(moment)}, {moment:%H:%M}"
    taken = "; day taken from the report" if stretch.claim.day_from_report else ""
    return f"{say_day(moment)}, hour not stated{taken}"


def recorded_when(stretch: Stretch) -> str:
    """The day on which it came on file here, on the axis of what we recorded."""
    return say_day(date.fromordinal(int(stretch.earliest)))


def on_file_until(stretch: Stretch) -> str:
    """Until when it stood on file here, and what ended that, on the axis of what we recorded."""
    if stretch.until is None:
        return "on file"
    day = say_day(date.fromordinal(int(stretch.until) - 1))
    then = _figure_words(stretch.then) if stretch.then else ""
    if stretch.until <= stretch.said and stretch.ending in ("next", "revised"):
        return f"replaced when it came on file: {then}"
    words = {"retracted": "withdrawal recorded", "next": "until", "revised": "revision recorded"}
    return f"{words.get(stretch.ending, stretch.ending)} {day}{f': {then}' if then else ''}"


def _figure_words(claim: Claim) -> str:
    return f"“{claim.figure.text}”" if claim.figure else "no figure"


def stood_until(stretch: Stretch) -> str:
    """Until when it stood, and what ended it."""
    if stretch.ending == "retracted" and stretch.claim.retracted_at:
        return f"withdrawn {say_day(stretch.claim.retracted_at)}"
    if stretch.then is None:
        return "stands"
    moment = stretch.then.stated_at
    when = say_day(moment) if moment else "a day not known"
    what = _figure_words(stretch.then)
    return f"revised {when}: {what}" if stretch.ending == "revised" else f"until {when}: {what}"


def told(timeline: Timeline) -> str:
    """The chart in sentences, side by side, for those who do not see it."""
    sides: dict[str, list[str]] = {}
    for stretch in timeline.stretches:
        words = {"silence": "gave no figure", "denial": "denied"}.get(stretch.form) or (
            stretch.claim.figure.text if stretch.claim.figure else ""
        )
        when = (said_when, stood_until) if timeline.axis == "said" else (recorded_when, on_file_until)
        sides.setdefault(stretch.name, []).append(f"{words} ({'; '.join(say(stretch) for say in when)})")
    return " ".join(f"{name}: {', '.join(said)}." for name, said in sides.items())
