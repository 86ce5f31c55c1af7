"""Writing what a plan says, some rows at a time: new claims with their sources and quotes, changes, links, and each row of the file."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from claims_app import models
from claims_app.services import bulk
from claims_app.services.imports import changes
from claims_app.services.imports.known import targets_of
from claims_app.services.imports.mending import complaints
from claims_app.services.imports.new_claims import Vocabulary, new_citation, new_claim, new_position
from claims_app.services.imports.sources import Reports, Statements
from claims_app.tables.planned import DETAILS, LINKS, PlannedClaim, PlannedRow
from claims_app.tables.plans import Plan

EDITED = "Somebody changed this claim while the file was being imported; it was left as it is. Import this row again."
Written = tuple[PlannedClaim, models.Claim]


class Writer:
    """Writes the claims of a plan; which row became which claim is remembered in the plan's scratch file."""

    def __init__(self, batch: models.ImportBatch, by: Any, plan: Plan) -> None:
        self.batch, self.plan = batch, plan
        self.scratch = plan.kept.scratch
        self.note = bulk.Note(by if getattr(by, "is_authenticated", False) else None, f"import {batch.pk}")
        self.words = Vocabulary()
        self.reports = Reports(self.scratch, self.note)
        self.statements = Statements(self.scratch, self.note, self.words.incidents, self.words.parties)
        self.incidents: set[int] = set()

    # New claims, which stay out of sight as long as their batch does

    def write_new(self, claims: Sequence[PlannedClaim]) -> None:
        """Claims that are not on file, with their reports, statements, positions and quotes; what they deny is there already."""
        reports = self.reports.of(claims)
        now = timezone.now()
        rows = [
            new_claim(claim, self.words, statement, reports, self.batch, self.note.by, now)
            for claim, statement in zip(claims, self.statements.of(claims), strict=True)
        ]
        targets = targets_of(claim.cells["denies"] for claim in claims if claim.kind == "denial")
        for claim, row in zip(claims, rows, strict=True):
            row.denies_id = targets[claim.cells["denies"]] if claim.kind == "denial" else None
        bulk.insert(rows, self.note)
        made = list(zip(claims, rows, strict=True))
        for claim, row in made:
            self.scratch.note("made", str(claim.row), row.pk)
            self.incidents.add(row.incident_id)
        bulk.insert([new_position(claim, row, self.words) for claim, row in made if claim.question], self.note)
        self._cite(made, reports)

    def write_links(self) -> None:
        """The links of new claims to others, and of new reports to those that they repeat, now that all are there."""
        linked = self.plan.claims("is_new AND number IN (SELECT number FROM links)")
        for some in bulk.in_pieces(linked):
            targets = targets_of(claim.cells[link] for claim in some for link in LINKS if claim.cells[link])
            cells = {self._made(claim.row): claim.cells for claim in some}
            rows = models.Claim.objects.in_bulk(cells)
            for pk, row in rows.items():
                for link in LINKS:
                    if cells[pk][link]:
                        setattr(row, f"{link}_id", targets[cells[pk][link]])
            bulk.update(list(rows.values()), LINKS, self.note)
        self.reports.tie_copies()

    # Claims on file, which readers see at once: in the transaction that makes the batch visible

    def write_changes(self, rows: Sequence[PlannedRow], *, since: datetime | None = None) -> None:
        """What rows change of claims on file, and further quotes of theirs; those that somebody edited since are left alone.

        The rows of the file that speak of these claims are kept with it.
        """
        claims = [row.claim for row in rows if row.claim is not None]
        pks = {claim.row: claim.existing.pk for claim in claims if claim.existing}
        edited = changes.edited_since(list(pks.values()), since) if since else set()
        alone = {number for number, pk in pks.items() if pk in edited}
        on_file = self._locked(pks.values())
        kept = [(claim, on_file[pks[claim.row]]) for claim in claims if claim.row not in alone]
        changed = [(claim, row) for claim, row in kept if claim.changes]
        before = {claim.row: changes.before(row) for claim, row in changed}
        for claim, row in changed:
            changes.change(claim, row, self.words)
        self.incidents |= {self.words.incidents[claim.incident].pk for claim in claims}
        self._cite(kept, self.reports.of(claim for claim, _ in kept))
        targets = targets_of(claim.cells[link] for claim, _ in changed for link in LINKS if claim.cells[link])
        for claim, row in changed:
            for link in LINKS:
                if claim.cells[link]:
                    setattr(row, f"{link}_id", targets[claim.cells[link]])
        bulk.update([row for _, row in changed], [*changes.CHANGED, "version"], self.note)
        joined = ", ".join(map(str, pks))
        for some in bulk.in_pieces(self.plan.rows(f"joined IN ({joined})")):
            self.keep_rows(some, before=before, alone=alone)

    @staticmethod
    def _locked(pks: Iterable[int]) -> dict[int, models.Claim]:
        rows = models.Claim.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "incident", "statement__claimant", "object", "outcome", "place", "position__question"
        )
        found: dict[int, models.Claim] = {}
        for some in bulk.in_pieces(pks):
            found |= rows.prefetch_related("citations").in_bulk(some)
        return found

    def _cite(self, written: Iterable[Written], reports: Mapping[str, models.Report]) -> None:
        new: list[models.Citation] = []
        changed: list[models.Citation] = []
        for claim, row in written:
            order = sum(map(len, claim.existing.citations.values())) if claim.existing else 0
            for source in claim.sources:
                if source.action == "new":
                    new.append(new_citation(source, row, reports[source.identity], order))
                    order += 1
                elif source.action == "changed":
                    changed.append(changes.changed_citation(source, row, reports[source.identity]))
        bulk.insert(new, self.note)
        bulk.update(changed, ["quote", *DETAILS], self.note)

    # Each row of the file, with what became of it

    def keep_rows(
        self, rows: Sequence[PlannedRow], *, before: Mapping[int, Any] | None = None, alone: Container[int] = ()
    ) -> None:
        """Good rows of the file with what became of them; `before` is what an undo puts back, `alone` the claims that were left alone."""
        bulk.insert([self._kept_row(row, before or {}, is_alone=row.joined in alone) for row in rows])

    def _kept_row(self, row: PlannedRow, before: Mapping[int, Any], *, is_alone: bool) -> models.ImportRow:
        return bulk.new(
            models.ImportRow,
            batch_id=self.batch.pk,
            row=row.row,
            cells=row.sheet_row.cells,
            outcome="conflict" if is_alone else row.outcome,
            errors=[{"column": "", "message": EDITED}] if is_alone else [],
            claim_id=None if is_alone else self._claim_of(row),
            before=before.get(row.row),
        )

    def keep_bad_rows(self, rows: Sequence[PlannedRow]) -> None:
        """Rows that were left out, with what is wrong with them."""
        bulk.insert([
            models.ImportRow(
                batch=self.batch, row=row.row, cells=row.sheet_row.cells, outcome=row.outcome, errors=complaints(row)
            )
            for row in rows
        ])  # fmt: skip

    def _claim_of(self, row: PlannedRow) -> int | None:
        """The claim that the row was written to: one on file, or one that was made."""
        if row.joined is None:
            return None
        made = row.on_file or self._made(row.joined)
        return self.plan.kept.get(row.joined).on_file if made is None else made

    def _made(self, number: int) -> int | None:
        return self.scratch.find("made", str(number))
