"""What the pages of outlets and reports show: who publishes, what each report carries, what it repeats and who repeats it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from claims_app import models
from claims_app.core.origins import laid_out, origins_of, with_those_above
from claims_app.services.origins import Kept, Link, kept_of, reports_by_id

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


def _carried() -> QuerySet[models.Citation]:
    return models.Citation.objects.filter(claim__in=models.Claim.objects.visible().values("pk"))


def outlet_list(*, name: str = "", number: object = 1) -> OutletList:
    """Outlets whose reports carry public claims, by name; `name` keeps those whose name holds it. Four queries."""
    outlets = models.Outlet.objects.filter(pk__in=_carried().values("report__outlet"))
    if name:
        outlets = outlets.filter(name__icontains=name)
    page = Paginator(outlets.select_related("party").order_by("name", "pk"), OUTLETS_A_PAGE).get_page(number)  # type: ignore[arg-type]
    return OutletList(_lines(list(page)), page, name)


def _lines(outlets: Sequence[models.Outlet]) -> tuple[OutletLine, ...]:
    counted = _carried().filter(report__outlet__in=[outlet.pk for outlet in outlets]).order_by()
    counts = {
        row["report__outlet"]: row
        for row in counted.values("report__outlet").annotate(
            reports=Count("report", distinct=True),
            copies=Count("report", distinct=True, filter=Q(report__copied_from__isnull=False)),
            claims=Count("claim", distinct=True),
        )
    }
    languages: dict[int, list[str]] = {}
    for outlet, language in counted.values_list("report__outlet", "report__language").distinct():
        languages.setdefault(outlet, []).append(language)
    none = {"reports": 0, "copies": 0, "claims": 0}
    found = ((outlet, counts.get(outlet.pk, none)) for outlet in outlets)
    return tuple(
        OutletLine(outlet, row["reports"], row["copies"], row["claims"], tuple(sorted(languages.get(outlet.pk, ()))))
        for outlet, row in found
    )


def outlet_page(*, slug: str, number: object = 1) -> OutletPage | None:
    """An outlet with its reports that carry public claims; None when there is no such outlet."""
    outlet = models.Outlet.objects.select_related("party").filter(slug=slug).first()
    if outlet is None:
        return None
    pairs = (
        _carried()
        .filter(report__outlet=outlet)
        .values("claim__incident", "report")
        .annotate(claims=Count("claim", distinct=True))
        .order_by(
            F("claim__incident__start").desc(),
            "claim__incident__slug",
            F("report__published").asc(nulls_last=True),
            "report",
        )
    )
    page = Paginator(pairs, REPORTS_A_PAGE).get_page(number)  # type: ignore[arg-type]
    rows = list(page)
    reports = reports_by_id(ids=[row["report"] for row in rows])
    kept = kept_of(ids=reports)
    incidents = models.Incident.objects.in_bulk({row["claim__incident"] for row in rows})
    grouped: dict[int, list[ReportLine]] = {}
    for row in rows:
        report, incident = reports[row["report"]], incidents[row["claim__incident"]]
        grouped.setdefault(incident.pk, []).append(ReportLine(report, incident, row["claims"], kept.get(report.pk)))
    by_incident = tuple((incidents[key], tuple(lines)) for key, lines in grouped.items())
    return OutletPage(_lines([outlet])[0], by_incident, page)


def report_page(*, report_id: int, number: object = 1) -> ReportPage | None:
    """A report that carries public claims, or that such a report goes back to; None for any other."""
    above = models.Report.objects.filter(pk=report_id).repeated_and_repeating()
    carrying = set(_carried().filter(report__in=above).values_list("report_id", flat=True))
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
    kept = kept_of(ids=shown)
    steps = laid_out(above, list(reports))
    report = reports[report_id]
    page = Paginator(_claims_of(report_id), CLAIMS_A_PAGE).get_page(number)  # type: ignore[arg-type]
    copied_from = above[report_id]
    return ReportPage(
        report=report,
        kept=kept.get(report_id),
        copies_kept=tuple(
            models.ArchivedCopy.objects.filter(report=report_id)
            .order_by("captured_at", "id")
            .values_list("sha256", "captured_at")
        ),
        chain=tuple(
            Link(step, reports[step.report], kept.get(step.report), int(step.report in carrying)) for step in steps
        ),
        origin=reports[heads[report_id]],
        repeats=reports.get(copied_from) if copied_from is not None else None,
        repeated_by=len(direct),
        cut=len(public) - len(shown),
        page=page,
        claims=tuple(_with_quotes_of(page, report_id)),
    )


def _claims_of(report_id: int) -> QuerySet[models.Claim]:
    cited = models.Citation.objects.filter(claim=OuterRef("pk"), report=report_id)
    related = ("incident", "statement__claimant", "object", "outcome", "position__question")
    claims = models.Claim.objects.visible().filter(Exists(cited)).select_related(*related)
    return claims.order_by(F("stated_at").asc(nulls_last=True), "id")


def _with_quotes_of(page: Iterable[models.Claim], report_id: int) -> Iterable[models.Claim]:
    """The claims, each with its citations in this report alone as `quotes`."""
    claims = list(page)
    quotes: dict[int, list[models.Citation]] = {}
    for citation in models.Citation.objects.filter(report=report_id, claim__in=[claim.pk for claim in claims]):
        quotes.setdefault(citation.claim_id, []).append(citation)
    for claim in claims:
        claim.quotes = quotes.get(claim.pk, [])  # type: ignore[attr-defined]
        yield claim
