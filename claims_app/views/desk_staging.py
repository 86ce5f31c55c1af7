"""The desk's import before its commit: upload or paste, say what the columns are, mend rows and names, look at every row."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from claims_app.models import ImportBatch, Incident, Outlet, Party
from claims_app.services import effects, imports, previews, saved_mappings
from claims_app.services.imports import running
from claims_app.tables.columns import BY_NAME
from claims_app.tables.gates import MAX_TEXT, MB
from claims_app.tables.reading import TableError
from claims_app.tables.writing import to_bytes
from claims_app.views.column_forms import ColumnForm
from claims_app.views.desk_import_progress import is_under_way, led_to
from claims_app.views.guards import guard

PASTED = "pasted table.txt"
MOST_INLINE, MOST_FOR_EFFECTS = 200, 2_000
MOST_GROUPS_SHOWN = 40
MOST_TICKED = 1_000
LONGEST = 20_000
ADD_FORMS = {
    "incident": ("incident", "title"),
    "claimant": ("party", "name"),
    "agent": ("party", "name"),
    "subject": ("designation", "label"),
    "place": ("place", "name"),
    "question": ("question", "text"),
    "measure": ("measureobject", "name"),
}


def desk_staging_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses under /admin/desk/import/ up to the commit, behind the admin's login and the import permission."""
    guarded = guard(site, "claims_app.add_importbatch")
    return [
        path("desk/import/", guarded(upload), name="desk-import"),
        path("desk/import/<int:batch_id>/", guarded(preview), name="desk-import-batch"),
        path("desk/import/<int:batch_id>/columns/", guarded(columns), name="desk-import-columns"),
        path("desk/import/<int:batch_id>/mapping/", guarded(mapping), name="desk-import-mapping"),
        path("desk/import/<int:batch_id>/names/", guarded(names), name="desk-import-names"),
        path("desk/import/<int:batch_id>/mend/", guarded(mend), name="desk-import-mend"),
        path("desk/import/<int:batch_id>/rows/", guarded(rows), name="desk-import-rows"),
        path("desk/import/<int:batch_id>/check/", guarded(check), name="desk-import-check"),
        path("desk/import/<int:batch_id>/effects/", guarded(findings), name="desk-import-effects"),
        path("desk/import/<int:batch_id>/problems.csv", guarded(problem_rows), name="desk-import-problems"),
        path("desk/import/<int:batch_id>/answer/", guarded(answer), name="desk-import-answer"),
    ]


def batch_or_404(batch_id: int) -> ImportBatch:
    """The batch without its bytes, which no page shows."""
    if batch_id >= 2**63:
        batch_id = 0
    return get_object_or_404(ImportBatch, pk=batch_id)


def to_batch(
    batch: ImportBatch, name: str = "desk-import-batch", query: Mapping[str, Any] | None = None, at: str = ""
) -> HttpResponseRedirect:
    """The way to the batch's page, by GET."""
    asked = {key: value for key, value in (query or {}).items() if value}
    address = reverse(f"admin:{name}", args=[batch.pk]) + (f"?{urlencode(asked)}" if asked else "") + at
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, site: AdminSite) -> HttpResponseBase:
    """Choose a file or paste a table; its bytes are kept and nothing of the claims is written."""
    complaint = ""
    if request.method == "POST":
        try:
            data, name = _sent(request)
            options = imports.Options(sheet=_short(request, "sheet", 255), encoding=_short(request, "encoding", 40))
            batch = previews.stage(data=data, name=name, options=options, by=request.user)
        except TableError as error:
            complaint = str(error)
        else:
            return to_batch(batch)
    context = site.each_context(request) | {
        "title": "Import a file",
        "complaint": complaint,
        "pasted": request.POST.get("pasted", "") if complaint else "",
        "batches": ImportBatch.objects.defer("summary", "corrections", "values")[:10],
    }
    return render(request, "admin/desk/import_upload.html", context, status=400 if complaint else 200)


def _sent(request: HttpRequest) -> tuple[bytes, str]:
    """The bytes and the name of what was sent. Raises TableError when there is nothing, or too much."""
    file = request.FILES.get("file")
    if file is None:
        pasted = request.POST.get("pasted", "")
        if not pasted.strip():
            raise TableError("Choose a file, or paste a table, first.")
        return pasted.encode("utf-8", "surrogatepass"), PASTED
    if file.size is not None and file.size > MAX_TEXT:
        raise TableError(f"{file.name} has more than {MAX_TEXT // MB} MB. Split it, or use the import_claims command.")
    return file.read(), str(file.name).replace("\x00", "")[-255:]


def _short(request: HttpRequest, name: str, longest: int = LONGEST) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()[:longest]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1


@require_GET
def preview(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """What a commit would do, every row with its outcome, a page at a time; after it, what was done."""
    batch = batch_or_404(batch_id)
    if is_under_way(batch):
        return redirect("admin:desk-import-progress", batch_id)
    running.ensure_worker()
    context = site.each_context(request) | {"title": f"Import of {batch.name}", "batch": batch}
    if batch.state != ImportBatch.State.STAGED:
        left_out = batch.rows.exclude(errors=[]).count()
        done = {"counts": batch.counts, "left_out": left_out, "incidents": incidents_of(batch)}
        return _instead(request, "admin/desk/import_done.html", context | done)
    if not batch.summary:
        previews.check(batch=batch)
        if is_under_way(batch):
            return redirect("admin:desk-import-progress", batch_id)
    if batch.summary["unreadable"]:
        context |= {"complaint": batch.summary["unreadable"]}
        return _instead(request, "admin/desk/import_upload.html", context, status=400)
    questions = previews.questions_of(batch)
    ready = not questions and batch.summary["good"] > 0
    is_small = batch.summary["good"] <= MOST_INLINE
    number = _number(request.GET.get("page", "1"))
    if line := request.GET.get("row"):
        number = previews.place_of(batch=batch, line=_number(line))
    context |= {
        "summary": batch.summary,
        "counts": batch.summary["counts"],
        "questions": questions,
        "page": previews.page_of(batch=batch, kind=request.GET.get("show", ""), number=number),
        "groups": [
            group | {"add": _add_address(request, group)} for group in batch.summary["groups"][:MOST_GROUPS_SHOWN]
        ],
        "more_groups": max(0, len(batch.summary["groups"]) - MOST_GROUPS_SHOWN) + batch.summary["other_groups"],
        "columns": list(BY_NAME),
        "effects": _effects(batch, request) if ready and is_small else [],
        "ask_effects": ready and not is_small,
    }
    return render(request, "admin/desk/import_preview.html", context)


def _instead(request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponseBase:
    """Another page in the place of the preview."""
    if request.htmx:  # type: ignore[attr-defined]
        return led_to(request, request.get_full_path())
    return render(request, template, context, status=status)


def _add_address(request: HttpRequest, group: Mapping[str, Any]) -> str:
    """Where the name can be put on file by somebody who may; "" where it cannot, or looks like one that is on file."""
    model, field = ADD_FORMS.get(group["column"], ("", ""))
    if not model or not request.user.has_perm(f"claims_app.add_{model}") or "looks like" in group["message"]:
        return ""
    return reverse(f"admin:claims_app_{model}_add") + "?" + urlencode({field: group["value"]})


def incidents_of(batch: ImportBatch) -> list[tuple[str, str]]:
    """Slug and title of the incidents that the batch wrote to."""
    found = batch.rows.filter(claim__isnull=False).values_list("claim__incident__slug", "claim__incident__title")
    return sorted(set(found.order_by()))


def _effects(batch: ImportBatch, request: HttpRequest) -> list[Any]:
    """What the boards would show after the commit of the rows that can be kept."""
    plan = imports.plan_of(batch)

    def change() -> None:
        imports.commit(batch=ImportBatch.objects.get(pk=batch.pk), by=request.user, leave_out_bad=True)

    try:
        return list(effects.effect_on(change=change, slugs={claim.incident for claim in plan.claims()}))
    except imports.NotCommitted:
        return []


@require_GET
def findings(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """What the boards would show after the import, on a page of its own, since it takes a while for a long file."""
    batch = batch_or_404(batch_id)
    if batch.state != ImportBatch.State.STAGED or not batch.summary or batch.summary["questions"]:
        return to_batch(batch)
    context = site.each_context(request) | {"title": f"What the import of {batch.name} would change", "batch": batch}
    is_long = batch.summary["good"] > MOST_FOR_EFFECTS
    context |= {"most": MOST_FOR_EFFECTS, "is_long": is_long, "effects": [] if is_long else _effects(batch, request)}
    return render(request, "admin/desk/import_effects.html", context)


# What the columns are


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Say what each column of the file is, what holds for all rows, and which columns are to be unfolded."""
    batch = batch_or_404(batch_id)
    if batch.state != ImportBatch.State.STAGED:
        return to_batch(batch)
    if not batch.summary:
        previews.check(batch=batch)
    if not batch.summary.get("headers"):
        return to_batch(batch)
    form = ColumnForm.of_batch(batch)
    if request.method == "POST":
        form = ColumnForm.of_post(batch, request.POST)
        try:
            previews.lay_out(batch=batch, layout=form.layout)
            if name := _short(request, "name", 200):
                saved_mappings.remember(batch=batch, name=name, outlet=_short(request, "outlet", 200), by=request.user)
        except (saved_mappings.NotSaved, imports.NotCommitted) as error:
            form.complaint = str(error)
        else:
            if is_under_way(batch):
                return to_batch(batch)
            form.complaint = batch.summary["complaint"]
            if not form.complaint:
                return to_batch(batch)
    headers = [entry["header"] for entry in batch.summary["headers"]]
    context = site.each_context(request) | {
        "title": f"Columns of {batch.name}",
        "batch": batch,
        "form": form,
        "complaint": form.complaint or ("" if request.method == "POST" else batch.summary["complaint"]),
        "fitting": saved_mappings.fitting(headers=headers),
        "outlets": Outlet.objects.order_by("name").values_list("slug", "name")[:500],
        "incidents": Incident.objects.order_by("title").values_list("slug", "title")[:500],
        "parties": Party.objects.order_by("name").values_list("name", flat=True)[:500],
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "admin/desk/import_columns.html", context, status=status)


@require_POST
def mapping(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Read the file by another saved mapping (`do=use`), or drop one (`do=forget`)."""
    batch = batch_or_404(batch_id)
    headers = [entry["header"] for entry in batch.summary.get("headers", [])]
    wanted = _number(_short(request, "saved", 9) or "0")
    chosen = next((saved for saved in saved_mappings.fitting(headers=headers) if saved.pk == wanted), None)
    if chosen is None or batch.state != ImportBatch.State.STAGED:
        messages.error(request, "This saved mapping is not for the columns of this file, or is on file no more.")
        return to_batch(batch, "desk-import-columns")
    if request.POST.get("do") == "forget":
        saved_mappings.forget(pk=chosen.pk)
        messages.success(request, f"The saved mapping “{chosen.name}” is forgotten; this file is still read by it.")
        return to_batch(batch, "desk-import-columns")
    saved_mappings.apply(batch=batch, saved=chosen)
    previews.check(batch=batch)
    return to_batch(batch)


# Mending


@require_POST
def names(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Read texts of the file otherwise in all rows: fields column-N, value-N and read-N; an empty read-N is skipped unless blank-N is ticked."""
    batch = batch_or_404(batch_id)
    values: dict[tuple[str, str], str] = {}
    for key in request.POST:
        mark, _, number = key.partition("-")
        if mark != "column" or not number.isdigit():
            continue
        column = _short(request, key, 40)
        said = request.POST.get(f"value-{number}", "").replace("\x00", "")[:LONGEST]
        instead = _short(request, f"read-{number}")
        if instead or f"blank-{number}" in request.POST:
            values[column, said] = instead
    if not values:
        messages.error(request, "Nothing was written in any field, so nothing changed.")
        return to_batch(batch)
    try:
        previews.read_values(batch=batch, values=values)
    except imports.NotCommitted as error:
        messages.error(request, str(error))
    return to_batch(batch)


@require_POST
def mend(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Put a text in place of one cell of one row, then show the row again."""
    batch = batch_or_404(batch_id)
    row, column = _number(_short(request, "row", 9)), _short(request, "column", 40)
    try:
        previews.correct(
            batch=batch, rows=[row], column=column, text=_short(request, "choice") or _short(request, "text")
        )
    except imports.NotCommitted as error:
        messages.error(request, str(error))
    return to_batch(batch, query=_where(request), at=f"#row-{row}")


def _where(request: HttpRequest) -> dict[str, str]:
    """Which rows the editor was looking at."""
    return {"show": _short(request, "show", 12), "page": _short(request, "page", 9)}


@require_POST
def rows(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Do something with the ticked rows (`row`), or with `all` of the kind that is shown: `do` is out, in, or set with column and text."""
    batch = batch_or_404(batch_id)
    try:
        messages.success(request, _done_with_rows(request, batch))
    except imports.NotCommitted as error:
        messages.error(request, str(error))
    return to_batch(batch, query=_where(request), at="#rows")


def _done_with_rows(request: HttpRequest, batch: ImportBatch) -> str:
    """What was done, as a sentence. Raises NotCommitted where nothing could be."""
    chosen = _chosen_rows(request, batch)
    many = f"{len(chosen)} row{'' if len(chosen) == 1 else 's'}"
    match _short(request, "do", 12):
        case "out" | "all-out":
            previews.leave_out(batch=batch, rows=chosen)
            return f"{many} left out. They stay in the list and can be taken in again."
        case "in" | "all-in":
            previews.take_in(batch=batch, rows=chosen)
            return f"{many} taken in again."
        case "set":
            column, text = _short(request, "column", 40), _short(request, "text")
            if column not in BY_NAME or not text:
                raise imports.NotCommitted("Choose a column and write what its cells are to say, then apply it.")
            previews.correct(batch=batch, rows=chosen, column=column, text=text)
            return f"{column} of {many} is now “{text[:120]}”."
        case _:
            raise imports.NotCommitted("Choose what is to be done with the ticked rows.")


def _chosen_rows(request: HttpRequest, batch: ImportBatch) -> list[int]:
    if _short(request, "do", 12).startswith("all-"):
        return previews.rows_of_kind(batch=batch, kind=_short(request, "show", 12))
    chosen = previews.rows_on_file(
        batch=batch, rows=[_number(number) for number in request.POST.getlist("row")[:MOST_TICKED]]
    )
    if not chosen:
        raise imports.NotCommitted("Tick the rows first.")
    return chosen


@require_POST
def check(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Check the file anew, after names were put on file or cells of a long file were mended."""
    batch = batch_or_404(batch_id)
    if batch.state == ImportBatch.State.STAGED:
        previews.check(batch=batch)
    return to_batch(batch)


@require_POST
def answer(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """Keep the answers to the file's questions, then show the preview again."""
    batch = batch_or_404(batch_id)
    given = {
        name.removeprefix("answer-")[:40]: _short(request, name, 400)
        for name in request.POST
        if name.startswith("answer-")
    }
    with contextlib.suppress(imports.NotCommitted):  # its page says what became of the file
        previews.answer(batch=batch, answers={name: said for name, said in given.items() if said})
    return to_batch(batch)


@require_GET
def problem_rows(request: HttpRequest, site: AdminSite, batch_id: int) -> HttpResponseBase:
    """The rows that are left out, in the columns of their file, each with what to mend."""
    batch = batch_or_404(batch_id)
    if batch.state == ImportBatch.State.STAGED and not batch.summary:
        previews.check(batch=batch)
    try:
        frame = previews.rows_to_mend(batch=batch)
    except TableError:
        return to_batch(batch)  # its page says why the file cannot be read
    response = HttpResponse(to_bytes(frame, "csv"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    return response
