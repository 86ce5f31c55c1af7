"""The page of an incident, and old addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from claims_app.answers.boards import Asked, is_worth_keeping
from claims_app.answers.kept_bodies import Made, page_of
from claims_app.forms import BoardAddress, permalink_of, read_board_address
from claims_app.models import Incident
from claims_app.services import moments, pages
from claims_app.services.boards import BoardQuery
from claims_app.services.kept_boards import stamp_of
from claims_app.views.addresses import found_or_404, moved_or_404
from claims_app.views.take_away import linked_board


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece; going back in history wants the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


@require_safe
def incident(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The board as a page, as its board alone (filters), or as the source drawer alone (a claim)."""
    address = read_board_address(request.GET)
    part = request.htmx.target if wants_part(request) else None  # type: ignore[attr-defined]
    stamp = stamp_of(slug=slug)
    if stamp is None:
        return moved_or_404(request, slug, "incident")
    if part == "drawer":
        response: HttpResponseBase = _drawer(request, found_or_404(slug), address)
    else:
        piece = "#board" if part == "board" else ""
        asked = Asked(request, slug, address, f"page{piece}")
        response = asked.answered(stamp, lambda: _made(request, slug, address, part=piece))
    if part in ("board", "drawer"):
        response["Cache-Control"] = "no-store"
        response["HX-Push-Url"] = reverse("incident", args=[slug]) + address.query_string(claim=address.claim)
    patch_vary_headers(response, ("HX-Request", "HX-Target", "HX-History-Restore-Request"))
    return response


def _made(request: HttpRequest, slug: str, address: BoardAddress, *, part: str) -> Made:
    """Made without the request, so that no account and no token can be in it; worth keeping where it shows something."""
    found = found_or_404(slug, drawn=address.query == BoardQuery())
    page = pages.incident_page(incident=found, query=address.query, claim=address.claim)
    here = found.get_absolute_url() + address.query_string()
    context = {
        "page": page,
        "address": address,
        "nav": "incidents",
        "query": address.query_string(),
        "canonical": request.build_absolute_uri(here),
        "permalink": permalink_of(request, found.slug, found.timezone, address),
        "linked": None if part else linked_board(request, page, here),
        "close_url": here,
        "filtered": bool(address.values()),
        "clock": moments.clock_of(incident=found, query=address.query),
        "tally": [
            (count, address.with_(**dict(count.changes)) if count.changes else "#accounts-title")
            for count in page.around.tally
        ],
    }
    html = render_to_string(f"claims/incident.html{part}", context)
    worth = is_worth_keeping(found, page.board.sides, address, shows=bool(page.around.groups))
    return page_of(html, page.pieces, worth=worth)


def _drawer(request: HttpRequest, found: Incident, address: BoardAddress) -> HttpResponse:
    context = {
        "source": pages.source_of(incident=found, claim=address.claim, known=address.query.known),
        "address": address,
        "close_url": found.get_absolute_url() + address.query_string(),
    }
    return HttpResponse(render_to_string("claims/_drawer.html", context))
