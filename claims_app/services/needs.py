"""What is missing as readers and editors see it: the lines of an incident's sources, put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse

from claims_app import models
from claims_app.core.displays import listed
from claims_app.core.gaps import Gap, standing_gaps
from claims_app.services.keeping import read_kept
from claims_app.services.mapping import world_of
from claims_app.services.source_lines import Heading, Line, Said, headings_of, line_of, named_speaker


@dataclass(frozen=True, slots=True)
class NeedKind:
    """One kind of thing still to find: its key in addresses, its name, and what would end it."""

    key: str
    name: str
    ends: str


ORIGINAL = NeedKind("original", "No original statement held", "A report that the claimant itself published ends it.")
ORIGIN = NeedKind("origin", "One origin", "A report that goes back to another origin ends it.")
ANSWER = NeedKind(
    "answer", "No figure for more than a day", "A figure or a denial by the side that owns the loss ends it."
)
COPY = NeedKind("copy", "No copy held", "A kept copy of the report ends it.")
KINDS = (ORIGINAL, ORIGIN, ANSWER, COPY)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is missing: of which kind, what it is about, why it counts as missing, and where to see it."""

    kind: NeedKind
    key: str
    about: str
    reason: str
    address: str
    is_looked_for: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What lines need to be put into words: statements, reports and rows by what lines call them."""

    told: Mapping[int, Said]
    headings: Mapping[int, Heading]
    gaps: Mapping[str, Gap] = field(default_factory=dict)


def need_of(kind: NeedKind, line: Line, incident: models.Incident, words: Words) -> Need | None:
    """The need that a line stands for; None where what it is about has gone meanwhile."""
    if kind is COPY:
        return _of_report(words.headings[line.number]) if line.number in words.headings else None
    if kind is ANSWER:
        return _of_row(words.gaps[line.row_key], incident) if line.row_key in words.gaps else None
    return _of_statement(kind, line, incident, words) if line.number in words.told else None


def _of_statement(kind: NeedKind, line: Line, incident: models.Incident, words: Words) -> Need:
    told, payload = words.told[line.number], line.payload
    day = f", {_day(told.stated_from.astimezone(ZoneInfo(incident.timezone)))}" if told.stated_from else ""
    speaker = named_speaker(told)
    about = f"Statement of {told.claimant}{f' ({speaker})' if speaker else ''}{day}"
    if kind is ORIGINAL:
        names = [words.headings[report].outlet_name for report in payload["via"] if report in words.headings]
        more = payload["outlets"] - len(payload["via"])
        via = listed([*names, f"{more} more"] if more > 0 else names)
        reason = f"Known through {via}; no report on file is published by {told.claimant} itself."
    else:
        count = f"{payload['reports']} report{'' if payload['reports'] == 1 else 's'}, 1 origin"
        head = words.headings.get(payload["head"])
        reason = f"{count}: {_named(head)}." if head else f"{count}."
    return Need(kind, f"{kind.key}:{line.number}", about, reason, reverse("claim", args=[payload["first"][0]]))


def _of_row(gap: Gap, incident: models.Incident) -> Need:
    """A figure of one camp about the other's losses that had stood for more than a day without a figure of the owner."""
    return Need(
        ANSWER,
        f"{ANSWER.key}:{incident.pk}:{gap.row.key}",
        f"{gap.row.label}, losses of {gap.row.losses_label}",
        gap.words,
        f"{incident.get_absolute_url()}#row-{gap.row.key}",
    )


def _of_report(report: Heading) -> Need:
    """A report of which the desk keeps no copy."""
    reason = "A link is on file, no copy." if report.url else "Neither a link nor a copy is on file."
    return Need(COPY, f"{COPY.key}:{report.pk}", _named(report), reason, reverse("report", args=[report.pk]))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _named(report: Heading) -> str:
    """ "RT, 2 April 2016: the title"."""
    day = f", {_day(report.published)}" if report.published else ""
    return f"{report.outlet_name}{day}{f': {report.title}' if report.title else ''}"


# ------------------------------------------------------------------ from kept lines


Chosen = tuple[NeedKind, models.SourceLine]


def needs_of(chosen: Iterable[Chosen], incidents: Mapping[int, models.Incident]) -> list[tuple[Need, models.Incident]]:
    """Kept lines, read with `statement__claimant`, in words; in two queries, whatever their number and their incidents."""
    chosen = list(chosen)
    lines = [(kind, row, line_of(row)) for kind, row in chosen]
    wanted = {line.number for kind, _, line in lines if kind is COPY}
    for kind, _, line in lines:
        wanted |= set(line.payload["via"]) if kind is ORIGINAL else set()
        wanted |= {line.payload["head"]} - {None} if kind is ORIGIN else set()
    headings = headings_of(models.Report.objects.filter(pk__in=wanted)) if wanted else {}
    told = {row.statement_id: _said(row.statement) for _, row in chosen if row.statement_id and row.statement}
    gaps = _gaps([row for kind, row in chosen if kind is ANSWER], incidents)
    found = []
    for kind, row, line in lines:
        incident = incidents[row.incident_id]
        need = need_of(kind, line, incident, Words(told, headings, gaps.get(row.incident_id, {})))
        if need is not None:
            found.append((need, incident))
    return found


def _said(statement: models.Statement) -> Said:
    claimant = statement.claimant
    return Said(claimant.key, claimant.name, statement.speaker, statement.channel, statement.stated_from)


def _gaps(rows: Iterable[models.SourceLine], incidents: Mapping[int, models.Incident]) -> dict[int, dict[str, Gap]]:
    """The rows that wait for an answer, from the kept findings, in one query."""
    keys: dict[int, set[str]] = {}
    for row in rows:
        keys.setdefault(row.incident_id, set()).add(row.row_key)
    if not keys:
        return {}
    wanted = models.StoredFinding.objects.filter(
        incident__in=keys, part="row", row_key__in=set[str]().union(*keys.values())
    )
    found: dict[int, dict[str, Gap]] = {}
    for finding in wanted:
        world, columns = world_of(incidents[finding.incident_id])
        for gap in standing_gaps([read_kept(finding)], columns, world):
            found.setdefault(finding.incident_id, {})[gap.row.key] = gap
    return found
