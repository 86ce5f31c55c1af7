"""The rows that were left out, for an editor to take away and mend."""

from __future__ import annotations

from collections.abc import Mapping

from claims_app import models
from claims_app.services.imports.staging import plan_of
from claims_app.tables.plans import PlannedRow, without_bad_rows
from claims_app.tables.writing import Frame, text_frame

LEANS = "This row leans on a row that was left out. Mend that one first."


def problem_frame(batch: models.ImportBatch) -> Frame:
    """The rows that are left out, as they were read, with their row number and what is wrong, to mend and import again."""
    if batch.state == models.ImportBatch.State.STAGED:
        plan = plan_of(batch)
        kept = {row.row for row in without_bad_rows(plan).rows}
        bad = [(row.sheet_row.cells, row.row, complaints(row)) for row in plan.rows if row.row not in kept]
    else:
        bad = [(row.cells, row.row, row.errors) for row in batch.rows.exclude(errors=[]).order_by("row")]
    columns = list(dict.fromkeys(name for cells, _, _ in bad for name in cells))
    lines = [
        [*(cells.get(name, "") for name in columns), str(number), "; ".join(map(_complaint, errors))]
        for cells, number, errors in bad
    ]
    return text_frame(lines, [*columns, "row_in_file", "what_to_mend"])


def complaints(row: PlannedRow) -> list[dict[str, str]]:
    """What is wrong with a row that is left out."""
    errors = [{"column": error.column, "message": error.message} for error in row.sheet_row.errors]
    return errors or [{"column": "", "message": LEANS}]


def _complaint(error: Mapping[str, str]) -> str:
    return f"{error['column']}: {error['message']}" if error["column"] else error["message"]
