"""Which boxes lie within which, answered by look-ups: an axis knows its containers, a tree of axes finds the boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from claims_app.core.scopes import AXES, Atoms, Box

Item = TypeVar("Item")
# The axes in the order in which they tell most boxes apart.
ORDER = tuple(AXES.index(axis) for axis in ("place", "subject", "object", "outcome", "agent", "basis"))


class Axis:
    """The (widest, surest) sets seen on one axis, numbered; for each, those that contain it and those it contains."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[Atoms, Atoms], int] = {}
        self.sets: list[tuple[Atoms, Atoms]] = []
        self.containers: list[dict[int, None]] = []
        self.contents: list[dict[int, None]] = []
        self._surely: dict[str, list[int]] = {}
        self._widely: dict[str, list[int]] = {}

    def number(self, wide: Atoms, sure: Atoms) -> int:
        """The number of the sets; new ones are compared with those that share an atom with them."""
        found = self.numbers.get((wide, sure))
        return self._new(wide, sure) if found is None else found

    def _new(self, wide: Atoms, sure: Atoms) -> int:
        number = len(self.sets)
        self.numbers[wide, sure] = number
        around = [other for other in self._sharing(wide, self._surely) if wide <= self.sets[other][1]]
        inside = [other for other in self._within(sure) if self.sets[other][0] <= sure]
        itself = [number] if wide <= sure else []
        self.sets.append((wide, sure))
        self.containers.append(dict.fromkeys(around + itself))
        self.contents.append(dict.fromkeys(inside + itself))
        for other in around:
            self.contents[other][number] = None
        for other in inside:
            self.containers[other][number] = None
        for atom in sure:
            self._surely.setdefault(atom, []).append(number)
        self._widely.setdefault(min(wide, default=""), []).append(number)
        return number

    def _sharing(self, atoms: Atoms, index: dict[str, list[int]]) -> list[int]:
        """The sets that hold the atom held by fewest: every container is among them."""
        return min((index.get(atom, []) for atom in atoms), key=len, default=[])

    def _within(self, sure: Atoms) -> list[int]:
        """The sets whose first atom lies in these: everything contained is among them."""
        if len(sure) > len(self._widely):
            return [n for atom, numbers in self._widely.items() if atom in sure for n in numbers]
        return [n for atom in sure for n in self._widely.get(atom, ())]


@dataclass(slots=True)
class Tree(Generic[Item]):
    """Items by their boxes; finds the items whose boxes contain a box, or lie within it."""

    axes: tuple[Axis, ...] = field(default_factory=lambda: tuple(Axis() for _ in AXES))
    root: dict[int, object] = field(default_factory=dict)

    def numbers(self, wide: Box, sure: Box) -> tuple[int, ...]:
        """A box as numbers, in the order in which the tree branches."""
        return tuple(self.axes[axis].number(wide.sets[axis], sure.sets[axis]) for axis in ORDER)

    def leaf(self, numbers: tuple[int, ...]) -> list[Item]:
        """The items of exactly this box, to add to or take from."""
        node = self.root
        for number in numbers[:-1]:
            node = node.setdefault(number, {})  # type: ignore[assignment]
        return node.setdefault(numbers[-1], [])  # type: ignore[return-value]

    def around(self, numbers: tuple[int, ...]) -> Iterator[Item]:
        """The items whose box surely contains this one on every axis but time."""
        return self._walk(self.root, [self.axes[a].containers[n] for a, n in zip(ORDER, numbers, strict=True)], 0)

    def within(self, numbers: tuple[int, ...]) -> Iterator[Item]:
        """The items whose box surely lies within this one on every axis but time."""
        return self._walk(self.root, [self.axes[a].contents[n] for a, n in zip(ORDER, numbers, strict=True)], 0)

    def _walk(self, node: dict[int, object], wanted: list[dict[int, None]], depth: int) -> Iterator[Item]:
        last = depth == len(wanted) - 1
        choices = wanted[depth]
        small, large = (choices, node) if len(choices) <= len(node) else (node, choices)
        found = [number for number in small if number in large]
        for number in found:
            if last:
                yield from node[number]  # type: ignore[misc]
            else:
                yield from self._walk(node[number], wanted, depth + 1)  # type: ignore[arg-type]
