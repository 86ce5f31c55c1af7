"""The plain pages: front, claims, reports, outlets, parties, sources, search, method, and the health checks."""

from __future__ import annotations

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims_app.core.charts import pairing_of
from claims_app.core.linked_data import claim_document
from claims_app.forms import LONGEST
from claims_app.services import method as method_page
from claims_app.services import reading


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The lead pairing, incidents by figures contradicted, the latest changed findings."""
    page = reading.front_page()
    pairing = pairing_of(page.board) if page.board else None
    return render(request, "claims/front.html", {"page": page, "pairing": pairing, "nav": "incidents"})


@require_safe
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The permanent page of one claim."""
    found = reading.claim_page(claim_id=claim_id)
    if found is None:
        raise Http404("There is no public claim with this number.")
    address = request.build_absolute_uri(reverse("claim", args=[claim_id]))
    linked = claim_document(found.claim, address, found.incident.title)
    context = {"source": found, "claim": found.claim, "incident": found.incident, "linked": linked}
    return render(request, "claims/claim.html", context)


@require_safe
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """A report and the claims that it carries."""
    found = reading.report_page(report_id=report_id)
    if found is None:
        raise Http404("There is no report with this number.")
    return render(request, "claims/report.html", {"page": found, "nav": "sources"})


@require_safe
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """An outlet and its reports."""
    found = reading.outlet_page(slug=slug)
    if found is None:
        raise Http404("There is no outlet at this address.")
    return render(request, "claims/outlet.html", {"page": found, "nav": "sources"})


@require_safe
def parties(request: HttpRequest) -> HttpResponse:
    """Every party that speaks or is spoken of."""
    return render(request, "claims/parties.html", {"parties": reading.speaking_parties(), "nav": "parties"})


@require_safe
def party(request: HttpRequest, slug: str) -> HttpResponse:
    """A party and what it claims."""
    found = reading.party_page(key=slug)
    if found is None:
        raise Http404("There is no party at this address.")
    return render(request, "claims/party.html", {"page": found, "nav": "parties"})


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Outlets with how many reports and claims each carries."""
    return render(request, "claims/sources.html", {"outlets": reading.outlets(), "nav": "sources"})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Incidents by title and claims by quote."""
    text = request.GET.get("q", "")[:LONGEST].replace("\x00", "").strip()
    return render(request, "claims/search.html", {"q": text, "found": reading.find(text=text)})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How figures are read and findings are worked out, from the rules themselves."""
    return render(request, "claims/method.html", {"method": method_page.method(), "nav": "method"})


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})
