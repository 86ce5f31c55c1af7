"""Findings kept ready for the default board: each row as JSON, its finding apart, with the claims it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from pydantic import TypeAdapter

from claims_app import models
from claims_app.core.boards import Account, Board, Cell, MirrorRow, Row
from claims_app.core.charts import is_alone
from claims_app.core.claims import Claim
from claims_app.core.explanations import Explanation
from claims_app.core.judgements import Judged, KnownFindings, ids_of
from claims_app.core.pairings import shares_losses, with_all_revised
from claims_app.core.verdicts import Finding
from claims_app.core.worlds import World

Item = Row | MirrorRow | Account


@dataclass(frozen=True, slots=True)
class FoundOut:
    """What is kept of a row apart from what it shows: its finding, why, and the claims it was made from."""

    finding: Finding
    why: Explanation | None = None
    own: tuple[int, ...] = ()
    nested: tuple[int, ...] = ()


FOUND_OUT: TypeAdapter[FoundOut] = TypeAdapter(FoundOut)
PARTS: dict[str, TypeAdapter[Any]] = {
    "row": TypeAdapter(Row),
    "mirror": TypeAdapter(MirrorRow),
    "account": TypeAdapter(Account),
}
NO_FINDING = Finding("empty")
EARLIER: TypeAdapter[dict[str, tuple[Claim, ...]]] = TypeAdapter(dict[str, tuple[Claim, ...]])
SHOWN = 1


def is_current(row: models.StoredFinding, *, token: str, policy: str) -> bool:
    """Whether a line was kept under these rules and this vocabulary; any other must be worked out anew."""
    return row.vocabulary == token and row.policy == policy


def put_kept(
    *,
    incident: models.Incident,
    board: Board,
    token: str,
    findings: QuerySet[models.StoredFinding] | None = None,
    whole: bool = True,
) -> Board | None:
    """An empty board with the rows, pairings and accounts as they were kept; None when there are none, or of other rules.

    `findings` are those of them that are wanted, in order; all when left out. Not `whole`: of the claims of a cell that
    were revised it holds the newest alone, and reads no more than that.
    """
    kept: dict[str, list[Any]] = {part: [] for part in PARTS}
    wanted = incident.findings.order_by("part", "order") if findings is None else findings
    for row in wanted.defer("drawn") if whole else wanted.defer("drawn", "earlier"):
        if not is_current(row, token=token, policy=board.policy):
            return None
        kept[row.part].append(read_kept(row, whole=whole))
    if not any(kept.values()):
        return None
    found = replace(board, rows=tuple(kept["row"]), mirror=tuple(kept["mirror"]), accounts=tuple(kept["account"]))
    return with_all_revised(found) if whole else found


def read_kept(row: models.StoredFinding, *, whole: bool = True) -> Any:
    """The row, pairing or account that a line keeps, with its finding; `whole` with all that was ever revised in it."""
    item: Item = PARTS[row.part].validate_python(row.payload)
    if whole and row.earlier:
        item = _with_earlier(item, row.earlier)
    if isinstance(item, MirrorRow):
        return item
    found = FOUND_OUT.validate_python(row.found)
    if isinstance(item, Account):
        return replace(item, finding=found.finding)
    return replace(item, finding=found.finding, why=found.why)


def known_findings(*, incident: models.Incident, keys: Collection[str], changed: frozenset[int]) -> KnownFindings:
    """What was found of these rows before the claims changed."""
    judged = {}
    for row in incident.findings.filter(part="row", row_key__in=keys).only("row_key", "found"):
        found = FOUND_OUT.validate_python(row.found)
        judged[row.row_key] = Judged(found.own, found.nested, found.finding, found.why)
    return KnownFindings(judged, changed)


def kept_rows_of(*, incident: models.Incident, keys: Collection[str], world: World) -> list[Row]:
    """These rows as they are kept; with all that was revised in them only where one cell may hold inflicted and own losses."""
    found = []
    for kept in incident.findings.filter(part="row", row_key__in=keys).defer("drawn", "earlier") if keys else ():
        row: Row = read_kept(kept, whole=False)
        found.append(row if shares_losses(row, world) else read_kept(kept))
    return found


def claims_shown(*, incident: models.Incident) -> int:
    """How many claims the kept rows show."""
    through: Any = models.StoredFinding.claims.through
    found: int = through.objects.filter(storedfinding__incident=incident, storedfinding__part="row").count()
    return found


def key_of(item: Item) -> str:
    """The key under which a part is kept."""
    return f"{item.object}--{item.outcome}" if isinstance(item, MirrorRow) else item.key


def cells_of(item: Item) -> list[Cell]:
    if isinstance(item, MirrorRow):
        return [cell for wing in item.wings for cell in (wing.inflicted, wing.own)]
    return list(item.cells)


def digest_of(item: Item, board: Board) -> str:
    """Stands for all that an item shows: its words, its finding, and which claims stand where."""
    alone = isinstance(item, MirrorRow) and is_alone(item.object, board)
    if isinstance(item, MirrorRow):
        item = with_newest(item)
    cells = [(c.side, c.state, c.owns, c.note, ids_of(c.claims), ids_of(c.previous)) for c in cells_of(item)]
    shown = replace(item, wings=()) if isinstance(item, MirrorRow) else replace(item, cells=())
    return hashlib.sha256(repr((shown, cells, alone)).encode()).hexdigest()


def bare(item: Item) -> Item:
    """What is kept as JSON: without the finding, which is kept apart, and without the scopes that only the engine needs."""

    def without_scopes(cell: Cell) -> Cell:
        return replace(
            cell,
            claims=tuple(replace(claim, scope=None) for claim in cell.claims),
            previous=tuple(replace(claim, scope=None) for claim in cell.previous),
        )

    item = _with_cells(item, [without_scopes(cell) for cell in cells_of(item)])
    if isinstance(item, MirrorRow):
        return item
    if isinstance(item, Account):
        return replace(item, finding=NO_FINDING)
    return replace(item, finding=NO_FINDING, why=None)


def with_newest(item: Item) -> Item:
    """Of what was revised in a cell, which grows for ever, the newest: it is all that the page shows."""
    return _with_cells(item, [replace(cell, previous=cell.previous[:SHOWN]) for cell in cells_of(item)])


def earlier_of(item: Item) -> Any:
    """The rest by the cell's place, as JSON; None where there is none, and for a pairing, whose rows hold it."""
    if isinstance(item, MirrorRow):
        return None
    rest = {str(place): cell.previous[SHOWN:] for place, cell in enumerate(cells_of(item)) if cell.previous[SHOWN:]}
    return EARLIER.dump_python(rest, mode="json") or None


def _with_earlier(item: Item, kept: Any) -> Item:
    rest = EARLIER.validate_python(kept)
    cells = [
        replace(cell, previous=cell.previous + rest.get(str(place), ())) for place, cell in enumerate(cells_of(item))
    ]
    return _with_cells(item, cells)


def _with_cells(item: Item, cells: Sequence[Cell]) -> Item:
    """The item with other cells, in the order of `cells_of`."""
    if not isinstance(item, MirrorRow):
        return replace(item, cells=tuple(cells))
    pairs = zip(item.wings, cells[::2], cells[1::2], strict=True)
    return replace(item, wings=tuple(replace(wing, inflicted=one, own=other) for wing, one, other in pairs))
