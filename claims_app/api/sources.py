"""Reports, outlets and parties: through whom claims are known, and who makes them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query
from ninja.errors import HttpError

from claims_app.api import shapes
from claims_app.api.boards import incident_or_404
from claims_app.api.site import Paged, answered, cleaned, number_in, number_or_404, reads
from claims_app.services import listing


class ReportFilters(Paged):
    """Which reports are wanted."""

    incident: str = Field("", description="An incident's slug.")
    outlet: str = Field("", description="An outlet's slug.")


@reads("/reports", "Reports by number", shapes.Reports, 400, 404, 422)
def reports(request: HttpRequest, filters: Query[ReportFilters]) -> Any:
    """Reports that carry public claims; kept copies are never served."""
    found, more = listing.list_reports(
        incident=incident_or_404(filters.incident) if filters.incident else None,
        outlet=cleaned(filters.outlet),
        after=number_in(filters.cursor),
        limit=filters.limit,
    )
    page = [_report_json(request, report) for report in found]
    return answered(request, {"reports": page, "next": more or None}, more=more)


@reads("/reports/{report_id}", "One report", shapes.Report, 404)
def report(request: HttpRequest, report_id: str) -> Any:
    """A report that carries at least one public claim."""
    found = listing.one_report(number=number_or_404(report_id, "report"))
    if found is None:
        raise HttpError(404, "There is no report with this number.")
    return answered(request, _report_json(request, found))


def _report_json(request: HttpRequest, report: Any) -> dict[str, Any]:
    return {
        "id": report.pk,
        "outlet": report.outlet.slug,
        "publisher": report.outlet.name,
        "title": report.title,
        "url": report.url,
        "published": report.published.isoformat() if report.published else None,
        "language": report.language,
        "archived_url": report.archived_url,
        "copied_from": report.copied_from_id,
        "claims": report.carried,
        "page": request.build_absolute_uri(report.get_absolute_url()),
    }


@reads("/outlets", "Outlets by slug", shapes.Outlets, 422)
def outlets(request: HttpRequest, filters: Query[Paged]) -> Any:
    """Outlets whose reports carry public claims."""
    found, more = listing.list_outlets(after=cleaned(filters.cursor), limit=filters.limit)
    page = [_outlet_json(request, outlet) for outlet in found]
    return answered(request, {"outlets": page, "next": more or None}, more=more)


@reads("/outlets/{slug}", "One outlet", shapes.Outlet, 404)
def outlet(request: HttpRequest, slug: str) -> Any:
    """An outlet whose reports carry public claims."""
    found = listing.one_outlet(slug=cleaned(slug))
    if found is None:
        raise HttpError(404, "There is no outlet with this slug.")
    return answered(request, _outlet_json(request, found))


def _outlet_json(request: HttpRequest, outlet: Any) -> dict[str, Any]:
    return {
        "slug": outlet.slug,
        "name": outlet.name,
        "party": outlet.party.key if outlet.party else None,
        "language": outlet.language,
        "reports": outlet.reports_on_file,
        "claims": outlet.carried,
        "page": request.build_absolute_uri(outlet.get_absolute_url()),
    }


@reads("/parties", "Parties by key", shapes.Parties, 422)
def parties(request: HttpRequest, filters: Query[Paged]) -> Any:
    """Every party on file; nothing here compares one with another."""
    found, more = listing.list_parties(after=cleaned(filters.cursor), limit=filters.limit)
    page = [_party_json(request, party) for party in found]
    return answered(request, {"parties": page, "next": more or None}, more=more)


@reads("/parties/{key}", "One party", shapes.Party, 404)
def party(request: HttpRequest, key: str) -> Any:
    """A party on file."""
    found = listing.one_party(key=cleaned(key))
    if found is None:
        raise HttpError(404, "There is no party with this key.")
    return answered(request, _party_json(request, found))


def _party_json(request: HttpRequest, party: Any) -> dict[str, Any]:
    return {
        "key": party.key,
        "name": party.name,
        "kind": party.kind,
        "part_of": party.part_of.key if party.part_of else None,
        "claims": party.claims_made,
        "page": request.build_absolute_uri(party.get_absolute_url()),
    }
