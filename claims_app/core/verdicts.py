"""Verdict and Finding: the answer, its code, its sentence, and the claims that decided it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, Literal, TypeVar

from claims_app.core.claims import ClaimId
from claims_app.core.figures import Number
from claims_app.core.scopes import Band as Band
from claims_app.core.scopes import Relation as Relation

Verdict = Literal[
    "contradictory", "strained", "not_simultaneous", "admitted", "corroborated", "compatible", "subsumed",
    "revised", "growth", "repeat", "one_sided", "mirror", "silent", "empty", "incomparable", "inactive",
]  # fmt: skip
Admission = Literal["denied", "partial", "full", "surplus", "silent", "volunteered"]
Between = Literal["cross_side", "same_side", "same_claimant", "relay", "third_party"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The few claims that cannot all be true: minima adding to `low_sum` against maxima adding to `high_sum`.

    overflow: the parts (all members but the last) exceed the whole (the last); shortfall: the first member exceeds its cover.
    """

    kind: Literal["overflow", "shortfall"]
    members: tuple[ClaimId, ...]
    low_sum: Number
    high_sum: Number
    band: Band = "charitable"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the words of some claims, as we read them, allow: never which of them is true."""

    verdict: Verdict
    sentence: str = ""
    reason: str = ""
    admission: Admission | None = None
    between: tuple[Between, ...] = ()
    band: Band = "charitable"
    relation: Relation | None = None
    decided_by: tuple[ClaimId, ...] = ()
    certificate: Certificate | None = None
    gap: Number | None = None
    ratio: Fraction | None = None
    score: Fraction | None = None
    jaccard: Fraction | None = None
    overclaim: tuple[Fraction, Fraction | None] | None = None
    unless: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def rule_anchor(code: str) -> str:
    """Where the Method page says what a finding of this code means: "rule-contradictory"."""
    return f"rule-{code}"


Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Facts]):
    """A code and when it holds; the rules of a table are tried in order, and the first that holds decides."""

    code: Verdict
    holds: Callable[[Facts], bool]

    @property
    def name(self) -> str:
        """The rule's name in words: "not simultaneous"."""
        return self.holds.__name__.replace("_", " ")

    @property
    def sentence(self) -> str:
        """What the Method page says: the docstring of the function."""
        return " ".join((self.holds.__doc__ or "").split())
