"""A table of texts → rows of our columns, each clean or with all its errors: row, column, value, why, how to mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from claims_app.core.said_days import spelled_day
from claims_app.tables.cells import Part, Question, Table
from claims_app.tables.columns import BY_NAME, TWO_WAYS, Column, Complaint
from claims_app.tables.layouts import (
    FIGURE,
    Layout,
    Unfolding,
    choose_columns,
    clean_constants,
    require,
    texts_of,
    unfolding_of,
)

FLAG_COMPLAINTS = {
    "formula": "This cell is a formula. Replace it by its value (paste as values), after checking it.",
    "error": "This cell shows a spreadsheet error, not a value. Type the value.",
    "broken": "This cell has a tab or a line break that is not read from .ods files. Save the file as .xlsx.",
    "fraction": "This is a number with decimals, and nobody counts so. Type the figure as printed.",
    "percent": "This number is shown as a percentage, so what is seen is another one. Type the figure as printed.",
    "worded": "The format of this cell shows words or signs beside the number, such as “over 100” for 100. Type the figure as printed.",
    "named": "The format of this cell shows words after the number, such as “100 people” or “100 thousand” for 100, and they are not read. If they only name what is counted, format the cell as a plain number; if they change the figure, type it as printed.",
    "hidden": "The format of this cell leaves out the last digits of the number, such as “100” for 100,000. Type the figure as printed.",
    "other": "This cell shows another text than the value that is kept in it, so it could be read two ways. Type it anew, as printed.",
    "early": "This is a day of early 1900, which programs show as different days; mostly it is a number that was formatted as a date. Type it as text.",
    "merged": "This cell is merged with another, so its value is not its own. Unmerge and fill every cell.",
}
# What is odd about a number matters in figures alone.
OF_FIGURES = ("fraction", "percent", "worded", "named", "hidden")
SHOWN = 80
# So many rows without a figure are named.
LISTED = 5
# So many texts of a column are remembered.
REMEMBERED = 10_000
LOST = "\ufffd"
# The word for a sum, as it stands in one of the first cells of a row.
TOTALS = frozenset(
    ("total", "totals", "grand total", "sum", "итого", "всего", "разом", "усього", "cəmi", "toplam", "ընդամենը")
)
TOTAL = "This row looks like the sum of the rows above it. Leave it out, unless the source gives the sum itself."
FOR_TOTALS = 3
DOT = "\u0307"  # left of a Turkish capital I when its case is folded
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


class _LeftOut:
    """What of a wide table makes no row here: its rows without a figure, the first by number and text, and cells that stand for nothing."""

    def __init__(self) -> None:
        self.count = self.emptied = 0
        self.named: list[str] = []

    def add(self, unfolding: Unfolding, part: Part) -> None:
        """Count what these rows leave out too."""
        self.emptied += unfolding.emptied(part)
        for number, said in unfolding.without_figures(part):
            self.count += 1
            if len(self.named) < LISTED:
                self.named.append(f"row {number} (“{said[:SHOWN]}”)")

    def warnings(self) -> list[Problem]:
        """What to know of it, in a sentence each."""
        more = self.count - len(self.named)
        rows = ", ".join(self.named) + (f" and {more:,} more" if more else "")
        told = [f"Left out, since no figure stands in them: {rows}."] if self.count else []
        if self.emptied:
            cells = f"{self.emptied:,} cell{'' if self.emptied == 1 else 's'}"
            told.append(f"Left out, since you said that they stand for nothing: {cells} under headers of figures.")
        return [Problem(0, "", "", sentence) for sentence in told]


class Sheet:
    """The rows of a file, read anew each time they are asked for, with warnings about its columns and the questions that come first.

    `count` is how many rows there are; those without a cell that says anything are none.
    """

    def __init__(self, table: Table, layout: Layout) -> None:
        self._table, self._layout = table, layout
        self._unfolding = unfolding_of(table.headers, layout)
        headers = self._unfolding.headers if self._unfolding else table.headers
        chosen = choose_columns(headers, layout)
        self._columns = chosen.columns
        read_as = {name: layout.values.get(name, {}).get(text.strip(), text) for name, text in layout.constants.items()}
        self._fixed = clean_constants(read_as)
        require(set(chosen.columns) | set(self._fixed))
        self.warnings = [Problem(0, "", "", note) for note in table.notes]
        self.warnings += [
            Problem(1, header, "", "This column is not known and was left out.") for header in chosen.unknown
        ]
        self.count, odd, left_out = self._look_through()
        self.warnings += left_out.warnings()
        self.questions: list[Question] = []
        self._orders = {name: self._order_of_days(name, text) for name, text in odd.items()}

    def rows(self, only: Collection[str] | None = None) -> Iterator[SheetRow]:
        """Each row with all its cells cleaned, or with those of some columns `only`."""
        readers = [
            _ColumnReader(name, read, self._layout, self._orders.get(name))
            for name, read in self._columns.items()
            if only is None or name in only
        ]
        for _, part in self._parts():
            for reader in readers:
                reader.turn_to(part)
            for place, number in _filled(part):
                row = SheetRow(number, Cells(self._fixed), part.lines[place] if part.lines else number)
                corrected = self._layout.corrections.get(number, {})
                for reader in readers:
                    if reader.name not in corrected:
                        reader.read(row, place)
                for name, text in corrected.items():
                    correct(row, name, text)
                if total := next(filter(_is_total, part.rows[place][:FOR_TOTALS]), ""):
                    row.warn("", total.strip(), TOTAL)
                yield row

    def _parts(self) -> Iterator[tuple[Part, Part]]:
        """The rows of the file, some at a time, and the same unfolded where the layout says so."""
        first = self._table.first_row
        for part in self._table.parts():
            found = self._unfolding.of(part, first) if self._unfolding else part
            yield part, found
            first += len(found.rows)

    def may_say(self, *names: str) -> bool:
        """Whether a cell can stand in one of these columns: the file has it, all rows have it, or an editor filled it in."""
        said = {*self._columns, *self._fixed, *chain.from_iterable(self._layout.corrections.values())}
        return not said.isdisjoint(names)

    def _look_through(self) -> tuple[int, dict[str, str], _LeftOut]:
        """How many rows there are; for columns of days the first text that reads as two different days; which rows make none."""
        days = {name: read for name, read in self._columns.items() if BY_NAME[name].is_day}
        odd: dict[str, str] = {}
        left_out = _LeftOut()
        count = 0
        for whole, part in self._parts():
            if self._unfolding:
                left_out.add(self._unfolding, whole)
            count += sum(1 for _ in _filled(part))
            for name in days.keys() - odd.keys():
                instead = self._layout.values.get(name, {})
                if found := _asked_of(_instead(texts_of(part, days[name]), instead)):
                    odd[name] = found
        return count, {name: odd[name] for name in days if name in odd}, left_out

    def _order_of_days(self, name: str, odd: str) -> str | None:
        """How dates such as 03/04/2020 read in a column: as answered; a question where nobody has said."""
        answer = self._layout.answers.get(name, "").casefold()
        if answer.startswith(("day", "month")):
            return "day" if answer.startswith("day") else "month"
        choices = tuple(_two_readings(odd))
        self.questions.append(Question(name, f"How are dates such as {odd} written in this column?", choices))
        return None


def read_rows(table: Table, layout: Layout = AS_IT_IS) -> Sheet:
    """The rows of a table, read as the layout says.

    Raises HeaderError (a TableError) when a required column is missing or the layout names an unknown column or header.
    """
    return Sheet(table, layout)


def _filled(part: Part) -> Iterator[tuple[int, int]]:
    """Place and number of the rows in which something stands."""
    for place, cells in enumerate(part.rows):
        if not "".join(cells).isspace() and any(cells):
            yield place, part.first + place


def _is_total(cell: str) -> bool:
    return len(cell) < 20 and cell.strip(" :.\t").casefold().replace(DOT, "") in TOTALS


def _instead(texts: list[str], instead: Mapping[str, str]) -> list[str]:
    return [instead.get(text.strip(), text) for text in texts] if instead else texts


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
    """Reads the cells of one column; a text that was read before is not read again, as long as it is remembered."""

    def __init__(self, name: str, headers: tuple[str, ...], layout: Layout, order: str | None) -> None:
        self.name, self.headers, self.order = name, headers, order
        self.column = BY_NAME[name]
        self.instead = layout.values.get(name, {})
        self.known: dict[str, tuple[str, str]] = {}
        self.texts: list[str] = []
        self.flags: Mapping[tuple[int, str], str] = {}

    def turn_to(self, part: Part) -> None:
        """Read from these rows."""
        self.texts, self.flags = _instead(texts_of(part, self.headers), self.instead), part.flags
        if len(self.known) > REMEMBERED:
            self.known.clear()

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
            row.refuse(self.name, complaint, _days_meant(raw.strip()) if self.column.is_day else ())
        else:
            row.cells[self.name] = cleaned

    def _flags(self, place: int) -> Iterator[str]:
        for header in self.headers:
            flag = self.flags.get((place, header))
            if flag in FLAG_COMPLAINTS and (flag not in OF_FIGURES or self.name == FIGURE):
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


def _days_meant(text: str) -> list[str]:
    """The days, in ISO form, that a text may stand for."""
    spelled = spelled_day(text)
    readings = (_in_order(text, "day"), _in_order(text, "month"), spelled.isoformat() if spelled else "")
    return list(dict.fromkeys(reading for reading in readings if reading not in ("", text)))


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
