"""Many claims at once, near-linearly: one proof for each scope, kept true as claims come, change and go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from claims_app.core.certificates import PARTS_SEARCHED, Shortfall, Stated, add_up, best_sum, covers, state
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.figures import Number
from claims_app.core.lookups import Tree
from claims_app.core.periods import lies_within
from claims_app.core.scopes import Band, Scope
from claims_app.core.standings import is_numeric
from claims_app.core.verdicts import Certificate

Sum = tuple[Number, tuple[Stated, ...]]


class Group:
    """The numeric claims of exactly one scope, with the largest minimum and the smallest maximum and who stated them.

    `inside` is the largest sum of minima that the scope is known to hold, `cover` the smallest sum of maxima that is
    known to limit it; `wholes` and `parts` are the next groups around and within.
    """

    __slots__ = ("claims", "cover", "high", "inside", "low", "numbers", "parts", "proofs", "size", "stated", "wholes")

    def __init__(self, stated: Stated, numbers: tuple[int, ...]) -> None:
        self.stated = stated
        self.numbers = numbers
        self.claims: dict[ClaimId, Stated] = {}
        self.wholes: set[Group] = set()
        self.parts: set[Group] = set()
        self.low = self.high = stated
        self.inside: Sum = (0, ())
        self.cover: Sum | None = None
        self.proofs: tuple[Certificate, ...] = ()
        spans = (stated.wide.span[1] - stated.wide.span[0], stated.sure.span[1] - stated.sure.span[0])
        self.size = (sum(map(len, (*stated.wide.sets, *stated.sure.sets))), sum(spans))

    def find_extremes(self) -> None:
        """Who states the largest minimum and who the smallest maximum; the same for any order of the claims."""
        stated = self.claims.values()
        self.low = min(stated, key=lambda s: (-s.low, str(s.claim.id)))
        bounded = [s for s in stated if s.high is not None]
        self.high = min(bounded, key=lambda s: (s.high or 0, str(s.claim.id)), default=self.low)

    def holds(self, other: Group) -> bool:
        """Whether the other's period surely lies within this one's; the other axes are the tree's."""
        return other is not self and lies_within(other.stated.wide.span, self.stated.sure.span)


class ClaimIndex:
    """Claims grouped by exact scope; `proofs` gives each scope's tightest overflow and shortfall on one band.

    Sums are exact where the parts of a scope are apart from each other; where they cross, over PARTS_SEARCHED of them.
    Claims without a number, retracted or revised ones have no part in it.
    """

    def __init__(self, claims: Iterable[Claim] = (), band: Band = "charitable") -> None:
        self.band = band
        self.known: dict[ClaimId, Claim] = {}
        self.groups: dict[Scope, Group] = {}
        self._tree: Tree[Group] = Tree()
        self._revised: dict[ClaimId, set[ClaimId]] = {}
        for claim in claims:
            self._remember(claim)
        for claim in self.known.values():
            if self._counts(claim):
                self._place(claim)
        for group in self._smallest_first(self.groups.values()):
            self._work_out(group)

    def add(self, claim: Claim) -> None:
        """A new claim; one with the id of a known claim replaces it."""
        old = self.known.get(claim.id)
        touched = self._forget(claim.id)
        self._remember(claim)
        self._update(claim.id, claim.revises, old.revises if old else None, also=touched)

    replace = add

    def remove(self, key: ClaimId) -> None:
        """A claim that is no longer on file; unknown ids change nothing."""
        if key in self.known:
            revises = self.known[key].revises
            self._update(revises, also=self._forget(key))

    def proofs(self) -> dict[Scope, tuple[Certificate, ...]]:
        """For each scope that takes part in a contradiction as the whole: its proofs."""
        return {scope: group.proofs for scope, group in self.groups.items() if group.proofs}

    def related(self, key: ClaimId) -> list[Claim]:
        """The claims whose scope contains that of this claim, equals it or lies within it: all that it can be compared with."""
        claim = self.known[key]
        group = self.groups.get(claim.scope) if claim.scope else None
        if group is None or key not in group.claims:
            return []
        groups = dict.fromkeys((group, *self._around(group), *self._within(group)))
        return [s.claim for g in groups for s in g.claims.values() if s.claim.id != key]

    # ------------------------------------------------------------ keeping the groups

    def _remember(self, claim: Claim) -> None:
        self.known[claim.id] = claim
        if claim.revises is not None and claim.revises != claim.id:
            self._revised.setdefault(claim.revises, set()).add(claim.id)

    def _forget(self, key: ClaimId) -> set[Group]:
        """Take a claim out; returns its group and the next ones around it, whose sums may have changed."""
        claim = self.known.pop(key, None)
        if claim is None:
            return set()
        if claim.revises is not None:
            self._revised.get(claim.revises, set()).discard(key)
        return self._displace(claim)

    def _counts(self, claim: Claim) -> bool:
        return is_numeric(claim) and claim.retracted_at is None and not self._revised.get(claim.id)

    def _update(self, *keys: ClaimId | None, also: set[Group]) -> None:
        """Place or displace the claims of these ids as they now stand, then work out whatever that touched."""
        touched = set(also)
        for key in dict.fromkeys(keys):
            claim = self.known.get(key) if key is not None else None
            if claim is None:
                continue
            touched |= self._displace(claim)
            if self._counts(claim):
                group = self._place(claim)
                touched |= {group, *group.wholes}
        self._work_upward(touched)

    def _work_upward(self, touched: Iterable[Group]) -> None:
        """Work out the groups that changed, then the groups around those whose sums changed with them."""
        waiting = {group: None for group in touched if group.claims}
        while waiting:
            group = min(waiting, key=lambda group: group.size)
            del waiting[group]
            before = group.inside, group.cover
            self._work_out(group)
            if before != (group.inside, group.cover):
                waiting.update(dict.fromkeys(group.wholes))

    def _place(self, claim: Claim) -> Group:
        stated = state(claim, self.band)
        group = self.groups.get(claim.scope) if claim.scope else None
        if group is None:
            group = Group(stated, self._tree.numbers(stated.wide, stated.sure))
            self._link(group)
            if claim.scope:
                self.groups[claim.scope] = group
        group.claims[claim.id] = stated
        group.find_extremes()
        return group

    def _displace(self, claim: Claim) -> set[Group]:
        group = self.groups.get(claim.scope) if claim.scope else None
        if group is None or group.claims.pop(claim.id, None) is None:
            return set()
        touched = {group, *group.wholes}
        if group.claims:
            group.find_extremes()
        else:
            if claim.scope:
                del self.groups[claim.scope]
            self._unlink(group)
        return touched

    def _link(self, group: Group) -> None:
        """Put a new group between the next groups around it and within it."""
        around, within = set(self._around(group)), set(self._within(group)) - {group}
        twins = around & within
        around, within = around - twins, within - twins
        group.wholes = {whole for whole in around if not whole.parts & around}
        group.parts = {part for part in within if not part.wholes & within}
        for whole in group.wholes:
            for part in whole.parts & group.parts:
                whole.parts.discard(part)
                part.wholes.discard(whole)
            whole.parts.add(group)
        for part in group.parts:
            part.wholes.add(group)
        self._tree.leaf(group.numbers).append(group)

    def _unlink(self, group: Group) -> None:
        self._tree.leaf(group.numbers).remove(group)
        for whole in group.wholes:
            whole.parts.discard(group)
        for part in group.parts:
            part.wholes.discard(group)
        for whole in group.wholes:
            for part in group.parts:
                if whole not in self._above(part):
                    whole.parts.add(part)
                    part.wholes.add(whole)

    def _around(self, group: Group) -> Iterator[Group]:
        return (other for other in self._tree.around(group.numbers) if other.holds(group))

    def _within(self, group: Group) -> Iterator[Group]:
        return (other for other in self._tree.within(group.numbers) if group.holds(other))

    @staticmethod
    def _above(group: Group) -> set[Group]:
        """Every group around this one."""
        seen: set[Group] = set()
        waiting = [group]
        while waiting:
            new = waiting.pop().wholes - seen
            seen |= new
            waiting.extend(new)
        return seen

    @staticmethod
    def _smallest_first(groups: Iterable[Group]) -> list[Group]:
        return sorted(groups, key=lambda group: group.size)

    # ------------------------------------------------------------ sums

    def _work_out(self, group: Group) -> None:
        """The sums and proofs of a group whose parts are worked out."""
        parts = sorted(group.parts, key=lambda part: str(part.low.claim.id))
        below = _sum_of_parts(parts)
        own: Sum = (group.low.low, (group.low,))
        group.inside = below if below[0] > own[0] else own
        cheapest = _cover_by_parts(group, parts, self.band)
        top: Sum | None = None if group.high.high is None else (group.high.high, (group.high,))
        group.cover = min((c for c in (top, cheapest) if c is not None), key=lambda c: c[0], default=None)
        group.proofs = tuple(self._proofs(group, cheapest))

    def _proofs(self, group: Group, cheapest: Sum | None) -> Iterator[Certificate]:
        total, members = group.inside
        limit = group.high.high
        if limit is not None and total > limit:
            ids = (*_in_order(members), group.high.claim.id)
            yield Certificate("overflow", ids, total, limit, self.band)
        if cheapest is not None and group.low.low > cheapest[0]:
            ids = (group.low.claim.id, *_in_order(cheapest[1]))
            yield Certificate("shortfall", ids, group.low.low, cheapest[0], self.band)


def _in_order(members: Iterable[Stated]) -> list[ClaimId]:
    """The ids in one order, whatever the way in which the claims came."""
    return sorted((member.claim.id for member in members), key=str)


def _sum_of_parts(parts: Sequence[Group]) -> Sum:
    """The sum of what the parts hold; where they cross or must not be added, the best of the largest."""
    total, members = sum(part.inside[0] for part in parts), tuple(m for part in parts for m in part.inside[1])
    if len(parts) < 2:
        return total, members
    apart = all(add_up(a.stated, b.stated) for a, b in combinations(parts, 2)) if len(parts) <= 60 else False
    if apart and all(add_up(a, b) for a, b in combinations(members, 2)):
        return total, members
    chosen = best_sum(_largest(parts))
    return sum(member.low for member in chosen), tuple(chosen)


def _largest(parts: Sequence[Group]) -> list[Stated]:
    """The parts and their own parts with the largest minima."""
    known = {member.claim.id: member for part in parts for member in (part.low, *part.inside[1])}
    return sorted(known.values(), key=lambda s: (-s.low, str(s.claim.id)))[:PARTS_SEARCHED]


def _cover_by_parts(group: Group, parts: Sequence[Group], band: Band) -> Sum | None:
    """The cheapest cover of the group's scope by what limits its parts; None where they leave something out."""
    if len(parts) < 2 or group.low.low <= 0:
        return None
    pieces: list[Stated] = []
    behind: dict[int, tuple[Stated, ...]] = {}
    for part in parts:
        if part.cover is not None:
            piece = part.high._replace(high=part.cover[0])
            behind[id(piece)] = part.cover[1]
            pieces.append(piece)
    star = Shortfall(group.low, sorted(pieces, key=lambda piece: piece.high or 0), band)
    found: tuple[Number, frozenset[int]] | None = None
    for chosen in covers(group.low.wide, star.pieces[:PARTS_SEARCHED], group.low.low):
        cost = sum(star.pieces[place].high or 0 for place in chosen)
        if found is None or cost < found[0]:
            found = cost, chosen
    if found is None:
        return None
    members = [member for place in sorted(found[1]) for member in behind[id(star.pieces[place])]]
    return found[0], tuple(members)
