"""One database for all tests of a module: 2 April 2016 and two made-up conflicts, loaded through the public commands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.conflicts import load_april, load_four_sides, load_two_camps
from tests.filled import filled


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The three conflicts in the database, gone after the module."""
    with filled(django_db_blocker, load_april, load_two_camps, load_four_sides):
        yield


@pytest.fixture
def reader(site: None) -> Iterator[Client]:
    """A reader without an account; what a test changes is put back after it."""
    with transaction.atomic():
        yield Client(raise_request_exception=True)
        transaction.set_rollback(True)
