"""The addresses under /api/v1/."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError

from claims_app.core.payloads import board_json, claim_json, figure_json
from claims_app.core.wording import complaint, read_figure
from claims_app.forms import permalink_of, read_board_address
from claims_app.services import reading
from claims_app.services.boards import board_of


def may_read(request: HttpRequest) -> bool:
    """Whether this reader may see public data: everybody, or people with an account when the site is closed."""
    return settings.READERS == "public" or request.user.is_authenticated


class Complaint(Schema):
    """Why there is no answer."""

    detail: str


api = NinjaAPI(
    title="Counterclaim",
    version="1",
    description="Contradictory claims of the sides of a conflict, side by side, each with its source. Read-only.",
    auth=may_read,
    docs_url=None,
    urls_namespace="api",
)


@api.get("/incidents", summary="Every incident, most contradicted first")
def incidents(request: HttpRequest) -> dict[str, Any]:
    """Slug, title, conflict, dates and counts of contradicted figures and accounts."""
    return {
        "incidents": [
            {
                "slug": incident.slug,
                "title": incident.title,
                "conflict": incident.conflict.title,
                "start": incident.start.isoformat(),
                "end": incident.end.isoformat(),
                "figures_contradicted": incident.figures_contradicted,
                "accounts_contradicted": incident.accounts_contradicted,
            }
            for incident in reading.ranked_incidents()
        ]
    }


@api.get(
    "/incidents/{slug}/board",
    summary="The board of an incident",
    response={200: dict[str, Any], 400: Complaint, 404: Complaint},
)
def board(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Takes about, measure, verdict, gaps, sides, asof and known, like the page; gives the same board."""
    incident = reading.incident_by(slug=slug)
    if incident is None:
        raise HttpError(404, "There is no incident with this slug.")
    address = read_board_address(request.GET)
    if address.complaints:
        raise HttpError(400, " ".join(address.complaints))
    board = board_of(incident=incident, query=address.query)
    return board_json(board) | {"permalink": permalink_of(request, incident, address)}


@api.get("/claims/{claim_id}", summary="One claim with its citations", response={200: dict[str, Any], 404: Complaint})
def claim(request: HttpRequest, claim_id: str) -> dict[str, Any]:
    """The claim as the boards carry it. `claim_id` is its number; any other text is no claim's, and so 404 as well."""
    number = claim_id if claim_id.isascii() and claim_id.isdigit() and len(claim_id) < 19 else ""
    found = reading.claim_page(claim_id=int(number)) if number else None
    if found is None:
        raise HttpError(404, "There is no public claim with this number.")
    return claim_json(found.claim)


@api.get("/figures/read", summary="How a figure's wording is read", response={200: dict[str, Any], 422: Complaint})
def figures_read(request: HttpRequest, text: str, lang: str = "en") -> dict[str, Any]:
    """`over 100` → its two intervals; wording that is no figure answers 422 with a sentence."""
    figure = read_figure(text, lang)
    if message := complaint(figure):
        raise HttpError(422, message)
    return figure_json(figure)
