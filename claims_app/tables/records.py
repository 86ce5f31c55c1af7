"""Records of a JSON file, or of JSON Lines, as a header and rows of texts."""

from __future__ import annotations

import json
from typing import Any

from claims_app.tables.gates import TableError
from claims_app.tables.headers import MAX_FIELD, check_text, checked_header

# From so many on, a value must take some room: values weigh far more than their bytes.
MANY_VALUES, SHORTEST_VALUE = 10_000_000, 6
Rows = tuple[list[str], list[list[str]], dict[tuple[int, str], str]]


class Decimals(str):
    """The digits of a number with a point or an exponent, which would read otherwise as a text: 1.234 is no 1,234."""


def read_records(text: str, name: str) -> Rows:
    """The names of the columns, the rows as texts, and which cells are numbers with decimals ("fraction").

    Raises TableError for what is no list of flat records.
    """
    if text.count(",") > MANY_VALUES and text.count(",") * SHORTEST_VALUE > len(text):
        raise TableError(f"{name} holds more values than records could. Use a list of flat records.")
    try:
        records = _records(text, name)
    except RecursionError:
        raise TableError(f"{name} is nested too deeply for a table. Use a list of flat records.") from None
    if not records:
        raise TableError(f"{name} holds no records.")
    keys: dict[str, None] = {}
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise TableError(f"Record {number} of {name} is no object with named values.")
        for key, value in record.items():
            if isinstance(value, (dict, list)):
                raise TableError(
                    f"Record {number} of {name}: “{key[:80]}” is nested. Records must be flat: one text a column."
                )
            keys.setdefault(key)
    header = checked_header([key for key in keys if key.strip()], name)
    nameless = [number for number, record in enumerate(records, 1) if any(not key.strip() for key in record)]
    if nameless:
        raise TableError(f"Record {nameless[0]} of {name} has a value without a name. Name it or take it out.")
    flags = {
        (place, column): "fraction"
        for column, key in zip(header, keys, strict=True)
        for place, record in enumerate(records)
        if isinstance(record.get(key), Decimals)
    }
    return header, [_cells(record, keys, row, name) for row, record in enumerate(records, 2)], flags


def _records(text: str, name: str) -> list[Any]:
    """The records of a list, of an object with one list, of one object, or of a file with one on each line."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len(lines) > 1 and _is_object(lines[0][1]):
        return [_whole(line, name, number) for number, line in lines]
    value = _whole(text, name)
    if isinstance(value, dict):
        lists = [entry for entry in value.values() if isinstance(entry, list)]
        value = lists[0] if len(lists) == 1 else [value]
    if not isinstance(value, list):
        raise TableError(f"{name} holds no list of records.")
    return value


def _is_object(line: str) -> bool:
    """Whether the line is an object by itself, as each line of JSON Lines is."""
    try:
        return isinstance(_loads(line), dict)
    except json.JSONDecodeError:
        return False


def _whole(text: str, name: str, line: int = 0) -> Any:
    try:
        return _loads(text)
    except json.JSONDecodeError as error:
        where = f"line {line or error.lineno}, column {error.colno}"
        raise TableError(f"{name} is not whole JSON: {where}: {error.msg}.") from None


def _loads(text: str) -> Any:
    def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise TableError(f"A record names “{twice[:80]}” twice. Take one out.")
        return record

    def refuse_constant(value: str) -> Any:
        raise TableError(f"{value} is no figure. Write the words as printed.")

    return json.loads(
        text, object_pairs_hook=refuse_twice, parse_constant=refuse_constant, parse_float=Decimals, parse_int=str
    )


def _cells(record: dict[str, Any], keys: dict[str, None], row: int, name: str) -> list[str]:
    cells = [_text_of(record.get(key)) for key in keys]
    if any(len(cell) > MAX_FIELD for cell in cells):
        raise TableError(f"Row {row} of {name} has a cell of more than {MAX_FIELD} characters.")
    check_text("".join(cells), name)
    return cells


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
