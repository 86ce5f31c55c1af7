"""How the files of an outlet are read, remembered: the next file with the same columns is read so by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from claims_app import models
from claims_app.services import imports
from claims_app.tables.layouts import fingerprint

READ = ("mapping", "constants", "ignored", "unfolded", "unfolded_as", "values")
DAYS = ("day", "month")


class NotSaved(ValueError):
    """The mapping was not kept; the message says why."""


def fitting(*, headers: Sequence[str]) -> list[models.SavedMapping]:
    """The saved mappings for files with these columns, the newest first."""
    found = models.SavedMapping.objects.filter(fingerprint=fingerprint(headers)) if headers else ()
    return sorted(found, key=lambda saved: -saved.pk)


def choose(*, batch: models.ImportBatch, headers: Sequence[str]) -> None:
    """Read a file by the newest saved mapping of its columns, unless somebody has said how to read it."""
    if batch.is_laid_out or batch.mapping or batch.saved_mapping_id:
        return
    for saved in fitting(headers=headers)[:1]:
        apply(batch=batch, saved=saved)


def apply(*, batch: models.ImportBatch, saved: models.SavedMapping) -> None:
    """Read the file as the saved mapping says; constants and answers that were given with the file stay."""
    for name in READ:
        setattr(batch, name, getattr(saved, name))
    batch.constants = saved.constants | batch.constants
    batch.answers = saved.answers | batch.answers
    batch.saved_mapping, batch.is_laid_out = saved, True
    batch.save(update_fields=[*READ, "answers", "saved_mapping", "is_laid_out"])


def options_by(*, name: str) -> imports.Options:
    """How files are read by the saved mapping of that name. Raises NotSaved when there is none, or several."""
    found = list(models.SavedMapping.objects.filter(name=name)[:2])
    if len(found) != 1:
        names = ", ".join(models.SavedMapping.objects.values_list("name", flat=True)[:20]) or "none"
        raise NotSaved(f"There is {'no' if not found else 'more than one'} saved mapping “{name}”. On file: {names}.")
    saved = found[0]
    return imports.Options(
        mapping=saved.mapping, constants=saved.constants, answers=saved.answers, ignored=saved.ignored,
        unfolded=saved.unfolded, unfolded_as=saved.unfolded_as, values=saved.values,
    )  # fmt: skip


def remember(*, batch: models.ImportBatch, name: str, outlet: str = "", by: Any = None) -> models.SavedMapping:
    """Keep how the file is read under a name, in place of one of that name for the same columns.

    `outlet` is a slug. Raises NotSaved without a name, without columns, or for an unknown outlet.
    """
    headers = [entry["header"] for entry in batch.summary.get("headers", [])]
    name = name.strip()[:200]
    if not name or not headers:
        raise NotSaved("Give the mapping a name, for example the outlet's." if headers else "Read the file first.")
    publisher = models.Outlet.objects.filter(slug=outlet).first() if outlet else None
    if outlet and publisher is None:
        raise NotSaved("This outlet is not on file. Choose another, or none.")
    kept = {column: getattr(batch, column) for column in READ}
    kept["answers"] = _days(batch.answers)
    kept |= {
        "headers": headers,
        "outlet": publisher,
        "created_by": by if getattr(by, "is_authenticated", False) else None,
    }
    saved, _ = models.SavedMapping.objects.update_or_create(name=name, fingerprint=fingerprint(headers), defaults=kept)
    batch.saved_mapping = saved
    batch.save(update_fields=["saved_mapping"])
    return saved


def learn(*, batch: models.ImportBatch) -> None:
    """Let the saved mapping that the file is read by know what its names and days are read as, for the next file."""
    saved = batch.saved_mapping
    if saved is not None:
        saved.refresh_from_db(fields=["values", "answers"])
        saved.values = {
            column: saved.values.get(column, {}) | batch.values.get(column, {})
            for column in {**saved.values, **batch.values}
        }
        saved.answers = saved.answers | _days(batch.answers)
        saved.save(update_fields=["values", "answers"])


def _days(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that hold for the next file too: how days are written."""
    return {column: said for column, said in answers.items() if said.startswith(DAYS)}


def forget(*, pk: int) -> None:
    """Drop a saved mapping; files that were read by it stay as they are."""
    models.SavedMapping.objects.filter(pk=pk).delete()
