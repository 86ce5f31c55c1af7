"""What would make both true: single other readings of the words under which a contradiction is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from claims_app.core.certificates import find_certificates
from claims_app.core.claims import Claim
from claims_app.core.displays import listed
from claims_app.core.figures import Interval
from claims_app.core.names import possessive
from claims_app.core.said import quoted
from claims_app.core.scopes import Atoms, Extent
from claims_app.core.standings import is_numeric, owns
from claims_app.core.verdicts import Finding
from claims_app.core.wording import is_sharp
from claims_app.core.worlds import NO_AGENT, Outcome, World

SENTENCES_KEPT = 6
# Wordings that state a number as if it were the whole.
TOTALS = frozenset({"exact", "approx", "range", "vague"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One claim read another way, and the words for it."""

    claim: Claim
    sentence: str


def unless(finding: Finding, claims: Sequence[Claim], world: World) -> tuple[str, ...]:
    """The single changes that remove the proof, as sentences; never a guess at which is right."""
    found = dict.fromkeys(reading.sentence for reading in readings_that_fit(finding, claims, world))
    return tuple(found)[:SENTENCES_KEPT]


def readings_that_fit(finding: Finding, claims: Sequence[Claim], world: World) -> list[Reading]:
    """Other readings of single claims, each of which removes the proof of a contradiction.

    Each alternative of ALTERNATIVES is tried on each member of the proof, and the first reading of a member that
    removes it is kept, in the order of the table. There is none for a contradiction without a proof (a denial, an account),
    and none where reports of one statement differ: another reading of the words would not say what was said.
    """
    if finding.verdict != "contradictory" or finding.certificate is None or set(finding.between) == {"relay"}:
        return []
    known = {claim.id: claim for claim in claims}
    members = [known[member] for member in finding.certificate.members if member in known]
    found = []
    for alternative in ALTERNATIVES:
        for claim in filter(is_numeric, members):
            readings = alternative.other_readings(claim, Beside(members, claims), world)
            fitting = next((reading for reading in readings if _fits(members, reading.claim, world)), None)
            if fitting is not None:
                found.append(fitting)
    return found


def _fits(members: Sequence[Claim], changed: Claim, world: World) -> bool:
    """Whether the members hold no proof once the claim is read the other way."""
    return not find_certificates([changed if claim.id == changed.id else claim for claim in members], world)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a claim that is read another way: the members of the proof, and all claims of the row."""

    members: Sequence[Claim]
    row: Sequence[Claim]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way in which a claim might have been meant otherwise."""

    name: Literal["designation", "outcome", "counting", "basis", "agent"]
    other_readings: Callable[[Claim, Beside, World], Iterator[Reading]]

    @property
    def sentence(self) -> str:
        """What the Method page says."""
        return " ".join((self.other_readings.__doc__ or "").split())


def _possessive(claim: Claim, words: str, world: World) -> str:
    return f"{possessive(claim.claimant_name or world.party_name(claim.claimant))} {quoted(words)}"


def _figure_words(claim: Claim, world: World) -> str:
    return _possessive(claim, claim.figure.text if claim.figure else "", world)


# ------------------------------------------------------------------ the alternatives


def other_designations(claim: Claim, beside: Beside, world: World) -> Iterator[Reading]:
    """The label takes in a party of the same camp that it leaves out, or leaves out one of its camp that it takes in."""
    if claim.scope is None or any(claim.claimant == other.claimant for other in beside.members if other.id != claim.id):
        return
    subject = claim.scope.subject
    words = _possessive(claim, claim.subject_label, world) if claim.subject_label else _figure_words(claim, world)
    for party in _kin(subject, world):
        atoms = world.parties.atoms(party)
        if atoms.isdisjoint(subject.possible):
            wider = Extent(subject.certain | atoms, subject.plain | atoms, subject.possible | atoms)
            yield _with_subject(claim, wider, f"unless {words} includes {world.party_name(party)}")
        elif subject.plain - atoms and len(world.camps_of(subject)) == 1:  # "both sides" leaves out nobody
            less = Extent(subject.certain - atoms, subject.plain - atoms, subject.possible - atoms)
            yield _with_subject(claim, less, f"unless {words} leaves out {world.party_name(party)}")


def _kin(subject: Extent, world: World) -> list[str]:
    """The parties that make up the camps of this subject; their organs are not tried one by one."""
    camps = world.camps_of(subject) - {""}
    members = [party for party, camp in world.camps.items() if camp in camps]
    return sorted(party for party in members if not world.bodies(party) & (set(members) - {party}))


def _with_subject(claim: Claim, subject: Extent, sentence: str) -> Reading:
    return Reading(replace(claim, scope=claim.scope and replace(claim.scope, subject=subject)), sentence)


def other_outcomes(claim: Claim, beside: Beside, world: World) -> Iterator[Reading]:
    """The word for the outcome covers more, as it or a word used for the same fact may; or less, as such a word does."""
    if claim.scope is None or claim.outcome not in world.outcomes:
        return
    mine = world.outcomes[claim.outcome]
    words = _possessive(claim, world.outcome_name(claim.outcome), world)
    for other in _related(mine, world):
        changed = replace(claim, outcome=other.key, scope=replace(claim.scope, outcome=other.extent))
        is_wider = mine.extent.plain < other.extent.plain
        named = listed(sorted(world.outcome_name(key) for key in other.extent.plain ^ mine.extent.plain))
        yield Reading(changed, f"unless {words} {'includes' if is_wider else 'leaves out'} the {named}")


def _related(mine: Outcome, world: World) -> list[Outcome]:
    """Outcomes without doubt that cover more, within what the word or one used for the same fact may mean, or that are
    used for the same fact and cover less; the nearest first."""
    near = [other for other in world.outcomes.values() if world.near_equal(mine.key, other.key)]
    fair = mine.extent.possible.union(*(other.extent.possible for other in near))
    found: dict[Atoms, Outcome] = {}
    for other in sorted(world.outcomes.values(), key=lambda o: (len(o.extent.plain ^ mine.extent.plain), o.key)):
        wider = mine.extent.plain < other.extent.plain <= fair
        narrower = other.extent.plain < mine.extent.plain and other in near
        if other.harm == mine.harm and other.extent.certain == other.extent.possible and (wider or narrower):
            found.setdefault(other.extent.plain, other)
    return list(found.values())


def other_countings(claim: Claim, beside: Beside, world: World) -> Iterator[Reading]:
    """The figure is the count so far, where its words do not exclude it; or it counts from the claimant's earlier statement on."""
    figure = claim.figure
    if figure is None or figure.plain is None or figure.charitable is None:
        return
    if figure.kind in TOTALS and not is_sharp(figure):
        floor = replace(
            figure, plain=Interval(figure.plain.low, None), charitable=Interval(figure.charitable.low, None)
        )
        yield Reading(
            replace(claim, figure=floor), f"unless {_figure_words(claim, world)} is the count so far, not the total"
        )
    if claim.counting == "cumulative" and claim.scope is not None:
        yield from _since_then(claim, beside.members, world)


def _since_then(claim: Claim, members: Sequence[Claim], world: World) -> Iterator[Reading]:
    """A cumulative figure read as what was added after the period of another member."""
    if claim.scope is None:
        return
    period = claim.scope.period
    for other in members:
        start = other.scope.period.end_plain if other.scope else period.start_plain
        if period.start_plain < start < period.end_plain:
            added = replace(period, start_outer=start, start_plain=start, start_inner=start)
            scope = replace(claim.scope, period=replace(added, end_inner=max(start, period.end_inner)))
            since = possessive(other.claimant_name or world.party_name(other.claimant))
            words = f"unless {_figure_words(claim, world)} counts what was added after {since} count, not from the beginning"
            yield Reading(replace(claim, scope=scope, counting="incremental"), words)


BASIS_WORDS = {
    "hospital": "counts those brought to hospitals",
    "identified": "counts those identified by name",
    "visual": "counts what was visually confirmed",
}


def other_bases(claim: Claim, beside: Beside, world: World) -> Iterator[Reading]:
    """The figure counts by a narrower rule: people brought to hospitals, the dead by name, others' things by pictures."""
    if claim.scope is None or claim.basis not in ("", "all"):
        return
    for basis in _bases_for(claim, world):
        if basis in world.bases:
            scope = replace(claim.scope, basis=Extent.exactly(world.bases[basis]))
            words = f"unless {_figure_words(claim, world)} {BASIS_WORDS[basis]}"
            yield Reading(replace(claim, scope=scope, basis=basis), words)


def _bases_for(claim: Claim, world: World) -> tuple[str, ...]:
    """The rules by which such a count may have been made; nobody counts its own things by pictures."""
    if world.harm_of(claim.object) != "people":
        return () if owns(claim, world) or world.harm_of(claim.object) == "events" else ("visual",)
    if claim.scope is not None and DEAD.isdisjoint(claim.scope.outcome.possible):
        return ("hospital",)
    return ("hospital", "identified") if world.is_civilian(claim.object) else ("identified", "hospital")


DEAD = frozenset({"killed"})


def other_agents(claim: Claim, beside: Beside, world: World) -> Iterator[Reading]:
    """Things were lost to no enemy: where a claim of the row says so of some, or one was lost and another camp says it did it."""
    if claim.scope is None or claim.agent or world.harm_of(claim.object) != "things":
        return
    others = [other for other in beside.members if other.camp != claim.camp]
    is_blamed = any(other.camp and world.camp_of(agent) == other.camp for other in others for agent in _agents(other))
    is_told = any(NO_AGENT in _agents(other) for other in beside.row)
    is_one = claim.figure is not None and claim.figure.plain is not None and claim.figure.plain.high == 1
    if is_told or (is_blamed and is_one):
        nobody = Extent.exactly(frozenset((NO_AGENT,)))
        words = f"unless {_figure_words(claim, world)} had another cause, such as an accident"
        yield Reading(replace(claim, agent=NO_AGENT, scope=replace(claim.scope, agent=nobody)), words)


def _agents(claim: Claim) -> list[str]:
    return [agent for agent in claim.agent.split(";") if agent]


ALTERNATIVES: tuple[Alternative, ...] = (
    Alternative("designation", other_designations),
    Alternative("outcome", other_outcomes),
    Alternative("counting", other_countings),
    Alternative("basis", other_bases),
    Alternative("agent", other_agents),
)
