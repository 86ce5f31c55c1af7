"""What is kept of a whole board beside its rows, so that a page need not ask all claims of the incident for it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, connections, router
from django.db.models import Q

from claims_app import models


@dataclass(frozen=True, slots=True)
class Whole:
    """How many reports carry what is public of an incident, and on which days, in its zone, something was said or taken back."""

    reports: int = 0
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where an incident's page stands: its zone, and a text that is another one after every write that the page may show.

    `text` is "" while nothing is kept of the incident.
    """

    timezone: str
    text: str


def work_out(*, incident: models.Incident) -> Whole:
    """The same from every public claim of the incident, in two queries."""
    zone = ZoneInfo(incident.timezone)
    public = models.Claim.objects.filter(incident=incident).visible().order_by()
    cited = models.Citation.objects.filter(claim__in=public.values("pk")).order_by()
    reports = cited.values("report_id").distinct().count()
    pairs = public.values_list("stated_at", "retracted_at").distinct()
    moments = [moment for pair in pairs for moment in pair if moment]
    return Whole(reports, tuple(sorted({moment.astimezone(zone).date() for moment in moments})))


def keep_whole(*, incident: models.Incident, whole: Whole) -> None:
    """Keep it under a new stamp; the incident around it, whose page counts its parts, gets a new one too.

    Call it in the writing transaction, when everything else is written.
    """
    models.KeptBoard.objects.update_or_create(incident=incident, defaults=_values(whole))
    if incident.part_of_id:
        models.KeptBoard.objects.filter(incident=incident.part_of_id).update(stamp=uuid.uuid4().hex)


def keep_whole_of(*, incident: models.Incident, claims: Collection[int]) -> None:
    """The same where no more than these claims (by primary key) came, changed or went, and the incident's sources are kept."""
    kept = models.KeptBoard.objects.filter(incident=incident).first()
    keep_whole(incident=incident, whole=_after(incident, kept, claims) if kept else work_out(incident=incident))


def _after(incident: models.Incident, kept: models.KeptBoard, claims: Collection[int]) -> Whole:
    """The same with the days on which these claims were said or taken back, and without those on which now nothing was."""
    zone = ZoneInfo(incident.timezone)
    public = models.Claim.objects.filter(incident=incident).visible().order_by()
    now = _days(public.filter(pk__in=claims), zone)
    then = _days(models.Claim.history.filter(id__in=claims).order_by(), zone) - now
    still = {day for day in then if _is_told_on(day, public, zone)}
    days = {date.fromisoformat(day) for day in kept.days} - then | still | now
    return Whole(models.KeptSources.objects.get(incident=incident).reports, tuple(sorted(days)))


def _days(claims: Any, zone: ZoneInfo) -> set[date]:
    pairs = claims.values_list("stated_at", "retracted_at").distinct()
    return {moment.astimezone(zone).date() for pair in pairs for moment in pair if moment}


def _is_told_on(day: date, public: Any, zone: ZoneInfo) -> bool:
    begin, end = (datetime.combine(one, time.min, tzinfo=zone) for one in (day, day + timedelta(days=1)))
    said, taken_back = Q(stated_at__gte=begin, stated_at__lt=end), Q(retracted_at__gte=begin, retracted_at__lt=end)
    return bool(public.filter(said).exists() or public.filter(taken_back).exists())


def _values(whole: Whole) -> dict[str, Any]:
    return {"reports": whole.reports, "days": [day.isoformat() for day in whole.days], "stamp": uuid.uuid4().hex}


def keep_where_missing() -> None:
    """Keep it for every incident of which nothing is kept: after the first migrate of a database in use."""
    if models.KeptBoard._meta.db_table not in connection.introspection.table_names():
        return  # the database was taken back to a time before there was any
    lacking = models.Incident.objects.filter(kept_board=None, claims__isnull=False).distinct().order_by("pk")
    models.KeptBoard.objects.bulk_create(
        [models.KeptBoard(incident=row, **_values(work_out(incident=row))) for row in lacking], batch_size=200
    )


def whole_of(*, incident: models.Incident) -> Whole:
    """What is kept, without a query if it was read with the incident; worked out where nothing is."""
    kept = getattr(incident, "kept_board", None)
    if kept is None:
        return work_out(incident=incident)
    return Whole(kept.reports, tuple(date.fromisoformat(day) for day in kept.days))


@cache
def _stamp_question() -> str:
    """Written once: putting it together from its parts takes longer than the answer."""
    incident, kept, vocabulary = (
        model._meta.db_table for model in (models.Incident, models.KeptBoard, models.VocabularyVersion)
    )
    return (
        f"SELECT i.timezone, i.version, k.stamp, v.token FROM {incident} i "  # noqa: S608 (names of ours)
        f"LEFT JOIN {kept} k ON k.incident_id = i.id LEFT JOIN {vocabulary} v ON v.id = %s WHERE i.slug = %s"
    )


def stamp_of(*, slug: str) -> Stamp | None:
    """Where the page of the incident with that slug stands, in one query; None when there is none."""
    with connections[router.db_for_read(models.Incident)].cursor() as cursor:
        cursor.execute(_stamp_question(), [models.VocabularyVersion.only_id, slug])
        found = cursor.fetchone()
    if found is None:
        return None
    zone, version, stamp, vocabulary = found
    return Stamp(zone, f"{version}-{stamp}-{vocabulary or ''}" if stamp else "")
