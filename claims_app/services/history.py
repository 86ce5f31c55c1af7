"""What we had recorded by a moment: claims with their words, links and sources of then, from the history of every save."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims_app import models
from claims_app.models import Claim, ImportBatch

# What a citation needs of its copy: never the bytes.
OF_A_COPY = ("id", "report_id", "sha256", "captured_at")


def latest_before(model: type[Any], end: datetime, **wanted: Any) -> QuerySet[Any]:
    """The last history entry before `end` of each object of a model, deletions included, of those that are wanted.

    Of two entries of one moment the one written later counts: a bulk write may give both the same time.
    `wanted` narrows by values of that last entry.
    """
    entries = model.history.filter(history_date__lt=end)
    later = entries.filter(id=OuterRef("id")).filter(
        Q(history_date__gt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id"))
    )
    latest: QuerySet[Any] = entries.filter(~Exists(later)).filter(**wanted)
    return latest


def as_recorded(*, incident: models.Incident, end: datetime) -> list[Claim]:
    """The claims of an incident that were public at the last moment before `end`, as they then were.

    Unsaved instances with statement, position, citations and their reports as they were; the vocabulary is today's,
    as everywhere. Eight queries or fewer, whatever the number of claims.
    """
    rows = _with_vocabulary(Claim, public_entries(incident=incident, end=end), ("object", "outcome", "place"))
    return _set_links(rows, incident, end)


def public_entries(*, incident: models.Incident, end: datetime) -> QuerySet[Any]:
    """The history entries of the claims that were public at the last moment before `end`, as yet without their sources."""
    entries = latest_before(Claim, end, incident_id=incident.pk, status=Claim.Status.PUBLISHED)
    return entries.exclude(history_type="-").filter(_batch_was_visible(end))


def ever_of(incident: models.Incident) -> QuerySet[Any]:
    """The numbers of the claims that were ever of the incident."""
    ever: QuerySet[Any] = Claim.history.filter(incident_id=incident.pk).values("id")
    return ever


def is_as_recorded(*, incident: models.Incident, end: datetime) -> bool:
    """Whether what was on file of an incident at the last moment before `end` is what is on file now; one query."""
    ours = ever_of(incident)
    cited = models.Citation.history.filter(claim_id__in=ours)
    reports = models.Report.history.filter(id__in=cited.values("report_id"))
    spoken = Claim.history.filter(incident_id=incident.pk).values("statement_id")
    later = {"history_date__gte": end}
    changes = [
        Claim.history.filter(id__in=ours, **later),
        cited.filter(**later),
        models.Position.history.filter(claim_id__in=ours, **later),
        models.Statement.history.filter(id__in=spoken, **later),
        reports.filter(**later),
        models.Outlet.history.filter(id__in=reports.values("outlet_id"), **later),
        models.ArchivedCopy.objects.filter(captured_at__gte=end, report_id__in=cited.values("report_id")),
        ImportBatch.objects.filter(visible_at__gte=end, claims__incident=incident.pk),
    ]
    any_change = reduce(or_, (Q(Exists(change)) for change in changes))
    return not models.Incident.objects.filter(any_change, pk=incident.pk).exists()


def _batch_was_visible(end: datetime) -> Q:
    """Entered by hand, or by a file that was visible: an undone one was from its commit until its claims were taken down.

    A commit and an undo each write the claims' own entries in their transaction, so what was published then is told by these.
    """
    batches = ImportBatch.objects.filter(Q(state=ImportBatch.State.UNDONE) | Q(visible_at__lt=end))
    return Q(batch__isnull=True) | Q(batch_id__in=batches.values("pk"))


def _instance(model: type[Any], entry: Any) -> Any:
    """The object of a history entry, without asking for columns that history leaves out."""
    kept = {field.attname for field in entry._meta.concrete_fields}
    names = [field.attname for field in model._meta.concrete_fields if field.attname in kept]
    return model.from_db(entry._state.db, names, [getattr(entry, name) for name in names])


def _there(model: type[Any], end: datetime, **wanted: Any) -> QuerySet[Any]:
    """The entries of a model's objects that were there at the last moment before `end`."""
    return latest_before(model, end, **wanted).exclude(history_type="-")


def _with_vocabulary(model: type[Any], entries: QuerySet[Any], names: Sequence[str]) -> list[Any]:
    """The objects of these entries with rows of the vocabulary as they are today; one that is gone is as it last was."""
    rows = []
    for entry in entries.select_related(*names or (None,)):
        row = _instance(model, entry)
        for name in names:
            row._state.fields_cache[name] = entry._state.fields_cache.get(name)
        rows.append(row)
    for name in names:
        lacking = [row for row in rows if getattr(row, f"{name}_id") and row._state.fields_cache[name] is None]
        found = _as_last(model._meta.get_field(name).related_model, {getattr(row, f"{name}_id") for row in lacking})
        for row in lacking:
            row._state.fields_cache[name] = found.get(getattr(row, f"{name}_id"))
    return rows


def _as_last(model: Any, ids: set[int]) -> dict[int, Any]:
    """Rows that are gone as they last were; no query for none."""
    entries = model.history.filter(id__in=ids).order_by("history_date", "history_id") if ids else ()
    return {entry.id: _instance(model, entry) for entry in entries}


def _as_then(model: type[Any], end: datetime, ids: Iterable[int], names: Sequence[str] = ()) -> dict[int, Any]:
    """These objects as they were, by their ids; one that has no history of then is as it is today."""
    wanted = set(ids)
    then = {row.pk: row for row in _with_vocabulary(model, _there(model, end, id__in=wanted), names)}
    lacking = wanted - set(then)
    return then | model.objects.select_related(*names or (None,)).in_bulk(lacking) if lacking else then


def _set_links(rows: list[Claim], incident: models.Incident, end: datetime) -> list[Claim]:
    """Give the claims all that a board asks of them, so that no relation is looked up claim by claim."""
    statements = _as_then(models.Statement, end, (row.statement_id for row in rows), ["claimant"])
    positions, citations = _positions(rows, end), _citations(rows, end)
    rows = [row for row in rows if row.statement_id in statements]
    for row in rows:
        row.incident, row.statement = incident, statements[row.statement_id]
        row._state.fields_cache["position"] = positions.get(row.pk)
        row._prefetched_objects_cache = {"citations": citations.get(row.pk, [])}  # type: ignore[attr-defined]
    return [row for row in rows if row.kind != Claim.Kind.POSITION or row.pk in positions]


def _positions(rows: Iterable[Claim], end: datetime) -> dict[int, models.Position]:
    answering = {row.pk for row in rows if row.kind == Claim.Kind.POSITION}
    entries = _there(models.Position, end, claim_id__in=answering)
    return {row.claim_id: row for row in _with_vocabulary(models.Position, entries, ["question"])}


def _citations(rows: Iterable[Claim], end: datetime) -> dict[int, list[models.Citation]]:
    """Each claim's citations in their order, with report, outlet and copy as they were."""
    entries = _there(models.Citation, end, claim_id__in={row.pk for row in rows})
    found = [_instance(models.Citation, entry) for entry in entries]
    reports = _as_then(models.Report, end, (citation.report_id for citation in found))
    outlets = _as_then(models.Outlet, end, (report.outlet_id for report in reports.values()))
    repeated = models.Report.objects.in_bulk({report.copied_from_id for report in reports.values()} - {None})
    held = models.ArchivedCopy.objects.only(*OF_A_COPY).filter(captured_at__lt=end)
    copies = held.in_bulk({citation.copy_id for citation in found if citation.copy_id})
    told: dict[int, list[models.Citation]] = {}
    for citation in sorted(found, key=lambda citation: (citation.order, citation.pk)):
        citation.report, citation.copy = reports[citation.report_id], copies.get(citation.copy_id)
        citation.report.outlet = outlets[citation.report.outlet_id]
        citation.report._state.fields_cache["copied_from"] = repeated.get(citation.report.copied_from_id)
        told.setdefault(citation.claim_id, []).append(citation)
    return told
