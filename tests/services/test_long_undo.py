"""A large batch is undone by the worker: some claims at a time, with a page that tells how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from claims_app.models import Claim, ImportBatch
from claims_app.services.imports import running, undoing
from tests.reliability.archives import everything, two_batches

State = ImportBatch.State


@pytest.mark.django_db(transaction=True)
def test_a_long_undo_leaves_what_a_short_one_leaves(tmp_path: Path, monkeypatch: Any) -> None:
    batch = two_batches(tmp_path, before=9, new=12)
    monkeypatch.setattr(undoing, "CHUNK", 5)
    before = everything()
    running.queue_undo(batch=batch)
    assert everything()["visible"] == before["visible"]
    running.work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.step, batch.visible_at, batch.to_refresh) == (State.UNDONE, "", None, [])
    assert (batch.rows_done, batch.rows_total) == (15, 15)
    assert everything()["visible"] == 9
    assert set(Claim.objects.filter(batch=batch).values_list("status", "natural_hash")) == {("unpublished", "")}
    assert not Claim.objects.exclude(batch=batch).filter(figure_text="77").exists()


@pytest.mark.django_db(transaction=True)
def test_a_long_undo_that_stops_between_two_steps_goes_on_where_it_was(tmp_path: Path, monkeypatch: Any) -> None:
    batch = two_batches(tmp_path, before=9, new=12)
    monkeypatch.setattr(undoing, "CHUNK", 5)
    edited = Claim.objects.filter(figure_text="77").order_by("pk")[0]
    edited.version += 1
    edited.save()
    running.queue_undo(batch=batch)
    beats: list[int] = []

    def stop(self: Any, done: int, total: int) -> None:
        beats.append(done)
        raise RuntimeError("the machine went off")

    for _ in range(3):
        with monkeypatch.context() as broken, pytest.raises(RuntimeError):
            broken.setattr(undoing.Heart, "beat", stop)
            running.work(batch.pk)
        assert not Claim.objects.filter(batch=batch).visible().exists()
    running.work(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.step) == (State.UNDONE, "")
    assert beats == [5, 5, 2]
    assert list(Claim.objects.filter(figure_text="77")) == [edited]
    assert Claim.objects.visible().count() == 9


@pytest.mark.django_db(transaction=True)
def test_the_page_of_a_long_undo_tells_how_far_it_is(tmp_path: Path, monkeypatch: Any, admin_client: Client) -> None:
    batch = two_batches(tmp_path, before=9, new=12)
    monkeypatch.setattr(running, "IN_ONE", 5)
    undo = f"/admin/desk/import/{batch.pk}/undo/"
    assert admin_client.post(undo)["Location"] == f"/admin/desk/import/{batch.pk}/"
    ImportBatch.objects.filter(pk=batch.pk).update(rows_done=6, rows_total=15)
    page = admin_client.get(f"/admin/desk/import/{batch.pk}/", follow=True).content.decode()
    assert "Taking the claims back" in page
    assert "6 of 15 claims done" in page
    assert "Stop this" not in page
    running.work_off()
    assert "What it had brought" in admin_client.get(f"/admin/desk/import/{batch.pk}/").content.decode()
