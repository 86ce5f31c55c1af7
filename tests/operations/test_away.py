"""What readers, editors, programs and load balancers are told while the database does not answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import Client, RequestFactory

from claims_app.services import readiness
from config.away import is_away, server_error
from tests.operations.places import Place, SQLitePlaces
from tests.operations.servers import Server

PAGES = [
    "/",
    "/incidents/2016-04-02-ford/",
    "/search/?q=tanks",
    "/parties/",
    "/admin/",
    "/claims/1/",
    "/feeds/latest.atom",
]


@pytest.fixture
def lost_database(django_db_blocker: Any, tmp_path: Any) -> Iterator[None]:
    """The database of this process cannot be reached: its folder is gone, or nobody listens at its port."""
    connection = connections["default"]
    usual = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        connection.close()
        nowhere = {"sqlite": {"NAME": str(tmp_path / "gone" / "db")}, "postgresql": {"HOST": "127.0.0.1", "PORT": "9"}}
        connection.settings_dict.update(nowhere[connection.vendor])
        yield
        connection.close()
        connection.settings_dict.update(usual)


def browser(**more: Any) -> Client:
    """A stranger, or someone whose browser holds a session."""
    client = Client(raise_request_exception=False, **more)
    client.cookies["sessionid"] = "of-somebody"
    return client


@pytest.mark.parametrize("readers", ["public", "login"])
def test_every_page_says_so_with_503_and_when_to_come_back(lost_database: None, settings: Any, readers: str) -> None:
    """With READERS=login the database is missed before any view is reached."""
    settings.READERS = readers
    for address in PAGES:
        answer = browser().get(address)
        assert (address, answer.status_code) == (address, 503)
        assert answer["Retry-After"] == "30"
        assert answer["Cache-Control"] == "no-store"
        page = answer.content.decode()
        assert "<h1>Back in a moment</h1>" in page
        assert "css/site" in page
        assert f'<a href="{address}">try this page again</a>' in page
        assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_a_form_that_was_not_saved_says_so(lost_database: None) -> None:
    answer = browser().post("/claims/1/report-error/", {"kind": "error", "text": "No."})
    assert answer.status_code == 503
    assert "What you just sent was not saved." in answer.content.decode()


def test_the_api_answers_with_one_sentence(lost_database: None) -> None:
    answer = browser().get("/api/v1/incidents")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json()["detail"].startswith("The database does not answer just now.")


def test_a_load_balancer_sees_a_live_process_that_is_not_ready(lost_database: None) -> None:
    assert browser().get("/healthz").status_code == 200
    answer = browser().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "the database does not answer"})


def test_a_database_with_all_migrations_is_ready(client: Client, db: None) -> None:
    assert client.get("/readyz").json() == {"status": "ok"}


def test_a_database_without_its_migrations_is_not_ready(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "_is_migrated", False)
    connections["default"].cursor().execute("DELETE FROM django_migrations WHERE app = 'claims_app'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "migrations are waiting"})


def test_a_missing_table_is_a_fault_of_ours_and_no_absence() -> None:
    assert is_away(OperationalError("unable to open database file"))
    assert not is_away(OperationalError("no such table: claims_app_claim"))
    assert not is_away(ValueError("7"))


def test_the_page_of_a_fault_is_styled_and_asks_the_database_nothing() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"Something went wrong on our side" in answer.content
    assert b"css/site" in answer.content


def test_a_server_outlives_a_lost_database_and_serves_again_when_it_is_back(filled: Place, tmp_path: Path) -> None:
    """Whoever asks meanwhile gets the page that says so; the log has one line for each, and no traceback."""
    if not filled.url.startswith("sqlite:"):
        pytest.skip("the loss of a PostgreSQL server is in test_replicas.py")
    lost = SQLitePlaces(tmp_path / "disk").make("lost")
    server = Server(lost, tmp_path / "log")
    try:
        addresses = (*PAGES, "/api/v1/incidents", "/readyz")
        asked = [server.get(address, Cookie="sessionid=of-somebody") for address in addresses for _ in range(3)]
        assert {answer.status for answer in asked} == {503}
        assert "Back in a moment" in asked[0].body
        assert [answer.body for answer in asked if "Traceback" in answer.body] == []
        assert server.get("/healthz").status == 200
        log = server.log.read_text()
        assert "The database does not answer" in log
        assert "Traceback" not in log

        (tmp_path / "disk").mkdir()
        SQLitePlaces(tmp_path / "disk").copy(filled, "lost")
        begun = time.monotonic()
        assert {server.get(address).status for address in ("/", "/readyz", "/api/v1/incidents") for _ in range(3)} == {
            200
        }
        assert time.monotonic() - begun < 30
    finally:
        server.close()
