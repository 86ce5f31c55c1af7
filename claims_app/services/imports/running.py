"""Long checks, imports and undos in a process of their own: a queue on the database, a worker that the site starts when there is work,
and what is done about a worker that died.

The batch itself tells how far it is, so that every page, every process and a restarted server see the same.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from claims_app.models import ImportBatch
from claims_app.services import checking_files, machine_locks, refreshing
from claims_app.services.imports import kept_bytes, undoing
from claims_app.services.imports.cleaning import remove_traces
from claims_app.services.imports.committing import IN_ONE, commit
from claims_app.services.imports.on_sqlite import checkpoint
from claims_app.services.imports.options import Busy, NotCommitted
from claims_app.services.imports.progress import Cancelled, Heart, is_dead
from claims_app.tables.gates import Opens, TableError, opened, pieces_of

QUEUE = "imports"
STOPPED = "The check was stopped, and nothing was imported."
ATTEMPTS = 3
DIED = (
    f"The process that worked on this file ended {ATTEMPTS} times before it was done, and nothing was imported. "
    "The file may be too large for this machine: split it, or give the machine more memory."
)
# A page waits for the check of so many rows.
MOST_CHECKED = 5_000
# So many bytes of a workbook, which is packed, and of JSON, whose records may be long, hold about one row.
PACKED_ROW, JSON_ROW = 50, 500
# Marks of an encoding, the other half of a character of two bytes, and blanks: what may stand before the first sign of JSON.
BEFORE_JSON = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
TICK = 500
State = ImportBatch.State
_children: list[subprocess.Popen[bytes]] = []


def is_long(*, batch: ImportBatch) -> bool:
    """Whether a file has so many rows that a page should not wait for it; counted without reading it."""
    return _rows_of(kept_bytes.opener(batch)) > IN_ONE


def is_long_to_check(*, content: bytes | Opens) -> bool:
    """Whether a page should not wait for the check of a file."""
    return _rows_of(opened(content)) > MOST_CHECKED


def _rows_of(opens: Opens) -> int:
    """About how many rows a file has, told without reading it; its lines end as those of any system."""
    size = feeds = returns = records = 0
    begin = b""
    for piece in pieces_of(opens):
        begin = begin or piece.lstrip(BEFORE_JSON)[:2]
        size, records = size + len(piece), records + piece.count(b"{")
        feeds, returns = feeds + piece.count(b"\n"), returns + piece.count(b"\r")
    if begin == b"PK":
        return size // PACKED_ROW
    return max(size // JSON_ROW, records) if begin[:1] in (b"[", b"{") else max(feeds, returns)


def queue_check(*, batch: ImportBatch) -> None:
    """Let a worker check a staged file; its preview is there when it is staged again. Raises NotCommitted for any other."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != State.STAGED:
            raise NotCommitted(f"This file is {locked.get_state_display().lower()} already.")
        _begin(locked, State.CHECKING)
    batch.refresh_from_db()
    transaction.on_commit(ensure_worker)


def queue(*, batch: ImportBatch, by: Any = None, leave_out_bad: bool = False) -> None:
    """Let a worker import a staged file. Raises NotCommitted for one that is not staged."""
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state not in (State.STAGED, State.FAILED):
            raise NotCommitted(f"This file is {locked.get_state_display().lower()} already.")
        locked.committed_by = by if getattr(by, "is_authenticated", False) else None
        locked.leave_out_bad = leave_out_bad
        locked.save(update_fields=["committed_by", "leave_out_bad"])
        _begin(locked, State.WAITING)
    batch.refresh_from_db()
    transaction.on_commit(ensure_worker)


def is_long_to_undo(*, batch: ImportBatch) -> bool:
    """Whether a page should not wait for the undoing of a batch."""
    return batch.rows.count() > IN_ONE


def queue_undo(*, batch: ImportBatch, by: Any = None) -> None:
    """Let a worker undo a batch. Raises NotCommitted for one that is not visible."""
    with transaction.atomic():
        undoing.begin(batch=batch, by=by)
        run.enqueue(batch.pk)
    transaction.on_commit(ensure_worker)


def _begin(batch: ImportBatch, state: str) -> None:
    """Put the batch in the queue, as one that nobody has worked on."""
    batch.state, batch.step, batch.trouble = state, "", ""
    batch.cancel_asked, batch.attempts = False, 0
    batch.rows_done, batch.rows_total, batch.started_at, batch.heartbeat_at = 0, 0, None, None
    batch.save(
        update_fields=["state", "step", "trouble", "cancel_asked", "attempts", "rows_done", "rows_total", "started_at",
                       "heartbeat_at"]
    )  # fmt: skip
    run.enqueue(batch.pk)


def queue_boards(*, batch: ImportBatch) -> None:
    """Let a worker work out the boards that wait for it since the batch was written."""
    if batch.to_refresh:
        run.enqueue(batch.pk)
        transaction.on_commit(ensure_worker)


def cancel(*, batch: ImportBatch) -> None:
    """Stop an import or a check; one that has not begun at once, a running one as soon as its step is done."""
    mine = ImportBatch.objects.filter(pk=batch.pk)
    not_begun = mine.filter(heartbeat_at__isnull=True)
    if not (
        not_begun.filter(state=State.WAITING).update(state=State.STAGED)
        or not_begun.filter(state=State.CHECKING).update(state=State.FAILED, trouble=STOPPED)
    ):
        mine.filter(state__in=(State.CHECKING, State.WAITING, State.COMMITTING)).update(cancel_asked=True)
    batch.refresh_from_db()


def stage_again(*, batch: ImportBatch) -> None:
    """Show the preview of a file again whose import failed."""
    ImportBatch.objects.filter(pk=batch.pk, state=State.FAILED).update(state=State.STAGED, trouble="")
    batch.refresh_from_db()


# In the worker


@task(queue_name=QUEUE)
def run(batch_id: int) -> None:
    """What the queue holds for each file."""
    work(batch_id)


def work(batch_id: int) -> None:
    """Check, import or undo a file that waits, or go on with its boards. What an editor can mend is told with the batch."""
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        return
    if batch.step == undoing.UNDOING:
        with Heart(batch) as heart:
            undoing.go_on(batch=batch, heart=heart)
            refreshing.finish(batch=batch)
        checkpoint()
    elif batch.to_refresh:
        with Heart(batch):
            refreshing.finish(batch=batch)
    elif batch.state in (State.WAITING, State.CHECKING):
        step = "checking" if batch.state == State.CHECKING else "reading"
        ImportBatch.objects.filter(pk=batch_id).update(
            attempts=F("attempts") + 1, step=step, started_at=timezone.now(), heartbeat_at=timezone.now()
        )
        (_check if step == "checking" else _import)(ImportBatch.objects.get(pk=batch_id))


def _check(batch: ImportBatch) -> None:
    """Keep what its preview shows, then stage it again."""
    heart = Heart(batch)

    def tell(done: int, total: int) -> None:
        if done % TICK == 1 or done == total:
            heart.check()
            heart.beat(done, total)

    try:
        with heart:
            checking_files.check(batch=batch, progress=tell)
    except Cancelled:
        _set_back(batch, State.FAILED, STOPPED)
    else:
        _set_back(batch, State.STAGED, "")


def _import(batch: ImportBatch) -> None:
    """Import it, however long others take before it."""
    with Heart(batch):
        while True:
            try:
                commit(batch=batch, by=batch.committed_by, leave_out_bad=batch.leave_out_bad)
            except Busy:
                time.sleep(1)
                recover()
            except Cancelled:
                _set_back(batch, State.STAGED, "")
                return
            except (NotCommitted, TableError) as error:
                _set_back(batch, State.FAILED, str(error))
                return
            else:
                checkpoint()
                return


def _set_back(batch: ImportBatch, state: str, sentence: str) -> None:
    unfinished = (State.CHECKING, State.WAITING, State.COMMITTING, State.FAILED)
    waits = ImportBatch.objects.filter(pk=batch.pk, state__in=unfinished)
    waits.update(state=state, step="", trouble=sentence[:1000], cancel_asked=False)


# When a worker died


def recover() -> None:
    """Begin anew what a dead process left, after removing what it wrote; give up after three times."""
    for batch in _left_behind():
        if batch.state == State.COMMITTING:
            remove_traces(batch=batch)
        if batch.state in (State.CHECKING, State.COMMITTING, State.WAITING):
            _begin_anew(batch)
        else:
            run.enqueue(batch.pk)
            ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at=timezone.now())


def _begin_anew(batch: ImportBatch) -> None:
    is_check = batch.state == State.CHECKING
    state: str = State.CHECKING if is_check else State.WAITING
    if batch.cancel_asked or batch.attempts >= ATTEMPTS:
        state = State.STAGED if batch.cancel_asked and not is_check else State.FAILED
    with transaction.atomic():
        # Of two who find it, one begins it anew.
        found = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, heartbeat_at=batch.heartbeat_at)
        trouble = "" if state != State.FAILED else STOPPED if batch.cancel_asked else DIED
        is_mine = found.update(
            state=state, step="", trouble=trouble, cancel_asked=False, heartbeat_at=None, started_at=None, rows_done=0
        )
        if is_mine and state in (State.WAITING, State.CHECKING):
            run.enqueue(batch.pk)


def _left_behind() -> list[ImportBatch]:
    """The batches that somebody worked on and nobody works on now."""
    begun = Q(state=State.COMMITTING) | Q(state__in=(State.WAITING, State.CHECKING), heartbeat_at__isnull=False)
    boards = Q(state__in=(State.VISIBLE, State.UNDONE)) & ~Q(step="")
    found = ImportBatch.objects.filter(begun | boards).order_by("pk")
    return [batch for batch in found if is_dead(batch=batch)]


# The process


def work_off(*, worker: str = "here") -> None:
    """Do all that waits in the queue, in this process."""
    recover()
    runner = Worker(
        queue_names=[QUEUE], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=worker, excluded_queue_names=[],
    )  # fmt: skip
    while (waiting := _next_task(worker)) is not None:
        runner.run_task(waiting)


def _next_task(worker: str) -> Any:
    """The first that waits, taken by this worker alone; None for none."""
    with transaction.atomic():
        waiting = DBTaskResult.objects.ready().filter(queue_name=QUEUE).get_locked()
        if waiting is not None:
            waiting.claim(worker)
        return waiting


def has_work() -> bool:
    """Whether something waits for a worker."""
    return DBTaskResult.objects.ready().filter(queue_name=QUEUE).exists() or bool(_left_behind())


def ensure_worker() -> None:
    """Start a worker process where there is work, none lives on this machine, and the settings want the site to do so."""
    _children[:] = [child for child in _children if child.poll() is None]
    if settings.IMPORT_WORKER != "own" or not has_work():
        return
    held = hold_the_place()
    if held is None:
        return
    held.close()
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "import_worker", "--until-idle"]
    _children.append(
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True, close_fds=True
        )
    )


def hold_the_place() -> IO[bytes] | None:
    """The place of this machine's one worker, held as long as the file is open; None where another holds it."""
    return machine_locks.hold("import_worker")
