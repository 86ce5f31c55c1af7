"""Servers on loopback for as long as a measurement lasts, and what is measured at them: requests, seconds, processor time."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "var" / "bench-venv"
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: its port and its first process."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """The processor time of the process and its children so far."""
        return sum(_cpu(pid) for pid in _with_children(self.pid))


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of requests took: each one's seconds, those of all together, the server's processor time, wrong answers."""

    taken: tuple[float, ...]
    seconds: float
    cpu: float
    errors: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.taken) / self.seconds

    @property
    def median(self) -> float:
        """The middle request's seconds."""
        return statistics.median(self.taken)

    @property
    def each_cpu(self) -> float:
        """Processor seconds of the server for a request."""
        return self.cpu / len(self.taken)

    def percentile(self, percent: int) -> float:
        """The seconds within which so many of a hundred requests were answered."""
        return sorted(self.taken)[min(len(self.taken) - 1, len(self.taken) * percent // 100)]


def _cpu(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / TICK


def _with_children(pid: int) -> list[int]:
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(found for child in below for found in _with_children(int(child)))]


def peer_program(name: str, *packages: str) -> str:
    """A peer's program, installed into an environment of its own under var/, never into the app's."""
    if not (PEERS / "bin" / name).exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run([str(PEERS / "bin" / "pip"), "install", "--quiet", *packages], check=True)
    return str(PEERS / "bin" / name)


@contextmanager
def serving(command: Sequence[str], *, ready: str = "/", **environment: str) -> Iterator[Server]:
    """Run a server; `{port}` in its command or environment is a free port. It is stopped by its number at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [word.replace("{port}", str(port)) for word in command]
    extra = {name: value.replace("{port}", str(port)) for name, value in environment.items()}
    process = subprocess.Popen(
        words, cwd=ROOT, env=os.environ | extra, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, ready, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(port: int, path: str, process: subprocess.Popen[bytes], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            if ask(port, path)[0] < 500:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server at {path} did not come up.")


def gunicorn(workers: int, database: str, cache: str) -> tuple[list[str], dict[str, str]]:
    """The app as it is served: command and environment."""
    environment = {
        "PORT": "{port}", "DATABASE_URL": database, "CACHE_URL": cache, "WEB_CONCURRENCY": str(workers), "LOG_LEVEL": "error",
        "DEBUG": "off",
    }  # fmt: skip
    return [str(Path(sys.executable).parent / "gunicorn")], environment


def ask(port: int, path: str, *, packed: bool = True) -> tuple[int, bytes]:
    """One request of a browser that takes gzip; status and body as they came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"} if packed else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def load(
    server: Server,
    paths: Sequence[str],
    *,
    clients: int = 1,
    packed: bool = True,
    before: Callable[[], object] | None = None,
) -> Load:
    """Ask for every path once, by so many clients at a time; `before` each, outside its time but within the whole.

    A client keeps its connection open, as browsers do, and opens another one where the server has closed it.
    """
    client = threading.local()

    def one(path: str) -> tuple[float, bool]:
        if before is not None:
            before()
        if not hasattr(client, "connection"):
            client.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        begun = time.perf_counter()
        try:
            client.connection.request("GET", path, headers={"Accept-Encoding": "gzip"} if packed else {})
            answer = client.connection.getresponse()
            answer.read()
            good = answer.status == 200
        except (OSError, http.client.HTTPException):
            client.connection.close()
            good = False
        return time.perf_counter() - begun, good

    cpu, begun = server.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(one, paths))
    seconds = time.perf_counter() - begun
    return Load(
        tuple(taken for taken, _ in answers), seconds, server.cpu_seconds() - cpu, sum(not good for _, good in answers)
    )
