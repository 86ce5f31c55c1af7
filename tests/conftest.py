"""What every test gets: a database of its own on disk, quick passwords, errors that do not hide."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections


def pytest_configure() -> None:
    """Passwords in tests guard nothing; Argon2 would cost a tenth of a second for each user."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests whose own fixtures fill the database: for an unmarked test no test database is made.

    pytest-django makes one only for the aliases that marked tests ask for; without the mark a module's
    fixture would meet the real database of this folder.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "django_db_setup" in fixtures and not fixtures & {"db", "transactional_db", "live_server"}:
            item.add_marker(pytest.mark.django_db)


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """On SQLite, what a test has written for good goes by a copy of the empty database, not table by table."""
    from django.test import TransactionTestCase

    from tests.filled import bring

    if connections["default"].vendor == "sqlite":
        with pytest.MonkeyPatch.context() as patch:
            with django_db_blocker.unblock():
                bring(())
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: bring(()))
            yield
    else:
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """SQLite tests use a file, as people do: threads then meet the real locks, and runs never meet each other."""
    for alias in connections:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            name = str(tmp_path_factory.mktemp("database") / f"{alias}.sqlite3")
            connection.settings_dict["TEST"]["NAME"] = name
