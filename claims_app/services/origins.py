"""Through whom claims are known: the chain from a statement through its reports to their copies, and what is kept of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet

from claims_app import models
from claims_app.core.claims import Claim
from claims_app.core.displays import headline_of
from claims_app.core.origins import Step, laid_out, origins_of, with_those_above
from claims_app.core.worlds import World
from claims_app.services.boards import BoardQuery, claims_of
from claims_app.services.mapping import to_claims, world_of

ORIGINS_A_PAGE = 25
STATEMENTS_A_PAGE = 25
CLAIMS_A_PAGE = 100
CLAIMS_A_REPORT = 8
REPORTS_A_CHAIN = 100
OLDEST_FIRST = F("published").asc(nulls_last=True)


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
class Carrying:
    """Which report carries which claim of which statement, for the claims that a page is about, and what repeats what."""

    rows: tuple[tuple[int, int, int], ...]
    above: Mapping[int, int | None]
    origins: Mapping[int, int]

    @property
    def reports(self) -> dict[int, set[int]]:
        """The claims that each report carries."""
        found: dict[int, set[int]] = {}
        for claim, _, report in self.rows:
            found.setdefault(report, set()).add(claim)
        return found

    @property
    def statements(self) -> dict[int, set[int]]:
        """The reports that tell each statement."""
        found: dict[int, set[int]] = {}
        for _, statement, report in self.rows:
            found.setdefault(statement, set()).add(report)
        return found

    @property
    def first_claims(self) -> dict[int, int]:
        """One claim of each statement."""
        found: dict[int, int] = {}
        for claim, statement, _ in self.rows:
            found.setdefault(statement, claim)
        return found

    @property
    def single(self) -> frozenset[int]:
        """The claims whose reports all go back to one report."""
        origins: dict[int, set[int]] = {}
        for claim, _, report in self.rows:
            origins.setdefault(claim, set()).add(self.origins[report])
        return frozenset(claim for claim, heads in origins.items() if len(heads) == 1)


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


def carrying_of(*, claims: QuerySet[models.Claim]) -> Carrying:
    """Which report carries which of these claims, in two queries."""
    cited = models.Citation.objects.filter(claim__in=claims.order_by().values("pk"))
    rows = tuple(cited.order_by("claim", "order", "id").values_list("claim_id", "claim__statement_id", "report_id"))
    above = models.Report.objects.filter(pk__in=cited.order_by().values("report_id")).repeated()
    return Carrying(rows, above, origins_of(above))


def incident_sources(
    *, incident: models.Incident, query: BoardQuery, show: str = "origins", number: object = 1
) -> IncidentSources:
    """The reports behind a board, grouped as asked: `origins`, `statements`, or the claims on a `single-origin`.

    Any other word for `show` gives the counts alone.
    """
    everything = carrying_of(claims=claims_in(incident=incident, query=query))
    single = everything.single
    groups: tuple[OriginGroup, ...] = ()
    chains: tuple[Chain, ...] = ()
    claims: tuple[Told, ...] = ()
    if show == "statements":
        page = _page(_statements_in_order(everything, incident), STATEMENTS_A_PAGE, number)
        chains = _chains(incident, everything, list(page))
    elif show == "single-origin":
        page = _page(_in_order_of_saying(single), CLAIMS_A_PAGE, number)
        claims = told(incident=incident, ids=list(page))
    elif show == "origins":
        page = _page(_origins_in_order(everything), ORIGINS_A_PAGE, number)
        groups = _groups(incident, everything, list(page))
    else:
        page = _page((), 1, 1)
    return IncidentSources(
        incident=incident,
        reports=len(everything.reports),
        origins=len({everything.origins[report] for report in everything.reports}),
        statements=len(everything.statements),
        all_claims=len({claim for claim, _, _ in everything.rows}),
        single=len(single),
        page=page,
        groups=groups,
        chains=chains,
        claims=claims,
    )


def _page(ids: Sequence[int], size: int, number: object) -> Page[Any]:
    return Paginator(ids, size).get_page(number)  # type: ignore[arg-type]


def _origins_in_order(everything: Carrying) -> list[int]:
    """Origins by the day of the report, then by name; the order says nothing about their worth."""
    heads = {everything.origins[report] for report in everything.reports}
    ordered = models.Report.objects.filter(pk__in=heads).order_by(OLDEST_FIRST, "outlet__name", "id")
    return list(ordered.values_list("pk", flat=True))


def _statements_in_order(everything: Carrying, incident: models.Incident) -> list[int]:
    """Statements in the order in which they were made."""
    statements = models.Statement.objects.filter(incident=incident, pk__in=everything.statements)
    return list(
        statements.order_by(F("stated_from").asc(nulls_last=True), "claimant__name", "id").values_list("pk", flat=True)
    )


def _in_order_of_saying(claims: Collection[int]) -> list[int]:
    ordered = models.Claim.objects.filter(pk__in=claims).order_by(F("stated_at").asc(nulls_last=True), "id")
    return list(ordered.values_list("pk", flat=True))


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
    found: dict[int, Kept] = {}
    copies = models.ArchivedCopy.objects.filter(report_id__in=set(ids)).order_by("captured_at", "id")
    for report, sha256, captured in copies.values_list("report_id", "sha256", "captured_at"):
        first = found.get(report)
        if first is None:
            found[report] = Kept(sha256, captured)
        else:
            before, day = (first.first_sha256 or first.sha256), (first.first_captured or first.captured)
            found[report] = Kept(sha256, captured, before, day)
    return found


def _groups(incident: models.Incident, everything: Carrying, heads: Sequence[int]) -> tuple[OriginGroup, ...]:
    """The origins of one page, each with the reports that go back to it."""
    carried = everything.reports
    members: dict[int, list[int]] = {head: [] for head in heads}
    for report in with_those_above(carried, everything.above):
        if (head := everything.origins[report]) in members:
            members[head].append(report)
    reports = reports_by_id(ids=[report for group in members.values() for report in group])
    kept = kept_of(ids=reports)
    shown = {report: sorted(carried.get(report, ()))[:CLAIMS_A_REPORT] for report in reports}
    claims = told(incident=incident, ids=sorted({claim for few in shown.values() for claim in few}))
    by_id = {item.claim.id: item for item in claims}
    found = []
    for head, group in members.items():
        steps = laid_out(everything.above, _first_of(group, reports, everything.above))
        found.append(
            OriginGroup(
                origin=reports[head],
                links=tuple(
                    Link(
                        step=step,
                        report=reports[step.report],
                        kept=kept.get(step.report),
                        carried=len(carried.get(step.report, ())),
                        claims=tuple(by_id[claim] for claim in shown[step.report] if claim in by_id),
                    )
                    for step in steps
                ),
                reports=sum(report in carried for report in group),
            )
        )
    return tuple(found)


def _first_of(
    group: Collection[int], reports: Mapping[int, models.Report], above: Mapping[int, int | None]
) -> list[int]:
    """The first reports of a group with those that they go back to, in the order of `reports`; a list that ends."""
    members = set(group)
    first = [report for report in reports if report in members][:REPORTS_A_CHAIN]
    wanted = with_those_above(first, above) & members
    return [report for report in reports if report in wanted]


def _chains(incident: models.Incident, everything: Carrying, wanted: Sequence[int]) -> tuple[Chain, ...]:
    """The statements of one page, each with the reports through which it is known."""
    world, _ = world_of(incident)
    told_by = everything.statements
    statements = models.Statement.objects.select_related("claimant", "incident").in_bulk(list(wanted))
    reports = reports_by_id(
        ids=with_those_above({report for key in wanted for report in told_by[key]}, everything.above)
    )
    kept = kept_of(ids=reports)
    told_claims = Counter((statement, report) for _, statement, report in everything.rows)
    said: dict[int, set[int]] = {}
    for claim, statement, _ in everything.rows:
        said.setdefault(statement, set()).add(claim)
    shown = {key: sorted(said[key])[:CLAIMS_A_REPORT] for key in wanted}
    by_id = {
        item.claim.id: item for item in told(incident=incident, ids=[claim for few in shown.values() for claim in few])
    }
    found = []
    for key in wanted:
        count = {report: told_claims[key, report] for report in told_by[key]}
        chain = _chain(statements[key], count, everything, reports, kept, world)
        claims = tuple(by_id[claim] for claim in shown[key] if claim in by_id)
        found.append(replace(chain, claims=claims, carried=len(said[key])))
    return tuple(found)


def _chain(
    statement: models.Statement,
    carried: Mapping[int, int],
    everything: Carrying,
    reports: Mapping[int, models.Report],
    kept: Mapping[int, Kept],
    world: World,
) -> Chain:
    """A statement with the reports that tell it; `carried` counts the claims of it that each report carries."""
    group = with_those_above(carried, everything.above)
    steps = laid_out(everything.above, _first_of(group, reports, everything.above))
    own = next((reports[step.report] for step in steps if is_own_word(reports[step.report], statement, world)), None)
    zone = ZoneInfo(statement.incident.timezone)
    return Chain(
        claimant=statement.claimant.name,
        speaker=named_speaker(statement),
        channel=statement.channel,
        said=statement.stated_from.astimezone(zone) if statement.stated_from else None,
        links=tuple(
            Link(step, reports[step.report], kept.get(step.report), carried.get(step.report, 0)) for step in steps
        ),
        reports=len(carried),
        origins=len({everything.origins[report] for report in carried}),
        own=own,
        own_is_kept=own is not None and own.pk in kept,
    )


def named_speaker(statement: models.Statement) -> str:
    """The speaker of a statement, "" where the claimant's name says as much."""
    return "" if statement.speaker.casefold() in statement.claimant.name.casefold() else statement.speaker


def is_own_word(report: models.Report, statement: models.Statement, world: World) -> bool:
    """Whether the claimant itself published the report: its outlet is the claimant's, or of a body above or below it."""
    party = report.outlet.party
    if party is None:
        return False
    outlet, claimant = party.key, statement.claimant.key
    return outlet in world.bodies(claimant) or claimant in world.bodies(outlet)


def chain_of(*, row: models.Claim, incident: models.Incident) -> Chain:
    """How a claim reached us, from a row fetched with its sources. Three queries at most."""
    world, _ = world_of(incident)
    cited = [citation.report_id for citation in row.citations.all()]
    above = models.Report.objects.filter(pk__in=cited).repeated()
    carrying = Carrying(tuple((row.pk, row.statement_id, report) for report in cited), above, origins_of(above))
    reports = reports_by_id(ids=above)
    kept = kept_of(ids=above)
    statement = row.statement
    statement.incident = incident
    return _chain(statement, Counter(set(cited)), carrying, reports, kept, world)
