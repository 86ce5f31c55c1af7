"""What a chart of one row leaves out although it is near: figures of other rows, each with the reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims_app.core.boards import Board, Row
from claims_app.core.claims import Claim
from claims_app.core.worlds import World

MOST_FIGURES = 3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row beside the one shown: the figures that stand on it (the first few, and how many more), and why they stand there."""

    row: Row
    claims: tuple[Claim, ...]
    more: int
    reasons: tuple[str, ...]


def left_out(row: Row, board: Board, world: World) -> tuple[LeftOut, ...]:
    """The rows of the same object, a kind of it or what it is a kind of, nearest first: those that differ in the fewest ways."""
    found = []
    for other in board.rows:
        figures = [claim for claim in other.claims if claim.figure and claim.retracted_at is None]
        if other.key == row.key or not figures or not _is_near(row, other, world):
            continue
        shown = tuple(figures[:MOST_FIGURES])
        found.append(LeftOut(other, shown, len(figures) - len(shown), tuple(_reasons(row, other, world))))
    return tuple(sorted(found, key=lambda one: len(one.reasons)))


def _is_near(row: Row, other: Row, world: World) -> bool:
    return bool(row.object and other.object) and (
        world.is_kind_of(other.object, row.object) or world.is_kind_of(row.object, other.object)
    )


def _reasons(row: Row, other: Row, world: World) -> Iterator[str]:
    """Why the other row's figures cannot stand on this row's scale, one short clause for each way in which they differ."""
    if row.losses_of != other.losses_of:
        yield _whose(other)
    if row.object != other.object:
        yield f"counts {world.object_name(other.object, many=True)}"
    if row.outcome != other.outcome:
        name = world.outcome_name(other.outcome)
        yield f"“{name}” is another outcome" if name else "does not say what became of them"
    if row.place != other.place:
        yield f"counts {other.own_place} alone" if other.own_place else "counts other places too"


def _whose(other: Row) -> str:
    if not other.losses_of:
        return "does not say whose"
    return f"counts {'acts' if other.harm == 'events' else 'losses'} of {other.losses_label}"
