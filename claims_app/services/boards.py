"""The board of an incident: kept ready for the default view, computed for every other question."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from claims_app import models
from claims_app.core.boards import Board, Cell, Show, SideColumn, narrow
from claims_app.core.claims import Claim
from claims_app.core.scenes import build_board
from claims_app.core.worlds import World
from claims_app.services import keeping
from claims_app.services.drawn_boards import keep_drawn
from claims_app.services.history import as_recorded, is_as_recorded
from claims_app.services.kept_boards import keep_whole_of, whole_of
from claims_app.services.layouts import layout_kept
from claims_app.services.mapping import episode_of, far_origins, to_claims, token_of, world_of
from claims_app.services.mending import MOST, Mending
from claims_app.services.reach import reach_of
from claims_app.services.source_lines import all_lines, keep_lines, keep_lines_of, kept_in_this_form
from claims_app.services.whole_boards import keep_ready, make_ready, under_of, work_out_board


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """What a reader asks of a board: the part to show, the columns, what had been said and what we had recorded by a day."""

    show: Show = field(default_factory=Show)
    sides: tuple[str, ...] = ()
    asof: date | None = None
    known: date | None = None

    @property
    def is_default(self) -> bool:
        """Whether the kept findings answer it."""
        return self.asof is None and self.known is None


def board_of(*, incident: models.Incident, query: BoardQuery | None = None, whole: bool = True) -> Board:
    """The board that the page, the API and the exports show; not `whole`, of what was revised at least the newest."""
    query = query or BoardQuery()
    board = _kept_board(incident, whole=whole) if is_today(incident=incident, query=query) else None
    board = replace(board, asof=query.asof, known=query.known) if board else computed_board(incident, query)
    return cut(board, query)


def is_today(*, incident: models.Incident, query: BoardQuery) -> bool:
    """Whether the moments asked for show what today shows: nothing was said after the one, nothing recorded after the other."""
    days = whole_of(incident=incident).days if query.asof else ()
    if query.asof and days and query.asof < days[-1]:
        return False
    zone = ZoneInfo(incident.timezone)
    return query.known is None or is_as_recorded(incident=incident, end=end_of(query.known, zone))


def cut(board: Board, query: BoardQuery) -> Board:
    """The part of a whole board that the query wants: its rows and its columns."""
    return _with_sides(narrow(board, query.show), query.sides)


def computed_board(incident: models.Incident, query: BoardQuery) -> Board:
    """The whole board from every claim, for the moments that the query asks for."""
    world, columns = world_of(incident)
    claims = claims_of(incident, world, columns, asof=query.asof, known=query.known)
    return build_board(claims, episode_of(incident), columns, world, asof=query.asof, known=query.known)


def claims_of(
    incident: models.Incident,
    world: World,
    columns: Sequence[SideColumn],
    *,
    asof: date | None = None,
    known: date | None = None,
) -> tuple[Claim, ...]:
    """The visible claims as core values: those said by the end of `asof`, and recorded by the end of `known`."""
    zone = ZoneInfo(incident.timezone)
    rows = models.Claim.objects.filter(incident=incident).visible()
    if known is not None:
        recorded = as_recorded(incident=incident, end=end_of(known, zone))
        end = end_of(asof, zone) if asof is not None else None
        said = [row for row in recorded if end is None or row.stated_at is None or row.stated_at < end]
        claims = to_claims(said, incident, world, columns)
    else:
        rows = rows.said_by(asof, zone) if asof is not None else rows
        claims = to_claims(rows.with_sources(), incident, world, columns)
    return tuple(_as_of_then(claim, end_of(asof, zone)) for claim in claims) if asof is not None else claims


def boards_then(*, incidents: Sequence[models.Incident], asof: date) -> dict[int, tuple[Board, tuple[Claim, ...]]]:
    """Each incident's board of what had been said by the end of a day, with its claims; three queries at most."""
    said = Q()
    for incident in incidents:
        end = end_of(asof, ZoneInfo(incident.timezone))
        said |= Q(incident=incident) & (Q(stated_at__isnull=True) | Q(stated_at__lt=end))
    rows: dict[int, list[models.Claim]] = {incident.pk: [] for incident in incidents}
    for row in models.Claim.objects.visible().filter(said).with_sources() if incidents else ():
        rows[row.incident_id].append(row)
    far = far_origins([row for some in rows.values() for row in some])
    found = {}
    for incident in incidents:
        world, columns = world_of(incident)
        end = end_of(asof, ZoneInfo(incident.timezone))
        claims = tuple(_as_of_then(claim, end) for claim in to_claims(rows[incident.pk], incident, world, columns, far))
        found[incident.pk] = build_board(claims, episode_of(incident), columns, world, asof=asof, known=None), claims
    return found


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after a day."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def _as_of_then(claim: Claim, end: datetime) -> Claim:
    """A claim that its claimant took back only later still stood."""
    return replace(claim, retracted_at=None) if claim.retracted_at and claim.retracted_at >= end else claim


def _with_sides(board: Board, sides: Sequence[str]) -> Board:
    """The board with the wanted columns alone; findings stay, since they are about what all said."""
    wanted = [column for column in board.sides if column.key in sides]
    if not wanted:
        return board
    keys = {column.key for column in wanted}

    def cut(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(cell for cell in cells if cell.side in keys)

    return replace(
        board,
        sides=tuple(wanted),
        rows=tuple(replace(row, cells=cut(row.cells)) for row in board.rows),
        accounts=tuple(replace(account, cells=cut(account.cells)) for account in board.accounts),
        mirror=tuple(
            replace(pair, wings=tuple(wing for wing in pair.wings if wing.side in keys)) for pair in board.mirror
        ),
    )


def frame_of(*, incident: models.Incident) -> Board:
    """The default board of the incident without what was said: its columns, its days, its rules."""
    world, columns = world_of(incident)
    return build_board((), episode_of(incident), columns, world)


def _kept_board(incident: models.Incident, *, whole: bool = True) -> Board | None:
    """The board from its kept findings; None when there are none or the vocabulary has changed since."""
    empty = frame_of(incident=incident)
    return keeping.put_kept(incident=incident, board=empty, token=token_of(incident), whole=whole)


def leading_board(*, incident: models.Incident) -> Board:
    """The default board cut to its first pairing: that pairing, those of the same object, and the rows that they show.

    Two queries where it is kept.
    """
    first = incident.findings.filter(part="mirror").order_by("order").first()
    if first is None:
        return board_of(incident=incident)
    wanted = _rows_of(first) | Q(part="mirror", row_key__startswith=f"{first.payload['object']}--")
    return _kept_part(incident, wanted) or board_of(incident=incident)


def board_around(*, incident: models.Incident, key: str, query: BoardQuery | None = None) -> Board:
    """Of `board_of` at least the row, account or pairing with that key; two queries whatever its size, where it is kept."""
    query = query or BoardQuery()
    if not is_today(incident=incident, query=query):
        return board_of(incident=incident, query=query)
    pairing = incident.findings.filter(part="mirror", row_key=key).first()
    board = _kept_part(incident, Q(row_key=key) | _rows_of(pairing) if pairing else Q(row_key=key))
    if board is None:
        return board_of(incident=incident, query=query)
    return cut(replace(board, asof=query.asof, known=query.known), query)


def _rows_of(pairing: models.StoredFinding) -> Q:
    """The kept rows that a pairing shows."""
    return Q(part="row", row_key__in=pairing.payload["rows"])


def _kept_part(incident: models.Incident, wanted: Q) -> Board | None:
    """The board with the wanted rows, pairings and accounts alone, as they were kept; None where none of them is."""
    findings = incident.findings.filter(wanted).order_by("part", "order")
    board = frame_of(incident=incident)
    return keeping.put_kept(incident=incident, board=board, token=token_of(incident), findings=findings)


def refresh_findings(*, incident: models.Incident, changed: Collection[int] | None = None) -> None:
    """Bring what is kept of the default board up to date; a row whose finding changed says when. In the writing transaction.

    `changed` are the claims (by primary key) that came, changed or went since the board was kept: then only what they
    reach is read and worked out. None = anything may have changed.
    """
    world, columns = world_of(incident)
    token, frame = models.VocabularyVersion.current(), build_board((), episode_of(incident), columns, world)
    under = under_of(incident, frame, token)
    kept = layout_kept(incident, under) if changed is not None else None
    reach = reach_of(incident=incident, changed=changed) if changed is not None and kept is not None else None
    if kept is None or reach is None or len(reach.claims) > MOST:
        rows = models.Claim.objects.filter(incident=incident).visible().with_sources()
        keep_ready(make_ready([work_out_board(incident, rows, token)]))
    else:
        mending = Mending(incident, episode_of(incident), frame, world, columns, kept, reach)
        mended = mending.mend(token=token, under=under)
        keep_lines_of(
            incident=incident, claims=reach.claims, statements=reach.statements, rows=mended.rows, gone=mended.gone,
            columns=columns, world=world, token=token,
        )  # fmt: skip
        keep_whole_of(incident=incident, claims=reach.claims)
        keep_drawn(incident=incident, frame=frame, claims=keeping.claims_shown(incident=incident))


def keep_where_missing() -> None:
    """Keep the lists of sources of incidents that have none of today's form: after the migration that brought it to a database in use."""
    holding = (
        models.Incident.objects.filter(claims__isnull=False).exclude(kept_sources__in=kept_in_this_form()).distinct()
    )
    for incident in holding.select_related("conflict", "place"):
        with transaction.atomic():
            world, columns = world_of(incident)
            rows = board_of(incident=incident).rows
            lines = all_lines(incident=incident, rows=rows, columns=columns, world=world)
            keep_lines(incident=incident, lines=lines, world=world, token=token_of(incident))
