"""Everything needed to turn keys into scopes and to compare them: kinds, places, parties, outcomes, camps, policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal, Self

from claims_app.core.names import is_surely_one
from claims_app.core.periods import Period
from claims_app.core.scopes import Atoms, Extent, Scope
from claims_app.core.taxonomies import Edge, Taxonomy, owner_of

NO_AGENT = "none"
ELSEWHERE = "(elsewhere)"
CIVILIAN = "civilian"

Harm = Literal["people", "things", "events"]


class ScopeError(ValueError):
    """A scope cannot be made from these keys; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome word: what it surely, plainly and possibly means, whom it harms, its family and its near equals."""

    key: str
    extent: Extent
    name: str = ""
    harm: str = "things"
    family: str = ""
    near_equal: frozenset[str] = frozenset()

    @classmethod
    def build(cls, entry: Mapping[str, Any]) -> Self:
        """From a vocabulary entry; an outcome without sets means itself, and each wider set holds the narrower."""
        key = entry["key"]
        certain, plain, possible = (frozenset(entry.get(band) or ()) for band in ("certain", "plain", "possible"))
        plain = plain or certain or possible or frozenset((key,))
        certain = certain or plain
        extent = Extent(certain, plain | certain, possible | plain | certain)
        names = entry.get("name") or key.replace("_", " "), entry.get("harm", "things"), entry.get("family") or key
        return cls(key, extent, *names, frozenset(entry.get("near_equal") or ()))


BASES = ("hospital", "identified", "visual")


def default_bases() -> dict[str, Atoms]:
    """Counting rules as sets: each of the three lies within all, and any two of them may overlap."""
    cells = ["+".join(name for name, held in zip(BASES, bits, strict=True) if held) or "unverified"
             for bits in product((False, True), repeat=len(BASES))]  # fmt: skip
    return {"": frozenset(cells), "all": frozenset(cells)} | {
        basis: frozenset(cell for cell in cells if basis in cell.split("+")) for basis in BASES
    }


@dataclass(frozen=True, slots=True)
class World:
    """The vocabulary as the engine reads it. Immutable; build it once and share it."""

    objects: Taxonomy
    places: Taxonomy
    parties: Taxonomy
    outcomes: Mapping[str, Outcome]
    camps: Mapping[str, str]
    sides: Mapping[str, str]
    bases: Mapping[str, Atoms]
    names: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, str] = field(default_factory=dict)
    harms: Mapping[str, Harm] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    policy_id: str = ""
    _anywhere: Atoms = frozenset()
    _anyone: Atoms = frozenset()
    _extents: dict[tuple[Any, ...], Extent] = field(default_factory=dict, compare=False, repr=False)
    _camps: dict[Atoms, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def build(
        cls,
        *,
        objects: Iterable[Mapping[str, Any]] = (),
        outcomes: Iterable[Mapping[str, Any]] = (),
        places: Iterable[Mapping[str, Any]] = (),
        parties: Iterable[Mapping[str, Any]] = (),
        camps: Mapping[str, str] | None = None,
        sides: Mapping[str, str] | None = None,
        bases: Mapping[str, Iterable[str]] | None = None,
        policy_id: str = "",
    ) -> Self:
        """From lists in the shapes of a vocabulary file.

        `camps` gives party → camp, `sides` party → side (inherited by every part of the party), `bases` counting
        rule → cells (default: BASES).
        """
        objects, outcomes, places, parties = list(objects), list(outcomes), list(places), list(parties)
        gazetteer = _tree(places, "within")
        people = _tree(parties, "part_of")
        return cls(
            objects=_object_graph(objects),
            places=gazetteer,
            parties=people,
            outcomes=_with_near_equals(outcomes),
            camps=dict(camps or {}),
            sides=dict(sides or {}),
            bases=default_bases() if bases is None else {key: frozenset(cells) for key, cells in bases.items()},
            names=_names(party=parties, place=places, outcome=outcomes, object=objects),
            plurals={entry["key"]: entry.get("plural", "") for entry in objects},
            harms={entry["key"]: entry.get("harm", "things") for entry in objects},
            kinds={entry["key"]: entry.get("kind", "") for entry in parties},
            policy_id=policy_id,
            _anywhere=gazetteer.everything() | {ELSEWHERE},
            _anyone=people.everything() | {NO_AGENT},
        )

    def scope(
        self,
        subject_certain: Iterable[str],
        subject_plain: Iterable[str],
        subject_possible: Iterable[str],
        object: str,
        outcome: str,
        agent: Iterable[str] = (),
        place: str = "",
        basis: str = "",
        period: Period | None = None,
        counted_by: str = "",
    ) -> Scope:
        """Keys in, extents out, as the claimant `counted_by` counts.

        Empty `subject_certain` / `subject_possible` follow the plain subject; no place is everywhere, no agent anyone,
        ("none",) nobody, no basis every counting rule. Raises ScopeError with a sentence naming what is missing.
        """
        if period is None or period.problem():
            raise ScopeError(period.problem() if period else "The period is not known.")
        bodies = self.bodies(counted_by)
        return Scope(
            self._subject(tuple(subject_certain), tuple(subject_plain), tuple(subject_possible)),
            self._object(object, bodies),
            self._outcome(outcome),
            self._agent(tuple(agent)),
            self._place(place),
            self._basis(basis),
            period,
        )

    def try_scope(self, *args: Any, **kwargs: Any) -> tuple[Scope | None, str]:
        """(scope, "") or (None, the reason): the two fields `scope` and `scope_problem` of a claim."""
        try:
            return self.scope(*args, **kwargs), ""
        except ScopeError as problem:
            return None, str(problem)

    def bodies(self, party: str) -> Atoms:
        """The party and all that it is part of: whose counting it follows, whom it speaks for."""
        return frozenset(self.parties.path_up(party)) if party else frozenset()

    def camp_of(self, party: str) -> str:
        """The camp of the nearest party upward that has one; "" for a third party."""
        return next((self.camps[body] for body in self.parties.path_up(party) if body in self.camps), "")

    def camps_of(self, subject: Extent) -> frozenset[str]:
        """The camps whose losses the plain subject covers; "" stands for parties in no camp."""
        found = self._camps.get(subject.plain)
        if found is None:
            found = self._camps[subject.plain] = frozenset(self.camp_of(owner_of(atom)) for atom in subject.plain)
        return found

    def same_body(self, a: str, b: str) -> bool:
        """Whether two claimants are parts of one body, so that neither can corroborate the other."""
        return self.parties.path_up(a)[-1] == self.parties.path_up(b)[-1]

    def near_equal(self, a: str, b: str) -> bool:
        """Whether two outcome words are used for one fact: "destroyed" by the enemy, "lost" by the owner."""
        return a == b or (a in self.outcomes and b in self.outcomes[a].near_equal)

    def side_of(self, party: str) -> str:
        """The side of the nearest party upward that has one; "" for a third party."""
        return next((self.sides[body] for body in self.parties.path_up(party) if body in self.sides), "")

    def name(self, key: str) -> str:
        """What pages call a party, place, outcome or object."""
        return self.names.get(key) or key.replace("_", " ").replace("-", " ")

    def party_name(self, key: str) -> str:
        """What pages call a party."""
        return self.names.get(f"party {key}") or self.name(key)

    def speaks_as_one(self, party: str, name: str) -> bool:
        """Whether "says" stands well after the name under which a party speaks, its own or that of its whole."""
        bodies = self.parties.path_up(party) if party else ()
        kind = next((self.kinds.get(body, "") for body in bodies if self.party_name(body) == name), "")
        return is_surely_one(name, kind)

    def in_side_order(self, parties: Iterable[str]) -> list[str]:
        """Parties in the order of the sides that they belong to, those of no side last."""
        order = {side: place for place, side in enumerate(dict.fromkeys(self.sides.values()))}
        return sorted(parties, key=lambda party: (order.get(self.side_of(party), len(order)), party))

    def place_name(self, key: str) -> str:
        """What pages call a place."""
        return self.names.get(f"place {key}") or self.name(key)

    def outcome_name(self, key: str) -> str:
        """The verb of an outcome: "destroyed", "killed"."""
        return self.names.get(f"outcome {key}") or self.name(key)

    def object_name(self, key: str, many: bool = False) -> str:
        """One tank, or (`many`) tanks."""
        one = self.names.get(f"object {key}") or self.name(key)
        return (self.plurals.get(key) or f"{one}s") if many and one else one

    def harm_of(self, object: str) -> Harm:
        """Whether a count of this object is a count of people, of things or of events."""
        return self.harms.get(object, "things")

    def is_kind_of(self, object: str, whole: str) -> bool:
        """Whether everyone counts `object` within `whole`."""
        return whole in self.objects.path_up(object)

    def is_civilian(self, object: str) -> bool:
        """Whether the object is a kind of civilian."""
        return self.is_kind_of(object, CIVILIAN)

    def family_of(self, outcome: str) -> str:
        """The family by which rows are made; an outcome that is not on file is its own."""
        return self.outcomes[outcome].family if outcome in self.outcomes else outcome

    def widest_word(self, said: Sequence[str], family: str) -> str:
        """The verb that covers every claim's own word: the narrowest certain one, else the widest of the family."""
        known = [self.outcomes[key] for key in said if key in self.outcomes]
        if not known:
            return self.outcome_name(family) if family else ""
        meant = frozenset[str]().union(*(outcome.extent.possible for outcome in known))
        kin = [outcome for outcome in self.outcomes.values() if outcome.family == family]
        exact = [o for o in kin if o.extent.certain == o.extent.possible >= meant]
        if exact:
            return min(exact, key=lambda o: (len(o.extent.plain), list(said) != [o.key], o.key != family, o.key)).name
        return max(kin or known, key=lambda o: (len(o.extent.possible), o.key == family)).name

    def party_atoms(self, keys: Iterable[str]) -> Atoms:
        """The atoms of parties; a key that is not on file stands for itself."""
        return frozenset().union(*(self.parties.atoms(key) for key in keys))

    def _subject(self, certain: tuple[str, ...], plain: tuple[str, ...], possible: tuple[str, ...]) -> Extent:
        if not plain:
            raise ScopeError("The words do not say whose losses these are.")
        key = ("subject", certain, plain, possible)
        if key not in self._extents:
            sure, usual, wide = (self._known(self.parties, keys, "party") for keys in (certain, plain, possible))
            usual |= sure
            self._extents[key] = Extent(sure or usual, usual, wide | usual)
        return self._extents[key]

    def _object(self, object: str, bodies: Atoms) -> Extent:
        if not object:
            raise ScopeError("The words do not say what was counted.")
        key = ("object", object, bodies & self.objects.counters())
        if key not in self._extents:
            self._extents[key] = Extent.exactly(self._known(self.objects, (object,), "object", key[2]))
        return self._extents[key]

    def _outcome(self, outcome: str) -> Extent:
        if outcome not in self.outcomes:
            raise ScopeError(
                f"The outcome “{outcome}” is not in the vocabulary." if outcome else "The outcome is not known."
            )
        return self.outcomes[outcome].extent

    def _agent(self, agent: tuple[str, ...]) -> Extent:
        key = ("agent", agent)
        if key not in self._extents:
            named = self._known(self.parties, (party for party in agent if party != NO_AGENT), "party")
            atoms = named | {NO_AGENT} if NO_AGENT in agent else named
            self._extents[key] = Extent.exactly(atoms or self._anyone)
        return self._extents[key]

    def _place(self, place: str) -> Extent:
        key = ("place", place)
        if key not in self._extents:
            atoms = self._known(self.places, (place,), "place") if place else self._anywhere
            self._extents[key] = Extent.exactly(atoms)
        return self._extents[key]

    def _basis(self, basis: str) -> Extent:
        key = ("basis", basis)
        if key not in self._extents:
            if basis not in self.bases:
                raise ScopeError(f"The counting rule “{basis}” is not known.")
            self._extents[key] = Extent.exactly(self.bases[basis])
        return self._extents[key]

    @staticmethod
    def _known(taxonomy: Taxonomy, keys: Iterable[str], kind: str, counted_by: Atoms = frozenset()) -> Atoms:
        atoms: Atoms = frozenset()
        for key in keys:
            if key not in taxonomy:
                raise ScopeError(f"The {kind} “{key}” is not in the vocabulary.")
            atoms |= taxonomy.atoms(key, counted_by)
        return atoms


def _names(**lists: list[Mapping[str, Any]]) -> dict[str, str]:
    """Names by "kind key", since one key may name a party and a place."""
    return {
        f"{kind} {entry['key']}": entry["name"]
        for kind, entries in lists.items()
        for entry in entries
        if entry.get("name")
    }


def _tree(entries: list[Mapping[str, Any]], up: str) -> Taxonomy:
    """A taxonomy from entries that name their whole in the field `up`."""
    edges = (Edge(entry["key"], entry[up]) for entry in entries if entry.get(up))
    return Taxonomy.build((entry["key"] for entry in entries), edges)


def _object_graph(entries: list[Mapping[str, Any]]) -> Taxonomy:
    edges = [
        Edge(entry["key"], whole["key"], whole.get("counted_by") or "")
        for entry in entries
        for whole in entry.get("part_of") or ()
    ]
    exhaustive = (entry["key"] for entry in entries if entry.get("exhaustive"))
    return Taxonomy.build((entry["key"] for entry in entries), edges, exhaustive)


def _with_near_equals(entries: list[Mapping[str, Any]]) -> dict[str, Outcome]:
    """Outcomes by key; near equality holds both ways whichever entry names it."""
    pairs = {(entry["key"], other) for entry in entries for other in entry.get("near_equal") or ()}
    mutual = pairs | {(b, a) for a, b in pairs}
    return {
        entry["key"]: Outcome.build({**entry, "near_equal": {b for a, b in mutual if a == entry["key"]}})
        for entry in entries
    }
