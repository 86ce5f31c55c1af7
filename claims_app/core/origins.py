"""Where a report comes from: the chain of copies that it stands in, and the report at the head of that chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# A list that nests deeper than this cannot be read on a phone; later copies stand at the last level.
DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One report of a chain, laid out for a nested list.

    `depth` is 0 for a report that repeats none. `opens` says that its copies follow one level deeper; `closes` has
    an entry for each level that ends after it.
    """

    report: int
    depth: int
    opens: bool = False
    closes: tuple[int, ...] = ()


def origins_of(above: Mapping[int, int | None]) -> dict[int, int]:
    """Each report's origin: the report at the head of its chain of copies.

    `above` names, for each report, the one that it repeats. A report that is not among the keys ends a chain.
    Reports that name each other in a ring have no head; the ring's smallest number stands for it.
    """
    found: dict[int, int] = {}
    for report in above:
        trail: list[int] = []
        here, seen = report, set[int]()
        while here not in found and here not in seen:
            seen.add(here)
            trail.append(here)
            up = above.get(here)
            if up is None or up not in above:
                found[here] = here if up is None else up
                break
            here = up
        if here not in found:
            found[here] = min(trail[trail.index(here) :])
        for passed in trail:
            found[passed] = found[here]
    return found


def with_those_above(reports: Iterable[int], above: Mapping[int, int | None]) -> frozenset[int]:
    """The reports and every report that they go back to."""
    found: set[int] = set()
    for report in reports:
        here: int | None = report
        while here is not None and here not in found:
            found.add(here)
            here = above.get(here)
    return frozenset(found)


def laid_out(above: Mapping[int, int | None], order: Sequence[int]) -> tuple[Step, ...]:
    """The reports of `order` as a nested list: each followed by its copies, all in that order.

    A report whose original is not in `order` stands at the top. A ring begins with its smallest number.
    """
    heads = origins_of(above)
    below: dict[int, list[int]] = {}
    first: list[int] = []
    listed = set(order)
    for report in order:
        up = above.get(report)
        if up is None or up not in listed or heads[report] == report:
            first.append(report)
        else:
            below.setdefault(up, []).append(report)
    waiting = [(report, 0) for report in reversed(first)]
    walked: list[tuple[int, int]] = []
    while waiting:
        report, depth = waiting.pop()
        walked.append((report, depth))
        deeper = min(depth + 1, DEEPEST)
        waiting += [(copy, deeper) for copy in reversed(below.get(report, []))]
    return steps_of(walked)


def steps_of(walked: Sequence[tuple[int, int]]) -> tuple[Step, ...]:
    """Reports with their depths, in the order of a nested list, as the steps of it."""
    following = [depth for _, depth in walked[1:]] + [0]
    return tuple(
        Step(report, depth, opens=after > depth, closes=tuple(range(max(0, depth - after))))
        for (report, depth), after in zip(walked, following, strict=False)
    )
