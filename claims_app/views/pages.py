"""The plain pages: claims, method; the icon, the health checks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims_app.core.linked_data import claim_document
from claims_app.services import corrections, readiness, reading
from claims_app.services import method as method_page


@require_safe
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The permanent page of one claim with its corrections; one that we took down says which day and why, and no more."""
    found = reading.claim_page(claim_id=claim_id)
    if found is None:
        return _taken_down(request, claim_id)
    context = {
        "source": found,
        "claim": found.claim,
        "incident": found.incident,
        "findings": reading.findings_of_claim(claim_id=claim_id, incident=found.incident),
        "corrections": corrections.corrections_of_claim(claim_id=claim_id),
        "linked": claim_document(
            found.claim, request.build_absolute_uri(reverse("claim", args=[claim_id])), found.incident.title
        ),
    }
    return render(request, "claims/claim.html", context)


def _taken_down(request: HttpRequest, claim_id: int) -> HttpResponse:
    gone = corrections.taken_down(claim_id=claim_id)
    if gone is None:
        raise Http404("There is no public claim with this number.")
    return render(request, "claims/taken_down.html", {"gone": gone}, status=410)


@require_safe
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How figures are read and findings are worked out, from the rules themselves."""
    return render(request, "claims/method.html", {"method": method_page.method(), "nav": "method"})


@require_safe
def favicon(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """The address at which browsers look for a site's picture before they have read a page."""
    return HttpResponsePermanentRedirect(static("img/icon.svg"))


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers too, and has the tables that this version needs."""
    found = readiness.readiness()
    response = JsonResponse({"status": found}, status=200 if found == readiness.READY else 503)
    response["Cache-Control"] = "no-store"
    return response
