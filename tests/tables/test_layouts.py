"""What an editor says about a file's columns: chosen, joined, unfolded, the same in all rows, read otherwise, mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from claims_app.tables.layouts import HeaderError, Layout, fingerprint
from claims_app.tables.reading import Table, read_table
from claims_app.tables.rows import Sheet, read_rows


def table_of(*lines: str) -> Table:
    return read_table("\n".join(lines).encode(), "claims.csv")


def read(*lines: str, **layout: Any) -> Sheet:
    return read_rows(table_of(*lines), Layout(**({"constants": {"incident": "hill", "claimant": "Red"}} | layout)))


def cells(sheet: Sheet, *names: str) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in names) for row in sheet.rows()]


def test_two_headers_of_one_column_are_joined_by_a_space() -> None:
    sheet = read("what,became,figure", "tanks,destroyed,2", "killed,,3", mapping={"measure": ["what", "became"]})
    assert cells(sheet, "measure", "figure") == [("tanks destroyed", "2"), ("killed", "3")]


def test_one_header_may_be_two_columns() -> None:
    sheet = read("date,figure", "2020-05-01,2", mapping={"as_of": "date", "stated_at": "date"})
    assert cells(sheet, "as_of", "stated_at", "event_date") == [("2020-05-01", "2020-05-01", "")]


def test_what_is_the_same_in_all_rows_may_be_read_otherwise() -> None:
    sheet = read("figure", "2", values={"claimant": {"Red": "Redland"}})
    assert cells(sheet, "claimant", "incident") == [("Redland", "hill")]


def test_a_header_that_is_left_out_on_purpose_is_not_warned_of_and_not_read() -> None:
    sheet = read("date,oddity,figure", "whenever,x,2", ignored=["date", "oddity"])
    assert sheet.warnings == []
    assert next(sheet.rows()).errors == []


def test_a_wide_table_becomes_a_row_for_each_filled_cell() -> None:
    sheet = read(
        "day,tanks destroyed,drones shot down,source", "2020-05-01,2,,Herald", "2020-05-02,3,over 10,Herald",
        mapping={"published": "day"}, unfolded=["tanks destroyed", "drones shot down"], unfolded_as=["measure"],
    )  # fmt: skip
    assert cells(sheet, "published", "measure", "figure", "publisher") == [
        ("2020-05-01", "tanks destroyed", "2", "Herald"),
        ("2020-05-02", "tanks destroyed", "3", "Herald"),
        ("2020-05-02", "drones shot down", "over 10", "Herald"),
    ]
    assert [row.line for row in sheet.rows()] == [2, 3, 3]
    assert [row.row for row in sheet.rows()] == [2, 3, 4]


def test_a_column_for_each_side_names_who_says_it() -> None:
    sheet = read(
        "measure,Redland,Blueland", "tanks destroyed,2,5",
        constants={"incident": "hill"}, unfolded=["Redland", "Blueland"], unfolded_as=["claimant"],
    )  # fmt: skip
    assert cells(sheet, "claimant", "measure", "figure") == [
        ("Redland", "tanks destroyed", "2"),
        ("Blueland", "tanks destroyed", "5"),
    ]


def test_a_header_may_name_whose_and_what() -> None:
    sheet = read(
        "Redland: tanks lost,Blueland – tanks lost", "2,5",
        unfolded=["Redland: tanks lost", "Blueland – tanks lost"], unfolded_as=["subject", "measure"],
    )  # fmt: skip
    assert cells(sheet, "subject", "measure") == [("Redland", "tanks lost"), ("Blueland", "tanks lost")]


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ({"mapping": {"measure": "nowhere"}}, "no column “nowhere”"),
        ({"mapping": {"nothing": "a"}}, "no column of a claims file"),
        ({"constants": {}}, "no column incident and no column claimant"),
        ({"constants": {"incident": "hill", "claimant": "Red", "counting": "often"}}, "none of: episode"),
        ({"unfolded": ["a"], "unfolded_as": []}, "Say what the headers"),
        ({"unfolded": ["a"], "unfolded_as": ["note"]}, "Say what the headers"),
        ({"unfolded": ["a"], "unfolded_as": ["claimant", "measure"], "ignored": ["figure"]}, "does not name both"),
        ({"unfolded": ["figure"], "unfolded_as": ["measure"], "mapping": {"figure": "a"}}, "“a” is the column figure"),
        ({"unfolded": ["a"], "unfolded_as": ["measure"]}, "“figure” is the column figure already"),
    ],
)
def test_a_layout_that_does_not_fit_is_a_sentence(layout: dict[str, Any], words: str) -> None:
    with pytest.raises(HeaderError, match=words):
        read("a,figure", "1,2", **layout)


@pytest.mark.parametrize(
    ("header", "who", "whose"),
    [
        ("Armenia: own losses", "Armenia", "Armenia"),
        ("Armenia says (own losses)", "Armenia", "Armenia"),
        ("Armenia (own)", "Armenia", "Armenia"),
        ("Armenia – Azerbaijan", "Armenia", "Azerbaijan"),
        ("Armenia claims Azerbaijani losses", "Armenia", "Azerbaijani"),
        ("Armenia reports losses of Azerbaijan", "Armenia", "Azerbaijan"),
        ("Armenian losses according to Azerbaijan", "Azerbaijan", "Armenian"),
        ("Armenian losses (as claimed by Azerbaijan)", "Azerbaijan", "Armenian"),
        ("Armenian casualties, per Azerbaijan", "Azerbaijan", "Armenian"),
        ("Armenian losses (Azerbaijan)", "Azerbaijan", "Armenian"),
        ("Azerbaijan (Armenian losses)", "Azerbaijan", "Armenian"),
    ],
)
def test_a_header_says_who_speaks_and_whose_losses(header: str, who: str, whose: str) -> None:
    sheet = read(
        f'day,what,"{header}"', "2020-05-01,tanks,2", constants={"incident": "hill"},
        mapping={"published": "day", "measure": "what"}, unfolded=[header], unfolded_as=["claimant", "subject"],
    )  # fmt: skip
    assert cells(sheet, "claimant", "subject", "figure") == [(who, whose, "2")]


@pytest.mark.parametrize("header", ["Armenia", "own losses", "Armenia ()", ": own losses", "Armenia: losses"])
def test_a_header_that_does_not_say_both_is_refused_with_an_example(header: str) -> None:
    with pytest.raises(HeaderError, match=r"does not name both.*Armenia: own losses"):
        read(
            f"what,{header}", "tanks,2", constants={"incident": "hill"}, unfolded=[header], unfolded_as=["claimant", "subject"],
        )  # fmt: skip


def test_a_column_that_is_left_out_does_not_stand_in_the_way_of_an_unfolded_one() -> None:
    sheet = read(
        "tanks lost,Figure,Measure",
        "2,x,y",
        ignored=["figure", "measure"],
        unfolded=["tanks lost"],
        unfolded_as=["measure"],
    )
    assert cells(sheet, "measure", "figure") == [("tanks lost", "2")]


def test_a_text_is_read_otherwise_in_every_row_that_has_it() -> None:
    sheet = read("measure,published", "tanks zapped,undated", "tanks zapped,2020-05-01",
                 values={"measure": {"tanks zapped": "tanks destroyed"}, "published": {"undated": ""}})  # fmt: skip
    assert cells(sheet, "measure", "published") == [("tanks destroyed", ""), ("tanks destroyed", "2020-05-01")]
    assert all(row.errors == [] for row in sheet.rows())


def test_a_mended_cell_is_checked_like_any_other() -> None:
    lines = ("published,figure", "2 May,2", "3 May,3")
    sheet = read(*lines, corrections={2: {"published": "2020-05-02"}, 3: {"published": "soon", "unknown": "x"}})
    assert [row["published"] for row in sheet.rows()] == ["2020-05-02", "soon"]
    assert [len(row.errors) for row in sheet.rows()] == [0, 1]


def test_a_mended_cell_of_a_workbook_is_no_formula_any_more() -> None:
    table = table_of("figure", "2")
    (part,) = table.parts()
    part.flags[0, "figure"] = "formula"
    table = replace(table, parts=lambda: iter([part]))
    layout = Layout(constants={"incident": "hill", "claimant": "Red"})
    assert "formula" in next(read_rows(table, layout).rows()).errors[0].message
    mended = Layout(constants=layout.constants, corrections={2: {"figure": "2"}})
    assert next(read_rows(table, mended).rows()).errors == []


def test_files_with_the_same_columns_have_one_fingerprint() -> None:
    assert fingerprint(["Date", "who says"]) == fingerprint(["who_says", "date", "row_in_file", "what_to_mend"])
    assert fingerprint(["date"]) != fingerprint(["date", "who"])


def test_a_dash_that_is_read_as_if_it_were_empty_makes_no_row_of_a_wide_table() -> None:
    wide = {"unfolded": ["tanks lost", "drones lost"], "unfolded_as": ["measure"]}
    assert len(cells(read("tanks lost,drones lost", "2,-", **wide), "figure")) == 2
    assert cells(read("tanks lost,drones lost", "2,-", **wide, values={"figure": {"-": ""}}), "figure") == [("2",)]


def test_a_footnote_of_a_wide_table_is_told_and_so_is_a_day_without_figures() -> None:
    wide = {"unfolded": ["tanks lost", "drones lost"], "unfolded_as": ["measure"], "values": {"figure": {"-": ""}}}
    sheet = read(
        "day,tanks lost,drones lost",
        "2020-05-01,2,",
        "2020-05-02,-,",
        "* with militia,,",
        ",,",
        mapping={"published": "day"},
        **wide,
    )
    assert [warning.message for warning in sheet.warnings] == [
        "Left out, since no figure stands in them: row 3 (“2020-05-02”), row 4 (“* with militia”).",
        "Left out, since you said that they stand for nothing: 1 cell under headers of figures.",
    ]
    assert sheet.count == 1


def test_many_rows_without_figures_are_counted_and_none_is_told_where_each_has_one() -> None:
    wide = {"unfolded": ["tanks lost"], "unfolded_as": ["measure"]}
    (warning,) = read("remark,tanks lost", "a,2", *["b,"] * 1_205, ignored=["remark"], **wide).warnings
    assert warning.message.endswith("row 7 (“b”) and 1,200 more.")
    assert read("remark,tanks lost", "a,2", "c,unknown", ignored=["remark"], **wide).warnings == []


def test_a_wide_table_is_gone_over_once_before_its_rows_are_asked_for() -> None:
    table = table_of("remark,tanks lost", "a,2", "b,")
    read_through: list[str] = []
    watched = replace(table, parts=lambda: (read_through.append("once"), table.parts())[1])
    constants = {"incident": "hill", "claimant": "Red"}
    layout = Layout(constants=constants, unfolded=("tanks lost",), unfolded_as=("measure",), ignored=("remark",))
    assert len(read_rows(watched, layout).warnings) == 1
    assert read_through == ["once"]


@pytest.mark.parametrize("word", ["Total", "Итого:", "CƏMİ", "toplam"])
def test_a_row_of_sums_is_pointed_out_even_where_its_word_stands_in_a_column_that_is_left_out(word: str) -> None:
    sheet = read("remark,figure", "first day,5", f"{word},5", ignored=["remark"])
    assert [[warning.message[:34] for warning in row.warnings] for row in sheet.rows()] == [
        [], ["This row looks like the sum of the"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "choices"),
    [
        ("27 Sep 2020", "no ISO date. Write", ("2020-09-27",)),
        ("27 Sep", "no year in four digits", ()),
        ("27.09", "no year in four digits", ()),
        ("yesterday", "no ISO date. Write", ()),
        ("31/02/2020", "no ISO date. Write", ()),
    ],
)
def test_a_day_in_words_is_refused_with_the_day_that_it_may_be(text: str, words: str, choices: tuple[str, ...]) -> None:
    (row,) = read("published", text).rows()
    (error,) = row.errors
    assert words in error.message
    assert error.choices == choices
