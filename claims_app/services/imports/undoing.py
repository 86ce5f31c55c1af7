"""Undoing a batch: its new claims go off the pages, and what it changed is put back, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from claims_app import models
from claims_app.services import bulk, refreshing
from claims_app.services.imports.changes import CHANGED, DECIMALS, MOMENTS
from claims_app.services.imports.options import NotCommitted

LISTED = 200


@dataclass(frozen=True, slots=True)
class Undone:
    """How many claims went off the pages, were put back, and were left since an editor changed them later."""

    taken_off: int
    put_back: int
    left: int


@dataclass(frozen=True, slots=True)
class Touched:
    """The claims that an undo would take off the pages, put back as before, and leave, each in a few words; and how many."""

    taken_off: list[str]
    put_back: list[str]
    left: list[str]
    counts: Undone


def touched_by_undo(*, batch: models.ImportBatch, listed: int = LISTED) -> Touched:
    """What `undo` would touch, for the editor to read first; of each kind the first ones, and how many in all."""
    named = models.Claim.objects.select_related(
        "incident", "statement__claimant", "object", "outcome", "position__question"
    )
    mine = named.filter(batch=batch)
    changed = _changed_rows(batch)
    versions = dict(changed.values_list("claim_id", "claim__version"))
    kept = {row.claim_id: int((row.before or {})["version"]) for row in changed.only("claim_id", "before")}
    back = [pk for pk, version in kept.items() if versions[pk] == version]
    left = [pk for pk, version in kept.items() if versions[pk] != version]
    shown = named.in_bulk([*back[:listed], *left[:listed]])
    return Touched(
        taken_off=[str(claim) for claim in mine.order_by("source_row", "pk")[:listed]],
        put_back=[str(shown[pk]) for pk in back[:listed]],
        left=[str(shown[pk]) for pk in left[:listed]],
        counts=Undone(mine.count(), len(back), len(left)),
    )


def _changed_rows(batch: models.ImportBatch) -> Any:
    rows = batch.rows.filter(before__isnull=False, claim__isnull=False)
    return rows.exclude(claim__batch=batch).order_by("row")


def undo(*, batch: models.ImportBatch, by: Any = None, boards: bool = True) -> Undone:
    """Take a batch back: its new claims go off the pages, what it changed is put back unless it was changed again since.

    With `boards=False` those of many incidents wait for a worker (`running.queue_boards`).
    Raises NotCommitted for a batch that is not visible.
    """
    note = bulk.Note(by if getattr(by, "is_authenticated", False) else None, f"import of {batch.name} undone"[:400])
    with transaction.atomic():
        locked = models.ImportBatch.objects.select_for_update().defer("content").get(pk=batch.pk)
        if locked.state != models.ImportBatch.State.VISIBLE:
            raise NotCommitted(f"This file is {locked.get_state_display().lower()}; one that is visible can be undone.")
        incidents, taken_off = _take_off(locked, note)
        touched, put_back, left = _put_back(locked, note)
        locked.state, locked.visible_at = models.ImportBatch.State.UNDONE, None
        locked.save(update_fields=["state", "visible_at"])
        refreshing.boards_wait(batch=locked, incidents=incidents | touched)
    batch.refresh_from_db()
    if boards:
        refreshing.finish(batch=batch)
    return Undone(taken_off, put_back, left)


def _take_off(batch: models.ImportBatch, note: bulk.Note) -> tuple[set[int], int]:
    """The incidents of the batch's own claims, and how many went off the pages; their number costs no further question."""
    mine = models.Claim.objects.filter(batch=batch)
    taken_off = bulk.update_alike(
        mine,
        {
            "status": models.Claim.Status.UNPUBLISHED,
            "status_reason": note.reason,
            "external_id": "",
            "natural_hash": "",
            "version": F("version") + 1,
        },
        note,
    )
    for some in bulk.in_chunks(mine.values_list("pk", flat=True)):
        models.SearchDocument.objects.filter(kind=models.SearchDocument.Kind.CLAIM, object_id__in=some).delete()
    return set(mine.order_by().values_list("incident_id", flat=True).distinct()), taken_off


def _put_back(batch: models.ImportBatch, note: bulk.Note) -> tuple[set[int], int, int]:
    """The incidents touched, how many claims were put back, and how many were left as an editor made them since."""
    versions = {
        row.claim_id: int((row.before or {})["version"]) for row in _changed_rows(batch).only("claim_id", "before")
    }
    now: dict[int, int] = {}
    for some in bulk.in_chunks(versions):
        found = models.Claim.objects.select_for_update(no_key=True).filter(pk__in=some)
        now |= dict(found.values_list("pk", "version"))
    later = {pk for pk, version in versions.items() if now[pk] != version}
    incidents = _take_back_quotes(batch, later)
    restored = 0
    for some in bulk.in_chunks(_changed_rows(batch).exclude(claim__in=later).select_related("claim")):
        claims = []
        citations = models.Citation.objects.in_bulk([int(pk) for row in some for pk in row.before["citations"]])
        positions = {
            row.claim_id: row for row in models.Position.objects.filter(claim__in=[row.claim_id for row in some])
        }
        for row in some:
            _restore(row.claim, row.before, citations, positions)
            row.claim.version += 1
            incidents.add(row.claim.incident_id)
            claims.append(row.claim)
        bulk.update(claims, [*CHANGED, "version"], note)
        restored += len(claims)
    return incidents, restored, len(later)


def _take_back_quotes(batch: models.ImportBatch, later: set[int]) -> set[int]:
    """Drop the quotes that the batch gave to claims of others, except where an editor has changed the claim since."""
    cited = models.Citation.history.filter(history_change_reason=f"import {batch.pk}", history_type="+")
    added = models.Citation.objects.filter(pk__in=cited.values("id")).exclude(claim__batch=batch)
    incidents = set(added.values_list("claim__incident_id", flat=True))
    for some in bulk.in_chunks(added.values_list("pk", "claim_id")):
        models.Citation.objects.filter(pk__in=[pk for pk, claim in some if claim not in later]).delete()
    return incidents


def _restore(
    claim: models.Claim,
    before: Mapping[str, Any],
    citations: Mapping[int, models.Citation],
    positions: Mapping[int, models.Position],
) -> None:
    """Put the values of before into a claim (not saved), its quotes and its position (saved where they differ)."""
    for pk, kept in before["citations"].items():
        citation = citations.get(int(pk))
        if citation is not None and any(getattr(citation, name) != text for name, text in kept.items()):
            for name, text in kept.items():
                setattr(citation, name, text)
            citation.save()
    position = positions.get(claim.pk)
    answer = before.get("position", {})
    if position is not None and any(getattr(position, name) != value for name, value in answer.items()):
        for name, value in answer.items():
            setattr(position, name, value)
        position.save()
    for name in CHANGED:
        value = before[name]
        if value is not None and name in DECIMALS:
            value = Decimal(value)
        setattr(claim, name, datetime.fromisoformat(value) if name in MOMENTS and value else value)
