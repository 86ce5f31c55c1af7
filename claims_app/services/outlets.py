"""What the pages of outlets and reports show: who publishes, what each report carries, what it repeats and who repeats it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from claims_app import models
from claims_app.core.origins import laid_out, origins_of, with_those_above
from claims_app.models import SourceLine
from claims_app.services.origins import Kept, Link, copies_of, kept_from, kept_of, reports_by_id
from claims_app.services.source_lines import Counted

OUTLETS_A_PAGE = 100
REPORTS_A_PAGE = 50
CLAIMS_A_PAGE = 50
LINKS_A_CHAIN = 200
# The letters of the Admiralty code, as intelligence handbooks print them (NATO AJP-2.1, table of source reliability).
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}


@dataclass(frozen=True, slots=True)
class OutletLine:
    """An outlet with how many reports of it carry public claims, how many of those repeat others, the claims, the languages."""

    outlet: models.Outlet
    reports: int
    copies: int
    claims: int
    languages: tuple[str, ...] = ()

    @property
    def originals(self) -> int:
        """How many of its reports repeat no other."""
        return self.reports - self.copies

    @property
    def reliability(self) -> str:
        """The letter on file in words; "" for none."""
        return RELIABILITY.get(self.outlet.reliability, "")


@dataclass(frozen=True, slots=True)
class OutletList:
    """One page of the outlets, by name."""

    lines: tuple[OutletLine, ...]
    page: Page[Any]
    name: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report with how many public claims of one incident it carries."""

    report: models.Report
    incident: models.Incident
    claims: int
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class OutletPage:
    """An outlet: its counts, and one page of its reports by incident, the newest incident first."""

    line: OutletLine
    incidents: tuple[tuple[models.Incident, tuple[ReportLine, ...]], ...]
    page: Page[Any]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report: what is kept of it, the chain that it stands in, and one page of the claims that it carries.

    `chain` holds the reports that it goes back to and those that go back to the same one; `reports` counts them.
    """

    report: models.Report
    kept: Kept | None
    copies_kept: tuple[tuple[str, Any], ...]
    chain: tuple[Link, ...]
    origin: models.Report
    repeats: models.Report | None
    repeated_by: int
    cut: int
    page: Page[Any]
    claims: tuple[models.Claim, ...]


def _carrying() -> QuerySet[SourceLine]:
    """A line for each report that carries public claims of an incident."""
    return SourceLine.objects.filter(part=SourceLine.Part.REPORT)


def outlet_list(*, name: str = "", number: object = 1) -> OutletList:
    """Outlets whose reports carry public claims, by name; `name` keeps those whose name holds it. Three queries."""
    outlets = models.Outlet.objects.filter(Exists(_carrying().filter(report__outlet=OuterRef("pk"))))
    if name:
        outlets = outlets.filter(name__icontains=name)
    page = Paginator(outlets.select_related("party").order_by("name", "pk"), OUTLETS_A_PAGE).get_page(number)  # type: ignore[arg-type]
    return OutletList(_lines(list(page)), page, name)


def _lines(outlets: Sequence[models.Outlet]) -> tuple[OutletLine, ...]:
    """Each outlet with its numbers, in one query: its reports apart by language and by whether they repeat another."""
    kinds = (
        _carrying()
        .filter(report__outlet__in=[outlet.pk for outlet in outlets])
        .order_by()
        .values("report__outlet", "report__language", copy=Q(report__copied_from__isnull=False))
        .annotate(reports=Count("report", distinct=True), claims=Sum("firsts"))
    )
    grouped: dict[int, list[Mapping[str, Any]]] = {}
    for kind in kinds:
        grouped.setdefault(kind["report__outlet"], []).append(kind)
    return tuple(_line(outlet, grouped.get(outlet.pk, ())) for outlet in outlets)


def _line(outlet: models.Outlet, kinds: Sequence[Mapping[str, Any]]) -> OutletLine:
    return OutletLine(
        outlet,
        reports=sum(kind["reports"] for kind in kinds),
        copies=sum(kind["reports"] for kind in kinds if kind["copy"]),
        claims=sum(kind["claims"] for kind in kinds),
        languages=tuple(sorted({kind["report__language"] for kind in kinds})),
    )


def outlet_page(*, slug: str, number: object = 1) -> OutletPage | None:
    """An outlet with its reports that carry public claims; None when there is no such outlet."""
    outlet = models.Outlet.objects.select_related("party").filter(slug=slug).first()
    if outlet is None:
        return None
    (line,) = _lines([outlet])
    lines = _carrying().filter(report__outlet=outlet)
    ordered = lines.select_related("incident", "report__outlet", "report__copied_from__outlet").order_by(
        F("incident__start").desc(), "incident__slug", F("report__published").asc(nulls_last=True), "report"
    )
    page = Counted(ordered, REPORTS_A_PAGE, lines.count()).get_page(number)  # type: ignore[arg-type]
    rows = list(page)
    kept = kept_of(ids=[row.report_id for row in rows])
    incidents: dict[int, models.Incident] = {}
    grouped: dict[int, list[ReportLine]] = {}
    for row in rows:
        incidents.setdefault(row.incident_id, row.incident)
        grouped.setdefault(row.incident_id, []).append(
            ReportLine(row.report, row.incident, row.payload["claims"], kept.get(row.report_id))
        )
    by_incident = tuple((incidents[key], tuple(lines)) for key, lines in grouped.items())
    return OutletPage(line, by_incident, page)


def report_page(*, report_id: int, number: object = 1) -> ReportPage | None:
    """A report that carries public claims, or that such a report goes back to; None for any other."""
    above, carrying = _family_of(report_id)
    public = with_those_above(carrying, above)
    if report_id not in public:
        return None
    heads = origins_of(above)
    near = with_those_above([report_id], above)
    direct = [report for report in public if above[report] == report_id and report not in near]
    # Those nearest to the report first, so that a chain too long to show keeps them.
    ordered = [*sorted(near), *sorted(direct), *sorted(public - near - set(direct))]
    shown = with_those_above(ordered[:LINKS_A_CHAIN], above)
    reports = reports_by_id(ids=shown)
    copies = copies_of(ids=shown)
    kept = kept_from(copies)
    steps = laid_out(above, list(reports))
    report = reports[report_id]
    page = Counted(_claims_of(report_id), CLAIMS_A_PAGE, carrying.get(report_id, 0)).get_page(number)  # type: ignore[arg-type]
    copied_from = above[report_id]
    return ReportPage(
        report=report,
        kept=kept.get(report_id),
        copies_kept=tuple((sha256, captured) for of, sha256, captured in copies if of == report_id),
        chain=tuple(
            Link(step, reports[step.report], kept.get(step.report), int(step.report in carrying)) for step in steps
        ),
        origin=reports[heads[report_id]],
        repeats=reports.get(copied_from) if copied_from is not None else None,
        repeated_by=len(direct),
        cut=len(public) - len(shown),
        page=page,
        claims=_with_quotes_of(page, report_id),
    )


def _family_of(report_id: int) -> tuple[dict[int, int | None], dict[int, int]]:
    """The reports of the chain that a report stands in with what each repeats, and how many public claims each carries."""
    claims = models.Claim.objects.visible().filter(citations__report=OuterRef("pk")).order_by()
    carried = claims.values("citations__report").annotate(carried=Count("pk", distinct=True)).values("carried")
    tree = models.Report.objects.filter(pk=report_id).with_those_repeated_and_repeating()
    rows = list(tree.annotate(carried=Subquery(carried)).order_by().values_list("pk", "copied_from_id", "carried"))
    return {pk: above for pk, above, _ in rows}, {pk: count for pk, _, count in rows if count}


def _claims_of(report_id: int) -> Any:
    cited = models.Citation.objects.filter(report=report_id).order_by()
    claims = models.Claim.objects.visible().filter(pk__in=cited.values("claim"))
    return claims.order_by(F("stated_at").asc(nulls_last=True), "id").values("pk")


def _with_quotes_of(page: Page[Any], report_id: int) -> tuple[models.Claim, ...]:
    """The claims of a page in their order, each with its citations in this report alone as `quotes`; in one query."""
    related = ("incident", "statement__claimant", "object", "outcome", "position__question")
    quotes = (
        models.Citation.objects.filter(report=report_id, claim__in=page.object_list)
        .select_related(*(f"claim__{name}" for name in related))
        .order_by(F("claim__stated_at").asc(nulls_last=True), "claim_id", "order", "id")
    )
    found: dict[int, models.Claim] = {}
    for quote in quotes:
        claim = found.setdefault(quote.claim_id, quote.claim)
        claim.quotes = [*getattr(claim, "quotes", ()), quote]  # type: ignore[attr-defined]
    return tuple(found.values())
