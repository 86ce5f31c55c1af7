"""What a second file may change, which rows are one claim, what is kept of each row, and what an undo leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims_app.models import Citation, Claim, ImportBatch, Report, Statement
from claims_app.services import imports
from tests.faults import fail_at_each_write
from tests.services.test_imports import HEADER, ONE_TANK, TWO_TANKS, file_of, imported, planned, world

__all__ = ["world"]


def staged(*rows: str, header: str = HEADER, name: str = "c.csv") -> ImportBatch:
    return imports.stage(data=file_of(*rows, header=header), name=name, options=imports.Options())


@pytest.mark.parametrize(
    ("column", "value", "field", "kept"),
    [
        ("note", "look again", "note", "look again"),
        ("credibility", "3", "credibility", "3"),
        ("retracted_at", "2020-05-09", "retracted_at", "2020-05-09"),
        ("revises", "b", "revises", "b"),
        ("share_of", "b", "share_of", "b"),
    ],
)
def test_every_value_that_a_file_adds_is_a_change_written_once_and_undone(
    world: None, column: str, value: str, field: str, kept: str
) -> None:
    imported(TWO_TANKS, ONE_TANK.replace("Redland Defence Ministry", "Blueland"))
    before = str(getattr(Claim.objects.get(external_id="a"), field) or "")
    batch = staged(f"{TWO_TANKS},{value}", header=f"{HEADER},{column}")
    assert imports.commit(batch=batch).counts["changed"] == 1
    now = getattr(Claim.objects.get(external_id="a"), field)
    assert kept in (str(now), str(now)[:10], getattr(now, "external_id", ""))
    assert planned(f"{TWO_TANKS},{value}", header=f"{HEADER},{column}").counts["same"] == 1
    imports.undo(batch=batch)
    assert str(getattr(Claim.objects.get(external_id="a"), field) or "") == before


def test_a_changed_translation_is_a_change_of_the_citation(world: None) -> None:
    imported(TWO_TANKS)
    row, header = f"{TWO_TANKS},deux", f"{HEADER},translation"
    assert imported(row, header=header).counts["changed"] == 1
    assert Citation.objects.get().translation == "deux"
    assert planned(row, header=header).counts["same"] == 1


def test_an_empty_cell_changes_nothing(world: None) -> None:
    imported(f"{TWO_TANKS},a note", header=f"{HEADER},note")
    assert planned(TWO_TANKS).counts["same"] == 1
    assert planned(TWO_TANKS.replace("two tanks", "")).counts["same"] == 1


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [("Blueland", "Greens", "claimant"), ("tanks", "drones", "measure"), (",Redland,", ",Greens,", "subject")],
)
def test_one_external_id_is_one_claim_in_a_file_and_on_file(world: None, old: str, new: str, column: str) -> None:
    other = TWO_TANKS.replace(old, new, 1).replace("Herald", "Gazette")
    (error,) = planned(TWO_TANKS, other).errors
    assert (error.column, f"another {column}" in error.message) == ("external_id", True)
    imported(TWO_TANKS)
    plan = planned(other)
    assert plan.counts["conflict"] == 1
    assert f"another {column}" in plan.errors[0].message


def test_two_quotes_of_one_report_are_two_citations_and_import_again_without_a_trace(world: None) -> None:
    rows = (TWO_TANKS, TWO_TANKS.replace("two tanks", "a pair of tanks"))
    imported(*rows)
    assert sorted(Citation.objects.values_list("quote", flat=True)) == ["a pair of tanks", "two tanks"]
    assert planned(*rows).counts["same"] == 2


def test_a_quote_without_a_named_source_is_kept_in_a_draft(world: None) -> None:
    row = TWO_TANKS.replace("Herald,2020-05-02", ",")
    assert imported(row).counts["drafts"] == 1
    assert Claim.objects.get().status == "draft"
    assert Citation.objects.get().quote == "two tanks"
    assert planned(row).counts["same"] == 1


def test_a_statement_is_joined_by_the_day_in_the_zone_of_the_incident(world: None) -> None:
    header = f"{HEADER},stated_at,speaker"
    imported(
        f"{TWO_TANKS},2020-05-02T23:30:00-01:00,",
        f"{TWO_TANKS.replace('tanks', 'drones').removesuffix('a')}b,2020-05-03T08:00,",
        f"{TWO_TANKS.replace('tanks', 'bunkers').removesuffix('a')}c,2020-05-03T08:00,Spokesman",
        header=header,
    )
    counts = [statement.claims.count() for statement in Statement.objects.order_by("id")]
    assert counts == [2, 1]


def test_without_a_day_of_its_own_a_statement_is_of_the_day_of_its_report(world: None) -> None:
    later = TWO_TANKS.replace("tanks", "drones").replace("2020-05-02", "2020-05-09").removesuffix("a") + "z"
    imported(TWO_TANKS, later)
    assert Statement.objects.count() == 2


def test_a_labelled_statement_that_gives_the_day_is_found_again(world: None) -> None:
    header = f"{HEADER},statement,stated_at"
    rows = (
        f"{TWO_TANKS.removesuffix('a')},briefing,2020-05-01",
        f"{TWO_TANKS.replace('tanks', 'drones').removesuffix('a')},briefing,",
    )
    imported(*rows, header=header)
    assert Statement.objects.count() == 1
    assert planned(*rows, header=header).counts["same"] == 2


def test_a_report_copies_another_of_the_file_and_an_unknown_one_is_told(world: None) -> None:
    header = f"{HEADER},url,copied_from"
    copy = TWO_TANKS.replace("Herald", "Gazette")
    rows = (f"{copy},https://b.example/2,https://a.example/1", f"{TWO_TANKS},https://a.example/1,")
    imported(*rows, header=header)
    origin = Report.objects.get(url="https://b.example/2").copied_from
    assert origin is not None
    assert origin.url == "https://a.example/1"
    (warning,) = (
        problem
        for problem in planned(f"{ONE_TANK},https://c.example/3,https://nowhere.example/9", header=header).warnings
        if problem.column == "copied_from"
    )
    assert "was left out" in warning.message


def test_reliability_of_an_outlet_on_file_is_not_changed_and_the_editor_is_told(world: None) -> None:
    header = f"{HEADER},reliability"
    imported(f"{TWO_TANKS},A", header=header)
    plan = imported(f"{ONE_TANK},E", header=header)
    assert Report.objects.get().outlet.reliability == "A"
    assert any("the file's E was not used" in warning.message for warning in plan.warnings)


def test_an_editor_s_later_change_outlives_the_undo(world: None) -> None:
    imported(TWO_TANKS)
    batch = staged(TWO_TANKS.replace(",two,", ",three,"))
    imports.commit(batch=batch)
    claim = Claim.objects.get(external_id="a")
    claim.note, claim.version = "seen by me", claim.version + 1
    claim.save()
    done = imports.undo(batch=batch)
    claim.refresh_from_db()
    assert (done.put_back, done.left) == (0, 1)
    assert (claim.figure_text, claim.note) == ("three", "seen by me")


def test_a_batch_is_committed_once_and_undone_once(world: None) -> None:
    batch = staged(TWO_TANKS)
    imports.commit(batch=batch)
    with pytest.raises(imports.NotCommitted):
        imports.commit(batch=batch)
    imports.undo(batch=batch)
    with pytest.raises(imports.NotCommitted):
        imports.undo(batch=batch)
    assert Claim.objects.count() == 1


def test_every_row_of_the_file_is_kept_with_what_became_of_it(world: None) -> None:
    batch = staged(TWO_TANKS, TWO_TANKS, TWO_TANKS.replace("Herald", "Gazette"), ONE_TANK.replace("Redland,", "Z,"))
    imports.commit(batch=batch, leave_out_bad=True)
    rows = list(batch.rows.order_by("row"))
    assert [(row.row, row.outcome) for row in rows] == [(2, "new"), (3, "duplicate"), (4, "new"), (5, "invalid")]
    assert [row.claim_id for row in rows] == [Claim.objects.get().pk] * 3 + [None]
    assert rows[3].errors[0]["column"] == "subject"
    assert rows[0].cells["quote"] == "two tanks"


def test_denials_in_a_ring_are_an_error_of_their_rows(world: None) -> None:
    header = f"{HEADER},denies"
    denial = "2020-05-01-hill,Redland,Redland,tanks lost,denied,Herald,2020-05-02,denied"
    other = denial.replace("Redland,Redland", "Blueland,Redland")
    plan = planned(f"{denial},p,q", f"{other},q,p", header=header)
    assert {(error.row, error.column) for error in plan.errors} == {(2, "denies"), (3, "denies")}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2020-02-30"])
def test_a_day_that_no_database_keeps_is_an_error(world: None, day: str) -> None:
    assert planned(TWO_TANKS.replace("2020-05-02", day)).errors[0].column == "published"


def test_dates_that_all_read_in_one_way_are_not_asked(world: None) -> None:
    plan = planned(TWO_TANKS.replace("2020-05-02", "13/05/2020"))
    assert (list(plan.questions), plan.errors) == ([], [])
    assert next(plan.rows()).sheet_row["published"] == "2020-05-13"


def test_the_number_of_queries_does_not_grow_with_the_rows(world: None) -> None:
    def queries(prefix: str, rows: int) -> int:
        lines = [
            f"2020-05-01-hill,Blueland,Redland,tanks destroyed,{n},Herald {n},2020-05-02,q,{prefix}{n}"
            for n in range(rows)
        ]
        batch = staged(*lines)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            imports.commit(batch=batch)
        return len(caught)

    few = queries("a", 3)
    many = queries("b", 40)
    assert many - few <= 12


def test_a_failing_write_at_any_place_leaves_nothing_or_all(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(TWO_TANKS)
    batch = staged(TWO_TANKS.replace(",two,", ",three,"), ONE_TANK)
    for act in (imports.commit, imports.undo):
        before = _everything()

        def look(before: list[Any] = before) -> None:
            assert _everything() == before

        assert fail_at_each_write(lambda act=act: act(batch=batch), look) > 5  # type: ignore[misc]
    assert Claim.objects.get(external_id="a").figure_text == "two"


def _everything() -> list[Any]:
    models = (Claim, Citation, Statement, Report, ImportBatch)
    rows: list[Any] = [list(model.objects.order_by("pk").values()) for model in models]
    return [*rows, Claim.history.count(), Citation.history.count()]
