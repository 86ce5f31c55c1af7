"""The front page: a lead, the incidents in the order asked for with their parts under them, the findings that changed last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.fingerprints import MOST_COLUMNS, Fingerprint, Line, Measure, Spoken, fingerprint_of
from claims_app.core.searches import read_search
from claims_app.models.findings import OWNER_GAVE_NONE
from claims_app.services.boards import leading_board
from claims_app.services.reading import incident_for_board
from claims_app.services.search import nearest_incidents

ORDERS = {"": "Most contradicted", "newest": "Newest", "silence": "Most silence"}
PAGE = 20
LATEST = 6
THIRD = Line("third_parties", "Third parties", 0)
ABOUT_OTHERS = frozenset({"other_loss", "accusation"})


@dataclass(frozen=True, slots=True)
class Listed:
    """An incident as the list needs it before it is known whether it is shown; counts are those of its own board alone."""

    id: int
    part_of: int | None
    slug: str
    start: date
    conflict: str
    conflict_title: str
    lead: str
    end: date
    version: int
    token: str
    figures: int
    accounts: int
    measures: int
    silent: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: the incident, how deep it lies in those above it, its counts and its fingerprint."""

    incident: models.Incident
    depth: int
    figures: int
    accounts: int
    measures: int
    silent: int
    claims: int
    fingerprint: Fingerprint | None


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the front page shows; of the lead's board its first pairing alone. `conflicts` are (key, title) of those with incidents; `page` counts from 1."""

    lead: models.Incident | None
    board: Board | None
    entries: tuple[Entry, ...]
    changes: tuple[models.StoredFinding, ...]
    conflicts: tuple[tuple[str, str], ...]
    conflict: str
    order: str
    page: int
    pages: int
    nearest: tuple[models.Incident, ...] = ()


def front_page(*, order: str = "", conflict: str = "", page: int = 1) -> FrontPage:
    """Everything that the front page shows; of the incidents that editors gave a lead measure, the earliest leads.

    `order` is one of ORDERS (else the first), `conflict` the key of one (else nothing is listed, and the nearest are named).
    Six queries when what is kept is warm, seven for the order by silence.
    """
    order = order if order in ORDERS else ""
    everything = _listed(with_silence=order == "silence")
    listed = [one for one in everything if not conflict or one.conflict == conflict]
    groups = _groups(listed, order)
    pages = max(1, -(-len(groups) // PAGE))
    page = min(max(1, page), pages)
    shown = [member for group in groups[(page - 1) * PAGE : page * PAGE] for member in group]
    leading = min((one for one in listed if one.lead), key=lambda one: (one.start, one.end), default=None)
    lead = incident_for_board(slug=leading.slug) if leading else None
    return FrontPage(
        lead=lead,
        board=leading_board(incident=lead) if lead else None,
        entries=_entries(shown),
        changes=_latest_changes(conflict),
        conflicts=tuple(
            sorted({(one.conflict, one.conflict_title) for one in everything}, key=lambda pair: pair[::-1])
        ),
        conflict=conflict,
        order=order,
        page=page,
        pages=pages,
        nearest=() if listed or not everything else nearest_incidents(wanted=read_search(conflict)),
    )


def _listed(*, with_silence: bool) -> list[Listed]:
    """Every incident with its counts, in one query of plain values."""
    token = models.VocabularyVersion.objects.filter(pk=models.VocabularyVersion.only_id).values("token")
    row = Q(findings__part="row")
    rows = (
        models.Incident.objects.order_by("-start", "slug")
        .annotate(
            token=Subquery(token),
            figures=Count("findings", filter=row & Q(findings__contradicted=True)),
            accounts=Count("findings", filter=Q(findings__part="account", findings__contradicted=True)),
            measures=Count("findings", filter=row),
        )
        .values_list(
            "id", "part_of_id", "slug", "start", "conflict__key", "conflict__title", "lead", "end", "version", "token",
            "figures", "accounts", "measures",
        )
    )  # fmt: skip
    silent = _silent(models.StoredFinding.objects.all()) if with_silence else {}
    return [Listed(*values[:9], values[9] or "", *values[10:], silent=silent.get(values[0], 0)) for values in rows]


def _silent(findings: QuerySet[models.StoredFinding]) -> dict[int, int]:
    """Incident → on how many measures the side that owns the loss gave no figure, so that a report says so."""
    counted = findings.filter(OWNER_GAVE_NONE, part="row").order_by().values("incident_id").annotate(number=Count("id"))
    return dict(counted.values_list("incident_id", "number"))


# Incidents within incidents


def _groups(listed: Sequence[Listed], order: str) -> list[list[tuple[Listed, int]]]:
    """Each whole with the parts under it (with their depth) in order of time; the groups in the order asked for.

    A group stands where the one of its members stands that comes first.
    """
    there = {one.id: one for one in listed}
    parts: dict[int | None, list[Listed]] = {}
    for one in listed:
        parts.setdefault(one.part_of if one.part_of in there else None, []).append(one)
    seen: set[int] = set()
    groups = [list(_with_parts(whole, parts, 0, seen)) for whole in parts.get(None, [])]
    # Nobody can enter a circle; were one there, its incidents would still be listed.
    groups += [[(one, 0)] for one in listed if one.id not in seen]
    return sorted(groups, key=lambda group: min(_place(one, order) for one, _ in group))


def _with_parts(
    whole: Listed, parts: Mapping[int | None, list[Listed]], depth: int, seen: set[int]
) -> Iterator[tuple[Listed, int]]:
    if whole.id in seen:
        return
    seen.add(whole.id)
    yield whole, depth
    for part in sorted(parts.get(whole.id, []), key=lambda one: (one.start, one.slug)):
        yield from _with_parts(part, parts, depth + 1, seen)


def _place(one: Listed, order: str) -> tuple[int, int, str]:
    """Where an incident stands: accounts never count in it."""
    first = {"": -one.figures, "newest": 0, "silence": -one.silent}[order]
    return first, -one.start.toordinal(), one.slug


# What each line shows


def _entries(shown: Sequence[tuple[Listed, int]]) -> tuple[Entry, ...]:
    pks = [one.id for one, _ in shown]
    incidents = models.Incident.objects.select_related("conflict", "part_of", "kept_sources").in_bulk(pks)
    kept = {pk: getattr(incident, "kept_sources", None) for pk, incident in incidents.items()}
    faces = _faces([one for one, _ in shown])
    return tuple(
        Entry(
            incident=incidents[one.id],
            depth=min(depth, 3),
            figures=one.figures,
            accounts=one.accounts,
            measures=one.measures,
            silent=faces[one.id][1],
            claims=sources.claims if (sources := kept[one.id]) else 0,
            fingerprint=faces[one.id][0],
        )
        for one, depth in shown
    )


Face = tuple[Fingerprint | None, int]


def _faces(listed: Sequence[Listed]) -> dict[int, Face]:
    """Fingerprint and number of silences of each incident; kept until its version or the vocabulary changes."""
    keys = {one.id: f"face:2:{one.id}:{one.version}:{one.token}" for one in listed}
    kept = cache.get_many(keys.values())
    missing = [one for one in listed if keys[one.id] not in kept]
    made = _made_faces(missing) if missing else {}
    cache.set_many({keys[pk]: face for pk, face in made.items()}, timeout=24 * 3600)
    return {pk: made[pk] if pk in made else kept[key] for pk, key in keys.items()}


def _made_faces(listed: Sequence[Listed]) -> dict[int, Face]:
    """In three queries, reading the first measures of each incident and no more."""
    pks = [one.id for one in listed]
    findings = models.StoredFinding.objects.filter(incident__in=pks)
    silent = _silent(findings)
    measures: dict[int, list[Measure]] = {}
    place = Window(RowNumber(), partition_by="incident_id", order_by="order")
    ranked = findings.filter(part="row").order_by().annotate(place=place).filter(place__lte=MOST_COLUMNS)
    first = models.StoredFinding.objects.filter(pk__in=ranked.values("pk")).order_by("incident_id", "order")
    for pk, contradicted, payload in first.values_list("incident_id", "contradicted", "payload"):
        measures.setdefault(pk, []).append(_measure(payload, contradicted))
    lines = _lines({one.conflict for one in listed})
    return {
        one.id: (
            fingerprint_of(measures[one.id], (*lines.get(one.conflict, ()), THIRD), count=one.measures)
            if one.id in measures
            else None,
            silent.get(one.id, 0),
        )
        for one in listed
    }


def _measure(payload: Mapping[str, Any], contradicted: bool) -> Measure:
    whose = payload["losses_label"]
    return Measure(
        label=f"{payload['label']} ({whose})" if whose else payload["label"],
        contradicted=contradicted,
        spoken=tuple(
            Spoken(cell["side"], cell["state"], not any(said["stance"] in ABOUT_OTHERS for said in cell["claims"][:1]))
            for cell in payload["cells"]
        ),
    )


def _lines(conflicts: Iterable[str]) -> dict[str, list[Line]]:
    """Conflict → its sides in the order of their columns."""
    sides = models.Side.objects.filter(conflict__key__in=conflicts).order_by("conflict", "order", "key")
    found: dict[str, list[Line]] = {}
    for conflict, key, name in sides.values_list("conflict__key", "key", "name"):
        there = found.setdefault(conflict, [])
        there.append(Line(key, name, len(there) + 1))
    return found


def _latest_changes(conflict: str) -> tuple[models.StoredFinding, ...]:
    """The findings of figures that changed last; of those that changed together, contradictions first."""
    changes = models.StoredFinding.objects.filter(part="row", changed_at__isnull=False).select_related("incident")
    if conflict:
        changes = changes.filter(incident__conflict__key=conflict)
    return tuple(changes.order_by("-changed_at", "-contradicted", "incident_id", "order")[:LATEST])
