"""Finding things by their words, as the search page does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from claims_app.api import shapes
from claims_app.api.site import answered, cleaned, number_in, reads
from claims_app.core.searches import Piece
from claims_app.services.search import Facets, Result
from claims_app.services.search import search as find


class Wanted(Schema):
    """The search page's parameters; pages hold 20 results, `cursor` is the number of the last page that was read."""

    q: str = Field("", description='Words; "quoted" ones stand together.')
    kind: str = Field("", description="incident, claim, report, outlet or party.")
    incident: str = Field("", description="An incident's slug.")
    party: str = Field("", description="The key of a party that speaks.")
    cursor: str = Field("", description="`next` of the page before.")


def _words(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _result(request: HttpRequest, result: Result) -> dict[str, Any]:
    return {
        "kind": result.kind,
        "title": _words(result.title),
        "detail": _words(result.detail),
        "passage": _words(result.passage.pieces) if result.passage else "",
        "page": request.build_absolute_uri(result.address),
        "board": request.build_absolute_uri(result.board) if result.board else None,
    }


@reads("/search", "What a search finds", shapes.Found, 400, 422)
def search(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    """Public incidents, claims, reports, outlets and parties in which every word occurs; nothing for less than two letters."""
    facets = Facets(cleaned(wanted.kind), cleaned(wanted.incident), cleaned(wanted.party))
    found = find(text=cleaned(wanted.q), facets=facets, page=number_in(wanted.cursor) + 1)
    more = str(found.page) if found.page < found.pages else ""
    answer = {
        "results": [_result(request, result) for result in found.results],
        "total": found.total,
        "complaints": list(found.complaints),
        "next": more or None,
    }
    return answered(request, answer, more=more)
