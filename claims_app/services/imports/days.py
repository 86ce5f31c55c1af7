"""Days and hours of a file as moments in the zone of its incident."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from claims_app.services import recording
from claims_app.tables.planned import day_of


@lru_cache(maxsize=4_096)
def moment(text: str, zone: ZoneInfo) -> datetime | None:
    """The start of a day in the zone, or the moment itself."""
    value = day_of(text)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    return datetime.combine(value, time.min, tzinfo=zone)


@lru_cache(maxsize=4_096)
def end(text: str, zone: ZoneInfo) -> datetime | None:
    """The end of a day in the zone, or the moment itself."""
    value = day_of(text)
    if isinstance(value, date) and not isinstance(value, datetime):
        return recording.end_of_day(value, zone)
    return moment(text, zone)
