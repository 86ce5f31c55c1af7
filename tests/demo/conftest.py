"""The demo, loaded once for a module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conflicts import load_demo
from tests.filled import filled


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo in the database, once for this module and gone after it."""
    with filled(django_db_blocker, load_demo):
        yield
