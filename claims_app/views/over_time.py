"""One row over time, and all rows of an incident over the same days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims_app.answers.boards import Asked, is_worth_keeping
from claims_app.answers.kept_bodies import Made, page_of
from claims_app.core.timelines import Axis
from claims_app.forms import BoardAddress, read_board_address
from claims_app.models import Incident
from claims_app.services import timelines
from claims_app.services.kept_boards import stamp_of
from claims_app.views.addresses import found_or_404, moved_or_404


@dataclass(frozen=True, slots=True)
class PanelsAddress:
    """The query of a page of small charts: clocks and axis."""

    values: dict[str, str]

    def with_(self, **changes: str) -> str:
        """The same with something changed."""
        return f"?{urlencode(self.values | changes)}"


@require_safe
def over_time(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The rows of the incident as small charts, page by page; a chosen `row` leads to its own page."""
    stamp = stamp_of(slug=slug)
    if stamp is None:
        return moved_or_404(request, slug, "over-time")
    address, axis = read_board_address(request.GET), _axis(request)
    if way := _way_to_row(request, slug, address, axis):
        return way
    number = request.GET.get("page", "1")[:9]
    asked = Asked(request, slug, address, f"over time {axis} {number}")
    return asked.answered(stamp, lambda: _panels(request, slug, address, axis, number))


def _way_to_row(request: HttpRequest, slug: str, address: BoardAddress, axis: Axis) -> HttpResponseBase | None:
    """The way to the row that the list of measures asks for; None where none is asked for, or none is there."""
    wanted = request.GET.get("row", "")
    found = found_or_404(slug) if wanted else None
    if found is None or not timelines.has_row(incident=found, key=wanted, query=address.query):
        return None
    query = _context(request, found, address, axis)["axis_query"]
    return HttpResponseRedirect(reverse("row-over-time", args=[slug, wanted]) + query)


def _panels(request: HttpRequest, slug: str, address: BoardAddress, axis: Axis, number: str) -> Made:
    found = found_or_404(slug)
    page = timelines.rows_over_time(incident=found, query=address.query, axis=axis, number=number)
    context = _context(request, found, address, axis)
    context |= {"page": page, "panels": PanelsAddress(context["hidden"])}
    worth = is_worth_keeping(found, page.board.sides, address, shows=bool(page.panels))
    return page_of(render_to_string("claims/over_time.html", context), worth=worth and number == str(page.page.number))


@require_safe
def row_over_time(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """One row as a page, or as an SVG file to take away; an unknown row is told with a way back."""
    stamp = stamp_of(slug=slug)
    if stamp is None:
        return moved_or_404(request, slug, "row-over-time", key)
    address, axis = read_board_address(request.GET), _axis(request)
    drawn = request.GET.get("format") == "svg"
    asked = Asked(request, slug, address, f"row over time {axis} {'svg' if drawn else 'page'}")
    try:
        return asked.answered(
            stamp, lambda: _row(request, slug, key, address, axis, drawn), _headers_of_svg(slug, key) if drawn else None
        )
    except NoSuchRow:
        context = _context(request, found_or_404(slug), address, axis) | {"page": None}
        return render(request, "claims/no_such_row.html", context, status=404)


class NoSuchRow(LookupError):
    """The incident has no row with the key that stands in the address."""


def _row(request: HttpRequest, slug: str, key: str, address: BoardAddress, axis: Axis, drawn: bool) -> Made:
    """The page of a row, or its chart alone (`drawn`). Raises NoSuchRow, and Http404 for a chart of nothing."""
    found = found_or_404(slug)
    page = timelines.row_over_time(incident=found, key=key, query=address.query, axis=axis)
    if page is None:
        raise NoSuchRow(key)
    if drawn and page.wide is None:
        raise Http404("Nothing had been said by then, so there is no chart.")
    context = _context(request, found, address, axis) | {"page": page}
    text = render_to_string(f"claims/row_over_time.{'svg' if drawn else 'html'}", context)
    return page_of(text, worth=is_worth_keeping(found, page.board.sides, address, shows=True))


def _headers_of_svg(slug: str, key: str) -> dict[str, str]:
    name = quote(f"{slug}-{key}.svg", safe="")
    return {
        "Content-Type": "image/svg+xml; charset=utf-8",
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
    }


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
        "path": request.path,
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
