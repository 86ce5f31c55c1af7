"""Undoing a batch: its new claims go off the pages, and what it changed is put back; a short one at once, a long one by a worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from claims_app import models
from claims_app.services import bulk, refreshing
from claims_app.services.imports.changes import CHANGED, DECIMALS, MOMENTS
from claims_app.services.imports.options import NotCommitted
from claims_app.services.imports.progress import Heart

LISTED = 200
# So many claims at a time.
CHUNK = 500
# What the batch says it is at, while it is undone by a worker.
UNDOING = "undoing"


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
    """Take a batch back at once: its new claims go off the pages, what it changed is put back unless it was changed again since.

    With `boards=False` those of many incidents wait for a worker (`running.queue_boards`).
    Raises NotCommitted for a batch that is not visible.
    """
    with transaction.atomic():
        locked = _visible(batch)
        undoing = _Undoing(locked, by)
        undoing.hide()
        for _ in undoing.steps():
            pass
        undoing.finish()
    batch.refresh_from_db()
    if boards:
        refreshing.finish(batch=batch)
    return undoing.done


def begin(*, batch: models.ImportBatch, by: Any = None) -> None:
    """Say that a large batch is being undone. Raises NotCommitted for a batch that is not visible."""
    with transaction.atomic():
        locked = _visible(batch)
        locked.step = UNDOING
        locked.committed_by = by if getattr(by, "is_authenticated", False) else None
        locked.rows_done, locked.rows_total = 0, 0
        locked.started_at = locked.heartbeat_at = timezone.now()
        locked.save(update_fields=["step", "committed_by", "rows_done", "rows_total", "started_at", "heartbeat_at"])
    batch.refresh_from_db()


def go_on(*, batch: models.ImportBatch, heart: Heart) -> None:
    """Undo a batch that was begun, some claims at a time; whoever goes on after a process that died does the rest.

    Its own claims leave the pages all at once, in the first step that readers see.
    """
    undoing = _Undoing(batch, batch.committed_by)
    if batch.state == models.ImportBatch.State.VISIBLE:
        for some in bulk.in_chunks(undoing.mine.values_list("pk", flat=True), CHUNK):
            _forget_in_search(some)
        with transaction.atomic():
            undoing.hide()
            refreshing.boards_wait(batch=batch, incidents=undoing.incidents)
            _set_step(batch)
    total = undoing.left_to_do()
    steps = undoing.steps()
    done = 0
    while True:
        with transaction.atomic():
            taken = next(steps, None)
            if taken is None:
                undoing.finish()
                return
        done += taken
        heart.beat(done, total)


def _visible(batch: models.ImportBatch) -> models.ImportBatch:
    locked = models.ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.step == UNDOING:
        raise NotCommitted("This file is being undone already.")
    if locked.state != models.ImportBatch.State.VISIBLE:
        raise NotCommitted(f"This file is {locked.get_state_display().lower()}; one that is visible can be undone.")
    return locked


def _set_step(batch: models.ImportBatch) -> None:
    batch.step = UNDOING
    batch.save(update_fields=["step"])


def _forget_in_search(claims: list[int]) -> None:
    models.SearchDocument.objects.filter(kind=models.SearchDocument.Kind.CLAIM, object_id__in=claims).delete()


class _Undoing:
    """One undo, in steps that can each be a transaction of their own; what is done already is not done again."""

    def __init__(self, batch: models.ImportBatch, by: Any) -> None:
        self.batch = batch
        user = by if getattr(by, "is_authenticated", False) else None
        self.note = bulk.Note(user, f"import of {batch.name} undone"[:400])
        self.mine = models.Claim.objects.filter(batch=batch)
        self.incidents = set(self.mine.order_by().values_list("incident_id", flat=True).distinct())
        self.done = Undone(0, 0, 0)

    def hide(self) -> None:
        """Take the batch's own claims off the pages."""
        self.batch.state, self.batch.visible_at = models.ImportBatch.State.UNDONE, None
        self.batch.save(update_fields=["state", "visible_at"])

    def finish(self) -> None:
        """Let the boards of all that was touched be worked out anew."""
        refreshing.boards_wait(batch=self.batch, incidents=self.incidents)

    def left_to_do(self) -> int:
        """How many claims there are to take off or put back."""
        return int(self.mine.exclude(natural_hash="").count() + _changed_rows(self.batch).count())

    def steps(self) -> Iterator[int]:
        """Each step done when it is asked for, with the number of its claims."""
        # A claim that was taken off has no key any more.
        for some in bulk.in_chunks(self.mine.exclude(natural_hash="").values_list("pk", flat=True), CHUNK):
            self._take_off(some)
            yield len(some)
        for some in bulk.in_chunks(_changed_rows(self.batch).values_list("pk", flat=True), CHUNK):
            self._put_back(some)
            yield len(some)
        for some in bulk.in_chunks(self._quotes().values_list("pk", flat=True), CHUNK):
            self._drop_quotes(self._quotes().filter(pk__in=some))
            yield 0

    def _take_off(self, claims: list[int]) -> None:
        values = {
            "status": models.Claim.Status.UNPUBLISHED,
            "status_reason": self.note.reason,
            "external_id": "",
            "natural_hash": "",
            "version": F("version") + 1,
        }
        found = bulk.update_alike(self.mine.filter(pk__in=claims), values, self.note)
        _forget_in_search(claims)
        self.done = replace(self.done, taken_off=self.done.taken_off + found)

    def _put_back(self, rows: list[int]) -> None:
        """Put claims back as they were, without the quotes that the batch gave them; not those that were changed again since."""
        before = {
            row.claim_id: row.before or {}
            for row in models.ImportRow.objects.filter(pk__in=rows).only("claim_id", "before")
        }
        locked = models.Claim.objects.select_for_update(no_key=True).in_bulk(before)
        same = {pk: claim for pk, claim in locked.items() if claim.version == int(before[pk]["version"])}
        self._drop_quotes(self._quotes(of_changed=True).filter(claim__in=same))
        citations = models.Citation.objects.in_bulk([int(pk) for claim in same for pk in before[claim]["citations"]])
        positions = {row.claim_id: row for row in models.Position.objects.filter(claim__in=same)}
        for pk, claim in same.items():
            _restore(claim, before[pk], citations, positions)
            claim.version += 1
            self.incidents.add(claim.incident_id)
        bulk.update(list(same.values()), [*CHANGED, "version"], self.note)
        self.done = replace(
            self.done,
            put_back=self.done.put_back + len(same),
            left=self.done.left + len(locked) - len(same),
        )

    def _quotes(self, *, of_changed: bool = False) -> QuerySet[models.Citation]:
        """The quotes that the batch gave to claims of others: to those that it did not change besides, or to those that it changed."""
        cited = models.Citation.history.filter(history_change_reason=f"import {self.batch.pk}", history_type="+")
        added = models.Citation.objects.filter(pk__in=cited.values("id")).exclude(claim__batch=self.batch)
        changed = _changed_rows(self.batch).order_by().values("claim_id")
        return added.filter(claim__in=changed) if of_changed else added.exclude(claim__in=changed)

    def _drop_quotes(self, quotes: QuerySet[models.Citation]) -> None:
        self.incidents |= set(quotes.values_list("claim__incident_id", flat=True))
        quotes.delete()


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
