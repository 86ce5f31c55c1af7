"""Rows and what is on file → a plan: new, changed, same, duplicate, conflict, invalid. The preview is this value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from claims_app.tables.cells import Question
from claims_app.tables.matches import Matcher
from claims_app.tables.meanings import Reader
from claims_app.tables.names import Known
from claims_app.tables.planned import LINKS, PlannedClaim, PlannedRow
from claims_app.tables.planned_rows import PlannedRows
from claims_app.tables.remarks import Remarks
from claims_app.tables.rows import Problem, Sheet, SheetRow
from claims_app.tables.scratch import Scratch

OUTCOMES = ("new", "changed", "same", "duplicate", "conflict", "invalid")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a commit of the file would do; nothing is written before it. `is_pruned` when its bad rows do not count."""

    kept: PlannedRows = field(default_factory=PlannedRows)
    questions: Sequence[Question] = ()
    file_errors: Sequence[Problem] = ()
    file_warnings: Sequence[Problem] = ()
    is_pruned: bool = False

    def rows(self, condition: str = "1") -> Iterator[PlannedRow]:
        """The rows of which a condition on `COLUMNS` holds, one after the other."""
        return self.kept.where(f"({condition}) AND NOT is_bad" if self.is_pruned else condition)

    def claims(self, condition: str = "1") -> Iterator[PlannedClaim]:
        """The claims that these rows make."""
        return (row.claim for row in self.rows(f"claims AND ({condition})") if row.claim is not None)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each outcome, and how many claims would stay drafts."""
        found: Counter[str] = Counter()
        drafts = 0
        asked = "SELECT outcome, is_bad, count(*), sum(is_new AND NOT is_public) FROM planned GROUP BY outcome, is_bad"
        for outcome, is_bad, rows, of_drafts in self.kept.ask(asked):
            if not (self.is_pruned and is_bad):
                found[outcome] += rows
                drafts += of_drafts
        return {"rows": found.total()} | {name: found[name] for name in OUTCOMES} | {"drafts": drafts}

    @property
    def rows_in_file(self) -> int:
        """How many rows there are, good and bad."""
        ((found,),) = self.kept.ask("SELECT count(*) FROM planned")
        return int(found)

    @property
    def errors(self) -> list[Problem]:
        """Everything that is wrong with the file and its rows."""
        of_rows = (error for row in self.rows("errors") for error in row.sheet_row.errors)
        return [] if self.is_pruned else [*self.file_errors, *of_rows]

    @property
    def warnings(self) -> list[Problem]:
        """Everything that should be looked at."""
        of_rows = (warning for row in self.kept.where("warnings") for warning in row.sheet_row.warnings)
        return [*self.file_warnings, *of_rows]

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong."""
        found = self.kept.ask("SELECT 1 FROM planned WHERE errors LIMIT 1")
        return not self.is_pruned and (bool(self.file_errors) or any(True for _ in found))

    @property
    def is_clean(self) -> bool:
        """Whether it may be committed whole."""
        return not self.has_errors and not self.questions


def unread(name: str, message: str) -> Plan:
    """The plan of a file that cannot be read."""
    return Plan(file_errors=[Problem(0, "", name, message)])


def make_plan(
    sheet: Sheet,
    known: Known,
    *,
    as_drafts: bool = False,
    left_out: Collection[int] = (),
    tick: Callable[[], None] | None = None,
) -> Plan:
    """Hold every row against what is on file and against the rows before it; `tick` is called after each row.

    Rows that are `left_out` are kept beside the plan, and nothing else knows of them.
    """
    rows = PlannedRows()
    chosen = frozenset(left_out)
    all_named = _note_names(sheet, chosen, rows.scratch)
    reader = Reader(known, lambda name: rows.scratch.find("external_id", name) is not None, as_drafts=as_drafts)
    remarks = Remarks(known, rows.scratch)
    matcher = Matcher(known, rows, all_named=all_named)
    for row in sheet.rows():
        if row.row in chosen:
            rows.left_out.put(row.row, row)
            continue
        planned = _planned(row, reader, matcher, remarks)
        rows.put(planned)
        rows.link(planned)
        if tick is not None:
            tick()
    matcher.check_denials()
    return Plan(rows, sheet.questions, file_warnings=sheet.warnings)


def _note_names(sheet: Sheet, left_out: Collection[int], scratch: Scratch) -> bool:
    """Remember the external ids and addresses that other rows may name, where they can; tells whether every row has an external id."""
    links, copies = sheet.may_say(*LINKS), sheet.may_say("copied_from")
    all_named = True
    for row in sheet.rows(only=("external_id", "url")):
        if row.row not in left_out:
            all_named = all_named and bool(row["external_id"])
            if links:
                scratch.note("external_id", row["external_id"])
            if copies:
                scratch.note("address", row["url"])
    return all_named


def _planned(row: SheetRow, reader: Reader, matcher: Matcher, remarks: Remarks) -> PlannedRow:
    """The row with its outcome; its errors and warnings are noted on the row itself."""
    claim = reader.claim(row)
    figure = claim.figure if claim else None
    if claim is None or row.errors:
        return PlannedRow(row.row, "invalid", row, figure=figure)
    outcome, joined = matcher.outcome(row, claim)
    if row.errors:
        return PlannedRow(row.row, outcome if outcome == "conflict" else "invalid", row, figure=figure)
    remarks.warn(row, claim, outcome)
    mine = claim if joined == row.row else None
    return PlannedRow(row.row, outcome, row, mine, remarks.checks(row, claim), joined, figure)


def without_bad_rows(plan: Plan) -> Plan:
    """The plan without its invalid and conflicting rows, and without rows that lean on one of them."""
    plan.kept.ask(LEANING)
    plan.kept.ask("UPDATE planned SET is_bad = 1 WHERE joined IN (SELECT number FROM planned WHERE is_bad)")
    return replace(plan, is_pruned=True)


# An external id is lost with its claim, and with it the claims that point to it, and so on.
LEANING = """
UPDATE planned SET is_bad = 1 WHERE number IN (
    WITH RECURSIVE lost (name) AS (
        SELECT * FROM (
            SELECT external FROM planned WHERE is_bad AND external <> ''
            EXCEPT SELECT external FROM planned WHERE claims AND NOT is_bad
        )
        UNION
        SELECT planned.external FROM lost
        JOIN links ON links.target = lost.name
        JOIN planned ON planned.number = links.number AND NOT planned.is_bad
    )
    SELECT links.number FROM links JOIN lost ON links.target = lost.name
)
"""


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
