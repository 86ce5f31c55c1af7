"""Findings kept ready for the default board: each row as JSON, its finding apart, with the claims it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from pydantic import TypeAdapter

from claims_app import models
from claims_app.core.boards import Account, Board, Cell, MirrorRow, Row
from claims_app.core.charts import is_alone, pairing_row_of, shapes_of
from claims_app.core.claims import Claim
from claims_app.core.explanations import Explanation
from claims_app.core.faces import account_face, pair_face, row_face
from claims_app.core.judgements import Judged, KnownFindings, ids_of
from claims_app.core.verdicts import Finding
from claims_app.services import bulk
from claims_app.services.drawing import FACES, around_of, look_of

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
    return replace(board, rows=tuple(kept["row"]), mirror=tuple(kept["mirror"]), accounts=tuple(kept["account"]))


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


def known_findings(
    *, incident: models.Incident, token: str, policy: str, changed: frozenset[int]
) -> KnownFindings | None:
    """What was found before the claims changed; None where the rules or the vocabulary were others."""
    kept = list(incident.findings.filter(part="row").defer("payload", "earlier", "drawn"))
    if not all(is_current(row, token=token, policy=policy) for row in kept):
        return None
    judged = {}
    for row in kept:
        found = FOUND_OUT.validate_python(row.found)
        judged[row.row_key] = Judged(found.own, found.nested, found.finding, found.why)
    return KnownFindings(judged, changed)


def keep(*, incident: models.Incident, board: Board, token: str, known: KnownFindings, anew: bool) -> None:
    """Keep the board. What shows the same claims in the same way as before is not written again, unless all is `anew`."""
    keeper = _Keeper(incident, board, token, known, anew)
    keeper.keep_board()
    keeper.drop_the_rest()
    _write_all([keeper])


def keep_all(kept: Sequence[tuple[models.Incident, Board, KnownFindings]], *, token: str) -> None:
    """Keep the boards of several incidents, all worked out anew, in as many statements as those of one."""
    before: dict[int, list[models.StoredFinding]] = {incident.pk: [] for incident, _, _ in kept}
    for row in models.StoredFinding.objects.filter(incident__in=before).defer("payload", "earlier", "drawn"):
        before[row.incident_id].append(row)
    keepers = [_Keeper(incident, board, token, known, True, before[incident.pk]) for incident, board, known in kept]
    for keeper in keepers:
        keeper.keep_board()
    gone = [row.pk for keeper in keepers for row in keeper.before.values()]
    for some in bulk.in_chunks(gone):
        models.StoredFinding.objects.filter(pk__in=some).delete()
    _write_all(keepers)


def _write_all(keepers: Sequence[_Keeper]) -> None:
    """Write what the keepers hold ready, and which claims each row shows."""
    held = [pair for keeper in keepers for pair in keeper.held]
    new = [row for row, _ in held if row.pk is None]
    old = [row for row, _ in held if row.pk is not None]
    bulk.insert(new)
    bulk.update(old, KEPT)
    through: Any = models.StoredFinding.claims.through
    for some in bulk.in_chunks(row.pk for row in old):
        through.objects.filter(storedfinding__in=some).delete()
    bulk.insert([through(storedfinding_id=row.pk, claim_id=claim) for row, claims in held for claim in claims])


KEPT = (
    "order",
    "verdict",
    "shown",
    "policy",
    "vocabulary",
    "contradicted",
    "payload",
    "earlier",
    "found",
    "drawn",
    "drawn_by",
    "changed_at",
    "was",
)


class _Keeper:
    """Holds the parts of one board ready to be written over those that were kept before."""

    def __init__(
        self,
        incident: models.Incident,
        board: Board,
        token: str,
        known: KnownFindings,
        anew: bool,
        before: Sequence[models.StoredFinding] | None = None,
    ) -> None:
        self.incident, self.board, self.token, self.known, self.anew = incident, board, token, known, anew
        self.around = around_of(incident=incident, columns=board.sides)
        self.look, self.shapes = look_of(self.around), shapes_of(board)
        self.written: set[str] = set()
        self.now: datetime = timezone.now()
        rows = incident.findings.defer("payload", "earlier", "drawn") if before is None else before
        self.before = {(row.part, row.row_key): row for row in rows}
        self.held: list[tuple[models.StoredFinding, list[int]]] = []

    def keep_board(self) -> None:
        """Every row, pairing and account at its place; rows first, since a pairing shows what was found in its rows."""
        board = self.board
        parts: dict[str, Sequence[Item]] = {"row": board.rows, "mirror": board.mirror, "account": board.accounts}
        for part, items in parts.items():
            for order, item in enumerate(items):
                self.keep(part, order, item)

    def keep(self, part: str, order: int, item: Item) -> None:
        """One row, pairing or account at its place."""
        key = item.key if not isinstance(item, MirrorRow) else f"{item.object}--{item.outcome}"
        kept = self.before.pop((part, key), None)
        shown = _digest(item, self.board)
        if kept is not None and kept.shown == shown and not self._must_be_written(kept, item):
            if kept.order != order:
                models.StoredFinding.objects.filter(pk=kept.pk).update(order=order)
            return
        self._write(kept or models.StoredFinding(incident=self.incident, part=part, row_key=key), order, item, shown)

    def _must_be_written(self, kept: models.StoredFinding, item: Item) -> bool:
        return self.anew or kept.drawn_by != self.look or self._has_changed(item)

    def _has_changed(self, item: Item) -> bool:
        if isinstance(item, Row) and item.key in self.known.fresh:
            return True
        if isinstance(item, MirrorRow) and not self.written.isdisjoint(item.rows):
            return True
        return any(claim.id in self.known.changed for cell in _cells(item) for claim in (*cell.claims, *cell.previous))

    def _write(self, row: models.StoredFinding, order: int, item: Item, shown: str) -> None:
        verdict = "mirror" if isinstance(item, MirrorRow) else item.finding.verdict
        if row.pk is None or row.verdict != verdict:
            row.changed_at, row.was = self.now, row.verdict
        row.order, row.verdict, row.shown = order, verdict, shown
        row.policy, row.vocabulary = self.board.policy, self.token
        row.contradicted = not isinstance(item, MirrorRow) and item.contradicted
        bare = _bare(item)
        row.payload = PARTS[row.part].dump_python(_with_newest(bare), mode="json")
        row.earlier = _earlier(bare)
        row.found = self._found(item)
        row.drawn, row.drawn_by = FACES[row.part].dump_python(self._face(item), mode="json"), self.look
        self.written.add(row.row_key)
        cells = () if isinstance(item, MirrorRow) else item.cells
        claims = dict.fromkeys(claim.id for cell in cells for claim in cell.claims)
        self.held.append((row, [number for number in claims if isinstance(number, int)]))

    def _found(self, item: Item) -> Any:
        if isinstance(item, MirrorRow):
            return None
        if isinstance(item, Account):
            return FOUND_OUT.dump_python(FoundOut(item.finding), mode="json")
        judged = self.known.judged[item.key]
        own, nested = (tuple(int(key) for key in some) for some in (judged.own, judged.nested))
        return FOUND_OUT.dump_python(FoundOut(judged.finding, judged.why, own, nested), mode="json")

    def _face(self, item: Item) -> Any:
        if isinstance(item, MirrorRow):
            return pair_face(pairing_row_of(item, self.board), self.board, self.around)
        if isinstance(item, Account):
            return account_face(item, self.around)
        return row_face(item, self.shapes, self.around)

    def drop_the_rest(self) -> None:
        """Forget what the board no longer shows."""
        models.StoredFinding.objects.filter(pk__in=[gone.pk for gone in self.before.values()]).delete()


def _cells(item: Item) -> list[Cell]:
    if isinstance(item, MirrorRow):
        return [cell for wing in item.wings for cell in (wing.inflicted, wing.own)]
    return list(item.cells)


def _digest(item: Item, board: Board) -> str:
    """Stands for all that an item shows: its words, its finding, and which claims stand where."""
    alone = isinstance(item, MirrorRow) and is_alone(item.object, board)
    cells = [(c.side, c.state, c.owns, c.note, ids_of(c.claims), ids_of(c.previous)) for c in _cells(item)]
    shown = replace(item, wings=()) if isinstance(item, MirrorRow) else replace(item, cells=())
    return hashlib.sha256(repr((shown, cells, alone)).encode()).hexdigest()


def _bare(item: Item) -> Item:
    """What is kept as JSON: without the finding, which is kept apart, and without the scopes that only the engine needs."""

    def bare(cell: Cell) -> Cell:
        return replace(
            cell,
            claims=tuple(replace(claim, scope=None) for claim in cell.claims),
            previous=tuple(replace(claim, scope=None) for claim in cell.previous),
        )

    item = _with_cells(item, [bare(cell) for cell in _cells(item)])
    if isinstance(item, MirrorRow):
        return item
    if isinstance(item, Account):
        return replace(item, finding=NO_FINDING)
    return replace(item, finding=NO_FINDING, why=None)


def _with_newest(item: Item) -> Item:
    """Of what was revised in a cell, which grows for ever, the newest: it is all that the page shows."""
    return _with_cells(item, [replace(cell, previous=cell.previous[:SHOWN]) for cell in _cells(item)])


def _earlier(item: Item) -> Any:
    """The rest by the cell's place, as JSON; None where there is none."""
    rest = {str(place): cell.previous[SHOWN:] for place, cell in enumerate(_cells(item)) if cell.previous[SHOWN:]}
    return EARLIER.dump_python(rest, mode="json") or None


def _with_earlier(item: Item, kept: Any) -> Item:
    rest = EARLIER.validate_python(kept)
    cells = [
        replace(cell, previous=cell.previous + rest.get(str(place), ())) for place, cell in enumerate(_cells(item))
    ]
    return _with_cells(item, cells)


def _with_cells(item: Item, cells: Sequence[Cell]) -> Item:
    """The item with other cells, in the order of `_cells`."""
    if not isinstance(item, MirrorRow):
        return replace(item, cells=tuple(cells))
    pairs = zip(item.wings, cells[::2], cells[1::2], strict=True)
    return replace(item, wings=tuple(replace(wing, inflicted=one, own=other) for wing, one, other in pairs))
