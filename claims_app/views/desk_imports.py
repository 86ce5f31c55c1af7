"""The desk's import from its commit on: commit → summary, and undo; what is before it stands in `desk_staging`."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from claims_app.models import ImportBatch
from claims_app.services import effects, imports
from claims_app.services.imports import running
from claims_app.tables.plans import plan_json, unread
from claims_app.tables.reading import TableError
from claims_app.views.desk_import_progress import desk_import_progress_urls
from claims_app.views.desk_staging import MOST_FOR_EFFECTS, batch_or_404, desk_staging_urls, incidents_of, to_batch
from claims_app.views.guards import guard

NO_EFFECTS = (
    f"What the boards would show is worked out for files of up to {MOST_FOR_EFFECTS:,} rows; this one has more."
)


def desk_import_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses under /admin/desk/import/, each behind the admin's login and the import permission."""

    guarded = guard(site, "claims_app.add_importbatch")

    return [
        *desk_staging_urls(site),
        path("desk/import/<int:batch_id>/plan.json", guarded(plan_document), name="desk-import-plan"),
        path("desk/import/<int:batch_id>/commit/", guarded(commit), name="desk-import-commit"),
        path("desk/import/<int:batch_id>/undo/", guarded(undo), name="desk-import-undo"),
        *desk_import_progress_urls(guarded),
    ]


@require_GET
def plan_document(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """The plan as the JSON of `import_claims --json`."""
    batch = batch_or_404(batch_id)
    try:
        plan = imports.plan_of(batch)
    except TableError as error:
        plan = unread(batch.name, str(error))
    committed = batch.state == ImportBatch.State.VISIBLE
    document = plan_json(plan, file=batch.name, sha256=batch.sha256, committed=committed, batch=batch.pk)
    if batch.state != ImportBatch.State.STAGED:
        document |= batch.counts
    return JsonResponse(document)


@require_POST
def commit(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Write what was previewed: a short file at once, a long one, or one that must wait for its turn, by a worker."""
    batch = batch_or_404(batch_id)
    leave_out_bad = "leave_out_bad" in request.POST
    try:
        if running.is_long(batch=batch):
            running.queue(batch=batch, by=request.user, leave_out_bad=leave_out_bad)
            return to_batch(batch)
        plan = imports.commit(batch=batch, by=request.user, leave_out_bad=leave_out_bad, boards=False)
    except imports.Busy:
        running.queue(batch=batch, by=request.user, leave_out_bad=leave_out_bad)
    except (imports.NotCommitted, TableError) as error:
        messages.error(request, f"Nothing was imported. {error}")
    else:
        running.queue_boards(batch=batch)
        counts = plan.counts
        messages.success(
            request, f"Imported: {counts['new']} new, {counts['changed']} changed, {counts['same']} the same."
        )
    return to_batch(batch)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Show what taking the batch back would do to its claims and to the boards; with POST take it back."""
    batch = batch_or_404(batch_id)
    try:
        if request.method != "POST":
            return _ask_to_undo(request, site, batch)
        if running.is_long_to_undo(batch=batch):
            running.queue_undo(batch=batch, by=request.user)
            return to_batch(batch)
        done = imports.undo(batch=batch, by=request.user, boards=False)
        running.queue_boards(batch=batch)
    except imports.NotCommitted as error:
        messages.error(request, str(error))
    else:
        left = f" {done.left} were changed again since, and stay as they are." if done.left else ""
        messages.success(
            request, f"Undone. Claims taken off the pages: {done.taken_off}; put back as before: {done.put_back}.{left}"
        )
    return to_batch(batch)


def _ask_to_undo(request: HttpRequest, site: AdminSite, batch: ImportBatch) -> HttpResponse:
    touched = imports.touched_by_undo(batch=batch)
    is_short = touched.counts.taken_off + touched.counts.put_back <= MOST_FOR_EFFECTS

    def change() -> None:
        imports.undo(batch=ImportBatch.objects.get(pk=batch.pk), by=request.user, boards=False)

    if batch.state != ImportBatch.State.VISIBLE:
        change()  # says why it cannot be undone
    found = effects.effect_on(change=change, slugs={slug for slug, _ in incidents_of(batch)}) if is_short else []
    context = site.each_context(request) | {
        "title": f"Undo the import of {batch.name}?",
        "batch": batch,
        "outcome": touched.counts,
        "no_effects": "" if is_short else NO_EFFECTS,
        "effects": found,
        "lists": [
            (title, names, number - len(names))
            for title, names, number in (
                ("Taken off the pages", touched.taken_off, touched.counts.taken_off),
                ("Put back as before", touched.put_back, touched.counts.put_back),
                ("Left as they are, since somebody changed them later", touched.left, touched.counts.left),
            )
        ],
    }
    return render(request, "admin/desk/import_undo.html", context)
