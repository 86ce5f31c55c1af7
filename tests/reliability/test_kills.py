"""R4: kill -9 at any moment of an import leaves nothing of it, or all of it."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from claims_app.models import Claim, ImportBatch, StagedRow
from claims_app.services import imports
from claims_app.services.imports import committing, running, undoing
from tests.reliability.archives import everything, grow_old, lines, load_world, staged, two_batches, with_changes

State = ImportBatch.State


def commit_in_a_process(batch: ImportBatch, in_one: int) -> int:
    """Start a process that commits the batch; returns its number."""
    return in_a_process(lambda: imports.commit(batch=batch, in_one=in_one))


def in_a_process(act: Callable[[], object]) -> int:
    """Start a process that does it; returns its number. It ends without pytest's own ending."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        committing.CHUNK = undoing.CHUNK = 6
        act()
        status = 0
    finally:
        os._exit(status)


def kill_after(child: int, seconds: float) -> None:
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def kill_often(tmp_path: Path, times: int, seed: int) -> tuple[int, int]:
    """So many kills of long and short imports in turn; returns how many left nothing, and how many left all."""
    load_world(tmp_path)
    chance = random.Random(seed)
    old = lines(12)
    imports.commit(batch=staged(old))
    took, nothing, whole = 0.6, 0, 0
    for number in range(times):
        batch = staged(with_changes(old, lines(24, seed=100 + number)), f"{number}.csv")
        before = everything()
        begun = time.monotonic()
        child = commit_in_a_process(batch, in_one=0 if number % 2 else 100)
        if number < 2:  # how long it takes when nobody kills it
            assert os.waitpid(child, 0)[1] == 0
            took = time.monotonic() - begun
        else:
            kill_after(child, chance.uniform(0.0, took))
        batch.refresh_from_db()
        # However busy the machine is meanwhile, about every second kill comes too late.
        took *= 0.9 if batch.state == State.VISIBLE else 1.1
        if batch.state == State.VISIBLE:
            whole += 1
            assert Claim.objects.filter(batch=batch).visible().count() == 24
            assert batch.rows.count() == 28
        else:
            nothing += 1
            assert not Claim.objects.filter(batch=batch).visible().exists()
            clean_up(batch)
            assert everything() == before
        finish_boards()
    return nothing, whole


def clean_up(batch: ImportBatch) -> None:
    """What the next worker does first; then the editor stops the import."""
    ImportBatch.objects.filter(pk=batch.pk, state=State.COMMITTING).update(cancel_asked=True)
    grow_old()
    running.recover()
    batch.refresh_from_db()
    assert batch.state == State.STAGED


def finish_boards() -> None:
    """Boards that still waited when the process was killed are worked out by the next worker."""
    grow_old()
    running.work_off()
    assert not ImportBatch.objects.exclude(step="").exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_at_any_moment_leaves_nothing_or_all(tmp_path: Path) -> None:
    nothing, whole = kill_often(tmp_path, 10, seed=4)
    assert nothing + whole == 10


@pytest.mark.soak
@pytest.mark.parametrize("portion", range(20))
@pytest.mark.django_db(transaction=True)
def test_a_thousand_imports_killed_at_any_moment_leave_nothing_or_all(
    portion: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twenty times fifty: boards that grow with every import would take most of the time."""
    nothing, whole = kill_often(tmp_path, 50, seed=int(time.time()) + portion)
    with capsys.disabled():
        print(f"50 kills: {nothing} left nothing, {whole} all")  # noqa: T201 (its figure)
    assert nothing > 5
    assert whole > 5


def assert_taken_back(batch: ImportBatch) -> None:
    """Nothing of the batch is shown, and what it changed of the six claims before it is as it was."""
    assert Claim.objects.visible().count() == 6
    assert not Claim.objects.filter(batch=batch).exclude(status=Claim.Status.UNPUBLISHED).exists()
    assert not Claim.objects.filter(figure_text="77").exists()


@pytest.mark.django_db(transaction=True)
def test_an_undo_killed_at_any_moment_takes_nothing_back_or_all(tmp_path: Path) -> None:
    batch = two_batches(tmp_path, before=6, new=24)
    for seconds in (0.0, 0.02, 0.05, 0.1):
        before = everything()
        kill_after(in_a_process(lambda: imports.undo(batch=batch)), seconds)
        batch.refresh_from_db()
        if batch.state != State.VISIBLE:
            break
        assert everything() == before
    else:
        imports.undo(batch=batch)
    assert batch.state == State.UNDONE
    assert_taken_back(batch)


@pytest.mark.django_db(transaction=True)
def test_a_long_undo_killed_at_any_moment_shows_all_or_nothing_and_is_taken_up_again(tmp_path: Path) -> None:
    batch = two_batches(tmp_path, before=6, new=24)
    before = everything()["visible"]
    running.queue_undo(batch=batch)
    for seconds in (0.0, 0.05, 0.1, 0.15, 0.2):
        kill_after(in_a_process(lambda: running.work(batch.pk)), seconds)
        batch.refresh_from_db()
        shown = Claim.objects.filter(batch=batch).visible().count()
        assert shown == (24 if batch.state == State.VISIBLE else 0)
        assert Claim.objects.visible().count() == before - 24 + shown
        with pytest.raises(imports.NotCommitted, match="undone"):
            imports.undo(batch=batch)
    finish_boards()
    batch.refresh_from_db()
    assert (batch.state, batch.step) == (State.UNDONE, "")
    assert_taken_back(batch)


@pytest.mark.django_db(transaction=True)
def test_a_check_killed_at_any_moment_is_done_by_the_next_worker_and_writes_no_claim(tmp_path: Path) -> None:
    load_world(tmp_path)
    batch = staged(lines(60))
    running.queue_check(batch=batch)
    for seconds in (0.0, 0.05, 0.2):
        kill_after(in_a_process(lambda: running.work(batch.pk)), seconds)
        batch.refresh_from_db()
        assert batch.state in (State.CHECKING, State.STAGED)
    finish_boards()
    batch.refresh_from_db()
    assert (batch.state, batch.trouble) == (State.STAGED, "")
    assert batch.summary["counts"]["new"] == StagedRow.objects.filter(batch=batch).count() == 60
    assert not Claim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_three_times_gives_the_file_up_with_a_sentence(tmp_path: Path, monkeypatch: Any) -> None:
    load_world(tmp_path)
    batch = staged(lines(4))
    running.queue(batch=batch)
    for _ in range(running.ATTEMPTS):
        # A process that took the file and was never heard of again.
        ImportBatch.objects.filter(pk=batch.pk).update(attempts=running.ATTEMPTS, step="reading")
        ImportBatch.objects.filter(pk=batch.pk).update(heartbeat_at=batch.created_at)
        grow_old()
    running.recover()
    batch.refresh_from_db()
    assert (batch.state, batch.trouble) == (State.FAILED, running.DIED)
    running.stage_again(batch=batch)
    assert imports.commit(batch=batch).counts["new"] == 4
