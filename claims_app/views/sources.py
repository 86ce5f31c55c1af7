"""The pages of sources: the reports behind a board, outlets, reports, and what is still to be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims_app.forms import LONGEST, BoardAddress, read_board_address
from claims_app.services import needs, origins, outlets, reading, still_to_find
from claims_app.services.corrections import corrections_of_report
from claims_app.views.addresses import moved_or_404

SHOWS = {
    "origins": "Reports by origin",
    "statements": "Statements and their chains",
    "single-origin": "Claims on a single origin",
    "still-to-find": "Still to find",
}


@dataclass(frozen=True, slots=True)
class SourcesAddress:
    """The query string of a page of sources, read: which list, which kind of it, by which days, which page."""

    show: str
    board: BoardAddress
    kind: str = ""
    name: str = ""
    page: str = ""

    def with_(self, **changes: str) -> str:
        """A query string with some parameters changed ("" takes one out), "?" included; a new list begins at its start."""
        query = self.board.query
        values = {
            "show": self.show if self.show != "origins" else "",
            "kind": self.kind,
            "name": self.name,
            "asof": query.asof.isoformat() if query.asof else "",
            "known": query.known.isoformat() if query.known else "",
            **changes,
        }
        values["show"] = "" if values["show"] == "origins" else values["show"]
        return "?" + urlencode([(name, value) for name, value in values.items() if value])


def read_sources_address(parameters: Any) -> SourcesAddress:
    """Read the query string of a page of sources; odd values are left out."""
    show = parameters.get("show", "")
    return SourcesAddress(
        show=show if show in SHOWS else "origins",
        board=read_board_address(parameters),
        kind=_word(parameters, "kind"),
        name=_word(parameters, "name"),
        page=_word(parameters, "page"),
    )


def _word(parameters: Any, name: str) -> str:
    return str(parameters.get(name, ""))[:LONGEST].replace("\x00", "").strip()


@require_safe
def incident_sources(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The reports behind an incident's board, in one of four lists."""
    found = reading.incident_for_board(slug=slug)
    if found is None:
        return moved_or_404(request, slug, "incident-sources")
    address = read_sources_address(request.GET)
    query = address.board.query
    page = origins.incident_sources(incident=found, query=query, show=address.show, number=address.page)
    missing = None
    if address.show == "still-to-find":
        missing = still_to_find.missing_in(incident=found, query=query, kind=address.kind, number=address.page)
    counts = {
        "origins": page.origins,
        "statements": page.statements,
        "single-origin": page.single,
        "still-to-find": missing.total if missing else None,
    }
    context = {
        "incident": found,
        "page": page,
        "missing": missing,
        "address": address,
        "pager": missing.page if missing else page.page,
        "lists": [(key, name, counts[key], address.with_(show=key, kind="")) for key, name in SHOWS.items()],
        "query": address.board.query_string(),
        "nav": "incidents",
        "canonical": request.build_absolute_uri(request.path + _shown(address.with_())),
    }
    return render(request, "claims/incident_sources.html", context)


def _shown(query: str) -> str:
    return "" if query == "?" else query


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Outlets with what each carries, or what is still to be found in each incident."""
    address = read_sources_address(request.GET)
    context: dict[str, Any] = {"address": address, "nav": "sources", "kinds": needs.KINDS}
    if address.show == "still-to-find":
        missing = still_to_find.missing_overall(number=address.page)
        return render(request, "claims/still_to_find.html", context | {"missing": missing, "pager": missing.page})
    found = outlets.outlet_list(name=address.name, number=address.page)
    return render(request, "claims/sources.html", context | {"found": found, "pager": found.page})


@require_safe
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """An outlet and its reports, by incident."""
    address = read_sources_address(request.GET)
    found = outlets.outlet_page(slug=slug, number=address.page)
    if found is None:
        raise Http404("There is no outlet at this address.")
    context = {"page": found, "pager": found.page, "address": address, "nav": "sources"}
    return render(request, "claims/outlet.html", context)


@require_safe
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """A report: what is kept of it, its chain, the claims that it carries, and what was corrected of it."""
    address = read_sources_address(request.GET)
    found = outlets.report_page(report_id=report_id, number=address.page) if report_id < 2**63 else None
    if found is None:
        raise Http404("There is no report with this number.")
    context = {
        "page": found,
        "pager": found.page,
        "address": address,
        "nav": "sources",
        "corrections": corrections_of_report(report_id=report_id),
    }
    return render(request, "claims/report.html", context)
