"""What is still to be found, each with its reason: worked out from what is on file, and taken up by editors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone

from claims_app import models
from claims_app.core.displays import listed
from claims_app.core.gaps import gaps_of, may_be_gap
from claims_app.services.boards import BoardQuery, board_of
from claims_app.services.kept_rows import kept_rows, ready
from claims_app.services.mapping import world_of
from claims_app.services.origins import (
    Carrying,
    carrying_of,
    claims_in,
    is_own_word,
    kept_of,
    named_speaker,
    reports_by_id,
)
from claims_app.services.recording import Refused

INCIDENTS_A_PAGE = 20
NEEDS_A_PAGE = 50
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class NeedKind:
    """One kind of thing still to find: its key in addresses, its name, and what would end it."""

    key: str
    name: str
    ends: str


KINDS = (
    NeedKind("original", "No original statement held", "A report that the claimant itself published ends it."),
    NeedKind("origin", "One origin", "A report that goes back to another origin ends it."),
    NeedKind("answer", "No figure for more than a day", "A figure or a denial by the side that owns the loss ends it."),
    NeedKind("copy", "No copy held", "A kept copy of the report ends it."),
)


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
class Missing:
    """What is missing in one incident: all of it counted by kind, and one page of it."""

    incident: models.Incident
    counts: tuple[tuple[NeedKind, int], ...]
    total: int
    page: Page[Need]
    kind: str = ""


def still_to_find(
    *, incidents: Sequence[models.Incident], query: BoardQuery | None = None, now: datetime | None = None
) -> dict[int, tuple[Need, ...]]:
    """What is missing in each incident, read with `ready`; in a constant number of queries for the default view."""
    query = query or BoardQuery()
    now = now or timezone.now()
    claims: Any = models.Claim.objects.filter(incident__in=[incident.pk for incident in incidents]).visible()
    if not query.is_default:
        (incident,) = incidents
        claims = claims_in(incident=incident, query=query)
    carrying = carrying_of(claims=claims)
    statements = models.Statement.objects.filter(pk__in=carrying.statements).select_related("claimant")
    by_incident: dict[int, list[models.Statement]] = {}
    for statement in statements.order_by(F("stated_from").asc(nulls_last=True), "id"):
        by_incident.setdefault(statement.incident_id, []).append(statement)
    reports = reports_by_id(ids=carrying.above)
    kept = set(kept_of(ids=carrying.reports))
    looked_for = set(models.Errand.objects.filter(state=models.Errand.State.TAKEN).values_list("key", flat=True))
    rows = _rows(incidents, query)
    found = {}
    for incident in incidents:
        needs = [
            *_of_statements(incident, by_incident.get(incident.pk, ()), carrying, reports),
            *_of_rows(incident, rows[incident.pk], _moment(incident, query, now)),
            *_of_reports(by_incident.get(incident.pk, ()), carrying, reports, kept),
        ]
        order = {kind.key: place for place, kind in enumerate(KINDS)}
        needs.sort(key=lambda need: order[need.kind.key])
        found[incident.pk] = tuple(
            Need(need.kind, need.key, need.about, need.reason, need.address, need.key in looked_for) for need in needs
        )
    return found


def missing_in(
    *, incident: models.Incident, query: BoardQuery | None = None, kind: str = "", number: object = 1
) -> Missing:
    """What is missing in one incident, one page of it; `kind` keeps one kind, an unknown one keeps all."""
    needs = still_to_find(incidents=[incident], query=query)[incident.pk]
    kind = kind if any(kind == known.key for known in KINDS) else ""
    shown = [need for need in needs if not kind or need.kind.key == kind]
    page = Paginator(shown, NEEDS_A_PAGE).get_page(number)  # type: ignore[arg-type]
    return Missing(incident, _counts(needs), len(needs), page, kind)


@dataclass(frozen=True, slots=True)
class MissingOverall:
    """What is missing in each of a page of incidents, newest first, counted by kind."""

    page: Page[Any]
    incidents: tuple[Missing, ...]


def missing_overall(*, number: object = 1) -> MissingOverall:
    """Incidents that hold public claims, with what is missing in each; one page of them."""
    public = models.Claim.objects.filter(incident=OuterRef("pk")).visible()
    incidents = ready(models.Incident.objects.filter(Exists(public)).order_by("-start", "slug"))
    page = Paginator(incidents, INCIDENTS_A_PAGE).get_page(number)  # type: ignore[arg-type]
    shown = list(page)
    needs = still_to_find(incidents=shown)
    return MissingOverall(
        page,
        tuple(
            Missing(
                incident, _counts(needs[incident.pk]), len(needs[incident.pk]), Paginator(needs[incident.pk], 1).page(1)
            )
            for incident in shown
        ),
    )


def _counts(needs: Iterable[Need]) -> tuple[tuple[NeedKind, int], ...]:
    counted = Counter(need.kind.key for need in needs)
    return tuple((kind, counted[kind.key]) for kind in KINDS)


def _moment(incident: models.Incident, query: BoardQuery, now: datetime) -> datetime:
    if query.asof is None:
        return now
    end = datetime.combine(query.asof + timedelta(days=1), time.min, tzinfo=ZoneInfo(incident.timezone))
    return min(end, now)


def _rows(incidents: Sequence[models.Incident], query: BoardQuery) -> dict[int, Any]:
    if query.is_default:
        return {key: kept.rows for key, kept in kept_rows(incidents=incidents, wanted=may_be_gap).items()}
    return {incident.pk: board_of(incident=incident, query=query).rows for incident in incidents}


def _kind(key: str) -> NeedKind:
    return next(kind for kind in KINDS if kind.key == key)


def _of_statements(
    incident: models.Incident,
    statements: Iterable[models.Statement],
    carrying: Carrying,
    reports: dict[int, models.Report],
) -> Iterable[Need]:
    """Statements of which no original is on file, and those whose reports all go back to one."""
    world, _ = world_of(incident)
    zone, told_by, first_claim = ZoneInfo(incident.timezone), carrying.statements, carrying.first_claims
    order = {report: place for place, report in enumerate(reports)}
    for statement in statements:
        tellers = [reports[report] for report in sorted(told_by[statement.pk], key=lambda report: order[report])]
        heads = {carrying.origins[report.pk] for report in tellers}
        behind = [*tellers, *(reports[head] for head in heads if head in reports)]
        if any(is_own_word(report, statement, world) for report in behind):
            continue
        said = f", {_day(statement.stated_from.astimezone(zone))}" if statement.stated_from else ""
        speaker = named_speaker(statement)
        about = f"Statement of {statement.claimant}{f' ({speaker})' if speaker else ''}{said}"
        address = reverse("claim", args=[first_claim[statement.pk]])
        via = listed(_some(dict.fromkeys(report.outlet.name for report in tellers)))
        reason = f"Known through {via}; no report on file is published by {statement.claimant} itself."
        yield Need(_kind("original"), f"original:{statement.pk}", about, reason, address)
        if len(heads) == 1:
            (head,) = heads
            count = f"{len(tellers)} report{'' if len(tellers) == 1 else 's'}, 1 origin"
            reason = f"{count}: {_named(reports[head])}." if head in reports else f"{count}."
            yield Need(_kind("origin"), f"origin:{statement.pk}", about, reason, address)


def _of_rows(incident: models.Incident, rows: Sequence[Any], moment: datetime) -> Iterable[Need]:
    """Figures of one camp about the other's losses that had stood for more than a day without a figure of the owner."""
    world, columns = world_of(incident)
    for gap in gaps_of(rows, columns, world, moment):
        yield Need(
            _kind("answer"),
            f"answer:{incident.pk}:{gap.row.key}",
            f"{gap.row.label}, losses of {gap.row.losses_label}",
            gap.words,
            f"{incident.get_absolute_url()}#row-{gap.row.key}",
        )


def _of_reports(
    statements: Iterable[models.Statement], carrying: Carrying, reports: dict[int, models.Report], kept: set[int]
) -> Iterable[Need]:
    """Reports of which the desk keeps no copy."""
    told_by = carrying.statements
    mine = {report for statement in statements for report in told_by[statement.pk]}
    for key, report in reports.items():
        if key in mine and key not in kept:
            reason = "A link is on file, no copy." if report.url else "Neither a link nor a copy is on file."
            yield Need(_kind("copy"), f"copy:{key}", _named(report), reason, report.get_absolute_url())


def _some(names: Iterable[str]) -> list[str]:
    found = list(names)
    more = len(found) - MOST_NAMED
    return [*found[:MOST_NAMED], f"{more} more"] if more > 0 else found


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _named(report: models.Report) -> str:
    """ "RT, 2 April 2016: the title"."""
    day = f", {_day(report.published)}" if report.published else ""
    return f"{report.outlet.name}{day}{f': {report.title}' if report.title else ''}"


# ------------------------------------------------------------------ editors take one


@dataclass(frozen=True, slots=True)
class DeskNeed:
    """A need as the desk shows it: who looks for it, and whether the editor who asks may take it or give it back."""

    need: Need
    incident: models.Incident
    errand: models.Errand | None
    is_mine: bool


def on_desk(*, missing: Missing, by: Any) -> tuple[DeskNeed, ...]:
    """The needs of a page with who looks for them."""
    needs = list(missing.page)
    errands = models.Errand.objects.filter(key__in=[need.key for need in needs]).select_related("held_by")
    by_key = {errand.key: errand for errand in errands}
    return tuple(_desk_need(need, missing.incident, by_key.get(need.key), by) for need in needs)


def held_by(*, by: Any) -> tuple[tuple[DeskNeed, ...], tuple[models.Errand, ...]]:
    """What an editor has taken: those that are still missing, and those that are not missing any more."""
    errands = list(models.Errand.objects.filter(held_by=by, state=models.Errand.State.TAKEN))
    incidents = list(ready(models.Incident.objects.filter(pk__in={errand.incident_id for errand in errands})))
    found = still_to_find(incidents=incidents) if incidents else {}
    needs = {need.key: (need, incident) for incident in incidents for need in found[incident.pk]}
    missing = tuple(_desk_need(*needs[errand.key], errand, by) for errand in errands if errand.key in needs)
    return missing, tuple(errand for errand in errands if errand.key not in needs)


def _desk_need(need: Need, incident: models.Incident, errand: models.Errand | None, by: Any) -> DeskNeed:
    taken = errand is not None and errand.state == models.Errand.State.TAKEN
    return DeskNeed(need, incident, errand, is_mine=taken and errand is not None and errand.held_by_id == by.pk)


def take(*, incident: models.Incident, key: str, by: Any) -> models.Errand:
    """An editor says "I am looking for it". Raises Refused when it is not missing, or somebody else looks for it."""
    if all(need.key != key for need in still_to_find(incidents=[incident])[incident.pk]):
        raise Refused("This is not missing any more.")
    with transaction.atomic():
        errand, is_new = models.Errand.objects.select_for_update().get_or_create(
            key=key, defaults={"incident": incident, "held_by": by}
        )
        if is_new:
            return errand
        if errand.state == models.Errand.State.TAKEN and errand.held_by_id not in (by.pk, None):
            raise Refused("Somebody else is looking for it.")
        errand.state, errand.held_by, errand.incident = models.Errand.State.TAKEN, by, incident
        errand.save()
        return errand


def give_back(*, key: str, by: Any) -> models.Errand:
    """The editor looks for it no longer. Raises Refused when it is somebody else's, unless a Reviewer asks."""
    return _end(key, by, models.Errand.State.GIVEN_BACK)


def finish(*, key: str, by: Any) -> models.Errand:
    """The editor has looked for it. What is still missing stays in the list. Raises Refused as `give_back` does."""
    return _end(key, by, models.Errand.State.DONE)


def _end(key: str, by: Any, state: str) -> models.Errand:
    with transaction.atomic():
        errand = models.Errand.objects.select_for_update().filter(key=key).first()
        if errand is None or errand.state != models.Errand.State.TAKEN:
            raise Refused("Nobody is looking for it.")
        if errand.held_by_id != by.pk and not by.has_perm("claims_app.suppress_claim"):
            raise Refused("Somebody else is looking for it.")
        errand.state = state
        errand.save()
        return errand
