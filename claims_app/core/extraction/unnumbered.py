"""Counts without a number: "suffered heavy casualties" is a figure that says some, "its Mi-24 helicopter was shot down" is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from claims_app.core.extraction.events import BE, Event
from claims_app.core.extraction.heads import Head, find_head
from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.numbers import Number
from claims_app.core.extraction.texts import Span, Text
from claims_app.core.extraction.vocabularies import Vocabulary
from claims_app.core.wording import read_figure

REACH = 6
"""The verb stands within so many words of its noun."""


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """What is counted without a number: the words as a figure, the noun, what happened."""

    number: Number
    head: Head
    event: Event


def find_unnumbered(
    text: Text, sentence: Span, numbers: list[Number], vocabulary: Vocabulary, lexicon: Lexicon
) -> Iterator[Unnumbered]:
    """The counts of a sentence that print no number, from left to right; none where a number says it already."""
    for place in range(sentence.first, sentence.last):
        word = text.tokens[place].text
        if word in ("casualties", "losses"):
            found = _losses(text, sentence, place, numbers, vocabulary, lexicon)
        elif word in ("its", "their", "our"):
            found = _own_thing(text, sentence, place, numbers, vocabulary, lexicon)
        else:
            continue
        if found:
            yield found


def _losses(
    text: Text, sentence: Span, place: int, numbers: list[Number], vocabulary: Vocabulary, lexicon: Lexicon
) -> Unnumbered | None:
    """ "suffered heavy casualties", "inflicted losses on": a verb, then the noun with adjectives that say no number."""
    tokens, first = text.tokens, place
    while first > sentence.first and lexicon.has("loss_adjectives", tokens[first - 1].text):
        first -= 1
    following = [token.text for token in tokens[place + 1 : min(place + 4, sentence.last)]]
    is_counted = following[:1] and following[0] in ("of", "at", "to", "stood", "were", "was", "from", "figures")
    has_number = any(first - 4 <= number.last <= first + 1 or first <= number.first <= place + 6 for number in numbers)
    if is_counted or has_number:
        return None
    for at in range(first - 1, max(sentence.first, first - REACH) - 1, -1):
        word = tokens[at].text
        form = next((form for form in ("own_active", "active", "noun") if lexicon.has(f"{form}_of_losses", word)), None)
        if form:
            is_people = word != "losses" and tokens[place].text == "casualties"
            is_civil = tokens[place - 1].text in ("civilian", "civil") and place > first
            thing = "civilian" if is_civil else "person" if is_people else "military_person"
            key = "casualties" if tokens[place].text == "casualties" else "lost"
            number = Number(first, place + 1, read_figure(text.words(first, place + 1)))
            head = (
                _those_harmed(text, sentence, Head(thing, place, place + 1), vocabulary) if form == "active" else None
            )
            head = head or Head(thing, place, place + 1)
            span = (at, at + 1) if form != "noun" else (place, place + 1)
            return Unnumbered(number, head, Event(key, form, *span)) if number.reading.kind == "exists" else None
        if not _may_stand(word, lexicon):
            return None
    return None


def _those_harmed(text: Text, sentence: Span, head: Head, vocabulary: Vocabulary) -> Head | None:
    """ "inflicted heavy casualties on Ostland's police": whose they are, and who."""
    tokens, first = text.tokens, head.last + 1
    if first >= sentence.last or tokens[head.last].text not in ("on", "upon", "among", "to"):
        return None
    for at in range(first, min(first + 5, sentence.last)):
        if label := vocabulary.labels.at(tokens, at, sentence.last):
            return replace(head, party=(label[0], at, at + label[1])) if tokens[at].is_capital else None
        if tokens[at].kind == "sign":
            return None
    return None


def _may_stand(word: str, lexicon: Lexicon) -> bool:
    """The word may stand between a verb and the losses: an article, "both sides", an adverb."""
    return word in ("some", "the", "its", "their", "also", "that", "of", "to", "in", "and") or lexicon.has(
        "adjectives", word
    )


def _own_thing(
    text: Text, sentence: Span, place: int, numbers: list[Number], vocabulary: Vocabulary, lexicon: Lexicon
) -> Unnumbered | None:
    """ "its Mi-24 helicopter was shot down": one thing of the speaker's, with a passive right after it."""
    if any(place <= number.first <= place + 3 for number in numbers):
        return None
    head = find_head(text, place + 1, sentence.last, vocabulary, lexicon)
    if head is None or vocabulary.things[head.thing].harm != "things" or head.first - place > 4:
        return None
    if text.tokens[head.last - 1].text in vocabulary.plurals or lexicon.has(
        "no_single", text.tokens[head.last - 1].text
    ):
        return None
    at = head.last
    while at < sentence.last and (text.tokens[at].text in BE or text.tokens[at].text in ("had", "has", "have")):
        at += 1
    found = lexicon.events.at(text.tokens, at, sentence.last) if head.last < at < sentence.last else None
    form = next((form for form in found[0] if form.form == "passive"), None) if found else None
    if found is None or form is None or not lexicon.has("losing_events", form.event):
        return None
    reading = replace(read_figure("one"), text=text.words(place, head.last))
    own = replace(head, is_own=True)
    return Unnumbered(Number(place, head.last, reading), own, Event(form.event, "passive", at, at + found[1]))
