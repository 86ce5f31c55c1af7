"""The site as gunicorn serves it, in processes of their own, on a port of loopback."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.operations.clusters import free_port
from tests.operations.places import ROOT, Place


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by lower-case name, the body."""

    status: int
    headers: Mapping[str, str]
    body: str


class Server:
    """gunicorn on a place; its log goes to a file."""

    def __init__(self, place: Place, log: Path, **environment: str) -> None:
        self.port, self.log = free_port(), log
        own = place.environment(**{"PORT": str(self.port), "WEB_CONCURRENCY": "2", "WEB_THREADS": "2"} | environment)
        with log.open("w") as file:
            self.process = subprocess.Popen([str(Path(sys.executable).parent / "gunicorn")], cwd=ROOT, env=own, stdout=file, stderr=file)  # fmt: skip
        for _ in range(240):
            try:
                self.get("/healthz")
                return
            except OSError:
                time.sleep(0.25)
        self.close()
        raise AssertionError(log.read_text())

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        return self.ask_with(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def ask_with(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        """The same with header names as they are spelt."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, fields, answer.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def children(self) -> set[int]:
        """The worker processes."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(word) for word in path.read_text().split()}

    def signal(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)
