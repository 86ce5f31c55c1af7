"""The page of an incident, and old addresses."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from claims_app.forms import BoardAddress, permalink_of, read_board_address
from claims_app.models import Incident
from claims_app.services import moments, pages, reading
from claims_app.views.take_away import linked_board


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece; going back in history wants the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


@require_safe
def incident(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The board as a page, as its board alone (filters), or as the source drawer alone (a claim)."""
    found = reading.incident_by(slug=slug)
    if found is None:
        return _moved(request, slug)
    address = read_board_address(request.GET)
    part = request.htmx.target if wants_part(request) else None  # type: ignore[attr-defined]
    if part == "drawer":
        response = _drawer(request, found, address)
    else:
        response = _board(request, found, address, part="#board" if part == "board" else "")
    if part in ("board", "drawer"):
        response["Cache-Control"] = "no-store"
        response["HX-Push-Url"] = found.get_absolute_url() + _query(address, claim=address.claim)
    patch_vary_headers(response, ("HX-Request", "HX-Target", "HX-History-Restore-Request"))
    return response


def _query(address: BoardAddress, *, claim: int | None = None) -> str:
    """The address's query string in its fixed order, "" when it holds nothing but defaults."""
    query = address.with_(claim=str(claim)) if claim is not None else address.with_()
    return "" if query == "?" else query


def _board(request: HttpRequest, found: Incident, address: BoardAddress, *, part: str) -> HttpResponse:
    page = pages.incident_page(incident=found, query=address.query, claim=address.claim)
    here = found.get_absolute_url() + _query(address)
    context = {
        "page": page,
        "address": address,
        "nav": "incidents",
        "query": _query(address),
        "canonical": request.build_absolute_uri(here),
        "permalink": permalink_of(request, found, address),
        "linked": None if part else linked_board(request, page.board, here),
        "close_url": here,
        "filtered": bool(address.values()),
        "clock": moments.clock_of(incident=found, query=address.query),
        "tally": [
            (count, address.with_(**dict(count.changes)) if count.changes else "#accounts-title")
            for count in page.tally
        ],
    }
    return render(request, f"claims/incident.html{part}", context)


def _drawer(request: HttpRequest, found: Incident, address: BoardAddress) -> HttpResponse:
    context = {
        "source": pages.source_of(incident=found, claim=address.claim, known=address.query.known),
        "address": address,
        "close_url": found.get_absolute_url() + _query(address),
    }
    return render(request, "claims/_drawer.html", context)


def _moved(request: HttpRequest, slug: str) -> HttpResponsePermanentRedirect:
    moved = reading.incident_moved(slug=slug)
    if moved is None:
        raise Http404("There is no incident at this address.")
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return HttpResponsePermanentRedirect(reverse("incident", args=[moved.slug]) + query)
