"""What a number counts: the noun it belongs to, found to its right over adjectives, makers and parties."""

from __future__ import annotations

from dataclasses import dataclass, replace

from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.texts import Text
from claims_app.core.extraction.vocabularies import Vocabulary

PREPOSITIONS = ("in", "on", "at", "by", "from", "near", "during")
CALIBRES = ("mm", "millimetre", "millimeter", "mm-calibre", "calibre", "caliber", "bore")
"""A number before such a word is part of a gun's name."""

REACH = 9
"""A noun stands within so many words of its number."""


@dataclass(frozen=True, slots=True)
class Head:
    """The noun of a number: the object's key, its tokens (half-open), and the party named before it, if any.

    Words before the noun may say whose it is: the enemy's, the speaker's own, the state's, the rebels'.
    """

    thing: str
    first: int
    last: int
    party: tuple[str, int, int] | None = None
    is_enemy: bool = False
    is_own: bool = False
    is_state: bool = False
    is_rebel: bool = False


def find_head(text: Text, first: int, last: int, vocabulary: Vocabulary, lexicon: Lexicon) -> Head | None:
    """The head noun to the right of a number that ends before `first`; None where another word comes first."""
    tokens, party, place = text.tokens, None, first
    members: Head | None = None
    while place < min(last, first + REACH):
        label = vocabulary.labels.at(tokens, place, last)
        noun = vocabulary.surfaces.at(tokens, place, last)
        if lexicon.has("members", tokens[place].text) and place + 1 < last and tokens[place + 1].text == "of":
            members, place = Head("person", place, place + 1), place + 1
        elif noun and not (label and label[1] > noun[1]):
            key, length = _longer_compound(text, place, noun[0], noun[1], last, vocabulary)
            if place + length < last and lexicon.has("office_nouns", tokens[place + length].text):
                return None
            party = party or _party_after(text, place + length, last, vocabulary)
            return _described(Head(key, place, place + length, party), text, first, lexicon)
        elif model := _model(tokens[place].text, lexicon):
            key, length = _longer_compound(text, place, model, 1, last, vocabulary)
            return _described(Head(key, place, place + length, party), text, first, lexicon)
        elif label:
            party = party or (label[0], place, place + label[1])
            place += label[1]
        elif _may_stand_between(text, place, last, vocabulary, lexicon):
            place += 1
        else:
            break
    if members:
        return _described(replace(members, party=party), text, first, lexicon)
    return _people_of(text, party, last, vocabulary, lexicon) if party else None


def _may_stand_between(text: Text, place: int, last: int, vocabulary: Vocabulary, lexicon: Lexicon) -> bool:
    """The word may stand between a number and its noun: an adjective, a maker, a bracket, an unknown name."""
    word = text.tokens[place].text
    return (
        word in ('"', "(", "[", ")", "]", "'s", "-", *CALIBRES)
        or (place + 1 < last and text.tokens[place + 1].text in (*CALIBRES, "-"))
        or (word == "." and place + 2 < last and text.tokens[place].end == text.tokens[place + 1].start)
        or (place > 0 and text.tokens[place].kind == "number" and text.tokens[place - 1].text == ".")
        or lexicon.has("adjectives", word)
        or word in lexicon.designators
        or _is_describing(word, lexicon)
        or _may_be_described(text, place, last, vocabulary, lexicon)
    )


def _described(head: Head, text: Text, first: int, lexicon: Lexicon) -> Head:
    """The noun with what the words before it say about whose it is; an event of its own kind is read by the events."""
    words = [token.text for token in text.tokens[first : head.last - 1]]
    last = text.tokens[head.last - 1].text
    return replace(
        head,
        is_enemy=any(lexicon.has("enemy_words", word) for word in words),
        is_own=any(lexicon.has("own_words", word) for word in words),
        is_state=any(lexicon.has("state_words", word) for word in words),
        is_rebel=any(lexicon.has("rebel_words", word) for word in [*words, last]),
    )


def _people_of(
    text: Text, party: tuple[str, int, int], last: int, vocabulary: Vocabulary, lexicon: Lexicon
) -> Head | None:
    """ "34 Palestinians": the name of a people is the noun, where no other noun follows it."""
    head = Head("militant" if vocabulary.parties[party[0]].is_group else "person", party[1], party[2], party)
    if party[2] >= last:
        return head
    after = text.tokens[party[2]]
    ends = after.kind == "sign" or after.text in PREPOSITIONS or lexicon.has("auxiliaries", after.text)
    ends = ends or lexicon.has("link_words", after.text) or lexicon.events.at(text.tokens, party[2], last) is not None
    return head if ends else None


def _longer_compound(
    text: Text, place: int, key: str, length: int, last: int, vocabulary: Vocabulary
) -> tuple[str, int]:
    """The last noun of a compound decides: "helicopter pilots" are pilots, "tank positions" positions."""
    while place + length < last:
        following = vocabulary.surfaces.at(text.tokens, place + length, last)
        if not following or text.tokens[place + length].text in ("dead", "wounded", "killed", "losses", "casualties"):
            break
        key, length = following[0], length + following[1]
    return key, length


def _party_after(text: Text, place: int, last: int, vocabulary: Vocabulary) -> tuple[str, int, int] | None:
    """ "soldiers of the Armenian army", "two tanks from Azerbaijan", "dead on the Azeri side"."""
    tokens = text.tokens
    if place + 1 >= last or tokens[place].text not in ("of", "from", "on"):
        return None
    start = place + 1 + (tokens[place + 1].text in ("the", "its"))
    found = vocabulary.labels.at(tokens, start, last) if start < last else None
    if not found:
        return None
    is_side = start + found[1] < last and tokens[start + found[1]].text in ("side", "sides")
    return (found[0], start, start + found[1]) if tokens[place].text == "of" or is_side else None


def _is_describing(word: str, lexicon: Lexicon) -> bool:
    """ "Iranian-made", "rebel-held": what ends so describes the noun."""
    stem, _, ending = word.rpartition("-")
    return bool(stem) and lexicon.has("describing_endings", ending)


def _model(word: str, lexicon: Lexicon) -> str | None:
    """The object that a designator names: T-72 is a tank, Su-30 a fighter jet; plural forms too."""
    prefix, dash, number = word.partition("-")
    return lexicon.designators.get(prefix) if dash and number[:1].isdigit() else None


def _may_be_described(text: Text, place: int, last: int, vocabulary: Vocabulary, lexicon: Lexicon) -> bool:
    """One unknown word may stand before a known noun ("12 Kamaz trucks"), unless it is a verb or a small word."""
    token = text.tokens[place]
    if token.kind != "word" or place + 1 >= last or len(token.text) < 4:
        return False
    if token.text.endswith("ly") or lexicon.has("auxiliaries", token.text) or lexicon.has("boundaries", token.text):
        return False
    event = lexicon.events.at(text.tokens, place, last)
    is_participle = event is not None and event[1] == 1 and any(form.form == "passive" for form in event[0])
    if lexicon.has("reporting", token.text) or (event and not is_participle):
        return False
    return vocabulary.surfaces.at(text.tokens, place + 1, last) is not None
