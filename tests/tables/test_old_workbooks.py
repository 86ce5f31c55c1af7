"""An .xls file is read as a reader sees it, or refused with the cell that could be read two ways."""

from __future__ import annotations

import struct
import time

import pytest

from claims_app.tables.reading import TableError, read_table
from tests.files.make_awkward import chart, container, label, record, xls
from tests.tables.wholes import flags_of, rows_of

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


def worked_out(row: int, column: int) -> bytes:
    return record(0x0006, struct.pack("<HHHdHIH", row, column, 0, 4.0, 0, 0, 3) + b"\x1e\x04\x00")


@pytest.mark.parametrize("begin", [0x0809, 0x0409, 0x0209, 0x0009])
def test_a_formula_after_a_chart_of_any_version_is_seen(begin: int) -> None:
    odd = chart(begin, number(1, 1, 9)) + worked_out(1, 1)
    assert flags_of(read_table(xls([HEAD, ["Red"]], odd=odd), "claims.xls")) == {(0, "figure"): "formula"}


def test_a_chart_within_a_chart_is_refused_since_rows_after_it_would_be_lost() -> None:
    odd = number(1, 1, 4) + chart(0x0809, chart(0x0809, b"")) + label(2, 0, "Blue")
    with pytest.raises(TableError, match="a chart stands within a chart"):
        read_table(xls([HEAD, ["Red"]], odd=odd), "claims.xls")


def scattered(data: bytes) -> bytes:
    """The same compound file with the first piece of its stream at the end, which is read as a stream by itself."""
    head, table, entries, stream = data[:512], bytearray(data[512:1024]), bytearray(data[1024:1536]), data[1536:]
    last = 1 + len(stream) // 512
    struct.pack_into("<II", table, 4 * last - 4, 0xFFFFFFFE, 2)
    struct.pack_into("<I", entries, 128 + 116, last)
    return head + bytes(table) + bytes(entries) + stream[512:] + stream[:512]


def test_a_workbook_of_a_version_whose_formulas_are_not_found_is_refused() -> None:
    begin = record(0x0009, struct.pack("<HH", 2, 0x10))
    texts = ((0, 0, "claimant"), (0, 1, "figure"), (1, 0, "Red"))
    cells = [record(4, struct.pack("<HH3xB", row, column, len(text)) + text.encode()) for row, column, text in texts]
    worked = record(6, struct.pack("<HH3xdBB", 1, 1, 4.0, 0, 3) + b"\x1e\x04\x00")
    with pytest.raises(TableError, match="from before 1993"):
        read_table(scattered(container(begin + b"".join(cells) + worked + record(10, b""))), "claims.xls")


def test_a_value_in_the_last_cell_of_a_sheet_is_refused_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(TableError, match="Row 65536 of"):
        read_table(xls([HEAD, ["Red", "4"]], odd=number(65_535, 255, 4)), "claims.xls")
    assert time.monotonic() - begun < 10


def test_a_size_after_the_cells_is_refused_since_rows_would_be_lost() -> None:
    late = record(0x0200, struct.pack("<IIHHH", 0, 3, 0, 3, 0)) + label(0, 2, "measure") + label(1, 2, "killed")
    with pytest.raises(TableError, match="the size of the sheet stands after its cells"):
        read_table(xls([HEAD, ["Red", "4"], ["Blue", "5"]], odd=late), "claims.xls")
