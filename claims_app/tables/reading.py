"""bytes → a table of texts, some rows at a time; nothing is guessed, a choice is asked."""

from __future__ import annotations

import codecs

from claims_app.foreign.encodings import NO_ENCODINGS, marked_encoding, previews
from claims_app.tables.cells import Ask, Part, Question, Table
from claims_app.tables.gates import MAX_TEXT, Opens, TableError, kind_of, opened, pieces_of
from claims_app.tables.headers import MAX_FIELD, check_text, checked_header, trouble_of
from claims_app.tables.headings import Heading, ask_where_they_stand
from claims_app.tables.records import from_records
from claims_app.tables.text_tables import from_lines
from claims_app.tables.texts import Text
from claims_app.tables.workbooks import Workbook, read_workbook

__all__ = ["Ask", "Part", "Question", "Table", "TableError", "read_table"]

# In UTF-16 at least each 50th byte is a NUL, since line ends and delimiters are; in other texts it is damage.
SAMPLE, NULS_OF_UTF_16 = 4096, 50


def read_table(
    data: bytes | Opens, name: str, *, sheet: str = "", encoding: str = "", heading: Heading | None = None
) -> Table:
    """Read a CSV, TSV, XLSX, XLS, ODS, JSON or JSON Lines file.

    Raises TableError with a sentence when it cannot be read, and Ask when an encoding, a sheet or the lines of the names of
    the columns must be chosen.
    """
    opens = opened(data)
    kind = kind_of(opens, name)
    if kind in ("xlsx", "ods", "xls"):
        with opens() as file:
            return _from_workbook(file.read(), name, kind, sheet, heading)
    text = _decoded(opens, name, encoding)
    if kind != "text" or text.head().lstrip()[:1] in ("[", "{"):
        return from_records(text)
    return from_lines(text, heading)


def _decoded(opens: Opens, name: str, encoding: str) -> Text:
    """The text and the encoding: a byte order mark, else strict UTF-8, else the editor's choice."""
    with opens() as file:
        head = file.read(SAMPLE)
    if codec := marked_encoding(head) or encoding:
        try:
            return _checked(opens, codec, name)
        except ValueError as error:
            if isinstance(error, TableError):
                raise
            raise TableError(f"{name} is not wholly in {codec}. Save it as UTF-8 and upload it again.") from None
    if head.count(0) * NULS_OF_UTF_16 < len(head):
        try:
            return _checked(opens, "utf-8", name)
        except UnicodeDecodeError:
            pass
    with opens() as file:
        choices = previews(file.read(MAX_TEXT))
    if not choices:
        raise TableError(f"{name} is no text in an encoding that is known here. Save it as CSV in UTF-8, or as XLSX.")
    raise Ask(Question("encoding", f"{name} is not in UTF-8. In which of these does it read right?", choices))


def _checked(opens: Opens, codec: str, name: str) -> Text:
    """The text, if all of it is in that encoding and may be kept; raises ValueError otherwise."""
    try:
        found = codecs.lookup(codec)
    except LookupError as unknown:
        raise ValueError(codec) from unknown
    # What turns no bytes into text, or takes any bytes, is no encoding of files.
    if found.name.replace("_", "-") in NO_ENCODINGS or not found._is_text_encoding:
        raise ValueError(codec)
    decoder = found.incrementaldecoder("strict")
    trouble = ""
    for piece in pieces_of(opens):
        trouble = trouble or trouble_of(decoder.decode(piece))
    trouble = trouble or trouble_of(decoder.decode(b"", final=True))
    if trouble:
        raise TableError(f"{name} holds {trouble}")
    return Text(name, opens, codec)


def _from_workbook(data: bytes, name: str, kind: str, sheet: str, heading: Heading | None) -> Table:
    book = read_workbook(data, name, kind, sheet)
    if book.question:
        raise Ask(Question("sheet", book.question, tuple(book.sheets)))
    while book.rows and not any(cell.strip() for cell in book.rows[-1]):
        book.rows.pop()
    try:
        return _table_of(book, name, heading or Heading())
    except TableError:
        if heading is None:
            ask_where_they_stand(book.rows, name)
        raise


def _table_of(book: Workbook, name: str, heading: Heading) -> Table:
    rows, last = book.rows, heading.last
    if len(rows) <= last:
        raise TableError(f"The sheet “{book.sheet}” of {name} has no rows under a header.")
    header = checked_header(heading.names(rows), name)
    width = len(header)
    for row, cells in enumerate(rows[last:], last + 1):
        if any(cell.strip() for cell in cells[width:]):
            raise TableError(
                f"Row {row} of {name} has a value outside the columns of the header. Name its column or clear it."
            )
        for cell in cells[:width]:
            if len(cell) > MAX_FIELD:
                raise TableError(f"Row {row} of {name} has a cell of more than {MAX_FIELD} characters.")
            check_text(cell, name)
    body = [(cells + [""] * width)[:width] for cells in rows[last:]]
    flags = {
        (row - last, header[column]): flag
        for (row, column), flag in book.flags.items()
        if row >= last and column < width
    }
    whole = Part(header, body, last + 1, flags)
    notes = tuple(filter(None, (*book.notes, heading.note())))
    return Table(header, lambda: iter([whole]), last + 1, notes, sheet=book.sheet)
