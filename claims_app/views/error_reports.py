"""Report an error: a form without an account for a claim, a report or an incident, and the page that says thank you."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from claims_app import models
from claims_app.forms import ErrorForm
from claims_app.services import error_reports, reading
from claims_app.views.addresses import not_here

TAKEN = ("GET", "HEAD", "POST")


@require_http_methods(TAKEN)
def on_claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """About one public claim."""
    named = ("incident", "statement__claimant", "object", "outcome", "position__question")
    found = models.Claim.objects.visible().select_related(*named).filter(pk=claim_id).first()
    if found is None:
        raise Http404("There is no public claim with this number.")
    return _form(request, found, str(found))


@require_http_methods(TAKEN)
def on_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """About one report that carries a public claim."""
    visible = models.Claim.objects.visible()
    reports = models.Report.objects.select_related("outlet").filter(citations__claim__in=visible)
    found = reports.filter(pk=report_id).first()
    if found is None:
        raise Http404("There is no report with this number.")
    return _form(request, found, str(found))


@require_http_methods(TAKEN)
def on_incident(request: HttpRequest, slug: str) -> HttpResponse:
    """About an incident as a whole."""
    found = reading.incident_by(slug=slug)
    if found is None:
        raise not_here()
    return _form(request, found, found.title)


def _form(request: HttpRequest, subject: error_reports.Subject, name: str) -> HttpResponse:
    form = ErrorForm(request.POST or None)
    complaint, status = "", 200
    if request.method == "POST" and not form.is_valid():
        status = 400
    elif request.method == "POST":
        try:
            _keep(request, form, subject)
        except error_reports.TooMany as refusal:
            complaint, status = str(refusal), 429
        else:
            return HttpResponseRedirect(reverse("report-error-thanks"), status=303)
    context = {"form": form, "subject": subject, "name": name, "complaint": complaint}
    response = render(request, "claims/report_error.html", context, status=status)
    response["Cache-Control"] = "no-store"
    if status == 429:
        response["Retry-After"] = str(int(error_reports.WINDOW.total_seconds()))
    return response


def _keep(request: HttpRequest, form: ErrorForm, subject: error_reports.Subject) -> None:
    """A form whose hidden field was filled in came from a program; it is thanked and not kept."""
    if form.cleaned_data["website"]:
        return
    error_reports.report_error(
        subject=subject,
        kind=form.cleaned_data["kind"],
        text=form.cleaned_data["text"],
        contact=form.cleaned_data["contact"],
        address=address_of(request),
    )


def address_of(request: HttpRequest) -> str:
    """The reader's network address: behind the proxy of a public server (HTTPS=on) the last one that it added."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.HTTPS else ""
    return forwarded.rsplit(",", 1)[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The report is with the desk."""
    return render(request, "claims/report_error_thanks.html")
