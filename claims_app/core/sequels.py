"""What was said of a fact from the day of a claim on: by the claimant itself, its own camp, the other side, and others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from claims_app.core.claims import Claim

# In this order on the page; it says nothing about their worth.
SPEAKERS = ("itself", "its own camp", "the other side", "others")


@dataclass(frozen=True, slots=True)
class Sequel:
    """Another claim about the same fact: who says it, as seen from the first, and whether on the same day or later."""

    claim: Claim
    by: str
    is_same_day: bool

    @property
    def words(self) -> str:
        """ "the other side, later"."""
        return f"{self.by}, {'the same day' if self.is_same_day else 'later'}"


def sequels_of(claim: Claim, others: Iterable[Claim], own: frozenset[str]) -> tuple[Sequel, ...]:
    """The other claims of its row that were said on its day or later, in the order in which they were said.

    `own` are the parties that count as the claimant itself. Where both hours are known, an earlier one is left out;
    a claim whose day is not known is left out as well.
    """
    if claim.stated_at is None:
        return ()
    found = []
    for other in others:
        if other.id == claim.id or other.stated_at is None:
            continue
        same_day = other.stated_at.date() == claim.stated_at.date()
        earlier = other.stated_at < claim.stated_at
        if earlier and not (same_day and _is_day(claim.stated_at, other.stated_at)):
            continue
        found.append(Sequel(other, _by(claim, other, own), same_day))
    found.sort(key=lambda sequel: (sequel.claim.stated_at, SPEAKERS.index(sequel.by), str(sequel.claim.id)))
    return tuple(found)


def _is_day(one: datetime, other: datetime) -> bool:
    """Whether one of the two has no hour, so that the two cannot be put in order."""
    return time(0, 0) in (one.time(), other.time())


def _by(claim: Claim, other: Claim, own: frozenset[str]) -> str:
    if other.claimant in own or other.claimant == claim.claimant:
        return "itself"
    if other.camp and claim.camp:
        return "its own camp" if other.camp == claim.camp else "the other side"
    return "others"
