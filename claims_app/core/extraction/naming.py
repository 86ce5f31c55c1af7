"""Who a noun phrase is: a party, its organ, a named outsider, whoever spoke before; None where nobody is recognised."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from claims_app.core.extraction.lexicon import Lexicon, known_people
from claims_app.core.extraction.phrases import ARTICLES, Phrase
from claims_app.core.extraction.texts import Text, tokenise, words_of
from claims_app.core.extraction.vocabularies import Party, Vocabulary

PERSONS = ("commander", "commanders", "president", "premier", "minister", "governor", "official", "officials")
"""Offices of one person: "commander of Ukraine's forces" is Ukraine."""

AGAINST = ("fighting", "battling", "opposing", "opposed", "against")
"""Words between a speaker and whom it fights: "rebels fighting Ostland's government"."""

STATEMENTS = (
    "statement",
    "communique",
    "communiqué",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "spokesmen",
    "bulletin",
    "broadcast",
)
"""Words behind a party's name that say how it spoke: "an Ostland statement"."""

OWNERS = ("its", "their")

Label = tuple[str, int, int]
"""A party's key with the tokens of its name (half-open)."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker: the name of a known party or the words as printed, its party's key, organ, printed words and place.

    `near` is the party in whose country a local source stands.
    """

    claimant: str
    party: str | None
    organ: str
    printed: str
    first: int
    last: int
    how: str = "explicit"
    is_outsider: bool = False
    relay: str | None = None
    is_both: bool = False
    near: str | None = None


@dataclass(slots=True)
class Heard:
    """What a text has told so far: who spoke last, who was named in full, whose organ "the army" is, and where it is set.

    `home` is the state from which the text reports, `group` the one armed movement that it names, `movement` the one
    that it named last; by key.
    """

    vocabulary: Vocabulary
    lexicon: Lexicon
    home: str | None = None
    group: str | None = None
    previous: Speaker | None = None
    movement: str | None = None
    names: dict[str, Speaker] = field(default_factory=dict)
    organs: dict[str, str] = field(default_factory=dict)
    offices: dict[str, Speaker] = field(default_factory=dict)

    def hear(self, speaker: Speaker | None) -> None:
        """Remember who speaks, and under which office: "the observatory" is the last observatory that spoke."""
        if speaker is None:
            return
        self.previous = speaker
        for word in speaker.printed.lower().split():
            if self.lexicon.has("vague_speakers", word):
                self.offices[word] = speaker

    def notice(self, text: Text, place: int, last: int) -> None:
        """Remember whose organ is named at a place: "Kenya's military", "the General Staff in Ankara"."""
        found = self.vocabulary.labels.at(text.tokens, place, last)
        if not found or not text.tokens[place].is_capital or self.vocabulary.parties[found[0]].is_outsider:
            return
        root = self.vocabulary.parties[found[0]].root
        self.movement = root if self.vocabulary.parties[root].is_group else self.movement
        after = place + found[1]
        for at in range(after, min(after + 3, last)):
            if text.tokens[at].kind == "sign" or self.lexicon.has("joints", text.tokens[at].text):
                return
            if self.lexicon.has("no_owned_organs", text.tokens[at].text):
                return
            if organ := self.lexicon.organs.at(text.tokens, at, last):
                if not self._stands_alone(text, at + organ[1], last):
                    return
                if self.vocabulary.parties[root].is_group and (
                    self.home or self.lexicon.has("organs_of_states", organ[0])
                ):
                    return
                self.organs[self.kind_of(organ[0])] = root
                return

    def _stands_alone(self, text: Text, place: int, last: int) -> bool:
        """No further noun follows an organ: "Ostland's military hardware" tells of no military that speaks."""
        if place >= last:
            return True
        token = text.tokens[place]
        lists = (
            "reporting",
            "auxiliaries",
            "link_words",
            "boundaries",
            "titles",
            "spokespeople",
            "loose_words",
            "edge_words",
        )
        is_small = token.kind == "sign" or token.is_capital or any(self.lexicon.has(name, token.text) for name in lists)
        return (
            is_small
            or token.text in ("'s", "sources", "headquarters")
            or self.lexicon.events.at(text.tokens, place, last) is not None
        )

    def kind_of(self, organ: str) -> str:
        """Organs of one kind stand for each other: the army, the air force and the General Staff are "military"."""
        return self.lexicon.organ_kinds.get(organ, organ)


def name_speaker(text: Text, phrase: Phrase, heard: Heard) -> Speaker | None:
    """Who a noun phrase is."""
    first, last = _trimmed(text, phrase, heard.lexicon)
    if first >= last:
        return None
    lexicon, labels = heard.lexicon, _labels(text, first, last, heard.vocabulary)
    words = [token.text for token in text.tokens[first:last]]
    if any(lexicon.phrases["both"].within(text.tokens, first, last)) and not labels:
        return Speaker("both sides", None, "", text.words(first, last), first, last, is_both=True)
    if words[0] in lexicon.lists["pronouns"] and len(words) <= 2:
        return _again(heard.previous, first, last) if heard.previous else None
    if "in" in words[1:-1] and lexicon.has("relays", words[words.index("in") - 1]):
        inner = name_speaker(text, (first + words.index("in") + 1, last), heard)
        return replace(inner, relay=text.words(first, last)) if inner else None
    if labels:
        against = next((at for at in range(first + 1, labels[0][1]) if words[at - first] in AGAINST), None)
        if against:
            return name_speaker(text, (first, against), heard)
        return _party_speaker(text, first, last, labels, heard)
    return _unlabelled(text, first, last, words, heard)


def _labels(text: Text, first: int, last: int, vocabulary: Vocabulary) -> list[Label]:
    """The parties named in a stretch; a name of one word is printed with a capital: "US" is a country, "us" is not."""
    return [
        (key, start, end)
        for key, start, end in vocabulary.labels.within(text.tokens, first, last)
        if end - start > 1 or text.tokens[start].is_capital
    ]


def _unlabelled(text: Text, first: int, last: int, words: list[str], heard: Heard) -> Speaker | None:
    """A phrase without a party's name: who spoke before, an organ of the text's own, or a person or office as printed."""
    lexicon, previous = heard.lexicon, heard.previous
    is_named = any(_is_name(text, at, first, lexicon) for at in range(first, last))
    if movement := _movement(text, first, words, heard):
        return movement
    if previous and _is_previous(text, first, words, is_named, previous, lexicon):
        known = heard.offices.get(words[-1]) if len(words) == 1 and words[-1] not in previous.printed.lower() else None
        return _again(known or previous, first, last)
    organs = list(lexicon.organs.within(text.tokens, first, last))
    nouns = any(lexicon.has("speaker_nouns", word) or lexicon.has("titles", word) for word in words)
    if not (nouns or organs or is_named):
        return None
    if person := _known_person(text, first, last, heard):
        return person
    outsider = any(lexicon.phrases["third_parties"].within(text.tokens, first, last))
    printed = text.words(first, last)
    if words[0] in OWNERS and (owner := _owner_before(text, first, heard)):
        party = heard.vocabulary.parties[owner]
        claimant, key = _organ_name(party, organs[0][0] if organs else "", "", heard.vocabulary)
        return Speaker(claimant, key, "", printed, first, last, how="carried", is_outsider=party.is_outsider)
    is_local = any(lexicon.has("local_words", word) for word in words)
    near = previous.party if previous and words[0] == "local" and not previous.is_outsider and not heard.home else None
    speaker = Speaker(
        printed,
        None,
        organs[0][0] if organs else "",
        printed,
        first,
        last,
        is_outsider=outsider or not organs,
        relay=_relay(words, printed, lexicon),
        near=heard.vocabulary.parties[near].root if near else heard.home if is_local else None,
    )
    return speaker if outsider or is_local else _affiliated(text, speaker, words, is_named, heard)


def _known_person(text: Text, first: int, last: int, heard: Heard) -> Speaker | None:
    """ "Zelenskiy" where no word says whose president he is: his party."""
    people, named = known_people(), heard.vocabulary.labels.table
    for at in range(first, last):
        token = text.tokens[at]
        name = people.get(token.text) if token.is_capital else None
        key = named.get(words_of(name)) if name else None
        if key and heard.names.get(token.text) is None:
            party = heard.vocabulary.parties[key]
            return Speaker(party.name, key, "", text.words(first, last), first, last, is_outsider=party.is_outsider)
    return None


def _owner_before(text: Text, first: int, heard: Heard) -> str | None:
    """Whose "its commander" is: the party that its sentence begins with, else who spoke before."""
    start = first
    while start > 0 and first - start < 40 and text.tokens[start - 1].text not in (".", "!", "?"):
        start -= 1
    labels = _labels(text, start, first, heard.vocabulary)
    if labels:
        return heard.vocabulary.parties[labels[0][0]].root
    return heard.previous.party if heard.previous else None


def _movement(text: Text, first: int, words: list[str], heard: Heard) -> Speaker | None:
    """ "The group", "the rebels" after a state has spoken: the armed movement that the text named last."""
    is_definite = first > 0 and heard.movement is not None and text.tokens[first - 1].text == "the"
    if not is_definite or len(words) > 2 or words[-1] not in heard.lexicon.lists["movement_words"]:
        return None
    previous, party = heard.previous, heard.vocabulary.parties[heard.movement or ""]
    if previous and previous.party and heard.vocabulary.parties[previous.party].is_group:
        return None
    printed, last = text.words(first, first + len(words)), first + len(words)
    return Speaker(party.name, party.key, "", printed, first, last, how="carried", is_outsider=party.is_outsider)


def _is_name(text: Text, at: int, first: int, lexicon: Lexicon) -> bool:
    token = text.tokens[at]
    if not (token.is_capital and token.kind == "word"):
        return False
    begins = first == 0 or text.tokens[first - 1].text in (".", '"', "!", "?")
    return at > first or not begins or _may_be_name(token.text, lexicon)


def _may_be_name(word: str, lexicon: Lexicon) -> bool:
    """A capital that only begins a sentence is no name: small words, plurals and numbers are told by their lists."""
    lists = ("loose_words", "pronouns", "boundaries", "adjectives", "auxiliaries", "link_words", "enemy_words")
    return (
        len(word) > 3 and not word.endswith(("s", "ly", "ing")) and not any(lexicon.has(name, word) for name in lists)
    )


def _is_previous(text: Text, first: int, words: list[str], is_named: bool, previous: Speaker, lexicon: Lexicon) -> bool:
    """ "The ministry", "the spokesman", "Kern" after "Anna Kern": the speaker of before."""
    printed = previous.printed.lower()
    is_statement = "statement" in words
    is_group = words[-1] in ("group", "movement") and not is_named and previous.party is not None
    if is_group and first > 0 and text.tokens[first - 1].text == "the":
        return True
    is_vague = is_statement or (words[-1] in lexicon.lists["vague_speakers"] and not is_named and len(words) == 1)
    is_definite = first > 0 and text.tokens[first - 1].text == "the"
    is_same_office = words[-1] not in lexicon.lists["offices"] or words[-1] in printed
    if is_vague and ((is_definite and is_same_office) or is_statement):
        return True
    return bool(is_named and printed and words[-1] in printed.split() and len(words) <= 2)


def _affiliated(text: Text, speaker: Speaker, words: list[str], is_named: bool, heard: Heard) -> Speaker:
    """An organ or officer without a party's name speaks for the party whose organ was named, else for the text's home."""
    lexicon = heard.lexicon
    party = None
    if speaker.organ == "rebels":
        party = heard.group
    elif speaker.organ and (
        is_named or not lexicon.has("nobody_in_particular", words[-1]) or _is_of_state(words, lexicon)
    ):
        party = heard.organs.get(heard.kind_of(speaker.organ)) or heard.home
    elif is_named and any(lexicon.has("ranks", word) for word in words):
        party = heard.organs.get("military") or heard.home
    elif any(lexicon.has("spokespeople", word) for word in words):
        previous = heard.previous
        party = previous.party if previous and not previous.is_outsider else heard.home
    elif is_named and any(lexicon.has("titles", word) for word in words):
        party = heard.organs.get("government") or heard.home
    if party is None:
        return speaker
    known = heard.vocabulary.parties[party]
    organ = "" if speaker.organ == "rebels" else speaker.organ
    claimant, key = _organ_name(known, organ, "" if is_named else speaker.printed, heard.vocabulary)
    return replace(speaker, claimant=claimant, party=key, how="carried", is_outsider=known.is_outsider)


def lent(text: Text, speaker: Speaker, outlet: Phrase, heard: Heard) -> Speaker:
    """ "SANA quoted a military source": a source without a party belongs to that of the outlet that quotes it."""
    labels = _labels(text, *outlet, heard.vocabulary)
    if not labels or not speaker.organ or (speaker.party and speaker.how == "explicit"):
        return speaker
    known = heard.vocabulary.parties[heard.vocabulary.parties[labels[0][0]].root]
    claimant, key = _organ_name(known, speaker.organ, speaker.printed, heard.vocabulary)
    return replace(speaker, claimant=claimant, party=key, how="carried", is_outsider=known.is_outsider)


def _is_of_state(words: list[str], lexicon: Lexicon) -> bool:
    """ "government officials", "two military sources": of the state that the text is about."""
    return any(word in ("government", "army", "military", "security", "defence", "defense") for word in words[:-1])


def _trimmed(text: Text, phrase: Phrase, lexicon: Lexicon) -> Phrase:
    """Without articles, days and linking words at the edges."""
    tokens, (first, last) = text.tokens, phrase

    def is_edge(at: int) -> bool:
        token = tokens[at]
        is_small = lexicon.has("edge_words", token.text) or lexicon.has("loose_words", token.text)
        return is_small or token.kind in ("sign", "number")

    while last > first and is_edge(last - 1):
        last -= 1
    while first < last and (is_edge(first) or tokens[first].text in ARTICLES):
        first += 1
        if tokens[first - 1].text in ("a", "an") and last - first < 8:
            break
    return first, last


def _again(previous: Speaker, first: int, last: int) -> Speaker:
    return replace(previous, first=first, last=last, how="carried", near=None)


def _party_speaker(text: Text, first: int, last: int, labels: list[Label], heard: Heard) -> Speaker | None:
    """A party or its organ; an outsider that carries a party's name in its own ("Syrian Observatory") stays itself."""
    vocabulary, lexicon = heard.vocabulary, heard.lexicon
    words = [token.text for token in text.tokens[first:last]]
    if lexicon.has("no_speakers", words[-1]):
        return None
    groups = [one for one in labels if vocabulary.parties[one[0]].is_group]
    label = groups[0] if len(groups) == 1 and "and" not in words else _foremost(text, labels)
    printed, party = text.words(first, last), vocabulary.parties[label[0]]
    organs = list(lexicon.organs.within(text.tokens, first, last))
    relay = _relay(words, printed, lexicon)
    if not organs and any(lexicon.phrases["third_parties"].within(text.tokens, first, last)):
        return _outsider(text, first, last, party, relay, vocabulary)
    organs = [one for one in organs if not _is_adjective(text, one, last)]
    organ = organs[0][0] if organs else ""
    organ = "" if party.is_group and organ == "rebels" else organ
    roots = list(dict.fromkeys(vocabulary.parties[label].root for label, _, _ in labels))
    if len(roots) > 1 and "and" in words:
        is_one_side = all(vocabulary.are_together(roots[0], root) for root in roots[1:])
        return Speaker(printed if is_one_side else "both sides", None, organ, printed, first, last, is_both=True)
    composed = _composed(party, text, *_core(first, last, label, labels, organs), label)
    claimant, found = _organ_name(party, organ, composed, vocabulary)
    is_held = _is_office_of(text, first, label, lexicon) or _is_statement_of(text, label, last)
    if party.is_shipped and party.root == party.key and label[1:] != (first, last) and not organ and not is_held:
        claimant = composed
    near = _near(party, vocabulary) if party.is_outsider else None
    return Speaker(claimant, found, organ, printed, first, last, is_outsider=party.is_outsider, relay=relay, near=near)


def _is_adjective(text: Text, organ: tuple[str, int, int], last: int) -> bool:
    """ "the official news agency": no official speaks."""
    _, first, end = organ
    return text.tokens[first].text == "official" and end < last and not text.tokens[end].is_capital


def _is_statement_of(text: Text, label: Label, last: int) -> bool:
    """ "a UNITA statement distributed here", "UNITA rebels"."""
    return label[2] < last and text.tokens[label[2]].text in (*STATEMENTS, "rebel", "rebels")


def _is_office_of(text: Text, first: int, label: Label, lexicon: Lexicon) -> bool:
    """ "a spokesman for the Taliban": the words before the name say what office speaks."""
    before = [
        token.text
        for token in text.tokens[first : label[1]]
        if token.text not in (*ARTICLES, "for", "of", "from", "by")
    ]
    if "by" in (token.text for token in text.tokens[first : label[1]]) and before[0] in STATEMENTS:
        return True
    return bool(before) and all(lexicon.has("titles", word) or word in ("statement", "military") for word in before)


def _core(first: int, last: int, label: Label, labels: list[Label], organs: list[tuple[str, int, int]]) -> Phrase:
    """The party with its organ, without who holds the office: "spokeswoman for the Turkish government" → the last two words."""
    if organs:
        return min(label[1], organs[0][1]), max(label[2], organs[0][2])
    return (label[1], last) if label is not labels[0] else (first, last)


def _foremost(text: Text, labels: list[Label]) -> Label:
    """The first name, unless it only says where the last one is: "Lebanon's Hezbollah"."""
    _, _, end = labels[0]
    is_owner = end < len(text.tokens) and text.tokens[end].text == "'s"
    return labels[-1] if is_owner else labels[0]


def _outsider(text: Text, first: int, last: int, party: Party, relay: str | None, vocabulary: Vocabulary) -> Speaker:
    printed = text.words(first, last)
    if party.is_outsider:
        near = _near(party, vocabulary)
        return Speaker(party.name, party.key, "", printed, first, last, is_outsider=True, relay=relay, near=near)
    return Speaker(printed, None, "", printed, first, last, is_outsider=True, relay=relay)


def _near(party: Party, vocabulary: Vocabulary) -> str | None:
    """The party whose name stands in an outsider's: "Local media in Karabakh"."""
    tokens = tokenise(party.name)
    found = [key for key, _, _ in vocabulary.labels.within(tokens, 1, len(tokens)) if key != party.key]
    return vocabulary.parties[found[0]].root if found else None


def _organ_name(party: Party, organ: str, printed: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The vocabulary's organ of a party, else the party; a party nobody filed is printed with its organ's words."""
    if party.root != party.key or not organ:
        return party.name, party.key
    for candidate in vocabulary.organs.get(party.key, ()):
        if organ in candidate.name.lower().replace("defense", "defence"):
            return candidate.name, candidate.key
    is_person = printed.lower().split(" ")[0] in PERSONS and not printed.startswith(party.name)
    if not party.is_shipped or not printed or is_person:
        return party.name, party.key
    return (printed if party.name in printed else f"{party.name} {printed}"), party.key


def _composed(party: Party, text: Text, first: int, last: int, label: Label) -> str:
    """The words as printed with the party by its one name: "Azeri defense ministry" → "Azerbaijan defense ministry"."""
    if text.words(label[1], label[2]).isupper() or "." in text.words(label[1], label[2]):
        return text.words(first, last)
    end = label[2] + (label[2] < last and text.tokens[label[2]].text in ("'s", "'"))
    before = text.words(first, label[1])
    if label[2] - label[1] > 1 and before.endswith(" of the"):
        before = before.removesuffix(" the")
    parts = (before, party.name, text.words(end, last))
    return " ".join(part for part in parts if part)


def _relay(words: list[str], printed: str, lexicon: Lexicon) -> str | None:
    return printed if any(lexicon.has("relays", word) for word in words) else None


def remembered(text: Text, speaker: Speaker, names: dict[str, Speaker], offices: frozenset[str]) -> Speaker:
    """A speaker known by a name of before: "Sarksyan" after "President Serzh Sarksyan"; a new one is remembered."""
    if speaker.is_both or (speaker.how != "explicit" and speaker.party is None):
        return speaker
    words = [
        token.text
        for token in text.tokens[speaker.first : speaker.last]
        if token.is_capital and token.kind == "word" and len(token.text) > 3 and token.text not in offices
    ]
    known = next((names[word] for word in words if word in names), None)
    if (speaker.party is None or speaker.how == "carried") and known and known.printed != speaker.printed:
        return replace(known, printed=speaker.printed, first=speaker.first, last=speaker.last, how="carried")
    for word in words if speaker.party is None or speaker.is_outsider else words[-1:]:
        names.setdefault(word, speaker)
    return speaker
