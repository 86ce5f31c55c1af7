"""A default board from all claims of its incident: worked out and made ready before the transaction that keeps it, so that this is short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.judgements import KnownFindings
from claims_app.core.scenes import build_board
from claims_app.services.drawing import around_of, look_of
from claims_app.services.drawn_boards import keep_drawn
from claims_app.services.keepers import Keeper, write_all
from claims_app.services.kept_boards import Whole, keep_whole, work_out
from claims_app.services.layouts import keep_layout, keep_losses, kept_under, layout_made
from claims_app.services.mapping import episode_of, to_claims, world_of
from claims_app.services.source_lines import Lines, all_lines, keep_lines


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A default board from all its claims, with what was found out on the way, under which rules and vocabulary."""

    incident: models.Incident
    rows: Sequence[models.Claim]
    board: Board
    known: KnownFindings
    token: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Such a board with everything that is to be kept of it."""

    worked: WorkedOut
    keeper: Keeper
    lines: Lines
    whole: Whole


def work_out_board(incident: models.Incident, rows: Iterable[models.Claim], token: str) -> WorkedOut:
    """The default board from all public claims of an incident, which were read `with_sources()`."""
    world, columns = world_of(incident)
    known, rows = KnownFindings(), list(rows)
    claims = to_claims(rows, incident, world, columns)
    board = build_board(claims, episode_of(incident), columns, world, known_findings=known)
    return WorkedOut(incident, rows, board, known, token)


def make_ready(worked: Sequence[WorkedOut]) -> list[Ready]:
    """Draw the boards and put together what is kept beside them; writes nothing."""
    before: dict[int, list[models.StoredFinding]] = {one.incident.pk: [] for one in worked}
    for row in models.StoredFinding.objects.filter(incident__in=before).defer("payload", "earlier", "drawn"):
        before[row.incident_id].append(row)
    return [_ready(one, before[one.incident.pk]) for one in worked]


def _ready(worked: WorkedOut, before: Sequence[models.StoredFinding]) -> Ready:
    incident, board = worked.incident, worked.board
    world, columns = world_of(incident)
    keeper = Keeper(incident, board, worked.token, worked.known, True, before)
    keeper.keep_board()
    lines = all_lines(incident=incident, rows=board.rows, columns=columns, world=world)
    return Ready(worked, keeper, lines, work_out(incident=incident))


def keep_ready(ready: Sequence[Ready]) -> None:
    """Keep them over what was kept before. In the writing transaction, in which nothing that they were made from has changed."""
    write_all([one.keeper for one in ready])
    for one in ready:
        incident, board, token = one.worked.incident, one.worked.board, one.worked.token
        layout = one.worked.known.layout
        keep_layout(incident, layout_made(layout, one.worked.rows), under_of(incident, board, token))
        keep_losses(incident, layout.losses)
        keep_lines(incident=incident, lines=one.lines, world=world_of(incident)[0], token=token)
        keep_whole(incident=incident, whole=one.whole)
        keep_drawn(incident=incident, frame=board, claims=sum(len(row.claims) for row in board.rows))


def under_of(incident: models.Incident, board: Board, token: str) -> str:
    """Under what a board that is worked out now is laid out."""
    world, _ = world_of(incident)
    return kept_under(incident, world, token, look_of(around_of(incident=incident, columns=board.sides)))
