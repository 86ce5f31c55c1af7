"""A digest of each table, the same for the same rows on every kind of database; and where two databases differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

AT_ONCE = 2_000  # rows
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Digest:
    """How many rows a table holds, and a SHA-256 over all of them in the order of their keys."""

    rows: int
    sha256: str


def moved_models() -> list[type[models.Model]]:
    """Every model that has a table of its own, those of many-to-many fields and of history included."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted((model for model in found if not model._meta.proxy), key=lambda model: model._meta.db_table)


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields that are columns, in a fixed order."""
    return list(model._meta.concrete_fields)


def rows_of(model: type[models.Model], *, using: str) -> Iterator[tuple[Any, ...]]:
    """The rows as Python values, in the order of their keys, a few at a time."""
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    return rows.iterator(chunk_size=AT_ONCE)


def digests(*, using: str) -> dict[str, Digest]:
    """The digest of every table, by its name."""
    return {model._meta.db_table: _digest(model, using) for model in moved_models()}


def differences(one: str, other: str) -> list[str]:
    """Where two databases differ, in words; empty if every row of every table is the same."""
    found = []
    for model in moved_models():
        if _digest(model, one) != _digest(model, other):
            found += _named(model, one, other)
    return found


def _digest(model: type[models.Model], using: str) -> Digest:
    total, number = hashlib.sha256(), 0
    for row in rows_of(model, using=using):
        total.update(_as_text(row))
        number += 1
    return Digest(number, total.hexdigest())


def _named(model: type[models.Model], one: str, other: str) -> list[str]:
    """The first rows that differ; two lists of keys, which the memory must hold for this one table."""
    name = model._meta.db_table
    here, there = ({_as_text(row[:1]): _as_text(row) for row in _key_first(model, alias)} for alias in (one, other))
    wrong = sorted(key for key in here.keys() | there.keys() if here.get(key) != there.get(key))
    said = [f"{name}, row {json.loads(key)[0]}" for key in wrong[:SHOWN]]
    return said + ([f"{name}: {len(wrong) - SHOWN} more rows"] if len(wrong) > SHOWN else [])


def _key_first(model: type[models.Model], using: str) -> Iterator[tuple[Any, ...]]:
    for row in rows_of(model, using=using):
        key = next(value for field, value in zip(columns(model), row, strict=True) if field.primary_key)
        yield (key, *row)


def _as_text(row: tuple[Any, ...]) -> bytes:
    text = json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True, default=str)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def _plain(value: Any) -> Any:
    """A value as both databases mean it: moments in UTC, decimals without trailing zeros, bytes by their checksum."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case Decimal():
            return str(value.normalize())
        case bytes() | bytearray() | memoryview():
            return hashlib.sha256(value).hexdigest()
        case _:
            return value
