"""All rows of a table at once, as tests look at them."""

from __future__ import annotations

from claims_app.tables.reading import Table


def rows_of(table: Table) -> list[list[str]]:
    """Every row."""
    return [list(row) for part in table.parts() for row in part.rows]


def column_of(table: Table, header: str) -> list[str]:
    """The cells of one column."""
    place = table.headers.index(header)
    return [row[place] for row in rows_of(table)]


def flags_of(table: Table) -> dict[tuple[int, str], str]:
    """The odd cells by their place."""
    return {place: flag for part in table.parts() for place, flag in part.flags.items()}
