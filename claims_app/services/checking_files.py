"""What a staged file would do, worked out and kept row by row; short files at once, long ones by a worker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any

from claims_app import models
from claims_app.core.designations import fold
from claims_app.core.wording import reading_of
from claims_app.services import bulk, imports, saved_mappings
from claims_app.services.imports import kept_bytes
from claims_app.services.imports.mending import LEANS
from claims_app.tables.columns import BY_NAME
from claims_app.tables.layouts import HeaderError, choose_columns, texts_of
from claims_app.tables.planned import PlannedRow
from claims_app.tables.plans import Plan, without_bad_rows
from claims_app.tables.reading import Ask, Part, Question, Table, TableError
from claims_app.tables.rows import Problem, SheetRow

CHUNK = 2_000
LONGEST_SHOWN = 120
MOST_GROUPS = 100
# So many different troubles are told apart.
MOST_COUNTED = 20_000
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
        table = imports.table_of(data=kept_bytes.opener(batch), name=batch.name, options=imports.options_of(batch))
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
    plan = Plan()
    complaint = ""
    if isinstance(read, Question):
        plan = Plan(questions=[read])
    elif read is not None:
        saved_mappings.choose(batch=batch, headers=read.headers)
        try:
            plan = imports.plan_table(table=read, options=imports.options_of(batch), progress=progress)
        except HeaderError as error:
            complaint = str(error)
    kept = without_bad_rows(plan)
    groups, other_groups = _groups(plan)
    results = _keep_rows(batch, plan, groups)
    headers = _headers(read, imports.options_of(batch)) if isinstance(read, Table) else []
    batch.summary = _summary(plan, kept, results) | {
        "complaint": complaint,
        "unreadable": unreadable,
        "headers": headers,
        "results": results,
        "groups": sorted(groups.values(), key=lambda group: -group["count"])[:MOST_GROUPS],
        "other_groups": max(0, len(groups) - MOST_GROUPS) + other_groups,
    }
    batch.save(update_fields=["summary"])


def _keep_rows(batch: models.ImportBatch, plan: Plan, groups: Groups) -> dict[str, int]:
    """The rows in place of those of the last check, a few thousand at a time, so that nobody waits long to write; how many of each result."""
    models.StagedRow.objects.filter(batch=batch).delete()
    results: Counter[str] = Counter()
    rows = chain(
        (_staged(batch, row, groups, is_kept=True) for row in plan.rows("NOT is_bad")),
        (_staged(batch, row, groups, is_kept=False) for row in plan.rows("is_bad")),
        (_left_out(batch, row) for row in plan.kept.left_out.where()),
    )
    for some in bulk.in_pieces(rows, CHUNK):
        results.update(row.result for row in some)
        models.StagedRow.objects.bulk_create(some, batch_size=500, ignore_conflicts=True)
    return dict(results)


def _staged(batch: models.ImportBatch, row: PlannedRow, groups: Groups, *, is_kept: bool) -> models.StagedRow:
    notes = [*row.checks, *(warning.message for warning in row.sheet_row.warnings)]
    problems = row.sheet_row.errors or ([] if is_kept else [Problem(row.sheet_row.line, "", "", LEANS)])
    shown = {
        "cells": cells_of(row.sheet_row),
        "reading": reading_of(row.figure) if row.figure else "",
        "problems": [_problem(row, problem, groups) for problem in problems[:MOST_PROBLEMS]],
        "notes": notes[:MOST_PROBLEMS],
        "claim": row.on_file,
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
    event = dict.fromkeys(day for day in (cells["event_date"], cells["event_end"]) if day)
    said = {
        "incident": cells["incident"],
        "event": " – ".join(event),
        "claimant": cells["claimant"],
        "subject": cells["subject"],
        "measure": cells["measure"] or cells["question"],
        "figure": cells["figure"] or cells["position"],
        "day": cells["stated_at"] or cells["published"] or cells["as_of"],
        "report": cells["publisher"] or cells["url"],
        "quote": cells["quote"],
    }
    return {name: _cut(text) for name, text in said.items()}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


# What the page says of the whole file


def _summary(plan: Plan, kept: Plan, results: dict[str, int]) -> dict[str, Any]:
    of_all, counts = plan.counts, kept.counts
    return {
        "counts": of_all,
        "good": counts["rows"],
        "bad": of_all["rows"] - counts["rows"],
        "left_out": results.get("left_out", 0),
        "to_write": counts["new"] + counts["changed"],
        "questions": [[question.column, question.message, list(question.choices)] for question in plan.questions],
        "warnings": [[warning.column, warning.message] for warning in plan.file_warnings],
        "mended": 0,
    }


def _groups(plan: Plan) -> tuple[Groups, int]:
    """The same trouble with the same text, however many rows have it: what can be mended once for all of them; how many rows of others."""
    found: Groups = {}
    others = 0
    for row in plan.rows("errors"):
        for error in row.sheet_row.errors:
            text = row.sheet_row[error.column]
            if error.column not in BY_NAME or not text or len(text) > BY_NAME[error.column].longest:
                continue
            key = (error.column, text, error.message)
            if key not in found and len(found) >= MOST_COUNTED:
                others += 1
                continue
            if key not in found:
                found[key] = {
                    "column": error.column, "value": text, "message": error.message, "choices": list(error.choices),
                    "suggested": _suggested(error.column, text, error.choices), "count": 0, "first": row.sheet_row.line,
                }  # fmt: skip
            found[key]["count"] += 1
    return found, others


def _suggested(column: str, text: str, choices: Sequence[str]) -> str:
    """The choice that differs from the text by words in brackets alone, or the one day that a text spells; "" for none."""
    if BY_NAME[column].is_day and len(choices) == 1:
        return choices[0]
    bare = fold(BRACKETS.sub("", text))
    return next((choice for choice in choices if fold(choice) == bare), "")


def _headers(table: Table, options: imports.Options) -> list[dict[str, Any]]:
    """Each header with what it is read as and its first three different texts."""
    try:
        columns = choose_columns(
            [header for header in table.headers if header not in options.unfolded], options.layout
        ).columns
    except HeaderError:
        columns = {}
    first = next(table.parts(), Part(table.headers, [], table.first_row))
    return [
        {
            "header": header,
            "columns": [name for name, read in columns.items() if header in read],
            "samples": _samples(texts_of(first, (header,))),
        }
        for header in table.headers
    ]


def _samples(texts: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for text in texts[:CHUNK]:
        if text.strip():
            found[_cut(text.strip())] = None
        if len(found) == 3:
            break
    return list(found)
