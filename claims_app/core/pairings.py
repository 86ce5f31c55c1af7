"""Rows → pairings: measure by measure what each side says it inflicted, and what the sides say of their own losses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from claims_app.core.boards import Board, Cell, Episode, MirrorRow, MirrorWing, Row, SideColumn
from claims_app.core.cells import cell_of, newest_first
from claims_app.core.read_together import FactSaid, read_together
from claims_app.core.worlds import World

Kind = tuple[str, str]
OWN = ("own_loss", "own_civilians")


def pairings_of(
    rows: Sequence[Row], columns: Sequence[SideColumn], episode: Episode, world: World
) -> tuple[MirrorRow, ...]:
    """The pairings of these rows, which stand in the order of their board: what nobody says to have inflicted has none."""
    grouped: dict[Kind, list[Row]] = {}
    for row in rows:
        if row.harm != "events":
            grouped.setdefault((row.object, row.outcome), []).append(row)
    pairs = [_pairing(kind, members, columns, world) for kind, members in grouped.items()]
    kept = [pair for pair in pairs if any(wing.inflicted.claims for wing in pair.wings)]
    contradicted = {row.key for row in rows if row.contradicted}
    is_contradicted = {_kind_of(pair): not contradicted.isdisjoint(pair.rows) for pair in kept}
    return tuple(sorted(kept, key=lambda pair: pair_rank(pair, is_contradicted[_kind_of(pair)], episode.lead, world)))


def pair_rank(pair: MirrorRow, is_contradicted: bool, lead: str, world: World) -> tuple[Any, ...]:
    """Sorts pairings: the incident's leading object, then those in which most sides speak, contradicted ones, things."""
    speaking = len({wing.side for wing in pair.wings if wing.inflicted.claims})
    is_thing = world.harm_of(pair.object) == "things"
    return (pair.object != lead, -speaking, not is_contradicted, not is_thing, pair.label, *_kind_of(pair))


def label_of(thing: str, word: str, world: World) -> str:
    """ "Tanks lost"; "Soldier casualties", since casualties are a noun."""
    what = world.object_name(thing, many=word != "casualties")
    return " ".join(part for part in (what[:1].upper() + what[1:], word) if part) or "Measure not stated"


def with_all_revised(board: Board) -> Board:
    """The board with its pairings holding all that was revised in their rows, where each of these is on the board."""
    rows = {row.key: row for row in board.rows}
    return replace(board, mirror=tuple(_with_revised(pair, rows) for pair in board.mirror))


def _with_revised(pair: MirrorRow, rows: Mapping[str, Row]) -> MirrorRow:
    if not all(key in rows for key in pair.rows):
        return pair
    said = [claim for key in pair.rows for cell in rows[key].cells for claim in cell.previous]

    def whole(cell: Cell, stances: Sequence[str]) -> Cell:
        mine = [claim for claim in said if claim.side == cell.side and claim.stance in stances]
        return replace(cell, previous=tuple(sorted(mine, key=newest_first)))

    return replace(
        pair,
        wings=tuple(
            replace(wing, inflicted=whole(wing.inflicted, ("other_loss",)), own=whole(wing.own, OWN))
            for wing in pair.wings
        ),
    )


def _kind_of(pair: MirrorRow) -> Kind:
    return pair.object, pair.outcome


def _pairing(kind: Kind, rows: Sequence[Row], columns: Iterable[SideColumn], world: World) -> MirrorRow:
    cells = [cell for row in rows for cell in row.cells]
    claims = [claim for cell in cells for claim in (*cell.claims, *cell.previous)]
    revised = {claim.id for cell in cells for claim in cell.previous}
    wings = []
    for column in columns:
        mine = [claim for claim in claims if claim.side == column.key] if column.camp else []
        if mine:
            inflicted = cell_of(column.key, [claim for claim in mine if claim.stance == "other_loss"], revised)
            own = cell_of(column.key, [claim for claim in mine if claim.stance in OWN], revised)
            wings.append(MirrorWing(column.key, inflicted, replace(own, owns=True)))
    return MirrorRow(
        object=kind[0],
        outcome=kind[1],
        label=label_of(kind[0], "" if kind[1] in ("killed", "lost") else world.outcome_name(kind[1]), world),
        wings=tuple(wings),
        sentence=read_together(world.object_name(kind[0], many=True), _facts_said(rows, columns), world),
        rows=tuple(row.key for row in rows),
    )


def _facts_said(rows: Iterable[Row], columns: Iterable[SideColumn]) -> list[FactSaid]:
    """Fact by fact what the sides say they inflicted, then what they say of their own; in the order of who inflicted."""
    order = {column.key: place for place, column in enumerate(columns)}
    facts = []
    for row in rows:
        claims = [claim for claim in row.claims if claim.camp and claim.retracted_at is None]
        inflicted = [claim for claim in claims if claim.stance == "other_loss"]
        own = [claim for claim in claims if claim.stance in OWN]
        place = min((order[claim.side] for claim in inflicted), default=len(order))
        facts.append((place, FactSaid(row.losses_label or "parties not stated", (*inflicted, *own))))
    return [fact for _, fact in sorted(facts, key=lambda item: item[0])]


def shares_losses(row: Row, world: World) -> bool:
    """Whether it counts the losses of one camp alone, so that what a side says of it is all inflicted, or all its own."""
    return len({world.camp_of(party) for party in row.losses_of}) == 1
