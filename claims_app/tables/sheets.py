"""Workbooks to look at: sheets of text cells with a bold header, no formula, no link, no author."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

from claims_app.tables.writing import fitting

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A sheet: its name, its header, its rows of texts, and how wide its columns are (in characters)."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()


def workbook_of(sheets: Sequence[NamedSheet]) -> bytes:
    """The sheets as an XLSX file, in their order; every cell is a text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **SAFE})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for place, width in enumerate(sheet.widths):
            page.set_column(place, place, width)
        for number, row in enumerate([sheet.header, *sheet.rows]):
            for place, text in enumerate(row):
                page.write_string(number, place, fitting(text), body if number else head)
    book.close()
    return buffer.getvalue()
