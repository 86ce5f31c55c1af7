"""A long file is checked by the worker: its page tells how far, it can be stopped, and a worker that dies leaves no half."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from claims_app.models import Claim, ImportBatch, StagedRow
from claims_app.services import imports, previews, staged_files
from claims_app.services.imports import running
from tests.reliability.archives import file_of, lines, load_world

State = ImportBatch.State


@pytest.fixture
def long_file(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ImportBatch:
    """Nine rows, taken for long."""
    load_world(tmp_path)
    monkeypatch.setattr(staged_files, "MOST_RECHECKED", 5)
    monkeypatch.setattr(running, "EACH", 1)
    return staged_files.stage(data=file_of(lines(9)), name="long.csv", options=imports.Options())


@pytest.fixture
def desk(admin_client: Client) -> Client:
    return admin_client


def address(batch: ImportBatch, name: str = "batch") -> str:
    return reverse(f"admin:desk-import-{name}", args=[batch.pk])


def test_a_page_does_not_wait_for_a_long_check_which_then_leads_to_the_preview(
    long_file: ImportBatch, desk: Client
) -> None:
    assert long_file.state == State.CHECKING
    assert not StagedRow.objects.exists()
    assert desk.get(address(long_file))["Location"] == address(long_file, "progress")
    page = desk.get(address(long_file, "progress")).content.decode()
    assert "Stop this check" in page
    assert "No row is checked yet" in page
    running.work_off()
    long_file.refresh_from_db()
    assert (long_file.state, long_file.rows_done, long_file.rows_total) == (State.STAGED, 9, 9)
    assert desk.get(address(long_file, "progress"))["Location"] == address(long_file)
    assert "Import 9 rows" in desk.get(address(long_file)).content.decode()
    assert not Claim.objects.exists()


def test_the_worker_keeps_the_preview_that_a_page_would_have_kept(long_file: ImportBatch) -> None:
    running.work_off()
    long_file.refresh_from_db()
    kept = list(StagedRow.objects.order_by("row").values("row", "line", "result", "is_left_out", "shown"))
    summary = long_file.summary
    previews.check(batch=long_file)
    assert long_file.summary == summary
    assert list(StagedRow.objects.order_by("row").values("row", "line", "result", "is_left_out", "shown")) == kept


def test_a_check_is_stopped_before_it_begins_and_under_way_and_begins_again_when_asked(
    long_file: ImportBatch, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.post(address(long_file, "cancel"))
    long_file.refresh_from_db()
    assert (long_file.state, long_file.trouble) == (State.FAILED, running.STOPPED)
    running.work_off()  # the task that waited finds nothing to do
    assert running.STOPPED in desk.get(address(long_file)).content.decode()

    desk.post(address(long_file, "again"))
    assert desk.get(address(long_file))["Location"] == address(long_file, "progress")
    beat = running.Heart.beat

    def beat_and_stop(self: running.Heart, done: int) -> None:
        beat(self, done)
        if done == 4:
            running.cancel(batch=ImportBatch.objects.get(pk=long_file.pk))

    with monkeypatch.context() as patched:
        patched.setattr(running.Heart, "beat", beat_and_stop)
        running.work_off()
    long_file.refresh_from_db()
    assert (long_file.state, long_file.rows_done) == (State.FAILED, 4)
    assert not StagedRow.objects.exists()

    running.stage_again(batch=long_file)
    for page in ("effects", "columns", "problems"):
        assert desk.get(address(long_file, page)).status_code in (302, 303)
    desk.get(address(long_file))
    running.work_off()
    assert "Import 9 rows" in desk.get(address(long_file)).content.decode()


def test_nothing_is_mended_or_written_while_a_file_is_checked(long_file: ImportBatch, desk: Client) -> None:
    desk.post(address(long_file, "mend"), {"row": "2", "column": "figure", "text": "5"})
    desk.post(address(long_file, "answer"), {"answer-published": "day first"})
    desk.post(address(long_file, "commit"))
    long_file.refresh_from_db()
    assert (long_file.state, long_file.corrections, long_file.answers) == (State.CHECKING, {}, {})
    assert not Claim.objects.exists()


def test_a_check_whose_worker_died_begins_anew_and_is_given_up_after_three(long_file: ImportBatch) -> None:
    mine = ImportBatch.objects.filter(pk=long_file.pk)
    long_ago = long_file.created_at - timedelta(hours=1)
    mine.update(heartbeat_at=long_ago, step="checking", attempts=running.ATTEMPTS)
    running.recover()
    long_file.refresh_from_db()
    assert (long_file.state, long_file.trouble) == (State.FAILED, running.DIED)

    running.stage_again(batch=long_file)
    staged_files.check(batch=long_file)
    mine.update(heartbeat_at=long_ago, step="checking", attempts=1)
    running.work_off()
    long_file.refresh_from_db()
    assert (long_file.state, StagedRow.objects.count()) == (State.STAGED, 9)


def test_a_long_file_that_cannot_be_read_says_so_on_its_page(long_file: ImportBatch, desk: Client) -> None:
    data = file_of(lines(9)).replace(b"\n", b',"\n', 3)
    batch = staged_files.stage(data=data, name="cut.csv", options=imports.Options())
    running.work_off()
    answer = desk.get(address(batch))
    assert answer.status_code == 400
    assert "quote" in answer.content.decode()
