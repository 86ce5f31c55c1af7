"""Puts a backup back: checked first, then in one transaction; what was there is kept as a backup of its own."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connections, models
from django.db.migrations.loader import MigrationLoader

from claims_app.models import ArchivedCopy, Suppression
from claims_app.services import dumps
from claims_app.services.backups import Backup, BackupError, make_backup, opened


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, the backup of what was there before, and what a person still has to do or to know."""

    backup: Backup
    before: Backup | None
    removed_since: list[str] = field(default_factory=list)
    migrations_waiting: list[str] = field(default_factory=list)
    damaged_documents: list[int] = field(default_factory=list)


def check_backup(*, path: Path) -> Backup:
    """Read a backup to its end. Raises BackupError if it is not good; writes nothing."""
    with tempfile.TemporaryDirectory() as scratch, opened(path, beside=Path(scratch)) as (backup, _):
        return backup


def restore(*, path: Path, replace: bool = False, using: str = "default") -> Restored:
    """Put the backup in the place of what the database holds, all of it or nothing.

    Raises BackupError for a backup that is not good or does not fit, and, without `replace`, for a database that holds
    something. With `replace` that something is first backed up into the folder of `path`.
    """
    with tempfile.TemporaryDirectory() as scratch, opened(path, beside=Path(scratch)) as (backup, data):
        kind = _fitting(backup, using)
        full = dumps.holds_something(using)
        if full and not replace:
            raise BackupError(
                "The database holds claims or accounts. Nothing was changed. "
                "With --replace they are backed up first and then replaced."
            )
        before = make_backup(folder=path.parent, using=using) if full else None
        removed = _removals(using) if full else {}
        try:
            kind.read(using, data, backup.rows)
        except dumps.DumpError as error:
            raise BackupError(f"Nothing was changed: {error}") from None
    connections[using].close()
    return Restored(
        backup,
        before,
        removed_since=[said for pk, said in removed.items() if pk not in _removals(using)],
        migrations_waiting=sorted(_known_migrations() - set(backup.migrations)),
        damaged_documents=damaged_documents(using=using),
    )


def damaged_documents(*, using: str = "default") -> list[int]:
    """The kept copies whose bytes are not those of their checksum, by number; removed ones are none."""
    if not _has(ArchivedCopy, using):
        return []
    copies = ArchivedCopy.objects.using(using).exclude(media_type=ArchivedCopy.gone).order_by("pk")
    kept = copies.values_list("pk", "content", "sha256").iterator(chunk_size=50)
    return [pk for pk, content, digest in kept if hashlib.sha256(bytes(content)).hexdigest() != digest]


def _fitting(backup: Backup, using: str) -> dumps.Kind:
    kind = dumps.kind_of(using)
    if kind.name != backup.kind:
        raise BackupError(
            f"{backup.path.name} is of {backup.kind}, this site runs on {kind.name}. "
            "Restore it into a site on the same kind of database; `move_database` moves from SQLite to PostgreSQL."
        )
    unknown = sorted(set(backup.migrations) - _known_migrations())
    if unknown:
        raise BackupError(
            f"{backup.path.name} was made by a newer version: it has {', '.join(unknown[:3])}. Update first."
        )
    return kind


def _known_migrations() -> set[str]:
    """Every migration of the installed version, the squashed and those that stand for them included."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    return {f"{app}.{name}" for app, name in known}


def _removals(using: str) -> dict[int, str]:
    """What was removed for good, in words, by number."""
    if not _has(Suppression, using):
        return {}
    return {removal.pk: f"{removal} ({removal.made_at:%Y-%m-%d})" for removal in Suppression.objects.using(using)}


def _has(model: type[models.Model], using: str) -> bool:
    return model._meta.db_table in connections[using].introspection.table_names()
