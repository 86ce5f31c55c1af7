"""The board of an incident: kept ready for the default view, computed for every other question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from pydantic import TypeAdapter

from claims_app import models
from claims_app.core.boards import (
    Account,
    Board,
    Cell,
    Episode,
    MirrorRow,
    Row,
    Show,
    SideColumn,
    build_board,
    narrow,
)
from claims_app.core.claims import Claim
from claims_app.core.worlds import World
from claims_app.services.history import as_recorded
from claims_app.services.mapping import to_claims, token_of, world_of

ROWS: TypeAdapter[Row] = TypeAdapter(Row)
MIRRORS: TypeAdapter[MirrorRow] = TypeAdapter(MirrorRow)
ACCOUNTS: TypeAdapter[Account] = TypeAdapter(Account)
PARTS: dict[str, TypeAdapter[Any]] = {"row": ROWS, "mirror": MIRRORS, "account": ACCOUNTS}


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


def board_of(*, incident: models.Incident, query: BoardQuery | None = None) -> Board:
    """The board that the page, the API and the exports show."""
    query = query or BoardQuery()
    board = _kept_board(incident) if query.is_default else None
    if board is None:
        board = _computed_board(incident, query)
    return cut(board, query)


def cut(board: Board, query: BoardQuery) -> Board:
    """The part of a whole board that the query wants: its rows and its columns."""
    return _with_sides(narrow(board, query.show), query.sides)


def _episode(incident: models.Incident) -> Episode:
    return Episode(
        slug=incident.slug,
        title=incident.title,
        conflict=incident.conflict.title,
        start=incident.start,
        end=incident.end,
        place=incident.place.key if incident.place else "",
        lead=incident.lead,
        revision=incident.version,
    )


def _computed_board(incident: models.Incident, query: BoardQuery) -> Board:
    world, columns = world_of(incident)
    claims = claims_of(incident, world, columns, asof=query.asof, known=query.known)
    return build_board(claims, _episode(incident), columns, world, asof=query.asof, known=query.known)


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
        recorded = as_recorded(incident=incident, end=_after(known, zone))
        end = _after(asof, zone) if asof is not None else None
        said = [row for row in recorded if end is None or row.stated_at is None or row.stated_at < end]
        claims = to_claims(said, incident, world, columns)
    else:
        rows = rows.said_by(asof, zone) if asof is not None else rows
        claims = to_claims(rows.with_sources(), incident, world, columns)
    return tuple(_as_of_then(claim, _after(asof, zone)) for claim in claims) if asof is not None else claims


def _after(day: date, zone: ZoneInfo) -> datetime:
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


def _kept_board(incident: models.Incident) -> Board | None:
    """The board from its kept findings; None when there are none or the vocabulary has changed since."""
    world, columns = world_of(incident)
    token = token_of(incident)
    kept: dict[str, list[Any]] = {part: [] for part in PARTS}
    for finding in incident.findings.order_by("part", "order"):
        if finding.vocabulary != token or finding.policy != world.policy_id:
            return None
        kept[finding.part].append(PARTS[finding.part].validate_python(finding.payload))
    if not any(kept.values()):
        return None
    empty = build_board((), _episode(incident), columns, world)
    return replace(empty, rows=tuple(kept["row"]), mirror=tuple(kept["mirror"]), accounts=tuple(kept["account"]))


def refresh_findings(*, incident: models.Incident) -> Board:
    """Compute the default board and keep it; a row whose finding changed says when. Call it in the writing transaction."""
    board = _computed_board(incident, BoardQuery())
    token = models.VocabularyVersion.current()
    now = timezone.now()
    before = {(kept.part, kept.row_key): kept for kept in incident.findings.all()}
    with transaction.atomic():
        parts: dict[str, Sequence[Row | MirrorRow | Account]] = {
            "row": board.rows,
            "mirror": board.mirror,
            "account": board.accounts,
        }
        for part, items in parts.items():
            for order, item in enumerate(items):
                key = item.key if not isinstance(item, MirrorRow) else f"{item.object}--{item.outcome}"
                kept = before.pop((part, key), None)
                _keep(incident, part, key, order, item, kept, board.policy, token, now)
        models.StoredFinding.objects.filter(pk__in=[gone.pk for gone in before.values()]).delete()
    return board


def _keep(
    incident: models.Incident,
    part: str,
    key: str,
    order: int,
    item: Row | MirrorRow | Account,
    kept: models.StoredFinding | None,
    policy: str,
    token: str,
    now: datetime,
) -> None:
    verdict = item.finding.verdict if not isinstance(item, MirrorRow) else "mirror"
    values = {
        "order": order,
        "verdict": verdict,
        "contradicted": not isinstance(item, MirrorRow) and item.contradicted,
        "policy": policy,
        "vocabulary": token,
        "payload": PARTS[part].dump_python(_without_scopes(item), mode="json"),
    }
    if kept is None:
        kept = models.StoredFinding(incident=incident, part=part, row_key=key, changed_at=now)
    elif kept.verdict != verdict:
        kept.changed_at = now
    elif all(getattr(kept, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(kept, name, value)
    kept.save()
    if not isinstance(item, MirrorRow):
        shown = [claim.id for cell in item.cells for claim in cell.claims]
        kept.claims.set([number for number in shown if isinstance(number, int)])


def _without_scopes(item: Any) -> Any:
    """The same value without the scopes of its claims, which only the engine needs."""

    def bare(cell: Cell) -> Cell:
        return replace(
            cell,
            claims=tuple(replace(claim, scope=None) for claim in cell.claims),
            previous=tuple(replace(claim, scope=None) for claim in cell.previous),
        )

    if isinstance(item, MirrorRow):
        wings = tuple(replace(wing, inflicted=bare(wing.inflicted), own=bare(wing.own)) for wing in item.wings)
        return replace(item, wings=wings)
    return replace(item, cells=tuple(bare(cell) for cell in item.cells))
