"""What the extractor proposes: a candidate claim, how each of its fields was found, and the numbers it did not use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from claims_app.core.figures import Figure, Interval

VERSION = "1"
HOW = ("explicit", "carried", "default", "blank")


@dataclass(frozen=True, slots=True)
class Found:
    """A field's value, how it was found, and where its cue stands in the text (half-open, code points); None when blank."""

    value: str | None = None
    how: str = "blank"
    cue: tuple[int, int] | None = None


BLANK = Found()


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure as printed, its place, and its reading."""

    text: str
    start: int
    end: int
    reading: Figure

    def as_json(self) -> dict[str, Any]:
        """kind, the two intervals as [low, high], and the bounds that the words themselves state."""
        low, high = stated_bounds(self.reading)
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "kind": self.reading.kind,
            "plain": _pair(self.reading.plain),
            "charitable": _pair(self.reading.charitable),
            "low": low,
            "high": high,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim as proposed: never published, never compared before an editor has said yes.

    `kind` is figure, silence, denial or position; `fields` holds a Found for claimant, subject, object, outcome and figure.
    `also` are the places of further quotes that say the same: the headline's.
    """

    kind: str
    quote: str
    start: int
    end: int
    figure: PrintedFigure | None
    fields: Mapping[str, Found]
    measure: str = ""
    speaker: str | None = None
    relay: str | None = None
    subject_means: tuple[str, ...] = ()
    stance: str = "third_party"
    picks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_part: bool = False
    also: tuple[tuple[int, int], ...] = ()

    @property
    def confidence(self) -> float:
        """0 to 1: how much of the claim stands in the words themselves; no probability."""
        worth = {"explicit": 1.0, "carried": 0.7, "default": 0.4, "blank": 0.0}
        asked = ("claimant", "subject", "object", "outcome") if self.kind == "figure" else ("claimant", "subject")
        return round(sum(worth[self.fields.get(name, BLANK).how] for name in asked) / len(asked), 2)

    def as_json(self) -> dict[str, Any]:
        """The shape that `extract_claims --json` prints for one claim."""
        value = {name: found.value for name, found in self.fields.items()}
        return {
            "kind": self.kind,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "figure": self.figure.as_json() if self.figure else None,
            "claimant": value.get("claimant"),
            "speaker": self.speaker,
            "relay": self.relay,
            "subject": value.get("subject"),
            "subject_means": list(self.subject_means),
            "object": value.get("object"),
            "outcome": value.get("outcome"),
            "measure": self.measure,
            "stance": self.stance,
            "how": {name: found.how for name, found in self.fields.items()},
            "cues": {name: list(found.cue) for name, found in self.fields.items() if found.cue},
            "picks": {name: list(choices) for name, choices in self.picks.items()},
            "confidence": self.confidence,
            "also": [list(place) for place in self.also],
        }


@dataclass(frozen=True, slots=True)
class NumberNotUsed:
    """A number that became no claim, and why."""

    text: str
    start: int
    end: int
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The shape that `extract_claims --json` prints for it."""
        return {"text": self.text, "start": self.start, "end": self.end, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything one reading of a text gave, in the order of the text."""

    claims: tuple[Candidate, ...]
    numbers_not_used: tuple[NumberNotUsed, ...]
    lexicon: str = ""

    def as_json(self) -> dict[str, Any]:
        """The one document that `extract_claims --json` prints."""
        return {
            "claims": [claim.as_json() for claim in self.claims],
            "numbers_not_used": [number.as_json() for number in self.numbers_not_used],
            "extractor": VERSION,
            "lexicon": self.lexicon,
        }


def stated_bounds(figure: Figure) -> tuple[int | None, int | None]:
    """What the words themselves bound: "over 100" from 101, "about 18" is 18, "up to 200" ends at 200, "dozens" neither."""
    plain, wide = figure.plain, figure.charitable
    if plain is None or wide is None or figure.kind in ("vague", "exists", "silent", "fraction", "minimised"):
        return None, None
    if figure.kind == "approx":
        middle = (int(plain.low) + int(plain.high or plain.low)) // 2
        return middle, middle
    if figure.kind in ("more_than", "at_least"):
        return int(wide.low), None
    if figure.kind in ("up_to", "at_most", "less_than"):
        return None, int(wide.high or 0)
    if figure.kind == "nearly":
        return int(wide.high or 0), int(wide.high or 0)
    return int(plain.low), None if plain.high is None else int(plain.high)


def _pair(interval: Interval | None) -> list[int | float | None] | None:
    if interval is None:
        return None
    low = int(interval.low) if interval.low == int(interval.low) else float(interval.low)
    high = interval.high
    return [low, None if high is None else int(high) if high == int(high) else float(high)]
