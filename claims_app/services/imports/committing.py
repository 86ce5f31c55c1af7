"""Committing a plan: a short file in one transaction, a long one in chunks that nobody sees before the last one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims_app import models
from claims_app.models import ImportBatch
from claims_app.services import bulk, refreshing
from claims_app.services.imports.cleaning import remove_traces
from claims_app.services.imports.known import targets_of
from claims_app.services.imports.options import Busy, NotCommitted
from claims_app.services.imports.progress import Cancelled, Heart, Progress
from claims_app.services.imports.staging import plan_of
from claims_app.services.imports.writing import Writer, in_turns
from claims_app.tables.plans import Plan, PlannedClaim, without_bad_rows
from claims_app.tables.reading import TableError

IN_ONE = 2_000
CHUNK = 1_000
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
    if len(plan.rows) <= in_one:
        kept = _in_one(batch, by, plan, kept, stamp, leave_out_bad)
    else:
        _take_the_turn(batch, by, leave_out_bad, len(plan.rows))
        batch.refresh_from_db(fields=["state", "step", "started_at", "rows_total", "rows_done"])
        _in_chunks(batch, by, plan, kept, since, told)
    batch.refresh_from_db()
    if boards:
        refreshing.finish(batch=batch, told=told and (lambda done, total: told(Progress("boards", done, total))))
    return kept


def _checked_plan(batch: ImportBatch) -> Plan:
    if hashlib.sha256(bytes(batch.content)).hexdigest() != batch.sha256:
        raise NotCommitted("The kept file is not the one that was uploaded. Upload it again.")
    state = ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk)
    if state not in (State.STAGED, State.WAITING, State.FAILED):
        raise NotCommitted(f"This file is {State(state).label.lower()} already.")
    return plan_of(batch)


def _kept(plan: Plan, *, leave_out_bad: bool) -> Plan:
    if plan.questions:
        raise NotCommitted("Answer the questions about the file first.")
    if plan.errors and not leave_out_bad:
        raise NotCommitted("The file has errors. Mend them, or leave those rows out.")
    kept = without_bad_rows(plan) if plan.errors else plan
    if not kept.rows:
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
    locked = ImportBatch.objects.select_for_update().defer("content").get(pk=batch.pk)
    if locked.state not in (State.STAGED, State.WAITING, State.FAILED):
        raise NotCommitted(f"This file is {locked.get_state_display().lower()} already.")
    if other := ImportBatch.objects.filter(state=State.COMMITTING).exclude(pk=batch.pk).defer("content").first():
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


def _in_one(batch: ImportBatch, by: Any, plan: Plan, kept: Plan, stamp: tuple[Any, ...], leave_out_bad: bool) -> Plan:
    try:
        with transaction.atomic():
            locked = _locked(batch)
            if _stamp() != stamp:
                plan = _checked_plan(batch)
                kept = _kept(plan, leave_out_bad=leave_out_bad)
            writer = Writer(locked, by)
            writer.write_new(_new(kept))
            writer.write_links()
            _make_visible(locked, writer, plan, kept, None, plan.rows)
    except IntegrityError as error:
        raise NotCommitted(MEANWHILE) from error
    return kept


def _new(plan: Plan) -> list[PlannedClaim]:
    return [claim for claim in plan.claims if claim.existing is None]


def _is_changed(claim: PlannedClaim) -> bool:
    """Whether the commit writes to a claim that is on file."""
    is_cited_anew = any(source.action != "same" for source in claim.sources)
    return claim.existing is not None and (bool(claim.changes) or is_cited_anew)


def _make_visible(
    batch: ImportBatch, writer: Writer, plan: Plan, kept: Plan, since: datetime | None, rows: Sequence[Any]
) -> None:
    """The last step, in one transaction: what changes on claims on file, the rest of the rows, and the flag."""
    writer.write_changes([claim for claim in kept.claims if _is_changed(claim)], since=since)
    writer.keep_rows(rows, {row.row for row in kept.rows})
    batch.counts = kept.counts
    batch.state, batch.visible_at, batch.trouble = State.VISIBLE, timezone.now(), ""
    batch.rows_done = batch.rows_total = len(plan.rows)
    batch.save(update_fields=["counts", "state", "visible_at", "trouble", "rows_done", "rows_total"])
    written = (claim for claim in kept.claims if claim.existing is None or _is_changed(claim))
    refreshing.boards_wait(batch=batch, incidents={writer.incidents[claim.incident].pk for claim in written})


# A long file


def _in_chunks(
    batch: ImportBatch,
    by: Any,
    plan: Plan,
    kept: Plan,
    since: datetime,
    told: Callable[[Progress], None] | None,
) -> None:
    """Everything that nobody sees yet, some at a time; then the last step. Whatever goes wrong, nothing stays."""
    heart = Heart(batch, told)
    try:
        with heart:
            writer = Writer(batch, by)
            rows = _write_in_chunks(batch, writer, plan, kept, heart)
            with transaction.atomic():
                heart.check()
                locked = ImportBatch.objects.select_for_update().defer("content").get(pk=batch.pk)
                if locked.state != State.COMMITTING:
                    raise NotCommitted("The import was given up meanwhile.")
                _make_visible(locked, writer, plan, kept, since, rows)
    except BaseException as error:
        _give_up(batch, error)
        if isinstance(error, IntegrityError):
            raise NotCommitted(MEANWHILE) from error
        raise
    checkpoint()


def _write_in_chunks(batch: ImportBatch, writer: Writer, plan: Plan, kept: Plan, heart: Heart) -> list[Any]:
    """New claims, then the rows of the file; returns the rows that belong into the last step."""
    done = 0
    for group in in_turns(_new(kept), _known_denied(kept)):
        for some in bulk.in_chunks(group, CHUNK):
            with transaction.atomic():
                heart.check()
                writer.write_new(some)
                done += len(some)
                heart.beat(done)
    with transaction.atomic():
        writer.write_links()
    late = [row for row in plan.rows if row.joined is not None and _is_changed(row.joined)]
    numbers, good = {row.row for row in late}, {row.row for row in kept.rows}
    for some in bulk.in_chunks((row for row in plan.rows if row.row not in numbers), CHUNK):
        with transaction.atomic():
            heart.check()
            writer.keep_rows(some, good)
            heart.beat(done)
    return late


def _known_denied(plan: Plan) -> dict[str, int]:
    return targets_of(claim.cells["denies"] for claim in _new(plan) if claim.kind == "denial")


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


def checkpoint() -> None:
    """Bring what was written from SQLite's log into the database, so that the log does not keep its size."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
