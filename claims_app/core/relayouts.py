"""Which rows of a board stand otherwise once some of its facts have changed: all others stay as they were."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from claims_app.core.boards import SideColumn
from claims_app.core.claims import ClaimId
from claims_app.core.outlines import (
    FactKey,
    LossList,
    Outline,
    Place,
    lie_within,
    lists_without,
    place_of,
    rows_of,
    together,
)
from claims_app.core.worlds import World

ListsOf = Callable[[Collection[str]], Sequence[LossList]]


@dataclass(frozen=True, slots=True)
class Relayout:
    """All rows as they stand now, and which of them hold other facts, parts or omissions than before, or a changed claim."""

    rows: Mapping[FactKey, Place]
    touched: frozenset[FactKey]


def lay_out_anew(
    before: Mapping[FactKey, Place],
    outlines: Mapping[FactKey, Outline],
    changed: Collection[FactKey],
) -> Relayout:
    """The rows of these facts, of which the `changed` have come, gone, or hold other claims; omissions are as before."""
    groups = rows_of(outlines.values())
    moved = {key for key, homes in groups.items() if _is_moved(key, homes, before, changed)}
    moved |= {key for key in before if key not in groups}
    unsteady = moved | set(changed)
    rows, touched = {}, set()
    for key in groups:
        is_holding = key in before and not unsteady.isdisjoint(before[key].nested)
        if key in moved or is_holding or _holds_one(key, moved & groups.keys(), outlines):
            rows[key] = replace(place_of(key, groups, outlines), omitted=before[key].omitted if key in before else ())
            touched.add(key)
        else:
            rows[key] = before[key]
    return Relayout(rows, frozenset(touched))


def _is_moved(
    key: FactKey, homes: Sequence[FactKey], before: Mapping[FactKey, Place], changed: Collection[FactKey]
) -> bool:
    return key not in before or before[key].homes != homes or any(home in changed for home in homes)


def _holds_one(key: FactKey, others: Collection[FactKey], outlines: Mapping[FactKey, Outline]) -> bool:
    wider = outlines[key].axes
    if wider is None:
        return False
    spread = (outlines[other].axes for other in others if other != key)
    return any(axes is not None and lie_within(axes, wider) for axes in spread)


def leave_out_anew(
    layout: Relayout,
    outlines: Mapping[FactKey, Outline],
    columns: Sequence[SideColumn],
    world: World,
    *,
    lists_of: ListsOf,
    changed: Collection[ClaimId],
    sides: Collection[str],
) -> Relayout:
    """The same with the omissions of touched rows, and of all where the lists of these `sides` are others now.

    `lists_of` gives the lists of sides in order; it is asked at most once.
    """
    asked = layout.rows.keys() if sides else layout.touched
    needing = {key: together(layout.rows[key].homes, outlines) for key in asked}
    wanted = {c.key for row in needing.values() for c in columns if c.camp and c.key not in row.sides}
    losses = lists_of(wanted) if wanted else ()
    rows, touched = dict(layout.rows), set(layout.touched)
    for key, row in needing.items():
        omitted = lists_without(row, columns, losses, world)
        if omitted != rows[key].omitted:
            rows[key] = replace(rows[key], omitted=omitted)
            touched.add(key)
    touched |= {key for key, place in rows.items() if any(told in changed for _, told in place.omitted)}
    return Relayout(rows, frozenset(touched))
