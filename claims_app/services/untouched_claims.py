"""The claims of an incident that were entered once and never touched since, counted by the database day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from claims_app import models
from claims_app.services.history import ever_of

# With more touched claims than this, every claim counts as touched: asking for the others would cost more than it saves.
MOST_TOUCHED = 5_000
# The states of a file whose claims readers can see, or could.
SEEN = (models.ImportBatch.State.VISIBLE, models.ImportBatch.State.UNDONE)
Entries = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Untouched:
    """How many such claims were added at which moments; `touched` are all other claims, None for every claim of the incident."""

    incident: models.Incident
    touched: frozenset[int] | None = None
    stamps: tuple[tuple[datetime, int], ...] = ()

    @property
    def days(self) -> Counter[date]:
        """How many were added on each day of the incident's zone."""
        days: Counter[date] = Counter()
        for stamp, count in self.stamps:
            days[_day(stamp, self.incident)] += count
        return days

    def others(self, history: Any, name: str) -> Entries:
        """The entries of a history whose column `name` names a claim that was touched."""
        wanted = ever_of(self.incident) if self.touched is None else self.touched
        entries: Entries = history.filter(**{f"{name}__in": wanted})
        return entries

    def first(self, days: Collection[date], listed: int, columns: Collection[str]) -> list[dict[str, Any]]:
        """The entries of the first so many claims of each of these days, and perhaps a few more, in their order."""
        stamps = list(self._enough(days, listed))
        if not stamps:
            return []
        place = Window(RowNumber(), partition_by=F("history_date"), order_by=F("history_id").asc())
        added = _added(self).filter(history_date__in=stamps).annotate(nth=place).filter(nth__lte=listed)
        return list(added.order_by("history_date", "history_id").values(*columns))

    def _enough(self, days: Collection[date], listed: int) -> Iterator[datetime]:
        """The first moments of each day by which so many were added."""
        for day in days:
            of_day = [(stamp, count) for stamp, count in self.stamps if _day(stamp, self.incident) == day]
            before = accumulate((count for _, count in of_day), initial=0)
            yield from (stamp for (stamp, _), had in zip(of_day, before, strict=False) if had < listed)


def untouched_claims(*, incident: models.Incident) -> Untouched:
    """The claims of which nothing was ever changed: not they, their quotes, nor the statements, reports and outlets behind them."""
    touched = frozenset(_touched(incident))
    if len(touched) > MOST_TOUCHED:
        return Untouched(incident)
    added = _added(Untouched(incident, touched)).order_by("history_date")
    return Untouched(incident, touched, tuple(added.values_list("history_date").annotate(count=Count("id"))))


def _added(found: Untouched) -> Entries:
    """The entries by which readers first saw the claims that were never touched."""
    is_seen = Q(batch_id__isnull=True) | Q(batch__state__in=SEEN)
    public = {"incident_id": found.incident.pk, "history_type": "+", "status": models.Claim.Status.PUBLISHED}
    added: Entries = models.Claim.history.filter(is_seen, **public).exclude(id__in=found.touched or ())
    return added


def _day(moment: datetime, incident: models.Incident) -> date:
    return moment.astimezone(ZoneInfo(incident.timezone)).date()


# What was touched


def _touched(incident: models.Incident) -> Iterator[int]:
    ours = ever_of(incident)
    yield from _changed(models.Claim.history.filter(id__in=ours))
    cited: Entries = models.Citation.history.filter(claim_id__in=ours)
    yield from cited.exclude(history_type="+").values_list("claim_id", flat=True)
    yield from _cited_later(cited, incident)
    statements = _changed(
        models.Statement.history.filter(id__in=models.Claim.history.filter(id__in=ours).values("statement_id"))
    )
    yield from _numbers(models.Claim.history.filter(id__in=ours), "id", "statement_id", statements)
    yield from _numbers(cited, "claim_id", "report_id", _changed_reports(cited))


def _changed(entries: Entries) -> list[int]:
    """The numbers of what was saved more than once."""
    return list(
        entries.order_by()
        .values("id")
        .annotate(saves=Count("history_id"))
        .filter(saves__gt=1)
        .values_list("id", flat=True)
    )


def _changed_reports(cited: Entries) -> list[int]:
    """The reports that were changed, and those whose outlet was."""
    reports: Entries = models.Report.history.filter(id__in=cited.values("report_id"))
    outlets = _changed(models.Outlet.history.filter(id__in=reports.values("outlet_id")))
    return [*_changed(reports), *_numbers(reports, "id", "outlet_id", outlets)]


def _numbers(entries: Entries, wanted: str, name: str, values: Collection[int]) -> Iterable[int]:
    """One column of the entries whose column `name` holds one of these numbers; no question for none."""
    return entries.filter(**{f"{name}__in": values}).values_list(wanted, flat=True).distinct() if values else ()


def _cited_later(cited: Entries, incident: models.Incident) -> Iterator[int]:
    """The claims that got a quote on a later day than that on which they were entered."""
    entered = models.Claim.history.filter(id=OuterRef("claim_id"), history_type="+").values("history_date")[:1]
    dated = cited.filter(history_type="+").order_by().annotate(entered=Subquery(entered))

    def is_later(begun: datetime | None, moment: datetime) -> bool:
        return begun is None or _day(begun, incident) < _day(moment, incident)

    pairs = dated.values_list("entered", "history_date").distinct()
    moments = {moment for entered, moment in pairs if is_later(entered, moment)}
    if moments:
        lines = dated.filter(history_date__in=moments).values_list("claim_id", "entered", "history_date")
        yield from (claim for claim, entered, moment in lines if is_later(entered, moment))
