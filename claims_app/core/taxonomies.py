"""Kinds, places and parties as wholes and parts: a tank is within armoured vehicles, with "as counted by" on an edge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

Atoms = frozenset[str]

REMAINDER = ".other"


def owner_of(atom: str) -> str:
    """The key whose own part an atom is: "tank.other" is the rest of tank, "tank" a tank without parts."""
    return atom.removesuffix(REMAINDER)


@dataclass(frozen=True, slots=True)
class Edge:
    """`child` lies within `parent`: for everyone, or (`counted_by` not empty) in the counting of that party."""

    child: str
    parent: str
    counted_by: str = ""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A containment graph resolved to atoms; what a key covers may depend on who counts.

    Every key with parts also has an atom of its own for the rest, unless it is exhaustive: parts never add up to
    a whole by accident. Two kinds that overlap share a common child. A cycle makes its keys cover the same atoms.
    """

    keys: frozenset[str]
    edges: tuple[Edge, ...] = ()
    exhaustive: frozenset[str] = frozenset()
    _children: Mapping[str, tuple[Edge, ...]] = field(default_factory=dict, compare=False, repr=False)
    _parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    _cache: dict[tuple[str, Atoms], Atoms] = field(default_factory=dict, compare=False, repr=False)
    _paths: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def build(cls, keys: Iterable[str], edges: Iterable[Edge] = (), exhaustive: Iterable[str] = ()) -> Self:
        """Keys named only in an edge count as keys too."""
        edges = tuple(edges)
        children: dict[str, tuple[Edge, ...]] = {}
        parents: dict[str, tuple[str, ...]] = {}
        for edge in edges:
            children[edge.parent] = (*children.get(edge.parent, ()), edge)
            if not edge.counted_by:
                parents[edge.child] = (*parents.get(edge.child, ()), edge.parent)
        named = {edge.child for edge in edges} | {edge.parent for edge in edges}
        return cls(frozenset(keys) | named, edges, frozenset(exhaustive), children, parents)

    def __contains__(self, key: object) -> bool:
        return key in self.keys

    def atoms(self, key: str, counted_by: Atoms = frozenset()) -> Atoms:
        """What `key` covers in the counting of a claimant whose bodies (itself and upward) are `counted_by`."""
        found = self._cache.get((key, counted_by))
        if found is None:
            found = frozenset().union(*(self.own_atom(k) for k in self.descendants(key, counted_by)))
            self._cache[key, counted_by] = found
        return found

    def descendants(self, key: str, counted_by: Atoms = frozenset()) -> Atoms:
        """The key itself and everything within it, as `counted_by` counts."""
        seen, waiting = {key}, [key]
        while waiting:
            for edge in self._children.get(waiting.pop(), ()):
                if edge.child not in seen and (not edge.counted_by or edge.counted_by in counted_by):
                    seen.add(edge.child)
                    waiting.append(edge.child)
        return frozenset(seen)

    def own_atom(self, key: str) -> Atoms:
        """The atom that belongs to this key and none of its parts; none where the parts are exhaustive."""
        parts = self._children.get(key, ())
        if not parts:
            return frozenset((key,))
        if key in self.exhaustive and any(not edge.counted_by for edge in parts):
            return frozenset()
        return frozenset((key + REMAINDER,))

    def everything(self) -> Atoms:
        """Every atom of every key."""
        return frozenset().union(*(self.own_atom(key) for key in self.keys))

    def counters(self) -> Atoms:
        """The parties whose counting any edge follows."""
        return frozenset(edge.counted_by for edge in self.edges if edge.counted_by)

    def edges_used(self, key: str, counted_by: Atoms) -> tuple[Edge, ...]:
        """The edges below `key` that hold in this counting and not in everyone's: whose counting decided."""
        below = self.descendants(key, counted_by)
        return tuple(e for e in self.edges if e.counted_by in counted_by and e.counted_by and e.parent in below)

    def path_up(self, key: str) -> tuple[str, ...]:
        """The key and its wholes in everyone's counting, nearest first; each key once."""
        if key not in self._paths:
            path = [key]
            for current in path:
                path.extend(whole for whole in self._parents.get(current, ()) if whole not in path)
            self._paths[key] = tuple(path)
        return self._paths[key]
