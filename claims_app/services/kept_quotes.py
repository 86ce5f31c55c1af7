"""A file that would change a quote to words that do not stand in the kept copy of its report is refused, row by row."""

from __future__ import annotations

from collections.abc import Callable

from claims_app import models
from claims_app.models.claims import NOT_VERBATIM, stands_in
from claims_app.tables.plans import Plan, PlannedRow
from claims_app.tables.rows import Problem

SHOWN = 200


def refuse_other_words(plan: Plan, *, identity_of: Callable[[models.Report], str]) -> None:
    """Note an error on each such row of the plan. One query, and none where no row changes a quote."""
    changing = [(row, found) for row in plan.rows if (found := _change(row))]
    if not changing:
        return
    kept = (
        models.Citation.objects.filter(claim__in={claim for _, (claim, _, _) in changing}, copy__isnull=False)
        .select_related("copy", "report__outlet")
        .defer("copy__content")
    )
    by_source: dict[tuple[int, str], list[models.Citation]] = {}
    for citation in kept:
        by_source.setdefault((citation.claim_id, identity_of(citation.report)), []).append(citation)
    for row, (claim, quote, identity) in changing:
        if any(each.copy and not stands_in(quote, each.copy) for each in by_source.get((claim, identity), ())):
            problem = Problem(row.row, "quote", quote[:SHOWN], NOT_VERBATIM)
            row.sheet_row.errors.append(problem)
            row.outcome = "invalid"
            plan.errors.append(problem)


def _change(row: PlannedRow) -> tuple[int, str, str] | None:
    """The claim on file, the new quote and the report, where the row changes what is cited."""
    claim, quote = row.joined or row.claim, row.sheet_row.cells.get("quote", "")
    if claim is None or claim.existing is None or not quote or row.sheet_row.errors:
        return None
    for source in claim.sources:
        if source.action == "changed" and source.cells["quote"] == quote:
            on_file = claim.existing.citations.get(source.identity, ())
            if all(citation.quote != quote for citation in on_file):
                return claim.existing.pk, quote, source.identity
    return None
