"""The rows of a plan on disk, with what a question to them needs beside each, so that a plan of a million rows is small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from claims_app.core.designations import Meaning
from claims_app.core.figures import Figure, Interval
from claims_app.core.natural_keys import NaturalKey
from claims_app.tables.on_file import ExistingCitation, ExistingClaim
from claims_app.tables.planned import LINKS, PlannedClaim, PlannedRow, PlannedSource
from claims_app.tables.rows import Problem, SheetRow
from claims_app.tables.scratch import Pile, Scratch, put_briefly

COLUMNS = (
    "outcome TEXT, joined INTEGER, external TEXT, claims INTEGER, denies INTEGER, is_new INTEGER, is_public INTEGER,"
    "is_changed INTEGER, errors INTEGER, warnings INTEGER, is_bad INTEGER"
)


put_briefly(
    NaturalKey, Figure, Meaning, Interval, PlannedSource, PlannedClaim, PlannedRow, SheetRow, Problem, ExistingClaim,
    ExistingCitation,
)  # fmt: skip


class PlannedRows:
    """The rows of a plan, kept on disk; `links` are the rows that name an external id, and `left_out` those that an editor left out."""

    def __init__(self) -> None:
        self.scratch = Scratch()
        self.left_out: Pile[SheetRow] = Pile(self.scratch, "left_out")
        self._rows: Pile[PlannedRow] = Pile(self.scratch, "planned", COLUMNS)
        self.scratch.db.execute("CREATE INDEX planned_joined ON planned (joined)")
        self.scratch.db.execute(
            "CREATE TABLE links (target TEXT, number INTEGER, PRIMARY KEY (target, number)) WITHOUT ROWID"
        )

    def put(self, row: PlannedRow) -> None:
        """Keep a row, in place of what was kept of it before."""
        claim, errors = row.claim, row.sheet_row.errors
        self._rows.put(
            row.row, row,
            row.outcome, row.joined, row.sheet_row["external_id"],
            claim is not None, claim is not None and claim.kind == "denial",
            claim is not None and claim.existing is None, claim is not None and claim.is_public,
            claim is not None and claim.is_changed,
            len(errors), len(row.sheet_row.warnings), row.outcome in ("invalid", "conflict"),
        )  # fmt: skip

    def link(self, row: PlannedRow) -> None:
        """Note which external ids the claim of a row points to."""
        if row.claim is not None:
            targets = [(row.claim.cells[link], row.row) for link in LINKS if row.claim.cells[link]]
            self.scratch.db.executemany("INSERT OR IGNORE INTO links VALUES (?, ?)", targets)

    def get(self, number: int) -> PlannedRow:
        """The row of a number."""
        return self._rows.get(number)

    def where(self, condition: str = "1") -> Iterator[PlannedRow]:
        """The rows of which a condition on `COLUMNS` holds, in their order."""
        return self._rows.where(condition)

    def ask(self, question: str, *parameters: Any) -> Iterable[tuple[Any, ...]]:
        """What a question to the tables `planned` and `links` finds."""
        return self._rows.ask(question, *parameters)
