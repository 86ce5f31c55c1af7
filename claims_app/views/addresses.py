"""Incidents by their addresses: found, moved to another address, or not there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse

from claims_app.models import Incident
from claims_app.services import reading


def not_here() -> Http404:
    """What is said of a slug that no incident has or had."""
    return Http404("There is no incident at this address.")


def found_or_404(slug: str, *, drawn: bool = False) -> Incident:
    """The incident with that slug, for its board (`drawn`: with its drawn rows). Raises Http404 for none."""
    found = reading.incident_for_board(slug=slug, drawn=drawn)
    if found is None:
        raise not_here()
    return found


def moved_or_404(request: HttpRequest, slug: str, name: str, *args: str) -> HttpResponsePermanentRedirect:
    """The way to the address `name` of an incident whose slug has changed. Raises Http404 where there never was one."""
    moved = reading.incident_moved(slug=slug)
    if moved is None:
        raise not_here()
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return HttpResponsePermanentRedirect(reverse(name, args=[moved.slug, *args]) + query)
