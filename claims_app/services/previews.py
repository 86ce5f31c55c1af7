"""The preview of a staged file: a page of its rows, which costs no more for a file of 100,000, and mending it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from claims_app import models
from claims_app.services import checking_files, imports, saved_mappings
from claims_app.services.imports import kept_bytes, running
from claims_app.tables.headers import folded_header
from claims_app.tables.layouts import MENDING, Layout
from claims_app.tables.reading import Ask, Question, Table, TableError
from claims_app.tables.writing import text_frame

if TYPE_CHECKING:
    from claims_app.tables.writing import Frame

PER_PAGE = 100
RESULTS = {
    "error": "errors",
    "check": "to check",
    "new": "new",
    "changed": "changed",
    "same": "the same",
    "duplicate": "duplicates",
    "left_out": "left out by choice",
}
COLUMNS_READ = ("mapping", "constants", "ignored", "unfolded", "unfolded_as")
MENDING_FOLDED = frozenset(map(folded_header, MENDING))


@dataclass(frozen=True, slots=True)
class Shelf:
    """The rows of one kind: what the page calls it, how many there are."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class RowsPage:
    """One page of the rows of a kind ("" for all); `number` counts from 1."""

    kind: str
    number: int
    pages: int
    rows: Sequence[models.StagedRow]
    shelves: Sequence[Shelf]

    @property
    def total(self) -> int:
        """How many rows of the kind there are on all pages."""
        return next((shelf.count for shelf in self.shelves if shelf.key == self.kind), 0)


# Staging


def stage(*, data: bytes, name: str, options: imports.Options, by: Any = None) -> models.ImportBatch:
    """Keep an uploaded file with its preview, read as the saved mapping of its columns says if there is one.

    A long one is checked by a worker. Raises TableError when a short one cannot be read at all; nothing is kept then.
    """
    finished = models.ImportBatch.objects.filter(state__in=("visible", "undone"))
    models.StagedRow.objects.filter(batch__in=finished).delete()
    if running.is_long_to_check(content=data):
        batch = imports.stage(data=data, name=name, options=options, by=by)
        running.queue_check(batch=batch)
        return batch
    try:
        table: Table | Question = imports.table_of(data=data, name=name, options=options)
    except Ask as ask:
        table = ask.question
    batch = imports.stage(data=data, name=name, options=options, by=by)
    checking_files.check_table(batch=batch, read=table)
    return batch


def check(*, batch: models.ImportBatch) -> None:
    """Plan the batch anew and keep what its preview shows: at once, or by a worker where the file is long."""
    if running.is_long_to_check(content=kept_bytes.opener(batch)):
        running.queue_check(batch=batch)
    else:
        checking_files.check(batch=batch)


def questions_of(batch: models.ImportBatch) -> list[Question]:
    """What must be answered first."""
    return [
        Question(column, message, tuple(choices)) for column, message, choices in batch.summary.get("questions", [])
    ]


# One page of rows


def page_of(*, batch: models.ImportBatch, kind: str, number: int) -> RowsPage:
    """One page of the kept rows; an unknown kind is all rows, a page too far the last one. One query."""
    counts: dict[str, int] = batch.summary.get("results", {})
    total = sum(counts.values())
    shelves = [Shelf("", "all rows", total)]
    shelves += [Shelf(key, name, counts[key]) for key, name in RESULTS.items() if counts.get(key)]
    kind = kind if counts.get(kind) else ""
    rows = models.StagedRow.objects.filter(batch=batch)
    rows = rows.filter(result=kind) if kind else rows
    pages = max(1, math.ceil((counts[kind] if kind else total) / PER_PAGE))
    number = min(max(1, number), pages)
    found = list(rows.order_by("row")[(number - 1) * PER_PAGE : number * PER_PAGE])
    return RowsPage(kind, number, pages, found, shelves)


def place_of(*, batch: models.ImportBatch, line: int) -> int:
    """The page among all rows on which a row of the file stands."""
    before = models.StagedRow.objects.filter(batch=batch, line__lt=line).count()
    return before // PER_PAGE + 1


def rows_of_kind(*, batch: models.ImportBatch, kind: str) -> list[int]:
    """The numbers of all rows of a kind; none for a kind that is not known."""
    return list(batch.staged.filter(result=kind).values_list("row", flat=True)) if kind in RESULTS else []


def rows_on_file(*, batch: models.ImportBatch, rows: Collection[int]) -> list[int]:
    """Those of the numbers that are rows of the file."""
    return list(batch.staged.filter(row__in=rows).values_list("row", flat=True))


# Mending


def correct(*, batch: models.ImportBatch, rows: Collection[int], column: str, text: str) -> None:
    """Put a text in place of the cells of a column in some rows. The file is checked anew as `look_again` says."""
    with transaction.atomic():
        locked = staged_batch(batch)
        mended = {str(row): dict(locked.corrections.get(str(row), {})) | {column: text} for row in rows}
        locked.corrections = locked.corrections | mended
        locked.save(update_fields=["corrections"])
    batch.corrections = locked.corrections
    look_again(batch=batch, rows=rows, mended={column: text})


def leave_out(*, batch: models.ImportBatch, rows: Collection[int]) -> None:
    """Leave rows of the file out of what is imported."""
    _choose(batch, rows, lambda chosen: chosen | set(rows), "left out")


def take_in(*, batch: models.ImportBatch, rows: Collection[int]) -> None:
    """Import rows after all that were left out."""
    _choose(batch, rows, lambda chosen: chosen - set(rows), "taken in")


def _choose(
    batch: models.ImportBatch, rows: Collection[int], change: Callable[[set[int]], set[int]], said: str
) -> None:
    with transaction.atomic():
        locked = staged_batch(batch)
        locked.left_out = sorted(change(set(locked.left_out)))
        locked.save(update_fields=["left_out"])
    batch.left_out = locked.left_out
    look_again(batch=batch, rows=rows, mended={"row": said})


def look_again(*, batch: models.ImportBatch, rows: Collection[int], mended: Mapping[str, str]) -> None:
    """Check the file anew, unless it is long: then the rows say what was done to them, until the editor asks for the check."""
    if not running.is_long_to_check(content=kept_bytes.opener(batch)):
        check(batch=batch)
        return
    changed = list(models.StagedRow.objects.filter(batch=batch, row__in=rows))
    for staged in changed:
        staged.shown = staged.shown | {"mended": staged.shown.get("mended", {}) | mended}
    models.StagedRow.objects.bulk_update(changed, ["shown"], batch_size=500)
    batch.summary = batch.summary | {"mended": batch.summary.get("mended", 0) + len(changed)}
    batch.save(update_fields=["summary"])


def read_values(*, batch: models.ImportBatch, values: Mapping[tuple[str, str], str]) -> None:
    """Read texts of the file otherwise, in every row that has them: (our column, text in the file) → what to read, "" for nothing."""
    with transaction.atomic():
        locked = staged_batch(batch)
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
        locked = staged_batch(batch)
        locked.answers = locked.answers | dict(answers)
        locked.save(update_fields=["answers"])
    batch.answers = locked.answers
    saved_mappings.learn(batch=batch)
    check(batch=batch)


def lay_out(*, batch: models.ImportBatch, layout: Layout) -> None:
    """Read the columns of the file as the editor says and check it anew; what was read otherwise or mended stays, but for other rows of a wide table."""
    with transaction.atomic():
        locked = staged_batch(batch)
        other_rows = locked.unfolded != list(layout.unfolded)  # the numbers of mended rows mean other rows then
        for target in (locked, batch):
            target.mapping = dict(layout.mapping)
            target.constants = dict(layout.constants)
            target.ignored, target.unfolded = list(layout.ignored), list(layout.unfolded)
            target.unfolded_as = list(layout.unfolded_as)
            target.is_laid_out = True
            if other_rows:
                target.corrections, target.left_out = {}, []
        locked.save(update_fields=[*COLUMNS_READ, "is_laid_out", "corrections", "left_out"])
    check(batch=batch)


def staged_batch(batch: models.ImportBatch) -> models.ImportBatch:
    """The batch, locked. Raises NotCommitted unless it is still staged."""
    locked = models.ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != models.ImportBatch.State.STAGED:
        raise imports.NotCommitted(f"This file is {locked.get_state_display().lower()} already.")
    return locked


# What an editor takes away to mend


def rows_to_mend(*, batch: models.ImportBatch) -> Frame:
    """The rows that are left out in the columns of their file, each with its row number and what to mend.

    Raises TableError when the file cannot be read (any more).
    """
    try:
        table = imports.table_of(data=kept_bytes.opener(batch), name=batch.name, options=imports.options_of(batch))
    except Ask as ask:
        raise TableError(ask.question.message) from None
    headers = tuple(header for header in table.headers if folded_header(header) not in MENDING_FOLDED)
    places = [table.headers.index(header) for header in headers]
    wanted = _what_to_mend(batch)
    lines = [
        [*(cells[place] for place in places), str(line), "; ".join(wanted[line])]
        for part in table.parts()
        for line, cells in enumerate(part.rows, part.first)
        if line in wanted
    ]
    return text_frame(lines, [*headers, *MENDING])


def _what_to_mend(batch: models.ImportBatch) -> dict[int, list[str]]:
    """Line of the file → what is wrong with it."""
    found: dict[int, list[str]] = {}
    if batch.state == models.ImportBatch.State.STAGED:
        for staged in models.StagedRow.objects.filter(batch=batch, is_left_out=True).iterator():
            messages = [_said(problem["column"], problem["message"]) for problem in staged.shown["problems"]]
            found.setdefault(staged.line, []).extend(messages)
        return found
    for row, errors in batch.rows.exclude(errors=[]).values_list("row", "errors"):
        found.setdefault(row, []).extend(_said(error["column"], error["message"]) for error in errors)
    return found


def _said(column: str, message: str) -> str:
    return f"{column}: {message}" if column else message
