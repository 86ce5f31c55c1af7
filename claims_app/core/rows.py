"""Which claims are about one fact: whose losses × object × outcome family × place, a lesser row shown inside a wider one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claims_app.core.claims import Claim, ClaimId
from claims_app.core.scopes import Atoms
from claims_app.core.worlds import World

FactKey = tuple[tuple[str, ...], str, str, str]
Axes = tuple[Atoms, Atoms, Atoms, Atoms]


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

    def camps(self) -> set[str]:
        """Who speaks: camps, and each third party for itself."""
        return {claim.camp or f"third party {claim.claimant}" for claim in self.claims}


def facts_of(claims: Sequence[Claim], world: World) -> list[Fact]:
    """The facts that the claims are about, each claim in exactly one; positions are left out.

    A denial stands with the claim that it denies. A fact that one camp alone states, lying plainly within another
    (agent and basis ignored), is merged into the smallest such one.
    """
    facts: dict[FactKey, Fact] = {}
    homes: dict[ClaimId, Fact] = {}
    counted = [claim for claim in claims if claim.kind != "position"]
    for claim in sorted(counted, key=lambda claim: claim.kind == "denial"):
        home = homes.get(claim.denies) if claim.denies is not None else None
        if home is None:
            home = _home(claim, facts, world)
        home.claims.append(claim)
        homes[claim.id] = home
    return _merged(list(facts.values()))


def nested_claims(facts: Sequence[Fact]) -> dict[FactKey, list[Claim]]:
    """For each fact the claims of others that lie plainly within it: parts of its whole, or pieces of its cover."""
    spread = [(fact, fact.axes()) for fact in facts]
    return {fact.key: _within(fact, wider, spread) if wider else [] for fact, wider in spread}


def _within(fact: Fact, wider: Axes, spread: Sequence[tuple[Fact, Axes | None]]) -> list[Claim]:
    found = []
    for other, axes in spread:
        if other is not fact and axes is not None and lie_within(axes, wider):
            found += other.claims
    return found


def lie_within(small: Axes, large: Axes) -> bool:
    """Whether each set of the first lies within that of the second."""
    (subject, thing, outcome, place), (subjects, things, outcomes, places) = small, large
    return thing <= things and outcome <= outcomes and subject <= subjects and place <= places


def _home(claim: Claim, facts: dict[FactKey, Fact], world: World) -> Fact:
    family = world.family_of(claim.outcome)
    key = (tuple(sorted(claim.subject_means)), claim.object, family, claim.place)
    return facts.setdefault(key, Fact(*key))


def _merged(facts: list[Fact]) -> list[Fact]:
    sized = [(axes, fact) for fact in facts if (axes := fact.axes()) is not None]
    # Of two that are as wide, the order of their names decides: the order of claims must not.
    sized.sort(key=lambda pair: (_size(pair[0]), pair[1].key))
    gone: set[int] = set()
    for place, (axes, fact) in enumerate(sized):
        if len(fact.camps()) != 1:
            continue
        for wider_axes, wider in sized[place + 1 :]:
            if lie_within(axes, wider_axes):
                wider.claims.extend(fact.claims)
                gone.add(id(fact))
                break
    return [fact for fact in facts if id(fact) not in gone]


def _size(axes: Iterable[Atoms]) -> int:
    size = 1
    for atoms in axes:
        size *= max(len(atoms), 1)
    return size
