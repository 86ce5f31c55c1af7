"""Incidents, their boards and rows, and the findings that changed last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query, Schema
from ninja.errors import HttpError

from claims_app import models
from claims_app.answers.boards import Asked, is_worth_keeping
from claims_app.answers.kept_bodies import Made, file_of
from claims_app.api import shapes
from claims_app.api.site import Paged, answered, as_json, bad_cursor, cleaned, number_in, page_of, reads
from claims_app.core.paragraphs import row_paragraph
from claims_app.core.payloads import board_json, row_json
from claims_app.forms import BoardAddress, permalink_of, read_board_address
from claims_app.services import exports, listing, reading
from claims_app.services.boards import board_around, board_of
from claims_app.services.feeds import entry_of
from claims_app.services.kept_boards import stamp_of


class BoardFilters(Schema):
    """The parameters of an incident's page, which mean the same here."""

    about: str = Field("", description="A party's key: rows that count its losses.")
    measure: str = Field("", description="An object's key, e.g. ship.")
    verdict: str = Field("", description="A finding's code, e.g. contradictory, or unanswered.")
    gaps: str = Field("", description="1: rows where two camps’ plain figures differ.")
    sides: str = Field("", description="Keys of sides, joined by commas: these columns alone.")
    asof: str = Field("", description="A day, 2016-04-02: what had been said by its end.")
    known: str = Field("", description="A day: what we had recorded by its end.")


class PagedBoard(BoardFilters, Paged):
    """The same, page by page."""


class IncidentFilters(Paged):
    """Which incidents are wanted."""

    conflict: str = Field("", description="A conflict's key.")
    q: str = Field("", description="Words of the title.")
    contradicted: str = Field("", description="1: incidents with a contradicted figure or account.")


class FindingFilters(Paged):
    """Which findings are wanted."""

    incident: str = Field("", description="An incident's slug.")
    about: str = Field("", description="A party's key: findings on its losses.")
    measure: str = Field("", description="An object's key.")
    verdict: str = Field("", description="A finding's code.")


def incident_or_404(slug: str) -> models.Incident:
    """The incident with that slug. Raises HttpError 404."""
    found = reading.incident_for_board(slug=cleaned(slug))
    if found is None:
        raise none_here()
    return found


def none_here() -> HttpError:
    """What is said of a slug that no incident has."""
    return HttpError(404, "There is no incident with this slug.")


def address_or_400(request: HttpRequest) -> BoardAddress:
    """The query string as the page reads it. Raises HttpError 400 with a sentence for a day that is none."""
    address = read_board_address(request.GET)
    if address.complaints:
        raise HttpError(400, " ".join(address.complaints))
    return address


def _incident_json(incident: Any) -> dict[str, Any]:
    return {
        "slug": incident.slug,
        "title": incident.title,
        "conflict": incident.conflict.title,
        "start": incident.start.isoformat(),
        "end": incident.end.isoformat(),
        "figures_contradicted": incident.figures_contradicted,
        "accounts_contradicted": incident.accounts_contradicted,
    }


@reads("/incidents", "Every incident, most contradicted first", shapes.Incidents, 400, 422)
def incidents(request: HttpRequest, filters: Query[IncidentFilters]) -> Any:
    """Slug, title, conflict, dates and counts of contradicted figures and accounts."""
    found = reading.ranked_incidents()
    if filters.conflict:
        found = found.filter(conflict__key=cleaned(filters.conflict))
    for word in cleaned(filters.q).split()[:8]:
        found = found.filter(title__icontains=word)
    if filters.contradicted == "1":
        found = found.exclude(figures_contradicted=0, accounts_contradicted=0)
    rows = list(found)
    page, more = page_of(rows, [row.slug for row in rows], filters)
    return answered(request, {"incidents": [_incident_json(row) for row in page], "next": more or None}, more=more)


@reads("/incidents/{slug}", "One incident", shapes.OneIncident, 404)
def incident(request: HttpRequest, slug: str) -> Any:
    """The incident with its counts, its parts, its revision, and the addresses of its page and feed."""
    found = reading.ranked_incidents().prefetch_related("parts").filter(slug=cleaned(slug)).first()
    if found is None:
        raise none_here()
    value = _incident_json(found) | {
        "timezone": found.timezone,
        "part_of": found.part_of.slug if found.part_of else None,
        "parts": [part.slug for part in found.parts.all()],
        "revision": found.version,
        "external_ids": found.external_ids,
        "page": request.build_absolute_uri(found.get_absolute_url()),
        "feed": request.build_absolute_uri(reverse("feed-incident", args=[found.slug])),
    }
    return answered(request, value)


@reads("/incidents/{slug}/board", "The board of an incident", shapes.Board, 400, 404)
def board(request: HttpRequest, slug: str, filters: Query[BoardFilters]) -> Any:
    """Takes the parameters of the incident's page and gives the same board."""
    stamp, address = stamp_of(slug=cleaned(slug)), address_or_400(request)
    if stamp is None:
        raise none_here()
    asked = Asked(request, cleaned(slug), address, "api")
    return asked.answered(stamp, lambda: _board(request, slug, address), {"Content-Type": "application/json"})


def _board(request: HttpRequest, slug: str, address: BoardAddress) -> Made:
    incident = incident_or_404(slug)
    board = board_of(incident=incident, query=address.query)
    value = board_json(board) | {"permalink": permalink_of(request, incident.slug, incident.timezone, address)}
    return file_of(as_json(value), worth=is_worth_keeping(incident, board.sides, address, shows=bool(board.judged)))


@reads("/incidents/{slug}/rows", "The rows of a board, page by page", shapes.Rows, 400, 404, 422)
def rows(request: HttpRequest, slug: str, filters: Query[PagedBoard]) -> Any:
    """The rows in the order of the page, each with its finding; takes the page's parameters."""
    incident, address = incident_or_404(slug), address_or_400(request)
    found = board_of(incident=incident, query=address.query).rows
    page, more = page_of(found, [row.key for row in found], filters)
    return answered(request, {"rows": [row_json(row) for row in page], "next": more or None}, more=more)


@reads("/incidents/{slug}/rows/{key}", "One row, with the paragraph that tells it", shapes.RowWithText, 400, 404)
def row(request: HttpRequest, slug: str, key: str, filters: Query[BoardFilters]) -> Any:
    """The row with that key, as the page's parameters cut it, its text, and its permalink."""
    incident, address = incident_or_404(slug), address_or_400(request)
    board = board_around(incident=incident, key=key, query=address.query)
    found = [row for row in board.rows if row.key == key]
    if not found:
        raise HttpError(404, "There is no row with this key on this board.")
    permalink = permalink_of(request, incident.slug, incident.timezone, address)
    reference = exports.reference_of(incident=incident, query=address.query, permalink=permalink)
    text = row_paragraph(found[0], reference)
    return answered(request, row_json(found[0]) | {"text": text, "permalink": permalink})


@reads("/findings", "Findings, the last changed first", shapes.Findings, 400, 404, 422)
def findings(request: HttpRequest, filters: Query[FindingFilters]) -> Any:
    """Findings on figures and accounts of all incidents, with the day on which each last changed."""
    incident = incident_or_404(filters.incident) if filters.incident else None
    show = read_board_address(request.GET).query.show
    after = number_in(filters.cursor)
    try:
        found, more = listing.list_findings(incident=incident, show=show, after=after, limit=filters.limit)
    except LookupError:
        raise bad_cursor() from None
    page = [_finding_json(request, finding) for finding in found]
    return answered(request, {"findings": page, "next": more or None}, more=more)


def _finding_json(request: HttpRequest, kept: models.StoredFinding) -> dict[str, Any]:
    entry = entry_of(kept)
    return {
        "incident": entry.slug,
        "part": entry.part,
        "key": entry.key,
        "label": entry.heading,
        "verdict": kept.verdict,
        "name": entry.finding,
        "sentence": entry.sentence,
        "changed": entry.changed.isoformat(),
        "page": request.build_absolute_uri(reverse("incident", args=[entry.slug])),
    }
