"""The middle of a phrase: a number, a range, a share or a vague word; every way to read it, the longest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from claims_app.core import hedges
from claims_app.core.frames import Tokens
from claims_app.core.lexicons import Lexicon, Words
from claims_app.core.numerals import Amount, amounts_at, lend_factor
from claims_app.core.policies import Bands, Policy


@dataclass(frozen=True, slots=True)
class Body:
    """The middle of a phrase, between the words before and after it; one of the fields up to `vague` is set."""

    length: int
    amount: Amount | None = None
    span: tuple[int, int] | None = None
    share: tuple[Fraction, Fraction] | None = None
    vague: Bands | None = None
    hedge: str = ""
    unit: str = ""


def range_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """10-15, between 10 and 15, at least 13 and as many as 46: the templates of the language's file."""
    for template in lexicon.ranges:
        for length, amounts in fill(template, tokens, lexicon):
            low, high = amounts
            yield Body(length, span=(lend_factor(low, high), high.value))


def ratio_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """Nine out of ten: a share."""
    for template in lexicon.ratios:
        for length, (part, whole) in fill(template, tokens, lexicon):
            if 0 < part.value <= whole.value:
                share = Fraction(part.value, whole.value)
                yield Body(length, share=(share, share))


def fill(template: Words, tokens: Tokens, lexicon: Lexicon) -> Iterator[tuple[int, tuple[Amount, ...]]]:
    """Every way in which a template begins the tokens: how long it is, and its numbers.

    `#` is a number; `{lower}` and `{upper}` are hedges, and move the number after them by one where they exclude it.
    """
    if not template:
        yield 0, ()
        return
    slot, *rest = template
    if slot in SLOTS:
        yield from _fill_bound(SLOTS[slot], tuple(rest), tokens, lexicon)
    elif slot == "#":
        for amount in amounts_at(tokens, lexicon):
            for length, others in fill(tuple(rest), tokens[amount.length :], lexicon):
                yield amount.length + length, (amount, *others)
    elif tokens and tokens[0].text == slot:
        for length, others in fill(tuple(rest), tokens[1:], lexicon):
            yield length + 1, others


SLOTS: dict[str, dict[str, int]] = {
    "{lower}": {"at_least": 0, "more_than": 1},
    "{upper}": {"at_most": 0, "up_to": 0, "less_than": -1},
}


def _fill_bound(
    moves: dict[str, int], rest: Words, tokens: Tokens, lexicon: Lexicon
) -> Iterator[tuple[int, tuple[Amount, ...]]]:
    for role, taken in lexicon.openers.all_at_start(tokens):
        if role.name == "hedge" and role.kind in moves:
            for length, (first, *others) in fill(rest, tokens[taken:], lexicon):
                moved = replace(first, value=first.value + moves[role.kind], factor=1, coefficient=None)
                yield taken + length, (moved, *others)


def share_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """Half, a third of, all, most: shares in words."""
    for share, length in lexicon.shares.all_at_start(tokens):
        yield Body(length, share=(share, share))
    for hedge, length in lexicon.majorities.all_at_start(tokens):
        yield Body(length, share=(Fraction(1, 2), Fraction(1, 2)), hedge=hedge)


def percent_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """33.3%: the one place besides a scale word where a decimal is read."""
    token = tokens[0] if tokens else None
    if token is None or token.value is None or not token.scaled_only:
        return
    role_and_length = lexicon.closers.at_start(tokens[1:])
    if role_and_length and role_and_length[0].name == "percent":
        share = Fraction(token.value) / 100
        yield Body(1 + role_and_length[1], share=(share, share))


def vague_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """Several, dozens, a few hundred."""
    for word, length in lexicon.vague.all_at_start(tokens):
        bands = policy.vague_bands(word)
        if bands is None:
            continue
        for unit, unit_length in lexicon.vague_units.all_at_start(tokens[length:]):
            yield Body(length + unit_length, vague=hedges.times_unit(bands, unit))
        yield Body(length, vague=bands)


def count_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """Once, twice: events."""
    for value, length in lexicon.counts.all_at_start(tokens):
        yield Body(length, amount=Amount(value, length), unit="times")


def amount_bodies(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Iterator[Body]:
    """A number in digits or words. An article is a number before one of the things that claims count."""
    for amount in amounts_at(tokens, lexicon):
        only_article = amount.length == 1 and tokens[0].text in lexicon.articles
        if not only_article or _is_counted_thing(tokens[1:], lexicon):
            yield Body(amount.length, amount=amount)


def _is_counted_thing(rest: Tokens, lexicon: Lexicon) -> bool:
    """Nothing more ("a", in a count slot), or a noun of the list as its first or last word, and no "of"."""
    words = [token.text for token in rest]
    return not words or ("of" not in words and bool({words[0], words[-1]} & lexicon.singulars))


BODIES: tuple[Callable[[Tokens, Lexicon, Policy], Iterator[Body]], ...] = (
    vague_bodies,
    amount_bodies,
    range_bodies,
    ratio_bodies,
    share_bodies,
    percent_bodies,
    count_bodies,
)
