"""A claims file goes in whole or not at all, a second time without a trace, and out again in one action."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from claims_app.core.payloads import board_json
from claims_app.models import Citation, Claim, ImportBatch, Incident, Report, Statement
from claims_app.services import imports, recording
from claims_app.services.boards import board_of
from claims_app.services.reading import incident_by

HEADER = "incident,claimant,subject,measure,figure,publisher,published,quote,external_id"
WORLD: dict[str, Any] = {
    "parties": [
        {"key": "redland", "name": "Redland", "aliases": ["Red forces"], "kind": "state"},
        {"key": "redland-mod", "name": "Redland Defence Ministry", "kind": "ministry", "part_of": "redland"},
        {"key": "blueland", "name": "Blueland", "kind": "state"},
        {"key": "greenland", "name": "Greens", "kind": "authority"},
    ],
    "conflicts": [
        {
            "key": "colours",
            "title": "War of the colours",
            "sides": [
                {"key": "red", "name": "Redland", "parties": ["redland"]},
                {"key": "blue", "name": "Blueland", "camp": "allies", "parties": ["blueland"]},
                {"key": "green", "name": "Greens", "camp": "allies", "parties": ["greenland"]},
            ],
        }
    ],
    "designations": [
        {"said_by": "redland", "label": "Blue", "means": ["blueland", "greenland"], "conflict": "colours"}
    ],
    "questions": [{"key": "started", "text": "Who fired first", "functional": True}],
    "incidents": [{"slug": "2020-05-01-hill", "title": "The hill", "conflict": "colours", "start": "2020-05-01"}],
}


@pytest.fixture
def world(db: None, tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_text(json.dumps(WORLD), encoding="utf-8")
    call_command("load_vocabulary", str(path), verbosity=0)


def file_of(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows]).encode()


def imported(*rows: str, header: str = HEADER, **options: Any) -> imports.Plan:
    batch = imports.stage(data=file_of(*rows, header=header), name="claims.csv", options=imports.Options(**options))
    return imports.commit(batch=batch)


def planned(*rows: str, header: str = HEADER, **options: Any) -> imports.Plan:
    return imports.plan_file(data=file_of(*rows, header=header), name="claims.csv", options=imports.Options(**options))


TWO_TANKS = "2020-05-01-hill,Blueland,Redland,tanks destroyed,two,Herald,2020-05-02,two tanks,a"
ONE_TANK = "2020-05-01-hill,Redland Defence Ministry,Redland,tanks lost,one,Herald,2020-05-02,one tank,b"


def test_good_rows_are_on_the_board_after_the_commit(world: None) -> None:
    imported(TWO_TANKS, ONE_TANK)
    incident = incident_by(slug="2020-05-01-hill")
    assert incident is not None
    (row,) = board_of(incident=incident).rows
    assert row.finding.verdict == "contradictory"
    assert row.losses_of == ("redland",)
    assert [cell.state for cell in row.cells] == ["figure", "figure", "empty", "empty"]


def test_a_second_import_of_the_same_file_adds_nothing(world: None) -> None:
    imported(TWO_TANKS, ONE_TANK)
    before = (Claim.objects.count(), Citation.objects.count(), Statement.objects.count(), Report.objects.count())
    again = imported(TWO_TANKS, ONE_TANK)
    assert again.counts["same"] == 2
    assert (
        Claim.objects.count(),
        Citation.objects.count(),
        Statement.objects.count(),
        Report.objects.count(),
    ) == before


def test_without_external_ids_the_natural_key_finds_the_claim_again(world: None) -> None:
    row = TWO_TANKS.removesuffix("a")
    imported(row)
    assert planned(row).counts["same"] == 1


def test_another_figure_of_the_same_claim_is_a_change_with_history(world: None) -> None:
    imported(TWO_TANKS)
    plan = imported(TWO_TANKS.replace(",two,", ",three,"))
    claim = Claim.objects.get(external_id="a")
    assert plan.counts["changed"] == 1
    assert (claim.figure_text, claim.plain_low, claim.version) == ("three", 3, 2)
    assert sorted(claim.history.values_list("figure_text", flat=True)) == ["three", "two"]


def test_the_same_figure_in_another_report_is_a_further_citation(world: None) -> None:
    imported(TWO_TANKS)
    plan = imported(TWO_TANKS.replace("Herald", "Gazette"))
    assert plan.counts["new"] == 1
    assert Claim.objects.count() == 1
    assert sorted(Citation.objects.values_list("report__outlet__name", flat=True)) == ["Gazette", "Herald"]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (TWO_TANKS.replace("2020-05-01-hill", "The mountain"), "incident", "no incident on file"),
        (TWO_TANKS.replace("Blueland", "Yellowland"), "claimant", "no party on file"),
        (TWO_TANKS.replace("Blueland", "Вlueland"), "claimant", "looks like Blueland, but has a Cyrillic letter"),
        (TWO_TANKS.replace("Blueland", "Blue\u200bland"), "claimant", "has an invisible character"),
        (TWO_TANKS.replace("tanks destroyed", "tanks zapped"), "measure", "no measure on file"),
        (TWO_TANKS.replace(",two,", ",twelvety,"), "figure", "cannot read"),
        (TWO_TANKS.replace(",two,", ',"1,5",'), "figure", "cannot read"),
        (TWO_TANKS.replace(",Redland,", ",Martian,"), "subject", "neither a party nor a designation"),
        (TWO_TANKS.replace("2020-05-02", "2020-13-02"), "published", "Write it as 2016-04-02"),
        (TWO_TANKS.replace(",two,", ",denied,"), "denies", "needs the external_id"),
        (TWO_TANKS.replace(",two,", ",,"), "figure", "needs a figure"),
    ],
)
def test_a_bad_cell_is_named_with_row_column_and_mend(world: None, row: str, column: str, words: str) -> None:
    plan = planned(ONE_TANK, row)
    (error,) = plan.errors
    assert (error.row, error.column) == (3, column)
    assert words in error.message
    assert plan.counts["invalid"] == 1


def test_all_errors_of_all_rows_come_at_once_and_nothing_is_written(world: None) -> None:
    batch = imports.stage(
        data=file_of(
            TWO_TANKS.replace("tanks destroyed", "x").replace(",two,", ",x,"), ONE_TANK.replace("Redland,", "Z,")
        ),
        name="claims.csv",
        options=imports.Options(),
    )
    assert len(imports.plan_of(batch).errors) == 3
    with pytest.raises(imports.NotCommitted):
        imports.commit(batch=batch)
    assert not Claim.objects.exists()
    assert not Report.objects.exists()


def test_bad_rows_and_rows_that_lean_on_them_can_be_left_out(world: None) -> None:
    header = HEADER + ",denies"
    bad = TWO_TANKS.replace(",two,", ",twelvety,") + ","
    leaning = "2020-05-01-hill,Redland,Redland,tanks lost,denied,Herald,2020-05-02,denied it,c,a"
    batch = imports.stage(
        data=file_of(bad, leaning, ONE_TANK + ",", header=header), name="c.csv", options=imports.Options()
    )
    imports.commit(batch=batch, leave_out_bad=True)
    assert list(Claim.objects.values_list("external_id", flat=True)) == ["b"]


def test_a_denial_may_stand_before_the_claim_that_it_denies(world: None) -> None:
    header = HEADER + ",denies"
    denial = "2020-05-01-hill,Redland,Redland,tanks lost,denied,Herald,2020-05-02,denied it,c,a"
    imported(denial, TWO_TANKS + ",", header=header)
    claim = Claim.objects.get(external_id="c")
    assert claim.kind == "denial"
    assert claim.denies is not None
    assert claim.denies.external_id == "a"


def test_twice_in_one_file_with_different_figures_is_an_error(world: None) -> None:
    plan = planned(TWO_TANKS, TWO_TANKS.replace(",two,", ",three,"))
    assert [(error.row, error.column) for error in plan.errors] == [(3, "figure")]
    assert "Row 2 is the same claim" in plan.errors[0].message


def test_the_same_row_twice_is_a_duplicate(world: None) -> None:
    assert imported(TWO_TANKS, TWO_TANKS).counts["duplicate"] == 1
    assert Claim.objects.count() == 1


def test_a_row_without_a_quote_becomes_a_draft_with_a_warning(world: None) -> None:
    plan = imported(TWO_TANKS.replace("two tanks", ""))
    assert plan.counts["drafts"] == 1
    assert any("becomes a draft" in warning.message for warning in plan.warnings)
    assert Claim.objects.get().status == "draft"


def test_as_drafts_keeps_every_row_a_draft(world: None) -> None:
    imported(TWO_TANKS, as_drafts=True)
    assert Claim.objects.get().status == "draft"


def test_a_label_means_what_its_claimant_means_by_it(world: None) -> None:
    imported("2020-05-01-hill,Redland Defence Ministry,Blue forces,tanks destroyed,6,Herald,2020-05-02,six,x")
    claim = Claim.objects.get()
    assert claim.subject_plain == ["blueland", "greenland"]
    assert claim.designation is not None


def test_no_figure_given_is_a_silence_without_an_interval(world: None) -> None:
    imported("2020-05-01-hill,Blueland,Blueland,soldiers killed,no figure given,Herald,2020-05-02,gave none,s")
    claim = Claim.objects.get()
    assert (claim.kind, claim.plain_low) == ("silence", None)


def test_a_position_has_a_question_and_an_answer(world: None) -> None:
    header = "incident,claimant,question,position,positions_about,publisher,published,quote"
    imported("2020-05-01-hill,Redland,Who fired first,Blueland,Blueland,Herald,2020-05-02,they did", header=header)
    position = Claim.objects.get().position
    assert (position.question.key, position.answer, position.about) == ("started", "Blueland", ["blueland"])


def test_a_date_that_reads_two_ways_is_asked_once_and_answered(world: None) -> None:
    row = TWO_TANKS.replace("2020-05-02", "03/04/2020")
    (question,) = planned(row, ONE_TANK.replace("2020-05-02", "04/05/2020")).questions
    assert question.column == "published"
    assert question.choices == ("day first: 2020-04-03", "month first: 2020-03-04")
    imported(row, answers={"published": "day first"})
    assert str(Report.objects.get().published) == "2020-04-03"


def test_headers_may_be_mapped_and_columns_set_for_all_rows(world: None) -> None:
    header = HEADER.replace("claimant", "Who").replace("incident,", "")
    row = TWO_TANKS.removeprefix("2020-05-01-hill,")
    imported(row, header=header, mapping={"claimant": "who"}, constants={"incident": "The hill"})
    assert Claim.objects.get().statement.claimant.key == "blueland"


def test_unknown_columns_are_named_and_status_is_never_taken(world: None) -> None:
    plan = imported(TWO_TANKS + ",published,7", header=HEADER + ",status,id")
    assert [warning.column for warning in plan.warnings if warning.row == 1] == ["status", "id"]


def test_an_id_on_file_of_another_claimant_is_a_conflict(world: None) -> None:
    imported(TWO_TANKS)
    plan = planned(ONE_TANK.replace(",b", ",a"))
    assert plan.counts["conflict"] == 1
    assert plan.errors[0].column == "external_id"


def test_undo_takes_new_claims_off_the_pages_and_puts_changed_ones_back(world: None) -> None:
    imported(TWO_TANKS)
    batch = imports.stage(
        data=file_of(TWO_TANKS.replace(",two,", ",three,").replace("two tanks", "three tanks"), ONE_TANK),
        name="second.csv",
        options=imports.Options(),
    )
    imports.commit(batch=batch)
    imports.undo(batch=batch)
    batch.refresh_from_db()
    claim = Claim.objects.get(external_id="a")
    assert batch.state == ImportBatch.State.UNDONE
    assert (claim.figure_text, claim.plain_low, claim.citations.get().quote) == ("two", 2, "two tanks")
    assert list(Claim.objects.visible()) == [claim]
    imported(ONE_TANK)
    assert Claim.objects.visible().count() == 2


def test_a_commit_that_fails_half_way_leaves_nothing(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    batch = imports.stage(data=file_of(TWO_TANKS, ONE_TANK), name="c.csv", options=imports.Options())
    monkeypatch.setattr(recording, "incident_changed", fail)
    with pytest.raises(RuntimeError):
        imports.commit(batch=batch)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.STAGED
    assert not Claim.objects.exists()
    assert not Citation.objects.exists()


def test_an_export_imports_back_without_a_change(world: None, tmp_path: Path) -> None:
    imported(TWO_TANKS, ONE_TANK)
    path = tmp_path / "out.csv"
    call_command("export_claims", output=path)
    plan = imports.plan_file(data=path.read_bytes(), name="out.csv", options=imports.Options())
    assert (plan.errors, plan.counts["same"], plan.counts["rows"]) == ([], 2, 2)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "jsonl"])
def test_an_export_makes_the_same_board_in_an_empty_database(world: None, tmp_path: Path, form: str) -> None:
    imported(TWO_TANKS, ONE_TANK, "2020-05-01-hill,Redland,Blue,soldiers killed,over 100,Herald,2020-05-02,=over 100,d")
    path = tmp_path / f"out.{form}"
    call_command("export_claims", output=path, format=form)
    first = _bare(board_json(board_of(incident=Incident.objects.get())))
    Incident.objects.get().findings.all().delete()
    Citation.objects.all().delete()
    Claim.objects.all().delete()
    Statement.objects.all().delete()
    Report.objects.all().delete()
    call_command("import_claims", str(path), verbosity=0)
    assert _bare(board_json(board_of(incident=Incident.objects.get()))) == first


def _bare(value: Any) -> Any:
    """A board's JSON without the numbers that a database gives out."""
    if isinstance(value, dict):
        return {
            key: _bare(item) for key, item in value.items() if key not in ("id", "revision", "decided_by", "members")
        }
    return [_bare(item) for item in value] if isinstance(value, list) else value
