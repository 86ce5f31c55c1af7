"""Which backups to keep: the newest of each of the last days, weeks and months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days, weeks and months keep their newest backup. Days without a backup do not count."""

    daily: int = 7
    weekly: int = 5
    monthly: int = 12


def kept(moments: Iterable[datetime], retention: Retention) -> set[datetime]:
    """The moments to keep; the newest of all is among them whatever the numbers say."""
    newest_first = sorted(set(moments), reverse=True)
    wanted = set(newest_first[:1])
    wanted |= _newest_of_each(newest_first, lambda moment: moment.date(), retention.daily)
    wanted |= _newest_of_each(newest_first, lambda moment: moment.isocalendar()[:2], retention.weekly)
    wanted |= _newest_of_each(newest_first, lambda moment: (moment.year, moment.month), retention.monthly)
    return wanted


def _newest_of_each(newest_first: list[datetime], span_of: Callable[[datetime], object], number: int) -> set[datetime]:
    newest: dict[object, datetime] = {}
    for moment in newest_first:
        newest.setdefault(span_of(moment), moment)
    return set(list(newest.values())[:number])
