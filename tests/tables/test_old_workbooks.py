"""An .xls file is read as a reader sees it, or refused with the cell that could be read two ways."""

from __future__ import annotations

import struct

import pytest

from claims_app.tables.reading import TableError, read_table
from tests.files.make_awkward import record, xls
from tests.tables.wholes import rows_of

HEAD = ["claimant", "figure"]


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def packed(row: int, first: int, *values: int) -> bytes:
    numbers = b"".join(struct.pack("<Hi", 0, value << 2 | 2) for value in values)
    return record(0x00BD, struct.pack("<HH", row, first) + numbers + struct.pack("<H", first + len(values) - 1))


@pytest.mark.parametrize(
    ("again", "cell"),
    [
        (number(1, 1, 9), "B2"),
        (packed(1, 1, 9, 9), "B2"),
        (record(0x0201, struct.pack("<HHH", 1, 1, 0)), "B2"),
        (record(0x00BE, struct.pack("<HHHHH", 1, 0, 0, 0, 1)), "A2"),
        (record(0x0205, struct.pack("<HHHBB", 1, 1, 0, 1, 0)), "B2"),
    ],
    ids=["number", "packed numbers", "blank", "blanks", "truth"],
)
def test_two_values_in_one_cell_of_an_older_workbook_are_refused_with_its_name(again: bytes, cell: str) -> None:
    with pytest.raises(TableError, match=f"two values in the cell {cell}"):
        read_table(xls([HEAD, ["Red"]], odd=number(1, 1, 4) + again), "claims.xls")


def test_packed_numbers_are_read() -> None:
    assert rows_of(read_table(xls([HEAD, ["Red"]], odd=packed(1, 1, 4)), "claims.xls")) == [["Red", "4"]]
