"""Text files as tables: cells between delimiters, or records of JSON. Each is read twice: once to find it good, then for its rows."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from claims_app.tables.cells import MAX_FIELD, ROWS, Part, Table, checked_header, names_in, trouble_of
from claims_app.tables.gates import Opens, TableError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SEP_LINE = re.compile(r"[sS][eE][pP]=(.)(?:\r\n|\r|\n)")
# So many characters are looked at to know what a text file is.
HEAD = 10 * MAX_FIELD
# So many rows are named in one sentence.
NAMED = 5
Rows = Iterator[list[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text file whose characters are good: `open` reads it from its beginning, line ends as they are."""

    name: str
    opens: Opens
    encoding: str

    def open(self) -> io.TextIOWrapper:
        """The text, line by line."""
        return io.TextIOWrapper(self.opens(), encoding=self.encoding, newline="")

    def head(self) -> str:
        """Its first characters."""
        with self.open() as file:
            return file.read(HEAD)


def in_parts(rows: Iterable[list[str]], headers: tuple[str, ...]) -> Iterator[Part]:
    """The rows under these headers, some at a time."""
    first, left = 2, iter(rows)
    while some := list(islice(left, ROWS)):
        yield Part(headers, some, first)
        first += len(some)


# Cells between delimiters


def from_lines(text: Text) -> Table:
    """A CSV file, or one of its kin. Raises TableError where its quotes or the lengths of its rows are not right."""
    csv.field_size_limit(MAX_FIELD + 1)
    head = text.head()
    sep_line = SEP_LINE.match(head)
    if sep_line and sep_line[1] not in DELIMITERS:
        raise TableError(
            f"{text.name} says that “{sep_line[1]}” cuts its cells. Use a comma, a semicolon, a tab or a bar."
        )
    begin = sep_line.end() if sep_line else 0
    lines = _Lines(text, begin, sep_line[1] if sep_line else _delimiter_of(head[begin:], text.name))
    header, length = lines.checked()
    return Table(header, lambda: in_parts(lines.rows(len(header), length), header), encoding=text.encoding)


def _delimiter_of(head: str, name: str) -> str:
    """The delimiter that cuts the header into most fields, counted outside quotes by a strict reader."""
    header = head[: _end_of_first_record(head)]
    counts: dict[str, int] = {}
    for delimiter in DELIMITERS:
        try:
            counts[delimiter] = len(next(csv.reader(io.StringIO(header, newline=""), delimiter=delimiter, strict=True)))
        except (csv.Error, StopIteration):
            counts[delimiter] = 0
    best = max(counts.values())
    if best == 0:
        raise TableError(f"The header line of {name} has a quote that is not closed. Mend the quotes.")
    tied = [delimiter for delimiter, count in counts.items() if count == best and best > 1]
    if len(tied) > 1:
        names = " and ".join(DELIMITERS[delimiter] for delimiter in tied)
        raise TableError(f"The header of {name} could be cut by {names}. Use one of them alone.")
    return tied[0] if tied else ","


def _end_of_first_record(head: str) -> int:
    quoted = False
    for place, char in enumerate(head):
        if char == '"':
            quoted = not quoted
        elif char in "\r\n" and not quoted:
            return place
    return min(len(head), HEAD)


class _Lines:
    """The records of a file whose delimiter is known."""

    def __init__(self, text: Text, begin: int, delimiter: str) -> None:
        self.text, self.begin, self.delimiter = text, begin, delimiter

    def _records(self) -> Rows:
        """All records. Raises TableError at the first whose quotes are not right."""
        row = 1
        with self.text.open() as file:
            file.read(self.begin)
            try:
                for record in csv.reader(file, delimiter=self.delimiter, strict=True):
                    row += 1
                    yield record
            except csv.Error as error:
                raise TableError(_quote_trouble(row, self.text.name, error)) from None

    def checked(self) -> tuple[tuple[str, ...], int]:
        """The header, and how many rows there are up to the last that is not empty."""
        records = self._records()
        try:
            return self._check(records)
        finally:
            records.close()  # type: ignore[attr-defined]

    def _check(self, records: Rows) -> tuple[tuple[str, ...], int]:
        name = self.text.name
        first = next(records, [])
        width = len(names_in(first))
        length = 0
        wrong: list[tuple[int, int]] = []
        blank_wrong: list[tuple[int, int]] = []
        others = blank_others = 0
        for row, record in enumerate(records, 1):
            found = _width_of(record, width)
            if found != width and record and len(blank_wrong) < NAMED:
                blank_wrong.append((row + 1, found))
            elif found != width and record:
                blank_others += 1
            if any(cell.strip() for cell in record):
                # Rows that are empty count only where another stands after them.
                length = row
                wrong, others = wrong + blank_wrong, others + blank_others
                blank_wrong, blank_others = [], 0
        if not length:
            raise TableError(f"{name} has a header but no rows. Nothing can be imported from it.")
        header = checked_header(first, name)
        if wrong:
            shown = "; ".join(f"row {row} has {count}" for row, count in wrong[:NAMED])
            others += len(wrong[NAMED:])
            more = f" and {others} more" if others else ""
            raise TableError(
                f"{name}: the header has {len(header)} columns, but {shown}{more}. "
                "A cell that holds the delimiter must stand in quotes."
            )
        return header, length

    def rows(self, width: int, length: int) -> Rows:
        """So many rows of this width; an empty line is a row of empty cells."""
        for record in islice(self._records(), 1, length + 1):
            yield record if len(record) == width else record[:width] if record else [""] * width


def _width_of(record: list[str], width: int) -> int:
    """How many cells it has; a spreadsheet writes its empty columns too, delimiters at the end under a header without names."""
    found = len(record)
    while found > width and not record[found - 1].strip():
        found -= 1
    return found


def _quote_trouble(row: int, name: str, error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"Row {row} of {name} has a cell of more than {MAX_FIELD} characters. A quote that is not closed does that too."
    return f"Row {row} of {name} has a quote that is not closed, or text after a closing quote. Double the quotes inside a cell."


# Records of JSON


def from_records(text: Text) -> Table:
    """A JSON list, an object with a list of claims, or JSON Lines; only of the last kind no more than some records are held."""
    try:
        header = _header_of(_json_lines(text), text.name) if _is_in_lines(text) else None
    except json.JSONDecodeError:
        header = None
    if header is not None:
        return _of_records(text, header, lambda: _json_lines(text))
    with text.open() as file:
        records = _json_records(file.read(), text.name)
    return _of_records(text, _header_of(records, text.name), lambda: iter(records))


def _is_in_lines(text: Text) -> bool:
    """Whether it begins with an object, and something stands in another line."""
    with text.open() as file:
        lines = (line for line in file if line.strip())
        return next(lines, "").lstrip().startswith("{") and next(lines, None) is not None


def _json_lines(text: Text) -> Iterator[Any]:
    with text.open() as file:
        for line in file:
            if line.strip():
                yield _loads(line, text.name)


def _json_records(text: str, name: str) -> list[Any]:
    """The records of a JSON list or of an object with one list."""
    try:
        value = _loads(text, name)
    except json.JSONDecodeError as error:
        raise TableError(f"{name} is not whole JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    if isinstance(value, dict):
        lists = [entry for entry in value.values() if isinstance(entry, list)]
        value = lists[0] if len(lists) == 1 else [value]
    if not isinstance(value, list):
        raise TableError(f"{name} holds no list of records.")
    return value


def _loads(text: str, name: str) -> Any:
    def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            raise TableError(
                f"A record names “{next(key for key in keys if keys.count(key) > 1)}” twice. Take one out."
            )
        return dict(pairs)

    def refuse_constant(value: str) -> Any:
        raise TableError(f"{value} is no figure. Write the words as printed.")

    try:
        return json.loads(
            text, object_pairs_hook=refuse_twice, parse_constant=refuse_constant, parse_float=str, parse_int=str
        )
    except RecursionError:
        raise TableError(f"{name} is nested too deeply for a table. Use a list of flat records.") from None


def _header_of(records: Iterable[Any], name: str) -> tuple[str, ...]:
    """Every name of the records. Raises TableError for one that is no flat object of short texts."""
    header: dict[str, None] = {}
    trouble = ""
    row = 1
    for row, record in enumerate(records, 2):
        if not isinstance(record, dict):
            raise TableError(f"Record {row - 1} of {name} is no object with named values.")
        for key, value in record.items():
            if isinstance(value, (dict, list)):
                raise TableError(
                    f"Record {row - 1} of {name}: “{key}” is nested. Records must be flat: one text a column."
                )
            header.setdefault(key)
        trouble = trouble or _trouble_of(row, record, name)
    if row == 1:
        raise TableError(f"{name} holds no records.")
    checked_header(list(header), name)
    if trouble:
        raise TableError(trouble)
    return tuple(header)


def _trouble_of(row: int, record: dict[str, Any], name: str) -> str:
    cells = [_json_text(value) for value in record.values()]
    if any(len(cell) > MAX_FIELD for cell in cells):
        return f"Row {row} of {name} has a cell of more than {MAX_FIELD} characters."
    trouble = trouble_of("".join(cells))
    return f"{name} holds {trouble}" if trouble else ""


def _of_records(text: Text, header: tuple[str, ...], records: Any) -> Table:
    names = checked_header(header, text.name)

    def rows() -> Rows:
        return ([_json_text(record.get(column)) for column in header[: len(names)]] for record in records())

    return Table(names, lambda: in_parts(rows(), names), encoding=text.encoding)


def _json_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
