"""Why a finding is as it is: the claims, how each was read, the relation that decided it and whose counting it used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims_app.core.claims import Claim, ClaimId
from claims_app.core.displays import listed
from claims_app.core.figures import Interval, Number
from claims_app.core.names import possessive
from claims_app.core.reasons import why_not_numeric
from claims_app.core.scopes import AXES, plain_box, relate, wider_on
from claims_app.core.standings import is_numeric, is_silent, reading
from claims_app.core.verdicts import Band, Certificate, Finding
from claims_app.core.worlds import World


@dataclass(frozen=True, slots=True)
class ClaimRead:
    """A claim of the finding: who, the wording as said, and how we read it ("read as 101 or more")."""

    claim: ClaimId
    claimant: str
    wording: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Sentences for the "why" disclosure; empty parts are left out on the page."""

    claims: tuple[ClaimRead, ...]
    relation: str = ""
    counting: tuple[str, ...] = ()
    arithmetic: str = ""
    band: str = ""
    reason: str = ""
    unless: tuple[str, ...] = ()


BAND_WORDS: dict[Band, str] = {
    "charitable": "This holds on the widest fair reading of the words.",
    "plain": "This holds on the plain reading of the words; a wider reading lets all of them be true.",
}
CONTAINED_BY = {
    "subject": "whose losses",
    "object": "the kind counted",
    "outcome": "the outcome",
    "agent": "the cause",
    "place": "the place",
    "basis": "the counting rule",
    "period": "the time",
}


def explain(finding: Finding, claims: Sequence[Claim], world: World) -> Explanation:
    """The finding's claims, readings, deciding relation and arithmetic, in sentences."""
    known = {claim.id: claim for claim in claims}
    members = [known[key] for key in finding.decided_by if key in known]
    decided = finding.certificate is not None
    return Explanation(
        claims=tuple(_read(claim, finding.band, world) for claim in members),
        relation=_relation(finding, members, world),
        counting=tuple(dict.fromkeys(line for claim in members for line in whose_counting(claim, world))),
        arithmetic=arithmetic(finding.certificate) if finding.certificate else "",
        band=BAND_WORDS[finding.band] if decided else "",
        reason=finding.reason,
        unless=finding.unless,
    )


def _name(claim: Claim, world: World) -> str:
    return claim.claimant_name or world.party_name(claim.claimant)


def _read(claim: Claim, band: Band, world: World) -> ClaimRead:
    wording = claim.figure.text if claim.figure else claim.position.answer if claim.position else ""
    return ClaimRead(claim.id, _name(claim, world), wording, read_as(claim, band))


def read_as(claim: Claim, band: Band = "charitable") -> str:
    """ "read as 101 or more"; for a claim without a number, what it is instead."""
    if is_silent(claim):
        return "on record as giving no figure"
    if claim.kind in ("denial", "position"):
        return "a denial" if claim.kind == "denial" else "an account"
    if not is_numeric(claim):
        return why_not_numeric(claim)
    return f"read as {in_words(reading(claim, band))}"


def in_words(interval: Interval) -> str:
    """ "exactly 6", "101 or more", "13 to 23"."""
    low, high = interval.low, interval.high
    if high is None:
        return f"{number(low)} or more" if low else "any number"
    if low == high:
        return f"exactly {number(low)}" if low else "none"
    return f"{number(low)} to {number(high)}"


def number(value: Number) -> str:
    """Digits in groups of three; decimals where the figure has them."""
    return f"{int(value):,}" if value == int(value) else f"{float(value):,}"


def arithmetic(certificate: Certificate) -> str:
    """ "At least 101 against at most 58"."""
    return f"At least {number(certificate.low_sum)} against at most {number(certificate.high_sum)}."


def _relation(finding: Finding, members: Sequence[Claim], world: World) -> str:
    certificate = finding.certificate
    if certificate is not None and len(certificate.members) > 2:
        if certificate.kind == "overflow":
            return f"The first {len(members) - 1} counts do not overlap and lie within the last: the parts exceed the whole."
        return "The other counts together cover the first: the whole exceeds all that it could consist of."
    if len(members) != 2 or members[0].scope is None or members[1].scope is None:
        return ""
    return _pair_relation(members[0], members[1], world)


def _pair_relation(a: Claim, b: Claim, world: World) -> str:
    if a.scope is None or b.scope is None:
        return ""
    relation = relate(a.scope, b.scope)
    if relation == "equal":
        return "Both count the same thing."
    first, second = wider_on(a.scope, b.scope), wider_on(b.scope, a.scope)
    if plain_box(a.scope).span != plain_box(b.scope).span:
        first, second = (_with_period(axes, x, y) for axes, x, y in ((first, a, b), (second, b, a)))
    if relation == "disjoint":
        return "The two counts have nothing in common."
    if first and second:
        return "The two counts overlap, and neither contains the other."
    part, whole, axes = (a, b, second) if not first else (b, a, first)
    where = ", ".join(CONTAINED_BY[axis] for axis in (*AXES, "period") if axis in axes)
    return f"The count of {_told_apart(part, whole, world)} lies within that of {_told_apart(whole, part, world)}, which is wider in {where}."


def _told_apart(claim: Claim, other: Claim, world: World) -> str:
    """The claimant; of two counts of one claimant, with its outlet or its words."""
    name = _name(claim, world)
    if name != _name(other, world):
        return name
    if claim.via != other.via:
        return f"{name} via {claim.via}"
    return f"{name} (“{claim.figure.text}”)" if claim.figure else name


def _with_period(axes: tuple[str, ...], a: Claim, b: Claim) -> tuple[str, ...]:
    """The axes, with "period" where the first reaches beyond the second in time."""
    if a.scope is None or b.scope is None:
        return axes
    start, end = a.scope.period.plain
    beyond = start < b.scope.period.start_plain or end > b.scope.period.end_plain
    return (*axes, "period") if beyond else axes


def whose_counting(claim: Claim, world: World) -> list[str]:
    """What this claimant's own way of counting put into the scope: its designation, and edges that others do not count."""
    lines = []
    meant = [world.party_name(party) for party in world.in_side_order(claim.subject_means)]
    if claim.subject_label and meant and [claim.subject_label.casefold()] != [word.casefold() for word in meant]:
        whose = possessive(_name(claim, world))
        lines.append(f"In {whose} words “{claim.subject_label}” stands for {listed(meant)}.")
    for edge in world.objects.edges_used(claim.object, world.bodies(claim.claimant)) if claim.object else ():
        counter = possessive(world.party_name(edge.counted_by))
        part, whole = world.object_name(edge.child, many=True), world.object_name(edge.parent, many=True)
        lines.append(f"In {counter} count {part} are among {whole}.")
    return lines
