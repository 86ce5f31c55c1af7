"""A headline says again what its report says: one proposal with two quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from claims_app.core.extraction.candidates import BLANK, Candidate, stated_bounds
from claims_app.core.extraction.texts import Text
from claims_app.core.search_words import words_of

SAME = ("object", "outcome")
MAY_BE_BLANK = ("claimant", "subject")
FEWEST_SHARED, SHORTEST_CONTENT = 2, 5


def merged(text: Text, claims: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The claims without those of the headline that the body makes again; the body's claim keeps the headline's place too."""
    end = _headline_end(text)
    kept = list(claims)
    for above in [claim for claim in claims if claim.end <= end]:
        for place, claim in enumerate(kept):
            if claim.start >= end and _says_the_same(above, claim):
                kept[place] = replace(claim, also=(*claim.also, (above.start, above.end)))
                kept.remove(above)
                break
    return tuple(kept)


def _headline_end(text: Text) -> int:
    """Where the lines before the first paragraph with a full stop end; 0 for a text that begins with a sentence."""
    end = 0
    for sentence in text.sentences[:3]:
        if text.original[sentence.start : sentence.end].rstrip("\"'”’»)").endswith((".", "!", "…", ":")):
            break
        end = sentence.end
    return end if end < len(text.original.rstrip()) else 0


def _says_the_same(above: Candidate, claim: Candidate) -> bool:
    """Figure, object and outcome agree, and neither names another claimant or subject; or one party says one thing of another."""
    if claim.figure is None or above.figure is None:
        return above.kind == claim.kind and claim.figure is above.figure is None and _is_one_remark(above, claim)
    if stated_bounds(above.figure.reading) != stated_bounds(claim.figure.reading):
        return False
    values = {
        name: (above.fields.get(name, BLANK).value, claim.fields.get(name, BLANK).value) for name in SAME + MAY_BE_BLANK
    }
    if any(values[name][0] != values[name][1] for name in SAME):
        return False
    return all(
        one is None or other is None or one == other or one in other or other in one
        for one, other in (values[name] for name in MAY_BE_BLANK)
    )


def _is_one_remark(above: Candidate, claim: Candidate) -> bool:
    """Claimant and subject are named and the same, and both sentences use the same words for what is said."""
    who = [(above.fields.get(name, BLANK).value, claim.fields.get(name, BLANK).value) for name in MAY_BE_BLANK]
    if any(one is None or one != other for one, other in who):
        return False
    return len(_content(above.quote) & _content(claim.quote)) >= FEWEST_SHARED


def _content(quote: str) -> set[str]:
    """The stems of longer words that are no names."""
    return {
        word.stem
        for word in words_of(quote)
        if len(word.plain) >= SHORTEST_CONTENT and quote[word.start : word.start + 1].islower()
    }
