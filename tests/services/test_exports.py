"""What leaves comes back as the same: every form of claims_file, board.csv, and the claims file inside board.xlsx."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from claims_app import models
from claims_app.core.payloads import board_json
from claims_app.services import exports, imports, recording
from claims_app.services.boards import board_of
from claims_app.services.reading import incident_by
from claims_app.tables.columns import COLUMNS as OURS
from claims_app.tables.writing import COLUMNS, DERIVED_COLUMNS, FILE_COLUMNS, LONGEST_CELL
from tests.conflicts import APRIL, DEMO, FOUR_SIDES, TWO_CAMPS, load_demo, load_four_sides, load_two_camps
from tests.factories import make_claim, make_incident, make_report
from tests.filled import filled
from tests.services.test_imports import _bare

DEMO_FILES = sorted(path.name for path in DEMO.glob("*.csv"))
FORMS = ("csv", "xlsx", "json", "jsonl")


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Every conflict of the demo and of the tests in one database, gone after the module."""
    with filled(django_db_blocker, load_demo, load_two_camps, load_four_sides):
        yield


def counts(data: bytes, name: str, **options: Any) -> dict[str, Any]:
    """What an import of these bytes would do."""
    plan = imports.plan_file(data=data, name=name, options=imports.Options(**options))
    assert plan.is_clean
    return plan.counts


def is_all_the_same(found: dict[str, Any]) -> bool:
    return found["rows"] > 0 and found["same"] == found["rows"]


@pytest.mark.parametrize("form", FORMS)
def test_the_claims_of_all_incidents_come_back_as_the_same(everything: None, form: str) -> None:
    assert is_all_the_same(counts(exports.claims_file(form=form), f"claims.{form}"))


def every_board() -> list[str]:
    return [
        incident.get_absolute_url() for incident in models.Incident.objects.order_by("slug") if incident.claims.exists()
    ]


def test_every_board_comes_back_as_the_same(everything: None) -> None:
    client, boards = Client(), every_board()
    assert len(boards) >= 5
    for board in boards:
        assert is_all_the_same(counts(client.get(f"{board}board.csv").content, "board.csv")), board
        book = client.get(f"{board}board.xlsx").content
        assert is_all_the_same(counts(book, "board.xlsx", sheet="Claims file")), board


@pytest.mark.parametrize(
    "query", ["gaps=1", "sides=halvora", "measure=ship", "verdict=contradictory", "asof=1987-06-14&known=2030-01-01"]
)
def test_a_part_of_a_board_comes_back_as_the_same(everything: None, query: str) -> None:
    assert is_all_the_same(counts(Client().get(f"{TWO_CAMPS}board.csv?{query}").content, "board.csv"))


def untold(board: dict[str, Any]) -> Any:
    """The board without a database's numbers; of several equal answers an account's sentence names the one recorded first."""
    for account in board["accounts"]:
        account["finding"]["sentence"] = ""
    return _bare(board)


@pytest.mark.parametrize("board", [APRIL, TWO_CAMPS, FOUR_SIDES])
def test_a_board_makes_the_same_board_in_an_emptied_database(everything: None, board: str, tmp_path: Path) -> None:
    with transaction.atomic():
        incident = incident_by(slug=board.split("/")[2])
        assert incident
        first = untold(board_json(board_of(incident=incident)))
        path = tmp_path / "board.csv"
        path.write_bytes(Client().get(f"{board}board.csv").content)
        models.StoredFinding.objects.all().delete()
        models.Citation.objects.all().delete()
        models.Claim.objects.update(revises=None, part_of=None, share_of=None)
        models.Claim.objects.filter(kind="denial").delete()
        for model in (models.Claim, models.Statement):
            model.objects.all().delete()
        models.Report.objects.update(copied_from=None)
        models.Report.objects.all().delete()
        call_command("import_claims", str(path), stdout=StringIO())
        again = incident_by(slug=incident.slug)
        assert again
        assert untold(board_json(board_of(incident=again))) == first
        transaction.set_rollback(True)


# ------------------------------------------------------------------ what stands in the lines


def lines(data: bytes) -> list[dict[str, str]]:
    csv.field_size_limit(10**6)  # the importer narrows it for the whole process
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_derived_columns_say_where_the_board_is_found_again(everything: None) -> None:
    answer = Client().get(f"{TWO_CAMPS}board.csv?measure=ship&asof=1987-06-14")
    found = lines(answer.content)
    link = {line["permalink"] for line in found}
    (permalink,) = link
    assert answer["Link"] == f'<{permalink}>; rel="canonical"'
    assert "measure=ship&asof=1987-06-14&known=" in permalink
    assert {(line["shown_as_of"], line["policy"] != "", line["revision"] != "") for line in found} == {
        ("1987-06-14", True, True)
    }
    assert Client().get(permalink.replace("http://testserver", "")).status_code == 200


def test_a_day_taken_from_the_report_is_derived_and_not_stated(db: None) -> None:
    make_claim("redland", "6")
    (line,) = lines(exports.claims_file())
    assert (line["stated_at"], line["said_on"], line["published"]) == ("", "2016-04-02", "2016-04-02")


def test_the_desks_note_leaves_with_no_file(client: Client, db: None) -> None:
    make_claim("redland", "6", note="ask Kim about this", status_reason="because")
    for form in exports.MEDIA_TYPES:
        content = client.get(f"/incidents/2016-04-02-ford/board.{form}").content
        if form == "xlsx":
            names = ("Board", "Sources", "About", "Claims file")
            content = repr([sheet(content, name) for name in names]).encode()
        assert b"Kim" not in content and b"because" not in content


def test_every_column_is_ours_or_derived() -> None:
    assert set(FILE_COLUMNS) <= {column.name for column in OURS} - {"note", "low", "high", "conflict"}
    assert not set(DERIVED_COLUMNS) & {column.name for column in OURS}
    assert COLUMNS == FILE_COLUMNS + DERIVED_COLUMNS


# ------------------------------------------------------------------ the workbook


def sheet(data: bytes, name: str) -> list[list[str]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()
    return [[str(cell) for cell in row] for row in rows]


def test_the_workbook_holds_the_board_as_seen_its_sources_and_what_it_is(everything: None) -> None:
    data = Client().get(f"{TWO_CAMPS}board.xlsx").content
    board, sources, about = sheet(data, "Board"), sheet(data, "Sources"), dict(sheet(data, "About"))
    incident = incident_by(slug=TWO_CAMPS.split("/")[2])
    assert incident
    shown = board_of(incident=incident)
    assert board[0] == ["Whose losses", "Measure", *(side.name for side in shown.sides), "Finding", "In words"]
    assert len(board) == 1 + len(shown.rows) + len(shown.accounts)
    assert any("four (Admiralty, via Harbour Wire, 14 June 1987)" in cell for row in board for cell in row)
    quotes = {citation.quote for row in shown.rows for claim in row.claims for citation in claim.citations}
    assert quotes <= {row[sources[0].index("Quote")] for row in sources[1:]}
    assert about["Permalink"].startswith("http://testserver/incidents/1987-06-14-strait/?asof=")
    assert about["As said by"] == date.today().isoformat() or len(about["As said by"]) == 10
    assert about["Figures read by convention"] == shown.policy and "cannot both be true" in about["Note"]


def test_a_quote_longer_than_a_cell_is_cut_in_the_workbook_with_a_word_and_whole_elsewhere(
    client: Client, db: None
) -> None:
    claim = make_claim("redland", "6")
    quote = "six tanks " * 4000
    claim.citations.update(quote=quote)
    recording.settle(claim=claim)
    cells = [
        cell for row in sheet(client.get("/incidents/2016-04-02-ford/board.xlsx").content, "Sources") for cell in row
    ]
    (cut,) = [cell for cell in cells if cell.startswith("six tanks")]
    assert len(cut) == LONGEST_CELL and cut.endswith("the CSV and JSON files have the whole text)")
    assert lines(client.get("/incidents/2016-04-02-ford/board.csv").content)[0]["quote"] == quote
    board = json.loads(client.get("/incidents/2016-04-02-ford/board.json").content)
    assert quote in json.dumps(board)


def test_a_file_takes_as_many_queries_for_many_claims_as_for_few(client: Client, db: None) -> None:
    def queries(form: str) -> int:
        client.get(f"/incidents/2016-04-02-ford/board.{form}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/incidents/2016-04-02-ford/board.{form}").status_code == 200
        return len(asked)

    make_incident()
    make_claim("redland", "6")
    few = {form: queries(form) for form in exports.MEDIA_TYPES}
    for number in range(10):
        make_claim("blueland", str(number), object="truck" if number % 2 else "drone", report=make_report())
    assert {form: queries(form) for form in exports.MEDIA_TYPES} == few
    assert max(few.values()) <= 6


# Texts that a quote may be, each of which some program on the way would change.
NASTY = (
    "a\u2028b\u2029c\x85d", "_x000D_ _x005F_ _x0041_", "one\rtwo\r\nthree\n", "\ttab first", "'''=1+1", "=cmd|' /C calc'!A0", "@x", "-3",
    "+3", "a\x01b\x1fc\x7f", "\u200b", "\ufeffmark", "e\u0301 and \u00e9", "\u202eturned\u202c", "\U0001f6a9", '"two" ""quotes""', "a,b;c|d\te",
    "NA", "null", "TRUE", "00001", "1E5", "{[", "<b>&amp;</b>", "  spaces around  ", "line\x0bline\x0cline", "a\ufffeb\uffffc", "x" * 20_000,
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_quotes_that_programs_like_to_change_come_back_as_they_are(db: None, form: str) -> None:
    texts = [text for text in NASTY if form != "xlsx" or "\ufffe" not in text]  # a character that no workbook may hold
    for place, text in enumerate(texts):
        claim = make_claim("redland", str(place + 2), refresh=False)
        claim.citations.update(quote=text)
    found = counts(exports.claims_file(form=form), f"claims.{form}")
    assert found["same"] == found["rows"] == len(texts)
