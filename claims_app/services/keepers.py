"""Writing what is kept of boards: each part over what was kept of it before, and no more than has changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from claims_app import models
from claims_app.core.boards import Account, Board, MirrorRow, Row
from claims_app.core.charts import pairing_row_of, shapes_of
from claims_app.core.faces import account_face, pair_face, row_face
from claims_app.core.judgements import KnownFindings
from claims_app.core.pairings import pair_rank
from claims_app.core.scenes import account_rank, row_rank
from claims_app.services import bulk
from claims_app.services.drawing import FACES, around_of, look_of
from claims_app.services.keeping import (
    FOUND_OUT,
    PARTS,
    FoundOut,
    Item,
    bare,
    cells_of,
    digest_of,
    earlier_of,
    key_of,
    with_newest,
)
from claims_app.services.kept_orders import STEP, Head, orders_among, written_rank
from claims_app.services.mapping import world_of


def keep_part(
    *,
    incident: models.Incident,
    board: Board,
    rows: Collection[str],
    things: Collection[str],
    asked: Collection[str],
    token: str,
    known: KnownFindings,
) -> None:
    """Keep these rows of a board that holds no more than they hang on, the pairings of these things, and these accounts.

    What shows the same claims in the same way as before is not written again; what the board does not hold goes.
    """
    heads = [Head(*values) for values in incident.findings.values_list("pk", "part", "row_key", "order", "rank")]
    looked_at = {head.pk for head in heads if head.is_of(rows, things, asked)}
    before = incident.findings.filter(pk__in=looked_at).defer("payload", "earlier", "drawn")
    keeper = Keeper(incident, board, token, known, False, list(before))
    for part, items in keeper.parts().items():
        stay = [head for head in heads if head.part == part and head.pk not in looked_at]
        chosen = [item for item in items if part != "row" or key_of(item) in rows]
        orders = orders_among(stay, {key_of(item): keeper.rank(item) for item in chosen})
        bulk.update([models.StoredFinding(pk=pk, order=order) for pk, order in orders.moved.items()], ["order"])
        for item in chosen:
            keeper.keep(part, orders.fresh[key_of(item)], item)
    write_all([keeper])


def write_all(keepers: Sequence[Keeper]) -> None:
    """Write what the keepers hold ready, and which claims each row shows; what their boards no longer show goes."""
    gone = [row.pk for keeper in keepers for row in keeper.before.values()]
    for some in bulk.in_chunks(gone):
        models.StoredFinding.objects.filter(pk__in=some).delete()
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
    "rank",
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


class Keeper:
    """Holds the parts of one board ready to be written over those that were kept before."""

    def __init__(
        self,
        incident: models.Incident,
        board: Board,
        token: str,
        known: KnownFindings,
        anew: bool,
        before: Sequence[models.StoredFinding],
    ) -> None:
        self.incident, self.board, self.token, self.known, self.anew = incident, board, token, known, anew
        self.around = around_of(incident=incident, columns=board.sides)
        self.look, self.shapes = look_of(self.around), shapes_of(board)
        self.world, _ = world_of(incident)
        self.written: set[str] = set()
        self.now: datetime = timezone.now()
        self.before = {(row.part, row.row_key): row for row in before}
        self.held: list[tuple[models.StoredFinding, list[int]]] = []

    def parts(self) -> dict[str, Sequence[Item]]:
        """Rows first, since a pairing shows what was found in its rows."""
        return {"row": self.board.rows, "mirror": self.board.mirror, "account": self.board.accounts}

    def keep_board(self) -> None:
        """Every row, pairing and account at its place."""
        for part, items in self.parts().items():
            for place, item in enumerate(items, 1):
                self.keep(part, place * STEP, item)

    def keep(self, part: str, order: int, item: Item) -> None:
        """One row, pairing or account at its place."""
        key = key_of(item)
        kept = self.before.pop((part, key), None)
        shown = digest_of(item, self.board)
        if kept is not None and kept.shown == shown and not self._must_be_written(kept, item):
            if kept.order != order:
                models.StoredFinding.objects.filter(pk=kept.pk).update(order=order)
            return
        self._write(kept or models.StoredFinding(incident=self.incident, part=part, row_key=key), order, item, shown)

    def rank(self, item: Item) -> tuple[Any, ...]:
        """What the item's place among those of its part hangs on."""
        if isinstance(item, Row):
            return row_rank(item)
        if isinstance(item, Account):
            return account_rank(item)
        contradicted = any(row.contradicted for row in self.board.rows if row.key in item.rows)
        return pair_rank(item, contradicted, self.incident.lead, self.world)

    def _must_be_written(self, kept: models.StoredFinding, item: Item) -> bool:
        return self.anew or kept.drawn_by != self.look or self._has_changed(item)

    def _has_changed(self, item: Item) -> bool:
        if isinstance(item, Row) and item.key in self.known.fresh:
            return True
        if isinstance(item, MirrorRow) and not self.written.isdisjoint(item.rows):
            return True
        return any(
            claim.id in self.known.changed for cell in cells_of(item) for claim in (*cell.claims, *cell.previous)
        )

    def _write(self, row: models.StoredFinding, order: int, item: Item, shown: str) -> None:
        verdict = "mirror" if isinstance(item, MirrorRow) else item.finding.verdict
        if row.pk is None or row.verdict != verdict:
            row.changed_at, row.was = self.now, row.verdict
        row.order, row.verdict, row.shown = order, verdict, shown
        row.policy, row.vocabulary = self.board.policy, self.token
        row.rank = written_rank(self.rank(item))
        row.contradicted = not isinstance(item, MirrorRow) and item.contradicted
        stripped = bare(item)
        row.payload = PARTS[row.part].dump_python(with_newest(stripped), mode="json")
        row.earlier = earlier_of(stripped)
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
