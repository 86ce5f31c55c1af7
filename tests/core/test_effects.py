"""Two boards side by side: which rows appear, change, move or vanish."""

from __future__ import annotations

import pytest

from claims_app.core.boards import Board
from claims_app.core.effects import effect_between
from tests.core.board_makers import make_board, make_position
from tests.core.engine_worlds import make_claim

SIX, TWO = make_claim(1, "red", "6"), make_claim(2, "blue", "2")
TRUCKS = make_claim(3, "red", "3", object="truck")


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (make_board(SIX), make_board(SIX), []),
        (make_board(SIX), make_board(SIX, TRUCKS), ["appears"]),
        (make_board(SIX, TRUCKS), make_board(SIX), ["vanishes"]),
        (make_board(SIX), make_board(SIX, TWO), ["changes"]),
        (make_board(SIX), make_board(make_claim(1, "red", "7")), ["moves"]),
        (make_board(SIX), make_board(make_position(4, "red", "blue")), ["appears", "vanishes"]),
    ],
    ids=["the same", "a new row", "a row less", "another finding", "another figure", "an account for a row"],
)
def test_a_change_is_told_by_its_kind(before: Board, after: Board, kinds: list[str]) -> None:
    assert [change.kind for change in effect_between(before, after).changes] == kinds


def test_a_contradiction_that_was_there_before_is_not_raised_again() -> None:
    both, more = make_board(SIX, TWO), make_board(SIX, TWO, make_claim(5, "un", "9"))
    (raised,) = effect_between(make_board(SIX), both).changes
    assert raised.raises_contradiction
    assert not any(change.raises_contradiction for change in effect_between(both, more).changes)


def test_the_whole_board_is_shown_with_what_comes_and_goes_marked() -> None:
    effect = effect_between(make_board(SIX, TRUCKS), make_board(SIX, TWO))
    rows = {row.label: row for row in effect.rows}
    assert effect.sides == ("Redland", "Blueland", "Greenland", "Third parties")
    tanks, trucks = rows["Tanks lost"], rows["Trucks lost"]
    assert (tanks.cells[0].kept, tanks.cells[1].added) == (("6",), ("2",))
    assert trucks.cells[0].gone == ("3",)
    assert [row.change.kind if row.change else "" for row in effect.rows] == ["changes", "vanishes"]


def test_a_row_that_nothing_touches_stands_unmarked_on_the_board() -> None:
    effect = effect_between(make_board(SIX, TRUCKS), make_board(SIX, TRUCKS, TWO))
    assert {row.label: row.change is None for row in effect.rows} == {"Tanks lost": False, "Trucks lost": True}
