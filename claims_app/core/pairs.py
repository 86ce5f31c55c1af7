"""What can be said of two claims before any rule is applied: how their scopes stand, who speaks, who owns the loss."""

from __future__ import annotations

from functools import cached_property

from claims_app.core.certificates import pair_certificate
from claims_app.core.claims import Claim
from claims_app.core.measures import meet
from claims_app.core.scopes import Band, Relation, Scope, box_within, plain_box, relate
from claims_app.core.standings import is_numeric, is_silent, owns, reading
from claims_app.core.verdicts import Admission, Between, Certificate
from claims_app.core.worlds import World


class Pair:
    """Two claims in a world; everything is worked out when first asked for."""

    def __init__(self, a: Claim, b: Claim, world: World) -> None:
        self.a = a
        self.b = b
        self.world = world

    @property
    def both(self) -> tuple[Claim, Claim]:
        """The two claims."""
        return self.a, self.b

    @cached_property
    def scopes(self) -> tuple[Scope, Scope] | None:
        """Both scopes; None where one is missing."""
        return (self.a.scope, self.b.scope) if self.a.scope and self.b.scope else None

    @cached_property
    def numeric(self) -> bool:
        """Whether both give a number."""
        return is_numeric(self.a) and is_numeric(self.b)

    @cached_property
    def relation(self) -> Relation | None:
        """How the plain scopes stand."""
        return relate(*self.scopes) if self.scopes else None

    @cached_property
    def between(self) -> Between:
        """Who differs from whom."""
        return between(self.a, self.b, self.world)

    def certificate(self, band: Band) -> Certificate | None:
        """The proof that the two cannot both be true on this band."""
        return pair_certificate(self.a, self.b, band) if self.numeric else None

    @cached_property
    def denial(self) -> tuple[Claim, Claim] | None:
        """(the denial, the figure that it denies)."""
        for denial, figure in (self.both, self.both[::-1]):
            if denial.kind == "denial" and denial.denies == figure.id:
                return denial, figure
        return None

    @cached_property
    def own_and_other(self) -> tuple[Claim, Claim] | None:
        """(what the owner of the loss says, what another camp says of it), where the second lies within the first."""
        for own, other in (self.both, self.both[::-1]):
            if owns(own, self.world) and other.camp and other.camp != own.camp and self._speaks_of(other, own):
                return own, other
        return None

    def _speaks_of(self, other: Claim, own: Claim) -> bool:
        if own.scope is None or other.scope is None:
            return False
        if self.numeric:
            return box_within(plain_box(other.scope), plain_box(own.scope))
        return self.relation not in ("disjoint", None)

    @cached_property
    def admission(self) -> Admission | None:
        """How far the owner's figure covers the other camp's."""
        if self.denial:
            return _admission_of_denial(*self.denial, self.world)
        if self.own_and_other is None:
            return None
        own, other = self.own_and_other
        if is_silent(own) and is_numeric(other):
            return "silent"
        if is_silent(other) and is_numeric(own):
            return "volunteered"
        return _admission(own, other) if self.numeric else None

    @cached_property
    def plain_figures_meet(self) -> bool:
        """Whether some number fits both plain readings."""
        return meet(reading(self.a, "plain"), reading(self.b, "plain"))

    @cached_property
    def plain_figures_bounded(self) -> bool:
        """Whether neither plain reading is open upward: a floor supports no figure."""
        return all(reading(claim, "plain").high is not None for claim in self.both)

    @cached_property
    def one_fact(self) -> bool:
        """Whether the scopes are equal or differ in nothing but the agent and the word for one outcome."""
        if self.scopes is None:
            return False
        a, b = self.scopes
        same = all(getattr(a, axis).plain == getattr(b, axis).plain for axis in ("subject", "object", "place", "basis"))
        outcome = a.outcome.plain == b.outcome.plain or self.world.near_equal(self.a.outcome, self.b.outcome)
        return same and outcome and a.period.plain == b.period.plain

    @cached_property
    def speak_of_each_other(self) -> bool:
        """Whether two camps each count the other's losses, of objects of which one is a kind of the other."""
        if self.scopes is None or not self.a.camp or not self.b.camp or self.a.camp == self.b.camp:
            return False
        a, b = self.scopes
        crossed = self.world.camps_of(a.subject) == {self.b.camp} and self.world.camps_of(b.subject) == {self.a.camp}
        return crossed and (a.object.plain <= b.object.plain or b.object.plain <= a.object.plain)


def _admission(own: Claim, other: Claim) -> Admission:
    mine, theirs = reading(own, "charitable"), reading(other, "charitable")
    if mine.high is not None and mine.high < theirs.low:
        return "denied" if mine.high == 0 else "partial"
    return "surplus" if theirs.high is not None and mine.low > theirs.high else "full"


def _admission_of_denial(denial: Claim, figure: Claim, world: World) -> Admission | None:
    """Denied by whom the figure concerns: a camp that owns the loss or is said to have caused it, or one whose part is not told."""
    if not denial.camp or denial.camp == figure.camp:
        return None
    if figure.scope is None:
        return "denied"
    concerned = world.camps_of(figure.scope.subject) | {
        world.camp_of(party) for party in figure.agent.split(";") if party
    }
    return "denied" if denial.camp in concerned else None


def between(a: Claim, b: Claim, world: World) -> Between:
    """One claimant (through one outlet or two), one camp or body, a third party, or two camps."""
    if a.claimant == b.claimant:
        return "relay" if _through_two_outlets(a, b) else "same_claimant"
    if (a.camp and a.camp == b.camp) or world.same_body(a.claimant, b.claimant):
        return "same_side"
    return "cross_side" if a.camp and b.camp else "third_party"


def _through_two_outlets(a: Claim, b: Claim) -> bool:
    """Whether two outlets report what may be one statement."""
    if a.statement is not None and b.statement is not None and a.statement != b.statement:
        return False
    first, second = _outlets(a), _outlets(b)
    return bool(first and second) and first.isdisjoint(second)


def _outlets(claim: Claim) -> frozenset[str]:
    keys = frozenset(citation.publisher_key or citation.publisher for citation in claim.citations)
    return keys or frozenset((claim.via,) if claim.via else ())
