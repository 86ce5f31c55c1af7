"""A small archive with claims of two incidents on file, a file that adds to it and changes it, and all that is kept, to compare."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from claims_app import models
from claims_app.services import imports, recording
from tests.benchmarks import corpus_files as corpus

FEW = 3
KEPT = (
    models.Claim, models.Citation, models.Position, models.Statement, models.Report, models.Outlet, models.ImportRow,
    models.StoredFinding, models.SearchDocument,
)  # fmt: skip
NO_MATTER = {"version", "changed_at", "vocabulary"}


def load_world(folder: Path, *, incidents: int = FEW) -> None:
    """The vocabulary of one conflict, through the public command."""
    path = folder / "world.json"
    path.write_text(json.dumps(corpus.vocabulary(incidents=incidents, conflicts=1)), encoding="utf-8")
    call_command("load_vocabulary", str(path), verbosity=0)


def lines(number: int, *, seed: int = 7, incidents: int = FEW) -> list[list[str]]:
    """So many rows of a claims file about the first of the incidents, or all."""
    return list(corpus.lines(number, incidents=incidents, conflicts=1, seed=seed))


def file_of(rows: list[list[str]]) -> bytes:
    """Rows as the bytes of a CSV file."""
    return "\n".join([",".join(corpus.HEADER), *(",".join(f'"{cell}"' for cell in row) for row in rows)]).encode()


def staged(rows: list[list[str]], name: str = "claims.csv") -> models.ImportBatch:
    """The rows as a staged file."""
    return imports.stage(data=file_of(rows), name=name, options=imports.Options())


def with_changes(old: list[list[str]], new: list[list[str]]) -> list[list[str]]:
    """New rows, and every third of the old ones with another figure."""
    figure = corpus.HEADER.index("figure")
    changed = [[*row[:figure], "77", *row[figure + 1 :]] for row in old[::3]]
    return [*new, *changed]


def edit(pk: int) -> None:
    """One more in the note of a claim, as somebody who reads, thinks and saves does."""
    with transaction.atomic():
        claim = models.Claim.objects.select_for_update(no_key=True).get(pk=pk)
        claim.note = str(int(claim.note or 0) + 1)
        claim.version += 1
        claim.save()
        recording.settle(claim=claim)


def two_batches(folder: Path, *, before: int, new: int) -> models.ImportBatch:
    """A batch that brought so many claims and changed some of the batch before it."""
    load_world(folder)
    old = lines(before)
    imports.commit(batch=staged(old))
    batch = staged(with_changes(old, lines(new, seed=9)))
    imports.commit(batch=batch)
    return batch


def everything() -> dict[str, Any]:
    """All that is kept and all its history, without what a second working out of a board may number anew."""
    found: dict[str, Any] = {}
    for model in KEPT:
        names = [field.attname for field in model._meta.concrete_fields if field.name not in NO_MATTER]
        if model in (models.StoredFinding, models.SearchDocument):
            names.remove("id")
        rows = model.objects.order_by().values_list(*names)  # type: ignore[attr-defined]
        found[model.__name__] = sorted(map(repr, rows))
        if hasattr(model, "history"):
            found[f"history of {model.__name__}"] = model.history.count()
    found["visible"] = models.Claim.objects.visible().count()
    return found


def grow_old() -> None:
    """Let every heartbeat be an hour old, as if the process had died then."""
    then = timezone.now() - timedelta(hours=1)
    models.ImportBatch.objects.filter(heartbeat_at__isnull=False).update(heartbeat_at=then)
