"""What is wrong with a row that is left out."""

from __future__ import annotations

from claims_app.tables.planned import PlannedRow

LEANS = "This row leans on a row that was left out. Mend that one first."


def complaints(row: PlannedRow) -> list[dict[str, str]]:
    """What is wrong with a row that is left out."""
    errors = [{"column": error.column, "message": error.message} for error in row.sheet_row.errors]
    return errors or [{"column": "", "message": LEANS}]
