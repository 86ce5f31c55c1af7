"""Very many rows written at once, each with its line of history: one prepared statement, and keys drawn beforehand.

`bulk_create` writes as few rows at a time as fit into the limit of a statement's parameters; `executemany` has no such limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from operator import attrgetter, itemgetter
from types import NoneType
from typing import Any, TypeVar

from django.db import connection, connections, models
from django.db.models import Max
from django.db.models.base import ModelState
from django.utils import timezone

Value = Callable[[Any], Any]
Row = TypeVar("Row", bound=models.Model)
# A statement holds at most so many values on the strictest of the databases.
CHUNK = 500
# What every field but JSON gives to the database as it is.
AS_THEY_ARE = frozenset((str, int, bool, NoneType))
TEXTS = frozenset((str,))


@dataclass(frozen=True, slots=True)
class Note:
    """Who writes, and why, as every line of history says it."""

    by: Any = None
    reason: str = ""


def new(model: type[Row], **values: Any) -> Row:
    """An unsaved row from the values of its columns, the rest as a row without them has it.

    It is filled as a row is that comes out of a pickle, in a fifth of the time of the model's own call: no signal says that it is made.
    """
    plain, made = _shape(model)
    if not values.keys() <= plain.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(values.keys() - plain.keys())}")
    row = model.__new__(model)
    row.__dict__ |= plain
    row._state = ModelState()
    row.__dict__ |= values
    for name, make in made.items():
        if name not in values:
            row.__dict__[name] = make()
    return row


@lru_cache(maxsize=64)
def _shape(model: type[models.Model]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """What each column holds where no value is given, and what makes it where every row needs one of its own."""
    columns = model._meta.concrete_fields
    made = {field.attname: field.get_default for field in columns if field.has_default() and callable(field.default)}
    return {field.attname: None if field.attname in made else field.get_default() for field in columns}, made


def insert(rows: Sequence[Any], note: Note | None = None) -> None:
    """Insert unsaved rows of one model and give them their keys; with a note, their history too. Call it in a transaction."""
    if not rows:
        return
    model = type(rows[0])
    key_name = model._meta.pk.attname
    for row, key in zip(rows, new_keys(model, len(rows)), strict=True):
        setattr(row, key_name, key)
    fields = list(model._meta.concrete_fields)
    values = _values(rows, fields)
    _execute(model, fields, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    if note is not None:
        # The line of history says what the row says, so what was made ready for the one serves the other.
        places = {field.name: place for place, field in enumerate(fields)}
        kept = itemgetter(*(places[field.name] for field in model.history.model.tracked_fields))
        _insert_history(model, list(map(kept, values)), note, "+")


def update(rows: Sequence[Any], names: Iterable[str], note: Note | None = None) -> None:
    """Write the named fields of saved rows of one model; with a note, with their history. Call it in a transaction."""
    if not rows:
        return
    model = type(rows[0])
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    pk = model._meta.pk
    sql = f"UPDATE {quote(model._meta.db_table)} SET {settings} WHERE {quote(pk.column)} = %s"  # noqa: S608 (names of ours)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(*values, row.pk) for row, values in zip(rows, _values(rows, fields), strict=True)])
    if note is not None:
        tracked = [model._meta.get_field(field.name) for field in model.history.model.tracked_fields]
        _insert_history(model, _values(rows, tracked), note, "~")


def update_alike(rows: models.QuerySet[Any], values: Mapping[str, Any], note: Note) -> int:
    """Give all rows of a question the same values, with their history: two statements, however many; returns how many.

    The question must find the same rows afterwards. Call it in a transaction.
    """
    found = rows.update(**values)
    model: type[Any] = rows.model
    entry = model.history.model
    tracked = [field.attname for field in entry.tracked_fields]
    columns, common = _said_by(entry, note, "~")
    # The same row as the question finds it now, as the database keeps it: nothing of it comes here and goes back.
    chosen, parameters = rows.order_by().values_list(*tracked).query.sql_with_params()
    quote = connection.ops.quote_name
    names = ", ".join(quote(entry._meta.get_field(name).column) for name in (*tracked, *columns))
    marks = ", ".join(["%s"] * len(common))
    sql = f"INSERT INTO {quote(entry._meta.db_table)} ({names}) SELECT found.*, {marks} FROM ({chosen}) AS found"  # noqa: S608 (names of ours)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*common, *parameters])
    return found


def new_keys(model: type[models.Model], number: int) -> Iterable[int]:
    """So many primary keys that no row has. On SQLite they are free as long as the transaction lasts."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, number],
            )
            return [key for (key,) in cursor.fetchall()]
    # The table remembers keys that were given once, also those of rows that are gone.
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
    last = max(found[0] if found else 0, model._base_manager.aggregate(last=Max("pk"))["last"] or 0)
    return range(last + 1, last + 1 + number)


def in_chunks(values: Iterable[Any], size: int = CHUNK) -> Iterable[list[Any]]:
    """The values, so many at a time; all are read first, so that writing does not change what is still to come."""
    return in_pieces(list(values), size)


def in_pieces(values: Iterable[Any], size: int = CHUNK) -> Iterable[list[Any]]:
    """The values, so many at a time, as they come."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some


def _insert_history(model: type[Any], kept: Sequence[tuple[Any, ...]], note: Note, kind: str) -> None:
    """One line of history for each tuple of tracked values, as the database takes them."""
    entry = model.history.model
    tracked = [entry._meta.get_field(field.name) for field in entry.tracked_fields]
    columns, common = _said_by(entry, note, kind)
    added = [entry._meta.get_field(name) for name in columns]
    _execute(entry, [*tracked, *added], [(*values, *common) for values in kept])


def _said_by(entry: type[Any], note: Note, kind: str) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """What every line of history says besides its row: the names of the fields, and the values as the database takes them."""
    names = ("history_date", "history_type", "history_user", "history_change_reason")
    author = getattr(note.by, "pk", None)
    said = zip(names, (timezone.now(), kind, author, note.reason), strict=True)
    return names, tuple(entry._meta.get_field(name).get_db_prep_save(value, connection) for name, value in said)


def _execute(model: type[models.Model], fields: Sequence[Any], values: Sequence[tuple[Any, ...]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 (names of ours)
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def _values(rows: Sequence[Any], fields: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows' values as the database takes them, made ready a column at a time."""
    return list(zip(*(_column(rows, field) for field in fields), strict=True))


def _column(rows: Sequence[Any], field: Any) -> list[Any]:
    """One field of all rows. Texts and whole numbers stay; a moment, a number or a list that came before is not made ready again."""
    found = list(map(attrgetter(field.attname), rows))
    database = connections[connection.alias]
    ready: dict[tuple[type, Any], Any] = {}
    if isinstance(field, models.JSONField):
        return [_ready(field, value, database, ready) for value in found]
    return [value if value.__class__ in AS_THEY_ARE else _ready(field, value, database, ready) for value in found]


def _ready(field: Any, value: Any, database: Any, ready: dict[tuple[type, Any], Any]) -> Any:
    """The value as the database takes it, made ready once where it is a moment, a number, a list of texts or nothing."""
    if (isinstance(value, list) and {*map(type, value)} <= TEXTS) or value == {}:
        key: tuple[type, Any] = (type(value), tuple(value))
    elif isinstance(value, (datetime, date, Decimal)):
        key = (type(value), value)
    else:
        return field.get_db_prep_save(value, database)
    if key not in ready:
        ready[key] = field.get_db_prep_save(value, database)
    return ready[key]
