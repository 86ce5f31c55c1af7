"""The history of an incident: what was said day by day, what we recorded day by day, what changed between two moments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.differences import Difference, Resourced, differences, resourced
from claims_app.core.timelines import say_day
from claims_app.services.boards import BoardQuery, board_of
from claims_app.services.moments import days_said
from claims_app.services.recorded_days import RecordedPage, recorded_page
from claims_app.services.spoken_days import SaidPage, said_page


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A page of both lists: what was said in the order of days, what we recorded with the latest day first."""

    said: SaidPage
    recorded: RecordedPage


@dataclass(frozen=True, slots=True)
class Moment:
    """What had been said by a day and was on file here by a day; None = so far."""

    asof: date | None = None
    known: date | None = None

    @property
    def query(self) -> str:
        """The query string of the board at this moment; "" for today's."""
        values = {"asof": self.asof, "known": self.known}
        told = "&".join(f"{name}={day.isoformat()}" for name, day in values.items() if day)
        return f"?{told}" if told else ""

    @property
    def words(self) -> str:
        """ "4 April 2016, as on file on 3 May 2020"; "today"."""
        said = say_day(self.asof) if self.asof else ""
        filed = f"as on file on {say_day(self.known)}" if self.known else ""
        return ", ".join(part for part in (said, filed) if part) or "today"


@dataclass(frozen=True, slots=True)
class Between:
    """What changed from one moment to another, with both boards."""

    earlier: Moment
    later: Moment
    before: Board
    after: Board
    differences: tuple[Difference, ...]
    resourced: tuple[Resourced, ...]


def chronicle_of(*, incident: models.Incident, said: object = 1, recorded: object = 1) -> Chronicle:
    """These pages of the history of an incident: days alone, never an hour, and nobody's name."""
    spoken = said_page(incident=incident, number=said)
    return Chronicle(spoken, recorded_page(incident=incident, claims=spoken.total, number=recorded))


def between(*, incident: models.Incident, earlier: Moment, later: Moment) -> Between:
    """What changed between two moments of an incident's board."""
    before = board_of(incident=incident, query=BoardQuery(asof=earlier.asof, known=earlier.known))
    after = board_of(incident=incident, query=BoardQuery(asof=later.asof, known=later.known))
    return Between(earlier, later, before, after, differences(before, after), resourced(before, after))


def completed(*, incident: models.Incident, earlier: Moment, later: Moment) -> tuple[Moment, Moment]:
    """Two moments in their order, the earlier one filled in where it was left out: the day said before, the day before."""
    asof, known = earlier.asof, earlier.known
    if earlier == Moment() and later.known is None:
        asof = _day_before(days_said(incident=incident), later.asof)
    if known is None and later.known is not None:
        known = later.known - timedelta(days=1)
    first, last = sorted((asof, later.asof), key=_or_today)
    known_first, known_last = sorted((known, later.known), key=_or_today)
    return Moment(first, known_first), Moment(last, known_last)


def _or_today(day: date | None) -> date:
    return day or date.max


def _day_before(days: Iterable[date], later: date | None) -> date | None:
    """The last of the days before `later`, or before the last of them; else the day before that."""
    known = list(days)
    end = later or (known[-1] if known else None)
    if end is None:
        return None
    return max((day for day in known if day < end), default=end - timedelta(days=1))
