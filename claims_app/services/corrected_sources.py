"""What we changed on the statements, reports and outlets behind an incident's public claims, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.urls import reverse

from claims_app import models
from claims_app.services.corrections import Values, report_values, statement_values

Kind = Literal["statement", "report", "outlet"]
Source = tuple[Kind, int]


@dataclass(frozen=True, slots=True)
class Carrying:
    """What a claim hung on at the end of a day on which it or its sources were saved; nothing where it was not public."""

    day: date
    claim: int
    statement: int | None = None
    reports: frozenset[int] = frozenset()

    @property
    def sources(self) -> set[Source]:
        """Its statement and its reports."""
        return {*((("statement", self.statement),) if self.statement else ()), *(("report", pk) for pk in self.reports)}


@dataclass(frozen=True, slots=True)
class Corrected:
    """One source as a day's work changed it. `address` leads to a public page that shows it, "" where none does today."""

    day: date
    heading: str
    address: str
    from_file: bool
    changes: tuple[tuple[str, str, str], ...]


def corrected_sources(
    *, incident: models.Incident, carrying: Sequence[Carrying], public: Iterable[int]
) -> tuple[Corrected, ...]:
    """The changes that readers could see: of sources on which a public claim hung the day before. Three queries.

    `carrying` is in the order of days, claim by claim; `public` are the claims on the pages of today.
    """
    seen = _Seen(carrying, frozenset(public))
    reports = _read(models.Report, seen.of("report"), "outlet", "copied_from__outlet")
    for row in reports:
        seen.add_outlet(row.id, row.outlet_id)
    return tuple(
        _corrected(_read(models.Statement, seen.of("statement"), "claimant"), seen, incident, _OF_A_STATEMENT)
        + _corrected(reports, seen, incident, _OF_A_REPORT)
        + _corrected(_read(models.Outlet, seen.of("outlet")), seen, incident, _OF_AN_OUTLET)
    )


class _Seen:
    """On which days readers could see which source, and which claims show it today."""

    def __init__(self, carrying: Sequence[Carrying], public: frozenset[int]) -> None:
        self.turns: dict[Source, list[tuple[date, int, bool]]] = defaultdict(list)
        self.today: dict[Source, set[int]] = defaultdict(set)
        held: dict[int, set[Source]] = defaultdict(set)
        for one in carrying:
            for source in one.sources ^ held[one.claim]:
                self.turns[source].append((one.day, one.claim, source in one.sources))
            held[one.claim] = one.sources
        for claim in public:
            for source in held[claim]:
                self.today[source].add(claim)

    def of(self, kind: Kind) -> set[int]:
        """The sources of a kind that readers ever saw."""
        return {pk for found, pk in self.turns if found == kind}

    def add_outlet(self, report: int, outlet: int) -> None:
        """Whoever saw a report saw its outlet."""
        self.turns["outlet", outlet] += self.turns["report", report]
        self.today["outlet", outlet] |= self.today["report", report]

    def was_seen_before(self, source: Source, day: date) -> bool:
        """Whether a public claim hung on it at the end of the day before."""
        last = {claim: is_there for when, claim, is_there in sorted(self.turns[source]) if when < day}
        return any(last.values())


def _read(model: Any, ids: set[int], *related: str) -> list[Any]:
    """The history entries of these rows, row by row, oldest first."""
    rows = model.history.filter(id__in=ids).order_by("id", "history_date", "history_id")
    return list(rows.select_related(*related) if related else rows)


@dataclass(frozen=True, slots=True)
class _How:
    """What readers see of a kind of source, what it is called, and where it stands."""

    kind: Kind
    values: Callable[[Any], Values]
    heading: Callable[[Any], str]
    address: Callable[[Any, set[int]], str]


def _corrected(rows: list[Any], seen: _Seen, incident: models.Incident, how: _How) -> list[Corrected]:
    return [
        one
        for pk, entries in groupby(rows, key=lambda row: row.id)
        for one in _of_one(pk, entries, seen, incident, how)
    ]


def _of_one(pk: int, entries: Iterable[Any], seen: _Seen, incident: models.Incident, how: _How) -> Iterator[Corrected]:
    zone = ZoneInfo(incident.timezone)
    before: Values | None = None
    for day, of_day in groupby(entries, key=lambda row: row.history_date.astimezone(zone).date()):
        *_, last = of_day
        after = how.values(last) if last.history_type != "-" else None
        if before and after and before != after and seen.was_seen_before((how.kind, pk), day):
            changes = tuple((name, before[name], after[name]) for name in after if before[name] != after[name])
            public = seen.today[how.kind, pk]
            reason = last.history_change_reason or ""
            address = how.address(last, public) if public else ""
            yield Corrected(day, how.heading(last), address, reason.startswith("import "), changes)
        before = after


def _said_by(row: Any) -> str:
    name = row.claimant.name if row.claimant_id else ""
    return f"statement of {name}" if name else "a statement"


_OF_A_STATEMENT = _How(
    "statement", statement_values, _said_by, lambda row, public: reverse("claim", args=[min(public)])
)
_OF_A_REPORT = _How(
    "report",
    report_values,
    lambda row: f"report of {row.outlet.name}{f', “{row.title}”' if row.title else ''}",
    lambda row, public: reverse("report", args=[row.id]),
)
_OF_AN_OUTLET = _How(
    "outlet",
    lambda row: {"name": row.name},
    lambda row: f"outlet {row.name}",
    lambda row, public: reverse("outlet", args=[row.slug]),
)
