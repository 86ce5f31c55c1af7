"""Makes backups: one file each, true to one moment, checked before it gets its name; lets old ones go.

A backup is a ZIP with the database (stored documents and imported files are rows of it) and `manifest.json`: the format, the
moment, the kind of database, its migrations, the checksum of the database's file and the number of rows of each table.
It holds no key and no settings: keep `.env` or `var/secret_key` elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from claims_app.core.retention import Retention, kept
from claims_app.services import dumps

FORMAT = 1
NAME = re.compile(r"counterclaim-(\d{8}T\d{12}Z)\.zip")
STAMP = "%Y%m%dT%H%M%S%fZ"
DRAFT = ".counterclaim-draft-"
A_DAY = 86_400  # seconds
# What zipfile raises for a file that is no archive of its kind.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError)


class BackupError(Exception):
    """A backup could not be made or is not good; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A good backup on disk."""

    path: Path
    made_at: datetime
    kind: str
    rows: dict[str, int]
    migrations: list[str]
    sha256: str  # of the database's file in it

    @property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size


def make_backup(*, folder: Path, using: str = "default") -> Backup:
    """Write a backup into the folder, readable by its owner alone. Raises BackupError; then the folder is as it was."""
    made_at = timezone.now().astimezone(UTC)
    path = folder / f"counterclaim-{made_at.strftime(STAMP)}.zip"
    with _told(f"No backup was made in {folder}"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_drafts(folder)
        kind = dumps.kind_of(using)
        with tempfile.TemporaryDirectory(prefix=DRAFT, dir=folder) as draft:
            data = Path(draft) / kind.file_name
            dump = kind.write(using, data)
            made = Backup(path, made_at, kind.name, dump.rows, applied_migrations(using), _sha256(data))
            _publish(_pack(Path(draft), data, made, kind), path)
    return made


def let_go(*, folder: Path, retention: Retention) -> list[Path]:
    """Delete the folder's backups that the retention does not keep; other files stay. Returns what went."""
    by_moment = {datetime.strptime(found[1], STAMP): path for path, found in _named(folder)}
    gone = sorted(path for moment, path in by_moment.items() if moment not in kept(by_moment, retention))
    with _told(f"Old backups in {folder} could not be deleted"):
        for path in gone:
            path.unlink()
    return gone


@contextmanager
def opened(path: Path, *, beside: Path) -> Iterator[tuple[Backup, Path]]:
    """A backup and its database, unpacked for a while into a folder in `beside`. Raises BackupError if it is not good."""
    with tempfile.TemporaryDirectory(prefix=DRAFT, dir=beside) as draft:
        with _told(f"{path} is no good backup"):
            backup, data = _unpack(path, Path(draft))
        yield backup, data


def _unpack(path: Path, folder: Path) -> tuple[Backup, Path]:
    with zipfile.ZipFile(path) as archive:
        backup = _read_manifest(path, archive)
        kind = next(kind for kind in dumps.KINDS.values() if kind.name == backup.kind)
        data = folder / kind.file_name
        with archive.open(kind.file_name) as packed, data.open("wb") as file:
            shutil.copyfileobj(packed, file, 1024 * 1024)
    if _sha256(data) != backup.sha256:
        raise BackupError("its database is not the one that was written.")
    kind.check(data, backup.rows)
    return backup, data


def applied_migrations(alias: str) -> list[str]:
    """The migrations that the database has, as “app.name”."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _named(folder: Path) -> list[tuple[Path, re.Match[str]]]:
    if not folder.is_dir():
        return []
    return [(path, found) for path in folder.iterdir() if (found := NAME.fullmatch(path.name))]


def _manifest(made: Backup, kind: dumps.Kind) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": made.made_at.isoformat(),
        "database": kind.name,
        "file": kind.file_name,
        "sha256": made.sha256,
        "migrations": made.migrations,
        "rows": made.rows,
    }


def _pack(draft: Path, data: Path, made: Backup, kind: dumps.Kind) -> Path:
    packed = draft / "packed.zip"
    method = zipfile.ZIP_STORED if kind.is_packed else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(packed, "w", method, compresslevel=4) as archive:
        archive.writestr("manifest.json", json.dumps(_manifest(made, kind), indent=1))
        archive.write(data, kind.file_name)
    packed.chmod(0o600)
    return packed


def _publish(packed: Path, path: Path) -> None:
    """The file gets its name once it is on the disk."""
    with packed.open("rb") as file:
        os.fsync(file.fileno())
    packed.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Backup:
    try:
        found = json.loads(archive.read("manifest.json"))
        if found["format"] != FORMAT:
            raise BackupError(f"its format is {found['format']}, this version reads {FORMAT}.")
        if found["database"] not in {kind.name for kind in dumps.KINDS.values()}:
            raise BackupError(f"it holds a database of the kind “{found['database']}”.")
        made_at = datetime.fromisoformat(found["made_at"])
        return Backup(path, made_at, found["database"], found["rows"], found["migrations"], found["sha256"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BackupError("it has no manifest that can be read.") from None


def _clear_drafts(folder: Path) -> None:
    """What a killed run left behind, once it is a day old and no run can still be at it."""
    for draft in folder.glob(f"{DRAFT}*"):
        if time.time() - draft.stat().st_mtime > A_DAY:
            shutil.rmtree(draft, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Whatever goes wrong with files, archives or databases becomes a BackupError that begins with `what`."""
    try:
        yield
    except (BackupError, dumps.DumpError) as error:
        raise BackupError(f"{what}: {error}") from None
    except OSError as error:
        raise BackupError(f"{what}: {error.strerror or error}.") from None
    except (*DAMAGED, sqlite3.Error, DatabaseError, InterfaceError) as error:
        raise BackupError(f"{what}: {' '.join(str(error).split()).rstrip('.')}.") from None
