"""The days on which something was said of an incident: the stops of its slider."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from claims_app import models
from claims_app.services.boards import BoardQuery, end_of
from claims_app.services.history import public_entries
from claims_app.services.kept_boards import whole_of


@dataclass(frozen=True, slots=True)
class Stop:
    """A day on which something was said or taken back; `value` is what `asof` takes, "" for everything said so far."""

    day: date
    value: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The stops of a slider in order, and the place of the moment shown: the last stop that is not after it.

    `place` is -1 before the first stop. `earlier` and `later` are the stops beside it, None at the ends.
    """

    stops: tuple[Stop, ...]
    place: int
    shown: date | None
    earlier: Stop | None
    later: Stop | None

    @property
    def last(self) -> int:
        """The place of the last stop."""
        return len(self.stops) - 1

    @property
    def thumb(self) -> int:
        """Where the slider stands: before the first stop, at the first."""
        return max(self.place, 0)

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to choose: with one day, only for a moment before it."""
        return len(self.stops) > 1 or self.is_too_early

    @property
    def is_too_early(self) -> bool:
        """Whether nothing had been said by the moment shown."""
        return self.place < 0 and bool(self.stops)


def days_said(*, incident: models.Incident, known: date | None = None) -> tuple[date, ...]:
    """The days, in the incident's zone, on which something was said or taken back, as it is on file or was on `known`."""
    if known is None:
        return whole_of(incident=incident).days
    zone = ZoneInfo(incident.timezone)
    rows = public_entries(incident=incident, end=end_of(known, zone)).order_by()
    pairs: Iterable[tuple[datetime | None, datetime | None]] = rows.values_list("stated_at", "retracted_at").distinct()
    moments = [moment for pair in pairs for moment in pair if moment]
    return tuple(sorted({moment.astimezone(zone).date() for moment in moments}))


def clock_of(*, incident: models.Incident, query: BoardQuery) -> Clock:
    """The slider of a board, from one query."""
    days = days_said(incident=incident, known=query.known)
    stops = tuple(Stop(day, day.isoformat() if day != days[-1] else "") for day in days)
    place = len(days) - 1 if query.asof is None else sum(day <= query.asof for day in days) - 1
    exactly = query.asof is None or (place >= 0 and days[place] == query.asof)
    before = place - 1 if exactly else place
    return Clock(
        stops=stops,
        place=place,
        shown=query.asof or (days[-1] if days else None),
        earlier=stops[before] if before >= 0 else None,
        later=stops[place + 1] if place + 1 < len(stops) else None,
    )
