"""Names that a text itself introduces: "the Kosovo Liberation Army (KLA)", "the Arakan Army, known as the AA"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.texts import Text
from claims_app.core.extraction.vocabularies import Party, Vocabulary

SMALL = frozenset({"of", "for", "the", "and", "to", "in", "on", "de", "del", "al", "'s"})
LONGEST_NAME = 9
"""Words of a name that its short form stands for."""


def learnt(text: Text, vocabulary: Vocabulary, lexicon: Lexicon) -> Vocabulary:
    """The vocabulary with the short forms that the text gives to names, known parties or new ones."""
    parties: list[Party] = []
    labels: list[tuple[str, str]] = []
    for short, first, last in _introduced(text):
        if key := vocabulary.labels.table.get((short.lower(),)):
            labels.append((text.words(first, last), key))
            continue
        found = [(key, a) for key, a, b in vocabulary.labels.within(text.tokens, first, last) if b == last]
        known = [key for key, a in found if a == first or last - first <= 4]
        name = text.words(first, last)
        if known:
            labels.append((short, known[-1]))
        elif last - first > 1 and _stands_for(short, [token.text for token in text.tokens[first:last]]):
            kind = "observer" if _is_observer(text, first, last, lexicon) else "armed_force"
            parties.append(Party(name, name, kind, name, is_shipped=True))
            labels += [(name, name), (short, name)]
    return _as_called(text, vocabulary.learning(parties, labels) if labels else vocabulary)


def _as_called(text: Text, vocabulary: Vocabulary) -> Vocabulary:
    """Armed movements that no vocabulary filed go by the name that the text uses most: PKK or Kurdistan Workers' Party."""
    counts: Counter[tuple[str, str]] = Counter()
    for key, first, last in vocabulary.labels.within(text.tokens, 0, len(text.tokens)):
        party = vocabulary.parties[key]
        if party.is_shipped and party.is_group and text.tokens[first].is_capital:
            counts[key, text.words(first, last)] += 1
    names: dict[str, str] = {}
    for (key, name), _ in counts.most_common():
        names.setdefault(key, name)
    renamed = {key: replace(vocabulary.parties[key], name=" ".join(name.split())) for key, name in names.items()}
    return replace(vocabulary, parties={**vocabulary.parties, **renamed}) if renamed else vocabulary


def _introduced(text: Text) -> Iterator[tuple[str, int, int]]:
    """Short forms in brackets, or after "known as", each with the tokens of the name before it (half-open)."""
    tokens = text.tokens
    for place in range(2, len(tokens) - 1):
        if tokens[place - 1].text == "(" and tokens[place + 1].text == ")":
            end = place - 1
        elif [token.text for token in tokens[max(0, place - 3) : place]] == ["known", "as", "the"]:
            end = place - 4 if tokens[place - 4].text == "," else place - 3
        else:
            continue
        short = text.words(place, place + 1)
        if len(short) >= 2 and short.isupper() and short.replace("-", "").isalpha():
            first = _name_before(text, end)
            if first < end:
                yield short, first, end


def _name_before(text: Text, end: int) -> int:
    """The first token of the capitalised name that ends before a place."""
    first, tokens = end, text.tokens
    while first > 0 and end - first < LONGEST_NAME:
        token = tokens[first - 1]
        if not (token.is_capital and token.kind == "word") and token.text not in SMALL:
            break
        first -= 1
    while first < end and (tokens[first].text in SMALL or not tokens[first].is_capital):
        first += 1
    return first


def _stands_for(short: str, words: list[str]) -> bool:
    """The first letters agree: "KLA" for "Kosovo Liberation Army"."""
    letters = [word[0] for word in words if word not in SMALL]
    return bool(letters) and short[0].lower() in letters[:2] and len(short) <= len(words) + 3


def _is_observer(text: Text, first: int, last: int, lexicon: Lexicon) -> bool:
    return any(True for _ in lexicon.phrases["third_parties"].within(text.tokens, first, last))
