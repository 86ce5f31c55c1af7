"""bytes → a table of texts, with what is odd about its cells; nothing is guessed, a choice is asked."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from claims_app.foreign.encodings import decode_strictly, marked_encoding, previews
from claims_app.tables.gates import TableError, kind_of
from claims_app.tables.workbooks import read_workbook

__all__ = ["Ask", "Question", "Table", "TableError", "read_table"]

MAX_FIELD = 20_000
MAX_COLUMNS = 500
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SEP_LINE = re.compile(r"[sS][eE][pP]=(.)(?:\r\n|\r|\n)")
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@dataclass(frozen=True, slots=True)
class Question:
    """A choice that only the editor can make, with what to choose from."""

    column: str
    message: str
    choices: tuple[str, ...]


class Ask(Exception):
    """The file can be read once a question is answered."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.message)
        self.question = question


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Cells as texts. `flags` marks odd cells by (frame row, header): formula, error or merged.

    `first_row` is the spreadsheet row of the frame's row 0 (the header is row 1); a record of a text file counts as one row.
    `lines` are the spreadsheet rows of an unfolded table, where several rows of the frame come from one; empty for others.
    """

    frame: pd.DataFrame
    first_row: int = 2
    flags: dict[tuple[int, str], str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""
    lines: tuple[int, ...] = ()


def read_table(data: bytes, name: str, *, sheet: str = "", encoding: str = "") -> Table:
    """Read a CSV, TSV, XLSX, XLS, ODS, JSON or JSON Lines file.

    Raises TableError with a sentence when it cannot be read, and Ask when an encoding or a sheet must be chosen.
    """
    kind = kind_of(data, name)
    if kind in ("xlsx", "ods", "xls"):
        return _from_workbook(data, name, kind, sheet)
    text, used = _decoded(data, name, encoding)
    _check_text(text, name)
    if kind != "text" or text.lstrip()[:1] in ("[", "{"):
        return _from_records(_json_records(text, name), name, used)
    return _from_text(text, name, used)


def _decoded(data: bytes, name: str, encoding: str) -> tuple[str, str]:
    """The text and the encoding: a byte order mark, else strict UTF-8, else the editor's choice."""
    if codec := marked_encoding(data):
        return _strictly(data, codec, name), codec
    if encoding:
        return _strictly(data, encoding, name), encoding
    if b"\x00" not in data[:4096]:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    raise Ask(Question("encoding", f"{name} is not in UTF-8. In which of these does it read right?", previews(data)))


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return decode_strictly(data, codec)
    except ValueError:
        raise TableError(f"{name} is not wholly in {codec}. Save it as UTF-8 and upload it again.") from None


def _check_text(text: str, name: str) -> None:
    if "\x00" in text:
        raise TableError(f"{name} holds NUL characters, as cut or binary files do. Export it again as UTF-8.")
    if HALF_CHARACTER.search(text):
        raise TableError(f"{name} holds half characters (lone surrogates). Export it again as UTF-8.")


def _records(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _delimiter_of(text: str, name: str) -> str:
    """The delimiter that cuts the header into most fields, counted outside quotes by a strict reader."""
    header_end = _end_of_first_record(text)
    counts: dict[str, int] = {}
    for delimiter in DELIMITERS:
        try:
            counts[delimiter] = len(
                next(csv.reader(io.StringIO(text[:header_end], newline=""), delimiter=delimiter, strict=True))
            )
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


def _without_sep_line(text: str, name: str) -> tuple[str, str]:
    """The text after a first line such as "sep=;", which spreadsheets write to name the delimiter, and that delimiter."""
    match = SEP_LINE.match(text)
    if match is None:
        return text, ""
    if match[1] not in DELIMITERS:
        raise TableError(f"{name} says that “{match[1]}” cuts its cells. Use a comma, a semicolon, a tab or a bar.")
    return text[match.end() :], match[1]


def _end_of_first_record(text: str) -> int:
    quoted = False
    for place, char in enumerate(text[: MAX_FIELD * 10]):
        if char == '"':
            quoted = not quoted
        elif char in "\r\n" and not quoted:
            return place
    return min(len(text), MAX_FIELD * 10)


def _from_text(text: str, name: str, encoding: str) -> Table:
    csv.field_size_limit(MAX_FIELD + 1)
    text, said = _without_sep_line(text, name)
    delimiter = said or _delimiter_of(text, name)
    try:
        records = _records(text, delimiter)
    except csv.Error as error:
        raise TableError(_quote_trouble(text, delimiter, name, error)) from None
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
    if len(records) < 2:
        raise TableError(f"{name} has a header but no rows. Nothing can be imported from it.")
    header = _checked_header(records[0], name)
    _check_lengths(records, header, name)
    frame = _framed(records[1:], header)
    return Table(frame, encoding=encoding)


def _framed(rows: list[list[str]], header: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=header, dtype=str).fillna("")


def _quote_trouble(text: str, delimiter: str, name: str, error: csv.Error) -> str:
    row = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row, _ in enumerate(reader, 2):  # noqa: B007  the row after the last good one is the one to name
            pass
    except csv.Error:
        pass
    if "field larger" in str(error):
        return f"Row {row} of {name} has a cell of more than {MAX_FIELD} characters. A quote that is not closed does that too."
    return f"Row {row} of {name} has a quote that is not closed, or text after a closing quote. Double the quotes inside a cell."


def _check_lengths(records: list[list[str]], header: list[str], name: str) -> None:
    # A spreadsheet writes its empty columns too: delimiters at the end, under a header without names.
    for record in records[1:]:
        while len(record) > len(header) and not record[-1].strip():
            record.pop()
    wrong = [(row, len(record)) for row, record in enumerate(records[1:], 2) if record and len(record) != len(header)]
    blank = [row for row, record in enumerate(records[1:], 2) if not record]
    if blank:
        for row in reversed(blank):
            records[row - 1] = [""] * len(header)
    if wrong:
        shown = "; ".join(f"row {row} has {count}" for row, count in wrong[:5])
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise TableError(
            f"{name}: the header has {len(header)} columns, but {shown}{more}. "
            "A cell that holds the delimiter must stand in quotes."
        )


def folded_header(header: str) -> str:
    """A header as it is compared: compatibility forms joined, case folded, invisible characters, spaces, underscores gone."""
    text = unicodedata.normalize("NFKC", header).translate(ZERO_WIDTH).casefold()
    return "".join(char for char in text if not char.isspace() and char != "_")


def _checked_header(header: list[str], name: str) -> list[str]:
    _check_text("".join(header), name)
    names = [cell.translate(ZERO_WIDTH).strip() for cell in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise TableError(f"{name} has {len(names)} columns; at most {MAX_COLUMNS} are read.")
    seen: dict[str, str] = {}
    for place, column in enumerate(names, 1):
        if not column:
            raise TableError(f"Column {place} of {name} has no name in the header. Name it or take it out.")
        folded = folded_header(column)
        if folded in seen:
            raise TableError(f"{name} has the column “{column}” twice (also as “{seen[folded]}”). Rename one of them.")
        seen[folded] = column
    return names


def _json_records(text: str, name: str) -> list[Any]:
    """The records of a JSON list, of an object with a list of claims, or of JSON Lines."""
    try:
        if text.lstrip().startswith("{") and "\n" in text.strip():
            lines = [line for line in text.splitlines() if line.strip()]
            try:
                return [_loads(line) for line in lines]
            except json.JSONDecodeError:
                pass
        value = _loads(text)
    except RecursionError:
        raise TableError(f"{name} is nested too deeply for a table. Use a list of flat records.") from None
    except json.JSONDecodeError as error:
        raise TableError(f"{name} is not whole JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    if isinstance(value, dict):
        lists = [entry for entry in value.values() if isinstance(entry, list)]
        value = lists[0] if len(lists) == 1 else [value]
    if not isinstance(value, list):
        raise TableError(f"{name} holds no list of records.")
    return value


def _loads(text: str) -> Any:
    def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(set(keys)) != len(keys):
            raise TableError(
                f"A record names “{next(key for key in keys if keys.count(key) > 1)}” twice. Take one out."
            )
        return dict(pairs)

    def refuse_constant(value: str) -> Any:
        raise TableError(f"{value} is no figure. Write the words as printed.")

    return json.loads(
        text, object_pairs_hook=refuse_twice, parse_constant=refuse_constant, parse_float=str, parse_int=str
    )


def _from_records(records: list[Any], name: str, encoding: str) -> Table:
    if not records:
        raise TableError(f"{name} holds no records.")
    header: dict[str, None] = {}
    for row, record in enumerate(records, 2):
        if not isinstance(record, dict):
            raise TableError(f"Record {row - 1} of {name} is no object with named values.")
        for key, value in record.items():
            if isinstance(value, (dict, list)):
                raise TableError(
                    f"Record {row - 1} of {name}: “{key}” is nested. Records must be flat: one text a column."
                )
            header.setdefault(key)
    names = _checked_header(list(header), name)
    rows = [[_json_text(record.get(column)) for column in header] for record in records]
    for row, cells in enumerate(rows, 2):
        if any(len(cell) > MAX_FIELD for cell in cells):
            raise TableError(f"Row {row} of {name} has a cell of more than {MAX_FIELD} characters.")
        _check_text("".join(cells), name)
    return Table(_framed(rows, names), encoding=encoding)


def _json_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _from_workbook(data: bytes, name: str, kind: str, sheet: str) -> Table:
    book = read_workbook(data, name, kind, sheet)
    if book.question:
        raise Ask(Question("sheet", book.question, tuple(book.sheets)))
    rows = book.rows
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise TableError(f"The sheet “{book.sheet}” of {name} has no rows under a header.")
    header = _checked_header(rows[0], name)
    width = len(header)
    for row, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells[width:]):
            raise TableError(
                f"Row {row} of {name} has a value outside the columns of the header. Name its column or clear it."
            )
        for cell in cells[:width]:
            if len(cell) > MAX_FIELD:
                raise TableError(f"Row {row} of {name} has a cell of more than {MAX_FIELD} characters.")
            _check_text(cell, name)
    body = [(cells + [""] * width)[:width] for cells in rows[1:]]
    flags = {
        (row - 1, header[column]): flag for (row, column), flag in book.flags.items() if row >= 1 and column < width
    }
    return Table(_framed(body, header), flags=flags, notes=tuple(book.notes), sheet=book.sheet)
