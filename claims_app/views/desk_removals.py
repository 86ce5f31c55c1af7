"""The desk's removals: a Reviewer sees what of a claim can be removed for good, what a removal would touch, and confirms it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from claims_app import models
from claims_app.models.corrections import LONGEST_REASON
from claims_app.services import suppression
from claims_app.services.recording import Refused
from claims_app.services.suppression import Removal
from claims_app.views.guards import guard

TRIED = "a reason"


def desk_removal_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses under /admin/desk/remove/, for those who may remove for good."""

    guarded = guard(site, "claims_app.suppress_claim")

    return [
        path("desk/remove/claim/<int:claim_id>/", guarded(of_claim), name="desk-removal"),
        path("desk/remove/quote/<int:citation_id>/", guarded(quote), name="desk-removal-quote"),
        path("desk/remove/speaker/<int:statement_id>/", guarded(speaker), name="desk-removal-speaker"),
        path("desk/remove/copy/<int:copy_id>/", guarded(copy), name="desk-removal-copy"),
    ]


@require_safe
def of_claim(request: HttpRequest, site: AdminSite, claim_id: int) -> HttpResponse:
    """What of a claim can be removed, and what was."""
    claim = get_object_or_404(models.Claim.objects.with_sources(), pk=claim_id)
    context = site.each_context(request) | {
        "title": "Remove for good",
        "claim": claim,
        "removable": suppression.removable(claim=claim),
        "removed": claim.suppressions.all(),
    }
    return render(request, "admin/desk/removal_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, site: AdminSite, citation_id: int) -> HttpResponse:
    """A quote with its translation."""
    row = get_object_or_404(models.Citation, pk=citation_id)
    remove = _Remover(lambda reason: suppression.suppress_quote(citation=row, reason=reason, by=request.user))
    return remove.answer(request, site, "Remove this quote for good?", row.quote, row.claim_id)


@require_http_methods(["GET", "HEAD", "POST"])
def speaker(request: HttpRequest, site: AdminSite, statement_id: int) -> HttpResponse:
    """The name of a speaker."""
    row = get_object_or_404(models.Statement, pk=statement_id)
    remove = _Remover(lambda reason: suppression.suppress_speaker(statement=row, reason=reason, by=request.user))
    return remove.answer(request, site, "Remove this name for good?", row.speaker, _first(row.claims.all()))


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, site: AdminSite, copy_id: int) -> HttpResponse:
    """A kept copy of a report."""
    row = get_object_or_404(models.ArchivedCopy.objects.select_related("report__outlet"), pk=copy_id)
    remove = _Remover(lambda reason: suppression.suppress_copy(copy=row, reason=reason, by=request.user))
    claims = models.Claim.objects.filter(citations__report=row.report_id)
    return remove.answer(request, site, "Remove this kept copy for good?", str(row), _first(claims))


def _first(claims: Any) -> int | None:
    found: int | None = claims.order_by("pk").values_list("pk", flat=True).first()
    return found


class _Remover:
    """One removal on its way: shown with what it would touch, refused with a sentence, or done."""

    def __init__(self, remove: Callable[[str], Removal]) -> None:
        self.remove = remove

    def answer(self, request: HttpRequest, site: AdminSite, title: str, text: str, claim: int | None) -> HttpResponse:
        """The confirming page, or after a confirmed POST the way back to the claim."""
        reason = request.POST.get("reason", "").replace("\x00", "").strip()
        complaint = ""
        if request.method == "POST":
            if request.POST.get("sure") != "1":
                complaint = "Tick the box: a removal cannot be undone."
            else:
                try:
                    done = self.remove(reason)
                except Refused as refusal:
                    complaint = str(refusal)
                else:
                    return self._done(request, done, claim)
        try:
            preview = suppression.preview_of(removal=lambda: self.remove(TRIED))
        except Refused as refusal:
            preview, complaint = None, complaint or str(refusal)
        context = site.each_context(request) | {
            "title": title,
            "text": text,
            "claim": claim,
            "preview": preview,
            "complaint": complaint,
            "reason": reason,
            "longest": LONGEST_REASON,
        }
        status = 400 if request.method == "POST" else 200
        return render(request, "admin/desk/removal_confirm.html", context, status=status)

    @staticmethod
    def _done(request: HttpRequest, done: Removal, claim: int | None) -> HttpResponse:
        rows = sum(number for _, number in done.counts)
        messages.success(request, f"Removed in {rows} rows. {done.words} stands in their place.")
        for place in done.left_alone:
            messages.warning(request, f"The same words stand in the vocabulary: {place}. Rename it there.")
        for number in done.parts:
            messages.warning(
                request, f"Claim {number} quotes a piece of the same sentence. See whether it is to go too."
            )
        where = reverse("admin:desk-removal", args=[claim]) if claim else reverse("admin:index")
        return HttpResponseRedirect(where, status=303)
