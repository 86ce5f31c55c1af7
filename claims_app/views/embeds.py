"""A board for a frame on another site: no cookie, no script, its date, its sources, the disclaimer and a link back."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from claims_app.core.sourcing import note_on_sources
from claims_app.forms import read_board_address
from claims_app.services import pages
from claims_app.services.boards import BoardQuery, board_of, cut
from claims_app.views.take_away import cited, found_or_404, query_of

THEMES = ("light", "dark")


@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same board as the page for the same query string; `theme` is light or dark, else the reader's own."""
    found, address = found_or_404(slug), read_board_address(request.GET)
    whole = board_of(incident=found, query=BoardQuery(asof=address.query.asof, known=address.query.known))
    page = pages.incident_page(incident=found, query=address.query, framed=whole)
    theme = request.GET.get("theme", "")
    context = {
        "page": page,
        "theme": theme if theme in THEMES else "",
        "sources": note_on_sources(cut(whole, address.query)),
        "reference": cited(request, found, address),
        "back": request.build_absolute_uri(found.get_absolute_url() + query_of(address)),
        "complaints": address.complaints,
    }
    # Rendered without the request: no session, no account and no message is looked at, so no cookie is ever set.
    response = HttpResponse(render_to_string("claims/embed.html", context))
    response._csp_replace = {"frame-ancestors": list(settings.EMBED_ANCESTORS)}  # type: ignore[attr-defined]
    return response
