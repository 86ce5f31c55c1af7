"""The desk's pages inside the admin: what waits for the editor, and how a figure or a label is read as it is typed."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from claims_app import models
from claims_app.core.wording import complaint, read_figure, reading_of
from claims_app.forms import LONGEST
from claims_app.services import intakes
from claims_app.services.subjects import designations_of

SHOWN = 50


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """My drafts, those of others, and the last imports."""
    _refuse_strangers(request)
    related = ("incident", "statement__claimant", "object", "outcome", "position__question")
    drafts = models.Claim.objects.drafts().select_related(*related).order_by("-id")
    context = admin.site.each_context(request) | {
        "title": "Desk",
        "in_work": intakes.in_work(by=request.user),
        "mine": drafts.filter(recorded_by=request.user.pk)[:SHOWN],
        "others": drafts.exclude(recorded_by=request.user.pk)[:SHOWN],
        "batches": models.ImportBatch.objects.all()[:10],
    }
    return render(request, "admin/desk/desk.html", context)


@require_GET
def figure_reading(request: HttpRequest) -> HttpResponse:
    """How the typed wording is read: "read as 101 or more", or why it cannot be."""
    _refuse_strangers(request)
    text = request.GET.get("figure_text", "")[:LONGEST]
    figure = read_figure(text, request.GET.get("figure_lang", "en")[:12] or "en")
    context = {"text": text, "reading": reading_of(figure), "complaint": complaint(figure), "kind": figure.kind}
    return render(request, "admin/desk/_figure_reading.html", context)


@require_GET
def subject_reading(request: HttpRequest) -> HttpResponse:
    """Whom the typed label means when this claimant says it, or a question where nothing on file says so."""
    _refuse_strangers(request)
    label = request.GET.get("subject_label", "")[:LONGEST].strip()
    claimant = models.Party.objects.filter(pk=_number(request.GET.get("claimant", ""))).first()
    incident = (
        models.Incident.objects.select_related("conflict").filter(pk=_number(request.GET.get("incident", ""))).first()
    )
    meaning = None
    if label and claimant:
        meaning = designations_of(incident.conflict if incident else None).meaning(label, claimant.key)
    names = dict(models.Party.objects.filter(key__in=meaning.plain).values_list("key", "name")) if meaning else {}
    context = {
        "label": label,
        "claimant": claimant,
        "means": [names.get(key, key) for key in meaning.plain] if meaning else [],
        "incident": incident,
    }
    return render(request, "admin/desk/_subject_reading.html", context)


def _refuse_strangers(request: HttpRequest) -> None:
    """The desk is for those who may see claims that are not published."""
    if not request.user.has_perm("claims_app.view_claim"):
        raise PermissionDenied


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
