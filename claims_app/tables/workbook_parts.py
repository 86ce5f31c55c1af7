"""What the parts of a workbook say about its cells beside their values: formulas, errors, merges, what is hidden."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

MAX_ROWS, MAX_COLUMNS = 200_000, 500
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
ROW_GROUPS = tuple(f"{TABLE}{name}" for name in ("table-header-rows", "table-row-group", "table-rows"))
COLUMN_GROUPS = tuple(f"{TABLE}{name}" for name in ("table-header-columns", "table-column-group", "table-columns"))
# Where the texts that cells share are looked for, whatever the links of the workbook say.
SHARED = "xl/sharedstrings.xml"
# A number with its thousands set apart, then up to two digits that say nothing; three would read as thousands.
SHOWN_NUMBER = re.compile(r"(\d+(?:[ \u00a0\u2009\u202f.,'’]\d{2,3})*?)(?:[.,]0{1,2})?")
NUMBER_IN_WORDS = re.compile(r"(\D*)(\d(?:.*\d)?)(\D*)", re.DOTALL)
# A value that something stands in, a remark for one, and a number that is written by the codes of its characters.
IN_PIECES = re.compile(
    rb"""<(?:\w+:)?v(?:\s(?:"[^"<]*"|'[^'<]*'|[^>"'<])*)?>(?:[^<]*<(?!/)|[-+.\s0-9eE]*&#[-+.\s0-9a-fA-FxX&#;]*<)""",
)
REFERENCE = re.compile(rb"""\sr=["']([A-Za-z]{1,3}[0-9]{1,7})["']""")
CDATA = b"<![CDATA["
PLAIN_NUMBER = re.compile("[0-9]{1,9}")
CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
DECLARED = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)""")
# A format of numbers: words in quotes or by one letter, a condition, what is no sign of its own (colours, widths, exponents), signs,
# percent, the next section, places of digits with the commas after them, each of which hides three digits where it is the last.
FORMAT = re.compile(
    r'"([^"]*)"|\\(.)|\[([<>=][^\]]*)\]|\[[^\]]*\]|[_*].|E[+-]|([<>~≈≤≥+±])|(%)|(;)|(?:General|[0#?](?:[0#?,]*[0#?])?)(,*)'
)
SAYING = re.compile(r"[^\W_]|[<>~≈≤≥+±%]")
SIGNS = re.compile(r"[<>~≈≤≥+±%\d]")
PERCENTS = (9, 10)
# What a cell of a kind may not hold; one of any other kind holds no text of its own.
MISFITS = {"inlineStr": "v"}
READ_PARTS = ("/worksheet", "/sharedStrings", "/styles")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
# How far down a merged area is marked.
TALLEST_MERGE = 10_000
Place = tuple[int, int]


@dataclass(slots=True)
class Oddities:
    """What is odd about a sheet: cells as (row, column, what) from 0; whether one lies farther out than a table may reach; hidden rows and columns."""

    cells: list[tuple[int, int, str]] = field(default_factory=list)
    is_far: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def mark(self, first: Place, last: Place, what: str, *, but_first: bool = False) -> None:
        """Mark an area, which may be given from any corner, or all of it but its first cell."""
        top, bottom = sorted((first[0], last[0]))
        left, right = sorted((first[1], last[1]))
        self.cells += [
            (row, column, what)
            for row in range(top, min(bottom, top + TALLEST_MERGE) + 1)
            for column in range(left, min(right, MAX_COLUMNS) + 1)
            if not (but_first and (row, column) == (top, left))
        ]


def column_number(letters: str) -> int:
    """A = 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(column: int) -> str:
    """0 = A."""
    return (column_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def name_of(place: Place) -> str:
    """(1, 4) = E2."""
    return f"{column_letters(place[1])}{place[0] + 1}"


def local(tag: str) -> str:
    """The name without its namespace, which is another one in strict workbooks."""
    return tag.rpartition("}")[2]


def refuse_unless_utf_8(archive: zipfile.ZipFile, path: str) -> None:
    """Raise ValueError for a part in another encoding, which one reader heeds and another does not."""
    with archive.open(path) as stream:
        head = stream.read(256)
    declared = DECLARED.search(head)
    if head.startswith(UTF_16_MARKS) or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise ValueError("a part of it is not in UTF-8")


def flag_of_format(code: str) -> str:
    """What a format of numbers adds to the value that is seen, or "" for nothing.

    "percent"; "worded" where words stand before it ("over 100" for 100), "named" where they stand after it ("100 thousand",
    "100 people"), which may change the figure or not; "hidden" where its last digits are not shown.
    """
    before = after = ""
    has_number = is_conditional = False
    for found in FORMAT.finditer(code):
        quoted, letter, condition, sign, percent, end, hidden = found.groups()
        if percent or hidden:
            return "percent" if percent else "hidden"
        is_conditional = is_conditional or condition is not None
        if end and not is_conditional:
            break  # what follows is for numbers below 0, for 0 and for texts
        has_number = not end and (has_number or hidden is not None)
        said = quoted or letter or sign or ""
        before, after = (before, after + said) if has_number else (before + said, after)
    return words_around(before, after)


def words_around(before: str, after: str) -> str:
    """The flag of a number with these words around it."""
    if SAYING.search(before) or SIGNS.search(after):
        return "worded"
    return "named" if SAYING.search(after) else ""


class XlsxParts:
    """The parts of an XLSX that say what a cell is. Raises ValueError where a part could be meant in two ways."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.formats: dict[str, str] = {}
        self.shared = 0
        for path in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
            refuse_unless_utf_8(self.archive, path)
        book = ElementTree.fromstring(self.archive.read("xl/workbook.xml"))  # noqa: S314  gate 2 refused every DTD
        links = ElementTree.fromstring(self.archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  as above
        targets = {link.get("Id", ""): link for link in links}
        if len(targets) < len(links):
            raise ValueError("two parts have one id")
        for part in targets.values():
            kind = part.get("Type", "")
            if kind.endswith(READ_PARTS) and (path := _path_of(part)) in self.archive.namelist():
                refuse_unless_utf_8(self.archive, path)
                if kind.endswith("/styles"):
                    self.formats = _flags_of_styles(self.archive.read(path))
                elif kind.endswith("/sharedStrings"):
                    self.shared = self._count_of_texts(path)
        self.hidden: set[str] = set()
        self.paths: dict[str, str] = {}
        for sheet in (element for element in book.iter() if local(element.tag) == "sheet"):
            name = sheet.get("name", "")
            if sheet.get("state", "visible") != "visible":
                self.hidden.add(name)
            link = targets.get(next((value for key, value in sheet.items() if key.endswith("}id")), ""))
            if link is not None and link.get("Type", "").endswith("/worksheet"):
                self.paths[name] = _path_of(link)

    def _count_of_texts(self, path: str) -> int:
        """How many texts the cells share."""
        if path.casefold() != SHARED:
            raise ValueError("the texts of its cells stand in a part of another name")
        count = 0
        with self.archive.open(path) as stream:
            for _, element in ElementTree.iterparse(stream):  # noqa: S314  as above
                if local(element.tag) == "si":
                    count += 1
                    element.clear()
        return count

    def is_table(self, sheet: str) -> bool:
        """Whether the sheet holds cells, and is no chart."""
        return sheet in self.paths

    def oddities(self, sheet: str) -> Oddities:
        """What is odd about a sheet. A row or a cell without a reference stands after the one before it."""
        _refuse_pieces(self.archive.read(self.paths[sheet]))
        found = Oddities()
        row, column = -1, -1
        with self.archive.open(self.paths[sheet]) as stream:
            for event, element in ElementTree.iterparse(stream, ("start", "end")):  # noqa: S314  as above
                name = local(element.tag)
                if event == "start":
                    if name == "row":
                        before, row, column = row, _row_number(element.get("r", ""), row), -1
                        _refuse_unless(row > before, "rows")
                        if element.get("hidden") in ("1", "true"):
                            found.hidden_rows.add(row)
                elif name == "c":
                    before, place = column, _place(element.get("r", "")) or (row, column + 1)
                    row, column = place
                    _refuse_unless(column > before, "cells")
                    _look_at_cell(element, (row, column), found, self.shared)
                    if (
                        (flag := self.formats.get(element.get("s", "")))
                        and element.get("t", "n") == "n"
                        and len(element)
                    ):
                        found.cells.append((row, column, flag))
                    element.clear()
                elif name == "row":
                    element.clear()
                elif name == "mergeCell":
                    _mark(element.get("ref", ""), "merged", found, but_first=True)
                elif name == "col" and element.get("hidden") in ("1", "true"):
                    first, last = _many(element, "min"), _many(element, "max")
                    found.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))
        return found


def _flags_of_styles(styles: bytes) -> dict[str, str]:
    """Number of a style of cells, as cells name it → what its format adds to a number; those that add nothing are left out."""
    root = ElementTree.fromstring(styles)  # noqa: S314  gate 2 refused every DTD
    flags = {str(number): "percent" for number in PERCENTS}
    found: dict[str, str] = {}
    for element in root:
        if local(element.tag) == "numFmts":
            flags |= {said.get("numFmtId", ""): flag_of_format(said.get("formatCode", "")) for said in element}
        elif local(element.tag) == "cellXfs":
            found = {str(place): style.get("numFmtId", "") for place, style in enumerate(element)}
    return {place: flag for place, number in found.items() if (flag := flags.get(number))}


def _path_of(link: ElementTree.Element) -> str:
    target = link.get("Target", "").lstrip("/")
    return target if target.startswith("xl/") else f"xl/{target}"


def _refuse_unless(is_later: bool, what: str) -> None:
    """Rows and cells stand in their order, each once: of two in one place only the last would be read."""
    if not is_later:
        raise ValueError(f"{what} out of order")


def _refuse_pieces(sheet: bytes) -> None:
    """Raise ValueError for a value in pieces, of which only the first would be read."""
    if found := IN_PIECES.search(sheet):
        names = REFERENCE.findall(sheet, max(0, found.start() - 1_000), found.start())
        where = f"of the cell {names[-1].decode()}" if names else "in it"
        raise ValueError(f"the value {where} is written in pieces")


def _row_number(reference: str, before: int) -> int:
    return int(reference) - 1 if reference.isascii() and reference.isdigit() and len(reference) < 9 else before + 1


def _look_at_cell(cell: ElementTree.Element, place: Place, found: Oddities, shared: int) -> None:
    found.is_far = found.is_far or place[0] >= MAX_ROWS or place[1] >= MAX_COLUMNS
    if len(cell) > 1 and sum(local(part.tag) in ("v", "is") for part in cell) > 1:
        raise ValueError(f"two values in the cell {name_of(place)}")
    for part in cell:
        if cell.get("t") == "s" and local(part.tag) == "v" and not _is_below(part.text or "", shared):
            raise ValueError(f"the cell {name_of(place)} names a text that the workbook does not hold")
        if local(part.tag) == MISFITS.get(cell.get("t", "n"), "is"):
            raise ValueError(f"the cell {name_of(place)} holds another kind of value than it says")
        if local(part.tag) == "f":
            found.cells.append((*place, "formula"))
            if part.get("t") in ("array", "dataTable"):
                _mark(part.get("ref", ""), "formula", found)
    if cell.get("t") == "e":
        found.cells.append((*place, "error"))


def _is_below(number: str, end: int) -> bool:
    """Whether a text is a whole number from 0 up to one below the end, written plainly: other forms are read as 0."""
    return PLAIN_NUMBER.fullmatch(number) is not None and int(number) < end


def _place(reference: str) -> Place | None:
    match = CELL.fullmatch(reference)
    return (int(match[2]) - 1, column_number(match[1])) if match else None


def _mark(reference: str, what: str, found: Oddities, *, but_first: bool = False) -> None:
    first, _, last = reference.partition(":")
    start, end = _place(first), _place(last or first)
    if start is not None and end is not None:
        found.mark(start, end, what, but_first=but_first)


class OdsParts:
    """The content of an ODS that says what a cell is; rows and cells may stand for many.

    Raises ValueError for a text in pieces, of which only the first would be read.
    """

    def __init__(self, book: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            refuse_unless_utf_8(archive, "content.xml")
            data = archive.read("content.xml")
        if CDATA in data:
            raise ValueError("a text of it is written in pieces")
        content = ElementTree.fromstring(data)  # noqa: S314  gate 2 refused every DTD
        unseen = {
            style.get(f"{STYLE}name")
            for style in content.iter(f"{STYLE}style")
            for said in style.iter(f"{STYLE}table-properties")
            if said.get(f"{TABLE}display") == "false"
        }
        sheets = [table for body in content.iter(f"{OFFICE}spreadsheet") for table in body.findall(f"{TABLE}table")]
        self.tables = {table.get(f"{TABLE}name", ""): table for table in sheets}
        self.hidden = {name for name, table in self.tables.items() if table.get(f"{TABLE}style-name") in unseen}

    def is_table(self, sheet: str) -> bool:
        """Whether the sheet holds cells."""
        return sheet in self.tables

    def oddities(self, sheet: str) -> Oddities:
        """What is odd about a sheet."""
        found = Oddities()
        column = 0
        for element in _leaves(self.tables[sheet], f"{TABLE}table-column", COLUMN_GROUPS):
            many = min(_many(element, f"{TABLE}number-columns-repeated"), MAX_COLUMNS)
            if element.get(f"{TABLE}visibility", "visible") != "visible":
                found.hidden_columns.update(range(column, column + many))
            column += many
        row = 0
        for element in _leaves(self.tables[sheet], f"{TABLE}table-row", ROW_GROUPS):
            many = _many(element, f"{TABLE}number-rows-repeated")
            if _look_at_row(element, row, many, found) and element.get(f"{TABLE}visibility", "visible") != "visible":
                found.hidden_rows.update(range(row, min(row + many, MAX_ROWS)))
            row += many
        return found


def _leaves(element: ElementTree.Element, wanted: str, groups: tuple[str, ...]) -> Iterator[ElementTree.Element]:
    """The rows or columns of a sheet, also those in groups, but not those of a table within a cell."""
    for child in element:
        if child.tag == wanted:
            yield child
        elif child.tag in groups:
            yield from _leaves(child, wanted, groups)


def _look_at_row(element: ElementTree.Element, row: int, many: int, found: Oddities) -> bool:
    """Whether the row has a filled cell; what is odd about its cells is noted for each row that it stands for."""
    is_filled = False
    last = min(row + many, MAX_ROWS) - 1
    for column, width, cell in _ods_cells(element):
        if not _is_empty(cell):
            is_filled = True
            found.is_far = found.is_far or column + width > MAX_COLUMNS or row + many > MAX_ROWS
        if what := _ods_oddity(cell):
            found.mark((row, column), (last, min(column + width, MAX_COLUMNS) - 1), what)
        tall, wide = _many(cell, f"{TABLE}number-rows-spanned"), _many(cell, f"{TABLE}number-columns-spanned")
        if tall > 1 or wide > 1:
            found.mark((row, column), (row + tall - 1, column + wide - 1), "merged", but_first=True)
    return is_filled


def _ods_cells(row: ElementTree.Element) -> Iterator[tuple[int, int, ElementTree.Element]]:
    column = 0
    for cell in row:
        if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            many = _many(cell, f"{TABLE}number-columns-repeated")
            yield column, many, cell
            column += many


def _many(element: ElementTree.Element, name: str) -> int:
    text = element.get(name, "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _is_empty(cell: ElementTree.Element) -> bool:
    return len(cell) == 0 and not cell.get(f"{OFFICE}value-type")


def _ods_oddity(cell: ElementTree.Element) -> str:
    if cell.tag == f"{TABLE}covered-table-cell":
        return "merged"
    if any(local(name) == "value-type" and value == "error" for name, value in cell.items()):
        return "error"
    if cell.get(f"{TABLE}formula"):
        return "formula"
    if cell.get(f"{OFFICE}value-type") == "percentage":
        return "percent"
    if any(local(part.tag) in ("tab", "line-break") for part in cell.iter()):
        return "broken"
    return _flag_of_shown(cell)


def _flag_of_shown(cell: ElementTree.Element) -> str:
    """How the text that is shown differs from the value that is read, which is one of its attributes, or "" where it does not."""
    paragraphs = cell.findall(f"{TEXT}p")
    shown = "\n".join("".join(paragraph.itertext()) for paragraph in paragraphs)
    kind = cell.get(f"{OFFICE}value-type")
    if not paragraphs or kind in ("date", "time", "boolean"):
        return ""
    if kind == "string":
        kept = cell.get(f"{OFFICE}string-value", shown)
        # Spaces are elements of their own, or none.
        return "" if "".join(kept.split()) == "".join(shown.split()) else "other"
    return _flag_of_shown_number(shown, cell.get(f"{OFFICE}value", ""))


def _flag_of_shown_number(shown: str, kept: str) -> str:
    """The words around the number that is shown; "other" for one that is not the whole number that is kept.

    A number with decimals is refused for them, however it is shown.
    """
    if not kept:
        return "other" if shown.strip() else ""
    value = float(kept)
    found = NUMBER_IN_WORDS.fullmatch(shown)
    if found is None:
        return "other"
    if flag := words_around(found[1], found[3]):
        return flag
    number = SHOWN_NUMBER.fullmatch(found[2])
    if value.is_integer() and (number is None or int(re.sub(r"\D", "", number[1])) != abs(value)):
        return "other"
    return ""
