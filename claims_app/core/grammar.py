"""The grammar of a figure's wording: readers in order of trial, each of which takes a whole phrase or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from claims_app.core import hedges
from claims_app.core.bodies import BODIES, Body
from claims_app.core.frames import Frame, Tokens, frame_after, frames_before, governed
from claims_app.core.lexicons import Lexicon
from claims_app.core.policies import Policy
from claims_app.core.tokens import Token
from claims_app.core.wholes import Reading, read_bare_noun, read_designator, read_whole

NOTHING = Reading("unparsed")


def read_phrase(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading:
    """The first reading that takes every token; "unparsed" where there is none."""
    tokens = split_words(tokens, lexicon)
    readings = (reader(tokens, lexicon, policy) for reader in READERS)
    return next((reading for reading in readings if reading is not None), NOTHING) if tokens else NOTHING


def split_words(tokens: Tokens, lexicon: Lexicon) -> tuple[Token, ...]:
    """Words that carry an ending or a prefix of a figure, cut where their language's file says so: وعشرون, yüzdən."""
    pieces: list[Token] = []
    for token in tokens:
        parts = lexicon.splits.get(token.text, (token.text,))
        pieces += [token] if len(parts) == 1 else [replace(token, text=part, glued=True) for part in parts]
    return tuple(pieces)


def read_framed(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading | None:
    """Words before, a body, words and nouns after: "at least | 20 | more soldiers"."""
    for before in frames_before(tokens, lexicon):
        middle = governed(tokens, before, lexicon)
        for read_body in BODIES:
            for body in read_body(middle, lexicon, policy):
                after = frame_after(middle[body.length :], lexicon)
                reading = _combine(before, body, after, policy) if after else None
                if reading is not None:
                    return reading
    return None


def _combine(before: Frame, body: Body, after: Frame, policy: Policy) -> Reading | None:
    """One reading from the words before, the body and the words after; None where they do not fit together."""
    names = before.names | after.names
    if names & {"noise", "relative", "ratio"}:
        return _without_number(names, body)
    said = [hedge for hedge in (before.hedge, body.hedge, after.hedge) if hedge]
    if len(said) > 1:
        return None
    hedge = said[0] if said else "sharp" if "sharp" in names else "exact"
    try:
        reading = _interpret(hedge, _as_percent(body) if "percent" in names else body, policy)
    except ValueError:  # an interval that holds no number: "15-10", "fewer than none"
        return None
    return _marked(reading, names, body) if reading else None


def _without_number(names: frozenset[str], body: Body) -> Reading | None:
    """24 hours, three times more, "в три раза": the number counts nothing. A share never stands there."""
    if body.share is not None:
        return None
    if "ratio" in names:
        return Reading("relative") if names & {"times", "relative"} else None
    return Reading("noise" if "noise" in names else "relative")


def _marked(reading: Reading, names: frozenset[str], body: Body) -> Reading:
    """The reading with what the words beside the number add: two more of them, 127 times."""
    flags = reading.flags | ({"incremental"} if "incremental" in names else set())
    if "times" in names or body.unit:
        return replace(reading, flags=flags | {"unit:times"}, unit="times")
    return replace(reading, flags=flags)


def _as_percent(body: Body) -> Body:
    low, high = body.span or ((body.amount.value,) * 2 if body.amount else (101, 101))
    return Body(body.length, share=(Fraction(low, 100), Fraction(high, 100)))


def _interpret(hedge: str, body: Body, policy: Policy) -> Reading | None:
    """The arithmetic of a hedged body; None where the words together say nothing definite ("up to several")."""
    if body.share is not None:
        share = hedges.share(hedge, *body.share, policy)
        return None if share is None else Reading("fraction", *share)
    if body.span is not None:
        about = hedge == "approx"
        return Reading("range", hedges.span(*body.span, policy, about=about)) if about or hedge in PLAIN_SAID else None
    if body.vague is not None:
        if hedge in ("at_least", "more_than"):
            return Reading("at_least", hedges.lower_bounds(body.vague))
        return Reading("vague", body.vague) if hedge in PLAIN_SAID else None
    if body.amount is None:
        return None
    kind = "exact" if hedge in PLAIN_SAID else hedge
    return Reading(kind, hedges.RULES[hedge](body.amount.value, body.amount.factor, policy))


PLAIN_SAID = frozenset({"exact", "sharp"})

READERS: tuple[Callable[[Tokens, Lexicon, Policy], Reading | None], ...] = (
    read_whole,
    read_framed,
    read_designator,
    read_bare_noun,
)


# A reading that an editor gives
