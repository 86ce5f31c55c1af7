"""What is drawn: places in percent of one scale, open ends to its edge, words and silences without a place."""

from __future__ import annotations

import pytest

from claims_app.core.charts import cell_strips, mark_of, pairing_of, row_strip, shapes_of, strip_of, top_of
from tests.core.board_makers import cell, make_board, make_silence, only_row
from tests.core.engine_worlds import make_claim


@pytest.mark.parametrize(
    ("said", "form", "start", "end"),
    [("5", "exact", 50, 50), ("none", "exact", 0, 0), ("2-5", "range", 20, 50), ("at least 5", "open", 50, 100), ("several", "word", 0, 0),
     ("20", "exact", 100, 100)],
)  # fmt: skip
def test_a_mark_stands_where_its_figure_is(said: str, form: str, start: float, end: float) -> None:
    mark = mark_of(make_claim(said=said), 10, 1)
    assert (mark.form, mark.start, mark.end) == (form, start, end)


def test_a_scale_holds_every_number_and_is_never_empty() -> None:
    assert top_of([make_claim(said="6"), make_claim(2, said="over 100"), make_claim(3, said="several")]) == 101
    assert top_of([]) == top_of([make_silence(1, "red")]) == 1


@pytest.mark.parametrize(("top", "ticks"), [(1, 0), (4, 3), (15, 14), (16, 0)])
def test_units_are_ticked_up_to_fifteen(top: int, ticks: int) -> None:
    assert len(strip_of([], {}, top).ticks) == ticks


def test_the_gap_lies_between_what_the_proof_sets_apart() -> None:
    board = make_board(make_claim(1, "red", "8"), make_claim(2, "blue", "2"))
    strip = row_strip(only_row(board), shapes_of(board))
    assert strip.gap is not None and (strip.gap.start, strip.gap.end, strip.gap.width) == (25, 100, 75)


def test_a_row_without_two_numbers_or_without_a_proof_has_no_gap() -> None:
    for others in ([], [make_claim(2, "blue", "several")], [make_claim(2, "blue", "6")]):
        board = make_board(make_claim(1, "red", "6"), *others)
        assert row_strip(only_row(board), shapes_of(board)).gap is None


def test_cells_of_a_row_share_one_scale() -> None:
    board = make_board(make_claim(1, "red", "8"), make_claim(2, "blue", "2"))
    tops = {strip.top for _, strips in cell_strips(only_row(board), shapes_of(board)) for _, strip in strips}
    assert tops == {8}
    assert cell(only_row(board), "blue").claims[0].id == 2


def test_a_pairing_has_a_wing_for_each_camp_and_the_other_side_under_it() -> None:
    board = make_board(
        make_claim(1, "red", "6", about="blue", stance="other_loss"),
        make_claim(2, "blue", "1", about="blue", stance="own_loss"),
        make_claim(3, "green", "2", about="red", stance="other_loss"),
    )
    pairing = pairing_of(board)
    assert pairing.is_facing and [head.camp for head in pairing.heads] == ["red", "blue"]
    (row,) = pairing.rows
    assert [[claim.id for claim in (*wing.inflicted, *wing.own)] for wing in row.wings] == [[1, 2], [3]]
    assert row.wings[0].contradicted and not row.wings[1].contradicted
    assert row.wings[1].notes == ("Redland: nothing on file",)


def test_a_wing_about_two_facts_draws_a_gap_for_each_that_is_contradicted() -> None:
    board = make_board(
        make_claim(1, "red", "8", about="blue", stance="other_loss"),
        make_claim(2, "blue", "2", about="blue", stance="own_loss"),
        make_claim(3, "red", "6", about="green", stance="other_loss"),
        make_claim(4, "green", "4", about="green", stance="own_loss"),
    )
    wing = pairing_of(board).rows[0].wings[0]
    assert sorted((gap.start, gap.end) for gap in wing.strip.gaps) == [(25, 100), (50, 75)]
    assert wing.contradicted and wing.losses == "Blueland; Greenland"


def test_a_contradiction_within_a_camp_draws_no_gap() -> None:
    board = make_board(make_claim(1, "red", "8", stance="other_loss"), make_claim(2, "red", "2", stance="other_loss"))
    assert only_row(board).finding.verdict == "contradictory"
    assert row_strip(only_row(board), shapes_of(board)).gaps == ()
    assert not pairing_of(board).rows[0].wings[0].contradicted


def test_a_pairing_names_an_outcome_once() -> None:
    wounded = make_claim(1, "red", "8", object="soldier", outcome="wounded", stance="other_loss")
    killed = make_claim(2, "red", "2", object="soldier", outcome="killed", stance="other_loss")
    assert sorted(row.label for row in pairing_of(make_board(wounded, killed)).rows) == [
        "Soldiers killed",
        "Soldiers wounded",
    ]
