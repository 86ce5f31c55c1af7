"""Findings of rows with the claims that they were worked out from, so that a row is judged anew only when those change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claims_app.core.claims import Claim, ClaimId
from claims_app.core.explanations import Explanation
from claims_app.core.outlines import Layout
from claims_app.core.verdicts import Finding


@dataclass(frozen=True, slots=True)
class Judged:
    """A row's finding, and the ids of the claims that it was worked out from: the row's own, and those nested in it."""

    own: tuple[ClaimId, ...]
    nested: tuple[ClaimId, ...]
    finding: Finding
    why: Explanation | None


@dataclass(slots=True)
class KnownFindings:
    """Findings of an earlier board by row key, and the claims that have come, changed or gone since.

    A board that is made with it leaves in `judged` the findings of its rows, in `fresh` the keys of those judged anew,
    in `layout` what its rows were laid out from.
    """

    before: Mapping[str, Judged] = field(default_factory=dict)
    changed: frozenset[ClaimId] = frozenset()
    judged: dict[str, Judged] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    layout: Layout = field(default_factory=Layout)

    def of(self, key: str, own: Sequence[Claim], nested: Sequence[Claim]) -> Judged | None:
        """The finding of a row, if it was made from exactly these claims and none of them has changed."""
        found = self.before.get(key)
        if found is None or found.own != ids_of(own) or found.nested != ids_of(nested):
            return None
        if not self.changed.isdisjoint((*found.own, *found.nested)):
            return None
        self.judged[key] = found
        return found

    def keep(self, key: str, judged: Judged) -> None:
        """A row judged anew."""
        self.judged[key] = judged
        self.fresh.add(key)


def ids_of(claims: Iterable[Claim]) -> tuple[ClaimId, ...]:
    """The ids of the claims, in their order."""
    return tuple(claim.id for claim in claims)
