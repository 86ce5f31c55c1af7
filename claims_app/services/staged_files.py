"""A file on its way to its commit: staged, its columns laid out, its texts and cells mended, checked anew after each.

A short file is checked while its page waits, a long one by the worker: the batch tells how far that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from claims_app import models
from claims_app.services import imports, previews, saved_mappings
from claims_app.services.imports import running
from claims_app.tables.gates import kind_of
from claims_app.tables.layouts import Layout
from claims_app.tables.reading import Ask, Question, Table

MOST_RECHECKED = 5_000
# A workbook is packed, and JSON may stand on one line: so many bytes hold about as many rows as are checked at once.
LONG_WORKBOOK, LONG_LINE = 250_000, 2_500_000
COLUMNS_READ = ("mapping", "constants", "ignored", "unfolded", "unfolded_as")
State = models.ImportBatch.State


def stage(*, data: bytes, name: str, options: imports.Options, by: Any = None) -> models.ImportBatch:
    """Keep an uploaded file with its preview, read as the saved mapping of its columns says if there is one.

    Of a long file the preview follows. Raises TableError when a short one cannot be read at all, or a long one is none of the
    kinds that are read; nothing is kept then.
    """
    read: Table | Question | None = None
    if is_long(data):
        kind_of(data, name)
    else:
        try:
            read = imports.table_of(data=data, name=name, options=options)
        except Ask as ask:
            read = ask.question
    models.StagedRow.objects.filter(batch__state__in=(State.VISIBLE, State.UNDONE)).delete()
    batch = imports.stage(data=data, name=name, options=options, by=by)
    if read is None:
        running.queue_check(batch=batch)
    else:
        previews.keep(batch=batch, read=read)
    return batch


def is_long(data: bytes) -> bool:
    """Whether a file has so many rows that a page should not wait for its check; guessed without reading it."""
    if data[:2] == b"PK":
        return len(data) > LONG_WORKBOOK
    return data.count(b"\n") > MOST_RECHECKED or (len(data) > LONG_LINE and data.lstrip()[:1] in (b"[", b"{"))


def check(*, batch: models.ImportBatch) -> None:
    """Plan a staged batch anew for its preview: at once, or by the worker for a long file."""
    if is_long(bytes(batch.content)):
        running.queue_check(batch=batch)
    else:
        previews.check(batch=batch)


def has_preview(*, batch: models.ImportBatch) -> bool:
    """Whether what is kept for the preview is of the file as it is read now."""
    return bool(batch.summary) and not batch.summary.get("is_old")


def correct(*, batch: models.ImportBatch, row: int, column: str, text: str) -> None:
    """Put a text in place of one cell. The file is checked anew, unless it is long: then when the editor asks for it."""
    with transaction.atomic():
        locked = _staged_batch(batch)
        cells = dict(locked.corrections.get(str(row), {}))
        locked.corrections = locked.corrections | {str(row): cells | {column: text}}
        locked.save(update_fields=["corrections"])
    batch.corrections = locked.corrections
    if batch.summary.get("counts", {}).get("rows", 0) <= MOST_RECHECKED:
        check(batch=batch)
        return
    staged = models.StagedRow.objects.filter(batch=batch, row=row).first()
    if staged is not None:
        staged.shown = staged.shown | {"mended": staged.shown.get("mended", {}) | {column: text}}
        staged.save(update_fields=["shown"])
    batch.summary = batch.summary | {"mended": batch.summary.get("mended", 0) + 1}
    batch.save(update_fields=["summary"])


def read_values(*, batch: models.ImportBatch, values: Mapping[tuple[str, str], str]) -> None:
    """Read texts of the file otherwise, in every row that has them: (our column, text in the file) → what to read, "" for nothing."""
    with transaction.atomic():
        locked = _staged_batch(batch)
        merged = {name: dict(texts) for name, texts in locked.values.items()}
        for (column, text), instead in values.items():
            earlier = [said for said, read in merged.get(column, {}).items() if read == text]
            for said in (*earlier, text):
                merged.setdefault(column, {})[said] = instead
        locked.values = merged
        locked.save(update_fields=["values"])
    batch.values = locked.values
    saved_mappings.learn(batch=batch)
    check(batch=batch)


def answer(*, batch: models.ImportBatch, answers: Mapping[str, str]) -> None:
    """Keep the answers to the file's questions and check it anew."""
    with transaction.atomic():
        locked = _staged_batch(batch)
        locked.answers = locked.answers | dict(answers)
        locked.save(update_fields=["answers"])
    batch.answers = locked.answers
    saved_mappings.learn(batch=batch)
    check(batch=batch)


def lay_out(*, batch: models.ImportBatch, layout: Layout) -> None:
    """Read the columns of the file as the editor says and check it anew; what was read otherwise or mended stays, but for other rows of a wide table."""
    with transaction.atomic():
        locked = _staged_batch(batch)
        other_rows = locked.unfolded != list(layout.unfolded)  # the numbers of mended rows mean other rows then
        for target in (locked, batch):
            target.mapping = dict(layout.mapping)
            target.constants = dict(layout.constants)
            target.ignored, target.unfolded = list(layout.ignored), list(layout.unfolded)
            target.unfolded_as = list(layout.unfolded_as)
            target.is_laid_out = True
            if other_rows:
                target.corrections = {}
        locked.save(update_fields=[*COLUMNS_READ, "is_laid_out", "corrections"])
    check(batch=batch)


def _staged_batch(batch: models.ImportBatch) -> models.ImportBatch:
    """The batch, locked. Raises NotCommitted unless it is still staged."""
    locked = models.ImportBatch.objects.defer("content").select_for_update().get(pk=batch.pk)
    if locked.state != models.ImportBatch.State.STAGED:
        raise imports.NotCommitted(f"This file is {locked.get_state_display().lower()} already.")
    return locked
