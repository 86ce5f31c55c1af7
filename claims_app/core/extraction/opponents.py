"""The parties of a text: who is named most, from where it reports, and who stands against whom as far as it tells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from claims_app.core.extraction.lexicon import known_fighters
from claims_app.core.extraction.texts import Text
from claims_app.core.extraction.vocabularies import Vocabulary

OFTEN = 3
"""A party named so many times is one that the text is about."""


@dataclass(frozen=True, slots=True)
class Opponents:
    """The parties of a text by how often it names them; the sides of a vocabulary's conflict stand before all others.

    `home` is the state from which the text reports, `group` the one armed movement that it names; None where unclear.
    """

    ranked: tuple[str, ...]
    home: str | None = None
    group: str | None = None

    @classmethod
    def of(cls, text: Text, vocabulary: Vocabulary) -> Opponents:
        """Counted over the whole text; outlets, observers and where alone a dateline stands are nobody's opponent."""
        counts: Counter[str] = Counter()
        told: set[str] = set()
        datelines = [range(one.first, text.body_of(one)) for one in text.sentences[:4]]
        for key, first, _ in vocabulary.labels.within(text.tokens, 0, len(text.tokens)):
            party = vocabulary.parties[key]
            if text.tokens[first].is_capital and not party.is_outsider:
                counts[party.root] += 1
                told.add("" if any(first in dateline for dateline in datelines) else party.root)
        counts = Counter({key: count for key, count in counts.items() if key in told})
        ranked = tuple(key for key, _ in counts.most_common())
        sides = tuple(key for key in ranked if key in vocabulary.camps)
        if len(sides) >= 2:
            ranked = sides + tuple(key for key in ranked if key not in vocabulary.camps)
        home, group = _home(text, ranked, counts, vocabulary), _group(ranked, counts, vocabulary)
        return cls(ranked, _fought(home, group, ranked, vocabulary), group)

    def of_party(self, party: str | None, vocabulary: Vocabulary) -> str | None:
        """The opponent of a party: the most named one of another camp; None where two sides cannot be told."""
        if party is None:
            return None
        camp = vocabulary.camps.get(party, party)
        others = [key for key in self.ranked[:4] if vocabulary.camps.get(key, key) != camp]
        foes = (
            [key for key in self.ranked[:6] if vocabulary.are_foes(party, key)] if party not in vocabulary.camps else []
        )
        named = next((key for key in [*foes, *others] if not vocabulary.are_together(party, key)), None)
        named = self._who_fights(named, party, vocabulary) if named and named not in vocabulary.camps else named
        return named if named and party in self.ranked[:5] else vocabulary.facing(party)

    def _who_fights(self, place: str, party: str, vocabulary: Vocabulary) -> str:
        """The movement that fights for a place, where the text names it: Hamas for Gaza, Hezbollah for Lebanon."""
        names = known_fighters().get(vocabulary.parties[place].name, ())
        fighters = (key for key in self.ranked if key in names and key != party)
        return next(fighters, place)


def _home(text: Text, ranked: tuple[str, ...], counts: Counter[str], vocabulary: Vocabulary) -> str | None:
    """The state of the dateline, if the text is about it; else the one state among those that it names most."""
    often = {key for key in ranked[:4] if counts[key] >= OFTEN} | set(ranked[:2])
    states = [key for key in ranked[:4] if key in often and not vocabulary.parties[key].is_group]
    for sentence in text.sentences[:6]:
        for key, _, _ in vocabulary.labels.within(text.tokens, sentence.first, text.body_of(sentence)):
            if vocabulary.parties[key].root in states:
                return vocabulary.parties[key].root
    foremost = [key for key in ranked[:2] if key in states]
    return foremost[0] if len(foremost) == 1 else None


def _fought(home: str | None, group: str | None, ranked: tuple[str, ...], vocabulary: Vocabulary) -> str | None:
    """The state that the text's movement fights, where it is written from a third one: UNITA's Angola, not Lisbon's Portugal."""
    if group is None or (home and (vocabulary.are_foes(group, home) or group in known_fighters().get(home, ()))):
        return home
    foes = (key for key in ranked[:3] if not vocabulary.parties[key].is_group and vocabulary.are_foes(group, key))
    return next(foes, home)


def _group(ranked: tuple[str, ...], counts: Counter[str], vocabulary: Vocabulary) -> str | None:
    """The armed movement that the text is about; None where two are named about as often."""
    groups = [key for key in ranked[:5] if vocabulary.parties[key].is_group]
    if not groups or (groups[0] not in ranked[:3] and counts[groups[0]] < OFTEN):
        return None
    if counts[groups[0]] < 2 and not _stands_alone(groups[0], ranked, vocabulary):
        return None
    is_alone = len(groups) == 1 or counts[groups[0]] >= 2 * counts[groups[1]]
    return groups[0] if is_alone else None


def _stands_alone(group: str, ranked: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """The one movement that a text names, and nobody's ally in it: its "rebels", though it is named once."""
    others = [key for key in ranked if key != group]
    return not any(vocabulary.parties[key].is_group or vocabulary.are_together(group, key) for key in others)
