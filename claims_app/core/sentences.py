"""A finding in the claimants' own words, "Azerbaijan says one tank lost; Karabakh says two destroyed", never cut short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Literal

from claims_app.core.claims import Claim
from claims_app.core.displays import listed
from claims_app.core.names import possessive, shortened
from claims_app.core.said import Apart, Said, more_figures, said_by, things_apart, words_of
from claims_app.core.standings import is_silent, owns
from claims_app.core.verdicts import Finding, Verdict
from claims_app.core.worlds import World

PAIR_LENGTH = 90
SET_LENGTH = 160
# Figures told of one speaker before the rest are counted.
FULL_MOST = 9


@dataclass(frozen=True, slots=True)
class Style:
    """How fully a sentence tells its claims.

    `measure` names what is counted although the row's label does; `names` are whole, without office or outlet, or cut at
    one of their joints; `whose` and `apart` tell in what the counts differ; of each speaker at most `most` figures are
    told, and `fewest` tells two claims, one from each end of the finding. `tight` tells an outcome once where all share
    it, and `clipped` shortens a very long wording.
    """

    measure: bool = True
    names: Literal["whole", "bare", "short"] = "whole"
    whose: Literal["named", "label", ""] = "named"
    apart: bool = True
    most: int = FULL_MOST
    fewest: bool = False
    tight: bool = False
    clipped: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether it leaves out no claim, and nothing in which the counts differ."""
        return self.apart and bool(self.whose) and not self.fewest and self.most == FULL_MOST


FULL = Style()
# From the fullest to the barest: the first that is short enough is taken.
STYLES: tuple[Style, ...] = (
    FULL,
    Style(whose="label"),
    Style(measure=False),
    Style(measure=False, whose="label"),
    Style(names="bare"),
    Style(names="bare", whose="label"),
    Style(names="bare", measure=False),
    Style(names="bare", measure=False, whose="label"),
    Style(names="bare", measure=False, tight=True),
    Style(names="bare", measure=False, whose="label", tight=True),
    Style(names="bare", measure=False, whose="label", tight=True, most=2),
    Style(names="short", measure=False),
    Style(names="short", measure=False, whose="label", most=2),
    Style(apart=False),
    Style(measure=False, apart=False),
    Style(names="bare", measure=False, apart=False, most=2),
    Style(names="bare", measure=False, whose="", apart=False, most=2),
    Style(names="bare", measure=False, fewest=True),
    Style(names="bare", measure=False, whose="label", fewest=True),
    Style(names="short", measure=False, whose="", apart=False, most=1),
    Style(names="short", measure=False, whose="", apart=False, most=1, fewest=True),
    Style(names="short", measure=False, whose="", apart=False, most=1, fewest=True, clipped=True),
)
DIFFER: frozenset[Verdict] = frozenset({"contradictory", "strained"})


def sentence_of(finding: Finding, claims: Sequence[Claim], world: World) -> str:
    """One neutral sentence: at most PAIR_LENGTH characters for two claims, SET_LENGTH for more.

    It is never cut: where it would be too long it is told more briefly, always of both ends of the finding. A
    contradiction of counts that differ in whose losses, kind, place, cause or time may take SET_LENGTH to say so, and so
    may answers that are no figures.
    """
    known = {claim.id: claim for claim in claims}
    told = Told(finding, [known[key] for key in finding.decided_by if key in known], list(claims), world)
    limit = PAIR_LENGTH if len(told.claims) <= 2 else SET_LENGTH
    variants = list(_variants(told))
    complete = [text for style, text in variants if style.is_complete]
    wanted = [(complete, limit)]
    if (finding.verdict in DIFFER and told.things_apart) or any(claim.position for claim in told.claims):
        wanted.append((complete, SET_LENGTH))
    everything = [text for _, text in variants]
    for texts, longest in (*wanted, (everything, limit), (everything, SET_LENGTH)):
        for text in texts:
            if len(text) <= longest:
                return text
    return min(everything, key=len, default="")


def _variants(told: Told) -> Iterator[tuple[Style, str]]:
    """Each different text of the verdict's templates, in their order, from the fullest to the barest."""
    seen = set()
    for template in TEMPLATES[told.finding.verdict]:
        for style in STYLES:
            text = template(told, style)
            text = text[:1].upper() + text[1:]
            if text and text not in seen:
                seen.add(text)
                yield style, text


@dataclass(frozen=True)
class Told:
    """A finding with the claims that decided it, in the order in which they are told, and all claims of its row."""

    finding: Finding
    claims: list[Claim]
    row: list[Claim]
    world: World

    @cached_property
    def things_apart(self) -> frozenset[Apart]:
        """In what the counts of the deciding claims differ."""
        return things_apart(self.claims, self.world)

    def in_order(self, style: Style = FULL) -> list[Claim]:
        """Who suffered the loss first, then camps, then third parties; else as they came, one speaker's together."""
        claims = self._two_ends() if style.fewest else self.claims
        first = {self.name(claim): place for place, claim in reversed(list(enumerate(claims)))}
        return sorted(claims, key=lambda claim: (not owns(claim, self.world), not claim.camp, first[self.name(claim)]))

    def _two_ends(self) -> list[Claim]:
        """Two claims that stand for all: one from each end of the proof, else of two speakers."""
        if len(self.claims) <= 2:
            return self.claims
        first, *others = self.claims
        other = next((claim for claim in reversed(others) if self._bare(claim) != self._bare(first)), others[-1])
        return [first, other]

    def name(self, claim: Claim, style: Style = FULL) -> str:
        """The claimant as the board names it, with its office or outlet where two claims would look alike."""
        name = self._bare(claim)
        if style.names == "short":
            return shortened(name)
        namesakes = [other for other in self._opposite(claim) if self._bare(other) == name]
        if not namesakes or style.names == "bare":
            return name
        if claim.speaker and any(other.speaker != claim.speaker for other in namesakes):
            return f"{name} ({claim.speaker})"
        if "relay" in self.finding.between and claim.via and any(other.via != claim.via for other in namesakes):
            return f"{name} (via {claim.via})"
        return name

    def _opposite(self, claim: Claim) -> list[Claim]:
        """The other claims that this one is told against: of a proof of several, those at its other end."""
        certificate = self.finding.certificate
        others = [other for other in self.claims if other is not claim]
        if certificate is None or len(others) < 2:
            return others
        alone = certificate.members[-1] if certificate.kind == "overflow" else certificate.members[0]
        return [other for other in others if (claim.id == alone) != (other.id == alone)]

    def _bare(self, claim: Claim) -> str:
        return claim.claimant_name or self.world.party_name(claim.claimant)

    def all_are_one(self, claims: Sequence[Claim]) -> bool:
        """Whether "says" stands well after every one of these speakers."""
        return all(self.world.speaks_as_one(claim.claimant, self._bare(claim)) for claim in claims)

    def said(self, claim: Claim, style: Style = FULL) -> Said:
        """The parts of a claim's words that this style tells."""
        apart = self.things_apart if style.apart else self.things_apart & {"subject", "object"}
        measure = style.measure or "object" in apart
        return said_by(claim, self.world, measure=measure, apart=apart, whose=style.whose, clipped=style.clipped)

    def clauses(self, claims: Sequence[Claim], style: Style) -> str:
        """ "Azerbaijan says one tank lost; Karabakh says two destroyed": what is said twice is said once.

        Where a speaker may be several ("Local media"), every clause does without a verb: "Local media: six civilians hurt".
        """
        verb = " says " if self.all_are_one(self.claims) else ": "
        parts, before = [], Said()
        for name, group in groupby(claims, key=lambda claim: self.name(claim, style)):
            phrases: dict[str, None] = {}
            mine: set[Said] = set()
            for claim in group:
                said = self.said(claim, style)
                if said not in mine:
                    phrases[said.after(before, tight=style.tight) or "no words"] = None
                mine.add(said)
                before = said
            told = list(phrases)[: style.most]
            left = len(phrases) - len(told)
            parts.append(f"{name}{verb}{self._one_after_another(told)}" + (f" ({more_figures(left)})" if left else ""))
        return "; ".join(part for part in parts)

    def _one_after_another(self, phrases: list[str]) -> str:
        """ "12 and 10"; where a claimant's own figures exclude each other, "33, and also 30"."""
        if len(phrases) == 2 and set(self.finding.between) == {"same_claimant"}:
            return f"{phrases[0]}, and also {phrases[1]}"
        return listed(phrases)


# ------------------------------------------------------------------ templates; "" where one does not fit the claims


def differing(told: Told, style: Style) -> str:
    """Two figures, or a proof of several."""
    ending = ""
    if told.finding.verdict == "not_simultaneous" and not (style.apart and "period" in told.things_apart):
        ending = ", of different days" if told.claims[0].position else ", counted to different dates"
    return f"{figures(told, style)}{ending}."


def figures(told: Told, style: Style) -> str:
    """The clauses of all deciding claims, or of two of them and how many more there are."""
    if any(claim.position is not None for claim in told.claims):
        return answers(told, style)
    claims = told.in_order(style)
    left_out = len(told.claims) - len(claims)
    return told.clauses(claims, style) + (f"; and {left_out} more" if left_out else "")


def one_statement_in_two_reports(told: Told, style: Style) -> str:
    """ "Azerbaijan, via RT: 15 artillery pieces destroyed; via European Pravda: 5 lost."."""
    outlets = [claim.via for claim in told.claims]
    if told.finding.between != ("relay",) or len(told.claims) != 2 or not all(outlets) or outlets[0] == outlets[1]:
        return ""
    first, second = told.in_order()
    said = told.said(first, style)
    name = told.name(first, replace(style, names="short" if style.names == "short" else "bare"))
    return f"{name}, via {first.via}: {said.after(Said())}; via {second.via}: {told.said(second, style).after(said)}."


def denied(told: Told, style: Style) -> str:
    """A figure and who denies it."""
    denial = next((claim for claim in told.claims if claim.kind == "denial"), None)
    others = [claim for claim in told.claims if claim is not denial]
    if denial is None or not others:
        return ""
    name = told.name(denial, style)
    end = f"{name} denies it" if told.all_are_one(told.claims) else f"denied by {name}"
    if any(claim.position is not None for claim in others):
        return f"{answers(replace(told, claims=others), style)}; {end}."
    return f"{told.clauses(others, style)}; {end}."


def answers(told: Told, style: Style) -> str:
    """Accounts: "Azerbaijan says “Armenia”; Armenia says “Azerbaijan”"; "of Armenia, Azerbaijan says yes"."""
    claims = [claim for claim in told.claims if claim.position is not None]
    if style.fewest:
        claims = [claim for claim in told.in_order(style) if claim.position is not None]
    verb = " says" if told.all_are_one(claims) else ":"
    parts = []
    for claim in claims:
        assert claim.position is not None
        of = _about(told, claim) if style.whose else ""
        start = f"of {of}, {told.name(claim, style)}" if of else told.name(claim, style)
        parts.append(f"{start}{verb} {_answer(claim, style)}")
    more = sum(claim.position is not None for claim in told.claims) - len(claims)
    return "; ".join(dict.fromkeys(parts)) + (f"; and {more} more" if more else "")


def _about(told: Told, claim: Claim) -> str:
    """Whom an answer is about, where the answer itself does not say it."""
    position = claim.position
    if position is None or position.functional:
        return ""
    names = [told.world.party_name(party) for party in told.world.in_side_order(position.about)]
    if names and all(name.casefold() in position.answer.casefold() for name in names):
        return ""
    return listed(names)


def _answer(claim: Claim, style: Style) -> str:
    position = claim.position
    if position is None:
        return ""
    if position.answer.casefold() in ("yes", "no"):
        return "yes" if position.polarity == (position.answer.casefold() == "yes") else "no"
    words = position.answer
    if not style.apart:
        first, *others = [word.strip() for word in words.replace(",", ";").split(";") if word.strip()] or [words]
        words = first if style.clipped is False or len(first) <= 30 else words_of(first, 30)
        if others:
            return f"{'' if position.polarity else 'not '}“{words}” and {len(others)} more"
    return f"{'' if position.polarity else 'not '}“{words}”"


def same_figure(told: Told, style: Style) -> str:
    """Independent speakers whose figures are the same words."""
    words = {claim.figure.text for claim in told.claims if claim.figure}
    names = list(dict.fromkeys(told.name(claim, style) for claim in told.in_order()))
    if len(words) != 1 or len(names) < 2 or told.things_apart:
        return ""
    return f"{listed(names)} each say {told.said(told.in_order()[0], style).after(Said())}."


def may_be_among(told: Told, style: Style) -> str:
    """A part that fits its whole."""
    if told.finding.relation not in ("subset", "superset") or len(told.claims) != 2:
        return ""
    part, whole = told.claims if told.finding.relation == "subset" else told.claims[::-1]
    if not (part.figure and whole.figure) or part.object == whole.object:
        return ""
    a, b = told.said(part, style).after(Said()), told.said(whole, style).after(Said())
    owner, other = possessive(told.name(part, style)), possessive(told.name(whole, style))
    return f"{owner} {a} may be among {other} {b}."


def one_side(told: Told, style: Style) -> str:
    """One side's figures, and who is on record as giving none."""
    if any(claim.position is not None for claim in told.claims):
        return f"{answers(told, style)}; no other answer is on file."
    speaking = [claim for claim in told.in_order(style) if not is_silent(claim) and claim.kind == "figure"]
    silent = silences(told, style)
    if silent:
        clauses = told.clauses(speaking, replace(style, measure=False))
        return f"{clauses}; {no_figure_from(told, silent)}." if speaking else f"{no_figure_from(told, silent)}."
    return f"{told.clauses(speaking, style)}; no other figure is on file." if speaking else "No figure is on file."


def silences(told: Told, style: Style) -> list[str]:
    """Who is on record as giving no figure."""
    names = list(dict.fromkeys(told.name(claim, style) for claim in told.row if is_silent(claim)))
    return [names[0], f"{len(names) - 1} more"] if style.most == 1 and len(names) > 2 else names


def no_figure_from(told: Told, names: list[str]) -> str:
    """ "Armenia and Karabakh give no figure"; of a speaker that may be several, "no figure from local media"."""
    if len(names) > 1:
        return f"{listed(names)} give no figure"
    silent = [claim for claim in told.row if is_silent(claim)]
    return f"{names[0]} gives no figure" if told.all_are_one(silent) else f"no figure from {names[0]}"


def nobody(told: Told, style: Style) -> str:
    """Silences with no figure beside them."""
    names = silences(told, style)
    figures = [claim for claim in told.claims if claim.kind == "figure" and not is_silent(claim)]
    if not names:
        return "No figure is on file."
    if figures:
        return f"{told.clauses(figures, replace(style, measure=False))}; {no_figure_from(told, names)}."
    return f"{no_figure_from(told, names)}."


def nothing(told: Told, style: Style) -> str:
    """Words without a number."""
    words = [claim for claim in told.claims if claim.figure and claim.figure.text]
    if words and words[0].figure:
        said = words_of(words[0].figure.text, 40) if style.clipped else words[0].figure.text
        return f"{told.name(words[0], style)} spoke of “{said}”; no figure is on file."
    return "No figure is on file."


def not_comparable(told: Told, style: Style) -> str:
    """The reason."""
    return told.finding.reason or "These claims limit each other in nothing."


def opposite(told: Told, style: Style) -> str:
    """Two facts opposite each other."""
    if any(claim.position is not None for claim in told.claims):
        return f"{answers(told, style)}."
    return f"Two different counts: {figures(told, style)}."


def newer(told: Told, style: Style) -> str:
    """A claimant's figure that took the place of its earlier one."""
    old, new = _old_and_new(told)
    if old.position is not None or new.position is not None:
        return f"{told.name(new, style)} revised its answer."
    words = told.said(old, style)
    if style.clipped or not words.words:
        return f"{told.name(new, style)} revised its figure."
    return f"{told.name(new, style)} revised {words.after(Said())} to {told.said(new, style).after(words)}."


def grown(told: Told, style: Style) -> str:
    """A claimant's figures over a longer and longer time."""
    early, late = sorted(told.claims, key=lambda claim: claim.scope.period.end_plain if claim.scope else 0)[:2]
    untimed = replace(style, apart=False)
    words = told.said(early, untimed)
    verb = " says" if told.all_are_one([early]) else ":"
    after = told.said(late, untimed).after(words)
    return f"{told.name(early, style)}{verb} {words.after(Said())}, and {after} over a longer time."


def again(told: Told, style: Style) -> str:
    """One claimant saying the same twice."""
    first = told.claims[0]
    verb = " says" if told.all_are_one([first]) else ":"
    return f"{told.name(first, style)}{verb} {told.said(first, style).after(Said())}, twice on file."


def withdrawn(told: Told, style: Style) -> str:
    """A claim that was taken back."""
    gone = next((claim for claim in told.claims if claim.retracted_at is not None), told.claims[0])
    if style.clipped or gone.figure is None or not gone.figure.text.strip():
        return f"{told.name(gone, style)} withdrew its claim."
    return f"{told.name(gone, style)} withdrew its figure of {gone.figure.text}."


def _old_and_new(told: Told) -> tuple[Claim, Claim]:
    a, b = told.claims[:2]
    return (b, a) if a.revises == b.id else (a, b)


Template = Callable[[Told, Style], str]

TEMPLATES: dict[Verdict, tuple[Template, ...]] = {
    "contradictory": (denied, one_statement_in_two_reports, differing),
    "strained": (one_statement_in_two_reports, differing),
    "not_simultaneous": (differing,),
    "admitted": (differing,),
    "corroborated": (same_figure, differing),
    "compatible": (may_be_among, differing),
    "subsumed": (may_be_among, differing),
    "revised": (newer,),
    "growth": (grown,),
    "repeat": (again,),
    "one_sided": (one_side,),
    "mirror": (opposite,),
    "silent": (nobody,),
    "empty": (nothing,),
    "incomparable": (not_comparable,),
    "inactive": (withdrawn,),
}
