"""A whole database as one file, and back: SQLite's backup API, PostgreSQL's pg_dump. Both are true to one moment."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections, transaction

# How long a restore waits for writers before it begins, in seconds.
PATIENCE = 30


class DumpError(Exception):
    """The database could not be written out or read back; the message says why."""


@dataclass(frozen=True, slots=True)
class Dump:
    """What a dump holds: the number of rows of each table, at the moment of the dump."""

    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of database is written out, checked and read back.

    `write(alias, path)` → rows of each table; `check(path, rows)` and `read(alias, path, rows)` raise DumpError.
    """

    name: str
    file_name: str
    is_packed: bool  # compressing it again gains nothing
    write: Callable[[str, Path], Dump]
    check: Callable[[Path, dict[str, int]], None]
    read: Callable[[str, Path, dict[str, int]], None]


def kind_of(alias: str) -> Kind:
    """The kind of a configured database. Raises DumpError where there is none for it."""
    vendor = connections[alias].vendor
    if vendor not in KINDS:
        raise DumpError(f"A database of the kind “{vendor}” cannot be backed up by this command.")
    return KINDS[vendor]


def holds_something(alias: str) -> bool:
    """Whether the database holds claims, incidents, reports or accounts."""
    connection = connections[alias]
    wanted = {"claims_app_claim", "claims_app_incident", "claims_app_report", "auth_user"}
    with connection.cursor() as cursor:
        for table in sorted(wanted & set(connection.introspection.table_names(cursor))):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608 (names of ours)
            if cursor.fetchone():
                return True
    return False


# --- SQLite ---------------------------------------------------------------------------------------


def _sqlite_path(alias: str) -> Path:
    return Path(str(connections[alias].settings_dict["NAME"]))


def _write_sqlite(alias: str, path: Path) -> Dump:
    """All pages in one step: the copy is of one moment, and writers go on meanwhile."""
    source = _sqlite_path(alias)
    if not source.is_file():
        raise DumpError(f"There is no database at {source}.")
    with closing(sqlite3.connect(source, timeout=PATIENCE)) as live, closing(sqlite3.connect(path)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        _check_sqlite_pages(copy)
        return Dump(_sqlite_rows(copy))


def _check_sqlite_pages(database: sqlite3.Connection) -> None:
    try:
        said = [row[0] for row in database.execute("PRAGMA integrity_check(5)")]
        dangling = database.execute("PRAGMA foreign_key_check").fetchmany(5)
    except sqlite3.DatabaseError as error:
        raise DumpError(f"The SQLite file is damaged: {error}.") from None
    if said != ["ok"]:
        raise DumpError("The SQLite file is damaged: " + "; ".join(said))
    if dangling:
        raise DumpError(
            "Rows point to rows that are not there: " + "; ".join(f"{row[0]} → {row[2]}" for row in dangling)
        )


def _sqlite_rows(database: sqlite3.Connection) -> dict[str, int]:
    tables = database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE 'search_index%' ORDER BY name"
    ).fetchall()
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}  # noqa: S608


def _check_sqlite(path: Path, rows: dict[str, int]) -> None:
    with closing(sqlite3.connect(path)) as copy:
        _check_sqlite_pages(copy)
        _compare(rows, _sqlite_rows(copy))


def _read_sqlite(alias: str, path: Path, rows: dict[str, int]) -> None:
    """Into the live file as one transaction: readers see the old pages until it is done, a kill leaves the old ones."""
    _check_sqlite(path, rows)
    connections[alias].close()
    target = _sqlite_path(alias)
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(target, timeout=PATIENCE)) as live:
        copy.backup(live)
        live.execute("PRAGMA journal_mode=WAL")


# --- PostgreSQL -----------------------------------------------------------------------------------


def _program(name: str) -> str:
    """The newest of Debian's, else the one on the path: it must not be older than the server."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which(name)
    if not found:
        raise DumpError(f"{name} is not installed. It comes with PostgreSQL's client programs.")
    return found


def _address(alias: str) -> tuple[str, dict[str, str]]:
    """The connection as libpq reads it, without the password, and an environment that holds it."""
    from psycopg.conninfo import make_conninfo
    from psycopg.pq import Conninfo

    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    found: dict[str, Any] = dict(connections[alias].get_connection_params())
    password = str(found.pop("password", "") or "")
    words = {name: value for name, value in found.items() if name in known and value not in (None, "")}
    return make_conninfo("", **words), {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _run(words: Sequence[str], environment: dict[str, str]) -> None:
    answer = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode:
        said = " ".join(answer.stderr.split())[:600]
        raise DumpError(f"{Path(words[0]).name} stopped: {said or answer.returncode}")


def _write_postgresql(alias: str, path: Path) -> Dump:
    """pg_dump and the counts look at one exported snapshot."""
    address, environment = _address(alias)
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={path}"]
        _run([_program("pg_dump"), *options, f"--dbname={address}"], environment)
        rows = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (names of ours)
            rows[table] = cursor.fetchone()[0]
    _check_postgresql(path, rows)
    return Dump(rows)


def _check_postgresql(path: Path, rows: dict[str, int]) -> None:
    """Reads the archive to its end, its compressed data too."""
    _run([_program("pg_restore"), "--file=/dev/null", str(path)], dict(os.environ))


def _read_postgresql(alias: str, path: Path, rows: dict[str, int]) -> None:
    """One transaction drops what is there, loads the dump and counts its rows: all of it, or nothing."""
    address, environment = _address(alias)
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = [connection.ops.quote_name(name) for name in connection.introspection.table_names(cursor)]
    connection.close()
    before, load, after = (path.with_suffix(f".{part}.sql") for part in ("1", "2", "3"))
    wait = f"SET lock_timeout = '{PATIENCE}s';\n"
    before.write_text(wait + (f"DROP TABLE {', '.join(sorted(tables))} CASCADE;\n" if tables else ""), encoding="utf-8")
    counts = [_counted(connection.ops.quote_name(name), rows[name]) for name in sorted(rows)]
    # pg_restore leaves an empty search path
    after.write_text("\n".join(["RESET search_path;", *counts]), encoding="utf-8")
    _run(
        [_program("pg_restore"), "--no-owner", "--no-privileges", f"--file={load}", str(path)],
        dict(os.environ),
    )
    psql = [_program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    files = [f"--file={name}" for name in (before, load, after)]
    _run([*psql, *files, f"--dbname={address}"], environment)


def _counted(table: str, number: int) -> str:
    """A statement that fails where the table does not hold so many rows."""
    return (
        f"DO $$ BEGIN IF (SELECT count(*) FROM {table}) <> {number} "  # noqa: S608 (names of ours, a number)
        f"THEN RAISE EXCEPTION 'a table does not hold {number} rows: %', '{table.replace(chr(39), '')}'; END IF; END $$;"
    )


def _compare(wanted: dict[str, int], found: dict[str, int]) -> None:
    wrong = [
        f"{name} holds {found.get(name, 0)} rows instead of {number}"
        for name, number in sorted(wanted.items())
        if found.get(name) != number
    ]
    if wrong:
        raise DumpError("; ".join(wrong[:5]))


KINDS = {
    "sqlite": Kind("SQLite", "database.sqlite3", False, _write_sqlite, _check_sqlite, _read_sqlite),
    "postgresql": Kind("PostgreSQL", "database.pgdump", True, _write_postgresql, _check_postgresql, _read_postgresql),
}
