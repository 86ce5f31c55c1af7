"""The noun phrases beside a verb: its subject with what is put in between commas, and the subject that follows it."""

from __future__ import annotations

from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.texts import Span, Text

Phrase = tuple[int, int]
"""Half-open tokens."""

ARTICLES = ("the", "a", "an")
SIGNS = frozenset({",", ";", ":", '"', ".", "(", ")", "!", "?", "]", "-"})
PREPOSITIONS = frozenset({"of", "for", "in", "to", "from", "by", "with", "at", "on", "and"})
RELATIVES = frozenset({"which", "who", "whose", "where", "that"})
LONGEST = 16
"""Words of a noun phrase."""


def left_of(text: Text, sentence: Span, place: int, lexicon: Lexicon) -> list[Phrase]:
    """The phrases that end before a verb, the nearest first: a phrase inserted between commas, then the one it explains.

    Brackets and relative clauses ("the ministry, which counts the dead, said") are stepped over.
    """
    tokens, last, is_inserted = text.tokens, _without_loose(text, sentence, place, lexicon), False
    found: list[Phrase] = []
    for _ in range(6):
        if last <= sentence.first or len(found) == 2:
            break
        sign = tokens[last - 1].text
        if sign == ")" and (opened := _bracket(text, sentence, last - 1)) is not None:
            last = opened
            continue
        if sign == ",":
            is_inserted, last = True, last - 1
            continue
        first = clause_start(text, sentence, last, lexicon)
        if first >= last:
            break
        boundary = tokens[first - 1].text if first > sentence.first else ""
        if boundary in ("who", "which") or (boundary in RELATIVES and is_inserted):
            last = first - 1
            continue
        found.append((first, last))
        if boundary != "," or not is_inserted or len(found) == 2:
            break
        last, is_inserted = first - 1, False
    return found


def right_of(text: Text, sentence: Span, place: int, lexicon: Lexicon) -> list[Phrase]:
    """The phrase that begins at a place, and an explanation of it after a comma ("Kern, spokesman of the army")."""
    tokens = text.tokens
    last = _phrase_end(text, sentence, place, lexicon)
    found = [(place, last)]
    if last + 1 < sentence.last and tokens[last].text == ",":
        first, end = last + 1, _phrase_end(text, sentence, last + 1, lexicon, crosses=PREPOSITIONS)
        begins = tokens[first].text
        is_owned = any(token.text == "'s" for token in tokens[first : min(first + 4, end)])
        if is_owned or begins in ARTICLES or lexicon.has("speaker_nouns", begins) or lexicon.has("titles", begins):
            found.append((first, end))
    return found


def has_verb(text: Text, first: int, last: int, lexicon: Lexicon) -> bool:
    """A verb form stands in the stretch: no noun phrase, but a clause."""
    return any(
        lexicon.has("finite_verbs", token.text)
        or (lexicon.has("reporting", token.text) and (at == first or not token.is_capital))
        or (at > first and lexicon.events.at(text.tokens, at, last) and _has_object(text, at + 1, last))
        for at, token in enumerate(text.tokens[first:last], first)
    )


def _has_object(text: Text, place: int, last: int) -> bool:
    if place >= last:
        return False
    token = text.tokens[place]
    return token.kind == "number" or token.text in (
        "the",
        "a",
        "an",
        "its",
        "their",
        "his",
        "in",
        "at",
        "over",
        "about",
    )


def clause_start(text: Text, sentence: Span, last: int, lexicon: Lexicon) -> int:
    """Where the noun phrase that ends at `last` begins."""
    tokens, first = text.tokens, last
    while first > sentence.first and last - first < LONGEST:
        word = tokens[first - 1].text
        if (word in SIGNS and not is_abbreviation(text, first - 1, lexicon)) or lexicon.has("boundaries", word):
            break
        if word == "and" and has_verb(text, _after_sign(text, sentence, first - 1), first - 1, lexicon):
            break
        first -= 1
    if last - first > 6:
        articles = [
            at
            for at in range(first + 1, last - 1)
            if tokens[at].text in ARTICLES and tokens[at - 1].text not in PREPOSITIONS
        ]
        return articles[-1] if articles else first
    return first


def is_abbreviation(text: Text, place: int, lexicon: Lexicon) -> bool:
    """The full stop at a place belongs to the word before it: "Gov. Kern", "Brig. Gen. Kern"."""
    tokens = text.tokens
    if tokens[place].text != "." or place == 0 or tokens[place - 1].end != tokens[place].start:
        return False
    before = tokens[place - 1]
    return lexicon.has("abbreviations", before.text) or (len(before.text) == 1 and before.is_capital)


def _after_sign(text: Text, sentence: Span, place: int) -> int:
    """Where the words right before a place begin: after the last sign, nine words back at most."""
    first = place
    while first > max(sentence.first, place - 8) and text.tokens[first - 1].text not in SIGNS:
        first -= 1
    return first


def _without_loose(text: Text, sentence: Span, place: int, lexicon: Lexicon) -> int:
    last = place
    while last > sentence.first and lexicon.has("loose_words", text.tokens[last - 1].text):
        last -= 1
    return last


def _bracket(text: Text, sentence: Span, closing: int) -> int | None:
    """The opening bracket of a closing one, a few words to the left."""
    return next(
        (at for at in range(closing - 1, max(sentence.first, closing - 12), -1) if text.tokens[at].text == "("), None
    )


def _phrase_end(
    text: Text, sentence: Span, place: int, lexicon: Lexicon, crosses: frozenset[str] = frozenset({"of", "for"})
) -> int:
    last = place
    while last < sentence.last and last - place < 14:
        word = text.tokens[last].text
        is_sign = word in (",", ".", ";", ":", '"', "(") and not is_abbreviation(text, last, lexicon)
        if is_sign or lexicon.has("boundaries", word):
            break
        if word in ("in", "on", "to", "and", "at", "from") and word not in crosses:
            break
        last += 1
    return last
