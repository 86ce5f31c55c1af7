"""The desk's import: upload → preview → commit → summary, and undo. Nothing is written before the commit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from claims_app.models import ImportBatch
from claims_app.services import effects, imports
from claims_app.services.imports import running
from claims_app.tables.gates import MAX_TEXT, MB
from claims_app.tables.plans import Plan, PlannedRow, plan_json, problems_by_row, without_bad_rows
from claims_app.tables.reading import TableError
from claims_app.tables.rows import Problem
from claims_app.tables.writing import to_bytes
from claims_app.views.desk_import_progress import UNDER_WAY, desk_import_progress_urls
from claims_app.views.guards import guard

SHOWN_ROWS = 500
LONGEST_SHOWN = 120
MOST_FOR_EFFECTS = 2_000
NO_EFFECTS = (
    f"What the boards would show is worked out for files of up to {MOST_FOR_EFFECTS:,} rows; this one has more."
)


def desk_import_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses under /admin/desk/import/, each behind the admin's login and the import permission."""

    guarded = guard(site, "claims_app.add_importbatch")

    return [
        path("desk/import/", guarded(upload), name="desk-import"),
        path("desk/import/<int:batch_id>/", guarded(preview), name="desk-import-batch"),
        path("desk/import/<int:batch_id>/plan.json", guarded(plan_document), name="desk-import-plan"),
        path("desk/import/<int:batch_id>/problems.csv", guarded(problem_rows), name="desk-import-problems"),
        path("desk/import/<int:batch_id>/answer/", guarded(answer), name="desk-import-answer"),
        path("desk/import/<int:batch_id>/commit/", guarded(commit), name="desk-import-commit"),
        path("desk/import/<int:batch_id>/undo/", guarded(undo), name="desk-import-undo"),
        *desk_import_progress_urls(guarded),
    ]


def _batch(batch_id: int) -> ImportBatch:
    return get_object_or_404(ImportBatch, pk=batch_id)


def _to_batch(batch: ImportBatch) -> HttpResponseRedirect:
    response = HttpResponseRedirect(reverse("admin:desk-import-batch", args=[batch.pk]))
    response.status_code = 303
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    """Choose a file; its bytes are kept and nothing else is written."""
    complaint = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            complaint = "Choose a file first."
        elif file.size is not None and file.size > MAX_TEXT:
            complaint = f"{file.name} has more than {MAX_TEXT // MB} MB. Split it, or use the import_claims command."
        else:
            options = imports.Options(sheet=_short(request, "sheet", 255), encoding=_short(request, "encoding", 40))
            data, name = file.read(), str(file.name).replace("\x00", "")[-255:]
            try:
                imports.plan_file(data=data, name=name, options=options)
            except TableError as error:
                complaint = str(error)
            else:
                return _to_batch(imports.stage(data=data, name=name, options=options, by=request.user))
    context = site.each_context(request) | {
        "title": "Import a file",
        "complaint": complaint,
        "batches": ImportBatch.objects.defer("content")[:10],
    }
    return render(request, "admin/desk/import_upload.html", context, status=400 if complaint else 200)


def _short(request: HttpRequest, name: str, longest: int) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]


@require_GET
def preview(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """What a commit would do, with every error at once; after it, what was done."""
    batch = _batch(batch_id)
    if batch.state in UNDER_WAY:
        return redirect("admin:desk-import-progress", batch_id)
    running.ensure_worker()
    context = site.each_context(request) | {"title": f"Import of {batch.name}", "batch": batch}
    if batch.state != ImportBatch.State.STAGED:
        left_out = batch.rows.exclude(errors=[]).count()
        done = {"counts": batch.counts, "left_out": left_out, "incidents": _incidents(batch)}
        return render(request, "admin/desk/import_done.html", context | done)
    try:
        plan = imports.plan_of(batch)
    except TableError as error:
        return render(request, "admin/desk/import_upload.html", context | {"complaint": str(error)}, status=400)
    counts = plan.counts
    kept = without_bad_rows(plan)
    bad = len(plan.rows) - len(kept.rows)
    context |= {
        "plan": plan,
        "counts": counts,
        "errors": plan.errors,
        "file_warnings": [problem for problem in plan.warnings if problem.row <= 1],
        "rows": _shown(plan),
        "more": max(0, len(plan.rows) - SHOWN_ROWS),
        "bad": bad,
        "good": len(kept.rows),
        "to_write": kept.counts["new"] + kept.counts["changed"],
        "effects": _effects(batch, request, kept) if not plan.questions and kept.rows else [],
        "no_effects": NO_EFFECTS if len(kept.rows) > MOST_FOR_EFFECTS else "",
    }
    return render(request, "admin/desk/import_preview.html", context)


def _shown(plan: Plan) -> list[tuple[PlannedRow, dict[str, str], list[Problem], list[str]]]:
    """Rows with their cells, errors and checks; those with errors first when there are more than the page shows."""
    warnings = problems_by_row(plan.warnings)
    rows = [
        (
            row,
            _cells_of(row),
            row.sheet_row.errors,
            [*row.checks, *(problem.message for problem in warnings.get(row.row, []))],
        )
        for row in plan.rows
    ]
    if len(rows) > SHOWN_ROWS:
        rows.sort(key=lambda item: not item[2])
    return rows[:SHOWN_ROWS]


def _cells_of(row: PlannedRow) -> dict[str, str]:
    """The cells that the preview shows, cut short."""
    cells = row.sheet_row
    said = {
        "claimant": cells["claimant"],
        "subject": cells["subject"],
        "measure": cells["measure"] or cells["question"],
        "figure": cells["figure"] or cells["position"],
        "day": cells["stated_at"] or cells["published"],
        "quote": cells["quote"],
    }
    return {name: text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…" for name, text in said.items()}


def _effects(batch: ImportBatch, request: HttpRequest, kept: Plan) -> list[Any]:
    """What the boards would show after the commit of the rows that can be kept; nothing for very large files."""
    if len(kept.rows) > MOST_FOR_EFFECTS:
        return []

    def change() -> None:
        imports.commit(batch=ImportBatch.objects.get(pk=batch.pk), by=request.user, leave_out_bad=True)

    try:
        return list(effects.effect_on(change=change, slugs={claim.incident for claim in kept.claims}))
    except imports.NotCommitted:
        return []


def _incidents(batch: ImportBatch) -> list[tuple[str, str]]:
    """Slug and title of the incidents that the batch wrote to."""
    found = batch.rows.filter(claim__isnull=False).values_list("claim__incident__slug", "claim__incident__title")
    return sorted(set(found))


@require_GET
def plan_document(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """The plan as the JSON of `import_claims --json`."""
    batch = _batch(batch_id)
    try:
        plan = imports.plan_of(batch)
    except TableError as error:
        plan = Plan([], [], [Problem(0, "", batch.name, str(error))], [], [])
    committed = batch.state == ImportBatch.State.VISIBLE
    document = plan_json(plan, file=batch.name, sha256=batch.sha256, committed=committed, batch=batch.pk)
    if batch.state != ImportBatch.State.STAGED:
        document |= batch.counts
    return JsonResponse(document)


@require_GET
def problem_rows(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """The rows with errors as a file to mend, each with what is wrong."""
    batch = _batch(batch_id)
    try:
        frame = imports.problem_frame(batch)
    except TableError:
        return _to_batch(batch)  # its page says why the file cannot be read
    response = HttpResponse(to_bytes(frame, "csv"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    return response


@require_POST
def answer(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Keep the answers to the file's questions, then show the preview again."""
    batch = _batch(batch_id)
    if batch.state == ImportBatch.State.STAGED:
        given = {
            name.removeprefix("answer-"): value for name, value in request.POST.items() if name.startswith("answer-")
        }
        batch.answers = batch.answers | {
            name[:40]: str(value)[:400].replace("\x00", "") for name, value in given.items() if value
        }
        batch.save(update_fields=["answers"])
    return _to_batch(batch)


@require_POST
def commit(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Write what was previewed: a short file at once, a long one, or one that must wait for its turn, by a worker."""
    batch = _batch(batch_id)
    leave_out_bad = "leave_out_bad" in request.POST
    try:
        if running.is_long(batch=batch):
            running.queue(batch=batch, by=request.user, leave_out_bad=leave_out_bad)
            return _to_batch(batch)
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
    return _to_batch(batch)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Show what taking the batch back would do to its claims and to the boards; with POST take it back."""
    batch = _batch(batch_id)
    try:
        if request.method != "POST":
            return _ask_to_undo(request, site, batch)
        done = imports.undo(batch=batch, by=request.user, boards=False)
        running.queue_boards(batch=batch)
    except imports.NotCommitted as error:
        messages.error(request, str(error))
    else:
        left = f" {done.left} were changed again since, and stay as they are." if done.left else ""
        messages.success(
            request, f"Undone. Claims taken off the pages: {done.taken_off}; put back as before: {done.put_back}.{left}"
        )
    return _to_batch(batch)


def _ask_to_undo(request: HttpRequest, site: AdminSite, batch: ImportBatch) -> HttpResponse:
    touched = imports.touched_by_undo(batch=batch)
    is_short = touched.counts.taken_off + touched.counts.put_back <= MOST_FOR_EFFECTS

    def change() -> None:
        imports.undo(batch=ImportBatch.objects.get(pk=batch.pk), by=request.user, boards=False)

    if batch.state != ImportBatch.State.VISIBLE:
        change()  # says why it cannot be undone
    found = effects.effect_on(change=change, slugs={slug for slug, _ in _incidents(batch)}) if is_short else []
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
