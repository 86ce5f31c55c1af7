"""A finding in the claimants' own words: "Azerbaijan says one tank lost; Karabakh says two destroyed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from claims_app.core.claims import Claim
from claims_app.core.standings import is_silent, owns
from claims_app.core.verdicts import Finding, Verdict
from claims_app.core.worlds import World

PAIR_LENGTH = 90
SET_LENGTH = 160

# Names that take "say", not "says".
PLURALS = ("media", "chairs", "authorities", "militias", "forces", "sources", "observers", "residents", "officials")
WORDS_WITH_OF = ("dozens", "tens", "scores", "hundreds", "thousands", "millions", "a couple", "number")
# How a wording stands without its noun.
ALONE = {"no": "none", "a": "one", "an": "one"}
NONE_WORDS = frozenset({"no", "none", "zero", "0", "not a single"})


def sentence_of(finding: Finding, claims: Sequence[Claim], world: World) -> str:
    """One neutral sentence: at most PAIR_LENGTH characters for two claims, SET_LENGTH for more."""
    known = {claim.id: claim for claim in claims}
    told = Told(finding, [known[key] for key in finding.decided_by if key in known], list(claims), world)
    variants = TEMPLATES[finding.verdict](told)
    return fitted(variants, PAIR_LENGTH if len(told.claims) <= 2 else SET_LENGTH)


def fitted(variants: Iterable[str], limit: int) -> str:
    """The first variant that is short enough; else the last, cut at a word."""
    last = ""
    for variant in variants:
        last = variant[:1].upper() + variant[1:]
        if len(last) <= limit:
            return last
    return last if not last else last[: limit - 1].rsplit(" ", 1)[0].rstrip(",;.") + "…"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the claims that decided it, in the order in which they are told, and all claims of its row."""

    finding: Finding
    claims: list[Claim]
    row: list[Claim]
    world: World
    bare_names: bool = False

    def in_order(self) -> list[Claim]:
        """Who suffered the loss first, then camps, then third parties; else as they came."""
        return sorted(self.claims, key=lambda claim: (not owns(claim, self.world), not claim.camp))

    def name(self, claim: Claim) -> str:
        """The claimant as the board names it, with its office or outlet where two claims would look alike."""
        name = claim.claimant_name or self.world.party_name(claim.claimant)
        namesakes = [other for other in self.claims if other is not claim and self._bare(other) == name]
        if not namesakes or self.bare_names:
            return name
        if claim.speaker and any(other.speaker != claim.speaker for other in namesakes):
            return f"{name} ({claim.speaker})"
        if "relay" in self.finding.between and claim.via and any(other.via != claim.via for other in namesakes):
            return f"{name} (via {claim.via})"
        return name

    def _bare(self, claim: Claim) -> str:
        return claim.claimant_name or self.world.party_name(claim.claimant)

    def clauses(self, claims: Sequence[Claim], *, measure: bool = True) -> str:
        """ "Azerbaijan says one tank lost; Karabakh says two destroyed": what is said twice is said once."""
        parts, before = [], Said()
        places = len({claim.place for claim in claims}) > 1
        for name, group in groupby(claims, key=self.name):
            phrases = []
            for claim in group:
                said = Said.by(claim, self.world, measure=measure, place=places)
                phrases.append(said.after(before))
                before = said
            parts.append(f"{name} {verb(name, 'say')} {listed(phrases)}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Said:
    """One figure as said: its wording, what it counts, the outcome, the place."""

    words: str = ""
    object: str = ""
    measure: str = ""
    outcome: str = ""
    place: str = ""

    @classmethod
    def by(cls, claim: Claim, world: World, *, measure: bool = True, place: bool = False) -> Said:
        """The parts of a claim's words; in another language the wording stands in quotation marks."""
        figure = claim.figure
        text = figure.text.strip() if figure else ""
        if figure and figure.lang not in ("", "en") and any(letter.isalpha() for letter in text):
            text = f"“{text}”"
        one = bool(figure and figure.plain and figure.plain.low == figure.plain.high == 1)
        times = bool(figure) and text.endswith("times")
        noun = world.object_name(claim.object, many=not one) if measure and claim.object and not times else ""
        if _names_it(text, noun):
            noun = ""
        if text.casefold() in NONE_WORDS:
            text = "no" if noun else "none"
        if noun and text.casefold().endswith(WORDS_WITH_OF):
            text += " of"
        where = f"in {world.place_name(claim.place)}" if place and claim.place else ""
        outcome = world.outcome_name(claim.outcome) if claim.outcome and not times else ""
        return cls(text, claim.object, noun, outcome, where)

    def after(self, before: Said) -> str:
        """The words, without what the clause before has just said."""
        same = bool(before.words) and self.object == before.object
        words = ALONE.get(self.words, self.words.removesuffix(" of")) if same else self.words
        outcome = "" if same and self.outcome == before.outcome else self.outcome
        return " ".join(part for part in (words, "" if same else self.measure, outcome, self.place) if part)


def _names_it(text: str, noun: str) -> bool:
    """Whether the wording already holds the noun: "over 100 soldiers"."""
    return bool(noun) and noun.split()[-1].rstrip("s").casefold() in text.casefold()


def verb(name: str, word: str) -> str:
    """The verb for a name: "say" for local media, "says" for a state."""
    plural = name.casefold().endswith(PLURALS) or " and " in name
    return word if plural else {"say": "says", "give": "gives", "deny": "denies"}.get(word, word + "s")


def listed(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


# ------------------------------------------------------------------ one template for each code

Variants = Iterable[str]


def differing(told: Told) -> Variants:
    """Two figures, or a proof of several."""
    denial = next((claim for claim in told.claims if claim.kind == "denial"), None)
    if denial is not None:
        return denied(told, denial)
    if told.finding.verdict == "not_simultaneous":
        ending = "of different days" if told.claims[0].position else "counted to different dates"
        return (variant for text in figures(told) for variant in (f"{text}, {ending}.", f"{text}."))
    return (f"{text}." for text in figures(told))


def figures(told: Told) -> Variants:
    """The clauses, in full, without the nouns, and of the first two claims."""
    if any(claim.position is not None for claim in told.claims):
        yield answers(told)
        return
    ordered = told.in_order()
    yield told.clauses(ordered)
    yield told.clauses(ordered, measure=False)
    yield replace(told, bare_names=True).clauses(ordered)
    yield replace(told, bare_names=True).clauses(ordered, measure=False)
    if len(ordered) > 2:
        yield f"{told.clauses(ordered[:2])}; {len(ordered) - 2} more"


def denied(told: Told, denial: Claim) -> Variants:
    """A figure and who denies it."""
    others = [claim for claim in told.claims if claim is not denial]
    name = told.name(denial)
    yield f"{told.clauses(others)}; {name} {verb(name, 'deny')} it."
    yield f"{told.clauses(others, measure=False)}; {name} {verb(name, 'deny')} it."


def answers(told: Told) -> str:
    """Accounts: "Azerbaijan says Armenia; Armenia says Azerbaijan"."""
    parts = []
    for claim in told.claims:
        position = claim.position
        name = told.name(claim)
        if position is None:
            continue
        about = listed([told.world.party_name(party) for party in position.about])
        of = f" of {about}" if about and not position.functional else ""
        if position.answer.casefold() in ("yes", "no"):
            parts.append(f"{name} {verb(name, 'say') if position.polarity else verb(name, 'deny')} it{of}")
        else:
            parts.append(f"{name} {verb(name, 'say')} {'' if position.polarity else 'not '}“{position.answer}”{of}")
    return "; ".join(parts)


def same_figure(told: Told) -> Variants:
    """Independent speakers whose figures meet."""
    words = {claim.figure.text for claim in told.claims if claim.figure}
    if len(words) == 1 and len(told.claims) > 1:
        first, *_ = ordered = told.in_order()
        said = Said.by(first, told.world)
        yield f"{listed([told.name(claim) for claim in ordered])} each say {said.after(Said())}."
    yield from differing(told)


def may_be_among(told: Told) -> Variants:
    """A part that fits its whole, or figures that fit."""
    if told.finding.relation in ("subset", "superset") and len(told.claims) == 2:
        part, whole = told.claims if told.finding.relation == "subset" else told.claims[::-1]
        if part.figure and whole.figure and part.object != whole.object:
            a, b = Said.by(part, told.world).after(Said()), Said.by(whole, told.world).after(Said())
            yield f"{told.name(part)}’s {a} may be among {told.name(whole)}’s {b}."
    yield from differing(told)


def one_side(told: Told) -> Variants:
    """One side's figures, and who is on record as giving none."""
    if any(claim.position is not None for claim in told.claims):
        return [f"{answers(told)}; no other answer is on file."]
    speaking = [claim for claim in told.claims if not is_silent(claim) and claim.kind == "figure"]
    silent = list(dict.fromkeys(told.name(claim) for claim in told.row if is_silent(claim)))
    if silent:
        names = listed(silent)
        return [
            f"{told.clauses(speaking, measure=False)}; {names} {verb(names, 'give')} no figure.",
            f"{told.clauses(speaking[:1], measure=False)}; {count(silent)} give no figure.",
        ]
    return [
        f"{told.clauses(speaking)}; no other figure is on file.",
        f"{told.clauses(speaking, measure=False)}; no other figure is on file.",
        f"{replace(told, bare_names=True).clauses(speaking)}; no other figure is on file.",
        f"{replace(told, bare_names=True).clauses(speaking[:1], measure=False)}; no other side gives a figure.",
    ]


def count(names: Sequence[str]) -> str:
    """ "Armenia and 2 others"."""
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def nobody(told: Told) -> Variants:
    """Silences with no figure beside them."""
    names = list(dict.fromkeys(told.name(claim) for claim in told.row if is_silent(claim)))
    figures = [claim for claim in told.claims if claim.kind == "figure" and not is_silent(claim)]
    if figures and names:
        return [f"{told.clauses(figures, measure=False)}; {listed(names)} {verb(listed(names), 'give')} no figure."]
    return [f"{listed(names)} {verb(listed(names), 'give')} no figure.", f"{count(names)} give no figure."]


def nothing(told: Told) -> Variants:
    """Words without a number."""
    words = [claim for claim in told.claims if claim.figure and claim.figure.text]
    if words:
        name = told.name(words[0])
        return [
            f"{name} {verb(name, 'speak')} of “{words[0].figure.text}”; no figure is on file."
            if words[0].figure
            else ""
        ]
    return ["No figure is on file."]


def not_comparable(told: Told) -> Variants:
    """The reason."""
    return [told.finding.reason or "These claims limit each other in nothing."]


def opposite(told: Told) -> Variants:
    """Two facts opposite each other."""
    if any(claim.position is not None for claim in told.claims):
        return [f"{answers(told)}."]
    return (f"Two different counts: {text}." for text in figures(told))


def newer(told: Told) -> Variants:
    """A claimant's figure that took the place of its earlier one."""
    old, new = _old_and_new(told)
    words = Said.by(old, told.world)
    return [
        f"{told.name(new)} revised {words.after(Said())} to {Said.by(new, told.world).after(words)}.",
        f"{told.name(new)} revised its figure.",
    ]


def grown(told: Told) -> Variants:
    """A claimant's figures over a longer and longer time."""
    early, late = sorted(told.claims, key=lambda claim: claim.scope.period.end_plain if claim.scope else 0)[:2]
    words = Said.by(early, told.world)
    name = told.name(early)
    return [
        f"{name} {verb(name, 'say')} {words.after(Said())}, and {Said.by(late, told.world).after(words)} over a longer time."
    ]


def again(told: Told) -> Variants:
    """One claimant saying the same twice."""
    first = told.claims[0]
    return [
        f"{told.name(first)} {verb(told.name(first), 'say')} {Said.by(first, told.world).after(Said())}, twice on file."
    ]


def withdrawn(told: Told) -> Variants:
    """A claim that was taken back."""
    gone = next((claim for claim in told.claims if claim.retracted_at is not None), told.claims[0])
    if gone.figure is None or not gone.figure.text.strip():
        return [f"{told.name(gone)} withdrew its claim."]
    return [f"{told.name(gone)} withdrew its figure of {gone.figure.text}."]


def _old_and_new(told: Told) -> tuple[Claim, Claim]:
    a, b = told.claims[:2]
    return (b, a) if a.revises == b.id else (a, b)


TEMPLATES: dict[Verdict, Callable[[Told], Variants]] = {
    "contradictory": differing,
    "strained": differing,
    "not_simultaneous": differing,
    "admitted": differing,
    "corroborated": same_figure,
    "compatible": may_be_among,
    "subsumed": may_be_among,
    "revised": newer,
    "growth": grown,
    "repeat": again,
    "one_sided": one_side,
    "mirror": opposite,
    "silent": nobody,
    "empty": nothing,
    "incomparable": not_comparable,
    "inactive": withdrawn,
}
