"""What a figure counts: subject × object × outcome × agent × place × basis × period, each certain, plain or possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from claims_app.core import periods
from claims_app.core.periods import Period

Atoms = frozenset[str]
Band = Literal["charitable", "plain"]
Relation = Literal["equal", "subset", "superset", "disjoint", "same_fact_other_period", "overlap"]

AXES = ("subject", "object", "outcome", "agent", "place", "basis")


@dataclass(frozen=True, slots=True)
class Extent:
    """What a label covers on one axis: surely `certain`, in the ordinary reading `plain`, at the widest `possible`."""

    certain: Atoms
    plain: Atoms
    possible: Atoms

    @classmethod
    def exactly(cls, atoms: Atoms) -> Extent:
        """A label that leaves no doubt."""
        return cls(atoms, atoms, atoms)


@dataclass(frozen=True, slots=True)
class Scope:
    """A box, one extent for each axis and a period."""

    subject: Extent
    object: Extent
    outcome: Extent
    agent: Extent
    place: Extent
    basis: Extent
    period: Period

    def extents(self) -> tuple[Extent, ...]:
        """The extents in the order of AXES."""
        return self.subject, self.object, self.outcome, self.agent, self.place, self.basis


Sets = tuple[Atoms, ...]


class Box(NamedTuple):
    """One reading of a scope: a set of atoms for each axis of AXES, and (start, end]."""

    sets: Sets
    span: tuple[int, int]


def widest(scope: Scope, band: Band) -> Box:
    """All that the scope may cover: what its minimum is counted from."""
    if band == "plain":
        return plain_box(scope)
    return Box(tuple(extent.possible for extent in scope.extents()), scope.period.outer)


def surest(scope: Scope, band: Band) -> Box:
    """What the scope covers for sure: what its maximum limits."""
    if band == "plain":
        return plain_box(scope)
    return Box(tuple(extent.certain for extent in scope.extents()), scope.period.inner)


def plain_box(scope: Scope) -> Box:
    """The ordinary reading."""
    return Box(tuple(extent.plain for extent in scope.extents()), scope.period.plain)


def box_within(a: Box, b: Box) -> bool:
    """Whether `a` lies within `b` on every axis."""
    return periods.lies_within(a.span, b.span) and sets_within(a.sets, b.sets)


def sets_within(a: Sets, b: Sets) -> bool:
    """Whether `a` lies within `b` on every axis but time."""
    return all(s is t or s <= t for s, t in zip(a, b, strict=True))


def boxes_disjoint(a: Box, b: Box) -> bool:
    """Whether some axis has nothing in common."""
    return periods.is_disjoint(a.span, b.span) or sets_disjoint(a.sets, b.sets)


def sets_disjoint(a: Sets, b: Sets) -> bool:
    """Whether some axis but time has nothing in common."""
    return any(s is not t and s.isdisjoint(t) for s, t in zip(a, b, strict=True))


def surely_within(a: Scope, b: Scope, band: Band = "charitable") -> bool:
    """Whether everything `a` may cover is surely covered by `b`; on the plain band, whether it is on the plain words."""
    return box_within(widest(a, band), surest(b, band))


def surely_disjoint(a: Scope, b: Scope, band: Band = "charitable") -> bool:
    """Whether nothing that `a` may cover can be covered by `b`."""
    return boxes_disjoint(widest(a, band), widest(b, band))


def relate(a: Scope, b: Scope) -> Relation:
    """How two scopes stand to each other in the ordinary reading."""
    x, y = plain_box(a), plain_box(b)
    if boxes_disjoint(x, y):
        return "disjoint"
    inside = all(s <= t for s, t in zip(x.sets, y.sets, strict=True))
    around = all(t <= s for s, t in zip(x.sets, y.sets, strict=True))
    if not inside and not around:
        return "overlap"
    if x.span != y.span:
        return "same_fact_other_period"
    return "equal" if inside and around else "subset" if inside else "superset"


def apart_on(a: Scope, b: Scope) -> tuple[str, ...]:
    """The axes (and "period") on which the plain readings have nothing in common."""
    pairs = zip(AXES, a.extents(), b.extents(), strict=True)
    axes = tuple(axis for axis, x, y in pairs if x.plain.isdisjoint(y.plain))
    return axes + (("period",) if periods.is_disjoint(a.period.plain, b.period.plain) else ())


def wider_on(a: Scope, b: Scope) -> tuple[str, ...]:
    """The axes on which the plain reading of `a` reaches beyond that of `b`."""
    pairs = zip(AXES, a.extents(), b.extents(), strict=True)
    return tuple(axis for axis, x, y in pairs if not x.plain <= y.plain)
