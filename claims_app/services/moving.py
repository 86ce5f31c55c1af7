"""Moves a whole database to another one, row by row in one transaction, and compares the two afterwards.

Meant for the way from SQLite to PostgreSQL: what SQLite lets pass (a text longer than its column, a NUL) is found before anything
is written. Keys stay the same, so every permalink stays the same. Search indexes follow their tables by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, InterfaceError, connections, models, transaction

from claims_app.services.backups import applied_migrations
from claims_app.services.dumps import holds_something
from claims_app.services.table_digests import AT_ONCE, columns, differences, moved_models, rows_of

SHOWN = 20


class MoveError(Exception):
    """The move cannot be made; `complaints` has a line for each thing that stands in its way. Nothing was moved."""

    def __init__(self, *complaints: str) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows of each table were moved."""

    rows: dict[str, int]


def move_database(*, source: str, target: str) -> Moved:
    """Copy every row of one configured database into another, an empty one of PostgreSQL, and compare them.

    The target is migrated if need be; what migrations put there is replaced. Writers of the source wait meanwhile. Raises
    MoveError where the target holds something, a row does not fit, or a row arrived otherwise than it left.
    """
    try:
        _prepare(source, target)
        with transaction.atomic(using=source):
            _check_rows(source)
            with transaction.atomic(using=target):
                moved = _copy(source, target)
                if wrong := differences(source, target):
                    raise MoveError("After the move these rows differ:", *wrong[:SHOWN])
    except (DatabaseError, InterfaceError) as problem:
        raise MoveError(" ".join(str(problem).split())) from None
    return moved


def _prepare(source: str, target: str) -> None:
    if connections[target].vendor != "postgresql":
        raise MoveError("The database to move to must be PostgreSQL.")
    connections[target].ensure_connection()
    if holds_something(target):
        raise MoveError("The database to move to holds claims or accounts already. Name an empty one.")
    call_command("migrate", database=target, verbosity=0, interactive=False)
    if missing := sorted(set(applied_migrations(target)) ^ set(applied_migrations(source))):
        raise MoveError(f"The two databases are not of one version: {', '.join(missing[:5])}. Run migrate first.")


def _check_rows(source: str) -> None:
    """Raise MoveError for texts that PostgreSQL would refuse, and for rows that point nowhere."""
    try:
        connections[source].check_constraints()
    except DatabaseError as problem:
        raise MoveError(str(problem)) from None
    found = list(islice((said for model in moved_models() for said in _misfits(model, source)), SHOWN))
    if found:
        raise MoveError(*found)


def _misfits(model: type[models.Model], source: str) -> Iterator[str]:
    checks = [(place, field) for place, field in enumerate(columns(model)) if _is_text(field)]
    key = columns(model).index(model._meta.pk)
    for row in rows_of(model, using=source):
        for place, field in checks:
            if complaint := _complaint(field, row[place]):
                yield f"{model._meta.db_table}, row {row[key]}, {field.column}: {complaint}"


def _is_text(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField)


def _complaint(field: models.Field[Any, Any], value: Any) -> str:
    if "\x00" in (value if isinstance(value, str) else repr(value).replace("\\x00", "\x00")):
        return "holds a NUL character."
    longest = getattr(field, "max_length", None)
    if isinstance(field, models.CharField) and longest and value and len(value) > longest:
        return f"is {len(value)} characters long, {longest} fit."
    return ""


def _copy(source: str, target: str) -> Moved:
    """PostgreSQL checks keys at the end of the transaction, so that the order of the tables is no matter."""
    wanted = moved_models()
    connection = connections[target]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(quote(model._meta.db_table) for model in wanted)} RESTART IDENTITY")
        rows = {model._meta.db_table: _copy_table(model, source, target, cursor) for model in wanted}
        for statement in connection.ops.sequence_reset_sql(no_style(), wanted):
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return Moved(rows)


def _copy_table(model: type[models.Model], source: str, target: str, cursor: Any) -> int:
    quote = connections[target].ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in columns(model))
    values = ", ".join(["%s"] * len(columns(model)))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({values})"  # noqa: S608 (names of ours)
    number = 0
    rows = rows_of(model, using=source)
    while chunk := [_written(model, row, target) for row in islice(rows, AT_ONCE)]:
        cursor.executemany(insert, chunk)
        number += len(chunk)
    return number


def _written(model: type[models.Model], row: tuple[Any, ...], target: str) -> list[Any]:
    """A row as the target's driver takes it."""
    connection = connections[target]
    savers: list[Callable[..., Any]] = [field.get_db_prep_save for field in columns(model)]
    return [save(value, connection=connection) for save, value in zip(savers, row, strict=True)]
