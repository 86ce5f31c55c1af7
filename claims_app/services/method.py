"""The Method page: generated from the rules' own docstrings and from the policy that figures are read by."""

from __future__ import annotations

from dataclasses import dataclass

from claims_app.core.figures import Interval
from claims_app.core.policies import POLICY, Policy
from claims_app.core.rules import RULES


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: the code it gives and its sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Method:
    """What the Method page shows."""

    rules: tuple[RuleLine, ...]
    policy: Policy
    vague: tuple[tuple[str, str, str], ...]


def method() -> Method:
    """The rules in the order in which they are tried, and the policy's words with their two readings."""
    return Method(
        rules=tuple(RuleLine(rule.code, " ".join((rule.holds.__doc__ or "").split())) for rule in RULES),
        policy=POLICY,
        vague=tuple(
            (word.replace("_", " "), _band(bands.plain), _band(bands.charitable)) for word, bands in POLICY.vague
        ),
    )


def _band(interval: Interval) -> str:
    if interval.high is None:
        return f"{interval.low} or more"
    return f"exactly {interval.low}" if interval.low == interval.high else f"{interval.low} to {interval.high}"
