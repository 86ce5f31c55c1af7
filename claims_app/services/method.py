"""The Method page: generated from the rules' own docstrings and from the policy that figures are read by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from claims_app.core.claims import Stance
from claims_app.core.displays import grouped
from claims_app.core.figures import Interval, Number
from claims_app.core.hedges import RULES
from claims_app.core.policies import POLICY, Policy
from claims_app.core.positions import ACCOUNT_RULES, POSITION_RULES
from claims_app.core.rules import PAIR_RULES, ROW_RULES, TIERS
from claims_app.core.verdicts import Verdict, rule_anchor

# The key begins the anchor of each rule in the table, so it stays as it is.
TABLES: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("pair", "Two claims", PAIR_RULES),
    ("row", "A row: all claims on one loss", ROW_RULES),
    ("answers", "Two answers to a question", POSITION_RULES),
    ("account", "An account: all answers to a question", ACCOUNT_RULES),
)
# Not a rule's code: how the pages tell a finding where a silence of those who suffered the loss is on record.
UNANSWERED = "unanswered"
UNANSWERED_SENTENCE = (
    "One side gives figures, or nobody does, and a report says that those whose losses it is gave none. "
    "Silence is neither zero, nor denial, nor consent."
)
# Nor are these: how the pages tell a contradiction that is none between camps.
WITHIN_A_CAMP = {
    "side_differs": "Two claimants of one camp give figures that cannot both be true.",
    "contradicts_itself": "One claimant gives two figures of the same count that cannot both be true.",
    "reports_differ": "Two outlets report figures of one claimant that cannot both be true; which it said is not known.",
}
NOT_COUNTED = "It is never counted among the contradictions of two camps."
# The words that stand for each rule of hedges.
HEDGES = {
    "exact": "100", "sharp": "exactly 100", "approx": "about 100", "nearly": "nearly 100", "more_than": "over 100",
    "at_least": "at least 100", "up_to": "up to 100", "at_most": "at most 100", "less_than": "fewer than 100",
}  # fmt: skip
EXAMPLE = 100
STANCES: dict[str, str] = {
    "own_loss": "The claimant speaks of losses of its own camp.",
    "other_loss": "The claimant speaks of losses of another camp.",
    "own_civilians": "The claimant speaks of civilians of its own camp.",
    "own_gain": "The claimant speaks of what its own camp did or gained.",
    "accusation": "The claimant says what another camp did.",
    "third_party": "The claimant belongs to no camp of this conflict.",
}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: its anchor on the page, the code it gives and its sentence."""

    anchor: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TableOfRules:
    """Rules in the order in which they are tried."""

    anchor: str
    name: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a finding of one code means: its anchor, and (table, rule) for each rule that gives it, or a sentence of its own."""

    anchor: str
    code: str
    rules: tuple[tuple[TableOfRules, RuleLine], ...]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class WordLine:
    """A word that is no number, with what it means plainly and charitably."""

    anchor: str
    word: str
    plain: str
    charitable: str


@dataclass(frozen=True, slots=True)
class HedgeLine:
    """Words before a number: how they are read, and what that makes of a hundred."""

    anchor: str
    words: str
    sentence: str
    plain: str
    charitable: str


@dataclass(frozen=True, slots=True)
class Method:
    """What the Method page shows; every anchor is stable, so that findings, citations and other sites may link to it."""

    meanings: tuple[Meaning, ...]
    tables: tuple[TableOfRules, ...]
    policy: Policy
    hedges: tuple[HedgeLine, ...]
    vague: tuple[WordLine, ...]
    stances: tuple[tuple[str, str, str], ...]


def method() -> Method:
    """The findings with their rules, the rules in the order in which they are tried, and how words become numbers."""
    tables = tuple(_table(*table) for table in TABLES)
    return Method(
        meanings=_meanings(tables),
        tables=tables,
        policy=POLICY,
        hedges=_hedges(POLICY),
        vague=tuple(
            WordLine(_anchor("word", word), word.replace("_", " "), _band(bands.plain), _band(bands.charitable))
            for word, bands in POLICY.vague
        ),
        stances=tuple((_anchor("stance", code), code, STANCES[code]) for code in get_args(Stance)),
    )


def _table(key: str, name: str, rules: tuple[Any, ...]) -> TableOfRules:
    lines = (RuleLine(_anchor(key, rule.holds.__name__), rule.code, rule.sentence) for rule in rules)
    return TableOfRules(_anchor("rules", key), name, tuple(lines))


def _meanings(tables: tuple[TableOfRules, ...]) -> tuple[Meaning, ...]:
    """Every code once, in the order in which rows stand on a board."""
    order = {code: place for place, codes in enumerate(TIERS) for code in codes}
    codes: list[Verdict] = sorted(get_args(Verdict), key=lambda code: order[code])
    found = [
        Meaning(
            rule_anchor(code),
            code,
            tuple((table, rule) for table in tables for rule in table.rules if rule.code == code),
        )
        for code in codes
    ]
    place = codes.index("one_sided") + 1
    found.insert(place, Meaning(rule_anchor(UNANSWERED), UNANSWERED, (), UNANSWERED_SENTENCE))
    place = codes.index("contradictory") + 1
    found[place:place] = [
        Meaning(rule_anchor(code), code, (), f"{sentence} {NOT_COUNTED}") for code, sentence in WITHIN_A_CAMP.items()
    ]
    return tuple(found)


def _hedges(policy: Policy) -> tuple[HedgeLine, ...]:
    """The words before a number: the docstring of each rule, and what it makes of a hundred."""
    lines = []
    for code, words in HEDGES.items():
        rule = RULES[code]
        sentence = " ".join((rule.__doc__ or "").split()).split(" Raises")[0]
        bands = rule(EXAMPLE, 1, policy)
        lines.append(HedgeLine(_anchor("hedge", code), words, sentence, _band(bands.plain), _band(bands.charitable)))
    return tuple(lines)


def _anchor(kind: str, name: str) -> str:
    return f"{kind}-{name.replace('_', '-')}"


def _band(interval: Interval) -> str:
    low = _shown(interval.low)
    if interval.high is None:
        return f"{low} or more"
    return f"exactly {low}" if interval.low == interval.high else f"{low} to {_shown(interval.high)}"


def _shown(number: Number) -> str:
    return grouped(number) if isinstance(number, int) else str(number)
