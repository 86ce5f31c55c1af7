"""Rows and what is on file → a plan: new, changed, same, duplicate, conflict, invalid. The preview is this value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claims_app.tables.matches import Matcher
from claims_app.tables.meanings import Reader
from claims_app.tables.names import Known
from claims_app.tables.planned import (
    DENIED,
    DETAILS,
    LINKS,
    Plan,
    PlannedClaim,
    PlannedRow,
    PlannedSource,
    day_of,
    source_identity,
)
from claims_app.tables.remarks import Remarks
from claims_app.tables.rows import Problem, Sheet, SheetRow

__all__ = [
    "DENIED", "DETAILS", "LINKS", "Plan", "PlannedClaim", "PlannedRow", "PlannedSource", "day_of", "make_plan", "plan_json",
    "source_identity", "without_bad_rows",
]  # fmt: skip


def make_plan(sheet: Sheet, known: Known, *, as_drafts: bool = False, tick: Callable[[], None] | None = None) -> Plan:
    """Hold every row against what is on file and against the rows before it; `tick` is called after each row."""
    reader = Reader(known, frozenset(row["external_id"] for row in sheet.rows) - {""}, as_drafts=as_drafts)
    remarks = Remarks(known, frozenset(row["url"] for row in sheet.rows) - {""})
    matcher = Matcher(known)
    rows = []
    for row in sheet.rows:
        rows.append(_planned(row, reader, matcher, remarks))
        if tick is not None:
            tick()
    matcher.check_denials()
    for planned in rows:
        if planned.sheet_row.errors and planned.outcome != "conflict":
            planned.outcome = "invalid"
    errors = [error for row in sheet.rows for error in row.errors]
    warnings = [*sheet.warnings, *(warning for row in sheet.rows for warning in row.warnings)]
    return Plan(rows, matcher.claims, errors, warnings, list(sheet.questions))


def _planned(row: SheetRow, reader: Reader, matcher: Matcher, remarks: Remarks) -> PlannedRow:
    """The row with its outcome; its errors and warnings are noted on the row itself."""
    claim = reader.claim(row)
    if claim is None or row.errors:
        return PlannedRow(row.row, "invalid", row, claim)
    outcome = matcher.outcome(row, claim)
    if row.errors:
        return PlannedRow(row.row, outcome if outcome == "conflict" else "invalid", row, claim)
    remarks.warn(row, claim, outcome)
    return PlannedRow(row.row, outcome, row, claim, remarks.checks(row, claim), matcher.joined.get(row.row, claim))


def without_bad_rows(plan: Plan) -> Plan:
    """The plan without its invalid and conflicting rows, and without rows that lean on one of them."""
    bad = {row.row for row in plan.rows if row.outcome in ("invalid", "conflict")}
    lost = {claim.cells["external_id"] for claim in plan.claims if claim.row in bad} - {""}
    lost |= {row.sheet_row["external_id"] for row in plan.rows if row.row in bad} - {""}
    lost -= {claim.cells["external_id"] for claim in plan.claims if claim.row not in bad}
    while leaning := {
        claim.row
        for claim in plan.claims
        if claim.row not in bad and lost & {claim.cells.get(link, "") for link in LINKS}
    }:
        bad |= leaning
        lost |= {claim.cells["external_id"] for claim in plan.claims if claim.row in leaning} - {""}
    bad |= {row.row for row in plan.rows if row.joined is not None and row.joined.row in bad}
    return Plan(
        rows=[row for row in plan.rows if row.row not in bad],
        claims=[claim for claim in plan.claims if claim.row not in bad],
        errors=[],
        warnings=plan.warnings,
        questions=plan.questions,
    )


def plan_json(plan: Plan, *, file: str, sha256: str, committed: bool, batch: int | None) -> dict[str, Any]:
    """The one JSON document of `import_claims --json` and of plan.json."""
    return (
        {"file": file, "sha256": sha256}
        | plan.counts
        | {
            "committed": committed,
            "batch": batch,
            "errors": [_problem(problem) for problem in plan.errors],
            "warnings": [_problem(problem) for problem in plan.warnings],
            "questions": [
                {"column": question.column, "message": question.message, "choices": list(question.choices)}
                for question in plan.questions
            ],
        }
    )


def _problem(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "column": problem.column, "value": problem.value, "message": problem.message}
