"""Names of columns that do not stand in the first line: where they may stand is asked, and two lines of them are joined."""

from __future__ import annotations

import pytest

from claims_app.tables.headings import heading_of, joined
from claims_app.tables.reading import Ask, Table, TableError, read_table
from tests.tables.workbooks import make_sheet, make_workbook

MINISTRY = [
    ["Losses of the sides, October 2020", "", "", "", ""],
    ["", "", "", "", ""],
    ["Date", "Redland", "", "Blueland", ""],
    ["", "soldiers killed", "tanks lost", "soldiers killed", "tanks lost"],
    ["2020-10-01", "16", "2", "5", "-"],
    ["Total", "16", "2", "5", ""],
]
JOINED = (
    "Date", "Redland: soldiers killed", "Redland: tanks lost", "Blueland: soldiers killed", "Blueland: tanks lost",
)  # fmt: skip


def csv_of(rows: list[list[str]], delimiter: str = ";") -> bytes:
    return "\n".join(delimiter.join(row) for row in rows).encode()


def choices_of(data: bytes, name: str = "ministry.csv") -> tuple[str, ...]:
    with pytest.raises(Ask) as asked:
        read_table(data, name)
    assert asked.value.question.column == "header"
    return asked.value.question.choices


def read(data: bytes, answer: str, name: str = "ministry.csv") -> Table:
    return read_table(data, name, heading=heading_of(answer))


@pytest.mark.parametrize("rows", [MINISTRY, [["Losses of the sides"], *MINISTRY[1:]]], ids=["padded", "bare title"])
def test_a_title_and_two_lines_of_names_are_asked_about_and_joined(rows: list[list[str]]) -> None:
    (choice,) = choices_of(csv_of(rows))
    assert choice.startswith("lines 3 and 4: Date | Redland: soldiers killed | Redland: tanks lost")
    table = read(csv_of(rows), choice)
    assert table.headers == JOINED
    assert table.notes == ("Lines 1 and 2 were left out, above the names of the columns.",)
    (part,) = table.parts()
    assert (part.first, part.rows[0]) == (5, MINISTRY[4])


def test_a_workbook_is_asked_about_in_the_same_way_and_its_odd_cells_keep_their_places() -> None:
    rows = [*MINISTRY[:4], ["2020-10-01", "16", '<c r="C5"><f>1+1</f><v>2</v></c>', "5", "-"]]
    merged = '<mergeCells count="2"><mergeCell ref="A1:E1"/><mergeCell ref="B3:C3"/></mergeCells>'
    data = make_workbook({"Losses": make_sheet(rows, merged)})
    (choice,) = choices_of(data, "ministry.xlsx")
    table = read(data, choice, "ministry.xlsx")
    (part,) = table.parts()
    assert (table.headers, table.first_row, part.first) == (JOINED, 5, 5)
    assert part.flags == {(0, "Redland: tanks lost"): "formula"}


def test_one_line_of_names_under_a_title_is_offered_alone() -> None:
    data = b"Losses\n\nday,tanks lost,drones lost\n2020-10-01,2,3\n"
    assert choices_of(data) == ("line 3: day | tanks lost | drones lost",)
    assert read(data, "3").headers == ("day", "tanks lost", "drones lost")


@pytest.mark.parametrize(
    "data",
    [b"a,b\n1,2,3\n", b"a,b\n1\n", b",b\n1,2\n", b"figures\n5\n6\n", b"incident,claimant,note,note\nhill,Redland,x,y\n", b"event,side,\nhill,Redland,x\n"],
    ids=["long row", "short row", "no name, no other line", "one column", "a claims file with a name twice", "a column without a name"],
)  # fmt: skip
def test_nothing_is_asked_where_the_first_line_is_good_or_no_other_is(data: bytes) -> None:
    try:
        assert read_table(data, "x.csv").headers == ("figures",)
    except TableError as error:
        assert not isinstance(error, Ask)


def test_trouble_in_a_row_names_the_line_of_the_file() -> None:
    with pytest.raises(TableError, match="row 6 has 6"):
        read(csv_of([*MINISTRY[:5], [*MINISTRY[5], "x"]]), "3-4")


@pytest.mark.parametrize("answer", ["nowhere", "0", "4-3", "2-9", "line"])
def test_an_odd_answer_is_a_sentence(answer: str) -> None:
    with pytest.raises(TableError, match="header=3"):
        heading_of(answer)


def test_a_line_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(TableError, match=r"no rows|is empty"):
        read(csv_of(MINISTRY), "50")


@pytest.mark.parametrize(
    ("upper", "lower", "names"),
    [
        (["Date", "Red", ""], ["", "killed", "wounded"], ["Date", "Red: killed", "Red: wounded"]),
        (["Date", "", "Red"], ["", "Place", "killed"], ["Date", "Place", "Red: killed"]),
        (["Red", "", ""], ["killed", "wounded", ""], ["Red: killed", "Red: wounded", ""]),
        (["Red"], ["killed", "note"], ["Red: killed", "Red: note"]),
    ],
)
def test_what_stands_above_holds_for_the_empty_cells_beside_it(
    upper: list[str], lower: list[str], names: list[str]
) -> None:
    assert joined(upper, lower) == names
