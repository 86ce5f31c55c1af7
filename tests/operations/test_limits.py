"""One client holds two expensive pages at once and no more, over all processes; everybody else is served."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from config.limits import is_expensive, take_place
from tests.operations.places import Place
from tests.operations.servers import Server

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import os, sys, time
sys.path[:0] = ["site"]
os.environ |= {{"DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": {key!r}}}
import django
django.setup()
from config.limits import take_place
print(take_place("203.0.113.9", 2) is not None, flush=True)
time.sleep(60)
"""

ADDRESSES = {
    "/": False,
    "/?order=newest": True,
    "/incidents/2016-04-02-ford/": False,
    "/incidents/2016-04-02-ford/?asof=2016-04-03": True,
    "/incidents/2016-04-02-ford/board.csv": True,
    "/incidents/2016-04-02-ford/over-time/": True,
    "/incidents/2016-04-02-ford/history/diff/": True,
    "/search/?q=tanks": True,
    "/api/v1/claims": True,
    "/api/v1/openapi.json": False,
    "/embed/incidents/2016-04-02-ford/": False,
    "/claims/7/": False,
    "/method/": False,
    "/static/css/site.css": False,
    "/healthz": False,
    "/admin/claims_app/claim/?q=tank": False,
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_counts_as_expensive(address: str) -> None:
    path, _, query = address.partition("?")
    assert is_expensive(path, query) is ADDRESSES[address]


@pytest.fixture
def held() -> Any:
    """Takes places for an address and lets go of them after the test."""
    places: list[int] = []

    def hold(address: str, number: int) -> None:
        for _ in range(number):
            place = take_place(address, 2)
            assert place is not None
            places.append(place)

    yield hold
    for place in places:
        os.close(place)


def test_the_third_at_once_is_told_to_wait_and_others_are_served(client: Client, db: None, held: Any) -> None:
    held("203.0.113.7", 2)
    busy = {"REMOTE_ADDR": "203.0.113.7"}
    answer = client.get("/search/?q=tanks", **busy)
    assert (answer.status_code, answer["Retry-After"]) == (429, "3")
    assert '<a href="/search/?q=tanks">try this page again</a>' in answer.content.decode()
    assert client.get("/api/v1/claims", **busy).json()["detail"].endswith("one after another.")
    assert client.get("/", **busy).status_code == 200, "what is kept ready is always served"
    assert client.get("/search/?q=tanks", REMOTE_ADDR="203.0.113.8").status_code == 200


def test_a_place_is_free_again_when_the_answer_is_done_and_when_it_failed(client: Client, db: None, held: Any) -> None:
    held("203.0.113.7", 1)
    for address in ("/search/?q=tanks", "/api/v1/claims/99999", "/incidents/none/board.csv") * 2:
        assert client.get(address, REMOTE_ADDR="203.0.113.7").status_code != 429


def test_behind_a_proxy_the_address_is_the_last_that_the_proxy_added(
    client: Client, db: None, held: Any, settings: Any
) -> None:
    """What a client writes into the header itself comes first, and counts for nothing."""
    settings.HTTPS, settings.SECURE_SSL_REDIRECT = True, False
    held("203.0.113.7", 2)
    for forwarded, status in {"203.0.113.7": 429, "1.1.1.1, 203.0.113.7": 429, "203.0.113.7, 1.1.1.1": 200}.items():
        assert client.get("/search/?q=tanks", HTTP_X_FORWARDED_FOR=forwarded).status_code == status


def test_this_machine_itself_is_not_held_back(client: Client, db: None, held: Any) -> None:
    """Behind a proxy that does not say who asks, every reader would have its address."""
    held("127.0.0.1", 2)
    assert client.get("/search/?q=tanks", REMOTE_ADDR="127.0.0.1").status_code == 200


def test_the_limit_can_be_switched_off(client: Client, db: None, held: Any, settings: Any) -> None:
    held("203.0.113.7", 2)
    settings.EXPENSIVE_AT_ONCE = 0
    assert client.get("/search/?q=tanks", REMOTE_ADDR="203.0.113.7").status_code == 200


def test_places_count_over_processes_and_a_killed_process_frees_its_own(settings: Any) -> None:
    code = HOLD.format(key=settings.SECRET_KEY)
    words = [sys.executable, "-c", code]
    others = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        for other in others:
            assert other.stdout and other.stdout.readline().strip() == "True"
        assert take_place("203.0.113.9", 2) is None
        others[0].kill()
        others[0].wait()
        place = take_place("203.0.113.9", 2)
        assert place is not None
        os.close(place)
    finally:
        for other in others:
            other.kill()
            other.wait()
            if other.stdout:
                other.stdout.close()


# A search whose form never ends: it stays with the thread that reads it for as long as its sender likes.
SLOW_FORM = (
    "POST /search/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: https://127.0.0.1:{port}\r\nX-Forwarded-Proto: https\r\n"
    "X-Forwarded-For: {client}\r\nCookie: csrftoken={token}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 4\r\nConnection: close\r\n\r\n"
)


def ask_and_wait(server: Server, client: str) -> socket.socket:
    """An expensive question that is under way."""
    asking = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    asking.sendall(SLOW_FORM.format(port=server.port, client=client, token="a" * 32).encode())
    return asking


def status(asking: socket.socket) -> int:
    return int(asking.recv(12).split()[1])


def is_answered(asking: socket.socket, seconds: float) -> bool:
    asking.settimeout(seconds)
    try:
        return bool(asking.recv(1, socket.MSG_PEEK))
    except TimeoutError:
        return False


def test_one_client_holds_two_threads_of_a_server_and_the_others_are_served(filled: Place, tmp_path: Path) -> None:
    """The server has one process of four threads: without the limit the first four of these would fill it."""
    four = {"WEB_CONCURRENCY": "1", "WEB_THREADS": "4"}
    server = Server(filled, tmp_path / "log", HTTPS="on", ALLOWED_HOSTS="*", HSTS_SECONDS="3600", **four)
    asked: list[socket.socket] = []
    try:
        asked += [ask_and_wait(server, "203.0.113.21") for _ in range(6)]
        waiting = asked
        for _ in range(60):  # however busy the machine is
            waiting = [asking for asking in waiting if not is_answered(asking, 0.2)]
            if len(waiting) <= 2:
                break
        assert [status(asking) for asking in asked if asking not in waiting] == [429] * 4
        assert len(waiting) == 2

        def search(client: str) -> int:
            return server.get("/search/?q=tanks", X_Forwarded_For=client, X_Forwarded_Proto="https").status

        assert [search("203.0.113.21"), search("203.0.113.22")] == [429, 200]
        for asking in waiting:
            asking.sendall(b"q=no")
            asking.settimeout(30)
            assert status(asking) in (403, 405)
        assert search("203.0.113.21") == 200
    finally:
        for asking in asked:
            asking.close()
        server.close()
