"""Small boards for tests: Redland in one camp, Blueland and Greenland in the other, the UN and the press in none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from claims_app.core.boards import Account, Board, Cell, Episode, Row, SideColumn
from claims_app.core.claims import Claim, Position
from claims_app.core.scenes import build_board
from tests.core.engine_worlds import WORLD, make_claim

SIDES = (
    SideColumn("red", "Redland", "red", position=1),
    SideColumn("blue", "Blueland", "blue", position=2),
    SideColumn("green", "Greenland", "blue", position=3),
)
EPISODE = Episode("clash", "The clash", "The quarrel", date(2016, 4, 2), date(2016, 4, 2))


def at(hour: int) -> datetime:
    """An hour of 2 April 2016."""
    return datetime(2016, 4, 2, hour, tzinfo=UTC)


def make_board(*claims: Claim, **changes: Any) -> Board:
    """The board of these claims."""
    options: dict[str, Any] = {"episode": EPISODE, "sides": SIDES, "world": WORLD, **changes}
    return build_board(claims, options.pop("episode"), options.pop("sides"), options.pop("world"), **options)


def make_silence(id: int, by: str, **fields: Any) -> Claim:
    """A claimant says that it gives no figure of its own losses."""
    return make_claim(id, by, None, kind="silence", **{"about": by, **fields})  # type: ignore[arg-type]


def make_position(id: int, by: str, answer: str, *about: str, functional: bool = True, **fields: Any) -> Claim:
    """A claimant's answer to "Who started it"."""
    position = Position("started", "Who started it", functional, answer, parties=(answer,), about=about or (answer,))
    side, camp = WORLD.side_of(by), WORLD.camp_of(by)
    return Claim(id, by, side, camp, "position", position=position, claimant_name=WORLD.party_name(by), **fields)


def only_row(board: Board) -> Row:
    """The one row of a board."""
    assert len(board.rows) == 1, [row.key for row in board.rows]
    return board.rows[0]


def cell(item: Row | Account, side: str) -> Cell:
    """The cell of a side."""
    return next(cell for cell in item.cells if cell.side == side)


def ids(cell: Cell) -> list[int | str]:
    """The claims of a cell, as it shows them."""
    return [claim.id for claim in cell.claims]
