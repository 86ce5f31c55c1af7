"""The rules of comparison, each one short function whose docstring is the sentence that the Method page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from claims_app.core.alternatives import unless
from claims_app.core.claims import Claim
from claims_app.core.figures import Number
from claims_app.core.findings import finding_of_pair, finding_of_row, first_that_holds
from claims_app.core.pairs import Pair
from claims_app.core.positions import ACCOUNT_RULES, POSITION_RULES, AccountFacts, decide_positions, finding_of_account
from claims_app.core.rowfacts import RowFacts
from claims_app.core.sentences import sentence_of
from claims_app.core.standings import is_silent, with_counted_shares
from claims_app.core.verdicts import Finding, Rule, Verdict
from claims_app.core.worlds import World

# ------------------------------------------------------------------ two claims


def retracted(pair: Pair) -> bool:
    """A claim that its claimant took back is compared with nothing."""
    return any(claim.retracted_at is not None for claim in pair.both)


def revised(pair: Pair) -> bool:
    """A claimant's newer figure takes the place of the older one that it revises."""
    return pair.a.revises == pair.b.id or pair.b.revises == pair.a.id


def silent(pair: Pair) -> bool:
    """Where one says that it gives no figure, nothing is compared: silence is neither zero, nor denial, nor consent."""
    return any(is_silent(claim) for claim in pair.both)


def denied(pair: Pair) -> bool:
    """A denial contradicts the claim that it denies, and no other."""
    return pair.denial is not None


def without_a_number(pair: Pair) -> bool:
    """Words that give no number, or do not say what they count, are compared with nothing."""
    return not pair.numeric


def contradictory(pair: Pair) -> bool:
    """One count surely lies within the other, and its least exceeds the other's most, however widely the words are read."""
    return pair.certificate("charitable") is not None


def strained(pair: Pair) -> bool:
    """On the plain words one count exceeds the other that contains it; a wider reading lets both be true."""
    return pair.certificate("plain") is not None


def mirror(pair: Pair) -> bool:
    """Two camps each count the other's losses: two facts opposite each other, which may both be true."""
    return pair.relation == "disjoint" and pair.speak_of_each_other


def incomparable(pair: Pair) -> bool:
    """Counts with nothing in common, or that overlap in part, limit each other in nothing."""
    return pair.relation in ("disjoint", "overlap")


def growth(pair: Pair) -> bool:
    """A claimant's count over a longer time may be larger than its own earlier one."""
    return other_period(pair) and one_claimant(pair)


def admitted_over_another_period(pair: Pair) -> bool:
    """The figure of those who suffered the loss covers the other camp's, counted over another time."""
    return other_period(pair) and admitted(pair)


def not_simultaneous(pair: Pair) -> bool:
    """The figures differ, and were counted until different moments."""
    return other_period(pair) and not pair.plain_figures_meet


def compatible_over_another_period(pair: Pair) -> bool:
    """The figures fit, and were counted until different moments."""
    return other_period(pair)


def repeat(pair: Pair) -> bool:
    """One claimant says the same again."""
    return one_claimant(pair) and pair.relation == "equal"


def part_of_own(pair: Pair) -> bool:
    """One claimant gives a part and the whole, and the two fit."""
    return one_claimant(pair)


def admitted(pair: Pair) -> bool:
    """The figure of those who suffered the loss covers what the other camp says."""
    return pair.admission in ("full", "surplus")


def corroborated(pair: Pair) -> bool:
    """Two camps, or a camp and an independent third party, give figures of one fact that meet, both with an upper end."""
    independent = pair.between in ("cross_side", "third_party")
    return pair.one_fact and pair.plain_figures_meet and pair.plain_figures_bounded and independent


def compatible(pair: Pair) -> bool:
    """The figures of one fact fit, but one has an open end, or both speakers belong to one camp."""
    return pair.one_fact


def subsumed(pair: Pair) -> bool:
    """One count lies within the other, and the two fit."""
    return True


def other_period(pair: Pair) -> bool:
    """Whether the two speak of one fact over different, overlapping times."""
    return pair.relation == "same_fact_other_period"


def one_claimant(pair: Pair) -> bool:
    """Whether one claimant speaks in both."""
    return pair.between in ("same_claimant", "relay")


PAIR_RULES: tuple[Rule[Pair], ...] = (
    Rule("inactive", retracted),
    Rule("revised", revised),
    Rule("silent", silent),
    Rule("contradictory", denied),
    Rule("incomparable", without_a_number),
    Rule("contradictory", contradictory),
    Rule("strained", strained),
    Rule("mirror", mirror),
    Rule("incomparable", incomparable),
    Rule("growth", growth),
    Rule("admitted", admitted_over_another_period),
    Rule("not_simultaneous", not_simultaneous),
    Rule("compatible", compatible_over_another_period),
    Rule("repeat", repeat),
    Rule("subsumed", part_of_own),
    Rule("admitted", admitted),
    Rule("corroborated", corroborated),
    Rule("compatible", compatible),
    Rule("subsumed", subsumed),
)

# ------------------------------------------------------------------ a row: all claims on one fact


def nothing_current(row: RowFacts) -> bool:
    """Every claim of the row was retracted."""
    return not row.current


def row_contradictory(row: RowFacts) -> bool:
    """Some of the claims cannot all be true, however widely they are read, or one denies another."""
    return bool(row.certificates("charitable") or row.denials)


def row_strained(row: RowFacts) -> bool:
    """Some of the claims cannot all be true on the plain words; a wider reading lets them."""
    return bool(row.certificates("plain"))


def row_not_simultaneous(row: RowFacts) -> bool:
    """The figures of two speakers differ, and were counted until different moments."""
    return bool(row.pairs_with("not_simultaneous"))


def row_admitted(row: RowFacts) -> bool:
    """The figure of those who suffered the loss covers what the other camp says."""
    return bool(row.pairs_with("admitted"))


def row_corroborated(row: RowFacts) -> bool:
    """Independent speakers give figures of one fact that meet."""
    return bool(row.pairs_with("corroborated"))


def nobody_counts(row: RowFacts) -> bool:
    """It is on record that no figure was given, and nobody gives one."""
    return not row.figures and bool(row.silences)


def no_figure(row: RowFacts) -> bool:
    """There are words about the losses, and no number."""
    return all(claim.figure is not None and claim.figure.kind == "minimised" for claim in row.figures)


def no_number_can_be_used(row: RowFacts) -> bool:
    """The figures cannot be read, or do not say what they count."""
    return not row.numeric


def one_sided(row: RowFacts) -> bool:
    """One camp, or one third party, gives figures; nobody else on file does."""
    return len(row.speakers) == 1


def row_incomparable(row: RowFacts) -> bool:
    """No figure of one speaker can be compared with a figure of another."""
    return not row.comparable_across


def row_compatible(row: RowFacts) -> bool:
    """The figures may all be true together."""
    return True


ROW_RULES: tuple[Rule[RowFacts], ...] = (
    Rule("empty", nothing_current),
    Rule("contradictory", row_contradictory),
    Rule("strained", row_strained),
    Rule("not_simultaneous", row_not_simultaneous),
    Rule("admitted", row_admitted),
    Rule("corroborated", row_corroborated),
    Rule("silent", nobody_counts),
    Rule("empty", no_figure),
    Rule("incomparable", no_number_can_be_used),
    Rule("one_sided", one_sided),
    Rule("incomparable", row_incomparable),
    Rule("compatible", row_compatible),
)

RULES: tuple[Rule[Any], ...] = PAIR_RULES + ROW_RULES + POSITION_RULES + ACCOUNT_RULES

# ------------------------------------------------------------------ from rule to finding


def decide(pair: Pair) -> Finding:
    """The finding on two claims by the first rule that holds, without its sentence."""
    if all(claim.kind == "position" and claim.position is not None for claim in pair.both):
        return decide_positions(pair)
    return finding_of_pair(first_that_holds(PAIR_RULES, pair), pair)


def compare(a: Claim, b: Claim, world: World) -> Finding:
    """The finding on two claims, with its sentence, its reason or what would make both true."""
    return with_words(decide(Pair(a, b, world)), (a, b), world)


def judge_row(claims: Sequence[Claim], world: World, nested: Sequence[Claim] = ()) -> Finding:
    """The finding on all claims of one fact: pairs, sums of parts and covers, silences and denials.

    `nested` are claims of narrower rows, which count as parts of what this row's claims say.
    """
    counted = with_counted_shares((*claims, *nested))
    row = RowFacts(counted[: len(claims)], world, decide, counted[len(claims) :])
    return with_words(finding_of_row(first_that_holds(ROW_RULES, row), row), counted, world)


def compare_positions(a: Claim, b: Claim, world: World) -> Finding:
    """The finding on two answers to one question."""
    return compare(a, b, world)


def judge_account(claims: Sequence[Claim], world: World) -> Finding:
    """The finding on all answers to one question; it has no measures."""
    account = AccountFacts(claims, world)
    return with_words(finding_of_account(first_that_holds(ACCOUNT_RULES, account), account), claims, world)


def with_words(finding: Finding, claims: Sequence[Claim], world: World) -> Finding:
    """The finding with its sentence and what would make its claims true together."""
    return replace(finding, sentence=sentence_of(finding, claims, world), unless=unless(finding, claims, world))


TIERS: tuple[frozenset[Verdict], ...] = (
    frozenset({"contradictory"}),
    frozenset({"strained"}),
    frozenset({"not_simultaneous"}),
    frozenset({"admitted", "corroborated"}),
    frozenset({"compatible", "subsumed"}),
    frozenset({"revised", "growth", "repeat"}),
    frozenset({"one_sided", "mirror"}),
    frozenset({"incomparable"}),
    frozenset({"silent"}),
    frozenset({"empty", "inactive"}),
)


def order_key(finding: Finding, harm: str, key: str) -> tuple[int, int, Fraction, Number, str]:
    """Sorts rows: by tier, people before things, then by disputed share and gap, largest first, then by key."""
    tier = next(place for place, codes in enumerate(TIERS) if finding.verdict in codes)
    return tier, int(harm != "people"), -(finding.score or Fraction(0)), -(finding.gap or 0), key
