"""What of a fact decides where it stands on a board, without its claims: how wide it is, who speaks of it, what it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from claims_app.core.boards import SideColumn
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.scopes import Atoms
from claims_app.core.worlds import World

FactKey = tuple[tuple[str, ...], str, str, str]
Axes = tuple[Atoms, Atoms, Atoms, Atoms]
# Before the first moment at which anything can have been said.
UNSAID = -1e12


@dataclass(frozen=True, slots=True)
class Outline:
    """A fact's key, the plain axes of its claims together (None where none has a scope), and who speaks.

    `camps` has each third party for itself, `sides` the columns with a claim that no other took the place of.
    `begins` puts facts in the order of their first claims, denials last; `is_counted` says that somebody gives a figure,
    `first` the day of the first figure.
    """

    key: FactKey
    axes: Axes | None
    camps: frozenset[str]
    sides: frozenset[str]
    begins: tuple[bool, float, ClaimId]
    is_counted: bool = False
    first: date | None = None


@dataclass(frozen=True, slots=True)
class LossList:
    """A side's own losses in one statement: of what, until which day it was added to, and the claim that it begins with."""

    side: str
    statement: ClaimId | None
    begins: tuple[float, ClaimId]
    objects: frozenset[str]
    newest: date | None = None

    @property
    def told(self) -> ClaimId:
        """The claim that it begins with."""
        return self.begins[1]


@dataclass(frozen=True, slots=True)
class Place:
    """A row by the facts whose claims stand in it, its own first, and those whose claims count as its parts.

    `omitted` names, side by side, the claim that begins the list of losses on which the row is left out.
    """

    homes: tuple[FactKey, ...]
    nested: tuple[FactKey, ...] = ()
    omitted: tuple[tuple[str, ClaimId], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The facts of a board in the order of their first claims, each with its claims; its rows; lists of losses, likewise in order."""

    outlines: Mapping[FactKey, Outline] = field(default_factory=dict)
    members: Mapping[FactKey, tuple[ClaimId, ...]] = field(default_factory=dict)
    rows: Mapping[FactKey, Place] = field(default_factory=dict)
    losses: tuple[LossList, ...] = ()


def said_at(claim: Claim) -> float:
    """When it was said, for putting claims in order; those of an unknown time first."""
    return claim.stated_at.timestamp() if claim.stated_at else UNSAID


def lie_within(small: Axes, large: Axes) -> bool:
    """Whether each set of the first lies within that of the second."""
    (subject, thing, outcome, place), (subjects, things, outcomes, places) = small, large
    return thing <= things and outcome <= outcomes and subject <= subjects and place <= places


def absorbed(outlines: Iterable[Outline]) -> dict[FactKey, FactKey]:
    """Each fact that stands in the row of a wider one, with that one, the smallest first.

    These are the facts that one camp alone states, lying plainly within another (agent and basis ignored).
    """
    # Of two that are as wide, the order of their names decides: the order of claims must not.
    sized = sorted((_size(one.axes), one.key, one.axes) for one in outlines if one.axes is not None)
    camps = {one.key: set(one.camps) for one in outlines}
    found: dict[FactKey, FactKey] = {}
    for place, (_, key, axes) in enumerate(sized):
        if len(camps[key]) != 1:
            continue
        for _, wider, wider_axes in sized[place + 1 :]:
            if lie_within(axes, wider_axes):
                found[key] = wider
                camps[wider] |= camps[key]
                break
    return found


def rows_of(outlines: Iterable[Outline]) -> dict[FactKey, tuple[FactKey, ...]]:
    """The fact of each row, with the facts whose claims stand in it: itself first, then as they were absorbed."""
    known = list(outlines)
    rows: dict[FactKey, tuple[FactKey, ...]] = {one.key: (one.key,) for one in known}
    for small, wide in absorbed(known).items():
        rows[wide] += rows.pop(small)
    return rows


def place_of(key: FactKey, rows: Mapping[FactKey, tuple[FactKey, ...]], outlines: Mapping[FactKey, Outline]) -> Place:
    """Where a row stands: the rows that lie plainly within it are parts of its whole, or pieces of its cover."""
    wider = outlines[key].axes
    if wider is None:
        return Place(rows[key])
    spread = ((homes, outlines[other].axes) for other, homes in rows.items() if other != key)
    within = (homes for homes, axes in spread if axes is not None and lie_within(axes, wider))
    return Place(rows[key], tuple(home for homes in within for home in homes))


def together(homes: Iterable[FactKey], outlines: Mapping[FactKey, Outline]) -> Outline:
    """The outline of a row: that of its own fact, with those who speak of the others."""
    some = [outlines[home] for home in homes]
    days = [one.first for one in some if one.first is not None]
    return replace(
        some[0],
        camps=frozenset().union(*(one.camps for one in some)),
        sides=frozenset().union(*(one.sides for one in some)),
        is_counted=any(one.is_counted for one in some),
        first=min(days, default=None),
    )


def losses_of(claims: Iterable[Claim]) -> tuple[LossList, ...]:
    """Each side's own losses, statement by statement, in the order of the claims; what was taken back is on no list."""
    lists: dict[tuple[str, ClaimId | None], list[Claim]] = {}
    for claim in claims:
        if claim.stance == "own_loss" and claim.kind == "figure" and claim.retracted_at is None:
            lists.setdefault((claim.side, claim.statement), []).append(claim)
    return tuple(
        LossList(
            side,
            statement,
            (said_at(losses[0]), losses[0].id),
            frozenset(claim.object for claim in losses),
            max((claim.stated_at.date() for claim in losses if claim.stated_at), default=None),
        )
        for (side, statement), losses in lists.items()
    )


def owns_losses(side: str, row: Outline, world: World) -> bool:
    """Whether a row counts losses of the side, perhaps beside those of others."""
    return any(world.side_of(party) == side for party in row.key[0])


def lists_without(
    row: Outline, columns: Iterable[SideColumn], losses: Sequence[LossList], world: World
) -> tuple[tuple[str, ClaimId], ...]:
    """Each side that gives a list of its own losses without what a row counts, with the claim that its first such list begins with.

    A side is asked only where the row counts its camp's losses alone, others give figures of them, and itself says nothing.
    """
    subject, thing, _, _ = row.key
    if not row.is_counted or world.harm_of(thing) == "events" or world.is_civilian(thing):
        return ()
    camps = {world.camp_of(party) for party in subject}
    found = []
    for column in columns:
        if (
            camps == {column.camp}
            and column.camp
            and column.key not in row.sides
            and owns_losses(column.key, row, world)
        ):
            lists = (one for one in losses if one.side == column.key and _leaves_out(one, thing, row.first, world))
            if (first := next(lists, None)) is not None:
                found.append((column.key, first.told))
    return tuple(found)


def _leaves_out(losses: LossList, thing: str, first: date | None, world: World) -> bool:
    """Whether a list was told late enough and names no kind of the thing: one that names soldiers does not leave out soldiers."""
    if first is not None and losses.newest is not None and losses.newest < first:
        return False
    return not any(world.is_kind_of(one, thing) or world.is_kind_of(thing, one) for one in losses.objects)


def _size(axes: Iterable[Atoms]) -> int:
    size = 1
    for atoms in axes:
        size *= max(len(atoms), 1)
    return size
