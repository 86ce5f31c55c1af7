"""Claims, one by one and page by page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query
from ninja.errors import HttpError

from claims_app.api import shapes
from claims_app.api.boards import PagedBoard, address_or_400, incident_or_404
from claims_app.api.site import answered, cleaned, number_in, number_or_404, reads
from claims_app.core.claims import Claim
from claims_app.core.payloads import claim_json
from claims_app.services import listing, reading
from claims_app.services.listing import NeedsIncident, Wanted


class ClaimFilters(PagedBoard):
    """Which claims are wanted; verdict, gaps, sides and known need an incident."""

    incident: str = Field("", description="An incident's slug.")
    party: str = Field("", description="A party's key: what it and its organs say.")
    report: str = Field("", description="A report's number: what it carries.")


def _placed(request: HttpRequest, claim: Claim, incident: str) -> dict[str, Any]:
    page = request.build_absolute_uri(reverse("claim", args=[claim.id]))
    return claim_json(claim) | {"incident": incident, "page": page}


@reads("/claims", "Claims by number", shapes.Claims, 400, 404, 422)
def claims(request: HttpRequest, filters: Query[ClaimFilters]) -> Any:
    """Public claims that fit the page's parameters, an incident, a party and a report."""
    wanted = Wanted(
        query=address_or_400(request).query,
        incident=incident_or_404(filters.incident) if filters.incident else None,
        party=cleaned(filters.party),
        report=number_or_404(filters.report, "report") if filters.report else None,
    )
    try:
        found, more = listing.list_claims(wanted=wanted, after=number_in(filters.cursor), limit=filters.limit)
    except NeedsIncident as error:
        raise HttpError(400, str(error)) from None
    page = [_placed(request, each.claim, each.incident) for each in found]
    return answered(request, {"claims": page, "next": more or None}, more=more)


@reads("/claims/{claim_id}", "One claim with its citations", shapes.PlacedClaim, 404)
def claim(request: HttpRequest, claim_id: str) -> Any:
    """The claim as the boards carry it. `claim_id` is its number, which never changes."""
    found = reading.claim_page(claim_id=number_or_404(claim_id, "public claim"))
    if found is None:
        raise HttpError(404, "There is no public claim with this number.")
    return answered(request, _placed(request, found.claim, found.incident.slug))
