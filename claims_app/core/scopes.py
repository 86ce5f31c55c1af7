"""What a figure counts: subject × object × outcome × agent × place × basis × period, each certain, plain or possible."""

from __future__ import annotations

from dataclasses import dataclass

from claims_app.core.periods import Period

Atoms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Extent:
    """What a label covers on one axis: surely `certain`, in the ordinary reading `plain`, at the widest `possible`."""

    certain: Atoms
    plain: Atoms
    possible: Atoms


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
