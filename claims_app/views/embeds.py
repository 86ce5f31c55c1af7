"""A board for a frame on another site: no cookie, no script, its date, its sources, the disclaimer and a link back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from claims_app.answers.boards import Asked, is_worth_keeping
from claims_app.answers.kept_bodies import Made, page_of
from claims_app.core.sourcing import note_on_sources
from claims_app.forms import BoardAddress, read_board_address
from claims_app.services import pages
from claims_app.services.boards import BoardQuery, board_of, cut
from claims_app.services.kept_boards import stamp_of
from claims_app.views.addresses import found_or_404, moved_or_404
from claims_app.views.take_away import cited

THEMES = ("light", "dark")


@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same board as the page for the same query string; `theme` is light or dark, else the reader's own."""
    stamp, address = stamp_of(slug=slug), read_board_address(request.GET)
    if stamp is None:
        return moved_or_404(request, slug, "embed")
    theme = request.GET.get("theme", "")
    theme = theme if theme in THEMES else ""
    asked = Asked(request, slug, address, f"embed {theme}")
    response: Any = asked.answered(stamp, lambda: _made(request, slug, address, theme))
    response._csp_replace = {"frame-ancestors": list(settings.EMBED_ANCESTORS)}
    return response  # type: ignore[no-any-return]


def _made(request: HttpRequest, slug: str, address: BoardAddress, theme: str) -> Made:
    """Rendered without the request: no session, no account and no message is looked at, so no cookie is ever set."""
    found = found_or_404(slug)
    whole = board_of(incident=found, query=BoardQuery(asof=address.query.asof, known=address.query.known))
    page = pages.incident_page(incident=found, query=address.query, framed=whole)
    context = {
        "page": page,
        "theme": theme,
        "sources": note_on_sources(cut(whole, address.query)),
        "reference": cited(request, found, address),
        "back": request.build_absolute_uri(found.get_absolute_url() + address.query_string()),
        "complaints": address.complaints,
    }
    worth = is_worth_keeping(found, page.board.sides, address, shows=bool(page.around.groups))
    return page_of(render_to_string("claims/embed.html", context), worth=worth)
