"""The Method page: generated from the rules' own docstrings and from the policy that figures are read by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims_app.core.displays import grouped
from claims_app.core.figures import Interval, Number
from claims_app.core.policies import POLICY, Policy
from claims_app.core.positions import ACCOUNT_RULES, POSITION_RULES
from claims_app.core.rules import PAIR_RULES, ROW_RULES

TABLES: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("Two claims", PAIR_RULES),
    ("A row: all claims on one loss", ROW_RULES),
    ("Two answers to a question", POSITION_RULES),
    ("An account: all answers to a question", ACCOUNT_RULES),
)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: the code it gives and its sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Method:
    """What the Method page shows; `tables` are names with their rules in the order in which they are tried."""

    tables: tuple[tuple[str, tuple[RuleLine, ...]], ...]
    policy: Policy
    vague: tuple[tuple[str, str, str], ...]


def method() -> Method:
    """The rules in the order in which they are tried, and the policy's words with their two readings."""
    return Method(
        tables=tuple((name, tuple(_line(rule) for rule in rules)) for name, rules in TABLES),
        policy=POLICY,
        vague=tuple(
            (word.replace("_", " "), _band(bands.plain), _band(bands.charitable)) for word, bands in POLICY.vague
        ),
    )


def _line(rule: Any) -> RuleLine:
    return RuleLine(rule.code, " ".join((rule.holds.__doc__ or "").split()))


def _band(interval: Interval) -> str:
    low = _shown(interval.low)
    if interval.high is None:
        return f"{low} or more"
    return f"exactly {low}" if interval.low == interval.high else f"{low} to {_shown(interval.high)}"


def _shown(number: Number) -> str:
    return grouped(number) if isinstance(number, int) else str(number)
