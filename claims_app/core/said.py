"""One figure as said: its wording, what it counts, and in what its count differs from others told beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from claims_app.core.claims import Claim
from claims_app.core.displays import listed
from claims_app.core.worlds import NO_AGENT, World

Apart = Literal["subject", "object", "outcome", "agent", "place", "period"]

WORDS_WITH_OF = ("dozens", "tens", "scores", "hundreds", "thousands", "millions", "a couple", "number")
# How a wording stands without its noun.
ALONE = {"no": "none", "a": "one", "an": "one"}
NONE_WORDS = frozenset({"no", "none", "zero", "0", "not a single"})
# Outcomes that are nouns: "soldier casualties", not "soldiers casualties".
NOUNS = frozenset({"casualties"})
LONGEST_WORDING = 40


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of a figure as said; all but the wording are "" where they need not be told."""

    words: str = ""
    object: str = ""
    measure: str = ""
    whose: str = ""
    outcome: str = ""
    agent: str = ""
    place: str = ""
    time: str = ""

    def after(self, before: Said, *, tight: bool = False) -> str:
        """The words, without what the clause before has just said; `tight`: nor an outcome said of another kind."""
        same = bool(before.words) and self.object == before.object
        words = ALONE.get(self.words, self.words.removesuffix(" of")) if same else self.words
        outcome = "" if (same or (tight and before.words)) and self.outcome == before.outcome else self.outcome
        measure = "" if same else self.measure
        counted = [measure, outcome, self.whose] if self.outcome in NOUNS or "by" in self.whose[:3] else [
            measure, self.whose, outcome,
        ]  # fmt: skip
        return " ".join(part for part in (words, *counted, self.agent, self.place, self.time) if part)


def said_by(
    claim: Claim,
    world: World,
    *,
    measure: bool = True,
    apart: frozenset[Apart] = frozenset(),
    whose: Literal["named", "label", ""] = "named",
    clipped: bool = False,
) -> Said:
    """The parts of a claim's words; `apart` are the things to tell because others beside it differ in them."""
    text = _wording(claim, clipped)
    times = text.endswith("times")
    outcome = world.outcome_name(claim.outcome) if claim.outcome and not times else ""
    noun = _noun(claim, world, outcome) if measure and claim.object and not times else ""
    if _names_it(text, noun):
        noun = ""
    if text.casefold() in NONE_WORDS:
        text = "no" if noun else "none"
    if not noun:
        text = ALONE.get(text, text)
    if noun and text.casefold().endswith(WORDS_WITH_OF):
        text += " of"
    return Said(
        words=text,
        object=claim.object,
        measure=noun,
        whose=_whose(claim, world, whose) if "subject" in apart else "",
        outcome=outcome,
        agent=_cause(claim, world) if "agent" in apart else "",
        place=f"in {world.place_name(claim.place)}" if "place" in apart and claim.place else "",
        time=time_of(claim) if "period" in apart else "",
    )


def more_figures(count: int) -> str:
    """ "2 more figures": never "and 2 more", which reads as two more dead."""
    return f"{count} more {'figure' if count == 1 else 'figures'}"


def _wording(claim: Claim, clipped: bool) -> str:
    """The wording as printed; in another language it stands in quotation marks."""
    figure = claim.figure
    text = figure.text.strip() if figure else ""
    if clipped:
        text = words_of(text, LONGEST_WORDING)
    foreign = figure is not None and figure.lang not in ("", "en") and any(letter.isalpha() for letter in text)
    return f"“{text}”" if foreign else text


def quoted(text: str) -> str:
    """A wording in quotation marks; an article that stands for one is told as one."""
    words = text.strip()
    return "one" if words.casefold() in ("a", "an") else f"“{words}”"


def words_of(text: str, longest: int) -> str:
    """A wording, or its first words and a sign that it goes on."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    words = text[:longest].rsplit(" ", 1)
    return f"{words[0]} …" if len(words) > 1 else f"{text[: longest - 1]}…"


def _noun(claim: Claim, world: World, outcome: str) -> str:
    figure = claim.figure
    one = bool(figure and figure.plain and figure.plain.low == figure.plain.high == 1)
    return world.object_name(claim.object, many=not one and outcome not in NOUNS)


def _names_it(text: str, noun: str) -> bool:
    """Whether the wording already holds the noun: "over 100 soldiers"."""
    return bool(noun) and noun.split()[-1].rstrip("s").casefold() in text.casefold()


def _whose(claim: Claim, world: World, how: Literal["named", "label", ""]) -> str:
    """Whose losses: the parties, or the claimant's own label for them."""
    if not how or not claim.subject_means:
        return ""
    parties = listed([world.party_name(party) for party in world.in_side_order(claim.subject_means)])
    if how == "label" and claim.subject_label and len(claim.subject_label) < len(parties):
        return f"(“{claim.subject_label}”)"
    return f"by {parties}" if world.harm_of(claim.object) == "events" else f"of {parties}"


def _cause(claim: Claim, world: World) -> str:
    """Who or what did it, where the claim names another than its own side."""
    agents = [agent for agent in claim.agent.split(";") if agent]
    if agents == [NO_AGENT]:
        return "by mine or accident"
    others = [
        agent for agent in agents if agent != NO_AGENT and not (claim.camp and world.camp_of(agent) == claim.camp)
    ]
    return f"by {listed([world.party_name(agent) for agent in world.in_side_order(others)])}" if others else ""


# ------------------------------------------------------------------ in what counts differ


def things_apart(claims: Sequence[Claim], world: World) -> frozenset[Apart]:
    """In what the counts of these claims differ: whose losses, the kind, the outcome, the cause, the place, the days."""
    told = [claim for claim in claims if claim.kind == "figure"]
    seen: dict[Apart, set[object]] = {
        "subject": {tuple(sorted(claim.subject_means)) for claim in told},
        "object": {claim.object for claim in told},
        "outcome": {claim.outcome for claim in told},
        "agent": {_cause(claim, world) for claim in told},
        "place": {claim.place for claim in told},
        "period": {days_of(claim) for claim in told},
    }
    return frozenset(axis for axis, values in seen.items() if len(values) > 1)


def days_of(claim: Claim) -> tuple[date, date] | None:
    """The first and the last day that a count covers, in the zone of its times; None where it has no scope."""
    if claim.scope is None:
        return None
    moment = claim.as_of or claim.stated_at
    zone = moment.tzinfo if moment and moment.tzinfo else UTC
    start, end = claim.scope.period.plain
    try:
        first, last = datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end, zone) - timedelta(seconds=1)
    except (OverflowError, ValueError, OSError):
        return None
    return first.date(), max(first.date(), last.date())


def time_of(claim: Claim) -> str:
    """ "by 6 Apr" of a count that runs on, "on 3 Apr" or "in 3–4 Apr" of one with its own days."""
    days = days_of(claim)
    if days is None:
        return ""
    first, last = days
    if claim.counting == "cumulative":
        return f"by {_day(last)}"
    if first == last:
        return f"on {_day(first)}"
    start = str(first.day) if (first.month, first.year) == (last.month, last.year) else _day(first)
    return f"from {start} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
