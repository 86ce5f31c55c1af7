"""One row over time, and all rows of an incident over the same days."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims_app.forms import BoardAddress, read_board_address
from claims_app.models import Incident
from claims_app.services import reading, timelines


@require_safe
def over_time(request: HttpRequest, slug: str) -> HttpResponse:
    """Every row of the incident as a small chart."""
    found = reading.incident_by(slug=slug)
    if found is None:
        return moved_or_missing(request, slug, "over-time")
    address = read_board_address(request.GET)
    page = timelines.rows_over_time(incident=found, query=address.query)
    return render(request, "claims/over_time.html", _context(request, found, address) | {"page": page})


@require_safe
def row_over_time(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One row as a page, or as an SVG file to take away; an unknown row is told with a way back."""
    found = reading.incident_by(slug=slug)
    if found is None:
        return moved_or_missing(request, slug, "row-over-time", key)
    address = read_board_address(request.GET)
    page = timelines.row_over_time(incident=found, key=key, query=address.query)
    context = _context(request, found, address) | {"page": page}
    if page is None:
        return render(request, "claims/no_such_row.html", context, status=404)
    if request.GET.get("format") == "svg":
        return _svg(request, key, context)
    return render(request, "claims/row_over_time.html", context)


def _svg(request: HttpRequest, key: str, context: dict[str, Any]) -> HttpResponse:
    if context["page"].wide is None:
        raise Http404("Nothing had been said by then, so there is no chart.")
    response = render(request, "claims/row_over_time.svg", context, content_type="image/svg+xml; charset=utf-8")
    name = f"{context['incident'].slug}-{key}.svg"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


def _context(request: HttpRequest, incident: Incident, address: BoardAddress) -> dict[str, Any]:
    """What both pages need: the clocks alone stand in their addresses, since a chart has no filters."""
    clocks = {name: value for name, value in address.values().items() if name in ("asof", "known")}
    query = "?" + "&".join(f"{name}={value}" for name, value in clocks.items()) if clocks else ""
    return {
        "incident": incident,
        "address": address,
        "query": query,
        "canonical": request.build_absolute_uri(request.path + query),
        "board_url": incident.get_absolute_url() + query,
        "nav": "incidents",
    }


def moved_or_missing(request: HttpRequest, slug: str, name: str, *args: str) -> HttpResponsePermanentRedirect:
    """The way to a page of an incident whose slug has changed; not found where there never was one."""
    moved = reading.incident_moved(slug=slug)
    if moved is None:
        raise Http404("There is no incident at this address.")
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return HttpResponsePermanentRedirect(reverse(name, args=[moved.slug, *args]) + query)
