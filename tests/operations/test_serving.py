"""The server as it runs in production: its log, its headers, and a restart that nobody notices."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.operations.places import Place
from tests.operations.servers import Server


@pytest.fixture(scope="module")
def server(filled: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    serving = Server(filled, tmp_path_factory.mktemp("server") / "log")
    yield serving
    serving.close()


def lines(log: Path, path: str) -> list[dict[str, Any]]:
    """The lines of the access log for one path; it may take a moment until they are written."""
    for _ in range(100):
        found = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
        if wanted := [line for line in found if line["path"] == path]:
            return wanted
        time.sleep(0.1)
    return []


def test_the_log_says_what_was_answered_and_not_to_whom_nor_what_was_sought(server: Server) -> None:
    server.get("/search/?q=zanzibar", X_Forwarded_For="203.0.113.77", User_Agent="somebody")
    (line,) = lines(server.log, "/search/")
    assert set(line) == {"at", "method", "path", "status", "bytes", "ms", "process"}
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["bytes"] > 1000
    text = server.log.read_text()
    assert [word for word in ("203.0.113.77", "zanzibar", "somebody", "127.0.0.1 ") if word in text] == []


def test_an_odd_address_is_still_one_line_of_json(server: Server) -> None:
    server.get('/claims/%22"\\%0a/')
    assert [line["status"] for line in lines(server.log, '/claims/%22"\\%0a/')] == [404]


def test_a_restart_changes_the_processes_and_loses_no_request(server: Server) -> None:
    before = server.children()
    assert len(before) == 2
    server.signal(signal.SIGHUP)
    answers = []
    for _ in range(400):
        answers.append(server.get("/healthz").status)
        if len(server.children()) == 2 and not server.children() & before:
            break
        time.sleep(0.05)
    assert not server.children() & before
    assert set(answers) == {200}


def test_a_header_spelt_with_underscores_does_not_pass_for_the_proxys(filled: Place, tmp_path: Path) -> None:
    """Else whoever asks could name an address and a scheme of their own behind a proxy that hands such headers on."""
    server = Server(filled, tmp_path / "log", HTTPS="on", ALLOWED_HOSTS="*", HSTS_SECONDS="3600", ACCESS_LOG="full")
    try:
        spelt = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "https"}
        odd = {name.replace("-", "_"): value for name, value in spelt.items()} | {"X_Forwarded_For": "203.0.113.66"}
        assert server.ask_with("GET", "/method/", "", spelt).status == 200
        assert server.ask_with("GET", "/method/", "", odd).status == 301
        assert server.ask_with("GET", "/parties/", "", spelt | odd).status == 200
        assert [line["address"] for line in lines(server.log, "/parties/")] == ["203.0.113.5"]
    finally:
        server.close()


PAGE = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@pytest.mark.parametrize("address", ["/", "/login/", "/api/v1/incidents", "/nowhere/"])
def test_every_answer_carries_the_headers_that_protect_its_reader(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert {name: words in answer.get(name, "") for name, words in PAGE.items()} == dict.fromkeys(PAGE, True)
