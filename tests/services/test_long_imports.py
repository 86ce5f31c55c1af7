"""A long file goes in unseen, some rows at a time, and is seen in one step; it can be stopped, and others' edits stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims_app.core.payloads import board_json
from claims_app.models import Claim, ImportBatch, Incident, SearchDocument, StoredFinding
from claims_app.services import imports, refreshing
from claims_app.services.boards import board_of
from claims_app.services.imports import committing, running
from claims_app.services.imports.writing import EDITED, Writer
from tests.reliability.archives import everything, file_of, lines, load_world, staged, with_changes

State = ImportBatch.State


@pytest.fixture
def archive(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    load_world(tmp_path)
    monkeypatch.setattr(committing, "CHUNK", 4)
    old = lines(6)
    imports.commit(batch=staged(old))
    return old


def test_nobody_sees_a_claim_before_all_are_written(archive: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def told(progress: imports.Progress) -> None:
        if progress.step == "writing":
            seen.append((progress.done, Claim.objects.visible().count()))

    batch = staged(lines(10, seed=9))
    imports.commit(batch=batch, in_one=0, told=told)
    assert {count for _, count in seen} == {6}
    assert [done for done, _ in seen][:3] == [4, 8, 10]
    assert Claim.objects.visible().count() == 16
    assert (batch.state, batch.rows_done, batch.step) == (State.VISIBLE, 10, "")


def test_in_chunks_and_at_once_give_the_same(archive: list[list[str]]) -> None:
    rows = with_changes(archive, lines(9, seed=9))
    first = staged(rows)
    plan = imports.commit(batch=first, in_one=0)
    assert (plan.counts["new"], plan.counts["changed"]) == (9, 2)
    boards = [board_json(board_of(incident=one)) for one in Incident.objects.order_by("pk")]
    imports.undo(batch=first)
    again = imports.commit(batch=staged(rows))
    assert again.counts == plan.counts
    for one, board in zip(Incident.objects.order_by("pk"), boards, strict=True):
        assert len(board_json(board_of(incident=one))["rows"]) == len(board["rows"])


def test_a_second_long_import_of_the_same_file_adds_nothing(archive: list[list[str]]) -> None:
    rows = with_changes(archive, lines(9, seed=9))
    imports.commit(batch=staged(rows), in_one=0)
    before = Claim.history.count()
    again = imports.commit(batch=staged(rows), in_one=0)
    assert again.counts["same"] == again.counts["rows"]
    assert Claim.history.count() == before


def test_a_claim_that_somebody_edits_meanwhile_is_left_as_it_is(
    archive: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = staged(with_changes(archive, lines(5, seed=9)))
    target = Claim.objects.get(external_id=archive[0][0])
    write = Writer.write_new

    def write_and_edit(self: Writer, claims: list) -> None:  # type: ignore[type-arg]
        write(self, claims)
        claim = Claim.objects.get(pk=target.pk)
        if not claim.note:
            claim.note, claim.version = "mine", claim.version + 1
            claim.save()

    monkeypatch.setattr(Writer, "write_new", write_and_edit)
    imports.commit(batch=batch, in_one=0)
    target.refresh_from_db()
    assert (target.note, target.figure_text == "77") == ("mine", False)
    (left,) = batch.rows.filter(outcome="conflict")
    assert left.errors == [{"column": "", "message": EDITED}]
    assert Claim.objects.filter(figure_text="77").count() == 1


def test_a_stopped_import_is_staged_again_and_leaves_no_trace(archive: list[list[str]]) -> None:
    batch = staged(with_changes(archive, lines(10, seed=9)))
    before = everything()

    def told(progress: imports.Progress) -> None:
        running.cancel(batch=ImportBatch.objects.get(pk=batch.pk))

    with pytest.raises(imports.Cancelled):
        imports.commit(batch=batch, in_one=0, told=told)
    batch.refresh_from_db()
    assert (batch.state, batch.trouble) == (State.STAGED, "The import was stopped, and nothing of it is kept.")
    assert everything() == before
    assert imports.commit(batch=batch).counts["new"] == 10


def test_one_file_at_a_time(archive: list[list[str]]) -> None:
    other, mine = staged(lines(3, seed=5), "other.csv"), staged(lines(3, seed=9))
    ImportBatch.objects.filter(pk=other.pk).update(state=State.COMMITTING)
    with pytest.raises(imports.Busy, match=r"other\.csv is being imported"):
        imports.commit(batch=mine)


def test_boards_that_wait_are_worked_out_for_whoever_asks(
    archive: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "FEW", 0)
    batch = staged(lines(10, seed=9))
    imports.commit(batch=batch, boards=False)
    assert batch.to_refresh
    assert not SearchDocument.objects.filter(object_id__in=batch.claims.values("pk"), kind="claim").exists()
    waiting = [board_json(board_of(incident=one)) for one in Incident.objects.order_by("pk")]
    running.queue_boards(batch=batch)
    running.work_off()
    batch.refresh_from_db()
    assert (batch.to_refresh, batch.step) == ([], "")
    assert [board_json(board_of(incident=one)) for one in Incident.objects.order_by("pk")] == waiting
    assert not StoredFinding.objects.filter(vocabulary=refreshing.OUT_OF_DATE).exists()
    assert SearchDocument.objects.filter(object_id__in=batch.claims.values("pk"), kind="claim").count() == 10


def test_an_editor_sees_how_far_a_long_import_is_and_what_became_of_it(
    archive: list[list[str]], admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "IN_ONE", 5)
    batch = staged(lines(8, seed=9))
    page = reverse("admin:desk-import-batch", args=[batch.pk])
    progress = reverse("admin:desk-import-progress", args=[batch.pk])
    admin_client.post(reverse("admin:desk-import-commit", args=[batch.pk]))
    assert admin_client.get(page).headers["Location"] == progress
    assert "Waiting for its turn" in admin_client.get(progress).content.decode()
    ImportBatch.objects.update(step="writing", rows_done=2, rows_total=8)
    part = admin_client.get(progress, headers={"HX-Request": "true", "HX-Target": "import-bar"}).content.decode()
    assert "2 of 8 rows done" in part
    assert 'value="25"' in part
    assert "<html" not in part
    running.work_off()
    assert admin_client.get(progress, headers={"HX-Request": "true"}).headers["HX-Redirect"] == page
    assert "visible" in admin_client.get(page).content.decode()
    assert Claim.objects.filter(recorded_by__username="admin").count() == 8


def test_a_file_that_cannot_be_imported_says_why_and_can_be_previewed_again(
    archive: list[list[str]], admin_client: Client
) -> None:
    bad = lines(3, seed=9)
    bad[1][2] = "Nobody known"
    batch = imports.stage(data=file_of(bad), name="bad.csv", options=imports.Options())
    running.queue(batch=batch)
    running.work_off()
    page = reverse("admin:desk-import-batch", args=[batch.pk])
    said = admin_client.get(page).content.decode()
    assert "Nothing was imported" in said
    assert "The file has errors. Mend them, or leave those rows out." in said
    admin_client.post(reverse("admin:desk-import-again", args=[batch.pk]))
    assert "Nothing is written yet" in admin_client.get(page).content.decode()


def test_a_waiting_file_is_stopped_at_once(archive: list[list[str]], admin_client: Client) -> None:
    batch = staged(lines(3, seed=9))
    running.queue(batch=batch)
    admin_client.post(reverse("admin:desk-import-cancel", args=[batch.pk]))
    running.work_off()
    batch.refresh_from_db()
    assert batch.state == State.STAGED
    assert Claim.objects.count() == 6


def test_an_undo_writes_the_history_of_each_claim_in_as_many_questions_for_many_as_for_few(
    archive: list[list[str]],
) -> None:
    asked = []
    for size, seed in ((3, 9), (12, 11)):
        batch = staged(lines(size, seed=seed))
        imports.commit(batch=batch)
        with CaptureQueriesContext(connection) as queries:
            imports.undo(batch=batch, boards=False)
        asked.append(len([one for one in queries if "claims_app_historicalclaim" in one["sql"]]))
        claims = list(Claim.objects.filter(batch=batch))
        assert len(claims) == size
        for claim in claims:
            last = claim.history.latest("history_id")
            assert (last.history_type, last.history_change_reason) == ("~", f"import of {batch.name} undone")
            assert {field.name: getattr(last, field.attname) for field in last.tracked_fields} == {
                field.name: getattr(claim, field.attname) for field in last.tracked_fields
            }
    assert asked[0] == asked[1]
