"""From the rule that held to the finding: measures, proof, admission, who differs from whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from claims_app.core import measures
from claims_app.core.claims import Claim
from claims_app.core.figures import Number
from claims_app.core.pairs import Pair
from claims_app.core.reasons import why_not_comparable, why_not_numeric
from claims_app.core.rowfacts import BETWEEN_ORDER, RowFacts, between_of
from claims_app.core.standings import reading
from claims_app.core.verdicts import Band, Between, Certificate, Facts, Finding, Rule, Verdict

FIT: frozenset[Verdict] = frozenset({"admitted", "corroborated", "compatible", "subsumed"})
BANDS: dict[Verdict, Band] = {"contradictory": "charitable", "strained": "plain"}
TAGS: dict[Between, str] = {"same_claimant": "contradicts itself", "relay": "reports differ"}
NOT_SEARCHED_FURTHER = "not searched further"


def first_that_holds(rules: Sequence[Rule[Facts]], facts: Facts) -> Verdict:
    """The code of the first rule that holds; every table ends with one that always does."""
    return next(rule.code for rule in rules if rule.holds(facts))


def finding_of_pair(verdict: Verdict, pair: Pair) -> Finding:
    """The finding on two claims, with the measures that its verdict allows."""
    finding = Finding(
        verdict,
        reason=why_not_comparable(pair) if verdict == "incomparable" else "",
        admission=None if verdict in ("inactive", "revised") else pair.admission,
        between=(pair.between,),
        relation=pair.relation,
        decided_by=(pair.a.id, pair.b.id),
        tags=_tags(verdict, (pair.between,)),
    )
    certificate = pair.certificate(BANDS[verdict]) if verdict in BANDS else None
    if certificate is not None:
        finding = measured(replace(finding, certificate=certificate, band=certificate.band), certificate)
    if verdict in FIT:
        finding = replace(finding, gap=0, score=Fraction(0))
    return with_figures_of(finding, pair)


def with_figures_of(finding: Finding, pair: Pair) -> Finding:
    """Overlap of the two readings and claimed ÷ own figure, where two numbers can be compared at all."""
    if not pair.numeric or finding.verdict in ("inactive", "revised", "incomparable", "mirror"):
        return finding
    ratio = None
    if pair.own_and_other and pair.admission:
        own, other = pair.own_and_other
        ratio = measures.overclaim(reading(other, "charitable"), reading(own, "charitable"))
    overlap = measures.jaccard(reading(pair.a, "charitable"), reading(pair.b, "charitable"))
    return replace(finding, overclaim=ratio, jaccard=overlap)


def measured(finding: Finding, certificate: Certificate) -> Finding:
    """Gap, ratio and disputed share of the sums of a proof."""
    low, high = certificate.low_sum, certificate.high_sum
    return replace(
        finding, gap=measures.gap(low, high), ratio=measures.ratio(low, high), score=measures.score(low, high)
    )


def finding_of_row(verdict: Verdict, row: RowFacts) -> Finding:
    """The finding on all claims of a fact."""
    finding = Finding(
        verdict,
        admission=row.admission,
        silent=tuple(dict.fromkeys(claim.claimant for claim in row.silences)),
        decided_by=tuple(claim.id for claim in row.current),
        tags=_row_tags(row),
    )
    if verdict in BANDS and row.certificates(BANDS[verdict]):
        return _by_certificate(finding, row, BANDS[verdict])
    if verdict == "contradictory":
        pair = row.denials[0]
        between = _ordered(pair.between for pair in row.denials)
        return replace(finding, between=between, decided_by=(pair.a.id, pair.b.id))
    if verdict == "incomparable":
        return _without_comparison(finding, row)
    if verdict in ("not_simultaneous", "admitted", "corroborated", "compatible"):
        return _by_pair(finding, row)
    return finding


def _by_certificate(finding: Finding, row: RowFacts, band: Band) -> Finding:
    """Decided by the proof between camps, or else of the largest disputed share; measured by the tightest sums."""
    found = [(between_of(c, row.known, row.world), c) for c in row.certificates(band)]
    between, deciding = min(found, key=lambda item: (_rank(item[0]), -_score(item[1]), len(item[1].members)))
    sums = [(between_of(c, row.known, row.world), c) for c in row.search(band).tightest] + found
    tightest = max((c for kind, c in sums if _rank(kind) == _rank(between)), key=_score_then_gap)
    finding = replace(
        finding,
        between=_ordered(kind for kinds, _ in found for kind in kinds),
        band=band,
        decided_by=deciding.members,
        certificate=deciding,
    )
    finding = measured(finding, tightest)
    if len(deciding.members) == 2:
        pair = Pair(row.known[deciding.members[0]], row.known[deciding.members[1]], row.world)
        finding = with_figures_of(replace(finding, relation=pair.relation), pair)
    return replace(finding, overclaim=finding.overclaim or _largest_overclaim(row))


def _largest_overclaim(row: RowFacts) -> tuple[Fraction, Fraction | None] | None:
    ratios = [with_figures_of(finding, pair).overclaim for pair, finding in row.across]
    return max((ratio for ratio in ratios if ratio), key=lambda ratio: ratio[0], default=None)


def _by_pair(finding: Finding, row: RowFacts) -> Finding:
    """Decided by the first pair that carries the verdict; for a row whose claims fit, by the first that can be compared."""
    carrying = row.pairs_with(finding.verdict) or [
        (pair, found) for pair, found in row.across if found.verdict not in ("incomparable", "mirror")
    ]
    pair, found = carrying[0]
    fits = finding.verdict in FIT
    return replace(
        finding,
        between=(pair.between,),
        relation=found.relation,
        decided_by=found.decided_by,
        gap=0 if fits else None,
        score=Fraction(0) if fits else None,
        jaccard=found.jaccard,
        overclaim=found.overclaim or _largest_overclaim(row),
    )


def _without_comparison(finding: Finding, row: RowFacts) -> Finding:
    wordless = [claim for claim in row.figures if why_not_numeric(claim)]
    if not row.across and wordless:
        return replace(finding, reason=why_not_numeric(wordless[0]), decided_by=(wordless[0].id,))
    if not row.across:
        return replace(finding, reason="No two figures can be compared.")
    pair, found = row.across[0]
    return replace(
        finding,
        reason=found.reason or why_not_comparable(pair),
        between=(pair.between,),
        relation=found.relation,
        decided_by=found.decided_by,
    )


def _row_tags(row: RowFacts) -> tuple[str, ...]:
    found = [between_of(c, row.known, row.world) for c in row.certificates("charitable")]
    tags = tuple(dict.fromkeys(tag for kinds in found for tag in _tags("contradictory", kinds)))
    return tags if row.search("charitable").complete else (*tags, NOT_SEARCHED_FURTHER)


def _tags(verdict: Verdict, kinds: Iterable[Between]) -> tuple[str, ...]:
    return tuple(TAGS[kind] for kind in kinds if kind in TAGS) if verdict == "contradictory" else ()


def _ordered(kinds: Iterable[Between]) -> tuple[Between, ...]:
    found = set(kinds)
    return tuple(kind for kind in BETWEEN_ORDER if kind in found)


def _rank(kinds: tuple[Between, ...]) -> int:
    return min(BETWEEN_ORDER.index(kind) for kind in kinds)


def _score(certificate: Certificate) -> Fraction:
    return measures.score(certificate.low_sum, certificate.high_sum)


def _score_then_gap(certificate: Certificate) -> tuple[Fraction, Number]:
    """Of proofs with equal disputed shares the one with the larger sums stands for the row."""
    return _score(certificate), measures.gap(certificate.low_sum, certificate.high_sum)


def claims_of(finding: Finding, claims: Sequence[Claim]) -> list[Claim]:
    """The claims that decided a finding, in its order."""
    known = {claim.id: claim for claim in claims}
    return [known[key] for key in finding.decided_by if key in known]
