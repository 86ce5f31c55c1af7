"""Public reads go to a replica, whoever writes reads from the primary, and neither a lost replica nor a promotion loses a word."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as current
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from claims_app import models
from config.replicas import PIN_COOKIE, PRIMARY, REPLICA, REST_SECONDS, ReplicaMiddleware, ReplicaRouter
from tests.conflicts import FOUR_SIDES
from tests.operations.clusters import Cluster
from tests.operations.places import FILL, Place
from tests.operations.servers import Server

router = ReplicaRouter()
SESSION = {current.SESSION_COOKIE_NAME: "of-somebody"}
REQUESTS: dict[str, tuple[Callable[[RequestFactory], HttpRequest], dict[str, str], str]] = {
    "a reader": (lambda make: make.get("/"), {}, REPLICA),
    "a reader's HEAD": (lambda make: make.head("/"), {}, REPLICA),
    "somebody with a session": (lambda make: make.get("/"), SESSION, PRIMARY),
    "somebody who has just written": (lambda make: make.get("/"), {PIN_COOKIE: "1"}, PRIMARY),
    "a form": (lambda make: make.post("/claims/1/report-error/"), {}, PRIMARY),
    "the desk": (lambda make: make.get("/admin/"), {}, PRIMARY),
    "the health check": (lambda make: make.get("/readyz"), {}, PRIMARY),
}


@pytest.fixture
def replica(filled: Place, known: Callable[..., Any]) -> Iterator[None]:
    """A second database under the replica's name."""
    with known(filled, REPLICA):
        yield


def where(request: HttpRequest, *, write: bool = False) -> tuple[str, HttpResponse]:
    """The database that the view of this request reads from, and the answer."""
    read: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        if write:
            assert router.db_for_write(models.Claim) == PRIMARY
        read.append(router.db_for_read(models.Claim))
        return HttpResponse("read")

    answer = ReplicaMiddleware(view)(request)
    assert isinstance(answer, HttpResponse)
    return read[0], answer


@pytest.mark.parametrize("who", REQUESTS)
def test_who_reads_where(replica: None, who: str) -> None:
    make, cookies, expected = REQUESTS[who]
    request = make(RequestFactory())
    request.COOKIES.update(cookies)
    found, answer = where(request)
    assert found == expected
    assert (PIN_COOKIE in answer.cookies) == (request.method == "POST")
    assert router.db_for_read(models.Claim) == PRIMARY, "outside of a request everything is read from the primary"


def test_a_request_that_has_written_reads_what_it_wrote(replica: None) -> None:
    assert where(RequestFactory().get("/"), write=True)[0] == PRIMARY


def test_the_pin_says_nothing_but_that_it_is_one_and_is_gone_soon(replica: None) -> None:
    pin = where(RequestFactory().post("/"))[1].cookies[PIN_COOKIE]
    assert (pin.value, pin["max-age"], pin["httponly"], pin["samesite"]) == ("1", 15, True, "Lax")


def test_while_the_replica_is_lost_the_primary_answers(replica: None, tmp_path: Path) -> None:
    connection = connections[REPLICA]
    connection.close()
    connection.settings_dict.update({"NAME": str(tmp_path / "gone" / "db"), "HOST": "127.0.0.1", "PORT": "9"})
    assert where(RequestFactory().get("/"))[0] == PRIMARY


def test_nothing_is_migrated_on_a_replica() -> None:
    assert router.allow_migrate(PRIMARY, "claims_app")
    assert not router.allow_migrate(REPLICA, "claims_app")


def test_a_replica_of_sqlite_is_refused_in_a_sentence(filled: Place) -> None:
    sqlite = Place("sqlite:////nowhere/db.sqlite3")
    said = sqlite.manage("check", REPLICA_URL="postgres://nobody@127.0.0.1/none")
    assert "REPLICA_URL needs a PostgreSQL DATABASE_URL: SQLite has no replicas." in said.stderr


# --- A real standby -------------------------------------------------------------------------------

RENAME = "UPDATE claims_app_incident SET title = '{}', version = version + 1 WHERE slug = '1994-03-02-valley'"


@pytest.fixture
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary with a conflict in it, and a standby that streams from it."""
    primary = Cluster()
    standby = None
    try:
        place = primary.make("counterclaim")
        place.run('from django.core.management import call_command; call_command("migrate", verbosity=0)\n' + FILL)
        standby = primary.standby()
        yield primary, standby
    finally:
        if standby:
            standby.close()
        primary.close()


def title(server: Server, **headers: str) -> str:
    answer = server.get(FOUR_SIDES, **headers)
    assert answer.status == 200, answer.body
    return answer.body.partition("<h1")[2].partition(">")[2].partition("</h1>")[0].strip()


@pytest.mark.soak
def test_a_standby_serves_readers_is_lost_comes_back_and_is_promoted(
    pair: tuple[Cluster, Cluster], tmp_path: Path
) -> None:
    primary, standby = pair
    place = primary.place("counterclaim")
    server = Server(place, tmp_path / "log", REPLICA_URL=standby.place("counterclaim").url)
    session, pinned = {"Cookie": f"{current.SESSION_COOKIE_NAME}=x"}, {"Cookie": f"{PIN_COOKIE}=1"}
    try:
        primary.catch_up(standby)
        usual = title(server)

        # The standby stands still: readers see the moment before, whoever wrote sees the new one.
        standby.ask("SELECT pg_wal_replay_pause()")
        primary.ask(RENAME.format("Renamed"))
        assert title(server) == usual
        assert title(server, **session) == title(server, **pinned) == "Renamed"
        reported = server.ask("POST", f"{FOUR_SIDES}report-error/", "kind=error")
        assert f"{PIN_COOKIE}=1" in reported.headers["set-cookie"]

        standby.ask("SELECT pg_wal_replay_resume()")
        primary.catch_up(standby)
        assert title(server) == "Renamed"

        # The standby is lost: the primary answers, and readers notice nothing.
        standby.stop()
        primary.ask(RENAME.format("Renamed again"))
        assert [title(server) for _ in range(6)] == ["Renamed again"] * 6
        standby.start()
        primary.catch_up(standby)

        # The primary is lost: readers of the standby go on, whoever writes is told so.
        primary.stop()
        time.sleep(REST_SECONDS)  # the processes leave a replica alone for a while after they lost it
        assert title(server) == "Renamed again"
        assert server.get(FOUR_SIDES, **session).status == 503
        assert server.get("/readyz").status == 503
    finally:
        server.close()

    standby.promote()
    promoted = Server(standby.place("counterclaim"), tmp_path / "log2")
    try:
        assert promoted.get("/readyz").status == 200
        assert title(promoted) == "Renamed again"
        standby.ask(RENAME.format("Written after the promotion"))
        assert title(promoted) == "Written after the promotion"
    finally:
        promoted.close()
