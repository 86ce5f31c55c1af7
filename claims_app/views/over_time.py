"""One row over time, and all rows of an incident over the same days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims_app.core.timelines import Axis
from claims_app.forms import BoardAddress, read_board_address
from claims_app.models import Incident
from claims_app.services import reading, timelines
from claims_app.views.addresses import moved_or_404


@dataclass(frozen=True, slots=True)
class PanelsAddress:
    """The query of a page of small charts: clocks and axis."""

    values: dict[str, str]

    def with_(self, **changes: str) -> str:
        """The same with something changed."""
        return f"?{urlencode(self.values | changes)}"


@require_safe
def over_time(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows of the incident as small charts, page by page."""
    found = reading.incident_for_board(slug=slug)
    if found is None:
        return moved_or_404(request, slug, "over-time")
    address, axis = read_board_address(request.GET), _axis(request)
    number = request.GET.get("page", "1")
    page = timelines.rows_over_time(incident=found, query=address.query, axis=axis, number=number)
    context = _context(request, found, address, axis)
    context |= {"page": page, "panels": PanelsAddress(context["hidden"])}
    wanted = request.GET.get("row", "")
    if any(row.key == wanted for row in page.page.paginator.object_list):
        return HttpResponseRedirect(reverse("row-over-time", args=[found.slug, wanted]) + context["axis_query"])
    return render(request, "claims/over_time.html", context)


@require_safe
def row_over_time(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One row as a page, or as an SVG file to take away; an unknown row is told with a way back."""
    found = reading.incident_for_board(slug=slug)
    if found is None:
        return moved_or_404(request, slug, "row-over-time", key)
    address, axis = read_board_address(request.GET), _axis(request)
    page = timelines.row_over_time(incident=found, key=key, query=address.query, axis=axis)
    context = _context(request, found, address, axis) | {"page": page}
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


def _axis(request: HttpRequest) -> Axis:
    """Which clock runs from left to right; anything but "recorded" is when it was said."""
    return "recorded" if request.GET.get("axis") == "recorded" else "said"


def _context(request: HttpRequest, incident: Incident, address: BoardAddress, axis: Axis) -> dict[str, Any]:
    """What both pages need: clocks and axis alone stand in their addresses, since a chart has no filters."""
    clocks = {name: value for name, value in address.values().items() if name in ("asof", "known")}
    query = f"?{urlencode(clocks)}" if clocks else ""
    turned = clocks | {"axis": "recorded"}
    recorded_query = f"?{urlencode(turned)}"
    axis_query = recorded_query if axis == "recorded" else query
    return {
        "incident": incident,
        "address": address,
        "axis": axis,
        "axes": [
            ("said", "When it was said", request.path + query),
            ("recorded", "When we recorded it", request.path + recorded_query),
        ],
        "hidden": turned if axis == "recorded" else clocks,
        "query": query,
        "axis_query": axis_query,
        "canonical": request.build_absolute_uri(request.path + axis_query),
        "board_url": incident.get_absolute_url() + query,
        "nav": "incidents",
    }
