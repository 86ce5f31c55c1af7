"""The wording of a figure, read: "over 100" → 101 or more, "several" → a word, "April 2" → no figure.

What is not understood to its last word is "unparsed", and an editor decides: nothing here raises on a text or guesses.
The grammar is in `grammar`, the arithmetic in `hedges`, the words of each language in `data/lexicons`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from claims_app.core.figures import Figure, Interval
from claims_app.core.grammar import read_phrase
from claims_app.core.lexicons import language_of, lexicon_for
from claims_app.core.policies import POLICY, Policy
from claims_app.core.readings import complaint, is_word, reading_of
from claims_app.core.tokens import tokenise

__all__ = ["complaint", "editor_figure", "is_sharp", "is_word", "read_figure", "reading_of"]


# 1e3 and 0x10 are a computer's numbers: no printed phrase states them, and their first digit alone would be wrong.
COMPUTED = re.compile(r"(?<![\w-])\d+[a-z]\d", re.IGNORECASE)


@lru_cache(maxsize=8192)
def read_figure(text: str, lang: str = "en", policy: Policy = POLICY) -> Figure:
    """The figure that a printed phrase states, in the language of a tag such as "ru" or "en-GB".

    Never raises. `kind` is "unparsed" for what is not understood whole; `plain` and `charitable` are None where no
    number may be read. Shares are Fractions between 0 and 1. Rules: the table of figure phrases on the Method page.
    """
    if COMPUTED.search(text):
        return Figure(text=text, lang=lang, kind="unparsed", plain=None, charitable=None, policy=policy.policy_id)
    reading = read_phrase(tokenise(text), lexicon_for(language_of(lang)), policy)
    return Figure(
        text=text,
        lang=lang,
        kind=reading.kind,
        plain=reading.bands.plain if reading.bands else None,
        charitable=reading.bands.charitable if reading.bands else None,
        flags=reading.flags,
        unit=reading.unit,
        policy=policy.policy_id,
    )


def is_sharp(figure: Figure) -> bool:
    """Whether the words say the number and no other ("exactly 6"), or an editor reads them so: it cannot be a part."""
    if figure.source == "editor":
        return True
    lexicon = lexicon_for(language_of(figure.lang))
    tokens = tokenise(figure.text)
    starts = [tokens[place:] for place in range(len(tokens))]
    found = [table.at_start(rest) for rest in starts for table in (lexicon.openers, lexicon.closers)]
    return any(role_and_length[0].name == "sharp" for role_and_length in found if role_and_length)


def editor_figure(
    text: str, low: int | None, high: int | None, note: str, lang: str = "en", policy: Policy = POLICY
) -> Figure:
    """The printed words with an editor's own bounds, both ends included; `high` None is an open end.

    The kind is that of the bounds. Raises ValueError, with a sentence for the editor, for bounds that hold no number.
    """
    bottom = 0 if low is None else low
    interval = Interval(bottom, high)
    if low is None and high is None:
        raise ValueError("Give the lowest number, the highest, or both.")
    if not interval.is_sound:
        raise ValueError(f"No number lies from {bottom} to {high}: give the lower number first, and none below 0.")
    kind = "at_least" if high is None else "none" if high == 0 else "exact" if bottom == high else "range"
    kind = "at_most" if low is None and kind == "range" else kind
    return Figure(text, lang, kind, interval, interval, source="editor", policy=policy.policy_id, note=note)
