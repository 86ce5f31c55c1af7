"""The search page: whole, or its results alone while somebody types."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from claims_app.core.searches import MOST_LETTERS
from claims_app.forms import LONGEST
from claims_app.services.search import LARGEST_PAGE, Facets, FacetValue, SearchPage
from claims_app.services.search import search as search_for
from claims_app.views.incidents import wants_part

PARAMETERS = ("q", "kind", "incident", "party", "page")
FACET_TITLES = {"kind": "Kind of thing", "incident": "Incident", "party": "Who speaks"}


@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """What was found for `q`, narrowed by `kind`, `incident` and `party`; with htmx the part that it asks for."""
    text = _text(request.GET, "q", MOST_LETTERS)
    facets = Facets(*(_text(request.GET, name, LONGEST) for name in ("kind", "incident", "party")))
    is_part = wants_part(request)
    if is_part and len(text) < 2:
        response: HttpResponse = HttpResponse(status=204)  # htmx then leaves everything as it is
    else:
        found = search_for(text=text, facets=facets, page=_page(request.GET))
        part = f"#{'results' if request.htmx.target == 'results' else 'main'}" if is_part else ""  # type: ignore[attr-defined]
        response = render(request, f"claims/search.html{part}", _context(found))
    if is_part:
        _tell_htmx(request, response, address_of(text, facets))
    patch_vary_headers(response, ("HX-Request", "HX-Target", "HX-History-Restore-Request"))
    return response


def _text(parameters: QueryDict, name: str, longest: int) -> str:
    return parameters.get(name, "").replace("\x00", "").strip(" ")[:longest] if name != "q" else _typed(parameters)


def _typed(parameters: QueryDict) -> str:
    """What stands in the field. A space at the end counts: it says that the last word is whole."""
    return parameters.get("q", "").replace("\x00", "").lstrip()[:MOST_LETTERS]


def _page(parameters: QueryDict) -> int:
    text = parameters.get("page", "")
    return min(int(text), LARGEST_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def address_of(text: str, facets: Facets, page: int = 1) -> str:
    """The address of a search; parameters in their fixed order, what is not chosen left out."""
    values = (text, facets.kind, facets.incident, facets.party, str(page) if page > 1 else "")
    query = urlencode([(name, value) for name, value in zip(PARAMETERS, values, strict=True) if value])
    return reverse("search") + (f"?{query}" if query else "")


def _tell_htmx(request: HttpRequest, response: HttpResponse, address: str) -> None:
    """A search that goes on from a search takes its place in history, so that Back leaves it in one step."""
    current = urlsplit(request.htmx.current_url or "").path  # type: ignore[attr-defined]
    if response.status_code == 200:
        response["HX-Replace-Url" if current == reverse("search") else "HX-Push-Url"] = address
    response["Cache-Control"] = "no-store"


def _context(found: SearchPage) -> dict[str, object]:
    chosen = found.chosen

    def link(name: str, value: FacetValue) -> str:
        picked = {key: getattr(chosen, key) for key in FACET_TITLES}
        picked[name] = "" if value.is_chosen else value.value
        return address_of(found.text, Facets(**picked))

    facets = [
        (FACET_TITLES[name], name, [(value, link(name, value)) for value in values])
        for name, values in found.facets.items()
        if values
    ]
    return {
        "q": found.text,
        "found": found,
        "facets": facets,
        "narrowed": chosen != Facets(),
        "without_facets": address_of(found.text, Facets()),
        "before": address_of(found.text, chosen, found.page - 1) if found.page > 1 else "",
        "after": address_of(found.text, chosen, found.page + 1) if found.page < found.pages else "",
    }
