"""How far a long import is: a heartbeat that says its process lives, and the wish of an editor to stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from types import TracebackType

from django.db import DatabaseError, connection
from django.utils import timezone

from claims_app.models import ImportBatch
from claims_app.services.imports.options import NotCommitted

BEAT = 5.0
# So long without a sign of life, and the process is taken for dead.
DEAD_AFTER = timedelta(seconds=60)


class Cancelled(NotCommitted):
    """An editor stopped the import; nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows done of all, the step that goes on, and the seconds that are left as far as can be told."""

    step: str
    done: int
    total: int
    seconds_left: int | None = None

    @property
    def percent(self) -> int:
        """Whole per cent, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0


def progress_of(*, batch: ImportBatch, now: datetime | None = None) -> Progress:
    """How far the batch is; the time left is guessed from the pace so far."""
    left = None
    if batch.started_at and 0 < batch.rows_done < batch.rows_total:
        taken = ((now or timezone.now()) - batch.started_at).total_seconds()
        left = round(taken / batch.rows_done * (batch.rows_total - batch.rows_done))
    return Progress(batch.step, batch.rows_done, batch.rows_total, left)


def is_dead(*, batch: ImportBatch, now: datetime | None = None) -> bool:
    """Whether the process that worked on the batch has given no sign of life for a minute."""
    seen = batch.heartbeat_at or batch.started_at
    return seen is None or (now or timezone.now()) - seen > DEAD_AFTER


class Heart:
    """Beats as long as the work goes on, also while one step of it takes long."""

    def __init__(self, batch: ImportBatch, told: Callable[[Progress], None] | None = None) -> None:
        self.batch, self.told = batch, told
        self._stop = Event()
        self._thread: Thread | None = None

    def __enter__(self) -> Heart:
        # Inside somebody's transaction no other connection could write.
        if not connection.in_atomic_block:
            self._thread = Thread(target=self._run, name="import-heart", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(BEAT):
            try:
                ImportBatch.objects.filter(pk=self.batch.pk).update(heartbeat_at=timezone.now())
            except DatabaseError:  # the database is busy with our own writing; the next beat will do
                continue
        connection.close()

    def check(self) -> None:
        """Raises Cancelled where an editor wants the import stopped."""
        if ImportBatch.objects.filter(pk=self.batch.pk, cancel_asked=True).exists():
            raise Cancelled("The import was stopped, and nothing of it is kept.")

    def beat(self, done: int, total: int | None = None) -> None:
        """So many rows are done; of so many, where that has just become known."""
        self.batch.rows_done = done
        self.batch.rows_total = self.batch.rows_total if total is None else total
        mine = ImportBatch.objects.filter(pk=self.batch.pk)
        mine.update(rows_done=done, rows_total=self.batch.rows_total, heartbeat_at=timezone.now())
        if self.told is not None:
            self.told(progress_of(batch=self.batch))
