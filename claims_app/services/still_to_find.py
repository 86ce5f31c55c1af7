"""What is still to be found, each with its reason: worked out from what is on file, and taken up by editors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page
from django.db import transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims_app import models
from claims_app.core.gaps import SILENT_FOR, Gap, gaps_of
from claims_app.models import SourceLine
from claims_app.services.boards import BoardQuery, board_of
from claims_app.services.kept_rows import ready
from claims_app.services.mapping import token_of, world_of
from claims_app.services.needs import ANSWER, COPY, KINDS, ORIGIN, ORIGINAL, Need, NeedKind, Words, need_of, needs_of
from claims_app.services.origins import claims_in
from claims_app.services.recording import Refused
from claims_app.services.source_lines import (
    ORDERS,
    Carrying,
    Counted,
    Line,
    Part,
    carrying_of,
    kept_counts,
    report_lines,
    statement_lines,
)

INCIDENTS_A_PAGE = 20
NEEDS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing in one incident: all of it counted by kind, and one page of it."""

    incident: models.Incident
    counts: tuple[tuple[NeedKind, int], ...]
    total: int
    page: Page[Need]
    kind: str = ""


def missing_in(
    *,
    incident: models.Incident,
    query: BoardQuery | None = None,
    kind: str = "",
    number: object = 1,
    now: datetime | None = None,
) -> Missing:
    """What is missing in one incident, one page of it; `kind` keeps one kind, an unknown one keeps all.

    Five queries for the default view, whatever is on file; other days are worked out anew.
    """
    query, now = query or BoardQuery(), now or timezone.now()
    kind = kind if any(kind == known.key for known in KINDS) else ""
    if not query.is_default or not _is_kept(incident):
        needs = still_to_find(incidents=[incident], query=query, now=now)[incident.pk]
        shown = [need for need in needs if not kind or need.kind.key == kind]
        counts = _counted(needs)
        return Missing(incident, counts, len(needs), Counted(shown, NEEDS_A_PAGE, len(shown)).get_page(number), kind)  # type: ignore[arg-type]
    (counts,) = _kept_counts([incident], now).values()
    numbers = {one.key: count for one, count in counts if not kind or one.key == kind}
    page = Counted((), NEEDS_A_PAGE, sum(numbers.values())).get_page(number)  # type: ignore[arg-type]
    page.object_list = _kept_page(incident, numbers, page, now)
    return Missing(incident, counts, sum(count for _, count in counts), page, kind)


@dataclass(frozen=True, slots=True)
class MissingOverall:
    """What is missing in each of a page of incidents, newest first, counted by kind."""

    page: Page[Any]
    incidents: tuple[Missing, ...]


def missing_overall(*, number: object = 1, now: datetime | None = None) -> MissingOverall:
    """Incidents that hold public claims, with what is missing in each; one page of them, in three queries."""
    now = now or timezone.now()
    public = models.Claim.objects.filter(incident=OuterRef("pk")).visible()
    holding = models.Incident.objects.filter(Exists(public)).order_by("-start", "slug")
    page = Counted(ready(holding), INCIDENTS_A_PAGE, holding.count()).get_page(number)  # type: ignore[arg-type]
    shown = list(page)
    counts = _kept_counts([incident for incident in shown if _is_kept(incident)], now)
    stale = [incident for incident in shown if incident.pk not in counts]
    counts |= {pk: _counted(needs) for pk, needs in still_to_find(incidents=stale, now=now).items()}
    return MissingOverall(
        page,
        tuple(
            Missing(incident, counts[incident.pk], sum(n for _, n in counts[incident.pk]), Counted((), 1, 0).page(1))
            for incident in shown
        ),
    )


def _counted(needs: Iterable[Need]) -> tuple[tuple[NeedKind, int], ...]:
    counted = Counter(need.kind.key for need in needs)
    return tuple((kind, counted[kind.key]) for kind in KINDS)


# ------------------------------------------------------------------ from what is kept


def _is_kept(incident: models.Incident) -> bool:
    return kept_counts(incident, world_of(incident)[0], token_of(incident)) is not None


def _lines(kind: NeedKind, now: datetime) -> QuerySet[SourceLine]:
    """The kept lines that are a need of that kind at the moment, of all incidents."""
    lines = models.SourceLine.objects.all()
    if kind is COPY:
        held = models.ArchivedCopy.objects.filter(report=OuterRef("report"))
        return lines.filter(~Exists(held), part=Part.REPORT)
    if kind is ANSWER:
        return lines.filter(part=Part.ANSWER, since__lt=now - SILENT_FOR)
    return lines.filter(part=Part.STATEMENT, lacking=True, **({"alone": True} if kind is ORIGIN else {}))


def _kept_counts(incidents: Sequence[models.Incident], now: datetime) -> dict[int, tuple[tuple[NeedKind, int], ...]]:
    """How many of each kind, from kept numbers and lines; one query."""
    if not incidents:
        return {}

    def number(kind: NeedKind) -> Any:
        lines = _lines(kind, now).filter(incident=OuterRef("incident")).order_by().values("incident")
        counted = lines.annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    kept = models.KeptSources.objects.filter(incident__in=[incident.pk for incident in incidents])
    return {
        pk: ((ORIGINAL, lacking), (ORIGIN, alone), (ANSWER, answers), (COPY, copies))
        for pk, lacking, alone, answers, copies in kept.annotate(
            answers=number(ANSWER), copies=number(COPY)
        ).values_list("incident_id", "lacking", "alone", "answers", "copies")
    }


def _kept_page(incident: models.Incident, numbers: Mapping[str, int], page: Page[Any], now: datetime) -> list[Need]:
    """The needs of one page of the list in which the kinds follow each other; four queries."""
    first, last = (page.number - 1) * NEEDS_A_PAGE, page.number * NEEDS_A_PAGE
    spans: list[tuple[NeedKind, int, int]] = []
    begun = 0
    for kind in KINDS:
        count = numbers.get(kind.key, 0)
        low, high = max(first - begun, 0), min(last - begun, count)
        begun += count
        if low < high:
            spans.append((kind, low, high))
    if not spans:
        return []
    wanted = Q()
    for kind, low, high in spans:
        lines = _lines(kind, now).filter(incident=incident).order_by(*ORDERS[_part(kind)])
        wanted |= Q(pk__in=lines.values("pk")[low:high])
    order = ORDERS[Part.STATEMENT] + ORDERS[Part.REPORT] + ORDERS[Part.ANSWER]
    rows = list(models.SourceLine.objects.filter(wanted).select_related("statement__claimant").order_by("part", *order))
    chosen = [(kind, row) for kind, low, high in spans for row in _of_span(kind, rows, high - low, spans)]
    return _looked_for([need for need, _ in needs_of(chosen, {incident.pk: incident})])


def _part(kind: NeedKind) -> str:
    return {COPY.key: Part.REPORT, ANSWER.key: Part.ANSWER}.get(kind.key, Part.STATEMENT)


def _of_span(
    kind: NeedKind, rows: Sequence[SourceLine], number: int, spans: Sequence[tuple[NeedKind, int, int]]
) -> Sequence[SourceLine]:
    """The rows of one span. A statement can stand in two: the last that lack an original, the first on one origin."""
    found = [row for row in rows if row.part == _part(kind)]
    if kind is ORIGINAL:
        return found[-number:]
    if kind is ORIGIN:
        alone = [row for row in found if row.alone]
        return alone[:number] if any(other is ORIGINAL for other, _, _ in spans) else alone
    return found


def _looked_for(needs: Sequence[Need]) -> list[Need]:
    """The needs with a word on those that an editor looks for; one query."""
    keys = [need.key for need in needs]
    taken = models.Errand.objects.filter(key__in=keys, state=models.Errand.State.TAKEN).values_list("key", flat=True)
    looked_for = set(taken) if keys else set()
    return [replace(need, is_looked_for=need.key in looked_for) for need in needs]


# ------------------------------------------------------------------ worked out


def still_to_find(
    *, incidents: Sequence[models.Incident], query: BoardQuery | None = None, now: datetime | None = None
) -> dict[int, tuple[Need, ...]]:
    """All that is missing in each incident, worked out from its claims and not from what is kept of its sources."""
    query, now = query or BoardQuery(), now or timezone.now()
    return {incident.pk: tuple(_looked_for(list(_worked_out(incident, query, now)))) for incident in incidents}


def _worked_out(incident: models.Incident, query: BoardQuery, now: datetime) -> Iterable[Need]:
    world, columns = world_of(incident)
    everything = carrying_of(claims_in(incident=incident, query=query))
    rows = board_of(incident=incident, query=query).rows
    gaps = gaps_of(rows, columns, world, _moment(incident, query, now))
    words = Words(everything.told, everything.headings, {gap.row.key: gap for gap in gaps})
    for kind, line in _all_lines(everything, statement_lines(everything, world), gaps):
        need = need_of(kind, line, incident, words)
        if need is not None:
            yield need


def _all_lines(
    everything: Carrying, statements: Sequence[Line], gaps: Iterable[Gap]
) -> Iterable[tuple[NeedKind, Line]]:
    """Every line that is a need, in the order of the list."""
    yield from ((ORIGINAL, line) for line in statements if line.lacking)
    yield from ((ORIGIN, line) for line in statements if line.alone)
    for gap in sorted(gaps, key=lambda gap: (gap.since, gap.row.key)):
        yield ANSWER, Line(Part.ANSWER, row_key=gap.row.key, since=gap.since)
    yield from ((COPY, line) for line in report_lines(everything) if not everything.headings[line.number].is_kept)


def _moment(incident: models.Incident, query: BoardQuery, now: datetime) -> datetime:
    if query.asof is None:
        return now
    end = datetime.combine(query.asof + timedelta(days=1), time.min, tzinfo=ZoneInfo(incident.timezone))
    return min(end, now)


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
    errands = list(models.Errand.objects.filter(held_by=by, state=models.Errand.State.TAKEN).select_related("incident"))
    found = ready(models.Incident.objects.filter(pk__in={errand.incident_id for errand in errands}))
    needs = _needs_by_key({incident.pk: incident for incident in found}, [errand.key for errand in errands])
    missing = tuple(_desk_need(*needs[errand.key], errand, by) for errand in errands if errand.key in needs)
    return missing, tuple(errand for errand in errands if errand.key not in needs)


def _needs_by_key(
    incidents: Mapping[int, models.Incident], keys: Iterable[str]
) -> dict[str, tuple[Need, models.Incident]]:
    """Those of the keys that are still missing; in three queries where all is kept."""
    now, wanted = timezone.now(), set(keys)
    kept = {pk: incident for pk, incident in incidents.items() if _is_kept(incident)}
    chosen: list[tuple[NeedKind, SourceLine]] = []
    asked = [(kind, found) for kind in KINDS if (found := _about(kind, wanted))]
    if kept and asked:
        either = Q()
        for _, found in asked:
            either |= found
        rows = models.SourceLine.objects.filter(either, incident__in=kept).select_related("statement__claimant")
        held = set(
            models.ArchivedCopy.objects.filter(report__in=[row.report_id for row in rows if row.report_id]).values_list(
                "report_id", flat=True
            )
        )
        chosen = [(kind, row) for kind, _ in asked for row in rows if _is_need(kind, row, held, now)]
    needs = {need.key: (need, incident) for need, incident in needs_of(chosen, kept)}
    for incident in incidents.values():
        if incident.pk not in kept:
            needs |= {need.key: (need, incident) for need in still_to_find(incidents=[incident])[incident.pk]}
    return {key: need for key, need in needs.items() if key in wanted}


def _is_need(kind: NeedKind, row: SourceLine, held: set[int], now: datetime) -> bool:
    """Whether a kept line is a need of that kind at the moment; `held` are reports with a copy."""
    if row.part != _part(kind):
        return False
    if kind is ANSWER:
        return row.since is not None and row.since < now - SILENT_FOR
    return row.report_id not in held if kind is COPY else row.lacking and (kind is ORIGINAL or row.alone)


def _about(kind: NeedKind, keys: Iterable[str]) -> Q | None:
    """The kept lines that keys of that kind name; None where there is no such key."""
    mine = [key.removeprefix(f"{kind.key}:") for key in keys if key.startswith(f"{kind.key}:")]
    if kind is ANSWER:
        rows = [key.split(":", 1) for key in mine if ":" in key]
        return Q(part=Part.ANSWER, row_key__in=[row for _, row in rows]) if rows else None
    numbers = [int(key) for key in mine if key.isascii() and key.isdigit() and len(key) < 19]
    if not numbers:
        return None
    return Q(part=Part.REPORT, report__in=numbers) if kind is COPY else Q(part=Part.STATEMENT, statement__in=numbers)


def _desk_need(need: Need, incident: models.Incident, errand: models.Errand | None, by: Any) -> DeskNeed:
    taken = errand is not None and errand.state == models.Errand.State.TAKEN
    return DeskNeed(need, incident, errand, is_mine=taken and errand is not None and errand.held_by_id == by.pk)


def take(*, incident: models.Incident, key: str, by: Any) -> models.Errand:
    """An editor says "I am looking for it". Raises Refused when it is not missing, or somebody else looks for it."""
    if key not in _needs_by_key({incident.pk: incident}, [key]):
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
