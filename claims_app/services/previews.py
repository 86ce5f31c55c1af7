"""What a staged file would do, kept row by row, so that a page of its preview costs no more for a file of 100,000 rows."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from claims_app import models
from claims_app.core.designations import fold
from claims_app.core.wording import reading_of
from claims_app.services import imports, saved_mappings
from claims_app.services.imports.mending import LEANS
from claims_app.tables.columns import BY_NAME
from claims_app.tables.layouts import MENDING, HeaderError, choose_columns, headers_of
from claims_app.tables.planned import Plan, PlannedRow
from claims_app.tables.plans import without_bad_rows
from claims_app.tables.reading import Ask, Question, Table, TableError, folded_header
from claims_app.tables.rows import Problem
from claims_app.tables.writing import Frame, text_frame

PER_PAGE = 100
CHUNK = 2_000
LONGEST_SHOWN = 120
MOST_GROUPS = 100
RESULTS = {
    "error": "errors",
    "check": "to check",
    "new": "new",
    "changed": "changed",
    "same": "the same",
    "duplicate": "duplicates",
}
# A row with more than this is cut for the page; the file of rows to mend has it whole.
MOST_PROBLEMS = 8
MENDING_FOLDED = frozenset(map(folded_header, MENDING))
BRACKETS = re.compile(r"\s*\([^()]*\)")
# (our column, text in the file, what is wrong) → what the page says of it.
Groups = dict[tuple[str, str, str], dict[str, Any]]


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


# Checking


def check(*, batch: models.ImportBatch, progress: Callable[[int, int], None] | None = None) -> None:
    """Plan the batch anew and keep what its preview shows; nothing of the claims is written. `progress` as in `imports.plan_file`."""
    try:
        table = imports.table_of(data=bytes(batch.content), name=batch.name, options=imports.options_of(batch))
    except Ask as ask:
        keep(batch=batch, read=ask.question)
    except TableError as error:
        keep(batch=batch, read=None, unreadable=str(error))
    else:
        keep(batch=batch, read=table, progress=progress)


def keep(
    *,
    batch: models.ImportBatch,
    read: Table | Question | None,
    unreadable: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Keep the preview of a table that was read, of the question that must be answered first, or of a file that cannot be read."""
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
    rows = (_staged(batch, row, groups, is_kept=row.row in kept) for row in plan.rows)
    while chunk := list(islice(rows, CHUNK)):
        results.update(row.result for row in chunk)
        models.StagedRow.objects.bulk_create(chunk, batch_size=500, ignore_conflicts=True)
    return dict(results)


def _staged(batch: models.ImportBatch, row: PlannedRow, groups: Groups, *, is_kept: bool) -> models.StagedRow:
    notes = [*row.checks, *(warning.message for warning in row.sheet_row.warnings)]
    problems = row.sheet_row.errors or ([] if is_kept else [Problem(row.sheet_row.line, "", "", LEANS)])
    shown = {
        "cells": cells_of(row),
        "reading": reading_of(row.claim.figure) if row.claim and row.claim.figure else "",
        "problems": [_problem(row, problem, groups) for problem in problems[:MOST_PROBLEMS]],
        "notes": notes[:MOST_PROBLEMS],
        "claim": row.claim.existing.pk if row.claim and row.claim.existing else None,
    }
    result = "error" if problems else "check" if row.outcome == "new" and notes else row.outcome
    return models.StagedRow(
        batch=batch, row=row.row, line=row.sheet_row.line, result=result, is_left_out=not is_kept, shown=shown
    )


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


def cells_of(row: PlannedRow) -> dict[str, str]:
    """The cells that the preview shows, cut short."""
    cells = row.sheet_row
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


# What an editor takes away to mend


def rows_to_mend(*, batch: models.ImportBatch) -> Frame:
    """The rows that are left out in the columns of their file, each with its row number and what to mend.

    Raises TableError when the file cannot be read (any more).
    """
    try:
        table = imports.table_of(data=bytes(batch.content), name=batch.name, options=imports.options_of(batch))
    except Ask as ask:
        raise TableError(ask.question.message) from None
    headers = [header for header in headers_of(table) if folded_header(header) not in MENDING_FOLDED]
    frame = table.frame[headers]
    lines = [
        [*frame.iloc[line - table.first_row].tolist(), str(line), "; ".join(messages)]
        for line, messages in sorted(_what_to_mend(batch).items())
        if 0 <= line - table.first_row < len(frame)
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
