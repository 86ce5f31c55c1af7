"""Writing very many rows of a model past the ORM, in its own transaction's pace: defaults filled once, values prepared once."""

from __future__ import annotations

from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, Max, Model

CHUNK = 20_000
# When what has no time of its own was written down.
OF_OLD = "2014-01-01 00:00:00+00:00"


class Table:
    """The rows of one model on their way into the database; numbers go on from the largest on file."""

    def __init__(self, model: type[Model]) -> None:
        self.model: Any = model
        self.fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
        self.places = {field.attname: place for place, field in enumerate(self.fields)}
        plain = model()
        self.base = [self._prepared(field, field.pre_save(plain, add=True)) for field in self.fields]
        self.number: int = self.model.objects.aggregate(last=Max("pk"))["last"] or 0
        self.waiting: list[tuple[Any, ...]] = []
        self.known: dict[tuple[int, Any], Any] = {}
        names = ", ".join(connection.ops.quote_name(field.column) for field in self.fields)
        marks = ", ".join(["%s"] * len(self.fields))
        self.sql = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})"

    @staticmethod
    def _prepared(field: Field[Any, Any], value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    def add(self, **values: Any) -> int:
        """Put a row in the queue; returns its number. Names are columns' (`incident_id`), what is left out has its default."""
        self.number += 1
        row = self.base.copy()
        row[0] = self.number
        for name, value in values.items():
            place = self.places[name]
            row[place] = self._remembered(place, value)
        self.waiting.append(tuple(row))
        if len(self.waiting) >= CHUNK:
            self.flush()
        return self.number

    def _remembered(self, place: int, value: Any) -> Any:
        """The value as the database takes it; times, decimals and lists come back often and are prepared once."""
        if value is None or type(value) in (int, str):
            return value
        key = (place, tuple(value) if isinstance(value, list) else value)
        if key not in self.known:
            if len(self.known) > CHUNK:
                self.known.clear()
            self.known[key] = self._prepared(self.fields[place], value)
        return self.known[key]

    def flush(self) -> None:
        """Write what waits."""
        if self.waiting:
            with connection.cursor() as cursor:
                cursor.executemany(self.sql, self.waiting)
            self.waiting = []


def write_history(model: Any, after: int) -> None:
    """An entry "+" in the model's history for each row whose number is above `after`, made when the row was."""
    kept, quoted = model.history.model._meta, connection.ops.quote_name
    theirs = {field.column for field in model._meta.concrete_fields}
    shared = ", ".join(quoted(field.column) for field in kept.concrete_fields if field.column in theirs)
    when = quoted("recorded_at") if "recorded_at" in theirs else "%s"
    sql = (
        f"INSERT INTO {kept.db_table} ({shared}, history_date, history_type) "
        f"SELECT {shared}, {when}, '+' FROM {model._meta.db_table} WHERE id > %s ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [after] if when != "%s" else [OF_OLD, after])


def set_sequences(models: list[type[Model]]) -> None:
    """Let the database go on counting after the numbers that were given here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
