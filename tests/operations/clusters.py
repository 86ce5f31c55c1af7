"""PostgreSQL servers that live as long as a test: a primary, and standbys that stream from it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.operations.places import Place

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
USER = "counterclaim"


def programs() -> Path:
    """The folder of PostgreSQL's own programs; without them the test is skipped, and fails under CI."""
    if PROGRAMS:
        return PROGRAMS[-1]
    if os.environ.get("CI"):
        pytest.fail("PostgreSQL is not installed: .ci/run installs it")
    pytest.skip("PostgreSQL's server programs are not installed (Debian: postgresql)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """One server on loopback, owned by `postgres` where the tests run as root; `standby()` makes one that follows it."""

    def __init__(self, follows: Cluster | None = None) -> None:
        self.bin = programs()
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="counterclaim-cluster-"))
        self.data = self.folder / "data"
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        try:
            if follows:
                address = f"host=127.0.0.1 port={follows.port} user={USER}"
                self.do("pg_basebackup", "-D", str(self.data), "-R", "-X", "stream", "-c", "fast", "-d", address)
            else:
                words = [
                    "--username",
                    USER,
                    "--auth",
                    "trust",
                    "--encoding",
                    "UTF8",
                    "--locale",
                    "C.UTF-8",
                    "--no-sync",
                ]
                self.do("initdb", "--pgdata", str(self.data), *words)
            self.start()
        except BaseException:
            self.close()
            raise

    def do(self, program: str, *words: str) -> str:
        """Run one of PostgreSQL's programs as the owner of the cluster."""
        owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        answer = subprocess.run(
            [str(self.bin / program), *words],
            cwd=self.folder, capture_output=True, text=True, check=False, timeout=120, **owner,
        )  # fmt: skip
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder} -F -c max_connections=60"
        self.do("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """At once, as a machine that loses its power."""
        with suppress(AssertionError):
            self.do("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.data))

    def promote(self) -> None:
        self.do("pg_ctl", "promote", "-w", "-D", str(self.data))

    def standby(self) -> Cluster:
        return Cluster(follows=self)

    def make(self, name: str) -> Place:
        self.ask(f'CREATE DATABASE "{name}" TEMPLATE template0', name="postgres")
        return self.place(name)

    def place(self, name: str) -> Place:
        return Place(f"postgres://{USER}@127.0.0.1:{self.port}/{name}")

    def ask(self, statement: str, name: str = USER) -> list[Any]:
        with psycopg.connect(host="127.0.0.1", port=self.port, user=USER, dbname=name, autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def catch_up(self, standby: Cluster) -> None:
        """Until the standby has replayed all that was written here."""
        ((reached,),) = self.ask("SELECT pg_current_wal_lsn()")
        for _ in range(600):
            if standby.ask(f"SELECT pg_last_wal_replay_lsn() >= '{reached}'")[0][0]:
                return
            time.sleep(0.05)
        pytest.fail("the standby does not follow")

    def close(self) -> None:
        if self.data.is_dir():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
