"""bytes → a table of texts, with what is odd about its cells; nothing is guessed, a choice is asked."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

import pandas as pd

from claims_app.foreign.encodings import decode_strictly, marked_encoding, previews
from claims_app.tables.gates import TableError, kind_of
from claims_app.tables.headers import MAX_FIELD, check_text, checked_header
from claims_app.tables.records import read_records
from claims_app.tables.workbooks import read_workbook
from claims_app.tables.writing import GUARDED, unguard

__all__ = ["Ask", "Question", "Table", "TableError", "read_table"]

# From so many on, rows and cells must hold something: lists of nothing weigh far more than their bytes.
MANY_ROWS, SHORTEST_ROW = 1_000_000, 20
MANY_CELLS, SHORTEST_CELL = 10_000_000, 3
LONGEST_HEADER = 200_000
# In UTF-16 at least each 50th byte is a NUL, since line ends and delimiters are; in other texts it is damage.
SAMPLE, NULS_OF_UTF_16 = 4096, 50
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SEP_LINE = re.compile(r"[sS][eE][pP]=(.)(?:\r\n|\r|\n)")


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
    check_text(text, name)
    if kind != "text" or text.lstrip()[:1] in ("[", "{"):
        header, rows, flags = read_records(text, name)
        return Table(_framed(rows, header), encoding=used, flags=flags)
    return _from_text(text, name, used)


def _decoded(data: bytes, name: str, encoding: str) -> tuple[str, str]:
    """The text and the encoding: a byte order mark, else strict UTF-8, else the editor's choice."""
    if codec := marked_encoding(data):
        return _strictly(data, codec, name), codec
    if encoding:
        return _strictly(data, encoding, name), encoding
    if data[:SAMPLE].count(0) * NULS_OF_UTF_16 < len(data[:SAMPLE]):
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    if not (choices := previews(data)):
        raise TableError(f"{name} is no text in an encoding that is known here. Save it as CSV in UTF-8, or as XLSX.")
    raise Ask(Question("encoding", f"{name} is not in UTF-8. In which of these does it read right?", choices))


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return decode_strictly(data, codec)
    except ValueError:
        raise TableError(f"{name} is not wholly in {codec}. Save it as UTF-8 and upload it again.") from None


def _records(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _delimiter_of(text: str, name: str) -> str:
    """The delimiter that cuts the header into most fields, counted outside quotes by a strict reader."""
    header_end = _end_of_first_record(text, name)
    counts: dict[str, int] = {}
    for delimiter in DELIMITERS:
        try:
            counts[delimiter] = len(
                next(csv.reader(io.StringIO(text[:header_end], newline=""), delimiter=delimiter, strict=True))
            )
        except (csv.Error, StopIteration):
            counts[delimiter] = 0
    best = max(counts.values())
    if not text[:header_end].strip():
        raise TableError(f"The first line of {name} is empty. The names of the columns must stand in the first line.")
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


def _end_of_first_record(text: str, name: str) -> int:
    quoted = False
    for place, char in enumerate(text[:LONGEST_HEADER]):
        if char == '"':
            quoted = not quoted
        elif char in "\r\n" and not quoted:
            return place
    if len(text) > LONGEST_HEADER:
        raise TableError(
            f"The first line of {name} has more than {LONGEST_HEADER:,} characters, so it names no columns."
        )
    return len(text)


def _from_text(text: str, name: str, encoding: str) -> Table:
    csv.field_size_limit(MAX_FIELD + 1)
    text, said = _without_sep_line(text, name)
    delimiter = said or _delimiter_of(text, name)
    _check_weight(text, delimiter, name)
    try:
        records = _records(text, delimiter)
    except csv.Error as error:
        raise TableError(_quote_trouble(text, delimiter, name, error)) from None
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
    header = checked_header(records[0] if records else [], name)
    if len(records) < 2:
        raise TableError(f"{name} has a header but no rows. Nothing can be imported from it.")
    _check_lengths(records, header, name)
    _check_swallowed(records, delimiter, name)
    rows = records[1:]
    if GUARDED.search(text):
        rows = [[unguard(cell) for cell in row] for row in rows]
    return Table(_framed(rows, header), encoding=encoding)


def _check_weight(text: str, delimiter: str, name: str) -> None:
    """Refuse very many rows or cells that hold next to nothing, before they are read."""
    rows, cells = text.count("\n") + text.count("\r"), text.count(delimiter)
    if (rows > MANY_ROWS and rows * SHORTEST_ROW > len(text)) or (
        cells > MANY_CELLS and cells * SHORTEST_CELL > len(text)
    ):
        raise TableError(
            f"{name} has {rows:,} lines and {cells:,} cells, nearly all of them empty. Save the table alone."
        )


def _check_swallowed(records: list[list[str]], delimiter: str, name: str) -> None:
    """Refuse a cell that holds whole rows: two quotes that were never closed make one cell of all that is between them."""
    for row, record in enumerate(records, 1):
        for cell in record:
            if "\n" in cell and any(_is_row_like(line, record, delimiter) for line in cell.splitlines()[1:]):
                raise TableError(
                    f"Row {row} of {name} has a cell that holds a whole further row: “{' '.join(cell.split())[:60]}”. "
                    "A quote is not closed there, or one stands where none should. Mend the quotes."
                )


def _is_row_like(line: str, record: list[str], delimiter: str) -> bool:
    """Whether a line within a cell could be a row: as many cells as the row has, two of them the same."""
    cells = line.split(delimiter)
    return len(cells) >= len(record) and sum(a == b != "" for a, b in zip(cells, record, strict=False)) > 1


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
        if len(header) == 1:
            raise TableError(
                f"{name}: the first line is one cell, “{header[0][:60]}”, but {shown}{more}. "
                "The names of the columns must stand in the first line: take out what is above them."
            )
        raise TableError(
            f"{name}: the header has {len(header)} columns, but {shown}{more}. A cell that holds the delimiter "
            "must stand in quotes. Lines that are no rows, such as notes below the table, must be taken out."
        )


def _from_workbook(data: bytes, name: str, kind: str, sheet: str) -> Table:
    book = read_workbook(data, name, kind, sheet)
    if book.question:
        raise Ask(Question("sheet", book.question, tuple(book.sheets)))
    rows = book.rows
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise TableError(f"The sheet “{book.sheet}” of {name} has no rows under a header.")
    header = checked_header(rows[0], name)
    width = len(header)
    for row, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells[width:]):
            raise TableError(
                f"Row {row} of {name} has a value outside the columns of the header. Name its column or clear it."
            )
        for cell in cells[:width]:
            if len(cell) > MAX_FIELD:
                raise TableError(f"Row {row} of {name} has a cell of more than {MAX_FIELD} characters.")
            check_text(cell, name)
    body = [(cells + [""] * width)[:width] for cells in rows[1:]]
    flags = {
        (row - 1, header[column]): flag for (row, column), flag in book.flags.items() if row >= 1 and column < width
    }
    return Table(_framed(body, header), flags=flags, notes=tuple(book.notes), sheet=book.sheet)
