"""Workbooks of the older kind (.xls): cells by xlrd, formulas found in the records that it read the values from."""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc

from claims_app.tables.workbook_parts import MAX_COLUMNS, MAX_ROWS, Oddities, Place, flag_of_format, name_of

BOUNDSHEET, EOF = 0x0085, 0x000A
# What begins a workbook, a sheet or a chart, in this version of the format and those before it.
BEGINNINGS = (0x0809, 0x0409, 0x0209, 0x0009)
# Versions before this one keep no list of their sheets.
FIRST_WITH_SHEETS = 50
FORMULAS = (0x0006, 0x0206, 0x0406)
# Of one cell: a blank, a number, texts, a truth or an error, a packed number; and of several cells in a row.
ONE_CELL = (*FORMULAS, 0x0201, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E)
MANY_CELLS = (0x00BD, 0x00BE)
DIMENSIONS = (0x0200, 0x0000)
VISIBLE = WORKSHEET = 0


class OldBook:
    """The sheets of an .xls file. Raises xlrd.XLRDError for a locked or damaged one, and for one from before 1993."""

    def __init__(self, data: bytes) -> None:
        self.book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=sys.stderr)
        if self.book.biff_version < FIRST_WITH_SHEETS:
            raise xlrd.XLRDError("it is of a version from before 1993")
        self.names: Sequence[str] = [str(name) for name in self.book.sheet_names()]
        self.hidden = {str(sheet.name) for sheet in self.book.sheets() if sheet.visibility != VISIBLE}
        self.stream = _stream(data)

    def oddities(self, sheet: str) -> Oddities:
        """What is odd about a sheet. Raises ValueError for one with two values in a cell."""
        page = self.book.sheet_by_name(sheet)
        found = Oddities(is_far=page.nrows > MAX_ROWS or page.ncols > MAX_COLUMNS)
        found.cells += [
            (row, column, "error")
            for row in range(page.nrows)
            for column, kind in enumerate(page.row_types(row))
            if kind == xlrd.XL_CELL_ERROR
        ]
        found.cells += [(*place, "formula") for place in _formulas(self.stream, self.names.index(sheet))]
        flags = self._flags_of_styles()
        found.cells += [
            (row, column, flags[cell.xf_index])
            for row in range(page.nrows)
            for column, cell in enumerate(page.row(row))
            if cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index in flags
        ]
        for top, bottom, left, right in page.merged_cells:
            found.mark((top, left), (bottom - 1, right - 1), "merged", but_first=True)
        found.hidden_rows = {row for row, said in page.rowinfo_map.items() if said.hidden and row < page.nrows}
        found.hidden_columns = {column for column, said in page.colinfo_map.items() if said.hidden}
        return found

    def rows(self, sheet: str) -> Iterator[Sequence[Any]]:
        """The cells row by row, days as dates."""
        page = self.book.sheet_by_name(sheet)
        for row in range(page.nrows):
            yield [self._value(cell) for cell in page.row(row)]

    def _flags_of_styles(self) -> dict[int, str]:
        """Number of a style of cells → what its format adds to a number; those that add nothing are left out."""
        formats = {key: str(said.format_str) for key, said in self.book.format_map.items()}
        flags = (
            (place, flag_of_format(formats.get(style.format_key, ""))) for place, style in enumerate(self.book.xf_list)
        )
        return {place: flag for place, flag in flags if flag}

    def _value(self, cell: xlrd.sheet.Cell) -> Any:
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
        if cell.ctype == xlrd.XL_CELL_DATE:
            moment: datetime = xlrd.xldate_as_datetime(cell.value, self.book.datemode)
            return moment if moment.time() != datetime.min.time() else date(moment.year, moment.month, moment.day)
        return cell.value


def _formulas(stream: bytes, sheet: int) -> list[Place]:
    """The places of the formulas of a sheet.

    Raises ValueError where a cell has two values, of which xlrd takes the last, and for a size after cells, which it would forget.
    """
    formulas: list[Place] = []
    seen: set[Place] = set()
    for kind, body in _records(stream, _starts(stream)[sheet]):
        if kind in DIMENSIONS and body and seen:
            raise ValueError("the size of the sheet stands after its cells")
        for place in _places(kind, body):
            if place in seen:
                raise ValueError(f"two values in the cell {name_of(place)}")
            seen.add(place)
            if kind in FORMULAS:
                formulas.append(place)
    return formulas


def _starts(stream: bytes) -> list[int]:
    """Where the records of each sheet begin; charts have no number among the sheets."""
    sheets = [struct.unpack_from("<IBB", body) for kind, body in _records(stream, 0) if kind == BOUNDSHEET]
    return [start for start, _, what in sheets if what == WORKSHEET]


def _places(kind: int, body: bytes) -> list[Place]:
    """The cells that a record fills."""
    if kind not in ONE_CELL and kind not in MANY_CELLS:
        return []
    row, first = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in MANY_CELLS else first
    return [(row, column) for column in range(first, last + 1)]


def _stream(data: bytes) -> bytes:
    document = CompDoc(data, logfile=sys.stderr)
    for name in ("Workbook", "Book"):
        memory, base, length = document.locate_named_stream(name)
        if memory is not None:
            return bytes(memory[base : base + length])
    raise xlrd.XLRDError("no workbook in it")


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of a part of the stream, each as (kind, body); those of a chart within it, which hold copies of values, are left out.

    Raises ValueError for a chart within a chart, whose end xlrd takes for that of the outer one.
    """
    depth = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        depth += (kind in BEGINNINGS) - (kind == EOF)
        if depth <= 0:
            return
        if depth > 2:
            raise ValueError("a chart stands within a chart")
        if depth == 1:
            yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length
