"""Committing a plan: a short file in one transaction, a long one in chunks that nobody sees before the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims_app import models
from claims_app.models import ImportBatch
from claims_app.services import bulk, refreshing
from claims_app.services.imports import kept_bytes
from claims_app.services.imports.cleaning import remove_traces
from claims_app.services.imports.known import targets_of
from claims_app.services.imports.on_sqlite import checkpoint, hold_much
from claims_app.services.imports.options import Busy, NotCommitted
from claims_app.services.imports.progress import Cancelled, Heart, Progress
from claims_app.services.imports.staging import plan_of
from claims_app.services.imports.writing import Writer
from claims_app.tables.plans import Plan, without_bad_rows
from claims_app.tables.reading import TableError

IN_ONE = 2_000
CHUNK = 1_500
# Any number that nothing else on the database server locks.
LOCK = 7_213_940_116
MEANWHILE = (
    "Somebody entered a claim, a report or an outlet of this file while it was being imported. Preview it again."
)
State = ImportBatch.State


def commit(
    *,
    batch: ImportBatch,
    by: Any = None,
    leave_out_bad: bool = False,
    told: Callable[[Progress], None] | None = None,
    in_one: int = IN_ONE,
    boards: bool = True,
) -> Plan:
    """Write exactly what the plan of the kept bytes says, and make it visible in one step; returns what was written.

    Up to `in_one` rows are one transaction. `told` hears how far a longer file is. Boards of many incidents are worked out
    after that step (with `boards=False` not here: `running.queue_boards`); until then they are worked out as readers ask. Raises NotCommitted for a batch that is not
    staged, whose bytes changed, that has questions, or that has errors (unless the bad rows are left out).
    """
    stamp = _stamp()
    since = timezone.now()
    plan = _checked_plan(batch)
    kept = _kept(plan, leave_out_bad=leave_out_bad)
    rows = plan.counts["rows"]
    if rows <= in_one:
        kept = _in_one(batch, by, kept, stamp, leave_out_bad)
    else:
        _take_the_turn(batch, by, leave_out_bad, rows)
        batch.refresh_from_db(fields=["state", "step", "started_at", "rows_total", "rows_done"])
        _in_chunks(batch, by, kept, since, told)
    batch.refresh_from_db()
    if boards:
        refreshing.finish(batch=batch, told=told and (lambda done, total: told(Progress("boards", done, total))))
    return kept


def _checked_plan(batch: ImportBatch) -> Plan:
    if kept_bytes.digest_of(kept_bytes.opener(batch)) != batch.sha256:
        raise NotCommitted("The kept file is not the one that was uploaded. Upload it again.")
    state = ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk)
    if state not in (State.STAGED, State.WAITING, State.FAILED):
        raise NotCommitted(f"This file is {State(state).label.lower()} already.")
    return plan_of(batch)


def _kept(plan: Plan, *, leave_out_bad: bool) -> Plan:
    if plan.questions:
        raise NotCommitted("Answer the questions about the file first.")
    if plan.has_errors and not leave_out_bad:
        raise NotCommitted("The file has errors. Mend them, or leave those rows out.")
    kept = without_bad_rows(plan) if plan.has_errors else plan
    if not kept.counts["rows"]:
        raise NotCommitted("No row of the file is left to import.")
    return kept


# One file at a time


def _stamp() -> tuple[Any, ...]:
    """Differs when anything that a plan was made from has changed since."""
    logs = (models.Claim, models.Citation, models.Position, models.Report, models.Outlet, models.Statement)
    newest = [model.history.order_by("-history_id").values_list("history_id", flat=True).first() for model in logs]
    undone = ImportBatch.objects.filter(state=State.UNDONE).count()
    return (*newest, undone, models.VocabularyVersion.current())


def _one_at_a_time() -> None:
    """Wait for a commit that is under way: two files may hold the same claims, and the second must find them on file."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _locked(batch: ImportBatch) -> ImportBatch:
    """The batch, ours alone for this transaction. Raises Busy while another one is being imported."""
    _one_at_a_time()
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state not in (State.STAGED, State.WAITING, State.FAILED):
        raise NotCommitted(f"This file is {locked.get_state_display().lower()} already.")
    if other := ImportBatch.objects.filter(state=State.COMMITTING).exclude(pk=batch.pk).first():
        raise Busy(f"{other.name} is being imported at this moment. Try again when it is done.")
    return locked


def _take_the_turn(batch: ImportBatch, by: Any, leave_out_bad: bool, rows: int) -> None:
    with transaction.atomic():
        locked = _locked(batch)
        locked.state, locked.step, locked.trouble = State.COMMITTING, "writing", ""
        if locked.cancel_asked:
            raise Cancelled("The import was stopped, and nothing of it is kept.")
        locked.started_at = locked.heartbeat_at = timezone.now()
        locked.rows_total, locked.rows_done = rows, 0
        locked.leave_out_bad = leave_out_bad
        locked.committed_by = by if getattr(by, "is_authenticated", False) else None
        locked.save(
            update_fields=["state", "step", "trouble", "started_at", "heartbeat_at", "rows_total", "rows_done",
                           "leave_out_bad", "committed_by"]
        )  # fmt: skip


# A short file


def _in_one(batch: ImportBatch, by: Any, kept: Plan, stamp: tuple[Any, ...], leave_out_bad: bool) -> Plan:
    try:
        with transaction.atomic():
            locked = _locked(batch)
            if _stamp() != stamp:
                kept = _kept(_checked_plan(batch), leave_out_bad=leave_out_bad)
            writer = Writer(locked, by, kept)
            _write_unseen(writer, kept, lambda _: nullcontext())
            _make_visible(locked, writer, kept, None)
    except IntegrityError as error:
        raise NotCommitted(MEANWHILE) from error
    return kept


def _write_unseen(writer: Writer, kept: Plan, step: Callable[[int], AbstractContextManager[None]]) -> None:
    """New claims and the rows of the file, but those of claims that are changed; each some at a time within a `step`, told how many."""
    for some in bulk.in_pieces(kept.rows(f"joined IS NULL OR joined NOT IN ({LATER})"), CHUNK):
        with step(len(some)):
            writer.write_new([row.claim for row in some if row.claim is not None and row.claim.existing is None])
            writer.keep_rows(some)
    for numbers in _turns(kept):
        for chosen in bulk.in_pieces(numbers, CHUNK):
            of_these = ", ".join(map(str, chosen))
            some = list(kept.rows(f"joined IN ({of_these})"))
            with step(len(some)):
                writer.write_new([row.claim for row in some if row.claim is not None])
                writer.keep_rows(some)
    for some in bulk.in_pieces(kept.kept.where("is_bad"), CHUNK):
        with step(len(some)):
            writer.keep_bad_rows(some)
    with step(0):
        writer.write_links()


# Denials are written after what they deny, and what changes on file last of all.
LATER = "SELECT number FROM planned WHERE is_changed OR (denies AND is_new)"


def _turns(kept: Plan) -> Iterator[list[int]]:
    """The rows of new denials in groups that can be saved one after the other: each in a later one than what it denies."""
    waiting = {row.row: row.sheet_row["denies"] for row in kept.rows("denies AND is_new")}
    while waiting:
        there = targets_of(waiting.values())
        ready = [number for number, denied in waiting.items() if denied in there]
        if not ready:
            raise NotCommitted("Some denials deny each other. Mend the column denies.")
        yield ready
        for number in ready:
            del waiting[number]


def _make_visible(batch: ImportBatch, writer: Writer, kept: Plan, since: datetime | None) -> None:
    """The last step, in one transaction: what changes on claims on file, with their rows, and the flag."""
    for some in bulk.in_pieces(kept.rows("is_changed"), CHUNK):
        writer.write_changes(some, since=since)
    batch.counts = kept.counts
    batch.state, batch.visible_at, batch.trouble = State.VISIBLE, timezone.now(), ""
    batch.rows_done = batch.rows_total = kept.rows_in_file
    batch.save(update_fields=["counts", "state", "visible_at", "trouble", "rows_done", "rows_total"])
    refreshing.boards_wait(batch=batch, incidents=writer.incidents)


# A long file


def _in_chunks(
    batch: ImportBatch, by: Any, kept: Plan, since: datetime, told: Callable[[Progress], None] | None
) -> None:
    """Everything that nobody sees yet, some at a time; then the last step. Whatever goes wrong, nothing stays."""
    hold_much()
    heart = Heart(batch, told)
    done = 0

    @contextmanager
    def step(rows: int) -> Iterator[None]:
        nonlocal done
        with transaction.atomic():
            heart.check()
            yield
            done += rows
            heart.beat(done)

    try:
        with heart:
            writer = Writer(batch, by, kept)
            _write_unseen(writer, kept, step)
            with transaction.atomic():
                heart.check()
                locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
                if locked.state != State.COMMITTING:
                    raise NotCommitted("The import was given up meanwhile.")
                _make_visible(locked, writer, kept, since)
    except BaseException as error:
        _give_up(batch, error)
        if isinstance(error, IntegrityError):
            raise NotCommitted(MEANWHILE) from error
        raise
    checkpoint()


def _give_up(batch: ImportBatch, error: BaseException) -> None:
    """Take back what was written, and say why; a file that was cancelled is as it was before."""
    sentence = str(error) if isinstance(error, (NotCommitted, TableError)) else ""
    if isinstance(error, IntegrityError):
        sentence = MEANWHILE
    remove_traces(batch=batch)
    state = State.STAGED if isinstance(error, Cancelled) else State.FAILED
    if isinstance(error, SystemExit | KeyboardInterrupt) and batch.attempts:
        state = State.WAITING  # the worker was asked to end; the next one begins anew
    ImportBatch.objects.filter(pk=batch.pk, state=State.COMMITTING).update(
        state=state,
        step="", cancel_asked=False, rows_done=0,
        trouble=sentence or "Something went wrong on this server, and nothing was imported. Try again.",
    )  # fmt: skip
