"""Which claims are about one fact: whose losses × object × outcome family × place, a lesser row shown inside a wider one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from claims_app.core.boards import THIRD_PARTIES
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.outlines import Axes, FactKey, Outline, place_of, rows_of, said_at
from claims_app.core.worlds import World


@dataclass(slots=True)
class Fact:
    """The claims on one fact while rows are being made; atoms are what its widest claim plainly covers."""

    subject: tuple[str, ...]
    object: str
    family: str
    place: str
    claims: list[Claim] = field(default_factory=list)

    @property
    def key(self) -> FactKey:
        """Whose losses, of what, how, where."""
        return (self.subject, self.object, self.family, self.place)

    def axes(self) -> Axes | None:
        """The plain subject, object, outcome and place of its claims together; None where a claim has no scope."""
        scopes = [claim.scope for claim in self.claims if claim.scope is not None]
        if not scopes:
            return None
        none = frozenset[str]()
        return (
            none.union(*(scope.subject.plain for scope in scopes)),
            none.union(*(scope.object.plain for scope in scopes)),
            none.union(*(scope.outcome.plain for scope in scopes)),
            none.union(*(scope.place.plain for scope in scopes)),
        )

    def camps(self) -> frozenset[str]:
        """Who speaks: camps, and each third party for itself."""
        return frozenset(claim.camp or f"third party {claim.claimant}" for claim in self.claims)

    def outline(self, revised: Collection[ClaimId] = ()) -> Outline:
        """What decides where it stands; `revised` are the claims that others took the place of."""
        begin = self.claims[0]
        counted = [claim for claim in self.claims if claim.figure]
        return Outline(
            self.key,
            self.axes(),
            self.camps(),
            frozenset(claim.side or THIRD_PARTIES for claim in self.claims if claim.id not in revised),
            (begin.kind == "denial", said_at(begin), begin.id),
            bool(counted),
            min((claim.stated_at.date() for claim in counted if claim.stated_at), default=None),
        )


def facts_of(claims: Sequence[Claim], world: World) -> list[Fact]:
    """The facts that the claims are about, each claim in exactly one; positions are left out.

    A fact that one camp alone states, lying plainly within another, is merged into the smallest such one.
    """
    homes = homes_of(claims, world)
    groups = rows_of([home.outline() for home in homes.values()])
    return [united([homes[key] for key in group]) for group in groups.values()]


def homes_of(claims: Sequence[Claim], world: World) -> dict[FactKey, Fact]:
    """The same before any is merged, by their keys. A denial stands with the claim that it denies."""
    facts: dict[FactKey, Fact] = {}
    homes: dict[ClaimId, Fact] = {}
    counted = [claim for claim in claims if claim.kind != "position"]
    for claim in sorted(counted, key=lambda claim: claim.kind == "denial"):
        home = homes.get(claim.denies) if claim.denies is not None else None
        if home is None:
            home = _home(claim, facts, world)
        home.claims.append(claim)
        homes[claim.id] = home
    return facts


def united(facts: Sequence[Fact]) -> Fact:
    """The fact of a row: the first, with the claims of those that it absorbs after its own."""
    widest = facts[0]
    return Fact(*widest.key, claims=[claim for fact in facts for claim in fact.claims])


def nested_claims(facts: Sequence[Fact]) -> dict[FactKey, list[Claim]]:
    """For each fact the claims of others that lie plainly within it: parts of its whole, or pieces of its cover."""
    by_key = {fact.key: fact for fact in facts}
    rows: dict[FactKey, tuple[FactKey, ...]] = {key: (key,) for key in by_key}
    outlines = {fact.key: fact.outline() for fact in facts}
    return {
        key: [claim for other in place_of(key, rows, outlines).nested for claim in by_key[other].claims]
        for key in by_key
    }


def _home(claim: Claim, facts: dict[FactKey, Fact], world: World) -> Fact:
    family = world.family_of(claim.outcome)
    key = (tuple(sorted(claim.subject_means)), claim.object, family, claim.place)
    return facts.setdefault(key, Fact(*key))
