"""What stands beside a pairing: fact by fact, what each side says, with figures as said and each outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims_app.core.claims import Claim
from claims_app.core.displays import listed
from claims_app.core.said import Said, more_figures, said_by, things_apart
from claims_app.core.worlds import World

# Figures told of one speaker before the rest are counted.
MOST = 2
NOBODY_ELSE = "no figure from another side is on file"


@dataclass(frozen=True, slots=True)
class FactSaid:
    """One fact of a pairing: whose losses, and what the sides say of it that still stands, inflicted before own."""

    whose: str
    claims: tuple[Claim, ...]


def read_together(what: str, facts: Sequence[FactSaid], world: World) -> str:
    """ "Different tanks. Of Blueland: Redland says six destroyed. Of Redland: Blueland says two; Redland says one lost."

    `what` names the things in the plural. One fact alone is told without its losses, which the pairing's head names.
    """
    told = [fact for fact in facts if fact.claims]
    everyone = [claim for fact in told for claim in fact.claims]
    are_one = all(world.speaks_as_one(claim.claimant, claim.claimant_name) for claim in everyone)
    verb = " says " if are_one else ": " if len(told) == 1 else ", "
    if len(told) == 1:
        parts = _parts(told[0], world, verb)
        speakers = {claim.camp or claim.claimant for claim in everyone}
        return "; ".join([*parts, NOBODY_ELSE] if len(speakers) == 1 else parts) + "."
    said = [f"Of {fact.whose}: {'; '.join(_parts(fact, world, verb))}." for fact in told]
    are_several = sum(any(claim.stance == "other_loss" for claim in fact.claims) for fact in told) > 1
    return " ".join([f"Different {what}.", *said] if are_several else said)


def _parts(fact: FactSaid, world: World, verb: str) -> list[str]:
    figures = [claim for claim in fact.claims if claim.kind == "figure"]
    parts = _clauses(figures, fact.whose, world, verb)
    speaking = {claim.claimant_name for claim in figures}
    silent = dict.fromkeys(claim.claimant_name for claim in fact.claims if claim.kind == "silence")
    quiet = [name for name in silent if name not in speaking]
    if quiet:
        parts.append(f"no figure given by {listed(quiet)}")
    parts += dict.fromkeys(
        f"{claim.denied or 'a figure'} denied by {claim.claimant_name}"
        for claim in fact.claims
        if claim.kind == "denial"
    )
    return parts


def _clauses(claims: Sequence[Claim], whose: str, world: World, verb: str) -> list[str]:
    """ "Redland says six and three destroyed": one for each speaker, the figures of one kind, outcome and sufferer together.

    A figure of others than the fact is `whose` says of whom it is, so that nobody's losses are taken for everybody's.
    """
    apart = things_apart(claims, world)
    is_mixed = "object" in apart
    spoken: dict[str, dict[tuple[str, str, str], list[Said]]] = {}
    for claim in claims:
        said = said_by(claim, world, measure=is_mixed, apart=apart & {"subject"})
        if said.whose.removeprefix("of ").removeprefix("by ") == whose:
            said = replace(said, whose="")
        kinds = spoken.setdefault(claim.claimant_name, {})
        kinds.setdefault((said.object if is_mixed else "", said.outcome, said.whose), []).append(said)
    return [f"{name}{verb}{_joined(list(kinds.values()))}" for name, kinds in spoken.items()]


def _joined(groups: Sequence[list[Said]]) -> str:
    told = [_together(group) for group in groups]
    return listed(told) if all(len({said.words for said in group}) == 1 for group in groups) else "; ".join(told)


def _together(group: Sequence[Said]) -> str:
    words = list(dict.fromkeys(said.words for said in group if said.words))
    told = replace(group[-1], words=listed(words[:MOST])).after(Said()) or "no words"
    return f"{told} ({more_figures(len(words) - MOST)})" if len(words) > MOST else told
