"""Through whom claims are known: the chain from a statement through its reports to their copies, and what is kept of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page
from django.db.models import Prefetch, QuerySet

from claims_app import models
from claims_app.core.claims import Claim
from claims_app.core.displays import headline_of
from claims_app.core.origins import Step, steps_of
from claims_app.services.boards import BoardQuery, claims_of
from claims_app.services.mapping import to_claims, token_of, world_of
from claims_app.services.source_lines import (
    OLDEST_FIRST,
    Carrying,
    Counted,
    Line,
    Part,
    Said,
    Shelf,
    headings_of,
    kept_counts,
    named_speaker,
    statement_line,
    worked_out,
)

ORIGINS_A_PAGE = 25
STATEMENTS_A_PAGE = 25
CLAIMS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """What the desk keeps of a report: hash and capture of the newest copy, and of the first where its bytes differ."""

    sha256: str
    captured: datetime
    first_sha256: str = ""
    first_captured: datetime | None = None

    @property
    def has_changed(self) -> bool:
        """Whether a later copy differs from an earlier one."""
        return bool(self.first_sha256)


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with a heading for it."""

    claim: Claim
    heading: str


@dataclass(frozen=True, slots=True)
class Link:
    """One report of a chain: how deep it stands, what is kept of it, and the claims that it carries.

    `carried` counts all of them, `claims` are the first few.
    """

    step: Step
    report: models.Report
    kept: Kept | None
    carried: int = 0
    claims: tuple[Told, ...] = ()

    @property
    def more(self) -> int:
        """How many carried claims are not among those shown."""
        return self.carried - len(self.claims)


@dataclass(frozen=True, slots=True)
class OriginGroup:
    """The reports that go back to one report, that one first. `reports` counts those that carry claims."""

    origin: models.Report
    links: tuple[Link, ...]
    reports: int

    @property
    def more(self) -> int:
        """How many reports that carry claims are not among those shown."""
        return self.reports - sum(link.carried > 0 for link in self.links)


@dataclass(frozen=True, slots=True)
class Chain:
    """How a statement reached us: the statement, then its reports and their copies.

    `own` is the report among them that the claimant's own outlet published: the statement's original words.
    """

    claimant: str
    speaker: str
    channel: str
    said: datetime | None
    links: tuple[Link, ...]
    reports: int
    origins: int
    own: models.Report | None = None
    own_is_kept: bool = False
    claims: tuple[Told, ...] = ()
    carried: int = 0

    @property
    def more(self) -> int:
        """How many claims of the statement are not among those shown."""
        return self.carried - len(self.claims)


@dataclass(frozen=True, slots=True)
class IncidentSources:
    """The reports behind an incident's board; of `groups`, `chains` and `claims` the one that was asked for is filled."""

    incident: models.Incident
    reports: int
    origins: int
    statements: int
    all_claims: int
    single: int
    page: Page[Any]
    groups: tuple[OriginGroup, ...] = ()
    chains: tuple[Chain, ...] = ()
    claims: tuple[Told, ...] = ()


def claims_in(*, incident: models.Incident, query: BoardQuery) -> QuerySet[models.Claim]:
    """The public claims of an incident that had been said, and recorded, by the days asked for."""
    if query.known is not None:
        world, columns = world_of(incident)
        recorded = claims_of(incident, world, columns, asof=query.asof, known=query.known)
        return models.Claim.objects.filter(pk__in=[claim.id for claim in recorded])
    claims = models.Claim.objects.filter(incident=incident).visible()
    return claims.said_by(query.asof, ZoneInfo(incident.timezone)) if query.asof else claims


def shelf_of(*, incident: models.Incident, query: BoardQuery) -> Shelf:
    """The lists of an incident's sources: as kept for the default view, else worked out in two queries and those of `claims_in`."""
    world, _ = world_of(incident)
    counts = kept_counts(incident, world, token_of(incident)) if query.is_default else None
    if counts is not None:
        return Shelf(incident, counts)
    return worked_out(incident, claims_in(incident=incident, query=query), world)


def incident_sources(
    *, incident: models.Incident, query: BoardQuery, show: str = "origins", number: object = 1
) -> IncidentSources:
    """The reports behind a board, grouped as asked: `origins`, `statements`, or the claims on a `single-origin`.

    Any other word for `show` gives the counts alone. Four queries at most for the default view.
    """
    shelf = shelf_of(incident=incident, query=query)
    groups: tuple[OriginGroup, ...] = ()
    chains: tuple[Chain, ...] = ()
    claims: tuple[Told, ...] = ()
    if show == "statements":
        page = shelf.page(Part.STATEMENT, STATEMENTS_A_PAGE, number)
        chains = _chains(incident, shelf, list(page))
    elif show == "single-origin":
        page = shelf.page(Part.CLAIM, CLAIMS_A_PAGE, number)
        claims = told(incident=incident, ids=[line.number for line in page])
    elif show == "origins":
        page = shelf.page(Part.ORIGIN, ORIGINS_A_PAGE, number)
        groups = _groups(incident, list(page))
    else:
        page = Counted((), 1, 0).get_page(1)
    counts = shelf.counts
    return IncidentSources(
        incident=incident,
        reports=counts.reports,
        origins=counts.origins,
        statements=counts.statements,
        all_claims=counts.claims,
        single=counts.single,
        page=page,
        groups=groups,
        chains=chains,
        claims=claims,
    )


def told(*, incident: models.Incident, ids: Sequence[int]) -> tuple[Told, ...]:
    """These claims with their headings, in the order given."""
    world, columns = world_of(incident)
    rows = models.Claim.objects.filter(pk__in=ids).with_sources() if ids else ()
    by_id = {claim.id: Told(claim, headline_of(claim, world)) for claim in to_claims(rows, incident, world, columns)}
    return tuple(by_id[claim] for claim in ids if claim in by_id)


def reports_by_id(*, ids: Iterable[int]) -> dict[int, models.Report]:
    """Reports with their outlets, oldest first."""
    reports = models.Report.objects.filter(pk__in=set(ids)).select_related("outlet__party", "copied_from__outlet")
    return {report.pk: report for report in reports.order_by(OLDEST_FIRST, "outlet__name", "id")}


def kept_of(*, ids: Iterable[int]) -> dict[int, Kept]:
    """What the desk keeps of these reports; a report without a copy is not among the keys."""
    return kept_from(copies_of(ids=ids))


def copies_of(*, ids: Iterable[int]) -> list[tuple[int, str, datetime]]:
    """Report, hash and capture of every copy that is kept of these reports, oldest first."""
    copies = models.ArchivedCopy.objects.filter(report_id__in=set(ids)).order_by("captured_at", "id")
    return list(copies.values_list("report_id", "sha256", "captured_at"))


def kept_from(copies: Iterable[tuple[int, str, datetime]]) -> dict[int, Kept]:
    """What these copies say of each report."""
    found: dict[int, Kept] = {}
    for report, sha256, captured in copies:
        first = found.get(report)
        if first is None:
            found[report] = Kept(sha256, captured)
        else:
            before, day = (first.first_sha256 or first.sha256), (first.first_captured or first.captured)
            found[report] = Kept(sha256, captured, before, day)
    return found


def headed(*, incident: models.Incident, ids: Iterable[int]) -> dict[int, Told]:
    """These claims with their headings, by primary key and without their citations, in one query."""
    wanted = set(ids)
    world, columns = world_of(incident)
    claims = models.Claim.objects.filter(pk__in=wanted).select_related(
        "statement__claimant", "object", "outcome", "place", "position__question"
    )
    bare = claims.prefetch_related(Prefetch("citations", queryset=models.Citation.objects.none())) if wanted else ()
    found = to_claims(bare, incident, world, columns)
    return {int(claim.id): Told(claim, headline_of(claim, world)) for claim in found}


def _groups(incident: models.Incident, lines: Sequence[Line]) -> tuple[OriginGroup, ...]:
    """The origins of one page, each with the reports that go back to it; in three queries."""
    chains = [line.payload["chain"] for line in lines]
    reports = reports_by_id(ids={one[0] for chain in chains for one in chain} | {line.number for line in lines})
    kept = kept_of(ids=reports)
    by_id = headed(incident=incident, ids={claim for chain in chains for one in chain for claim in one[3]})
    found = []
    for line, chain in zip(lines, chains, strict=True):
        shown = [one for one in chain if one[0] in reports]
        steps = steps_of([(report, depth) for report, depth, *_ in shown])
        links = tuple(
            Link(step, reports[report], kept.get(report), carried, tuple(by_id[one] for one in first if one in by_id))
            for step, (report, _, carried, first) in zip(steps, shown, strict=True)
        )
        if line.number in reports:
            found.append(OriginGroup(origin=reports[line.number], links=links, reports=line.payload["reports"]))
    return tuple(found)


def _chains(incident: models.Incident, shelf: Shelf, lines: Sequence[Line]) -> tuple[Chain, ...]:
    """The statements of one page, each with the reports through which it is known; in three queries, four for what is kept."""
    statements = shelf.everything.told if shelf.everything else told_statements(ids=[line.number for line in lines])
    payloads = [line.payload for line in lines]
    ids = {one[0] for payload in payloads for one in payload["chain"]} | {payload["own"] for payload in payloads}
    reports = reports_by_id(ids=ids - {None})
    kept = kept_of(ids=reports)
    by_id = headed(incident=incident, ids={claim for payload in payloads for claim in payload["first"]})
    zone = ZoneInfo(incident.timezone)
    return tuple(
        replace(
            _chain(line, statements[line.number], reports, kept, zone),
            claims=tuple(by_id[claim] for claim in line.payload["first"] if claim in by_id),
            carried=line.payload["claims"],
        )
        for line in lines
        if line.number in statements
    )


def told_statements(*, ids: Collection[int]) -> dict[int, Said]:
    """These statements in words, in one query."""
    rows = models.Statement.objects.filter(pk__in=ids).values_list(
        "pk", "claimant__key", "claimant__name", "speaker", "channel", "stated_from"
    )
    return {pk: Said(key, name, speaker, channel, said) for pk, key, name, speaker, channel, said in rows}


def _chain(
    line: Line, told: Said, reports: Mapping[int, models.Report], kept: Mapping[int, Kept], zone: ZoneInfo
) -> Chain:
    """A statement with the reports that tell it, and those that they go back to."""
    payload = line.payload
    shown = [one for one in payload["chain"] if one[0] in reports]
    steps = steps_of([(report, depth) for report, depth, _ in shown])
    own = reports.get(payload["own"])
    return Chain(
        claimant=told.claimant,
        speaker=named_speaker(told),
        channel=told.channel,
        said=told.stated_from.astimezone(zone) if told.stated_from else None,
        links=tuple(
            Link(step, reports[report], kept.get(report), carried)
            for step, (report, _, carried) in zip(steps, shown, strict=True)
        ),
        reports=payload["reports"],
        origins=payload["origins"],
        own=own,
        own_is_kept=own is not None and own.pk in kept,
    )


def chain_of(*, row: models.Claim, incident: models.Incident) -> Chain:
    """How a claim reached us, from a row fetched with its sources. Three queries at most."""
    world, _ = world_of(incident)
    cited = dict.fromkeys(citation.report_id for citation in row.citations.all())
    statement, claimant = row.statement, row.statement.claimant
    told = Said(claimant.key, claimant.name, statement.speaker, statement.channel, statement.stated_from)
    headings = headings_of(models.Report.objects.filter(pk__in=cited).with_those_repeated())
    tellers = {report: 1 for report in cited if report in headings}
    rows = tuple((row.pk, row.statement_id, report, row.stated_at) for report in tellers)
    everything = Carrying(rows, {row.statement_id: told}, headings)
    order = {report: place for place, report in enumerate(headings)}
    line = statement_line(row.statement_id, told, tellers, [row.pk], everything, order, world)
    reports = reports_by_id(ids={one[0] for one in line.payload["chain"]} | ({line.payload["own"]} - {None}))
    return _chain(line, told, reports, kept_of(ids=reports), ZoneInfo(incident.timezone))
