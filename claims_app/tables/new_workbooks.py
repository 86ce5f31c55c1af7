"""Workbooks of the newer kinds (.xlsx, .ods): cells by calamine, what is odd about them by their parts."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from python_calamine import CalamineWorkbook

from claims_app.tables.workbook_parts import Oddities, OdsParts, XlsxParts


class NewBook:
    """The sheets of an XLSX or ODS file."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.parts: XlsxParts | OdsParts = XlsxParts(data) if kind == "xlsx" else OdsParts(data)
        self.book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        self.names: Sequence[str] = [name for name in map(str, self.book.sheet_names) if self.parts.is_table(name)]
        self.hidden = self.parts.hidden

    def oddities(self, sheet: str) -> Oddities:
        """What is odd about a sheet."""
        return self.parts.oddities(sheet)

    def rows(self, sheet: str) -> Iterator[Sequence[Any]]:
        """The cells row by row."""
        yield from self.book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
