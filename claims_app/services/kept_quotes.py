"""A file that would change a quote to words that do not stand in the kept copy of its report is refused, row by row."""

from __future__ import annotations

from collections.abc import Callable

from claims_app import models
from claims_app.models.claims import NOT_VERBATIM, stands_in
from claims_app.services.bulk import in_pieces
from claims_app.tables.planned import PlannedRow
from claims_app.tables.plans import Plan
from claims_app.tables.rows import Problem

SHOWN = 200
# The claim on file, the new quote, and the report by its identity.
Change = tuple[int, str, str]


def refuse_other_words(plan: Plan, *, identity_of: Callable[[models.Report], str]) -> None:
    """Note an error on each such row of the plan. One query for some of them, and none where no row changes a quote."""
    joined_to_changed = "joined IN (SELECT number FROM planned WHERE is_changed) AND NOT errors"
    for rows in in_pieces(plan.rows(joined_to_changed)):
        _refuse(plan, [(row, found) for row in rows if (found := _change(plan, row))], identity_of)


def _refuse(plan: Plan, changing: list[tuple[PlannedRow, Change]], identity_of: Callable[[models.Report], str]) -> None:
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
            row.sheet_row.errors.append(Problem(row.row, "quote", quote[:SHOWN], NOT_VERBATIM))
            row.outcome = "invalid"
            plan.kept.put(row)


def _change(plan: Plan, row: PlannedRow) -> Change | None:
    """The claim on file, the new quote and the report, where the row changes what is cited."""
    quote = row.sheet_row["quote"]
    if not quote or row.joined is None:
        return None
    claim = row.claim or plan.kept.get(row.joined).claim
    if claim is None or claim.existing is None:
        return None
    for source in claim.sources:
        if source.action == "changed" and source.cells["quote"] == quote:
            on_file = claim.existing.citations.get(source.identity, ())
            if all(citation.quote != quote for citation in on_file):
                return claim.existing.pk, quote, source.identity
    return None
