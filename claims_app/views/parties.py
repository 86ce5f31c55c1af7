"""The pages of parties: all of them by conflict and side, and each with what it said."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims_app.forms import LONGEST
from claims_app.services import parties as service
from claims_app.views.sources import read_sources_address


@require_safe
def parties(request: HttpRequest) -> HttpResponse:
    """Every party that stands in a side or speaks, by conflict and side."""
    return render(request, "claims/parties.html", {"page": service.parties_page(), "nav": "parties"})


@require_safe
def party(request: HttpRequest, slug: str) -> HttpResponse:
    """A party and what it said, incident by incident; `?incident=` shows one of them whole, `?asof=` what was said by then."""
    read = read_sources_address(request.GET)
    # What was on file by a day is asked of one board, not of a party.
    address = replace(read, board=replace(read.board, query=replace(read.board.query, known=None)))
    incident = request.GET.get("incident", "")[:LONGEST].replace("\x00", "")
    found = service.party_page(key=slug, incident=incident, number=address.page, asof=address.board.query.asof)
    if found is None:
        raise Http404("There is no party at this address.")
    plain = f"?{urlencode({'incident': incident})}" if found.one else request.path
    context = {"page": found, "pager": found.page, "address": address, "plain": plain, "nav": "parties"}
    return render(request, "claims/party.html", context)
