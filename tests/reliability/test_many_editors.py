"""R6: eight editors write while a file is imported; nobody meets a locked database, and no edit is lost."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from django.db import connection

from claims_app.models import Claim, ImportBatch
from claims_app.services import imports
from claims_app.services.imports import committing
from tests.reliability.archives import edit, lines, load_world, staged, with_changes

EDITORS = 8


def write_together(
    tmp_path: Path, edits: int, rows: int, monkeypatch: pytest.MonkeyPatch, *, incidents: int = 3
) -> list[float]:
    """Each editor's edits of the same claims, beside imports that change and add; returns how long each edit waited."""
    load_world(tmp_path, incidents=incidents)
    monkeypatch.setattr(committing, "CHUNK", 10)
    old = lines(12)
    imports.commit(batch=staged(old))
    pks = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    errors: list[BaseException] = []
    waits: list[float] = []
    done = threading.Event()

    def editor(number: int) -> None:
        try:
            for turn in range(edits):
                begun = time.monotonic()
                edit(pks[(number + turn) % len(pks)])
                waits.append(time.monotonic() - begun)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    def importer() -> None:
        try:
            number = 0
            while not number or not done.is_set():
                number += 1
                batch = staged(with_changes(old, lines(rows, seed=50 + number, incidents=incidents)))
                imports.commit(batch=batch, in_one=0)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=editor, args=(number,)) for number in range(EDITORS)]
    other = threading.Thread(target=importer)
    for thread in (other, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    other.join()
    assert errors == []
    noted = Claim.objects.filter(pk__in=pks).values_list("note", flat=True)
    assert sum(int(note or 0) for note in noted) == EDITORS * edits
    assert not ImportBatch.objects.exclude(state="visible").exists()
    assert Claim.objects.filter(batch__isnull=False).visible().count() == Claim.objects.count()
    return waits


@pytest.mark.django_db(transaction=True)
def test_eight_editors_and_an_import_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(write_together(tmp_path, 3, 20, monkeypatch)) == EDITORS * 3


@pytest.mark.soak
@pytest.mark.parametrize("portion", range(10))
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_edits_beside_imports_lose_nothing(
    portion: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten times a thousand: claims with a long history, which nobody's have, would take most of the time."""
    waits = sorted(write_together(tmp_path, 125, 300, monkeypatch, incidents=60))
    assert len(waits) == EDITORS * 125
    with capsys.disabled():
        print(f"an edit waited {waits[len(waits) // 2]:.2f} s (median), {waits[-len(waits) // 100]:.2f} s (p99)")  # noqa: T201 (its figure)
