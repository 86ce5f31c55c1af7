"""R5: the 1st, 2nd, 3rd … write fails until a clean run; an import, an edit and an undo leave nothing or all."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims_app.models import Claim, ImportBatch
from claims_app.services import imports, recording
from claims_app.services.imports import committing, running
from tests.faults import fail_at_each_write
from tests.reliability.archives import everything, grow_old, lines, load_world, staged, with_changes


@pytest.fixture
def archive(db: None, tmp_path: Path) -> list[list[str]]:
    load_world(tmp_path)
    old = lines(6)
    imports.commit(batch=staged(old))
    return old


def import_on_a_full_disk(archive: list[list[str]], *, for_good: bool, step: int) -> None:
    """A long import in chunks, which adds and changes claims."""
    batch = staged(with_changes(archive, lines(5, seed=9)))
    before = everything()

    def look() -> None:
        grow_old()
        running.recover()  # where the disk was too full even for cleaning up
        assert everything() == before
        ImportBatch.objects.filter(pk=batch.pk).update(state="staged", attempts=0, cancel_asked=False)

    def act() -> None:
        imports.commit(batch=ImportBatch.objects.get(pk=batch.pk), in_one=0)

    assert fail_at_each_write(act, look, for_good=for_good, step=step, most=400) > 20
    assert Claim.objects.visible().filter(batch=batch).count() == 5
    assert Claim.objects.filter(figure_text="77").count() == 2


HOW = pytest.mark.parametrize("for_good", [False, True], ids=["one write fails", "every write fails from then on"])


@HOW
def test_a_long_import_on_a_full_disk_leaves_nothing(
    archive: list[list[str]], monkeypatch: pytest.MonkeyPatch, for_good: bool
) -> None:
    monkeypatch.setattr(committing, "CHUNK", 3)
    import_on_a_full_disk(archive, for_good=for_good, step=13 if for_good else 11)


@pytest.mark.soak
@HOW
def test_a_long_import_leaves_nothing_whichever_write_fails(
    archive: list[list[str]], monkeypatch: pytest.MonkeyPatch, for_good: bool
) -> None:
    monkeypatch.setattr(committing, "CHUNK", 3)
    import_on_a_full_disk(archive, for_good=for_good, step=1)


def test_an_edit_on_a_full_disk_leaves_nothing(archive: list[list[str]]) -> None:
    claims = list(Claim.objects.visible()[:2])
    before = everything()

    def look() -> None:
        assert everything() == before

    def act() -> None:
        recording.unpublish(claims=claims, by=None, reason="looked at again")

    assert fail_at_each_write(act, look, for_good=True, step=3) > 4
    assert Claim.objects.visible().count() == 4


def test_an_undo_on_a_full_disk_leaves_all(archive: list[list[str]]) -> None:
    batch = staged(with_changes(archive, lines(5, seed=9)))
    imports.commit(batch=batch)
    before = everything()

    def look() -> None:
        assert everything() == before

    assert fail_at_each_write(lambda: imports.undo(batch=batch), look, for_good=True, step=4) > 8
    assert Claim.objects.visible().count() == 6
    assert not Claim.objects.filter(figure_text="77").visible().exists()
