"""Cells between delimiters as a table. A file is read twice: once to find it good, then for its rows."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

from claims_app.tables.cells import Table
from claims_app.tables.gates import TableError
from claims_app.tables.headers import MAX_FIELD, checked_header
from claims_app.tables.headings import LOOKED_AT, Heading, ask_where_they_stand
from claims_app.tables.texts import HEAD, Rows, Text, in_parts
from claims_app.tables.writing import unguard

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SEP_LINE = re.compile(r"[sS][eE][pP]=(.)(?:\r\n|\r|\n)")
# From so many on, rows and cells must hold something: lists of nothing weigh far more than their bytes.
MANY_ROWS, SHORTEST_ROW = 1_000_000, 20
MANY_CELLS, SHORTEST_CELL = 10_000_000, 3
# So many rows are named in one sentence.
NAMED = 5


def from_lines(text: Text, heading: Heading | None = None) -> Table:
    """A CSV file, or one of its kin. Raises TableError where its quotes or the lengths of its rows are not right, and Ask where the
    names of its columns do not stand in the first line."""
    csv.field_size_limit(MAX_FIELD + 1)
    head = text.head()
    sep_line = SEP_LINE.match(head)
    if sep_line and sep_line[1] not in DELIMITERS:
        raise TableError(
            f"{text.name} says that “{sep_line[1]}” cuts its cells. Use a comma, a semicolon, a tab or a bar."
        )
    begin, cut = (sep_line.end(), sep_line[1]) if sep_line else (0, "")
    rest = head[begin:]
    if heading is not None and heading.last > 1:
        return _table_of(text, begin, cut or _widest_delimiter(rest), heading)
    try:
        found = _table_of(text, begin, cut or _delimiter_of(rest, text), Heading())
    except TableError:
        if heading is None:
            _ask_where_names_stand(rest, cut, text.name)
        raise
    if heading is None and len(found.headers) == 1:
        _ask_where_names_stand(rest, cut, text.name)
    return found


def _ask_where_names_stand(rest: str, cut: str, name: str) -> None:
    ask_where_they_stand(_first_records(rest, cut or _widest_delimiter(rest)), name)


def _table_of(text: Text, begin: int, delimiter: str, heading: Heading) -> Table:
    _check_weight(text, delimiter)
    lines = _Lines(text, begin, delimiter, heading)
    header, length = lines.checked()
    first, notes = heading.last + 1, tuple(filter(None, (heading.note(),)))
    return Table(
        header, lambda: in_parts(lines.rows(len(header), length), header, first), first, notes, encoding=text.encoding
    )


def _widest_delimiter(head: str) -> str:
    """The delimiter that cuts one of the first lines into most cells."""
    return max(DELIMITERS, key=lambda delimiter: max(map(len, _first_records(head, delimiter)), default=0))


def _first_records(head: str, delimiter: str) -> list[list[str]]:
    """The first records, as many as are whole."""
    found: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=True):
            found.append(record)
            if len(found) > LOOKED_AT:
                break
    except csv.Error:
        pass
    return found


def _delimiter_of(head: str, text: Text) -> str:
    """The delimiter that cuts the header into most fields, counted outside quotes by a strict reader."""
    header, name = head[: _end_of_first_record(head, text)], text.name
    counts: dict[str, int] = {}
    for delimiter in DELIMITERS:
        try:
            counts[delimiter] = len(next(csv.reader(io.StringIO(header, newline=""), delimiter=delimiter, strict=True)))
        except (csv.Error, StopIteration):
            counts[delimiter] = 0
    best = max(counts.values())
    if not header.strip():
        raise TableError(f"The first line of {name} is empty. The names of the columns must stand in the first line.")
    if best == 0:
        raise TableError(f"The header line of {name} has a quote that is not closed. Mend the quotes.")
    tied = [delimiter for delimiter, count in counts.items() if count == best and best > 1]
    if len(tied) > 1:
        names = " and ".join(DELIMITERS[delimiter] for delimiter in tied)
        raise TableError(f"The header of {name} could be cut by {names}. Use one of them alone.")
    return tied[0] if tied else ","


def _end_of_first_record(head: str, text: Text) -> int:
    quoted = False
    for place, char in enumerate(head):
        if char == '"':
            quoted = not quoted
        elif char in "\r\n" and not quoted:
            return place
    if len(head) >= HEAD:
        _refuse_open_quote(text)
        raise TableError(f"The first line of {text.name} has more than {HEAD:,} characters, so it names no columns.")
    return len(head)


def _check_weight(text: Text, delimiter: str) -> None:
    """Refuse very many rows or cells that hold next to nothing, before they are read."""
    rows = cells = length = 0
    for piece in text.pieces():
        rows, cells = rows + piece.count("\n") + piece.count("\r"), cells + piece.count(delimiter)
        length += len(piece)
    if (rows > MANY_ROWS and rows * SHORTEST_ROW > length) or (cells > MANY_CELLS and cells * SHORTEST_CELL > length):
        _refuse_open_quote(text)
        raise TableError(
            f"{text.name} has {rows:,} lines and {cells:,} cells, nearly all of them empty. Save the table alone."
        )


def _refuse_open_quote(text: Text) -> None:
    """Name the line of a quote that is not closed, if one is not: it hides where all later rows end."""
    if line := _line_of_open_quote(text):
        raise TableError(
            f"Line {line} of {text.name} has a quote that is not closed within {MAX_FIELD:,} characters. Close it or take it out."
        )


def _line_of_open_quote(text: Text) -> int:
    """The line in which a quote begins that no cell is long enough for; 0 for none. A line may be of any length."""
    line, began, length = 1, 0, 0
    with text.open() as file:
        while piece := file.readline(HEAD):
            if piece.count('"') % 2:
                began, length = 0 if began else line, 0
            elif began:
                length += len(piece)
                if length > MAX_FIELD:
                    break
            line += piece.endswith(("\n", "\r"))
    return began


class _Lines:
    """The records of a file whose delimiter is known."""

    def __init__(self, text: Text, begin: int, delimiter: str, heading: Heading) -> None:
        self.text, self.begin, self.delimiter, self.heading = text, begin, delimiter, heading
        self.is_guarded = False

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
                _refuse_too_long(row, self.text, error)
                raise TableError(_quote_trouble(row, self.text.name)) from None

    def checked(self) -> tuple[tuple[str, ...], int]:
        """The header, and how many rows there are up to the last that is not empty."""
        records = self._records()
        try:
            return self._check(records)
        finally:
            records.close()  # type: ignore[attr-defined]

    def _check(self, records: Rows) -> tuple[tuple[str, ...], int]:
        name = self.text.name
        header = checked_header(self.heading.names(list(islice(records, self.heading.last))), name)
        width = len(header)
        length = 0
        wrong: list[tuple[int, int]] = []
        blank_wrong: list[tuple[int, int]] = []
        others = blank_others = 0
        for row, record in enumerate(records, 1):
            line = row + self.heading.last
            self._check_swallowed(line, record)
            self.is_guarded = self.is_guarded or any(cell.startswith("'") for cell in record)
            found = _width_of(record, width)
            if found != width and record and len(blank_wrong) < NAMED:
                blank_wrong.append((line, found))
            elif found != width and record:
                blank_others += 1
            if any(cell.strip() for cell in record):
                # Rows that are empty count only where another stands after them.
                length = row
                wrong, others = wrong + blank_wrong, others + blank_others
                blank_wrong, blank_others = [], 0
        if not length:
            raise TableError(f"{name} has a header but no rows. Nothing can be imported from it.")
        if wrong:
            raise TableError(_widths_trouble(header, wrong, others, name))
        return header, length

    def _check_swallowed(self, row: int, record: list[str]) -> None:
        """Refuse a cell that holds whole rows: two quotes that were never closed make one cell of all that is between them."""
        for cell in record:
            if "\n" in cell and any(self._is_row_like(line, record) for line in cell.splitlines()[1:]):
                raise TableError(
                    f"Row {row} of {self.text.name} has a cell that holds a whole further row: “{' '.join(cell.split())[:60]}”. "
                    "A quote is not closed there, or one stands where none should. Mend the quotes."
                )

    def _is_row_like(self, line: str, record: list[str]) -> bool:
        """Whether a line within a cell could be a row: as many cells as the row has, two of them the same."""
        cells = line.split(self.delimiter)
        return len(cells) >= len(record) and sum(a == b != "" for a, b in zip(cells, record, strict=False)) > 1

    def rows(self, width: int, length: int) -> Rows:
        """So many rows of this width, without the apostrophes that guard them; an empty line is a row of empty cells."""
        first = self.heading.last
        for record in islice(self._records(), first, first + length):
            row = record if len(record) == width else record[:width] if record else [""] * width
            yield [unguard(cell) for cell in row] if self.is_guarded else row


def _width_of(record: list[str], width: int) -> int:
    """How many cells it has; a spreadsheet writes its empty columns too, delimiters at the end under a header without names."""
    found = len(record)
    while found > width and not record[found - 1].strip():
        found -= 1
    return found


def _widths_trouble(header: tuple[str, ...], wrong: list[tuple[int, int]], others: int, name: str) -> str:
    shown = "; ".join(f"row {row} has {count}" for row, count in wrong[:NAMED])
    others += len(wrong[NAMED:])
    more = f" and {others} more" if others else ""
    if len(header) == 1:
        return (
            f"{name}: the first line is one cell, “{header[0][:60]}”, but {shown}{more}. "
            "The names of the columns must stand in the first line: take out what is above them."
        )
    return (
        f"{name}: the header has {len(header)} columns, but {shown}{more}. A cell that holds the delimiter "
        "must stand in quotes. Lines that are no rows, such as notes below the table, must be taken out."
    )


def _refuse_too_long(row: int, text: Text, error: csv.Error) -> None:
    """Name the open quote of a cell that is too long, or the cell if it has none."""
    if "field larger" in str(error):
        _refuse_open_quote(text)
        raise TableError(f"Row {row} of {text.name} has a cell of more than {MAX_FIELD} characters.") from None


def _quote_trouble(row: int, name: str) -> str:
    return f"Row {row} of {name} has a quote that is not closed, or text after a closing quote. Double the quotes inside a cell."
