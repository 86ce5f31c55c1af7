"""The page of an incident, its files, and old addresses."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims_app.core.payloads import board_json
from claims_app.forms import BoardAddress, read_board_address
from claims_app.models import Incident
from claims_app.services import exports, pages, reading
from claims_app.services.boards import board_of


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
        return _no_store(_drawer(request, found, address))
    page = pages.incident_page(incident=found, query=address.query, claim=address.claim)
    context = {
        "page": page,
        "address": address,
        "nav": "incidents",
        "query": address.with_() if address.values() else "",
        "canonical": request.build_absolute_uri(found.get_absolute_url() + (address.with_() if address.values() else "")),
        "close_url": found.get_absolute_url() + (address.with_() if address.values() else ""),
        "filtered": bool(address.values()),
        "tally": [
            (count, address.with_(**dict(count.changes)) if count.changes else "#accounts-title") for count in page.tally
        ],
    }
    template = "claims/incident.html#board" if part == "board" else "claims/incident.html"
    response = render(request, template, context)
    return _no_store(response) if part == "board" else response


def _drawer(request: HttpRequest, found: Incident, address: BoardAddress) -> HttpResponse:
    source = pages.source_of(incident=found, claim=address.claim)
    context = {
        "source": source,
        "address": address,
        "close_url": found.get_absolute_url() + (address.with_() if address.values() else ""),
        "meant": pages.meant_by(source.claim, found) if source else "",
    }
    return render(request, "claims/_drawer.html", context)


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _moved(request: HttpRequest, slug: str) -> HttpResponsePermanentRedirect:
    moved = reading.incident_moved(slug=slug)
    if moved is None:
        raise Http404("There is no incident at this address.")
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return HttpResponsePermanentRedirect(reverse("incident", args=[moved.slug]) + query)


@require_safe
def board_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """What the page shows as a file, for the same query string."""
    found = reading.incident_by(slug=slug)
    if found is None:
        raise Http404("There is no incident at this address.")
    board = board_of(incident=found, query=read_board_address(request.GET).query)
    if form == "json":
        return JsonResponse(board_json(board), json_dumps_params={"ensure_ascii": False, "indent": 1})
    content, media_type = exports.board_file(board=board, form=form)
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.{form}"'
    return response
