"""What readers take away of a board: files, a paragraph of one row, citations, addresses that stay."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from claims_app.answers.boards import Asked, is_worth_keeping
from claims_app.answers.kept_bodies import Made, file_of
from claims_app.core.citations import Reference, bibtex, plain_citation
from claims_app.core.linked_data import board_document
from claims_app.core.paragraphs import paragraph_of
from claims_app.forms import BoardAddress, permalink_of, read_board_address
from claims_app.models import Incident
from claims_app.services import exports
from claims_app.services.boards import board_around, board_of
from claims_app.services.kept_boards import stamp_of
from claims_app.services.pages import IncidentPage
from claims_app.views.addresses import found_or_404, moved_or_404

DOWNLOADED = ("csv", "xlsx")
FORMS = (
    ("csv", "CSV", "one line for each quote, with the columns of a claims file; it can be imported again"),
    ("xlsx", "XLSX", "the table as seen, its sources, what it is, and the same lines as the CSV"),
    ("json", "JSON", "the whole board, as the API gives it"),
    ("md", "Markdown", "the table with a footnote for each quote"),
    ("wiki", "Wikitext", "an infobox for Wikipedia, every figure attributed and referenced"),
)


def linked_board(request: HttpRequest, page: IncidentPage, here: str) -> dict[str, Any]:
    """The board for machines that read pages, in the words of schema.org; a large one without its claims, which have pages."""

    # A board names dozens of claims: the address is worked out once.
    before, after = request.build_absolute_uri(reverse("claim", args=[0])).rsplit("0", 1)

    def address_of(claim: Any) -> str:
        return f"{before}{claim.id}{after}"

    query = here.removeprefix(page.incident.get_absolute_url())
    files = {
        media: request.build_absolute_uri(reverse("board-file", args=[page.incident.slug, form]) + query)
        for form, media in (("json", "application/json"), ("csv", "text/csv"))
    }
    return board_document(page.linkable or page.board, request.build_absolute_uri(here), address_of, files)


def cited(request: HttpRequest, incident: Incident, address: BoardAddress) -> Reference:
    """How the board at this address is cited."""
    permalink = permalink_of(request, incident.slug, incident.timezone, address)
    return exports.reference_of(incident=incident, query=address.query, permalink=permalink)


@require_safe
def board_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """What the page shows as a file, for the same query string; the permalink is in the file and in a Link header."""
    stamp, address = stamp_of(slug=slug), read_board_address(request.GET)
    if stamp is None:
        return moved_or_404(request, slug, "board-file", form)
    headers = {
        "Content-Type": exports.MEDIA_TYPES[form],
        "Content-Disposition": f'{"attachment" if form in DOWNLOADED else "inline"}; filename="{slug}.{form}"',
        "Link": f'<{permalink_of(request, slug, stamp.timezone, address)}>; rel="canonical"',
    }
    return Asked(request, slug, address, form).answered(stamp, lambda: _file(request, slug, address, form), headers)


def _file(request: HttpRequest, slug: str, address: BoardAddress, form: str) -> Made:
    found = found_or_404(slug)
    board, reference = board_of(incident=found, query=address.query), cited(request, found, address)
    content = exports.board_file(incident=found, board=board, reference=reference, form=form)
    return file_of(content, worth=is_worth_keeping(found, board.sides, address, shows=bool(board.judged)))


@require_safe
def as_text(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One row, account or pairing as a paragraph of plain text, for the same query string as the page."""
    found, address = found_or_404(slug), read_board_address(request.GET)
    board = board_around(incident=found, key=key, query=address.query)
    text = paragraph_of(board, key, cited(request, found, address))
    if not text:
        raise Http404("This board has no such row.")
    return HttpResponse(text + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def take_away(request: HttpRequest, slug: str) -> HttpResponse:
    """The page with everything there is to take: permalink, files, citations, the embed, the feed, the API."""
    found, address = found_or_404(slug), read_board_address(request.GET)
    reference, query = cited(request, found, address), address.query_string()
    context = {
        "incident": found,
        "address": address,
        "query": query,
        "reference": reference,
        "plain": plain_citation(reference),
        "bibtex": bibtex(reference),
        "forms": [(name, words, reverse("board-file", args=[found.slug, form]) + query) for form, name, words in FORMS],
        "embed_code": _embed_code(request, found, query),
        "embed_url": reverse("embed", args=[found.slug]) + query,
        "nav": "incidents",
    }
    return render(request, "claims/take_away.html", context)


def _embed_code(request: HttpRequest, incident: Incident, query: str) -> str:
    """The HTML that shows the board on another site, with a link to it for readers without frames."""
    shown = escape(request.build_absolute_uri(reverse("embed", args=[incident.slug]) + query))
    page = escape(request.build_absolute_uri(incident.get_absolute_url() + query))
    title = escape(incident.title)
    return (
        f'<iframe src="{shown}" title="{title}: what each side says" width="100%" height="640" loading="lazy"></iframe>\n'
        f'<p><a href="{page}">{title} on Counterclaim</a></p>'
    )
