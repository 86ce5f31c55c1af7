"""What leaves as a file comes back as it was, runs nothing in a spreadsheet, and never breaks on an odd character."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.claims import Citation
from claims_app.tables.reading import read_table
from claims_app.tables.writing import COLUMNS, claim_lines, frame_of, guard, to_bytes, unguard
from tests.core.engine_worlds import LAW, make_claim
from tests.tables.wholes import column_of

FORMS = ("csv", "xlsx", "json", "jsonl")
ODD = "='\"+-@\t\r\n,;| \x00\x07\x1b\x7f\u2028\ufeff\uffff€Ж"
TEXTS = st.text(st.sampled_from(ODD) | st.characters(codec="utf-8"), max_size=30)


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+7", "'+7"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("over 100", "over 100"),
        ("'quoted'", "'quoted'"),
        ("''twice", "''twice"),
        ("10-15", "10-15"),
        ("", ""),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str, guarded: str) -> None:
    assert guard(text) == guarded
    assert unguard(guarded) == text


@LAW
@given(TEXTS)
def test_the_guard_comes_off_whatever_the_text_is(text: str) -> None:
    assert unguard(guard(text)) == text
    assert guard(text)[:1] not in tuple("=+-@\t\r")


def make_citation(quote: str, number: int = 1) -> Citation:
    return Citation(
        report=number, quote=quote, language="en", translation="", publisher=f"Outlet {number}", publisher_key="outlet",
        title="A title", url="https://example.org/a", published="2016-04-02", archived_url="", sha256="",
    )  # fmt: skip


def cells(data: bytes, form: str, column: str) -> list[str]:
    return list(column_of(read_table(data, f"claims.{form}"), column))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "quote",
    [
        "=cmd|' /C calc'!A0",
        "-12 soldiers",
        '“said "six"”, then;left|it\tthere',
        "two\nlines",
        "007",
        "NaN",
        "1e5",
        "Ալիև ж",
    ],
)
def test_a_quote_comes_back_as_it_went_out(form: str, quote: str) -> None:
    claim = make_claim(citations=(make_citation(quote),))
    assert cells(to_bytes(frame_of(list(claim_lines(claim, "x"))), form), form, "quote") == [quote]


@pytest.mark.parametrize("form", FORMS)
def test_a_control_character_breaks_nothing_and_only_what_no_file_may_hold_is_left_out(form: str) -> None:
    claim = make_claim(citations=(make_citation("lost\x00 \x07six\x1b \ud800tanks\uffff"),))
    left = "lost \x07six\x1b tanks" + ("" if form == "xlsx" else "\uffff")
    assert cells(to_bytes(frame_of(list(claim_lines(claim, "x"))), form), form, "quote") == [left]


def test_a_workbook_holds_no_formula_no_link_and_no_author() -> None:
    claim = make_claim(
        citations=(make_citation("=HYPERLINK(1)"), make_citation("{=1+1}", 2), make_citation("https://a.example/", 3))
    )
    data = to_bytes(frame_of(list(claim_lines(claim, "x"))), "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        core = book.read("docProps/core.xml").decode()
    assert "<f>" not in sheet and "<f " not in sheet and "hyperlink" not in sheet
    assert "<dc:creator></dc:creator>" in core and "<cp:lastModifiedBy></cp:lastModifiedBy>" in core


def test_a_csv_file_opens_right_in_excel_and_starts_no_cell_with_a_sign() -> None:
    claim = make_claim(citations=(make_citation("=1+1"),), said="6")
    data = to_bytes(frame_of(list(claim_lines(claim, "x"))), "csv")
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    assert b",=1+1" not in data and b",'=1+1," in data


def test_each_citation_has_a_line_and_a_claim_without_one_has_its_own() -> None:
    two = make_claim(citations=(make_citation("a"), make_citation("b", 2)))
    lines = list(claim_lines(two, "x"))
    assert [(line["publisher"], line["quote"]) for line in lines] == [("Outlet 1", "a"), ("Outlet 2", "b")]
    assert len(list(claim_lines(make_claim(), "x"))) == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"measure": "tank lost", "figure": "6", "plain_low": "6", "plain_high": "6", "kind": "figure"}),
        ({"said": "over 100"}, {"figure": "over 100", "plain_low": "101", "charitable_high": ""}),
        ({"kind": "silence", "said": None}, {"figure": "no figure given", "plain_low": "", "kind": "silence"}),
        ({"kind": "denial", "said": None, "denies": 7}, {"figure": "denied", "denies": 7}),
        ({"stated_at": datetime(2016, 4, 2, tzinfo=UTC)}, {"stated_at": "2016-04-02"}),
        ({"stated_at": datetime(2016, 4, 2, 9, 30, tzinfo=UTC)}, {"stated_at": "2016-04-02T09:30:00+00:00"}),
        ({"stated_at": datetime(2016, 4, 2, tzinfo=UTC), "day_from_report": True}, {"stated_at": ""}),
        ({"as_of": datetime(2016, 4, 3, 23, 59, 59, tzinfo=UTC), "counting": "cumulative"}, {"as_of": "2016-04-03"}),
    ],
    ids=["figure", "open end", "silence", "denial", "day", "moment", "day of the report", "end of a day"],
)
def test_a_line_says_what_the_claim_says(changes: dict[str, object], expected: dict[str, object]) -> None:
    line = next(iter(claim_lines(make_claim(**changes), "x")))  # type: ignore[arg-type]
    assert {name: line[name] for name in expected} == expected


def test_every_line_has_every_column_in_one_order() -> None:
    frame = frame_of([line for said in ("6", "several") for line in claim_lines(make_claim(said=said), "x")])
    assert tuple(frame.columns) == COLUMNS
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_an_editors_own_reading_is_written_with_its_reason() -> None:
    claim = make_claim(said="a handful")
    assert claim.figure is not None
    own = replace(claim, figure=replace(claim.figure, source="editor", note="the report lists four"))
    line = next(iter(claim_lines(own, "x")))
    assert line["read_as_note"] == "the report lists four" and line["read_low"] != ""
    assert next(iter(claim_lines(claim, "x")))["read_low"] == ""


def test_json_and_json_lines_hold_the_same_records() -> None:
    frame = frame_of(list(claim_lines(make_claim(), "x")))
    whole = json.loads(to_bytes(frame, "json"))["claims"]
    assert whole == [json.loads(line) for line in to_bytes(frame, "jsonl").decode().splitlines()]
