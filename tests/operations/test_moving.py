"""From SQLite to PostgreSQL: every row arrives as it left, or nothing does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from claims_app import models
from claims_app.services.moving import MoveError, move_database
from claims_app.services.table_digests import differences
from tests.conflicts import FOUR_SIDES
from tests.operations.clusters import Cluster
from tests.operations.places import Place

_numbers = count(1)
BOARD = f"""
from django.test import Client
client = Client()
for address in ("{FOUR_SIDES}board.csv", "/api/v1{FOUR_SIDES}board", "/"):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    print(answer.content.decode())
"""


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.close()


@pytest.fixture
def empty(cluster: Cluster) -> Place:
    return cluster.make(f"empty{next(_numbers)}")


@pytest.fixture
def on_sqlite(place: Place) -> Place:
    if not place.url.startswith("sqlite"):
        pytest.skip("moves from SQLite, and these tests run on PostgreSQL")
    return place


def change(place: Place, statement: str) -> None:
    """Write past the app."""
    with closing(sqlite3.connect(place.url.removeprefix("sqlite:///"))) as database, database:
        database.execute(statement)


@pytest.mark.soak
def test_every_row_arrives_and_the_pages_are_the_same(
    on_sqlite: Place, empty: Place, known: Callable[..., Any]
) -> None:
    change(on_sqlite, "UPDATE claims_app_claim SET charitable_high = charitable_high + 0.25")
    said = on_sqlite.manage("move_database", empty.url)
    assert said.returncode == 0, said.stderr
    assert "rows were moved and compared; none differs." in said.stdout
    assert on_sqlite.run(BOARD) == empty.run(BOARD)
    with known(on_sqlite, "before"), known(empty, "after"):
        assert differences("before", "after") == []
        newest = models.Party.objects.using("after").order_by("-pk").values_list("pk", flat=True)[0]
        assert models.Party.objects.using("after").create(key="late", name="Late", kind="state").pk == newest + 1
        assert [said.split(",")[0] for said in differences("before", "after")] == ["claims_app_party"]
        with pytest.raises(MoveError, match="holds claims or accounts already"):
            move_database(source="before", target="after")


MISFITS = {
    "UPDATE claims_app_outlet SET name = char(97, 0, 98) WHERE id = 1": "claims_app_outlet, row 1, name: holds a NUL character.",
    "UPDATE claims_app_outlet SET language = 'a language of its own'": "claims_app_outlet, row 1, language: is 21 characters long, 12 fit.",
    "UPDATE claims_app_claim SET object_id = 99999 WHERE object_id IS NOT NULL": "99999",
}


@pytest.mark.soak
def test_what_does_not_fit_is_named_and_nothing_is_moved(
    on_sqlite: Place, empty: Place, known: Callable[..., Any]
) -> None:
    path = Path(on_sqlite.url.removeprefix("sqlite:///"))
    usual = path.read_bytes()
    for statement, complaint in MISFITS.items():
        path.write_bytes(usual)
        change(on_sqlite, statement)
        with known(on_sqlite, "before"), known(empty, "after"):
            with pytest.raises(MoveError) as refused:
                move_database(source="before", target="after")
            assert complaint in str(refused.value)
            with connections["after"].cursor() as cursor:
                cursor.execute("SELECT count(*) FROM claims_app_outlet")
                assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("address", ["my database", "sqlite:///other.sqlite3", "postgres:"])
def test_an_address_that_is_none_is_a_sentence(address: str) -> None:
    with pytest.raises(CommandError, match="This is no address of a PostgreSQL database"):
        call_command("move_database", address)


def test_a_server_that_is_not_there_is_a_sentence(filled: Place, known: Callable[..., Any]) -> None:
    nowhere = Place("postgres://nobody@127.0.0.1:9/none")
    with known(filled, "before"), known(nowhere, "after"), pytest.raises(MoveError, match="onnect"):
        move_database(source="before", target="after")
