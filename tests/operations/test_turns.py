"""Writers of a SQLite database stand in a queue: nobody passes whoever waits, and no wait is longer than the settings say."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files import locks
from django.db import OperationalError, connection, transaction

from claims_app.models import Outlet

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        settings.DATABASES["default"]["ENGINE"] != "config.sqlite", reason="PostgreSQL has its own queue"
    ),
]


@pytest.fixture
def queue() -> Path:
    """The file at which the writers of the test database wait."""
    return Path(f"{connection.settings_dict['NAME']}-turn")


@pytest.fixture
def somebody_before_us(queue: Path) -> Iterator[threading.Event]:
    """Another writer whose turn it is, until the event is set."""
    there, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        with queue.open("wb") as place:
            locks.lock(place, locks.LOCK_EX)
            there.set()
            go_on.wait(20)

    other = threading.Thread(target=wait)
    other.start()
    assert there.wait(20)
    yield go_on
    go_on.set()
    other.join()


def in_thread(write: bool) -> threading.Thread:
    """Another connection that writes one row, in a transaction or without one."""

    def run() -> None:
        try:
            if write:
                Outlet.objects.filter(slug="none").update(name="-")
            with transaction.atomic():
                Outlet.objects.create(slug=f"one-{write}", name=f"One {write}")
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("write", [False, True], ids=["transaction", "statement"])
def test_a_writer_waits_for_whoever_came_before(somebody_before_us: threading.Event, write: bool) -> None:
    waiting = in_thread(write)
    waiting.join(0.2)
    assert waiting.is_alive()
    assert not Outlet.objects.exists()  # readers do not queue
    somebody_before_us.set()
    waiting.join(20)
    assert Outlet.objects.get().slug == f"one-{write}"


def test_inside_a_transaction_nothing_waits(queue: Path) -> None:
    with transaction.atomic(), queue.open("rb") as place:
        locks.lock(place, locks.LOCK_EX)  # somebody waits for us to end
        Outlet.objects.create(slug="one", name="One")
        with transaction.atomic():
            Outlet.objects.update(name="Two")
    assert Outlet.objects.get().name == "Two"


def test_who_waits_in_vain_is_told_so_in_time_and_may_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    there, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Outlet.objects.create(slug="held", name="Held")
                there.set()
                go_on.wait(20)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert there.wait(20)
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pytest.fail("the database was not held")
    go_on.set()
    holder.join()
    with transaction.atomic():
        Outlet.objects.create(slug="after", name="After")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (200,)


def test_a_queue_that_cannot_be_had_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    connection.ensure_connection()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "gone" / "db.sqlite3"))
    with (
        pytest.raises(OperationalError, match=r"queue of writers, .*db\.sqlite3-turn: No such file"),
        transaction.atomic(),
    ):
        pytest.fail("there is no such folder")
