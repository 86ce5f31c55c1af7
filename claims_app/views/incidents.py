"""The page of an incident, and old addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from claims_app.forms import BoardAddress, permalink_of, read_board_address
from claims_app.models import Incident
from claims_app.services import moments, pages, reading
from claims_app.services.boards import BoardQuery
from claims_app.services.kept_boards import Stamp, stamp_of
from claims_app.views import kept_bodies
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
        return _moved(request, slug)
    if part == "drawer":
        response: HttpResponseBase = _drawer(request, _found(slug), address)
    else:
        response = _board(request, slug, address, stamp, part="#board" if part == "board" else "")
    if part in ("board", "drawer"):
        response["Cache-Control"] = "no-store"
        response["HX-Push-Url"] = reverse("incident", args=[slug]) + _query(address, claim=address.claim)
    patch_vary_headers(response, ("HX-Request", "HX-Target", "HX-History-Restore-Request"))
    return response


def _found(slug: str, *, drawn: bool = False) -> Incident:
    found = reading.incident_for_board(slug=slug, drawn=drawn)
    if found is None:
        raise Http404("There is no incident at this address.")
    return found


def _query(address: BoardAddress, *, claim: int | None = None) -> str:
    """The address's query string in its fixed order, "" when it holds nothing but defaults."""
    query = address.with_(claim=str(claim)) if claim is not None else address.with_()
    return "" if query == "?" else query


def _board(request: HttpRequest, slug: str, address: BoardAddress, stamp: Stamp, *, part: str) -> HttpResponseBase:
    """The page or its board, kept for the next reader unless it shows a claim's source or a complaint about the address."""
    if not stamp.text or address.claim is not None or address.complaints:
        return HttpResponse(_made(request, slug, address, part=part).body)
    today = _today(stamp)
    return kept_bodies.answer(
        request,
        under=(stamp.text, today, part, _query(address)),
        make=lambda: _made(request, slug, address, part=part),
        still=lambda: stamp_of(slug=slug) == stamp and _today(stamp) == today,
    )


def _today(stamp: Stamp) -> str:
    """The day where the incident is, which stands in the page's permalink."""
    return timezone.now().astimezone(ZoneInfo(stamp.timezone)).date().isoformat()


def _made(request: HttpRequest, slug: str, address: BoardAddress, *, part: str) -> kept_bodies.Made:
    """Made without the request, so that no account and no token can be in it; worth keeping where it shows something."""
    found = _found(slug, drawn=address.query == BoardQuery())
    page = pages.incident_page(incident=found, query=address.query, claim=address.claim)
    here = found.get_absolute_url() + _query(address)
    context = {
        "page": page,
        "address": address,
        "nav": "incidents",
        "query": _query(address),
        "canonical": request.build_absolute_uri(here),
        "permalink": permalink_of(request, found, address),
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
    return kept_bodies.page_of(html, page.pieces, worth=_is_worth_keeping(page, address))


def _is_worth_keeping(page: pages.IncidentPage, address: BoardAddress) -> bool:
    """Whether others may ask for it: of addresses that anybody can make up there is no end."""
    today = timezone.now().date() + timedelta(days=1)
    days = [day for day in (address.query.asof, address.query.known) if day]
    shown = {side.key for side in page.board.sides}
    return (
        bool(page.around.groups)
        and all(page.incident.start <= day <= today for day in days)
        and all(side in shown for side in address.query.sides)
    )


def _drawer(request: HttpRequest, found: Incident, address: BoardAddress) -> HttpResponse:
    context = {
        "source": pages.source_of(incident=found, claim=address.claim, known=address.query.known),
        "address": address,
        "close_url": found.get_absolute_url() + _query(address),
    }
    return HttpResponse(render_to_string("claims/_drawer.html", context))


def _moved(request: HttpRequest, slug: str) -> HttpResponsePermanentRedirect:
    moved = reading.incident_moved(slug=slug)
    if moved is None:
        raise Http404("There is no incident at this address.")
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return HttpResponsePermanentRedirect(reverse("incident", args=[moved.slug]) + query)
