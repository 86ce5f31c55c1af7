"""SQLite whose writers stand in a queue.

A writer who finds the database locked sleeps and looks again, up to a tenth of a second later; whoever has just committed comes
first again. With eight editors who never pause, somebody waits for more than `timeout` and is told "database is locked". Here
one writer at a time looks; the others wait for their turn at a lock on a file beside the database, which the kernel hands on in
the order of coming. Nobody holds that lock while it writes, so that a process which dies in a transaction keeps nobody out.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files import locks
from django.db import OperationalError
from django.db.backends.sqlite3 import base

# What a statement outside of a transaction may begin with and yet write nothing.
READS = ("SELECT", "PRAGMA", "EXPLAIN")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to SQLite; each transaction, and each write outside of one, begins in its turn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(in_turn)


def in_turn(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute a statement; one that begins to write, once it is its turn."""
    connection = context["connection"]
    if connection.in_atomic_block or sql.startswith(READS) or connection.is_in_memory_db():
        return execute(sql, params, many, context)
    with turn(connection):
        return execute(sql, params, many, context)


@contextmanager
def turn(connection: DatabaseWrapper) -> Iterator[None]:
    """First in the queue of the database's writers. Waiting here and for the database is no longer than `timeout` seconds in all,
    unless somebody before us holds the database for as long. Raises OperationalError where the queue's file cannot be had."""
    patience = connection.settings_dict["OPTIONS"].get("timeout", 5)
    begun = time.monotonic()
    place = _place(f"{connection.settings_dict['NAME']}-turn")
    try:
        locks.lock(place, locks.LOCK_EX)
        _be_patient(connection, patience - (time.monotonic() - begun))
        yield
    finally:
        os.close(place)
        _be_patient(connection, patience)


def _place(path: str) -> int:
    """The queue's file, opened. Whoever may read it may wait at it, so that a command of another user does not shut the site out."""
    try:
        return os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    except OSError as error:
        raise OperationalError(f"unable to open the queue of writers, {path}: {error.strerror}") from error


def _be_patient(connection: DatabaseWrapper, seconds: float) -> None:
    """How long SQLite looks for a free database before it gives up."""
    connection.connection.execute(f"PRAGMA busy_timeout = {max(0, int(seconds * 1000))}")
