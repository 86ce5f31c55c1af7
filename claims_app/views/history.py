"""The history of an incident day by day, and what changed between two moments of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims_app.forms import read_diff_address
from claims_app.services import chronicles, reading
from claims_app.services.chronicles import Moment
from claims_app.views.over_time import moved_or_missing


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What was said day by day, and what we recorded and corrected day by day."""
    found = reading.incident_by(slug=slug)
    if found is None:
        return moved_or_missing(request, slug, "history")
    page = chronicles.chronicle_of(incident=found)
    return render(request, "claims/history.html", {"incident": found, "page": page, "nav": "incidents"})


@require_safe
def history_diff(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed between two moments, in words; what is left out of the address is filled in."""
    found = reading.incident_by(slug=slug)
    if found is None:
        return moved_or_missing(request, slug, "history-diff")
    address = read_diff_address(request.GET)
    earlier, later = chronicles.completed(
        incident=found,
        earlier=Moment(address.asof_from, address.known_from),
        later=Moment(address.asof_to, address.known_to),
    )
    page = chronicles.between(incident=found, earlier=earlier, later=later)
    context = {"incident": found, "page": page, "address": address, "nav": "incidents"}
    return render(request, "claims/history_diff.html", context)
