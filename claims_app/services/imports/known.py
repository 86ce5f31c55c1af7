"""What is on file, as far as the rows of a file can refer to it."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from claims_app import models
from claims_app.core.designations import fold
from claims_app.core.natural_keys import NaturalKey, own_name
from claims_app.services import recording
from claims_app.services.bulk import CHUNK, in_pieces
from claims_app.services.subjects import designations_of
from claims_app.tables.names import IncidentKnown, Known, Measures, Names
from claims_app.tables.on_file import ExistingCitation, ExistingClaim, OnFile
from claims_app.tables.planned import DENIED, DETAILS, LINKS, source_identity
from claims_app.tables.rows import Sheet
from claims_app.tables.writing import SILENCE

NAMELESS = "unnamed outlet"
# The columns by which a row names what may be on file.
NAMING = ("incident", "external_id", *LINKS, "copied_from")


def known_now(sheet: Sheet) -> Known:
    """All that the rows of a sheet can refer to: one query for each kind, and for each 500 external ids or addresses."""
    incidents = list(models.Incident.objects.select_related("conflict", "place"))
    names = Names.build("incident", [(row.slug, row.title, ()) for row in incidents])
    by_conflict = {incident.conflict_id: incident.conflict for incident in incidents}
    designations = {pk: designations_of(conflict) for pk, conflict in by_conflict.items()}
    parties = list(models.Party.objects.values_list("key", "name", "aliases"))
    return Known(
        incidents=names,
        incident_facts={
            row.slug: IncidentKnown(row.slug, row.conflict.key, row.timezone, row.place.key if row.place else "")
            for row in incidents
        },
        conflicts=Names.build("conflict", [(row.key, row.title, ()) for row in by_conflict.values()]),
        parties=Names.build("party", parties),
        places=Names.build("place", models.Place.objects.values_list("key", "name", "aliases")),
        questions=Names.build(
            "question", [(key, text, ()) for key, text in models.Question.objects.values_list("key", "text")]
        ),
        measures=measures_on_file(),
        designations={row.slug: designations[row.conflict_id] for row in incidents},
        outlets={name.casefold(): rated for name, rated in models.Outlet.objects.values_list("name", "reliability")},
        on_file=_on_file(sheet, names),
    )


def column_of(model: type[Any], column: str, values: Iterable[str], wanted: str) -> list[Any]:
    """One column of the rows whose `column` is one of the values; no query for no values."""
    texts = sorted(set(values) - {""})
    found: list[Any] = []
    for start in range(0, len(texts), CHUNK):
        chunk = {f"{column}__in": texts[start : start + CHUNK]}
        found += model.objects.filter(**chunk).values_list(wanted, flat=True)
    return found


def measures_on_file() -> Measures:
    """Every name of an object and of an outcome."""
    objects: dict[str, str] = {}
    harms: dict[str, str] = {}
    for row in models.MeasureObject.objects.all():
        harms[row.key] = row.harm
        for name in (row.key.replace("_", " "), row.name, row.many, *row.aliases):
            objects.setdefault(fold(name), row.key)
    outcomes: dict[tuple[str, str], str] = {}
    for outcome in models.Outcome.objects.all():
        for name in (outcome.name, outcome.key.replace("_", " "), *outcome.aliases):
            outcomes.setdefault((fold(name), outcome.harm), outcome.key)
    return Measures(objects, outcomes, harms)


def _on_file(sheet: Sheet, incidents: Names) -> OnFile:
    """The claims of the incidents that the rows name, those that they name by their external id, and the reports that they repeat.

    A claim has two keys where its time came from its statement: the one that it has now, and the one of its file.
    """
    found = OnFile()
    slugs: set[str] = set()
    # Eight bytes for each, however many there are.
    pks = array("q")
    for rows in in_pieces(sheet.rows(only=NAMING)):
        slugs |= {incidents.find(row["incident"]) for row in rows}
        named = {row[column] for row in rows for column in ("external_id", *LINKS)}
        pks.extend(column_of(models.Claim, "external_id", named, "pk"))
        pks.extend(own_numbers(named))
        for address in column_of(models.Report, "url", {row["copied_from"] for row in rows}, "url"):
            found.add_report(address)
    pks.extend(column_of(models.Claim, "incident__slug", slugs, "pk"))
    on_file = models.Claim.objects.exclude(batch__state=models.ImportBatch.State.UNDONE)
    related = on_file.select_related(
        "incident", "statement__claimant", "object", "outcome", "place", "position__question", *LINKS
    ).prefetch_related("citations__report__outlet")
    for some in in_pieces(pk for pk, _ in groupby(array("q", sorted(pks)))):
        for row in related.in_bulk(some).values():
            parts = recording.natural_key_of(row)
            found.add(_existing(row, parts), {parts.digest(), row.natural_hash} - {""})
    return found


def _existing(row: models.Claim, parts: NaturalKey) -> ExistingClaim:
    position = getattr(row, "position", None)
    instead = {"silence": SILENCE, "denial": DENIED}.get(row.kind, "")
    values = {"value": position.answer if position else row.figure_text or instead, "note": row.note}
    values |= {"credibility": row.credibility, "retracted_at": day_in_zone(row.retracted_at, row.incident.timezone)}
    values |= {
        link: target.external_id or own_name(target.pk) if (target := getattr(row, link)) else "" for link in LINKS
    }
    if row.figure_source == "editor":
        values |= {"read_low": _digits(row.plain_low), "read_high": _digits(row.plain_high)}
        values["read_as_note"] = row.figure_note
    citations: dict[str, tuple[ExistingCitation, ...]] = {}
    for citation in row.citations.all():
        identity = identity_of(citation.report)
        quote = ExistingCitation(citation.quote, {name: getattr(citation, name) for name in DETAILS})
        citations[identity] = (*citations.get(identity, ()), quote)
    is_draft = row.status == models.Claim.Status.DRAFT
    return ExistingClaim(row.pk, row.external_id, parts, values, citations, is_draft)


def day_in_zone(moment: datetime | None, timezone_name: str) -> str:
    """The ISO day of a moment in a zone; "" for none."""
    return moment.astimezone(ZoneInfo(timezone_name)).date().isoformat() if moment else ""


def _digits(number: Any) -> str:
    return "" if number is None else str(int(number))


def identity_of(report: models.Report) -> str:
    """What makes a row of a file cite this report."""
    return report_identity_of(report.outlet.name, report.title, report.url, report.published)


def report_identity_of(outlet: str, title: str, url: str, published: date | None) -> str:
    """The same from its parts."""
    return source_identity("" if outlet == NAMELESS else outlet, title, url, published.isoformat() if published else "")


def targets_of(names: Iterable[str]) -> dict[str, int]:
    """External id, or the name that a claim without one leaves this site under → the claim on file."""
    wanted = set(names)
    pks = {*column_of(models.Claim, "external_id", wanted, "pk"), *own_numbers(wanted)}
    found: dict[str, int] = {}
    ordered = sorted(pks)
    for start in range(0, len(ordered), CHUNK):
        rows = models.Claim.objects.filter(pk__in=ordered[start : start + CHUNK]).values_list("pk", "external_id")
        found |= {external or own_name(pk): pk for pk, external in rows}
    return found


def own_numbers(names: Iterable[str]) -> list[int]:
    """The numbers of claims that these names stand for, as files that left this site call claims without an external id."""
    found = (re.fullmatch(r"claim-([1-9][0-9]{0,17})", name) for name in names)
    return [int(match[1]) for match in found if match]
