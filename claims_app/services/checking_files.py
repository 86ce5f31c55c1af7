"""What a staged file would do, worked out and kept row by row; short files at once, long ones by a worker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, islice
from typing import Any

from claims_app import models
from claims_app.core.designations import fold
from claims_app.core.wording import reading_of
from claims_app.services import imports, saved_mappings
from claims_app.services.imports.mending import LEANS
from claims_app.tables.columns import BY_NAME
from claims_app.tables.layouts import HeaderError, choose_columns, headers_of
from claims_app.tables.planned import Plan, PlannedRow
from claims_app.tables.plans import without_bad_rows
from claims_app.tables.reading import Ask, Question, Table, TableError
from claims_app.tables.rows import Problem, SheetRow

CHUNK = 2_000
LONGEST_SHOWN = 120
MOST_GROUPS = 100
# A row with more than this is cut for the page; the file of rows to mend has it whole.
MOST_PROBLEMS = 8
BRACKETS = re.compile(r"\s*\([^()]*\)")
# (our column, text in the file, what is wrong) → what the page says of it.
Groups = dict[tuple[str, str, str], dict[str, Any]]


def check(*, batch: models.ImportBatch, progress: imports.Tell | None = None) -> None:
    """Plan the batch anew and keep what its preview shows; nothing of the claims is written.

    `progress` is told how many rows of how many are checked; what it raises ends the check.
    """
    try:
        table = imports.table_of(data=bytes(batch.content), name=batch.name, options=imports.options_of(batch))
    except Ask as ask:
        check_table(batch=batch, read=ask.question)
    except TableError as error:
        check_table(batch=batch, read=None, unreadable=str(error))
    else:
        check_table(batch=batch, read=table, progress=progress)


def check_table(
    *,
    batch: models.ImportBatch,
    read: Table | Question | None,
    unreadable: str = "",
    progress: imports.Tell | None = None,
) -> None:
    """The same for a file that was read: its table, a question that comes first, or the sentence that says why it cannot be read."""
    plan = Plan([], [], [], [], [])
    complaint = ""
    if isinstance(read, Question):
        plan.questions.append(read)
    elif read is not None:
        saved_mappings.choose(batch=batch, headers=headers_of(read))
        try:
            plan = imports.plan_table(table=read, options=imports.options_of(batch), progress=progress)
        except HeaderError as error:
            complaint = str(error)
    kept = without_bad_rows(plan)
    groups = _groups(plan)
    results = _keep_rows(batch, plan, {row.row for row in kept.rows}, groups)
    headers = _headers(read, imports.options_of(batch)) if isinstance(read, Table) else []
    batch.summary = _summary(plan, kept) | {
        "complaint": complaint,
        "unreadable": unreadable,
        "headers": headers,
        "results": results,
        "groups": sorted(groups.values(), key=lambda group: -group["count"])[:MOST_GROUPS],
        "other_groups": max(0, len(groups) - MOST_GROUPS),
    }
    batch.save(update_fields=["summary"])


def _keep_rows(batch: models.ImportBatch, plan: Plan, kept: set[int], groups: Groups) -> dict[str, int]:
    """The rows in place of those of the last check, a few thousand at a time, so that nobody waits long to write; how many of each result."""
    models.StagedRow.objects.filter(batch=batch).delete()
    results: Counter[str] = Counter()
    rows = chain(
        (_staged(batch, row, groups, is_kept=row.row in kept) for row in plan.rows),
        (_left_out(batch, row) for row in plan.left_out),
    )
    while chunk := list(islice(rows, CHUNK)):
        results.update(row.result for row in chunk)
        models.StagedRow.objects.bulk_create(chunk, batch_size=500, ignore_conflicts=True)
    return dict(results)


def _staged(batch: models.ImportBatch, row: PlannedRow, groups: Groups, *, is_kept: bool) -> models.StagedRow:
    notes = [*row.checks, *(warning.message for warning in row.sheet_row.warnings)]
    problems = row.sheet_row.errors or ([] if is_kept else [Problem(row.sheet_row.line, "", "", LEANS)])
    shown = {
        "cells": cells_of(row.sheet_row),
        "reading": reading_of(row.claim.figure) if row.claim and row.claim.figure else "",
        "problems": [_problem(row, problem, groups) for problem in problems[:MOST_PROBLEMS]],
        "notes": notes[:MOST_PROBLEMS],
        "claim": row.claim.existing.pk if row.claim and row.claim.existing else None,
    }
    result = "error" if problems else "check" if row.outcome == "new" and notes else row.outcome
    return models.StagedRow(
        batch=batch, row=row.row, line=row.sheet_row.line, result=result, is_left_out=not is_kept, shown=shown
    )


def _left_out(batch: models.ImportBatch, row: SheetRow) -> models.StagedRow:
    shown: dict[str, Any] = {"cells": cells_of(row), "reading": "", "problems": [], "notes": [], "claim": None}
    return models.StagedRow(batch=batch, row=row.row, line=row.line, result="left_out", is_left_out=True, shown=shown)


def _problem(row: PlannedRow, problem: Problem, groups: Groups) -> dict[str, Any]:
    group = groups.get((problem.column, row.sheet_row[problem.column], problem.message), {})
    return {
        "column": problem.column,
        "value": _cut(problem.value),
        "message": problem.message,
        "choices": list(problem.choices),
        "can_mend": problem.column in BY_NAME,
        "others": group.get("count", 1) - 1,
    }


def cells_of(cells: SheetRow) -> dict[str, str]:
    """The cells that the preview shows, cut short."""
    said = {
        "claimant": cells["claimant"],
        "subject": cells["subject"],
        "measure": cells["measure"] or cells["question"],
        "figure": cells["figure"] or cells["position"],
        "day": cells["stated_at"] or cells["published"] or cells["as_of"],
        "quote": cells["quote"],
    }
    return {name: _cut(text) for name, text in said.items()}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


# What the page says of the whole file


def _summary(plan: Plan, kept: Plan) -> dict[str, Any]:
    counts = kept.counts
    return {
        "counts": plan.counts,
        "good": len(kept.rows),
        "bad": len(plan.rows) - len(kept.rows),
        "left_out": len(plan.left_out),
        "to_write": counts["new"] + counts["changed"],
        "questions": [[question.column, question.message, list(question.choices)] for question in plan.questions],
        "warnings": [[warning.column, warning.message] for warning in plan.warnings if warning.row <= 1],
        "mended": 0,
    }


def _groups(plan: Plan) -> Groups:
    """The same trouble with the same text, however many rows have it: what can be mended once for all of them."""
    found: Groups = {}
    for row in plan.rows:
        for error in row.sheet_row.errors:
            text = row.sheet_row[error.column]
            if error.column not in BY_NAME or not text or len(text) > BY_NAME[error.column].longest:
                continue
            key = (error.column, text, error.message)
            if key not in found:
                found[key] = {
                    "column": error.column, "value": text, "message": error.message, "choices": list(error.choices),
                    "suggested": _suggested(text, error.choices), "count": 0, "first": row.sheet_row.line,
                }  # fmt: skip
            found[key]["count"] += 1
    return found


def _suggested(text: str, choices: Sequence[str]) -> str:
    """The choice that differs from the text by words in brackets alone; "" for none."""
    bare = fold(BRACKETS.sub("", text))
    return next((choice for choice in choices if fold(choice) == bare), "")


def _headers(table: Table, options: imports.Options) -> list[dict[str, Any]]:
    """Each header with what it is read as and its first three different texts."""
    headers = headers_of(table)
    try:
        columns = choose_columns(
            [header for header in headers if header not in options.unfolded], options.layout
        ).columns
    except HeaderError:
        columns = {}
    return [
        {
            "header": header,
            "columns": [name for name, read in columns.items() if header in read],
            "samples": _samples(table, header),
        }
        for header in headers
    ]


def _samples(table: Table, header: str) -> list[str]:
    found: dict[str, None] = {}
    for text in islice(table.frame[header], 2_000):
        if text.strip():
            found[_cut(text.strip())] = None
        if len(found) == 3:
            break
    return list(found)
