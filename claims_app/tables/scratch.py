"""What must be remembered of a long file, on disk: facts by their names, and values by their number. It goes away by itself."""

from __future__ import annotations

import io
import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from hashlib import blake2b
from operator import attrgetter
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")
# Pages of the file that are held in memory, in KiB; and so many facts or values wait to be written together.
HELD = 8_192
TOGETHER = 500
SOME = 200
# So many facts that were found are held in memory.
REMEMBERED = 5_000


def put_briefly(*kinds: type[Any]) -> None:
    """Let values of these dataclasses be kept as what they are made of, in order: a third of the time that pickling takes by itself."""
    for kind in kinds:
        _PARTS[kind] = _reduction(kind, attrgetter(*(field.name for field in fields(kind))))


def _reduction(kind: type[Any], parts: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda value: (kind, parts(value))


_PARTS: dict[type[Any], Callable[[Any], tuple[Any, ...]]] = {}


class Scratch:
    """A database of its own in a nameless temporary file; small ones never leave memory."""

    def __init__(self) -> None:
        self.db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.db.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{HELD};"
            "CREATE TABLE facts (name BLOB PRIMARY KEY, said INTEGER) WITHOUT ROWID;"
            "BEGIN;"
        )
        self._new: dict[bytes, int] = {}
        self._found: dict[bytes, int] = {}  # what was said once stays, so it need not be looked up again

    def note(self, kind: str, name: str, said: int = 0) -> None:
        """Remember what is said of a name; what was said of it before stays."""
        self._new.setdefault(_digest(kind, name), said)
        if len(self._new) >= TOGETHER:
            self.db.executemany("INSERT OR IGNORE INTO facts VALUES (?, ?)", self._new.items())
            self._new.clear()

    def find(self, kind: str, name: str) -> int | None:
        """What is said of a name; None for nothing."""
        digest = _digest(kind, name)
        if digest in self._found:
            return self._found[digest]
        found = self.db.execute("SELECT said FROM facts WHERE name = ?", (digest,)).fetchone()
        if not found:
            return self._new.get(digest)
        if len(self._found) >= REMEMBERED:
            self._found.clear()
        return self._found.setdefault(digest, found[0])


def _digest(kind: str, name: str) -> bytes:
    return blake2b(f"{kind}\0{name}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Pile(Generic[T]):
    """Values by number, with columns beside them that a question can use: `columns` are their names and types."""

    def __init__(self, scratch: Scratch, name: str, columns: str = "") -> None:
        self._db, self._name = scratch.db, name
        self._columns = f", {columns}" if columns else ""
        self._marks = ", ".join("?" * (2 + columns.count(",") + bool(columns)))
        self._waiting: dict[int, tuple[Any, ...]] = {}
        self._db.execute(f"CREATE TABLE {name} (number INTEGER PRIMARY KEY, value BLOB{self._columns})")

    def put(self, number: int, value: T, *columns: Any) -> None:
        """Keep a value, in place of what had the number before."""
        self._waiting[number] = (number, _kept(value), *columns)
        if len(self._waiting) >= TOGETHER:
            self._write()

    def get(self, number: int) -> T:
        """The value of a number. Raises KeyError for one that has none."""
        if number in self._waiting:
            return cast(T, _loaded(self._waiting[number][1]))
        found = self._db.execute(f"SELECT value FROM {self._name} WHERE number = ?", (number,)).fetchone()  # noqa: S608 (names of ours)
        if found is None:
            raise KeyError(number)
        return cast(T, _loaded(found[0]))

    def where(self, condition: str = "1") -> Iterator[T]:
        """The values of which a condition on the columns holds, in order; those that came already may be put anew meanwhile."""
        self._write()
        found = self._db.execute(f"SELECT value FROM {self._name} WHERE {condition} ORDER BY number")  # noqa: S608 (names of ours)
        while some := found.fetchmany(SOME):
            yield from (_loaded(value) for (value,) in some)

    def ask(self, question: str, *parameters: Any) -> Iterable[tuple[Any, ...]]:
        """The rows that a question to this database finds."""
        self._write()
        return self._db.execute(question, parameters)

    def _write(self) -> None:
        if self._waiting:
            sql = f"INSERT OR REPLACE INTO {self._name} VALUES ({self._marks})"  # noqa: S608 (names of ours)
            self._db.executemany(sql, self._waiting.values())
            self._waiting.clear()


def _kept(value: Any) -> bytes:
    written = io.BytesIO()
    pickler = pickle.Pickler(written, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _PARTS
    pickler.dump(value)
    return written.getvalue()


def _loaded(value: bytes) -> Any:
    return pickle.loads(value)  # noqa: S301  what this process pickled a moment ago, in a file that nobody else can open
