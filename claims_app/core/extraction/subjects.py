"""About whom: the party whose losses or acts a number counts, from the noun phrase, the verb, or as a marked default."""

from __future__ import annotations

from dataclasses import dataclass

from claims_app.core.extraction.candidates import BLANK, Found
from claims_app.core.extraction.events import BE, Event
from claims_app.core.extraction.heads import Head
from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.numbers import Number
from claims_app.core.extraction.opponents import Opponents
from claims_app.core.extraction.speakers import Speaker
from claims_app.core.extraction.texts import Span, Text
from claims_app.core.extraction.vocabularies import Vocabulary

Cue = tuple[int, int]
BOTH = "both sides"
"""The subject of a count that a text gives for all who fought; no party's key."""

PRONOUNS = ("it", "they", "we", "its", "our")
PLACES = frozenset(
    {"in", "of", "on", "near", "from", "at", "around", "inside", "with", "over", "against", "between", "to"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """A number with all that was found around it; `carried` is the party of the number before, in the same list."""

    text: Text
    sentence: Span
    number: Number
    head: Head | None
    event: Event
    speaker: Speaker | None
    carried: str | None
    opponents: Opponents
    vocabulary: Vocabulary
    lexicon: Lexicon

    @property
    def own(self) -> str | None:
        """The root party of the speaker, by key."""
        return self.vocabulary.parties[self.speaker.party].root if self.speaker and self.speaker.party else None

    @property
    def is_side(self) -> bool:
        """A party speaks that has losses of its own."""
        return self.own is not None and self.speaker is not None and not self.speaker.is_outsider

    @property
    def own_state(self) -> str | None:
        """The speaker's party, where it is a side and a state."""
        return self.own if self.own and self.is_side and not self.vocabulary.parties[self.own].is_group else None

    @property
    def is_civil(self) -> bool:
        """Civilians are counted: nobody's armed side."""
        return self.head is not None and self.vocabulary.things[self.head.thing].is_civil

    def enemy_of(self, party: str | None) -> str | None:
        """The opponent of a party, as far as the text tells."""
        return self.opponents.of_party(party, self.vocabulary)

    def place(self, first: int, last: int) -> Cue:
        """The place in the text of some tokens."""
        return self.text.tokens[first].start, self.text.tokens[last - 1].end


def find_subject(case: Case) -> Found:
    """The subject's root party by key, and how it was found; BLANK where the text does not tell."""
    return next((found for reader in READERS if (found := reader(case)) is not None), BLANK)


def _named_in_noun(case: Case) -> Found | None:
    """ "six Armenian tanks"."""
    if case.head and case.head.party:
        key, first, last = case.head.party
        return Found(key, "explicit", case.place(first, last))
    return None


def _enemy_word(case: Case) -> Found | None:
    """ "30 enemy soldiers"."""
    if case.head and case.head.is_enemy and (enemy := case.enemy_of(case.own)):
        return Found(case.carried or enemy, "explicit", case.place(case.head.first - 1, case.head.first))
    return None


def _loser(case: Case) -> Found | None:
    """Whoever loses: an enemy word or a party right before the verb, else the speaker ("confirmed losing")."""
    event, speaker = case.event, case.speaker
    if event.form != "own_active":
        return None
    first = max(case.sentence.first, event.first - 8)
    if speaker:
        first = max(first, speaker.last if speaker.last <= event.first else first)
    near = case.text.tokens[first : event.first]
    if any(case.lexicon.has("enemy_words", token.text) for token in near):
        enemy = case.enemy_of(case.own)
        return Found(enemy, "explicit", case.place(first, event.first)) if enemy else BLANK
    labels = [
        found
        for found in case.vocabulary.labels.within(case.text.tokens, first, event.first)
        if case.text.tokens[found[1]].is_capital
    ]
    labels = [found for found in labels if not _is_object(case, found[1])]
    if labels:
        key, start, last = labels[-1]
        return Found(case.vocabulary.parties[key].root, "explicit", case.place(start, last))
    if found := _loser_by_role(case, first):
        return found
    if beginning := _party_of_clause(case):
        return Found(beginning[0], "explicit", beginning[1])
    return Found(case.own, "explicit", case.place(event.first, event.last)) if case.own else BLANK


def _loser_by_role(case: Case, first: int) -> Found | None:
    """ "the attackers lost 40 men", "government forces lost two tanks": the movement or the state of the text."""
    for at in range(max(first, case.event.first - 4), case.event.first):
        word = case.text.tokens[at].text
        noun = case.vocabulary.surfaces.at(case.text.tokens, at, case.event.first)
        if case.lexicon.has("rebel_words", word) or (noun and noun[0] == "militant"):
            group = case.own if case.is_side and case.own_state is None else case.opponents.group
            return Found(group, "default", case.place(at, at + 1)) if group else BLANK
        if word in ("government", "regime", "junta") and (state := case.own_state or case.opponents.home):
            return Found(state, "default", case.place(at, at + 1))
    return None


def _is_object(case: Case, place: int) -> bool:
    """The party's name stands after a number: whose they are that somebody else killed, captured or counted."""
    before = case.text.tokens[max(case.sentence.first, place - 3) : place]
    return any(token.kind == "number" for token in before)


def _owner(case: Case) -> Found | None:
    """ "its losses", "Russia's losses", "rebel losses": whose count it is, in the two words before."""
    tokens = case.text.tokens
    if case.event.key == "committed":
        return None
    if case.event.form == "toll":
        for key, start, last in case.vocabulary.labels.within(tokens, case.event.first, case.event.last):
            if tokens[start].is_capital:
                return Found(case.vocabulary.parties[key].root, "explicit", case.place(start, last))
    if case.event.form == "toll" and (whose := _whose_toll(case)):
        return whose
    first = max(case.sentence.first, case.number.first - 10)
    tolls = [start for _, start, _ in case.lexicon.tolls.within(tokens, first, case.number.first)]
    places = [*tolls, case.number.first]
    for place in places:
        for at in range(max(case.sentence.first, place - 2), place):
            if case.lexicon.has("own_words", tokens[at].text) and case.own:
                return Found(case.own, "explicit", case.place(at, at + 1))
            found = case.vocabulary.labels.at(tokens, at, place)
            is_dateline = at == case.sentence.first and case.text.words(at, at + 1).isupper()
            if found and tokens[at].is_capital and not is_dateline:
                after = at + found[1]
                if after == place or (after < len(tokens) and tokens[after].text == "'s"):
                    return Found(case.vocabulary.parties[found[0]].root, "explicit", case.place(at, after))
    return None


def _whose_toll(case: Case) -> Found | None:
    """ "the enemy's losses", "losses of the enemy", "losses of Ostland's army"."""
    tokens, event = case.text.tokens, case.event
    around = range(max(case.sentence.first, event.first - 2), min(event.last + 4, case.number.first))
    if any(case.lexicon.has("enemy_words", tokens[at].text) for at in around):
        enemy = case.enemy_of(case.own)
        return Found(enemy, "explicit", case.place(event.first, event.last)) if enemy else BLANK
    if event.last < case.number.first and tokens[event.last].text == "of":
        start = event.last + 1 + (tokens[event.last + 1].text == "the")
        label = case.vocabulary.labels.at(tokens, start, case.number.first) if start < case.number.first else None
        if label and tokens[start].is_capital:
            return Found(case.vocabulary.parties[label[0]].root, "explicit", case.place(start, start + label[1]))
    return None


def _own_word(case: Case) -> Found | None:
    """ "six of our fighters": the speaker's, unless the speaker is who did it."""
    doer = _doer(case) if case.event.form == "active" else None
    is_done_by_other = case.event.form != "active" or (doer is not None and doer[0] != case.own)
    if case.head and case.head.is_own and case.is_side and is_done_by_other:
        return Found(case.own, "explicit", case.place(case.head.first - 1, case.head.first))
    return None


def _role(case: Case) -> Found | None:
    """ "rebels", "government fighters": whom a role means in this text, where it has one movement and one state."""
    head = case.head
    if head is None:
        return None
    cue = case.place(head.first, head.last)
    is_movement = case.is_side and case.own_state is None and head.thing in case.lexicon.lists["of_states"]
    if is_movement and not head.is_own and case.event.form != "own_active":
        enemy = case.enemy_of(case.own) or case.opponents.home
        return None if case.carried else Found(enemy, "default", cue) if enemy else BLANK
    if not (head.is_state or head.is_rebel or head.thing == "militant"):
        return None
    if head.is_state:
        state = case.own_state or case.opponents.home
        return Found(state, "default", cue) if state else None
    if case.is_side and case.own_state is None and not head.is_rebel:
        return None
    if case.opponents.group:
        return Found(case.opponents.group, "default", cue)
    is_somebody = head.thing == "militant" and case.own_state is not None and not head.is_own
    return BLANK if is_somebody and not case.carried else None


def _of_both(case: Case) -> Found | None:
    """ "on both sides", "in a battle between rebels and the army": nobody's losses alone."""
    text, sentence = case.text, case.sentence
    if case.is_side or case.event.form == "own_active" or case.event.key not in case.lexicon.lists["by_default_own"]:
        return None
    first = max(case.event.last, case.head.last if case.head else case.number.last)
    last = min(sentence.last, first + 8)
    for _, start, end in case.lexicon.phrases["sides"].within(text.tokens, first, last):
        return Found(BOTH, "explicit", case.place(start, end))
    words = [token.text for token in text.tokens[sentence.first : sentence.last]]
    for place, word in enumerate(words[:-1]):
        if case.lexicon.has("fight_words", word) and words[place + 1] == "between":
            return Found(BOTH, "default", case.place(sentence.first + place, sentence.first + place + 2))
    return None


def _carried(case: Case) -> Found | None:
    return Found(case.carried, "carried") if case.carried else None


def _by_agent(case: Case) -> Found | None:
    """ "killed by Indian fire", "injured in Azerbaijani shelling": the other side's of who did it."""
    agent = _agent(case) if case.event.form == "passive" else None
    if agent is None:
        return None
    if case.event.key in case.lexicon.lists["own_acts"] or case.event.key == "fired":
        return Found(agent[0], "explicit", agent[1])
    is_other = case.is_side and case.own != agent[0]
    harmed = case.own if is_other else case.enemy_of(agent[0])
    return Found(harmed, "default", agent[1]) if harmed else None


def _agent(case: Case) -> tuple[str, Cue] | None:
    tokens, sentence = case.text.tokens, case.sentence
    for at in range(case.event.last, min(sentence.last - 1, case.event.last + 9)):
        if tokens[at].text in (".", ";", "while", "but", "and"):
            return None
        if tokens[at].text not in ("by", "from", "in", "of"):
            continue
        start = at + 1 + (tokens[at + 1].text in ("a", "an", "the"))
        found = case.vocabulary.labels.at(tokens, start, sentence.last) if start < sentence.last else None
        if found:
            following = {token.text for token in tokens[start + found[1] : min(start + found[1] + 3, sentence.last)]}
            if tokens[at].text != "in" or following & case.lexicon.lists["fire_words"]:
                return case.vocabulary.parties[found[0]].root, case.place(start, start + found[1])
    return None


def _by_doer(case: Case) -> Found | None:
    """ "Ostland destroyed six tanks": the other side's, or the doer's own where the act itself is counted."""
    doer = _doer(case) if case.event.form == "active" else None
    if doer is None:
        return _harmed_by_role(case)
    party, cue = doer
    key, head = case.event.key, case.head
    if key in case.lexicon.lists["own_acts"] or key in ("fired", "committed"):
        return Found(party, "explicit", cue)
    if key == "captured" and head and case.lexicon.has("grounds", head.thing):
        return Found(party, "explicit", cue)
    if key == "freed" and head and case.vocabulary.things[head.thing].harm == "people":
        return BLANK
    if case.is_civil and case.own != party:
        return Found(case.own, "default", cue) if case.is_side else BLANK
    enemy = case.enemy_of(party) or (case.own if case.is_side and case.own != party else None)
    return Found(enemy, "default", cue) if enemy else None


def _harmed_by_role(case: Case) -> Found | None:
    """ "Gunmen attacked a camp, killing 19 soldiers": where rebels did it, the state is harmed; where troops did, the movement."""
    if case.event.form != "active" or case.is_civil or case.event.key not in case.lexicon.lists["harms"]:
        return None
    state, first = case.own_state or case.opponents.home, case.text.body_of(case.sentence)
    if found := _harmed_by_noun(case):
        return found
    for at in range(first, min(first + 8, case.event.first)):
        noun = case.vocabulary.surfaces.at(case.text.tokens, at, case.event.first)
        if noun and noun[0] == "militant" and state:
            return Found(state, "default", case.place(at, at + noun[1]))
        if noun and noun[0] in ("soldier", "police") and case.opponents.group:
            return Found(case.opponents.group, "default", case.place(at, at + noun[1]))
    return None


def _harmed_by_noun(case: Case) -> Found | None:
    """ "a suicide bomber killed eight", "the blast wounded two", said by a side: the noun before the verb harmed its people."""
    tokens, event = case.text.tokens, case.event
    if not case.is_side or (case.head and case.head.is_enemy):
        return None
    for at in range(event.first - 1, max(case.sentence.first, event.first - 4) - 1, -1):
        if case.lexicon.has("reporting", tokens[at].text) or tokens[at].text in (*PRONOUNS, ",", '"', "and"):
            return None
        noun = case.vocabulary.surfaces.at(tokens, at, event.first)
        is_rebel = noun is not None and noun[0] == "militant" and case.own_state is not None
        if is_rebel or case.lexicon.has("strike_words", tokens[at].text):
            return Found(case.own, "default", case.place(at, at + 1))
    return None


def _doer(case: Case) -> tuple[str, Cue] | None:
    """The subject of an active verb: a party in the clause before it, or a pronoun of the speaker ("said it destroyed")."""
    tokens, event, own, lexicon = case.text.tokens, case.event, case.own, case.lexicon
    for at in range(event.first - 1, max(case.text.body_of(case.sentence), event.first - 12) - 1, -1):
        word = tokens[at].text
        if word in BE and tokens[at + 1].text not in ("using",):
            return None
        if word in PRONOUNS and own:
            return own, case.place(at, at + 1)
        if lexicon.has("reporting", word):
            return (own, case.place(at, at + 1)) if own and event.first - at <= 2 else None
        if found := _party_at(case, at, event.first):
            return found
        if lexicon.has("boundaries", word) or word in (".", ";", '"'):
            return None
    return _subject_of_participle(case)


def _party_at(case: Case, at: int, last: int) -> tuple[str, Cue] | None:
    """The party named at a token, unless the words before it say that it is a place; of two names the longer one."""
    for first in (at - 2, at - 1):
        longer = case.vocabulary.labels.at(case.text.tokens, first, last) if first >= case.sentence.first else None
        if longer and first + longer[1] > at and case.text.tokens[first].is_capital:
            at = first
            break
    found = case.vocabulary.labels.at(case.text.tokens, at, last)
    if not found or not case.text.tokens[at].is_capital or _is_place(case, at):
        return None
    return case.vocabulary.parties[found[0]].root, case.place(at, at + found[1])


def _subject_of_participle(case: Case) -> tuple[str, Cue] | None:
    """ "FARC rebels ambushed a patrol in the jungle, killing 11": whom the sentence begins with."""
    if not case.text.tokens[case.event.first].text.endswith("ing"):
        return None
    first = case.text.body_of(case.sentence)
    for at in range(first, min(first + 10, case.event.first)):
        if found := _party_at(case, at, case.event.first):
            after = case.text.token_at(found[1][1])
            return found if case.text.tokens[after].text not in ("'s", "'") else None
    return None


def _party_of_clause(case: Case) -> tuple[str, Cue] | None:
    """ "Ostland's troops killed 17 men and lost three": whom a sentence of joined verbs begins with."""
    first, before = case.text.body_of(case.sentence), case.text.tokens[case.event.first - 1].text
    if before not in ("and", "but") or case.event.first - first < 3:
        return None
    return next((found for at in range(first, first + 3) if (found := _party_at(case, at, case.event.first))), None)


def _is_place(case: Case, at: int) -> bool:
    """A party's name after a preposition says where, not who: "fighting in northern Syria, killing dozens"."""
    before = {token.text for token in case.text.tokens[max(case.sentence.first, at - 2) : at]}
    return bool(before & PLACES)


def _by_default(case: Case) -> Found | None:
    """What follows from the verb alone: who tells of deaths means its own, who tells of destruction the other side's."""
    key, speaker, lexicon = case.event.key, case.speaker, case.lexicon
    if (
        case.head
        and case.head.thing == "building"
        and case.event.form in ("passive", "own")
        and key in lexicon.lists["harms"]
    ):
        at_home = speaker.near if speaker and speaker.near else case.own if case.is_side else None
        return Found(at_home, "default") if at_home else None
    if speaker and speaker.near and key in lexicon.lists["by_default_own"]:
        return Found(speaker.near, "default")
    if not case.is_side:
        return None
    is_ground = case.head is not None and lexicon.has("grounds", case.head.thing)
    if (
        key in lexicon.lists["own_acts"]
        or key == "fired"
        or (key == "captured" and is_ground and case.event.form == "active")
    ):
        return Found(case.own, "default")
    is_killing = case.event.form == "active" and case.own_state is None
    is_of_people = case.head is not None and case.text.tokens[case.head.last - 1].text in ("people", "persons")
    if (case.is_civil or is_of_people) and key in lexicon.lists["by_default_own"] and not is_killing:
        return Found(case.own, "default")
    is_others = key in lexicon.lists["by_default_other"] and case.event.form in ("passive", "noun")
    if case.event.form == "active" or is_others:
        enemy = case.enemy_of(case.own)
        return Found(enemy, "default") if enemy else None
    return Found(case.own, "default") if key in lexicon.lists["by_default_own"] else None


READERS = (
    _named_in_noun,
    _enemy_word,
    _loser,
    _owner,
    _own_word,
    _of_both,
    _role,
    _carried,
    _by_agent,
    _by_doer,
    _by_default,
)
