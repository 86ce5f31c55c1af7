"""The arithmetic of hedges: a number and the word before it become two intervals, plain within charitable.

The rules are the table of figure phrases; each function is one line of it. Sources: Williams & Power 2013 (bare round
numbers are taken as approximate), Cummins, Sauerland & Solt 2012 ("more than" implies a ceiling), Nouwen 2013
("at least" implies none), McNabb et al. 2016 ("up to" against "at most"). The percentages are our convention.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from claims_app.core.figures import Interval, Number
from claims_app.core.policies import Bands, Policy

DOZEN = 12
Rule = Callable[[int, int, Policy], Bands]


def percent_up(number: int, percent: int) -> int:
    """So many percent of the number, rounded up to a whole one."""
    return -(-number * percent // 100)


def granularity(number: int) -> int:
    """The largest of 1, 5, 10, 50, 100, 500 … that divides the number: how roundly it is spoken. 0 counts as 1."""
    size = 1
    if number:
        while number % (size * 10) == 0:
            size *= 10
        if number % (size * 5) == 0:
            size *= 5
    return size


def is_round(number: int) -> bool:
    """At least 20, divisible by ten, at most two significant digits: 50, 350, 1,200, not 295 or 1,280."""
    return number >= 20 and number % 10 == 0 and len(str(number).rstrip("0")) <= 2


def exact(number: int, unit: int, policy: Policy) -> Bands:
    """A bare number is itself; round numbers and dozens are charitably a little less or more."""
    slack = 0
    if unit == DOZEN:
        slack = -(-number // policy.dozen_charitable_div)
    elif is_round(number):
        slack = min(granularity(number) // 2, number // policy.round_charitable_div)
    return Bands(Interval(number, number), Interval(max(0, number - slack), number + slack))


def sharp(number: int, unit: int, policy: Policy) -> Bands:
    """Exactly so many, where a word says so."""
    only = Interval(number, number)
    return Bands(only, only)


def more_than(number: int, unit: int, policy: Policy) -> Bands:
    """From the next number up; plainly not so many that the speaker would have used the next round number."""
    width = max(DOZEN if unit == DOZEN else granularity(number), percent_up(number, policy.more_than_plain_min_pct))
    return Bands(Interval(number + 1, max(number + 1, number + width - 1)), Interval(number + 1, None))


def at_least(number: int, unit: int, policy: Policy) -> Bands:
    """The number or any larger one."""
    upward = Interval(number, None)
    return Bands(upward, upward)


def up_to(number: int, unit: int, policy: Policy) -> Bands:
    """At most the number; plainly at least half of it, charitably at least one."""
    return Bands(Interval(-(-number // 2), number), Interval(min(1, number), number))


def at_most(number: int, unit: int, policy: Policy) -> Bands:
    """The number or any smaller one."""
    downward = Interval(0, number)
    return Bands(downward, downward)


def less_than(number: int, unit: int, policy: Policy) -> Bands:
    """Below the number; plainly at least half of it. Raises ValueError for "fewer than none"."""
    return Bands(Interval(min(-(-number // 2), number - 1), number - 1), Interval(0, number - 1))


def nearly(number: int, unit: int, policy: Policy) -> Bands:
    """A little below the number; charitably the number itself. Raises ValueError for "nearly none"."""
    plain = Interval(number - percent_up(number, policy.nearly_plain_pct), number - 1)
    return Bands(plain, Interval(number - percent_up(number, policy.nearly_charitable_pct), number))


def approx(number: int, unit: int, policy: Policy) -> Bands:
    """The number, less or more a tolerance; never none when some are claimed."""
    floor = min(1, number)
    plain = max(policy.about_plain_min, percent_up(number, policy.about_plain_pct))
    charitable = max(policy.about_charitable_min, percent_up(number, policy.about_charitable_pct))
    return Bands(
        Interval(max(floor, number - plain), number + plain),
        Interval(max(floor, number - charitable), number + charitable),
    )


RULES: dict[str, Rule] = {
    "exact": exact,
    "sharp": sharp,
    "more_than": more_than,
    "at_least": at_least,
    "up_to": up_to,
    "at_most": at_most,
    "less_than": less_than,
    "nearly": nearly,
    "approx": approx,
}


def span(low: int, high: int, policy: Policy, *, about: bool = False) -> Bands:
    """From `low` to `high`; with "about", charitably a quarter beyond both ends. Raises ValueError where low > high."""
    plain = Interval(low, high)
    if not about:
        return Bands(plain, plain)
    percent = policy.about_charitable_pct
    return Bands(plain, Interval(max(0, low - percent_up(low, percent)), high + percent_up(high, percent)))


def times_unit(vague: Bands, unit: int) -> Bands:
    """A vague word of units: several dozen is from three dozen to one short of ten dozen."""

    def scaled(interval: Interval) -> Interval:
        high = None if interval.high is None else (interval.high + 1) * unit - 1
        return Interval(interval.low * unit, high)

    return Bands(scaled(vague.plain), scaled(vague.charitable))


def lower_bounds(vague: Bands) -> Bands:
    """At least, or more than, a vague word: its lower bounds, open above."""
    return Bands(Interval(vague.plain.low, None), Interval(vague.charitable.low, None))


def share(hedge: str, low: Fraction, high: Fraction, policy: Policy) -> tuple[Bands, frozenset[str]] | None:
    """A hedged share of something, between 0 and 1; None where the words give no share ("over all")."""
    one, nought = Fraction(1), Fraction(0)
    if not nought <= low <= high <= one:
        return None
    if hedge in ("approx", "nearly"):
        return _loose_share(hedge, low, high, policy), frozenset()
    ends: dict[str, tuple[Fraction, Fraction, str]] = {
        "exact": (low, high, ""),
        "sharp": (low, high, ""),
        "at_least": (low, one, ""),
        "more_than": (low, one, "strict_lo"),
        "up_to": (nought, high, ""),
        "at_most": (nought, high, ""),
        "less_than": (nought, high, "strict_hi"),
    }
    bottom, top, flag = ends[hedge]
    if flag and bottom == top:
        return None
    both = Interval(bottom, top)
    return Bands(both, both), frozenset({flag} if flag else ())


def _loose_share(hedge: str, low: Fraction, high: Fraction, policy: Policy) -> Bands:
    """About or nearly a share, with the tolerances of counts."""
    pairs: dict[str, tuple[int, int]] = {
        "approx": (policy.about_plain_pct, policy.about_charitable_pct),
        "nearly": (policy.nearly_plain_pct, policy.nearly_charitable_pct),
    }

    def widened(percent: int) -> Interval:
        top: Number = high if hedge == "nearly" else min(Fraction(1), high * (100 + percent) / 100)
        return Interval(low * (100 - percent) / 100, top)

    plain, charitable = pairs[hedge]
    return Bands(widened(plain), widened(charitable))
