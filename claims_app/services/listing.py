"""Lists for programmes: claims, findings, reports, outlets and parties, page by page, each page in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from claims_app import models
from claims_app.core.boards import TAG_CODES, Show
from claims_app.core.claims import Claim
from claims_app.core.sourcing import claims_in
from claims_app.models.findings import OWNER_GAVE_NONE
from claims_app.services.boards import BoardQuery, board_of
from claims_app.services.mapping import to_claims, world_of


class NeedsIncident(ValueError):
    """A filter that means something on one incident's board alone; the message says so."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims: those of a board's question, of an incident, of a party and its organs, of a report; empty = all."""

    query: BoardQuery = field(default_factory=BoardQuery)
    incident: models.Incident | None = None
    party: str = ""
    report: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim with the slug of its incident."""

    claim: Claim
    incident: str


def list_claims(*, wanted: Wanted, after: int, limit: int) -> tuple[list[Placed], str]:
    """Public claims with a number above `after`, by number, and the cursor of the next page ("" at the end).

    Raises NeedsIncident for a filter of boards without an incident.
    """
    if wanted.incident is not None and (
        wanted.query.show != Show() or wanted.query.sides or not wanted.query.is_default
    ):
        found = _on_board(wanted, wanted.incident, after)
    else:
        found = _on_file(wanted, after, limit)
    page = found[:limit]
    return page, str(page[-1].claim.id) if len(found) > limit else ""


def _on_board(wanted: Wanted, incident: models.Incident, after: int) -> list[Placed]:
    """What the board shows for the question, then cut to the party and the report."""
    speakers = _organs(wanted.party)
    claims = [
        claim
        for claim in claims_in(board_of(incident=incident, query=wanted.query))
        if isinstance(claim.id, int)
        and claim.id > after
        and (not wanted.party or claim.claimant in speakers)
        and (wanted.report is None or any(citation.report == wanted.report for citation in claim.citations))
    ]
    return [Placed(claim, incident.slug) for claim in sorted(claims, key=lambda claim: int(claim.id))]


def _organs(party: str) -> set[str]:
    """The party and its parts, as its page counts them."""
    if not party:
        return set()
    return {party, *models.Party.objects.filter(part_of__key=party).values_list("key", flat=True)}


def _on_file(wanted: Wanted, after: int, limit: int) -> list[Placed]:
    query = wanted.query
    if query.show.verdict or query.show.gaps or query.sides or query.known:
        raise NeedsIncident(
            "The filters verdict, gaps, sides and known are about one board: name its incident as well."
        )
    rows = models.Claim.objects.visible().filter(pk__gt=after).order_by("pk")
    if wanted.incident is not None:
        rows = rows.filter(incident=wanted.incident)
    if wanted.party:
        own = Q(statement__claimant__key=wanted.party) | Q(statement__claimant__part_of__key=wanted.party)
        rows = rows.filter(own)
    if wanted.report is not None:
        rows = rows.filter(pk__in=models.Citation.objects.filter(report=wanted.report).values("claim"))
    if query.show.about:
        rows = rows.filter(subject_plain__icontains=f'"{query.show.about}"')
    if query.show.measure:
        rows = rows.filter(object__key=query.show.measure)
    if query.asof is not None:
        rows = rows.filter(_said_by(query.asof))
    chosen = rows.with_sources().select_related(
        "statement__claimant",
        "object",
        "outcome",
        "place",
        "position__question",
        "incident__conflict",
        "incident__place",
    )
    return placed(chosen[: limit + 1])


def _said_by(day: date) -> Q:
    """Said by the end of that day where the incident was; an unknown time counts as said."""
    said = Q(stated_at__isnull=True)
    for zone in models.Incident.objects.order_by("timezone").values_list("timezone", flat=True).distinct():
        end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        said |= Q(incident__timezone=zone, stated_at__lt=end)
    return said


def placed(rows: Iterable[models.Claim]) -> list[Placed]:
    """Database rows as core claims, in their order; the vocabulary is asked for once."""
    token = models.VocabularyVersion.current()
    found = []
    for row in rows:
        incident = row.incident
        incident.vocabulary_token = token  # type: ignore[attr-defined]
        found.append(Placed(to_claims([row], incident, *world_of(incident))[0], incident.slug))
    return found


def list_findings(
    *, incident: models.Incident | None, show: Show, after: int, limit: int
) -> tuple[list[models.StoredFinding], str]:
    """Findings on figures and accounts that changed last first; `after` is the number of the last one of the page before.

    Raises LookupError where that one is gone.
    """
    kept = models.StoredFinding.objects.exclude(part="mirror").exclude(changed_at=None).select_related("incident")
    if incident is not None:
        kept = kept.filter(incident=incident)
    if show.verdict:
        kept = kept.filter(_called(show.verdict))
    if show.measure:
        kept = kept.filter(payload__object=show.measure)
    if show.about:
        kept = kept.filter(payload__losses_of__icontains=f'"{show.about}"')
    if after:
        last = models.StoredFinding.objects.filter(pk=after).exclude(changed_at=None).first()
        if last is None:
            raise LookupError("gone")
        kept = kept.filter(Q(changed_at__lt=last.changed_at) | Q(changed_at=last.changed_at, pk__gt=last.pk))
    found = list(kept.order_by("-changed_at", "pk")[: limit + 1])
    return found[:limit], str(found[limit - 1].pk) if len(found) > limit else ""


def _called(name: str) -> Q:
    """Findings that the `verdict` filter of the pages finds by this name (`core.boards.verdict_names`)."""
    contradictory, words = Q(verdict="contradictory"), {code: tag for tag, code in TAG_CODES.items()}
    if name == "contradictory":
        return Q(contradicted=True)
    if name in words:
        return Q(found__finding__tags__icontains=f'"{words[name]}"')
    if name == "side_differs":
        return contradictory & Q(contradicted=False, found__finding__between__icontains='"same_side"')
    if name == "unanswered":
        return OWNER_GAVE_NONE
    return Q(verdict=name)


def _carried(outer: str = "citations__claim") -> Count:
    return Count(outer, filter=_public(outer), distinct=True)


def _public(claim: str) -> Q:
    """Whether the claim at the end of that path is one that `Claim.objects.visible()` shows; asked of each, never of all."""
    return Q(Exists(models.Claim.objects.visible().filter(pk=OuterRef(claim))))


def list_reports(*, incident: models.Incident | None, outlet: str, after: int, limit: int) -> tuple[Sequence[Any], str]:
    """Reports that carry a public claim, by number, each with `carried`, how many."""
    carrying = models.Claim.objects.visible().filter(pk=OuterRef("claim"))
    if incident is not None:
        carrying = carrying.filter(incident=incident)
    cited = models.Citation.objects.filter(Exists(carrying), report=OuterRef("pk"))
    reports: QuerySet[Any] = models.Report.objects.filter(Exists(cited), pk__gt=after)
    if outlet:
        reports = reports.filter(outlet__slug=outlet)
    found = list(reports.select_related("outlet").annotate(carried=_carried()).order_by("pk")[: limit + 1])
    return found[:limit], str(found[limit - 1].pk) if len(found) > limit else ""


def one_report(*, number: int) -> Any:
    """A report that carries a public claim, with `carried`; None for any other."""
    reports = models.Report.objects.filter(pk=number).select_related("outlet").annotate(carried=_carried())
    return reports.filter(carried__gt=0).first()


def list_outlets(*, after: str, limit: int) -> tuple[Sequence[Any], str]:
    """Outlets whose reports carry public claims, by slug, with `reports_on_file` and `carried`."""
    found = list(_outlets().filter(slug__gt=after).order_by("slug")[: limit + 1])
    return found[:limit], found[limit - 1].slug if len(found) > limit else ""


def one_outlet(*, slug: str) -> Any:
    """An outlet whose reports carry a public claim; None for any other."""
    return _outlets().filter(slug=slug).first()


def _outlets() -> QuerySet[Any]:
    public = _public("reports__citations__claim")
    return (
        models.Outlet.objects.select_related("party")
        .annotate(
            reports_on_file=Count("reports", filter=public, distinct=True),
            carried=_carried("reports__citations__claim"),
        )
        .filter(carried__gt=0)
    )


def list_parties(*, after: str, limit: int) -> tuple[Sequence[Any], str]:
    """Parties by key, with `claims_made`, how many public claims each makes itself."""
    found = list(_parties().filter(key__gt=after).order_by("key")[: limit + 1])
    return found[:limit], found[limit - 1].key if len(found) > limit else ""


def one_party(*, key: str) -> Any:
    """A party with `claims_made`; None for an unknown key."""
    return _parties().filter(key=key).first()


def _parties() -> QuerySet[Any]:
    return models.Party.objects.select_related("part_of").annotate(claims_made=_carried("statements__claims"))
