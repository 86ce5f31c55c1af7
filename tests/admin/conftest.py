"""The demo is loaded once for each file of tests, and taken back with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conflicts import load_demo
from tests.filled import filled


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo's claims; each test then works in a savepoint of this transaction."""
    with filled(django_db_blocker, load_demo):
        yield


@pytest.fixture
def demo(loaded_demo: None, db: None) -> None:
    """A test with the demo's claims."""
