"""Boards and search after a write that touches many incidents: said to be out of date at once, worked out anew some at a time.

A board that is out of date is worked out for whoever asks, so that no reader sees it as it was (`keeping.put_kept`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from claims_app import models
from claims_app.services import recording
from claims_app.services.bulk import in_chunks
from claims_app.services.incident_locks import lock_together
from claims_app.services.search_index import reindex_by_parts
from claims_app.services.whole_boards import Ready, WorkedOut, keep_ready, make_ready, work_out_board

Item = TypeVar("Item")
# So many incidents with so many claims are refreshed in the writing transaction itself.
FEW, FEW_CLAIMS = 10, 3_000
# So many are read and worked out at a time afterwards, and boards of so many claims are kept in one transaction: nobody else
# writes meanwhile.
SOME, SOME_CLAIMS = 40, 1_500
KEPT_CLAIMS = 200
OUT_OF_DATE = "out of date"


def incidents_changed(ids: Collection[int]) -> list[int]:
    """Raise the versions of incidents, in the writing transaction. Few are refreshed at once; else returns those that wait.

    The largest come first.
    """
    sizes = _sizes(ids)
    if len(sizes) <= FEW and sum(sizes.values()) <= FEW_CLAIMS:
        recording.incident_changed(sizes)
        return []
    lock_together(sizes)
    for some in in_chunks(sizes):
        models.Incident.objects.filter(pk__in=some).update(version=F("version") + 1)
        models.StoredFinding.objects.filter(incident__in=some).update(vocabulary=OUT_OF_DATE)
        models.KeptSources.objects.filter(incident__in=some).update(kept_under=OUT_OF_DATE)
        models.KeptBoard.objects.filter(incident__in=some).delete()
        models.KeptLayout.objects.filter(incident__in=some).delete()
    return sorted(sizes, key=lambda pk: -sizes[pk])


def boards_wait(*, batch: models.ImportBatch, incidents: Collection[int]) -> None:
    """Say that a batch changed these incidents, and note with the batch which of them wait. In the writing transaction."""
    batch.to_refresh = incidents_changed(incidents)
    batch.step = "boards" if batch.to_refresh else ""
    batch.heartbeat_at = timezone.now()
    batch.save(update_fields=["to_refresh", "step", "heartbeat_at"])


def _sizes(ids: Collection[int]) -> dict[int, int]:
    """Incident → how many claims it has."""
    found = dict.fromkeys(sorted(set(ids)), 0)
    for some in in_chunks(found):
        counted = models.Claim.objects.filter(incident__in=some).order_by().values("incident_id")
        found |= dict(counted.annotate(number=Count("pk")).values_list("incident_id", "number"))
    return found


def finish(*, batch: models.ImportBatch, told: Callable[[int, int], None] | None = None) -> None:
    """Work out every board that waits for it since this batch was written; `told` hears how many are done, of how many.

    Each turn is kept, so that another process can go on.
    """
    waiting = list(batch.to_refresh)
    total = len(waiting)
    while waiting:
        some = _next(waiting)
        waiting = waiting[len(some) :]
        refresh(incidents=some)
        batch.to_refresh, batch.heartbeat_at = waiting, timezone.now()
        batch.step = "boards" if waiting else ""
        batch.save(update_fields=["to_refresh", "heartbeat_at", "step"])
        if told is not None:
            told(total - len(waiting), total)


def _next(waiting: Sequence[int]) -> list[int]:
    """The first incidents that wait, as many as hold a bounded number of claims; at least one."""
    sizes = _sizes(waiting[:SOME])
    return next(_portions(waiting[:SOME], sizes.__getitem__, SOME_CLAIMS))


def _portions(items: Iterable[Item], size: Callable[[Item], int], most: int) -> Iterator[list[Item]]:
    """The items in order, so many at a time that their sizes add up to no more than `most`; at least one."""
    taken: list[Item] = []
    total = 0
    for item in items:
        total += size(item)
        if taken and total > most:
            yield taken
            taken, total = [], size(item)
        taken.append(item)
    if taken:
        yield taken


def refresh(*, incidents: Collection[int]) -> None:
    """Work out the default boards of incidents (by primary key) and keep them, with what a search finds."""
    for worked in keep_boards(incidents=incidents):
        reindex_by_parts(incidents=worked)


def keep_boards(*, incidents: Collection[int]) -> Iterator[list[int]]:
    """Work out and keep their boards alone, some at a time; gives the incidents of each time.

    The thinking is done before the transaction. An incident that was written to meanwhile is left, and so is one whose board
    was kept meanwhile: whoever did has refreshed it.
    """
    token = models.VocabularyVersion.current()
    for worked in _portions(_worked_out(incidents, token), lambda one: len(one.rows), KEPT_CLAIMS):
        ready = make_ready(worked)
        with transaction.atomic():
            same = _unchanged(ready)
            if token == models.VocabularyVersion.current():
                keep_ready(same)
        yield [one.worked.incident.pk for one in ready]


def _unchanged(ready: Collection[Ready]) -> list[Ready]:
    """Those whose incident nobody has written to since it was read, locked; nobody has kept a board of it either."""
    read = {one.worked.incident.pk: _as_it_stands(one.worked.incident) for one in ready}
    lock_together(read)
    now = {
        row.pk: _as_it_stands(row) for row in models.Incident.objects.filter(pk__in=read).select_related("kept_board")
    }
    return [one for one in ready if now.get(one.worked.incident.pk) == read[one.worked.incident.pk]]


def _as_it_stands(incident: models.Incident) -> tuple[int, str]:
    kept = getattr(incident, "kept_board", None)
    return incident.version, kept.stamp if kept else ""


def _worked_out(incidents: Collection[int], token: str) -> list[WorkedOut]:
    """Each incident with its board."""
    # The versions are read before the claims: a write between the two is seen in the version.
    rows = list(models.Incident.objects.select_related("conflict", "place", "kept_board").filter(pk__in=incidents))
    claims: dict[int, list[models.Claim]] = {row.pk: [] for row in rows}
    for claim in models.Claim.objects.filter(incident__in=claims).visible().with_sources():
        claims[claim.incident_id].append(claim)
    worked = []
    for row in rows:
        row.vocabulary_token = token  # type: ignore[attr-defined]
        worked.append(work_out_board(row, claims[row.pk], token))
    return worked
