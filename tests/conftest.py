"""What every test gets: a database of its own on disk, quick passwords, errors that do not hide."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connections


def pytest_configure() -> None:
    """Passwords in tests guard nothing; Argon2 would cost a tenth of a second for each user."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
