"""The places of the parts of a kept board: what each hangs on, and a place for what has changed that moves no other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Rank = tuple[Any, ...]
# So far from each other stand the places of a board that is kept anew.
STEP = 4096


@dataclass(frozen=True, slots=True)
class Head:
    """A kept row, pairing or account by its place alone; `written` is its rank as JSON."""

    pk: int
    part: str
    key: str
    order: int
    written: list[Any]

    @property
    def rank(self) -> Rank:
        """What its place hangs on."""
        return read_rank(self.written)

    def is_of(self, rows: Collection[str], things: Collection[str], asked: Collection[str]) -> bool:
        """Whether it is one of these rows, a pairing of one of these things, or one of these accounts."""
        if self.part == "mirror":
            return self.written[-2] in things
        return self.key in (rows if self.part == "row" else asked)


@dataclass(slots=True)
class Orders:
    """The places of what has changed by key, and of what had to make room by primary key."""

    fresh: dict[str, int] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)


def written_rank(rank: Rank) -> list[Any]:
    """A rank as JSON; a fraction as a list of two whole numbers."""
    return [[part.numerator, part.denominator] if isinstance(part, Fraction) else part for part in rank]


def read_rank(written: Sequence[Any]) -> Rank:
    """A rank from JSON."""
    return tuple(Fraction(*part) if isinstance(part, list) else part for part in written)


def orders_among(stay: Sequence[Head], fresh: Mapping[str, Rank]) -> Orders:
    """Places for fresh parts between those that stay, which move only where no room is left between them."""
    ranked: list[tuple[Rank, str, Head | None]] = [(head.rank, head.key, head) for head in stay] if fresh else []
    ranked += [(rank, key, None) for key, rank in fresh.items()]
    ranked.sort(key=lambda one: one[0])
    return _between(ranked) or _anew(ranked)


def _between(ranked: Sequence[tuple[Rank, str, Head | None]]) -> Orders | None:
    """Each fresh one midway between its neighbours; None where two neighbours leave no room."""
    found, waiting, last = Orders(), list[str](), 0
    for _, key, head in ranked:
        if head is None:
            waiting.append(key)
            continue
        if head.order - last <= len(waiting):
            return None
        _spread(waiting, last, head.order, found)
        waiting, last = [], head.order
    _spread(waiting, last, last + STEP * (len(waiting) + 1), found)
    return found


def _spread(waiting: Sequence[str], low: int, high: int, found: Orders) -> None:
    for place, key in enumerate(waiting, 1):
        found.fresh[key] = low + (high - low) * place // (len(waiting) + 1)


def _anew(ranked: Sequence[tuple[Rank, str, Head | None]]) -> Orders:
    found = Orders()
    for place, (_, key, head) in enumerate(ranked, 1):
        if head is None:
            found.fresh[key] = place * STEP
        else:
            found.moved[head.pk] = place * STEP
    return found
