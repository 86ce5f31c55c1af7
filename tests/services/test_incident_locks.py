"""Who writes to many incidents at once waits for their editors with none of them held."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, transaction

from claims_app.models import Incident
from claims_app.services import incident_locks
from claims_app.services.incident_locks import lock_together
from tests.factories import make_incident

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]


@contextmanager
def an_editor_of(incident: int) -> Iterator[None]:
    """Another connection holds this incident."""
    held, done = threading.Event(), threading.Event()

    def edit() -> None:
        try:
            with transaction.atomic():
                Incident.objects.select_for_update(no_key=True).get(pk=incident)
                held.set()
                done.wait(30)
        finally:
            connection.close()

    editor = threading.Thread(target=edit)
    editor.start()
    held.wait(30)
    try:
        yield
    finally:
        done.set()
        editor.join()


def is_free(incident: int) -> bool:
    """Whether somebody else could write to it now."""
    found: list[bool] = []

    def ask() -> None:
        try:
            with transaction.atomic():
                Incident.objects.select_for_update(nowait=True, no_key=True).get(pk=incident)
            found.append(True)
        except OperationalError:
            found.append(False)
        finally:
            connection.close()

    asker = threading.Thread(target=ask)
    asker.start()
    asker.join()
    return found[0]


def two_incidents() -> list[int]:
    return sorted(make_incident(slug).pk for slug in ("2030-01-01-one", "2030-01-02-two"))


def locking(incidents: list[int]) -> tuple[threading.Thread, threading.Event]:
    """Somebody who locks them all and holds them for half a second; the event says when they are locked."""
    locked = threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                lock_together(incidents)
                locked.set()
                time.sleep(0.5)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    return writer, locked


def test_the_others_stay_free_while_one_is_edited() -> None:
    first, last = two_incidents()
    with an_editor_of(last):
        writer, locked = locking([first, last])
        assert not locked.wait(0.3)
        assert any(is_free(first) for _ in range(5))  # but for the moment of a try
    assert locked.wait(30)
    assert not is_free(first)
    writer.join()
    assert is_free(first)


def test_in_the_end_it_waits_for_them_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incident_locks, "TRIES", 2)
    first, last = two_incidents()
    with an_editor_of(last):
        writer, locked = locking([first, last])
        time.sleep(0.5)
        assert not is_free(first)
        assert not locked.is_set()
    assert locked.wait(30)
    writer.join()
