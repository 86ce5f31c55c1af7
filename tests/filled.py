"""A database filled once for a file of tests: what each fixture of that kind needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction

Fill = Callable[[], object]
# SQLite: databases as they were after such functions, () for the empty one; later files of tests begin with a copy.
_copies: dict[tuple[Fill, ...], sqlite3.Connection] = {}
_answers: dict[tuple[Fill, ...], object] = {}


@contextmanager
def filled(blocker: Any, *fills: Fill) -> Iterator[None]:
    """What the functions write, until the block ends; a test works in a savepoint of this transaction.

    `blocker` is pytest-django's `django_db_blocker`. A fixture of module scope yields inside this block.
    """
    with blocker.unblock():
        cache.clear()
        if connection.vendor == "sqlite":
            bring(fills)
            fills = ()
        try:
            with transaction.atomic():
                for fill in fills:
                    fill()
                try:
                    yield
                finally:
                    transaction.set_rollback(True)
        finally:
            if connection.vendor == "sqlite":
                bring(())


def begin_with(*fills: Fill) -> Any:
    """Fill the empty database of a test that writes for good; returns what the last function answered.

    For tests with a live server: they cannot work in a transaction of ours.
    """
    if connection.vendor == "sqlite":
        bring(fills)
        return _answers[fills]
    return [fill() for fill in fills][-1]


def bring(fills: tuple[Fill, ...]) -> None:
    """Make the SQLite database the copy that was taken after these functions; run them, and take one, where there is none."""
    assert connection.settings_dict["NAME"] == connection.settings_dict["TEST"]["NAME"], "no database of tests"
    connection.ensure_connection()
    if () not in _copies:
        _copies[()] = _copied()
    if fills in _copies:
        _copies[fills].backup(connection.connection)
        return
    answers = [fill() for fill in fills]
    _answers[fills] = answers[-1] if answers else None
    _copies[fills] = _copied()


def _copied() -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    connection.connection.backup(copy)
    return copy
