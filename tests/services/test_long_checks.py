"""A long file is checked by a worker: the page tells how far it is, and what goes wrong leaves the file as it was."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from claims_app.models import Claim, ImportBatch, StagedRow
from claims_app.services import checking_files, imports, previews
from claims_app.services.imports import running
from tests.admin_imports.test_desk import editor, sent, world
from tests.reliability.archives import file_of, lines, load_world
from tests.services.test_imports import ONE_TANK, TWO_TANKS
from tests.services.test_imports import file_of as short_file

__all__ = ["editor", "world"]

State = ImportBatch.State


@pytest.fixture
def long_from_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_CHECKED", 1)
    monkeypatch.setattr(running, "TICK", 2)


def staged(rows: int = 6) -> ImportBatch:
    return previews.stage(data=file_of(lines(rows)), name="long.csv", options=imports.Options())


def test_an_editor_sees_how_far_the_check_is_and_then_the_preview(editor: Client, long_from_two: None) -> None:
    address = sent(editor, short_file(TWO_TANKS, ONE_TANK))["Location"]
    progress = editor.get(address)["Location"]
    shown = unescape(editor.get(progress).content.decode())
    assert "Check of claims.csv" in shown
    assert "Waiting for its turn" in shown
    assert "Stop this check" in shown
    running.work_off()
    assert editor.get(progress)["Location"] == address
    assert "Import 2 rows" in unescape(editor.get(address).content.decode())
    assert StagedRow.objects.count() == 2


def test_a_check_says_the_same_whoever_makes_it(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_world(tmp_path)
    at_once = staged()
    monkeypatch.setattr(running, "MOST_CHECKED", 2)
    queued = staged()
    assert (queued.state, queued.summary) == (State.CHECKING, {})
    running.work_off()
    queued.refresh_from_db()
    assert (queued.state, queued.step, queued.summary) == (State.STAGED, "", at_once.summary)
    rows = [list(batch.staged.values_list("row", "result", "shown")) for batch in (at_once, queued)]
    assert rows[0] == rows[1]


def test_rows_done_are_told_while_the_check_goes_on(
    db: None, tmp_path: Path, long_from_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_world(tmp_path)
    told: list[tuple[int, int]] = []
    beat = running.Heart.beat

    def noted(self: Any, done: int, total: int | None = None) -> None:
        beat(self, done, total)
        told.append(ImportBatch.objects.values_list("rows_done", "rows_total").get())

    monkeypatch.setattr(running.Heart, "beat", noted)
    staged()
    running.work_off()
    assert told == [(1, 6), (3, 6), (5, 6), (6, 6)]


def test_a_check_that_is_stopped_before_it_begins_can_be_made_again(editor: Client, long_from_two: None) -> None:
    address = sent(editor, short_file(TWO_TANKS, ONE_TANK))["Location"]
    editor.post(f"{address}cancel/")
    running.work_off()
    assert ImportBatch.objects.get().state == State.FAILED
    assert "The check was stopped" in editor.get(address).content.decode()
    editor.post(f"{address}again/")
    assert editor.get(address)["Location"].endswith("/progress/")
    running.work_off()
    assert "Import 2 rows" in editor.get(address).content.decode()


def test_a_running_check_stops_at_the_next_rows(
    db: None, tmp_path: Path, long_from_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_world(tmp_path)
    batch = staged()
    beat = running.Heart.beat

    def stop(self: Any, done: int, total: int | None = None) -> None:
        beat(self, done, total)
        running.cancel(batch=batch)

    monkeypatch.setattr(running.Heart, "beat", stop)
    running.work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.trouble, batch.cancel_asked) == (State.FAILED, running.STOPPED, False)
    assert not StagedRow.objects.exists()


def test_nothing_is_changed_or_imported_while_a_file_is_checked(editor: Client, long_from_two: None) -> None:
    address = sent(editor, short_file(TWO_TANKS, ONE_TANK))["Location"]
    posts: dict[str, dict[str, Any]] = {
        "commit": {},
        "mend": {"row": "2", "column": "figure", "text": "5"},
        "rows": {"row": ["2"], "do": "out"},
        "columns": {"is-0": "figure"},
        "check": {},
        "answer": {"answer-stated_at": "x"},
        "names": {"column-1": "measure", "value-1": "tanks destroyed", "read-1": "drones destroyed"},
        "mapping": {"saved": "1", "do": "use"},
    }
    for name, form in posts.items():
        assert editor.post(f"{address}{name}/", form).status_code == 303, name
    for name in ("effects/", "columns/", "problems.csv"):
        assert editor.get(f"{address}{name}").status_code in (200, 303), name
    assert editor.get(f"{address}plan.json").json()["rows"] == 2
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.corrections, batch.left_out, batch.values) == (State.CHECKING, {}, [], {})
    assert not Claim.objects.exists()


def test_a_file_that_waits_for_its_import_keeps_its_preview_when_another_comes(db: None, tmp_path: Path) -> None:
    load_world(tmp_path)
    waiting = staged()
    running.queue(batch=waiting)
    staged(2)
    running.cancel(batch=waiting)
    assert (waiting.state, waiting.staged.count()) == (State.STAGED, 6)


def test_long_is_what_has_many_rows_whatever_the_format() -> None:
    assert running.is_long_to_check(content=b"a,b\n" * 6_000)
    assert running.is_long_to_check(content=b"[" + b'{"figure": "6"},' * 200_000)
    assert running.is_long_to_check(content=b"PK" + bytes(300_000))
    assert running.is_long_to_check(content=b"a,b\r" * 6_000)
    assert running.is_long_to_check(content="\ufeff [".encode() + b'{"figure": "6"},' * 200_000)
    assert running.is_long_to_check(content=("[" + '{"figure": "6"},' * 200_000).encode("utf-16"))
    assert running.is_long_to_check(content=b'{"figure": "6"}\n' * 6_000)
    assert running.is_long_to_check(content=b'[{"quote": "' + b"x" * 3_000_000)
    assert not running.is_long_to_check(content=b'{"figure": "6"}\n' * 5_000)
    assert not running.is_long_to_check(content=b"a,b\n" * 5_000)
    assert not running.is_long_to_check(content=b"a,b\r\n" * 5_000)


def test_a_file_that_cannot_be_read_says_so_after_the_check(editor: Client, long_from_two: None) -> None:
    address = sent(editor, b'{"a": broken' + b" " * 2_000, name="claims.json")["Location"]
    running.work_off()
    answer = editor.get(address)
    assert answer.status_code == 400
    assert "JSON" in answer.content.decode()


def test_a_check_whose_process_died_is_begun_again_three_times(
    db: None, tmp_path: Path, long_from_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_world(tmp_path)
    batch = staged()

    def die(**_: Any) -> None:
        raise KeyboardInterrupt

    check = checking_files.check
    monkeypatch.setattr(checking_files, "check", die)
    with pytest.raises(KeyboardInterrupt):
        running.work(batch.pk)
    long_ago = timezone.now() - timedelta(hours=1)
    ImportBatch.objects.update(heartbeat_at=long_ago, started_at=long_ago)
    monkeypatch.setattr(checking_files, "check", check)
    running.work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.attempts, batch.summary["good"]) == (State.STAGED, 2, 6)
    ImportBatch.objects.update(state=State.CHECKING, attempts=3, heartbeat_at=long_ago)
    running.recover()
    batch.refresh_from_db()
    assert (batch.state, batch.trouble) == (State.FAILED, running.DIED)
