"""The few claims that cannot all be true, and the independent check of such a proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from operator import itemgetter
from typing import NamedTuple

from claims_app.core.claims import Claim, ClaimId
from claims_app.core.figures import Number
from claims_app.core.periods import is_disjoint, lies_within
from claims_app.core.scopes import (
    AXES,
    Atoms,
    Band,
    Box,
    Sets,
    box_within,
    boxes_disjoint,
    sets_disjoint,
    sets_within,
    surely_within,
    surest,
    widest,
)
from claims_app.core.standings import current, is_numeric, one_as_of, reading, scope_of
from claims_app.core.verdicts import Certificate
from claims_app.core.worlds import World

PARTS_SEARCHED = 20
CERTIFICATES_KEPT = 200
# Above this many figures each whole keeps its few plainest proofs, and the largest parts alone are added up.
MANY = 40
KEPT_OF_MANY = 4
ADDED_OF_MANY = 80
OUTCOME = AXES.index("outcome")
OTHER_AXES = tuple(axis for axis in range(len(AXES)) if axis != OUTCOME)
# How many choices are tried before a best sum is sought among the largest parts.
CHOICES_TRIED = 20_000


class Stated(NamedTuple):
    """A numeric claim on one band: at least `low` within `wide`, at most `high` within `sure`."""

    claim: Claim
    low: Number
    high: Number | None
    wide: Box
    sure: Box


@dataclass(frozen=True, slots=True)
class Search:
    """What was found; `complete` is False where more than PARTS_SEARCHED parts crossed and not all sums were tried."""

    certificates: tuple[Certificate, ...]
    tightest: tuple[Certificate, ...]
    complete: bool = True


def find_certificates(claims: Sequence[Claim], world: World, band: Band = "charitable") -> list[Certificate]:
    """Every minimal certificate among the current claims: drop any member and its contradiction is gone."""
    return list(search(claims, world, band).certificates)


def search(claims: Sequence[Claim], world: World, band: Band = "charitable") -> Search:
    """The minimal certificates, and for each whole the tightest sums (the best parts, the cheapest cover)."""
    ground = Ground([state(claim, band) for claim in current(claims) if is_numeric(claim)])
    found: dict[tuple[str, frozenset[ClaimId]], Certificate] = {}
    tightest: list[Certificate] = []
    complete = True
    for whole in ground.stated:
        for star in (Overflow(whole, ground, band), Shortfall(whole, ground.touching(whole.wide), band, ground.kept)):
            for certificate in star.minimal():
                found.setdefault((certificate.kind, frozenset(certificate.members)), certificate)
            if (best := star.tightest()) is not None:
                tightest.append(best)
            complete = complete and star.complete
    return Search(tuple(found.values()), tuple(tightest), complete)


class Ground:
    """The numeric claims of a search; what lies in a box, and what touches it, is looked for once for each box.

    Many boxes differ in their time alone, so the sets of atoms are compared once for all claims that share them.
    """

    def __init__(self, stated: list[Stated]) -> None:
        self.stated = stated
        self.kept = CERTIFICATES_KEPT if len(stated) <= MANY else KEPT_OF_MANY
        self._parts: dict[Sets, list[Stated]] = {}
        self._limits: dict[Sets, list[Stated]] = {}
        for one in stated:
            if one.low > 0:
                self._parts.setdefault(one.wide.sets, []).append(one)
            if one.high is not None:
                self._limits.setdefault(one.sure.sets, []).append(one)
        self._with_sets_inside: dict[Sets, list[Stated]] = {}
        self._with_sets_touching: dict[Sets, list[Stated]] = {}
        self._best: dict[Box, list[Stated]] = {}

    def inside(self, box: Box) -> list[Stated]:
        """Those with a minimum that lie within the box, the largest minimum first."""
        if box.sets not in self._with_sets_inside:
            inside = (group for sets, group in self._parts.items() if sets_within(sets, box.sets))
            self._with_sets_inside[box.sets] = sorted(chain(*inside), key=lambda part: -part.low)
        return [part for part in self._with_sets_inside[box.sets] if lies_within(part.wide.span, box.span)]

    def touching(self, box: Box) -> list[Stated]:
        """Those with a maximum that surely share something with the box, the smallest maximum first."""
        if box.sets not in self._with_sets_touching:
            touching = (group for sets, group in self._limits.items() if not sets_disjoint(sets, box.sets))
            self._with_sets_touching[box.sets] = sorted(chain(*touching), key=lambda piece: piece.high or 0)
        return [piece for piece in self._with_sets_touching[box.sets] if not is_disjoint(piece.sure.span, box.span)]

    def best(self, box: Box) -> list[Stated]:
        """Of the largest of those that lie within the box, the ones that add up to most."""
        if box not in self._best:
            self._best[box] = best_sum(self.inside(box)[:ADDED_OF_MANY])
        return self._best[box]


def state(claim: Claim, band: Band) -> Stated:
    """A numeric claim as a lower bound on its widest scope and an upper bound on its surest."""
    interval, scope = reading(claim, band), scope_of(claim)
    return Stated(claim, interval.low, interval.high, widest(scope, band), surest(scope, band))


def pair_certificate(a: Claim, b: Claim, band: Band) -> Certificate | None:
    """The certificate of two numeric claims: one lies within the other and its minimum exceeds the other's maximum."""
    for part, whole in ((a, b), (b, a)):
        low, high = reading(part, band).low, reading(whole, band).high
        if high is not None and low > high and surely_within(scope_of(part), scope_of(whole), band):
            return Certificate("overflow", (part.id, whole.id), low, high, band)
    return None


def add_up(a: Stated, b: Stated) -> bool:
    """Whether two minima may be added: nothing is counted in both, now or when a wounded man has died."""
    if is_disjoint(a.wide.span, b.wide.span):
        return True
    first, second = a.wide.sets, b.wide.sets
    if any(first[axis] is not second[axis] and first[axis].isdisjoint(second[axis]) for axis in OTHER_AXES):
        return True
    return first[OUTCOME].isdisjoint(second[OUTCOME]) and one_as_of(a.claim, b.claim)


class Overflow:
    """The parts exceed the whole: disjoint scopes within `whole` whose minima add to more than its maximum."""

    def __init__(self, whole: Stated, ground: Ground, band: Band) -> None:
        self.whole = whole
        self.ground = ground
        self.band = band
        self.complete = True
        self.limit: Number = whole.high if whole.high is not None else 0
        inside = ground.inside(whole.sure) if whole.high is not None else []
        self.parts = [part for part in inside if part is not whole]

    def minimal(self) -> Iterator[Certificate]:
        """Single parts that exceed the whole, then sums of lesser ones; largest first, so each sum is minimal."""
        lesser = []
        for part in self.parts:
            if part.low > self.limit:
                yield self.certificate((part,))
            else:
                lesser.append(part)
        kept = self._searched(lesser)
        if sum(part.low for part in kept) > self.limit:
            for count, parts in enumerate(self._sums(kept, (), 0)):
                if count == self.ground.kept:
                    self.complete = False
                    return
                yield self.certificate(parts)

    def _sums(self, parts: Sequence[Stated], chosen: tuple[Stated, ...], total: Number) -> Iterator[tuple[Stated, ...]]:
        for place, part in enumerate(parts):
            if not all(add_up(part, other) for other in chosen):
                continue
            if total + part.low > self.limit:
                yield (*chosen, part)
            else:
                yield from self._sums(parts[place + 1 :], (*chosen, part), total + part.low)

    def _searched(self, parts: list[Stated]) -> list[Stated]:
        if len(parts) > PARTS_SEARCHED:
            self.complete = False
        return parts[:PARTS_SEARCHED]

    def tightest(self) -> Certificate | None:
        """The best sum of parts, where it exceeds the whole."""
        if sum(part.low for part in self.parts) <= self.limit:
            return None
        self.complete = self.complete and len(self.parts) <= ADDED_OF_MANY
        best = self.ground.best(self.whole.sure)
        total = sum(part.low for part in best)
        return self.certificate(best) if total > self.limit else None

    def certificate(self, parts: Sequence[Stated]) -> Certificate:
        """The proof: the parts, then the whole."""
        members = (*(part.claim.id for part in parts), self.whole.claim.id)
        return Certificate("overflow", members, sum(part.low for part in parts), self.limit, self.band)


class Shortfall:
    """The whole exceeds all it could consist of: scopes that cover `whole`, their maxima adding to less than its minimum."""

    def __init__(self, whole: Stated, touching: Sequence[Stated], band: Band, kept: int = CERTIFICATES_KEPT) -> None:
        self.whole = whole
        self.band = band
        self.complete = True
        self.kept = kept
        self.pieces = [piece for piece in touching if piece is not whole and self._may_cover(piece)]

    def _may_cover(self, piece: Stated) -> bool:
        if piece.high is None or piece.high >= self.whole.low:
            return False
        return self.whole.wide.sets[OUTCOME] <= piece.sure.sets[OUTCOME] or one_as_of(self.whole.claim, piece.claim)

    def minimal(self) -> Iterator[Certificate]:
        """Every cover of two or more that is too small and of which none can be left out."""
        pieces = [piece for piece in self.pieces if not box_within(self.whole.wide, piece.sure)]
        covers = self._minimal_covers(self._searched(pieces))
        for cover in covers:
            yield self.certificate(cover)

    def _searched(self, pieces: list[Stated]) -> list[Stated]:
        if len(pieces) > PARTS_SEARCHED:
            self.complete = False
        return pieces[:PARTS_SEARCHED]

    def _minimal_covers(self, pieces: Sequence[Stated]) -> list[tuple[Stated, ...]]:
        found: list[frozenset[int]] = []
        for chosen in covers(self.whole.wide, pieces, self.whole.low):
            if len(found) == self.kept:
                self.complete = False
                break
            if not any(known <= chosen for known in found):
                found = [known for known in found if not chosen <= known] + [chosen]
        return [tuple(piece for place, piece in enumerate(pieces) if place in chosen) for chosen in found]

    def tightest(self) -> Certificate | None:
        """The cheapest cover, where it is too small."""
        pieces = self._searched(undominated(self.pieces, self.whole))
        best: frozenset[int] | None = None
        cost = self.whole.low
        for chosen in covers(self.whole.wide, pieces, cost):
            total = sum(pieces[place].high or 0 for place in chosen)
            if best is None or total < cost:
                best, cost = chosen, total
        if best is None or len(best) < 2:
            return None
        return self.certificate([pieces[place] for place in sorted(best)])

    def certificate(self, cover: Sequence[Stated]) -> Certificate:
        """The proof: the whole, then its cover."""
        members = (self.whole.claim.id, *(piece.claim.id for piece in cover))
        return Certificate("shortfall", members, self.whole.low, sum(piece.high or 0 for piece in cover), self.band)


def best_sum(parts: Sequence[Stated]) -> list[Stated]:
    """Parts of which no two overlap, with the largest sum of minima.

    Exact where any two parts are nested or apart; where they cross so often that CHOICES_TRIED do not suffice, exact
    over the PARTS_SEARCHED largest.
    """
    ranked = sorted(parts, key=lambda part: -part.low)
    for count in (len(ranked), PARTS_SEARCHED):
        chosen = Packing(ranked[:count]).best()
        if chosen is not None:
            return [part for place, part in enumerate(ranked[:count]) if chosen >> place & 1]
    return ranked[:1]


class Packing:
    """The heaviest choice of parts of which no two overlap; a choice is a number with a bit for each part."""

    def __init__(self, parts: Sequence[Stated]) -> None:
        self.weights = [part.low for part in parts]
        self.overlaps = [0] * len(parts)
        self.known: dict[int, tuple[Number, int]] = {}
        for (i, a), (j, b) in combinations(enumerate(parts), 2):
            if not add_up(a, b):
                self.overlaps[i] |= 1 << j
                self.overlaps[j] |= 1 << i

    def best(self) -> int | None:
        """The heaviest choice; None where too many would have to be tried."""
        try:
            return self._heaviest(self._worth_trying())[1]
        except TooManyChoices:
            return None

    def _worth_trying(self) -> int:
        """All parts but those for which another could always stand in: as heavy, and overlapping nothing more."""
        left = (1 << len(self.weights)) - 1
        for place, weight in enumerate(self.weights):
            around = self.overlaps[place] & left
            for other in bits_of(around):
                if self.weights[other] >= weight and not self.overlaps[other] & left & ~around & ~(1 << place):
                    left &= ~(1 << place)
                    break
        return left

    def _heaviest(self, left: int) -> tuple[Number, int]:
        """The heaviest choice among some parts: that of each group of parts apart from the others, put together."""
        weight: Number = 0
        choice = 0
        while left:
            group = self._reach(left & -left, left)
            left &= ~group
            more, chosen = self._heaviest_of_group(group)
            weight, choice = weight + more, choice | chosen
        return weight, choice

    def _reach(self, group: int, left: int) -> int:
        """The group with all that its parts overlap, and what those overlap, within `left`."""
        edge = group
        while edge:
            around = 0
            for place in bits_of(edge):
                around |= self.overlaps[place]
            edge = around & left & ~group
            group |= edge
        return group

    def _heaviest_of_group(self, group: int) -> tuple[Number, int]:
        """With the part that overlaps most others, or without it: whichever weighs more."""
        if not group & (group - 1):
            return self.weights[group.bit_length() - 1], group
        if group in self.known:
            return self.known[group]
        if len(self.known) > CHOICES_TRIED:
            raise TooManyChoices
        busiest = max(bits_of(group), key=lambda place: (self.overlaps[place] & group).bit_count())
        rest = group & ~(1 << busiest)
        weight, choice = self._heaviest(rest & ~self.overlaps[busiest])
        found = max((weight + self.weights[busiest], choice | 1 << busiest), self._heaviest(rest), key=itemgetter(0))
        self.known[group] = found
        return found


def bits_of(number: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


class TooManyChoices(Exception):
    """The parts cross so often that not every choice is tried."""


def covers(whole: Box, pieces: Sequence[Stated], below: Number) -> Iterator[frozenset[int]]:
    """Every set of pieces (by place) that covers `whole` with maxima adding to less than `below`; all minimal ones among them.

    Some cell is still uncovered: one of the pieces that hold it must be taken.
    """

    def extend(uncovered: list[Box], chosen: frozenset[int], cost: Number) -> Iterator[frozenset[int]]:
        if not uncovered:
            yield chosen
            return
        cell = _cell_of(uncovered[0])
        for place, piece in enumerate(pieces):
            total = cost + (piece.high or 0)
            if place not in chosen and total < below and _holds(piece.sure, cell):
                rest = [left for box in uncovered for left in subtract(box, piece.sure)]
                yield from extend(rest, chosen | {place}, total)

    if not is_disjoint(whole.span, whole.span):
        yield from extend([whole], frozenset(), 0)


def undominated(pieces: Sequence[Stated], whole: Stated) -> list[Stated]:
    """The pieces that no cheaper piece covers entirely within the whole."""
    kept: list[Stated] = []
    for piece in pieces:
        inside = _common(piece.sure, whole.wide)
        if not any(box_within(inside, other.sure) for other in kept):
            kept.append(piece)
    return kept


def subtract(box: Box, cut: Box) -> list[Box]:
    """What is left of `box` outside `cut`, as boxes that do not overlap."""
    if boxes_disjoint(box, cut):
        return [box]
    left, sets = [], list(box.sets)
    for axis, taken in enumerate(cut.sets):
        if outside := sets[axis] - taken:
            left.append(Box((*sets[:axis], outside, *sets[axis + 1 :]), box.span))
        sets[axis] = sets[axis] & taken
    for span in ((box.span[0], cut.span[0]), (cut.span[1], box.span[1])):
        if span[0] < span[1]:
            left.append(Box(tuple(sets), span))
    return left


def _common(a: Box, b: Box) -> Box:
    sets = tuple(s & t for s, t in zip(a.sets, b.sets, strict=True))
    return Box(sets, (max(a.span[0], b.span[0]), min(a.span[1], b.span[1])))


def _cell_of(box: Box) -> tuple[tuple[str, ...], int]:
    """One cell of the box: an atom of each axis, and its last instant."""
    return tuple(min(atoms) for atoms in box.sets), box.span[1]


def _holds(box: Box, cell: tuple[tuple[str, ...], int]) -> bool:
    atoms, instant = cell
    return box.span[0] < instant <= box.span[1] and all(a in s for a, s in zip(atoms, box.sets, strict=True))


def check_certificate(certificate: Certificate, claims: Iterable[Claim], world: World) -> bool:
    """Whether the proof holds, found anew: no cell is counted twice or left out, and the sums are those of the figures.

    It shares no step with the finder: every axis is cut into the classes of atoms that the members do not tell apart,
    and each cell of their product is asked for its members. Unknown members make it False.
    """
    known = {claim.id: claim for claim in claims}
    if len(certificate.members) < 2 or any(member not in known for member in certificate.members):
        return False
    members = [known[member] for member in certificate.members]
    if not all(is_numeric(claim) and claim.retracted_at is None for claim in members):
        return False
    if certificate.kind == "overflow":
        return _parts_fill_no_cell_twice(certificate, members[:-1], members[-1])
    return _cover_leaves_no_cell_out(certificate, members[0], members[1:])


def _parts_fill_no_cell_twice(certificate: Certificate, parts: list[Claim], whole: Claim) -> bool:
    band = certificate.band
    limit = reading(whole, band).high
    total = sum(reading(part, band).low for part in parts)
    if limit is None or total <= limit or (total, limit) != (certificate.low_sum, certificate.high_sum):
        return False
    wide, sure = [_cells_box(part, band, wide=True) for part in parts], _cells_box(whole, band, wide=False)
    for cell in _cells([*wide, sure]):
        holders = sum(_in(box, cell) for box in wide)
        if holders > 1 or (holders and not _in(sure, cell)):
            return False
    return all(_counted_once(a, b, band) for a, b in combinations(parts, 2))


def _counted_once(a: Claim, b: Claim, band: Band) -> bool:
    """Two parts that differ in nothing but the outcome must have been counted until the same day."""
    (first, first_span), (second, second_span) = (_cells_box(claim, band, wide=True) for claim in (a, b))
    elsewhere = any(first[axis].isdisjoint(second[axis]) for axis in range(len(AXES)) if axis != OUTCOME)
    apart_in_time = first_span[1] <= second_span[0] or second_span[1] <= first_span[0]
    return elsewhere or apart_in_time or one_as_of(a, b)


def _cover_leaves_no_cell_out(certificate: Certificate, whole: Claim, cover: list[Claim]) -> bool:
    band = certificate.band
    highs = [reading(piece, band).high for piece in cover]
    least, most = reading(whole, band).low, sum(high for high in highs if high is not None)
    if None in highs or least <= most or (least, most) != (certificate.low_sum, certificate.high_sum):
        return False
    wide, sure = _cells_box(whole, band, wide=True), [_cells_box(piece, band, wide=False) for piece in cover]
    whole_outcome = wide[0][OUTCOME]
    if not all(
        whole_outcome <= box[0][OUTCOME] or one_as_of(whole, piece) for box, piece in zip(sure, cover, strict=True)
    ):
        return False
    return all(any(_in(box, cell) for box in sure) for cell in _cells([wide, *sure]) if _in(wide, cell))


Cells = tuple[tuple[Atoms, ...], tuple[int, int]]


def _cells_box(claim: Claim, band: Band, *, wide: bool) -> Cells:
    scope = scope_of(claim)
    name = "plain" if band == "plain" else "possible" if wide else "certain"
    span = scope.period.plain if band == "plain" else scope.period.outer if wide else scope.period.inner
    return tuple(getattr(getattr(scope, axis), name) for axis in AXES), span


def _cells(boxes: Sequence[Cells]) -> Iterator[tuple[tuple[str, ...], int]]:
    """One atom for each class that the boxes do not tell apart, on every axis, and the end of each stretch of time."""
    classes = []
    for axis in range(len(AXES)):
        apart: dict[tuple[bool, ...], str] = {}
        for atom in frozenset().union(*(box[0][axis] for box in boxes)):
            apart.setdefault(tuple(atom in box[0][axis] for box in boxes), atom)
        classes.append(list(apart.values()))
    instants = sorted({end for _, span in boxes for end in span})
    for atoms in product(*classes):
        yield from ((atoms, instant) for instant in instants)


def _in(box: Cells, cell: tuple[tuple[str, ...], int]) -> bool:
    sets, (start, end) = box
    return start < cell[1] <= end and all(atom in atoms for atom, atoms in zip(cell[0], sets, strict=True))
