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
