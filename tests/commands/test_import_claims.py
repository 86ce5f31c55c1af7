"""`import_claims`: its exit status, its one JSON document, its options."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from claims_app.models import Claim, ImportBatch, Report, SavedMapping
from tests.services.test_imports import HEADER, ONE_TANK, TWO_TANKS, file_of, world

__all__ = ["world"]


@pytest.fixture
def run(world: None, tmp_path: Path, capsys: Any) -> Any:
    """`run(bytes or path, *options)` → (exit status, standard output, standard error)."""

    def command(data: bytes | Path, *options: str) -> tuple[int, str, str]:
        path = data if isinstance(data, Path) else tmp_path / "claims.csv"
        if isinstance(data, bytes):
            path.write_bytes(data)
        capsys.readouterr()
        status = 0
        try:
            call_command("import_claims", str(path), *options)
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


def document(run: Any, data: bytes | Path, *options: str) -> tuple[int, dict[str, Any]]:
    status, out, err = run(data, "--json", *options)
    assert err == ""
    return status, json.loads(out)


def test_good_rows_are_committed_and_the_document_has_every_count(run: Any) -> None:
    status, said = document(run, file_of(TWO_TANKS, ONE_TANK))
    assert status == 0
    assert set(said) == {
        "file", "sha256", "rows", "new", "changed", "same", "duplicate", "conflict", "invalid", "drafts", "committed",
        "batch", "errors", "warnings", "questions",
    }  # fmt: skip
    assert (said["rows"], said["new"], said["committed"]) == (2, 2, True)
    assert said["batch"] == ImportBatch.objects.get().pk


def test_a_second_run_writes_nothing_and_is_no_error(run: Any) -> None:
    document(run, file_of(TWO_TANKS))
    status, said = document(run, file_of(TWO_TANKS))
    assert (status, said["same"], said["committed"], said["batch"]) == (0, 1, False, None)
    assert ImportBatch.objects.count() == 1


def test_an_error_saves_nothing_and_exits_with_1(run: Any) -> None:
    status, said = document(run, file_of(TWO_TANKS, ONE_TANK.replace(",one,", ",-1,")))
    assert (status, said["committed"], said["batch"]) == (1, False, None)
    assert [(error["row"], error["column"], error["value"]) for error in said["errors"]] == [(3, "figure", "-1")]
    assert not Claim.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    "figure",
    ["-5", "NaN", "nan", "inf", "Infinity", "1e3", "3.5", "0x10", "1_000", "٣.٥", "1,5", "4 oo", "1O", "1 OOO"],
)
def test_what_is_no_count_is_never_read_as_one(run: Any, figure: str) -> None:
    status, said = document(run, file_of(TWO_TANKS.replace(",two,", f',"{figure}",')))
    assert status == 1
    assert [error["column"] for error in said["errors"]] == ["figure"]


def test_an_open_question_exits_with_1_and_an_answer_settles_it(run: Any) -> None:
    data = file_of(TWO_TANKS.replace("2020-05-02", "03/04/2020"))
    status, said = document(run, data)
    assert (status, said["committed"]) == (1, False)
    assert said["questions"][0]["column"] == "published"
    status, said = document(run, data, "--answer", "published=day first")
    assert (status, said["committed"]) == (0, True)
    assert str(Report.objects.get().published) == "2020-04-03"


def test_an_encoding_is_a_question_that_the_option_answers(run: Any) -> None:
    data = file_of(TWO_TANKS.replace("two tanks", "два танка")).decode().encode("windows-1251")
    status, said = document(run, data)
    assert (status, said["questions"][0]["column"]) == (1, "encoding")
    status, _ = document(run, data, "--encoding", "windows-1251")
    assert status == 0
    assert Claim.objects.get().citations.get().quote == "два танка"


@pytest.mark.parametrize(
    "options",
    [
        ("--map", "claimant"),
        ("--map", "nothing=Party"),
        ("--map", "claimant=No such header"),
        ("--set", "basis=guessed"),
        ("--encoding", "no-such-codec"),
    ],
)
def test_an_option_that_cannot_be_used_is_one_document_too(run: Any, options: tuple[str, str]) -> None:
    data = file_of(TWO_TANKS.replace("two tanks", "два")).decode().encode("koi8-r")
    status, said = document(run, data, *options)
    assert status == 1
    assert said["errors"] or said["questions"]
    assert not Claim.objects.exists()


@pytest.mark.parametrize("data", [b"", b"\x00\x00", b"no,columns\r\n1,2\r\n", HEADER.encode() + b"\r\n1,2\r\n"])
def test_a_file_that_cannot_be_read_is_one_document_with_the_reason(run: Any, data: bytes) -> None:
    status, said = document(run, data)
    assert status == 1
    assert said["errors"] or said["questions"]


def test_a_file_that_is_not_there_is_one_document_with_the_reason(run: Any, tmp_path: Path) -> None:
    status, said = document(run, tmp_path / "nothing.csv")
    assert (status, said["rows"], said["committed"]) == (1, 0, False)
    assert "cannot be opened" in said["errors"][0]["message"]


def test_a_file_whose_name_is_in_another_encoding_is_kept_and_told(run: Any, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe4rger.csv"))
    path.write_bytes(file_of(TWO_TANKS))
    status, said = document(run, path)
    assert (status, said["file"], ImportBatch.objects.get().name) == (0, "\ufffdrger.csv", "\ufffdrger.csv")


def test_a_dry_run_says_the_same_and_writes_nothing(run: Any) -> None:
    status, said = document(run, file_of(TWO_TANKS), "--dry-run")
    assert (status, said["new"], said["committed"], said["batch"]) == (0, 1, False, None)
    assert not Claim.objects.exists()


def test_draft_counts_every_claim_as_a_draft(run: Any) -> None:
    _, said = document(run, file_of(TWO_TANKS, ONE_TANK), "--draft")
    assert said["drafts"] == 2
    assert set(Claim.objects.values_list("status", flat=True)) == {"draft"}


def test_a_draft_is_published_by_a_later_import_and_the_plan_says_so(run: Any) -> None:
    document(run, file_of(TWO_TANKS), "--draft")
    _, said = document(run, file_of(TWO_TANKS))
    assert (said["changed"], said["committed"]) == (1, True)
    assert Claim.objects.get().status == "published"


def test_set_and_map_fill_columns(run: Any) -> None:
    header = HEADER.replace("claimant", "Who").replace("incident,", "")
    row = TWO_TANKS.removeprefix("2020-05-01-hill,")
    status, _ = document(run, file_of(row, header=header), "--map", "claimant=who", "--set", "incident=The hill")
    assert status == 0


def test_people_are_told_row_column_and_mend(run: Any) -> None:
    status, out, err = run(file_of(TWO_TANKS.replace("Blueland", "Yellowland")))
    assert status == 1
    assert "row 2, claimant: “Yellowland”" in err
    assert "Nothing was saved." in out


def test_a_wide_table_is_unfolded_and_two_headers_are_joined(run: Any) -> None:
    data = b"day,what,Redland,Blueland\n2020-05-02,tanks,two,5\n2020-05-03,drones,,1\n"
    options = (
        "--map", "published=day", "--map", "stated_at=day", "--map", "measure=what", "--set", "incident=2020-05-01-hill",
        "--set", "subject=Redland", "--set", "publisher=Herald", "--unfold", "Redland", "--unfold", "Blueland",
        "--unfold-as", "claimant", "--read", "measure:tanks=tanks destroyed", "--read", "measure:drones=drones shot down",
    )  # fmt: skip
    status, said = document(run, data, *options)
    assert (status, said["rows"], said["new"]) == (0, 3, 3)
    status, said = document(run, b"what,became\ntanks,destroyed\n", "--map", "measure=what", "--map", "measure=became",
                            "--set", "incident=2020-05-01-hill", "--set", "claimant=Redland", "--set", "figure=2")  # fmt: skip
    assert (status, said["new"], said["drafts"]) == (0, 1, 1)


def test_errors_of_a_wide_table_name_the_row_of_the_file(run: Any) -> None:
    data = b"claimant,tanks lost,drones lost\nRedland,2,3\nRedland,4,1e3\n"
    status, said = document(
        run, data, "--set", "incident=2020-05-01-hill", "--unfold", "tanks lost", "--unfold", "drones lost"
    )
    assert status == 1
    assert [(error["row"], error["column"], error["value"]) for error in said["errors"]][-1] == (3, "figure", "1e3")


def test_a_saved_mapping_of_the_desk_reads_a_file_of_the_command(run: Any) -> None:
    SavedMapping.objects.create(name="Theirs", fingerprint="x", mapping={"claimant": ["Who"]}, ignored=["extra"],
                                values={"claimant": {"Blues": "Blueland"}}, constants={"publisher": "Gazette"})  # fmt: skip
    data = file_of(TWO_TANKS.replace("Blueland", "Blues") + ",x", header=HEADER.replace("claimant", "Who") + ",extra")
    status, said = document(run, data, "--mapping", "Theirs")
    assert (status, said["new"], said["committed"]) == (0, 1, True)
    assert [warning["message"] for warning in said["warnings"]] == ["The outlet Herald is new and will be made."]
    status, said = document(run, data, "--mapping", "Nobody's")
    assert status == 1
    assert "On file: Theirs." in said["errors"][0]["message"]


@pytest.mark.parametrize("reading", ["measure", "measure:tanks", "nothing:a=b"])
def test_a_reading_that_cannot_be_understood_is_one_document_too(run: Any, reading: str) -> None:
    status, said = document(run, file_of(TWO_TANKS), "--read", reading)
    assert status == 1
    assert "COLUMN:TEXT=MEANING" in said["errors"][0]["message"]


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else(run: Any, world: None, tmp_path: Path) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    path = tmp_path / "claims.csv"
    path.write_bytes(file_of(TWO_TANKS, ONE_TANK))
    screen, file = Terminal(), StringIO()
    call_command("import_claims", str(path), "--dry-run", stderr=screen, stdout=StringIO())
    call_command("import_claims", str(path), "--dry-run", stderr=file, stdout=StringIO())
    assert "checking rows [##############################] 2 of 2" in screen.getvalue()
    assert "checking" not in file.getvalue()
