"""Phrases that are figures, silences or nothing without a number in them: "no casualties", "not reported", "April 2"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from claims_app.core.figures import Interval
from claims_app.core.frames import MOST_NOUN_WORDS, Tokens, designator_length, frames_before
from claims_app.core.lexicons import Lexicon, Words
from claims_app.core.policies import Bands, Policy
from claims_app.core.tokens import Token


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase says: its kind and intervals, before it is a Figure with its text and policy."""

    kind: str
    bands: Bands | None = None
    flags: frozenset[str] = frozenset()
    unit: str = ""


EXISTS = Bands(Interval(1, None), Interval(1, None))
NONE = Bands(Interval(0, 0), Interval(0, 0))
ANY = Bands(Interval(0, None), Interval(0, None))
WHOLE_BANDS = {"none": NONE, "exists": EXISTS, "minimised": ANY}


def read_whole(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading | None:
    """Silences, none, losses without a number, comparisons and what is no figure: the phrases of `wholes`."""
    for wholes, length in lexicon.wholes.all_at_start(tokens):
        for whole in wholes:
            if FOLLOWS[whole.follow](tokens[length:], lexicon):
                return Reading(whole.kind, WHOLE_BANDS.get(whole.kind))
    return None


def _nothing_follows(rest: Tokens, lexicon: Lexicon) -> bool:
    return not rest


def _noun_follows(rest: Tokens, lexicon: Lexicon) -> bool:
    """One of the things that claims count, with words beside it that change nothing."""
    known = any(token.text in lexicon.nouns for token in rest)
    return known and len(rest) <= MOST_NOUN_WORDS and all(_is_noun_or_loss(token, lexicon) for token in rest)


def _is_noun_or_loss(token: Token, lexicon: Lexicon) -> bool:
    return lexicon.is_noun_word(token) or token.text in lexicon.nouns


def _no_number_follows(rest: Tokens, lexicon: Lexicon) -> bool:
    return not any(token.is_number or token.text in lexicon.number_words for token in rest)


FOLLOWS: dict[str, Callable[[Tokens, Lexicon], bool]] = {
    "": _nothing_follows,
    "*": _noun_follows,
    "**": _no_number_follows,
}


def read_designator(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading | None:
    """April 2, aged 12, T-90: digits that count nothing."""
    for words in lexicon.noise_starts:
        if matches_start(words, tokens):
            return Reading("noise")
    if designator_length(tokens, lexicon) or is_measure(tokens, lexicon):
        return Reading("noise")
    return None


def is_measure(tokens: Tokens, lexicon: Lexicon) -> bool:
    """Digits, decimals among them, of a unit that is no count: 3.5 km."""
    middle = tokens[next(frames_before(tokens, lexicon)).length :]
    role_and_length = lexicon.closers.at_start(middle[1:]) if middle and middle[0].is_number else None
    return bool(role_and_length and role_and_length[0].name == "noise")


def matches_start(words: Words, tokens: Tokens) -> bool:
    """The tokens begin with these words, `#` being any digits."""
    return len(tokens) >= len(words) and all(
        token.is_number if word == "#" else token.text == word for word, token in zip(words, tokens, strict=False)
    )


def read_bare_noun(tokens: Tokens, lexicon: Lexicon, policy: Policy) -> Reading | None:
    """Soldiers: more than one, we are not told how many. Casualties: at least one."""
    *before, last = tokens
    if not all(token.text in lexicon.describing for token in before):
        return None
    if last.text in lexicon.casualties:
        return Reading("exists", EXISTS)
    return Reading("vague", policy.vague_bands("plural")) if last.text in lexicon.plurals else None


# Phrases with a number in the middle
