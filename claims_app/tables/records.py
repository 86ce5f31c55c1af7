"""Records of JSON as a table: a list, an object with a list, or JSON Lines, of which no more than some records are held."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from claims_app.tables.cells import Part, Table
from claims_app.tables.gates import TableError
from claims_app.tables.headers import MAX_FIELD, checked_header, trouble_of
from claims_app.tables.texts import Text, in_parts

# From so many on, a value must take some room: values weigh far more than their bytes.
MANY_VALUES, SHORTEST_VALUE = 10_000_000, 6
Records = Callable[[], Iterable[Any]]


class Decimals(str):
    """The digits of a number with a point or an exponent, which would read otherwise as a text: 1.234 is no 1,234."""


def from_records(text: Text) -> Table:
    """The names of the columns, the rows as texts, and which cells are numbers with decimals ("fraction").

    Raises TableError for what is no list of flat records.
    """
    if _is_in_lines(text):
        return _of_records(text, lambda: _json_lines(text))
    with text.open() as file:
        records = _json_records(file.read(), text.name)
    return _of_records(text, lambda: records)


def _is_in_lines(text: Text) -> bool:
    """Whether its first line is an object by itself, and something stands in another line."""
    with text.open() as file:
        lines = (line for line in file if line.strip())
        return _is_object(next(lines, ""), text.name) and next(lines, None) is not None


def _is_object(line: str, name: str) -> bool:
    try:
        return line.lstrip().startswith("{") and isinstance(_loads(line, name), dict)
    except json.JSONDecodeError:
        return False


def _json_lines(text: Text) -> Iterator[Any]:
    with text.open() as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _whole(line, text.name, number)


def _json_records(text: str, name: str) -> list[Any]:
    """The records of a list, of an object with one list, or of one object."""
    value = _whole(text, name)
    if isinstance(value, dict):
        lists = [entry for entry in value.values() if isinstance(entry, list)]
        value = lists[0] if len(lists) == 1 else [value]
    if not isinstance(value, list):
        raise TableError(f"{name} holds no list of records.")
    return value


def _whole(text: str, name: str, line: int = 0) -> Any:
    try:
        return _loads(text, name)
    except json.JSONDecodeError as error:
        where = f"line {line or error.lineno}, column {error.colno}"
        raise TableError(f"{name} is not whole JSON: {where}: {error.msg}.") from None


def _loads(text: str, name: str) -> Any:
    def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise TableError(f"A record names “{twice[:80]}” twice. Take one out.")
        return record

    def refuse_constant(value: str) -> Any:
        raise TableError(f"{value} is no figure. Write the words as printed.")

    if text.count(",") > MANY_VALUES and text.count(",") * SHORTEST_VALUE > len(text):
        raise TableError(f"{name} holds more values than records could. Use a list of flat records.")
    try:
        return json.loads(
            text, object_pairs_hook=refuse_twice, parse_constant=refuse_constant, parse_float=Decimals, parse_int=str
        )
    except RecursionError:
        raise TableError(f"{name} is nested too deeply for a table. Use a list of flat records.") from None


def _of_records(text: Text, records: Records) -> Table:
    keys = _keys_of(records(), text.name)
    names = checked_header(keys, text.name)

    def parts() -> Iterator[Part]:
        rows = ([_text_of(record.get(key)) for key in keys] for record in records())
        for part in in_parts(rows, names):
            flags = {
                (place, name): "fraction"
                for place, row in enumerate(part.rows)
                for name, cell in zip(names, row, strict=True)
                if isinstance(cell, Decimals)
            }
            yield Part(names, part.rows, part.first, flags)

    return Table(names, parts, encoding=text.encoding)


def _keys_of(records: Iterable[Any], name: str) -> tuple[str, ...]:
    """Every name of the records. Raises TableError for one that is no flat object of short texts under names."""
    keys: dict[str, None] = {}
    trouble = ""
    number = 0
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise TableError(f"Record {number} of {name} is no object with named values.")
        for key, value in record.items():
            if isinstance(value, (dict, list)):
                raise TableError(
                    f"Record {number} of {name}: “{key[:80]}” is nested. Records must be flat: one text a column."
                )
            keys.setdefault(key)
        trouble = trouble or _trouble_of(number, record, name)
    if not number:
        raise TableError(f"{name} holds no records.")
    checked_header([key for key in keys if key.strip()], name)
    if trouble:
        raise TableError(trouble)
    return tuple(keys)


def _trouble_of(number: int, record: dict[str, Any], name: str) -> str:
    """What is wrong with the values of one record; "" for nothing."""
    if any(not key.strip() for key in record):
        return f"Record {number} of {name} has a value without a name. Name it or take it out."
    cells = [_text_of(value) for value in record.values()]
    if any(len(cell) > MAX_FIELD for cell in cells):
        return f"Row {number + 1} of {name} has a cell of more than {MAX_FIELD} characters."
    trouble = trouble_of("".join(cells))
    return f"{name} holds {trouble}" if trouble else ""


def _text_of(value: Any) -> str:
    """The value as a text, which knows by its kind whether it was a number with decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
