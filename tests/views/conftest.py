"""One database for all tests of a module: 2 April 2016 and two made-up conflicts, loaded through the public commands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.conflicts import load_april, load_four_sides, load_two_camps


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The three conflicts in the database, gone after the module."""
    with django_db_blocker.unblock():
        cache.clear()
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            load_april()
            load_two_camps()
            load_four_sides()
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture
def reader(site: None) -> Iterator[Client]:
    """A reader without an account; what a test changes is put back after it."""
    with transaction.atomic():
        yield Client(raise_request_exception=True)
        transaction.set_rollback(True)
