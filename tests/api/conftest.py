"""One made-up conflict for the tests of lists and examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.conflicts import load_four_sides, load_two_camps
from tests.filled import filled


@pytest.fixture(scope="module")
def strait(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Two made-up conflicts in the database, gone after the module."""
    with filled(django_db_blocker, load_two_camps, load_four_sides):
        yield


@pytest.fixture
def reader(strait: None) -> Client:
    """A reader without an account."""
    return Client(raise_request_exception=True)
