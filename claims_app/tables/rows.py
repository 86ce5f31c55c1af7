"""A table of texts → rows of our columns, each clean or with all its errors: row, column, value, why, how to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from claims_app.tables.columns import BY_HEADER, BY_NAME, COLUMNS, IGNORED_SILENTLY, TWO_WAYS, Complaint
from claims_app.tables.reading import Question, Table, TableError, folded_header
from claims_app.tables.writing import unguard

FLAG_COMPLAINTS = {
    "formula": "This cell is a formula. Replace it by its value (paste as values), after checking it.",
    "error": "This cell shows a spreadsheet error, not a value. Type the value.",
    "merged": "This cell is merged with another, so its value is not its own. Unmerge and fill every cell.",
}
SHOWN = 80


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


def read_rows(
    table: Table,
    *,
    mapping: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> Sheet:
    """Clean every cell of every row. `mapping` is our column → their header, `constants` our column → a value for all rows,
    `answers` our column → "day first" or "month first".

    Raises TableError when a required column is missing or an option names an unknown column or header.
    """
    headers = list(table.frame.columns)
    chosen, unknown = _chosen_columns(headers, dict(mapping or {}))
    fixed = _checked_constants(dict(constants or {}))
    _require(set(chosen) | set(fixed))
    sheet = Sheet(rows=[], warnings=[Problem(0, "", "", note) for note in table.notes])
    sheet.warnings += [Problem(1, header, "", "This column is not known and was left out.") for header in unknown]
    orders = _day_orders(table, chosen, dict(answers or {}), sheet)
    for place, values in enumerate(table.frame.itertuples(index=False, name=None)):
        raw = dict(zip(headers, values, strict=True))
        if not any(value.strip() for value in values):
            continue
        row = SheetRow(table.first_row + place, dict(fixed))
        for name, header in chosen.items():
            _clean_cell(row, name, raw[header], table.flags.get((place, header)), orders.get(name))
        sheet.rows.append(row)
    return sheet


def _chosen_columns(headers: list[str], mapping: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Our column → their header, and the headers that are neither ours nor an export's derived ones."""
    chosen: dict[str, str] = {}
    by_folded = {folded_header(header): header for header in headers}
    for name, header in mapping.items():
        if name not in BY_NAME:
            raise TableError(f"“{name}” is no column of a claims file. Columns: {', '.join(BY_NAME)}.")
        if folded_header(header) not in by_folded:
            raise TableError(f"The file has no column “{header}”. It has: {', '.join(headers)}.")
        chosen[name] = by_folded[folded_header(header)]
    taken = set(chosen.values())
    unknown = []
    for header in headers:
        name = BY_HEADER.get(folded_header(header), "")
        if header in taken:
            continue
        if name and name in chosen and name not in mapping:
            raise TableError(f"“{chosen[name]}” and “{header}” are both the column {name}. Take one out or rename it.")
        if name and name not in chosen:
            chosen[name] = header
        elif folded_header(header) not in IGNORED_SILENTLY:
            unknown.append(header)
    return chosen, unknown


def _checked_constants(constants: dict[str, str]) -> dict[str, str]:
    for name, value in constants.items():
        if name not in BY_NAME:
            raise TableError(f"“{name}” is no column of a claims file. Columns: {', '.join(BY_NAME)}.")
        if len(value) > BY_NAME[name].longest:
            raise TableError(f"{name}: a value has more than {BY_NAME[name].longest:,} characters. Shorten it.")
        try:
            constants[name] = BY_NAME[name].clean(value)
        except Complaint as complaint:
            raise TableError(f"{name}: “{value}”: {complaint}") from None
    return constants


def _require(present: set[str]) -> None:
    missing = [column.name for column in COLUMNS if column.required and column.name not in present]
    if missing:
        raise TableError(
            f"The header has no column {' and no column '.join(missing)}. Rename the column that holds it, or say which it is."
        )


def _day_orders(table: Table, chosen: dict[str, str], answers: dict[str, str], sheet: Sheet) -> dict[str, str]:
    """How dates such as 03/04/2020 read in each column: as answered; a question where nobody has said."""
    orders = {}
    for name, header in chosen.items():
        if not BY_NAME[name].is_day:
            continue
        odd = _asked_of(cell.strip() for cell in table.frame[header])
        if not odd:
            continue
        answer = answers.get(name, "").casefold()
        if answer.startswith(("day", "month")):
            orders[name] = "day" if answer.startswith("day") else "month"
        else:
            choices = tuple(_two_readings(odd))
            sheet.questions.append(Question(name, f"How are dates such as {odd} written in this column?", choices))
    return orders


def _asked_of(cells: Iterator[str]) -> str:
    """The first cell that reads as two different days; "" where every date reads in one way alone."""
    for cell in cells:
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


def _clean_cell(row: SheetRow, name: str, raw: str, flag: str | None, order: str | None) -> None:
    column = BY_NAME[name]
    text = unguard(raw)
    if not text.strip() and row.cells.get(name):
        return
    row.cells[name] = text.strip()
    if flag in FLAG_COMPLAINTS:
        row.refuse(name, FLAG_COMPLAINTS[flag])
        return
    if column.is_day and TWO_WAYS.fullmatch(text.strip()):
        readings = {_in_order(text.strip(), way) for way in ("day", "month")} - {""}
        if order is None and len(readings) == 2:
            return
        text = (_in_order(text.strip(), order) if order else next(iter(readings), "")) or text
    if len(text) > column.longest:
        row.refuse(name, f"This has more than {column.longest:,} characters. Shorten it.")
        return
    try:
        row.cells[name] = column.clean(text)
    except Complaint as complaint:
        row.refuse(name, str(complaint))
