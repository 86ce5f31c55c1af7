"""Each camp's claims on one measure: what it says it inflicted on others, and what it says of its own losses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from claims_app.core.claims import Claim
from claims_app.core.standings import current, owns
from claims_app.core.worlds import World


class Wing(NamedTuple):
    """What a camp says it inflicted, and what it says of its own losses."""

    inflicted: tuple[Claim, ...]
    own: tuple[Claim, ...]


def mirror_of(claims: Sequence[Claim], world: World) -> dict[str, Wing]:
    """A wing for each camp that speaks or is spoken of, by camp; third parties stand in none. It carries no verdict."""
    standing = [claim for claim in current(claims) if claim.scope is not None]
    spoken_of = {camp for claim in standing if claim.scope for camp in world.camps_of(claim.scope.subject)}
    camps = sorted(({claim.camp for claim in standing} | spoken_of) - {""})
    return {camp: _wing([claim for claim in standing if claim.camp == camp], world) for camp in camps}


def _wing(claims: Sequence[Claim], world: World) -> Wing:
    own = tuple(claim for claim in claims if owns(claim, world))
    return Wing(tuple(c for c in claims if c not in own and not _speaks_of_own(c, world)), own)


def _speaks_of_own(claim: Claim, world: World) -> bool:
    """Whether the camp's own losses are counted among others': neither inflicted nor its own alone."""
    return claim.scope is not None and claim.camp in world.camps_of(claim.scope.subject)
