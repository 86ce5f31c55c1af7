"""About whom: the party whose losses or acts a number counts, from the noun phrase, the verb, or as a marked default."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from claims_app.core.extraction.candidates import BLANK, Found
from claims_app.core.extraction.events import BE, Event
from claims_app.core.extraction.heads import Head
from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.numbers import Number
from claims_app.core.extraction.speakers import Speaker
from claims_app.core.extraction.texts import Span, Text
from claims_app.core.extraction.vocabularies import Vocabulary


@dataclass(frozen=True, slots=True)
class Opponents:
    """The parties of a text by how often it names them; the sides of a vocabulary's conflict stand before all others."""

    ranked: tuple[str, ...]

    @classmethod
    def of(cls, text: Text, vocabulary: Vocabulary) -> Opponents:
        """Counted over the whole text; outlets and observers are nobody's opponent."""
        counts: Counter[str] = Counter()
        for key, first, _ in vocabulary.labels.within(text.tokens, 0, len(text.tokens)):
            party = vocabulary.parties[key]
            if text.tokens[first].is_capital and not party.is_outsider:
                counts[party.root] += 1
        sides = [key for key, _ in counts.most_common() if key in vocabulary.camps]
        others = [key for key, _ in counts.most_common() if key not in vocabulary.camps]
        return cls(tuple(sides + others)) if len(sides) >= 2 else cls(tuple(key for key, _ in counts.most_common()))

    def of_party(self, party: str | None, vocabulary: Vocabulary) -> str | None:
        """The opponent of a party: the most named one of another camp; None where two sides cannot be told."""
        if party is None:
            return None
        camp = vocabulary.camps.get(party, party)
        named = next((key for key in self.ranked[:3] if vocabulary.camps.get(key, key) != camp), None)
        return named if named and party in self.ranked[:4] else vocabulary.facing(party)


def find_subject(
    text: Text,
    sentence: Span,
    number: Number,
    head: Head | None,
    event: Event,
    speaker: Speaker | None,
    opponents: Opponents,
    carried: str | None,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
) -> Found:
    """The subject's root party by key, and how it was found; BLANK where the text does not tell."""
    own = vocabulary.parties[speaker.party].root if speaker and speaker.party else None
    if head and head.party:
        key, first, last = head.party
        return Found(key, "explicit", _place(text, first, last))
    if head and head.is_enemy and (enemy := opponents.of_party(own, vocabulary)):
        return Found(carried or enemy, "explicit", _place(text, head.first - 1, head.first))
    if event.form == "own_active":
        return _loser(text, sentence, event, own, speaker, opponents, vocabulary, lexicon)
    if event.form == "toll" and (found := _possessor(text, event.first, sentence, own, vocabulary, lexicon)):
        return found
    if possessor := _possessor(text, number.first, sentence, own, vocabulary, lexicon):
        return possessor
    if carried:
        return Found(carried, "carried")
    if event.form == "passive" and (agent := _agent(text, sentence, event, vocabulary)):
        is_other = own and own != agent[0] and speaker and not speaker.is_outsider
        if harmed := own if is_other else opponents.of_party(agent[0], vocabulary):
            return Found(harmed, "default", agent[1])
    if event.form == "active" and (agent := _doer(text, sentence, event, own, vocabulary, lexicon)):
        doer, cue = agent
        if event.key in lexicon.lists["own_acts"] or event.key in ("fired", "committed"):
            return Found(doer, "explicit", cue)
        if event.key == "captured" and head and vocabulary.things[head.thing].harm == "events":
            return Found(doer, "explicit", cue)
        is_other = own and own != doer and speaker and not speaker.is_outsider
        if enemy := opponents.of_party(doer, vocabulary) or (own if is_other else None):
            return Found(enemy, "default", cue)
    return _by_default(event, own, speaker, opponents, vocabulary, lexicon)


def _place(text: Text, first: int, last: int) -> tuple[int, int]:
    return text.tokens[first].start, text.tokens[last - 1].end


def _loser(
    text: Text,
    sentence: Span,
    event: Event,
    own: str | None,
    speaker: Speaker | None,
    opponents: Opponents,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
) -> Found:
    """Whoever loses: an enemy word or a party right before the verb, else the speaker ("confirmed losing")."""
    first = max(sentence.first, event.first - 8)
    if speaker:
        first = max(first, speaker.last if speaker.last <= event.first else first)
    near = text.tokens[first : event.first]
    if any(lexicon.has("enemy_words", token.text) for token in near):
        enemy = opponents.of_party(own, vocabulary)
        return Found(enemy, "explicit", _place(text, first, event.first)) if enemy else BLANK
    labels = [
        found for found in vocabulary.labels.within(text.tokens, first, event.first) if text.tokens[found[1]].is_capital
    ]
    if labels:
        key, start, last = labels[-1]
        return Found(vocabulary.parties[key].root, "explicit", _place(text, start, last))
    return Found(own, "explicit", _place(text, event.first, event.last)) if own else BLANK


def _possessor(
    text: Text, place: int, sentence: Span, own: str | None, vocabulary: Vocabulary, lexicon: Lexicon
) -> Found | None:
    """ "its losses", "Russia's losses", "rebel losses": whose count it is, in the two words before."""
    tokens = text.tokens
    for at in range(max(sentence.first, place - 2), place):
        if lexicon.has("own_words", tokens[at].text) and own:
            return Found(own, "explicit", _place(text, at, at + 1))
        if (found := vocabulary.labels.at(tokens, at, place)) and tokens[at].is_capital:
            is_possessive = at + found[1] < len(tokens) and tokens[at + found[1]].text == "'s"
            if at + found[1] == place or is_possessive:
                return Found(vocabulary.parties[found[0]].root, "explicit", _place(text, at, at + found[1]))
    return None


def _agent(text: Text, sentence: Span, event: Event, vocabulary: Vocabulary) -> tuple[str, tuple[int, int]] | None:
    """ "killed by Indian fire", "injured in Azerbaijani shelling", "by rocket fire from Azerbaijan": who did it."""
    tokens = text.tokens
    for at in range(event.last, min(sentence.last - 1, event.last + 9)):
        if tokens[at].text in (".", ";", "while", "but", "and"):
            return None
        if tokens[at].text in ("by", "from", "in", "of") and (
            found := vocabulary.labels.at(tokens, at + 1, sentence.last)
        ):
            following = tokens[at + 1 + found[1]].text if at + 1 + found[1] < sentence.last else ""
            if tokens[at].text != "in" or following in (
                "shelling",
                "attack",
                "attacks",
                "fire",
                "airstrikes",
                "strikes",
                "firing",
                "bombing",
                "airstrike",
                "strike",
                "bombardment",
            ):
                return vocabulary.parties[found[0]].root, _place(text, at + 1, at + 1 + found[1])
    return None


def _doer(
    text: Text, sentence: Span, event: Event, own: str | None, vocabulary: Vocabulary, lexicon: Lexicon
) -> tuple[str, tuple[int, int]] | None:
    """The subject of an active verb: a party in the clause before it, or a pronoun of the speaker ("said it destroyed")."""
    tokens = text.tokens
    for at in range(event.first - 1, max(sentence.first, event.first - 12) - 1, -1):
        word = tokens[at].text
        if word in BE and tokens[at + 1].text not in ("using",):
            return None
        if word in ("it", "they", "we", "its", "our") and own:
            return own, _place(text, at, at + 1)
        if lexicon.has("reporting", word):
            return (own, _place(text, at, at + 1)) if own and event.first - at <= 2 else None
        for length in range(1, 4):
            found = vocabulary.labels.at(tokens, at, at + length) if at + length <= event.first else None
            if found and found[1] == length and tokens[at].is_capital and not _is_place(text, at, sentence):
                return vocabulary.parties[found[0]].root, _place(text, at, at + length)
        if lexicon.has("boundaries", word) or word in (".", ";", '"'):
            return None
    return None


def _is_place(text: Text, at: int, sentence: Span) -> bool:
    """A party's name after a preposition says where, not who: "fighting in northern Syria, killing dozens"."""
    before = {token.text for token in text.tokens[max(sentence.first, at - 2) : at]}
    return bool(
        before
        & {"in", "of", "on", "near", "from", "at", "around", "inside", "with", "over", "against", "between", "to"}
    )


def _by_default(
    event: Event,
    own: str | None,
    speaker: Speaker | None,
    opponents: Opponents,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
) -> Found:
    if speaker and speaker.near and event.key in lexicon.lists["by_default_own"]:
        return Found(speaker.near, "default")
    if own is None or speaker is None or speaker.is_outsider:
        return BLANK
    if event.key in lexicon.lists["own_acts"]:
        return Found(own, "default")
    if event.form in ("active", "passive") and event.key in lexicon.lists["by_default_other"]:
        enemy = opponents.of_party(own, vocabulary)
        return Found(enemy, "default") if enemy else BLANK
    if event.form == "active":
        enemy = opponents.of_party(own, vocabulary)
        return Found(enemy, "default") if enemy else BLANK
    return Found(own, "default") if event.key in lexicon.lists["by_default_own"] else BLANK
