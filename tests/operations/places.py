"""Databases beside the test database: made once with a conflict in them, copied for each test, used by real processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connections

from tests.conflicts import FILES

ROOT = Path(__file__).resolve().parents[2]
FILL = f"""
from io import StringIO
from django.core.management import call_command
call_command("load_vocabulary", {str(FILES / "four_sides.json")!r}, stdout=StringIO())
call_command("import_claims", {str(FILES / "four_sides.csv")!r}, stdout=StringIO())
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A database of its own, by its address."""

    url: str

    def environment(self, **more: str) -> dict[str, str]:
        own = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.url,
            "SECRET_KEY": "of-no-use-" * 6,
            "ENV_FILE": "/none",
        }
        return own | more

    def manage(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """manage.py in a process of its own, on this database."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT, env=self.environment(**more), capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip

    def run(self, code: str) -> str:
        """What the code prints in a process of its own, with Django set up on this database."""
        answer = self.manage("shell", "--no-imports", "-c", code)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def start(self, code: str) -> subprocess.Popen[str]:
        """The code in a process that goes on by itself."""
        words = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.Popen(words, cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, text=True)

    @contextmanager
    def known_as(self, alias: str) -> Iterator[str]:
        """The database as a connection of this process, under that alias."""
        import environ

        own = environ.Env.db_url_config(self.url)
        connections.settings[alias] = connections.configure_settings({"default": {}, alias: own})[alias]
        try:
            yield alias
        finally:
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]


class SQLitePlaces:
    """Database files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, name: str) -> Place:
        return Place(f"sqlite:///{self.folder / name}.sqlite3")

    def copy_of_the_test_database(self, name: str) -> Place:
        files = connections["default"].settings_dict["NAME"], self.folder / f"{name}.sqlite3"
        source, copied = (sqlite3.connect(file) for file in files)
        with closing(source), closing(copied):
            source.backup(copied)
        return self.make(name)

    def copy(self, filled: Place, name: str) -> Place:
        (self.folder / f"{name}.sqlite3").write_bytes(Path(filled.url.removeprefix("sqlite:///")).read_bytes())
        return self.make(name)

    def close(self) -> None:
        """A folder of the test run goes by itself."""


class PostgreSQLPlaces:
    """Databases on a server; `words` are the connection's, as psycopg takes them."""

    def __init__(self, **words: Any) -> None:
        self.words = {"dbname": "postgres", **words}
        self.made: list[str] = []

    def _do(self, statement: str) -> None:
        with psycopg.connect(**self.words, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def make(self, name: str, template: str = "template0") -> Place:
        name = f"beside_{os.getpid()}_{name}"
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        user, host, port = (self.words.get(word, "") for word in ("user", "host", "port"))
        password = f":{quote(self.words['password'], safe='')}" if self.words.get("password") else ""
        if str(host).startswith("/"):
            return Place(f"postgres://{user}{password}@/{name}?host={quote(str(host), safe='')}&port={port}")
        return Place(f"postgres://{user}{password}@{host}:{port}/{name}")

    def copy_of_the_test_database(self, name: str) -> Place:
        connections["default"].close()  # a template has no visitors
        return self.make(name, str(connections["default"].settings_dict["NAME"]))

    def copy(self, filled: Place, name: str) -> Place:
        return self.make(name, filled.url.partition("?")[0].rpartition("/")[2])

    def close(self) -> None:
        for name in self.made:
            self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def places_beside_the_test_database(folder: Path) -> SQLitePlaces | PostgreSQLPlaces:
    """Of the same kind as the test database."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        return SQLitePlaces(folder)
    own = connection.settings_dict
    words = {"user": own["USER"], "password": own["PASSWORD"], "host": own["HOST"], "port": own["PORT"]}
    return PostgreSQLPlaces(**{name: value for name, value in words.items() if value}, **own.get("OPTIONS", {}))
