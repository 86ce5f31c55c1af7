"""What can be said of all claims on one fact before any rule is applied: who speaks, what proofs and pairs there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations

from claims_app.core.certificates import Search, search
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.pairs import Pair
from claims_app.core.scopes import Band
from claims_app.core.standings import current, is_numeric, is_silent, owns, reading, speaker_of
from claims_app.core.verdicts import Admission, Between, Certificate, Finding, Verdict
from claims_app.core.worlds import World

# Above this many figures a row is judged by the extremes of each speaker in each scope.
ALL_FIGURES = 40
BETWEEN_ORDER: tuple[Between, ...] = ("cross_side", "third_party", "same_side", "same_claimant", "relay")
NOT_COMPARABLE: frozenset[Verdict] = frozenset({"incomparable", "mirror", "inactive", "silent"})


class RowFacts:
    """The claims of a row in a world; everything is worked out when first asked for.

    `nested` are claims of narrower rows: they stand there, but count here as parts and covers of what this row's claims say.
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        world: World,
        decide: Callable[[Pair], Finding],
        nested: Sequence[Claim] = (),
    ) -> None:
        self.claims = tuple(claims)
        self.nested = tuple(nested)
        self.world = world
        self._decide = decide
        self._searches: dict[Band, Search] = {}

    @cached_property
    def current(self) -> tuple[Claim, ...]:
        """Claims neither retracted nor revised."""
        return current(self.claims)

    @cached_property
    def known(self) -> dict[ClaimId, Claim]:
        """The row's claims, and those nested in it, by id."""
        return {claim.id: claim for claim in (*self.claims, *self.nested)}

    @cached_property
    def figures(self) -> tuple[Claim, ...]:
        """The current claims that give a figure, in numbers or in words."""
        return tuple(claim for claim in self.current if claim.kind == "figure" and not is_silent(claim))

    @cached_property
    def numeric(self) -> tuple[Claim, ...]:
        """The figures that give a number; where there are many, each speaker's extremes in each scope."""
        numeric = [claim for claim in self.figures if is_numeric(claim)]
        return tuple(numeric if len(numeric) <= ALL_FIGURES else extremes(numeric))

    @cached_property
    def silences(self) -> tuple[Claim, ...]:
        """The current claims that say that no figure was given."""
        return tuple(claim for claim in self.current if is_silent(claim))

    @cached_property
    def speakers(self) -> frozenset[str]:
        """The camps and third parties that give figures."""
        return frozenset(speaker_of(claim) for claim in self.figures)

    @cached_property
    def denials(self) -> tuple[Pair, ...]:
        """Each current denial with the current figure that it denies."""
        standing = {claim.id: claim for claim in self.current}
        return tuple(
            Pair(standing[claim.denies], claim, self.world)
            for claim in self.current
            if claim.kind == "denial" and claim.denies in standing
        )

    def search(self, band: Band) -> Search:
        """All proofs on a band that need a claim of the row itself."""
        if band not in self._searches:
            self._searches[band] = self._of_this_row(search((*self.numeric, *self.parts), self.world, band))
        return self._searches[band]

    @cached_property
    def parts(self) -> tuple[Claim, ...]:
        """The current nested claims that give a number, the extremes where there are many."""
        lesser = {claim.id for claim in self.nested}
        standing = current((*self.claims, *self.nested))
        numeric = [claim for claim in standing if claim.id in lesser and is_numeric(claim)]
        return tuple(numeric if len(numeric) <= ALL_FIGURES else extremes(numeric))

    def _of_this_row(self, found: Search) -> Search:
        mine = {claim.id for claim in self.numeric}
        return replace(
            found,
            certificates=tuple(proof for proof in found.certificates if mine & set(proof.members)),
            tightest=tuple(proof for proof in found.tightest if mine & set(proof.members)),
        )

    def certificates(self, band: Band) -> tuple[Certificate, ...]:
        """The minimal proofs on a band."""
        return self.search(band).certificates

    @cached_property
    def pairs(self) -> tuple[tuple[Pair, Finding], ...]:
        """Every two figures, with their finding."""
        pairs = (Pair(a, b, self.world) for a, b in combinations(self.numeric, 2))
        return tuple((pair, self._decide(pair)) for pair in pairs)

    def pairs_with(self, code: Verdict) -> list[tuple[Pair, Finding]]:
        """The pairs of two speakers with one verdict: what a camp's own figures are to each other decides no row."""
        return [(pair, finding) for pair, finding in self.across if finding.verdict == code]

    @cached_property
    def across(self) -> list[tuple[Pair, Finding]]:
        """The pairs of two speakers."""
        return [(pair, finding) for pair, finding in self.pairs if speaker_of(pair.a) != speaker_of(pair.b)]

    @cached_property
    def comparable_across(self) -> bool:
        """Whether any figure of one speaker can be compared with one of another."""
        return any(finding.verdict not in NOT_COMPARABLE for _, finding in self.across)

    @cached_property
    def admission(self) -> Admission | None:
        """How far those who suffered the loss cover what others say: by proofs, else by pairs, else by who speaks."""
        proofs = [self._admission_by(certificate) for certificate in self.certificates("charitable")]
        denials = [pair.admission for pair in self.denials]
        pairs = [pair.admission for pair, _ in self.pairs]
        return worst(proofs + denials) or worst(pairs) or self._admission_by_speakers()

    def _admission_by(self, certificate: Certificate) -> Admission | None:
        lows, highs = sides_of(certificate, self.known)
        if _own_against_enemy(highs, lows, self.world):
            return "partial" if certificate.high_sum else "denied"
        return "surplus" if _own_against_enemy(lows, highs, self.world) else None

    def _admission_by_speakers(self) -> Admission | None:
        own = [claim for claim in self.numeric if owns(claim, self.world)]
        if own and len(own) == len(self.numeric):
            return None if all(claim.stance in ("own_civilians", "own_gain") for claim in own) else "volunteered"
        for claim in self.numeric:
            suffered = self.world.camps_of(claim.scope.subject) if claim.scope else frozenset()
            if claim.camp and claim.camp not in suffered and any(s.camp in suffered for s in self.silences if s.camp):
                return "silent"
        return None


def sides_of(certificate: Certificate, known: dict[ClaimId, Claim]) -> tuple[list[Claim], list[Claim]]:
    """(the claims whose minima are added, the claims whose maxima are added)."""
    members = [known[member] for member in certificate.members]
    return (members[:-1], members[-1:]) if certificate.kind == "overflow" else (members[:1], members[1:])


def between_of(certificate: Certificate, known: dict[ClaimId, Claim], world: World) -> tuple[Between, ...]:
    """Who differs from whom in a proof: the claims that are too high against those that are too low."""
    lows, highs = sides_of(certificate, known)
    found = {Pair(low, high, world).between for low in lows for high in highs}
    several = found & {"cross_side", "third_party", "same_side"}
    return tuple(kind for kind in BETWEEN_ORDER if kind in (several or found))


def worst(admissions: Iterable[Admission | None]) -> Admission | None:
    """The furthest from covering the other figure."""
    order: tuple[Admission, ...] = ("denied", "partial", "full", "surplus", "silent", "volunteered")
    return min((found for found in admissions if found), key=order.index, default=None)


def _own_against_enemy(own: list[Claim], enemy: list[Claim], world: World) -> bool:
    camps = {claim.camp for claim in own}
    return (
        len(camps) == 1
        and all(owns(claim, world) for claim in own)
        and all(claim.camp and claim.camp not in camps for claim in enemy)
    )


def extremes(claims: Sequence[Claim]) -> list[Claim]:
    """For each speaker and scope the largest minimum and the smallest maximum of both readings, in the order given."""
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        group = (claim.scope, speaker_of(claim))
        for band in ("charitable", "plain"):
            interval = reading(claim, band)
            lowest = kept.get((group, band, "low"))
            if lowest is None or reading(lowest, band).low < interval.low:
                kept[group, band, "low"] = claim
            highest = kept.get((group, band, "high"))
            top = reading(highest, band).high if highest else None
            if interval.high is not None and (top is None or interval.high < top):
                kept[group, band, "high"] = claim
    chosen = {claim.id for claim in kept.values()}
    return [claim for claim in claims if claim.id in chosen]
