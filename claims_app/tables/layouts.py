"""How a file's table becomes rows of our columns: headers, joined headers, constants, unfolded columns, names read for all rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from claims_app.tables.cells import Part
from claims_app.tables.columns import BY_HEADER, BY_NAME, COLUMNS, IGNORED_SILENTLY, Complaint
from claims_app.tables.gates import TableError
from claims_app.tables.headers import folded_header
from claims_app.tables.wide_headers import SPEAKER_AND_LOSSES, UNFOLDABLE, cut

FIGURE = "figure"
# Names that no header can have, since no text with such a character is read.
PLACE, WIDE = "\x00place", "\x00header"
# The two columns that a file of rows to mend has more than the file that it came from.
MENDING = ("row_in_file", "what_to_mend")
SILENT = IGNORED_SILENTLY | {folded_header(name) for name in MENDING}


class HeaderError(TableError):
    """The columns of the file are not all known yet; an editor can say what they are."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What an editor said about a file beyond its words.

    `mapping` is our column → their header, or several that are joined by a space; `constants` our column → a value for all rows;
    `answers` our column → "day first" or "month first"; `ignored` headers to leave out; `unfolded` headers whose cells are figures,
    the header itself being `unfolded_as` (one or two of measure, claimant, subject); `values` our column → text in the file →
    what to read instead; `corrections` row number → our column → text.
    """

    mapping: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    unfolded: Sequence[str] = ()
    unfolded_as: Sequence[str] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Our column → the headers that it is read from, and the headers that are neither ours nor an export's."""

    columns: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]


def fingerprint(headers: Sequence[str]) -> str:
    """The same for files with the same columns in any order; what a file of rows to mend adds does not count."""
    names = sorted({folded_header(header) for header in headers} - SILENT)
    return hashlib.sha256("\n".join(names).encode("utf-8", "replace")).hexdigest()


def choose_columns(headers: Sequence[str], layout: Layout) -> Chosen:
    """Which header is which column: as the layout says, else by name and alias.

    Raises HeaderError for a column or header that is not there, and for two headers that are one column.
    """
    by_folded = {folded_header(header): header for header in headers}
    chosen: dict[str, tuple[str, ...]] = {}
    for name, said in layout.mapping.items():
        if name not in BY_NAME:
            raise HeaderError(f"“{name}” is no column of a claims file. Columns: {', '.join(BY_NAME)}.")
        chosen[name] = tuple(_header(by_folded, header) for header in ([said] if isinstance(said, str) else said))
    left_out = {folded_header(header) for header in layout.ignored}
    left_out -= (
        {FIGURE, *layout.unfolded_as} if layout.unfolded else set()
    )  # unfolding put other columns in their place
    taken = {header for read in chosen.values() for header in read}
    unknown = []
    for header in headers:
        folded = folded_header(header)
        if header in taken or folded in left_out:
            continue
        name = BY_HEADER.get(folded, "")
        if name and name in chosen and name not in layout.mapping:
            other = chosen[name][0]
            raise HeaderError(f"“{other}” and “{header}” are both the column {name}. Take one out or rename it.")
        if name and name not in chosen:
            chosen[name] = (header,)
        elif folded not in SILENT:
            unknown.append(header)
    return Chosen(chosen, tuple(unknown))


def _header(by_folded: Mapping[str, str], header: str) -> str:
    try:
        return by_folded[folded_header(header)]
    except KeyError:
        raise HeaderError(f"The file has no column “{header}”. It has: {', '.join(by_folded.values())}.") from None


def clean_constants(constants: Mapping[str, str]) -> dict[str, str]:
    """The values for all rows, cleaned as a cell is. Raises HeaderError for one that cannot be used."""
    cleaned = {}
    for name, value in constants.items():
        if name not in BY_NAME:
            raise HeaderError(f"“{name}” is no column of a claims file. Columns: {', '.join(BY_NAME)}.")
        if len(value) > BY_NAME[name].longest:
            raise HeaderError(f"{name}: a value has more than {BY_NAME[name].longest:,} characters. Shorten it.")
        try:
            cleaned[name] = BY_NAME[name].clean(value)
        except Complaint as complaint:
            raise HeaderError(f"{name}: “{value}”: {complaint}") from None
    return cleaned


def require(present: set[str]) -> None:
    """Raise HeaderError unless every required column is there."""
    missing = [column.name for column in COLUMNS if column.required and column.name not in present]
    if missing:
        raise HeaderError(
            f"The header has no column {' and no column '.join(missing)}. Say which of its columns that is, or give it once for all rows."
        )


@dataclass(frozen=True, slots=True)
class Unfolding:
    """How a wide table becomes a long one: a row for each filled cell of the `wide` columns, its header in the columns `names`.

    The texts of `empty` count as nothing: an editor said so of "-".
    """

    kept: tuple[str, ...]
    wide: tuple[str, ...]
    names: tuple[str, ...]
    said: Mapping[str, Sequence[str]]
    empty: frozenset[str] = frozenset()

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of the long table."""
        return (*self.kept, FIGURE, *self.names)

    def of(self, part: Part, first: int) -> Part:
        """Some rows of the wide table as rows of the long one, whose first has this number."""
        import pandas as pd  # a second and 60 MB, which only wide tables need

        frame = pd.DataFrame(part.rows, columns=list(part.headers), dtype=str)
        marked = frame[[*self.kept, *self.wide]].assign(**{PLACE: range(len(frame))})
        long = marked.melt(id_vars=[*self.kept, PLACE], value_vars=list(self.wide), var_name=WIDE, value_name=FIGURE)
        long = long[~long[FIGURE].str.strip().isin({"", *self.empty})].sort_values(PLACE, kind="stable")
        for index, name in enumerate(self.names):
            long[name] = [self.said[header][index] for header in long[WIDE]]
        places = [int(place) for place in long[PLACE]]
        flags = _carried_flags(part, self.kept, places, [str(header) for header in long[WIDE]])
        rows = long[list(self.headers)].to_numpy().tolist()
        return Part(self.headers, rows, first, flags, tuple(part.first + place for place in places))

    def emptied(self, part: Part) -> int:
        """How many cells are left out because an editor said that their text stands for nothing."""
        wide = [part.headers.index(header) for header in self.wide]
        return sum(cells[place].strip() in self.empty for cells in part.rows for place in wide) if self.empty else 0

    def without_figures(self, part: Part) -> Iterator[tuple[int, str]]:
        """The rows that say something in the kept columns and have no figure, such as a footnote: number and first text."""
        kept = [part.headers.index(header) for header in self.kept]
        wide = [part.headers.index(header) for header in self.wide]
        for number, cells in enumerate(part.rows, part.first):
            said = next((text for place in kept if (text := cells[place].strip())), "")
            if said and all(text == "" or text in self.empty for text in (cells[place].strip() for place in wide)):
                yield number, said


def unfolding_of(headers: Sequence[str], layout: Layout) -> Unfolding | None:
    """How the layout unfolds columns, if it does.

    Raises HeaderError when a header is not there, cannot be cut in two, or the new columns are in the file already.
    """
    if not layout.unfolded:
        return None
    names = list(layout.unfolded_as)
    if not names or len(names) > 2 or set(names) - set(UNFOLDABLE) or len(set(names)) < len(names):
        raise HeaderError(f"Say what the headers of the wide columns name: one or two of {', '.join(UNFOLDABLE)}.")
    by_folded = {folded_header(header): header for header in headers}
    wide = list(dict.fromkeys(_header(by_folded, header) for header in layout.unfolded))
    new = [*names, FIGURE]
    kept = [header for header in headers if header not in wide]
    _refuse_twice(new, kept, layout)
    kept = [header for header in kept if folded_header(header) not in new]  # left out on purpose, or refused above
    empty = frozenset(text for text, instead in layout.values.get(FIGURE, {}).items() if not instead)
    return Unfolding(tuple(kept), tuple(wide), tuple(names), {header: _cut(header, names) for header in wide}, empty)


def _carried_flags(
    part: Part, kept: Sequence[str], places: Sequence[int], headers: Sequence[str]
) -> dict[tuple[int, str], str]:
    flags = {}
    for row, (place, wide) in enumerate(zip(places, headers, strict=True)):
        for header, column in ((wide, FIGURE), *((name, name) for name in kept)):
            if flag := part.flags.get((place, header)):
                flags[row, column] = flag
    return flags


def _refuse_twice(new: Sequence[str], kept: Sequence[str], layout: Layout) -> None:
    left_out = {folded_header(header) for header in layout.ignored}
    there = {BY_HEADER.get(folded_header(header)): header for header in kept if folded_header(header) not in left_out}
    there |= {name: said if isinstance(said, str) else said[0] for name, said in layout.mapping.items() if said}
    for name in new:
        if header := there.get(name):
            raise HeaderError(
                f"“{header}” is the column {name} already, so the wide columns cannot be it too. Leave that column out first."
            )


def _cut(header: str, names: Sequence[str]) -> list[str]:
    parts = cut(header, names)
    if parts is None:
        example = "Armenia: own losses" if set(names) == SPEAKER_AND_LOSSES else "one: other"
        raise HeaderError(
            f"The header “{header}” does not name both {' and '.join(names)}. Write it as “{example}”, or unfold fewer columns."
        )
    return parts


def texts_of(part: Part, headers: Sequence[str]) -> list[str]:
    """The cells of these columns, row by row, joined by a space where they are several."""
    places = [part.headers.index(header) for header in headers]
    if len(places) == 1:
        return [row[places[0]] for row in part.rows]
    return [" ".join(filter(None, (row[place].strip() for place in places))) for row in part.rows]
