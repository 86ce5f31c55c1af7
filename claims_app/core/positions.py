"""Answers that are no figures: who started it, who holds the height, were civilians targeted, which weapons were used."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations

from claims_app.core.claims import Claim, Position
from claims_app.core.findings import first_that_holds
from claims_app.core.pairs import Pair
from claims_app.core.reasons import why_positions_differ_in_kind
from claims_app.core.standings import current, is_silent, speaker_of
from claims_app.core.taxonomies import Atoms
from claims_app.core.verdicts import Finding, Rule, Verdict
from claims_app.core.worlds import World

# ------------------------------------------------------------------ two answers


def answer_retracted(pair: Pair) -> bool:
    """An answer that its claimant took back is compared with nothing."""
    return any(claim.retracted_at is not None for claim in pair.both)


def answer_revised(pair: Pair) -> bool:
    """A claimant's newer answer takes the place of the older one that it revises."""
    return pair.a.revises == pair.b.id or pair.b.revises == pair.a.id


def other_question(pair: Pair) -> bool:
    """Answers to different questions, or about different places, are compared with nothing."""
    a, b = positions(pair)
    places = a.place and b.place and pair.world.places.atoms(a.place).isdisjoint(pair.world.places.atoms(b.place))
    return a.question != b.question or bool(a.functional and places)


def other_day(pair: Pair) -> bool:
    """The answers differ, and are about different days."""
    a, b = positions(pair)
    return a.functional and bool(a.on and b.on) and a.on != b.on and not answers_agree(pair)


def answers_exclude_each_other(pair: Pair) -> bool:
    """The question has one answer in the world, and the two differ."""
    a, b = positions(pair)
    if not a.functional or not (a.polarity or b.polarity):
        return False
    return answers_agree(pair) if a.polarity != b.polarity else answers_differ(pair)


def other_actor(pair: Pair) -> bool:
    """The two accuse different actors: two facts opposite each other, which may both be true."""
    functional = positions(pair)[0].functional
    return not functional and speaker_of(pair.a) != speaker_of(pair.b) and actors_differ(pair)


def answer_denied(pair: Pair) -> bool:
    """Of one actor the one says yes and the other no."""
    a, b = positions(pair)
    return not a.functional and not actors_differ(pair) and a.polarity != b.polarity and not answers_differ(pair)


def answer_corroborated(pair: Pair) -> bool:
    """Two camps, or a camp and an independent third party, give one answer, or lists with something in common."""
    a, b = positions(pair)
    independent = pair.between in ("cross_side", "third_party")
    # weapons "used" by nobody named support no accusation of somebody
    one_actor = not actors_differ(pair) and (a.functional or bool(a.about) == bool(b.about))
    return independent and a.polarity == b.polarity and answers_agree(pair) and one_actor


def answers_fit(pair: Pair) -> bool:
    """The answers may both be true."""
    return True


POSITION_RULES: tuple[Rule[Pair], ...] = (
    Rule("inactive", answer_retracted),
    Rule("revised", answer_revised),
    Rule("incomparable", other_question),
    Rule("not_simultaneous", other_day),
    Rule("contradictory", answers_exclude_each_other),
    Rule("mirror", other_actor),
    Rule("contradictory", answer_denied),
    Rule("corroborated", answer_corroborated),
    Rule("compatible", answers_fit),
)


def positions(pair: Pair) -> tuple[Position, Position]:
    """The two answers; ValueError where one claim holds none."""
    if pair.a.position is None or pair.b.position is None:
        raise ValueError("both claims must be positions")
    return pair.a.position, pair.b.position


def actors_differ(pair: Pair) -> bool:
    """Whether both name the actor and the actors have nothing in common."""
    a, b = (pair.world.party_atoms(position.about) for position in positions(pair))
    return bool(a and b) and a.isdisjoint(b)


def answers_agree(pair: Pair) -> bool:
    """Whether the answers name the same parties, share a kind of object, or use the same words."""
    a, b = positions(pair)
    if a.parties and b.parties:
        return pair.world.party_atoms(a.parties) == pair.world.party_atoms(b.parties)
    if a.objects and b.objects:
        return any(_nested(x, y) for x in _kinds(a, pair.world) for y in _kinds(b, pair.world))
    return _words(a) == _words(b)


def answers_differ(pair: Pair) -> bool:
    """Whether the answers have nothing in common."""
    a, b = positions(pair)
    if a.parties and b.parties:
        return pair.world.party_atoms(a.parties).isdisjoint(pair.world.party_atoms(b.parties))
    return not answers_agree(pair)


def _kinds(position: Position, world: World) -> list[Atoms]:
    return [world.objects.atoms(key) for key in position.objects]


def _nested(a: Atoms, b: Atoms) -> bool:
    return a <= b or b <= a


def _words(position: Position) -> str:
    return " ".join(position.answer.casefold().split())


def decide_positions(pair: Pair) -> Finding:
    """The finding on two answers, without its sentence; it has no measures."""
    verdict = first_that_holds(POSITION_RULES, pair)
    return Finding(
        verdict,
        reason=why_positions_differ_in_kind(pair.a, pair.b) if verdict == "incomparable" else "",
        between=(pair.between,),
        decided_by=(pair.a.id, pair.b.id),
        tags=("contradicts itself",) if verdict == "contradictory" and pair.between == "same_claimant" else (),
    )


# ------------------------------------------------------------------ all answers to one question


class AccountFacts:
    """The answers to one question in a world."""

    def __init__(self, claims: Sequence[Claim], world: World) -> None:
        self.world = world
        self.current = current(claims)
        self.answers = tuple(claim for claim in self.current if claim.position is not None and not is_silent(claim))
        self.silences = tuple(claim for claim in self.current if is_silent(claim))

    @cached_property
    def findings(self) -> list[Finding]:
        """Every two answers, with their finding."""
        return [decide_positions(Pair(a, b, self.world)) for a, b in combinations(self.answers, 2)]

    def some(self, verdict: Verdict) -> Finding | None:
        """The first pair with this verdict, one between camps before any other."""
        found = [finding for finding in self.findings if finding.verdict == verdict]
        return min(found, key=lambda f: f.between[0] not in ("cross_side", "third_party"), default=None)


def no_answer(account: AccountFacts) -> bool:
    """Nobody answers, and no silence is on record."""
    return not account.answers and not account.silences


def nobody_answers(account: AccountFacts) -> bool:
    """It is on record that no answer was given, and nobody gives one."""
    return not account.answers


def account_contradictory(account: AccountFacts) -> bool:
    """Two answers cannot both be true."""
    return account.some("contradictory") is not None


def account_not_simultaneous(account: AccountFacts) -> bool:
    """The answers are about different days."""
    return account.some("not_simultaneous") is not None


def account_corroborated(account: AccountFacts) -> bool:
    """Independent speakers give one answer."""
    return account.some("corroborated") is not None


def account_mirror(account: AccountFacts) -> bool:
    """The speakers accuse different actors."""
    return account.some("mirror") is not None


def account_one_sided(account: AccountFacts) -> bool:
    """One camp, or one third party, answers."""
    return len({speaker_of(claim) for claim in account.answers}) == 1


def account_incomparable(account: AccountFacts) -> bool:
    """No two answers can be compared."""
    return all(finding.verdict == "incomparable" for finding in account.findings)


def account_fits(account: AccountFacts) -> bool:
    """The answers may all be true."""
    return True


ACCOUNT_RULES: tuple[Rule[AccountFacts], ...] = (
    Rule("empty", no_answer),
    Rule("silent", nobody_answers),
    Rule("contradictory", account_contradictory),
    Rule("not_simultaneous", account_not_simultaneous),
    Rule("corroborated", account_corroborated),
    Rule("mirror", account_mirror),
    Rule("one_sided", account_one_sided),
    Rule("incomparable", account_incomparable),
    Rule("compatible", account_fits),
)


def finding_of_account(verdict: Verdict, account: AccountFacts) -> Finding:
    """The finding on all answers to one question."""
    silent = tuple(dict.fromkeys(claim.claimant for claim in account.silences))
    found = account.some(verdict)
    if found is None:
        return Finding(verdict, decided_by=tuple(claim.id for claim in account.answers), silent=silent)
    return Finding(
        verdict,
        reason=found.reason,
        between=found.between,
        decided_by=found.decided_by,
        silent=silent,
        tags=found.tags,
    )
