"""How far a long check, import or undo is: the page that reloads itself, and the way to stop it or to begin again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from claims_app.models import ImportBatch
from claims_app.services import imports
from claims_app.services.imports import running
from claims_app.services.imports.undoing import UNDOING

UNDER_WAY = (ImportBatch.State.CHECKING, ImportBatch.State.WAITING, ImportBatch.State.COMMITTING)
STEPS = {
    "": "Waiting for its turn",
    "checking": "Checking the file",
    "reading": "Reading the file again",
    "writing": "Writing",
    UNDOING: "Taking the claims back",
}


def is_under_way(batch: ImportBatch) -> bool:
    """Whether a worker is at the batch, or will be, before its page can show anything else."""
    return batch.state in UNDER_WAY or batch.step == UNDOING


def desk_import_progress_urls(guarded: Callable[[Any], Any]) -> list[URLPattern]:
    """The addresses under /admin/desk/import/<batch>/ that belong to a long import."""
    return [
        path("desk/import/<int:batch_id>/progress/", guarded(progress), name="desk-import-progress"),
        path("desk/import/<int:batch_id>/cancel/", guarded(cancel), name="desk-import-cancel"),
        path("desk/import/<int:batch_id>/again/", guarded(again), name="desk-import-again"),
    ]


@require_GET
def progress(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Rows done and time left; whoever looks also sees to it that a worker lives. At the end it leads to the summary."""
    running.ensure_worker()
    batch = get_object_or_404(ImportBatch, pk=batch_id)
    if not is_under_way(batch):
        return _leave(request, batch)
    found = imports.progress_of(batch=batch)
    context = {
        "batch": batch,
        "step": "Stopping" if batch.cancel_asked else STEPS.get(batch.step, "Writing"),
        "is_check": batch.state == ImportBatch.State.CHECKING,
        "is_undo": batch.step == UNDOING,
        "progress": found,
        "done": f"{found.done:,}",
        "total": f"{found.total:,}",
        "left": time_in_words(found.seconds_left),
    }
    if request.htmx:  # type: ignore[attr-defined]
        if request.htmx.target == "import-bar":  # type: ignore[attr-defined]
            return render(request, "admin/desk/import_progress.html#bar", context)
        return led_to(request, request.path)  # a form of the preview, which is another page
    what = "Check" if context["is_check"] else "Undoing" if context["is_undo"] else "Import"
    context |= site.each_context(request) | {"title": f"{what} of {batch.name}"}
    return render(request, "admin/desk/import_progress.html", context)


def _leave(request: HttpRequest, batch: ImportBatch) -> HttpResponseBase:
    return led_to(request, reverse("admin:desk-import-batch", args=[batch.pk]))


def led_to(request: HttpRequest, address: str) -> HttpResponseBase:
    """The way to another page; htmx is told to open it, since it would look there in vain for the part that it replaces."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def time_in_words(seconds: int | None) -> str:
    """ "about 3 minutes", "less than a minute"; "" where it cannot be told."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    return "less than a minute" if minutes < 1 else f"about {minutes} minute{'' if minutes == 1 else 's'}"


@require_POST
def cancel(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Stop the import; nothing of it is kept."""
    batch = get_object_or_404(ImportBatch, pk=batch_id)
    if batch.state in UNDER_WAY:
        what = "check" if batch.state == ImportBatch.State.CHECKING else "import"
        messages.info(request, f"The {what} is being stopped; nothing of it is kept.")
        running.cancel(batch=batch)
    return _seen_to(batch)


@require_POST
def again(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Show the preview of a file again whose import failed."""
    batch = get_object_or_404(ImportBatch, pk=batch_id)
    running.stage_again(batch=batch)
    return _seen_to(batch)


def _seen_to(batch: ImportBatch) -> HttpResponseBase:
    response = redirect("admin:desk-import-batch", batch.pk)
    response.status_code = 303
    return response
