"""Databases beside the test database, for what can only be seen from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from tests.operations.places import FILL, Place, PostgreSQLPlaces, SQLitePlaces, places_beside_the_test_database

_numbers = count(1)


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SQLitePlaces | PostgreSQLPlaces]:
    made = places_beside_the_test_database(tmp_path_factory.mktemp("places"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def filled(places: Any, django_db_setup: None, django_db_blocker: Any) -> Place:
    """A migrated database with a conflict of four sides; never to be written to."""
    with django_db_blocker.unblock():
        place: Place = places.copy_of_the_test_database("filled")
    place.run(FILL)
    return place


@pytest.fixture
def place(places: Any, filled: Place) -> Place:
    """A copy of it, for one test."""
    copied: Place = places.copy(filled, f"copy{next(_numbers)}")
    return copied


@pytest.fixture
def known(django_db_blocker: Any) -> Iterator[Callable[..., Any]]:
    """`with known(place, alias):` makes the database a connection of this process."""
    with django_db_blocker.unblock():
        yield lambda place, alias: place.known_as(alias)
