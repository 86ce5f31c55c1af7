"""The incident's page as one value: the board drawn, what is said around it, the parts of the incident, an open source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.faces import face_of, narrow_face
from claims_app.core.pieces import Piece
from claims_app.services import boards
from claims_app.services.boards import BoardQuery
from claims_app.services.drawing import around_of, kept_face
from claims_app.services.drawn_boards import LINKED, kept_drawn
from claims_app.services.reading import ClaimPage, claim_page, claim_then, parts_of
from claims_app.services.surroundings import Surroundings, surroundings_of


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident's page: the shown board and what stands around it.

    `board` has the columns, the clocks and the revision alone; what it shows is drawn in `around`, or in `pieces`, for which marks
    stand there. `linkable` is the shown board with its claims, where it holds few enough for the page's block of data.
    """

    incident: models.Incident
    board: Board
    around: Surroundings
    nothing: str
    source: ClaimPage | None
    parts: list[models.Incident]
    pieces: tuple[Piece, ...] = ()
    linkable: Board | None = None

    @property
    def columns(self) -> int:
        """How many columns the table has."""
        return len(self.board.sides) + 2


def incident_page(
    *, incident: models.Incident, query: BoardQuery, claim: int | None = None, framed: Board | None = None
) -> IncidentPage:
    """Everything that the page of an incident shows for a query, with the source of one claim if it is of this incident.

    `framed`: the whole board for the query's clocks, to be drawn for a frame on another site.
    """
    drawn = _kept(incident, query, claim) if framed is None else None
    drawn = drawn or _anew(incident, query, framed)
    return IncidentPage(
        incident=incident,
        board=drawn.frame,
        around=drawn.around,
        nothing=_nothing(drawn.around, query),
        source=source_of(incident=incident, claim=claim, known=query.known),
        parts=parts_of(incident=incident),
        pieces=drawn.pieces,
        linkable=drawn.linkable,
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is shown of a board: its frame with the shown columns, what is drawn and said of it, the board if it is small."""

    frame: Board
    around: Surroundings
    pieces: tuple[Piece, ...]
    linkable: Board | None


def _kept(incident: models.Incident, query: BoardQuery, claim: int | None) -> _Drawn | None:
    """The default board or a part of it, as it was drawn on write; None for other questions, and where it must be drawn anew."""
    if not query.is_default or query.sides:
        return None
    frame = boards.frame_of(incident=incident)
    # An open claim is marked in its row, which the pieces know nothing of.
    ready = kept_drawn(incident=incident, frame=frame) if query == BoardQuery() and claim is None else None
    if ready is not None:
        return _Drawn(frame, ready.around, ready.pieces, None)
    whole = kept_face(incident=incident, frame=frame)
    if whole is None:
        return None
    shown = narrow_face(whole, query.show)
    around = surroundings_of(incident=incident, frame=frame, sides=frame.sides, whole=whole, shown=shown)
    linkable = boards.board_of(incident=incident, query=query, whole=False) if around.claims <= LINKED else None
    return _Drawn(frame, around, (), linkable)


def _anew(incident: models.Incident, query: BoardQuery, framed: Board | None) -> _Drawn:
    """The board read, or worked out, and drawn now."""
    clocks = BoardQuery(asof=query.asof, known=query.known)
    board = framed or boards.board_of(incident=incident, query=clocks, whole=False)
    place = around_of(incident=incident, columns=board.sides, framed=framed is not None)
    whole = face_of(board, place)
    cut = boards.cut(board, query)
    shown = face_of(cut, place) if query.sides else narrow_face(whole, query.show)
    frame = replace(cut, rows=(), mirror=(), accounts=())
    around = surroundings_of(incident=incident, frame=frame, sides=board.sides, whole=whole, shown=shown)
    return _Drawn(frame, around, (), cut if around.claims <= LINKED else None)


def source_of(*, incident: models.Incident, claim: int | None, known: date | None = None) -> ClaimPage | None:
    """The public claim that the drawer shows, as it was on file by `known`; None for none, or for another incident's."""
    if claim is not None and known is not None:
        return claim_then(claim_id=claim, incident=incident, known=known)
    return claim_page(claim_id=claim, incident=incident) if claim is not None else None


def _nothing(around: Surroundings, query: BoardQuery) -> str:
    """What stands in place of rows where none is shown."""
    if around.measures:
        return "No measure matches these filters."
    return "Nothing had been said by then." if query.asof else "Nothing on file yet."
