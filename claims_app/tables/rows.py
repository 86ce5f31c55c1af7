"""A table of texts → rows of our columns, each clean or with all its errors: row, column, value, why, how to mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from claims_app.tables.columns import BY_NAME, TWO_WAYS, Column, Complaint
from claims_app.tables.layouts import (
    FIGURE,
    Layout,
    choose_columns,
    clean_constants,
    headers_of,
    require,
    texts_of,
    unfold,
)
from claims_app.tables.reading import Question, Table

FLAG_COMPLAINTS = {
    "formula": "This cell is a formula. Replace it by its value (paste as values), after checking it.",
    "error": "This cell shows a spreadsheet error, not a value. Type the value.",
    "broken": "This cell has a tab or a line break that is not read from .ods files. Save the file as .xlsx.",
    "fraction": "This is a number with decimals, and nobody counts so. Type the figure as printed.",
    "merged": "This cell is merged with another, so its value is not its own. Unmerge and fill every cell.",
}
SHOWN = 80
LOST = "\ufffd"
AS_IT_IS = Layout()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, or to be looked at, in one cell; `row` as a spreadsheet shows it, 0 for the whole file.

    `choices` are texts that could stand there instead.
    """

    row: int
    column: str
    value: str
    message: str
    choices: tuple[str, ...] = ()


class Cells(dict[str, str]):
    """The cells of a row by our column; a column that the file lacks is empty. A claim and its source share those of their row."""

    __slots__ = ()

    def __missing__(self, column: str) -> str:
        return ""


@dataclass(slots=True)
class SheetRow:
    """One row: its number, its cells cleaned by column name, what is wrong with it, and the cells that could not be read.

    `line` is the row of the spreadsheet, which several rows of an unfolded table share.
    """

    row: int
    cells: dict[str, str]
    line: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.line = self.line or self.row

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def complain(self, column: str, message: str, choices: Sequence[str] = ()) -> None:
        """Note an error in one of the row's cells; of a cell that could not be read nothing more is said."""
        if column not in self.unread:
            self.errors.append(Problem(self.line, column, self[column][:SHOWN], message, tuple(choices)))

    def refuse(self, column: str, message: str, choices: Sequence[str] = ()) -> None:
        """Note that a cell could not be read at all."""
        self.complain(column, message, choices)
        self.unread.add(column)

    def warn(self, column: str, value: str, message: str) -> None:
        """Note what an editor should know of one of the row's cells."""
        self.warnings.append(Problem(self.line, column, value, message))


@dataclass(slots=True)
class Sheet:
    """All rows of a file, with warnings about its columns and the questions that must be answered first."""

    rows: list[SheetRow]
    warnings: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def take_out(self, numbers: Collection[int]) -> list[SheetRow]:
        """Take the rows of these numbers out of the sheet; returns them."""
        chosen = frozenset(numbers)
        taken = [row for row in self.rows if row.row in chosen]
        if taken:
            self.rows = [row for row in self.rows if row.row not in chosen]
        return taken


def read_rows(table: Table, layout: Layout = AS_IT_IS) -> Sheet:
    """Clean every cell of every row, read as the layout says.

    Raises HeaderError (a TableError) when a required column is missing or the layout names an unknown column or header.
    """
    table = unfold(table, layout)
    headers = headers_of(table)
    chosen = choose_columns(headers, layout)
    fixed = clean_constants(layout.constants)
    require(set(chosen.columns) | set(fixed))
    sheet = Sheet(rows=[], warnings=[Problem(0, "", "", note) for note in table.notes])
    sheet.warnings += [
        Problem(1, header, "", "This column is not known and was left out.") for header in chosen.unknown
    ]
    readers = [_ColumnReader(name, read, table, layout, sheet) for name, read in chosen.columns.items()]
    for place, values in enumerate(table.frame.itertuples(index=False, name=None)):
        if not any(value.strip() for value in values):
            continue
        number = table.first_row + place
        row = SheetRow(number, Cells(fixed), table.lines[place] if table.lines else number)
        corrected = layout.corrections.get(number, {})
        for reader in readers:
            if reader.name not in corrected:
                reader.read(row, place)
        for name, text in corrected.items():
            correct(row, name, text)
        sheet.rows.append(row)
    return sheet


def correct(row: SheetRow, name: str, text: str) -> None:
    """Put an editor's text in place of a cell, cleaned as a cell is; an unknown column changes nothing."""
    if name not in BY_NAME:
        return
    row.cells[name] = text.strip()
    cleaned, complaint = _cleaned(BY_NAME[name], text, None)
    if complaint:
        row.refuse(name, complaint)
    else:
        row.cells[name] = cleaned


class _ColumnReader:
    """Reads the cells of one column; a text that was read once is not read again."""

    def __init__(self, name: str, headers: tuple[str, ...], table: Table, layout: Layout, sheet: Sheet) -> None:
        self.name = name
        self.column = BY_NAME[name]
        self.headers = headers
        self.flags = table.flags
        instead = layout.values.get(name, {})
        texts = texts_of(table.frame, headers)
        self.texts = [instead.get(text.strip(), text) for text in texts] if instead else texts
        self.order = _order_of_days(name, self.texts, layout.answers, sheet) if self.column.is_day else None
        self.known: dict[str, tuple[str, str]] = {}

    def read(self, row: SheetRow, place: int) -> None:
        """Put the cell in the row, cleaned, or complain of it; an empty one leaves what stands there for all rows."""
        raw = self.texts[place]
        if not raw.strip() and row.cells.get(self.name):
            return
        if raw not in self.known:
            self.known[raw] = _cleaned(self.column, raw, self.order)
        cleaned, complaint = self.known[raw]
        if LOST in raw:
            row.warn(
                self.name, raw[:SHOWN], "A letter was lost here before the file came (�). Compare it with the source."
            )
        if self.flags:
            complaint = next((FLAG_COMPLAINTS[flag] for flag in self._flags(place)), complaint)
        if complaint:
            row.cells[self.name] = raw.strip()
            choices = tuple(_in_order(raw.strip(), order) for order in ("day", "month")) if self.column.is_day else ()
            row.refuse(self.name, complaint, [choice for choice in choices if choice not in ("", raw.strip())])
        else:
            row.cells[self.name] = cleaned

    def _flags(self, place: int) -> Iterator[str]:
        for header in self.headers:
            flag = self.flags.get((place, header))
            if flag in FLAG_COMPLAINTS and (flag != "fraction" or self.name == FIGURE):
                yield flag


def _cleaned(column: Column, text: str, order: str | None) -> tuple[str, str]:
    """The cell as it is kept, and why it cannot be used ("" for a good one).

    A day that reads two ways and was not asked about yet stays as it is.
    """
    stripped = text.strip()
    if column.is_day and TWO_WAYS.fullmatch(stripped):
        readings = {_in_order(stripped, way) for way in ("day", "month")} - {""}
        if order is None and len(readings) == 2:
            return stripped, ""
        text = (_in_order(stripped, order) if order else next(iter(readings), "")) or text
    if len(text) > column.longest:
        return "", f"This has more than {column.longest:,} characters. Shorten it."
    try:
        return column.clean(text), ""
    except Complaint as complaint:
        return "", str(complaint)


def _order_of_days(name: str, texts: Sequence[str], answers: Mapping[str, str], sheet: Sheet) -> str | None:
    """How dates such as 03/04/2020 read in a column: as answered; a question where nobody has said."""
    odd = _asked_of(texts)
    if not odd:
        return None
    answer = answers.get(name, "").casefold()
    if answer.startswith(("day", "month")):
        return "day" if answer.startswith("day") else "month"
    choices = tuple(_two_readings(odd))
    sheet.questions.append(Question(name, f"How are dates such as {odd} written in this column?", choices))
    return None


def _asked_of(texts: Sequence[str]) -> str:
    """The first text that reads as two different days; "" where every date reads in one way alone."""
    for text in texts:
        cell = text.strip()
        if TWO_WAYS.fullmatch(cell):
            readings = {_in_order(cell, "day"), _in_order(cell, "month")} - {""}
            if len(readings) == 2:
                return cell
    return ""


def _two_readings(text: str) -> Iterator[str]:
    for order in ("day", "month"):
        day = _in_order(text, order)
        if day:
            yield f"{order} first: {day}"


def _in_order(text: str, order: str) -> str:
    match = TWO_WAYS.fullmatch(text)
    if match is None:
        return text
    first, second, year = (int(part) for part in match.groups())
    day, month = (first, second) if order == "day" else (second, first)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
