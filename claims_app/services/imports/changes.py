"""What a file changes of claims on file, and what an undo of it puts back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from claims_app import models
from claims_app.core.designations import fold
from claims_app.core.removals import is_removed
from claims_app.services import bulk
from claims_app.services.imports.days import moment
from claims_app.services.imports.new_claims import Vocabulary, set_figure
from claims_app.tables.planned import DETAILS, LINKS, PlannedClaim, PlannedSource

CHANGED = (
    "kind", "figure_text", "figure_kind", "figure_unit", "figure_flags", "figure_policy", "figure_source", "figure_note",
    "plain_low", "plain_high", "charitable_low", "charitable_high", "note", "credibility", "external_id", "status",
    "status_reason", "retracted_at", *(f"{link}_id" for link in LINKS),
)  # fmt: skip
DECIMALS = ("plain_low", "plain_high", "charitable_low", "charitable_high")
MOMENTS = ("retracted_at",)
POSITION = ("answer", "parties", "objects_named", "polarity")


def change(claim: PlannedClaim, row: models.Claim, words: Vocabulary) -> None:
    """What the plan says that the row changes, and nothing else: an editor's reading of the same words stays. The claim is not saved."""
    row.version += 1
    changes = set(claim.changes)
    if changes & {"value", "read_low", "read_high", "read_as_note"}:
        set_figure(claim, row)
    for name in changes & {"note", "credibility", "external_id"}:
        setattr(row, name, claim.cells[name])
    if "retracted_at" in changes:
        row.retracted_at = moment(claim.cells["retracted_at"], ZoneInfo(row.incident.timezone))
    if "status" in changes:
        row.status, row.status_reason = models.Claim.Status.PUBLISHED, ""
    position = getattr(row, "position", None)
    if position is not None and "value" in changes:
        position.answer = claim.cells["position"]
        position.parties = list(claim.answer_parties)
        position.objects_named = words.objects_named(claim.cells["position"])
        position.polarity = fold(position.answer) != "no"
        position.save()


def before(row: models.Claim) -> dict[str, Any]:
    """What an undo puts back, of a claim that is about to be changed."""
    kept: dict[str, Any] = {name: getattr(row, name) for name in CHANGED}
    kept |= {name: None if kept[name] is None else str(kept[name]) for name in DECIMALS}
    kept |= {name: kept[name].isoformat() if kept[name] else None for name in MOMENTS}
    kept["citations"] = {
        str(citation.pk): {name: getattr(citation, name) for name in ("quote", *DETAILS)}
        for citation in row.citations.all()
    }
    position = getattr(row, "position", None)
    if position is not None:
        kept["position"] = {name: getattr(position, name) for name in POSITION}
    kept["version"] = row.version + 1
    return kept


def changed_citation(source: PlannedSource, row: models.Claim, report: models.Report) -> models.Citation:
    """The citation that the source changes: the one with its quote, else the report's one. It is not saved.

    Empty cells change nothing, and what was removed for good stays removed.
    """
    quote = source.cells["quote"]
    mine = [citation for citation in row.citations.all() if citation.report_id == report.pk]
    citation = next((citation for citation in mine if citation.quote == quote), mine[0])
    for name in ("quote", *DETAILS):
        kept = getattr(citation, name)
        setattr(citation, name, kept if is_removed(kept) else source.cells[name] or kept)
    return citation


def edited_since(pks: Sequence[int], since: datetime) -> set[int]:
    """The claims of which, or of whose quotes and answers, history tells something since then."""
    found: set[int] = set()
    for some in bulk.in_chunks(pks):
        found |= set(models.Claim.history.filter(id__in=some, history_date__gte=since).values_list("id", flat=True))
        for model in (models.Citation, models.Position):
            edited = model.history.filter(claim_id__in=some, history_date__gte=since)
            found |= set(edited.values_list("claim_id", flat=True))
    return found
