"""A row that is asked for by itself is the row of the whole board, read without the others."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims_app.core.boards import Account, Board, MirrorRow, Row, Show
from claims_app.models import Incident
from claims_app.services.boards import BoardQuery, board_around, board_of
from claims_app.services.keeping import key_of
from claims_app.services.reading import incident_by

pytestmark = pytest.mark.usefixtures("reader")
SLUG = "2016-04-02-karabakh"


def incident() -> Incident:
    found = incident_by(slug=SLUG)
    assert found is not None
    return found


def of_key(board: Board, key: str) -> list[Row | MirrorRow | Account]:
    return [item for item in (*board.rows, *board.mirror, *board.accounts) if key_of(item) == key]


@pytest.mark.parametrize(
    "query",
    [
        BoardQuery(),
        BoardQuery(sides=("azerbaijan",)),
        BoardQuery(show=Show(gaps=True)),
        BoardQuery(asof=date(2030, 4, 30)),
        BoardQuery(asof=date(2016, 4, 1)),
    ],
    ids=["default", "one side", "gaps", "a day that shows what today does", "before anything was said"],
)
def test_it_is_the_row_of_the_whole_board(query: BoardQuery) -> None:
    everything, whole = board_of(incident=incident()), board_of(incident=incident(), query=query)
    assert everything.rows and everything.mirror and everything.accounts
    for key in [
        *(key_of(item) for item in (*everything.rows, *everything.mirror, *everything.accounts)),
        "no-such-row",
    ]:
        part = board_around(incident=incident(), key=key, query=query)
        assert (part.sides, part.asof) == (whole.sides, whole.asof)
        assert of_key(part, key) == of_key(whole, key)


def test_the_others_are_not_read() -> None:
    here = incident()
    key = board_of(incident=here).rows[0].key
    with CaptureQueriesContext(connection) as asked:
        board = board_around(incident=here, key=key)
    assert [row.key for row in board.rows] == [key]
    assert len(asked) == 2
