"""Who says it: the reporting cue that governs a place in a sentence, its subject, and who that is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.texts import Span, Text, tokenise
from claims_app.core.extraction.vocabularies import Party, Vocabulary

ARTICLES = ("the", "a", "an")
OFFICES = ("ministry", "minister", "governor", "general", "commander", "president", "director", "army", "military")
DETERMINERS = (*ARTICLES, "its", "their", "his", "her", "this", "that", "these", "any", "no", "'s", "of", "such")


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


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting word with its speaker; `covers` is the stretch of tokens that it reports (half-open)."""

    verb: int
    speaker: Speaker | None
    covers: tuple[int, int]
    is_denial: bool = False
    is_accusation: bool = False


def find_cues(
    text: Text,
    sentence: Span,
    previous: Speaker | None,
    memory: dict[str, Speaker],
    vocabulary: Vocabulary,
    lexicon: Lexicon,
) -> list[Cue]:
    """The reporting cues of a sentence from left to right; pronouns and offices are resolved to the previous speaker.

    `memory` holds who was named in full, by each proper word of the name; it is asked and added to.
    """
    cues: list[Cue] = []
    last_speaker = previous
    in_sentence: Speaker | None = None
    for place in range(sentence.first, sentence.last):
        word = text.tokens[place].text
        cue: Cue | None = None
        length = lexicon.phrases["according"].at(text.tokens, place, sentence.last)
        if length:
            cue = _according(text, sentence, place, length[1], last_speaker, vocabulary, lexicon)
        elif lexicon.has("reporting", word) or lexicon.has("accusing", word):
            cue = _verb(text, sentence, place, last_speaker, in_sentence, vocabulary, lexicon)
        elif lexicon.has("participles", word) and in_sentence:
            cue = Cue(place, in_sentence, (place, sentence.last), lexicon.has("denying", word))
        if cue and cue.speaker:
            cue = replace(cue, speaker=_remembered(text, cue.speaker, memory, lexicon))
            cues.append(cue)
            last_speaker = in_sentence = cue.speaker
    return cues


def _remembered(text: Text, speaker: Speaker, memory: dict[str, Speaker], lexicon: Lexicon) -> Speaker:
    """A speaker known by a name of before: "Sarksyan" after "President Serzh Sarksyan"; a new one is remembered."""
    offices = {word for phrase in lexicon.organs.table for word in phrase}
    words = [
        token.text
        for token in text.tokens[speaker.first : speaker.last]
        if token.is_capital and token.kind == "word" and len(token.text) > 3 and token.text not in offices
    ]
    if speaker.how != "explicit" or speaker.is_both:
        return speaker
    if speaker.party is None:
        known = next((memory[word] for word in words if word in memory), None)
        if known and known.printed != speaker.printed:
            return replace(known, printed=speaker.printed, first=speaker.first, last=speaker.last, how="carried")
        for word in words:
            memory.setdefault(word, speaker)
    elif words:
        memory.setdefault(words[-1], speaker)
    return speaker


def governing(cues: list[Cue], place: int) -> Cue | None:
    """The cue whose reported stretch holds a place: the nearest before it, else the nearest after it."""
    before = [cue for cue in cues if cue.verb < place and cue.covers[0] <= place < cue.covers[1]]
    after = [cue for cue in cues if cue.verb > place and cue.covers[0] <= place < cue.covers[1]]
    return before[-1] if before else after[0] if after else None


def _according(
    text: Text,
    sentence: Span,
    place: int,
    length: int,
    previous: Speaker | None,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
) -> Cue | None:
    last = place + length
    while last < sentence.last and text.tokens[last].text not in (",", ".", ";", ":") and last - place < 14:
        if lexicon.has("reporting", text.tokens[last].text) or lexicon.has("boundaries", text.tokens[last].text):
            break
        last += 1
    speaker = name_speaker(text, place + length, last, previous, vocabulary, lexicon)
    return Cue(place, speaker, (sentence.first, sentence.last))


def _verb(
    text: Text,
    sentence: Span,
    place: int,
    previous: Speaker | None,
    in_sentence: Speaker | None,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
) -> Cue | None:
    tokens = text.tokens
    word = tokens[place].text
    if (
        lexicon.has("need_toll", word)
        and not any(lexicon.tolls.within(tokens, place + 1, min(sentence.last, place + 8)))
        and not _has_word(text, place, sentence, ("number", "figure", "toll"))
    ):
        return None
    flags = {"is_denial": lexicon.has("denying", word), "is_accusation": lexicon.has("accusing", word)}
    before = tokens[place - 1].text if place > sentence.first else ""
    if before in DETERMINERS:
        return None
    if before in ("was", "were", "been", "are", "is", "be"):
        following = tokens[place + 1].text if place + 1 < sentence.last else ""
        if following != "by":
            quoted = word == "quoted" and name_speaker(
                text, *_left(text, sentence, place - 1, lexicon, vocabulary), previous, vocabulary, lexicon
            )
            return Cue(place, quoted, (sentence.first, sentence.last)) if quoted else None
        speaker = name_speaker(
            text, place + 2, _right(text, sentence, place + 2, lexicon), previous, vocabulary, lexicon
        )
        return Cue(place, speaker, (sentence.first, place), **flags)
    if before in (",", '"', "”", "'") or (tokens[place - 1].kind == "sign" and before != ")"):
        right = _right(text, sentence, place + 1, lexicon)
        if place + 1 < right and (tokens[place + 1].is_capital or tokens[place + 1].text in ("the", "a", "an", "its")):
            speaker = name_speaker(text, place + 1, right, previous, vocabulary, lexicon)
            if speaker:
                return Cue(place, speaker, (sentence.first, place), **flags)
    first, last = _left(text, sentence, place, lexicon, vocabulary)
    speaker = name_speaker(text, first, last, previous, vocabulary, lexicon)
    if speaker is None and before in ("but", "and", "then", ",", "also", "later") and in_sentence:
        speaker = in_sentence
    if speaker is None:
        return None
    trails = _trails(text, sentence, place, first, lexicon)
    return Cue(place, speaker, (sentence.first, first) if trails else (place, sentence.last), **flags)


def _has_word(text: Text, place: int, sentence: Span, words: tuple[str, ...]) -> bool:
    return any(token.text in words for token in text.tokens[place : min(sentence.last, place + 8)])


def _left(text: Text, sentence: Span, place: int, lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[int, int]:
    """The noun phrase to the left of a verb, an apposition between commas left out; half-open tokens."""
    tokens = text.tokens
    last = place
    while last > sentence.first and lexicon.has("loose_words", tokens[last - 1].text):
        last -= 1
    first = _clause_start(text, sentence, last, lexicon)
    if (
        first > sentence.first + 1
        and tokens[first - 1].text == ","
        and not _speaks(text, first, last, vocabulary, lexicon)
    ):
        earlier = _clause_start(text, sentence, first - 1, lexicon)
        if _speaks(text, earlier, first - 1, vocabulary, lexicon):
            return earlier, first - 1
    if last - 1 > sentence.first and tokens[last - 1].text == ",":
        inner = _clause_start(text, sentence, last - 1, lexicon)
        outer = _clause_start(text, sentence, max(sentence.first, inner - 1), lexicon)
        if tokens[inner - 1].text == "," and _speaks(text, outer, inner - 1, vocabulary, lexicon):
            return outer, inner - 1
        return inner, last - 1
    return first, last


def _clause_start(text: Text, sentence: Span, last: int, lexicon: Lexicon) -> int:
    tokens, first = text.tokens, last
    while first > sentence.first and last - first < 16:
        word = tokens[first - 1].text
        if word in (",", ";", ":", '"', ".", "(", ")", "!", "?", "]", "-") or lexicon.has("boundaries", word):
            break
        if word in ("and",) and _has_verb(text, sentence, first - 1, lexicon):
            break
        first -= 1
    if last - first > 6:
        articles = [at for at in range(first + 1, last) if tokens[at].text in ARTICLES]
        return articles[-1] if articles and last - articles[-1] > 1 else first
    return first


def _has_verb(text: Text, sentence: Span, last: int, lexicon: Lexicon) -> bool:
    """A verb stands in the few words before: what follows "and" is another clause."""
    words = [token.text for token in text.tokens[max(sentence.first, last - 8) : last]]
    return any(
        word in ("was", "were", "had", "has", "have", "is", "are") or lexicon.has("reporting", word) for word in words
    )


def _right(text: Text, sentence: Span, place: int, lexicon: Lexicon) -> int:
    last = place
    while last < sentence.last and last - place < 12:
        word = text.tokens[last].text
        if (
            word in (",", ".", ";", ":", '"', "(")
            or lexicon.has("boundaries", word)
            or word in ("in", "on", "to", "and")
        ):
            break
        last += 1
    return last


def _trails(text: Text, sentence: Span, verb: int, first: int, lexicon: Lexicon) -> bool:
    """The report stands before its speaker: "…, the ministry said in a statement"."""
    if first <= sentence.first + 1:
        return False
    tokens = text.tokens
    following = tokens[verb + 1].text if verb + 1 < sentence.last else "."
    comma = tokens[first - 1].text in (",", '"')
    if tokens[first - 1].text == '"' or (comma and tokens[verb].text == "told"):
        return True
    return following in (".", ",", '"', ";") or (
        following in ("in", "on", "late", "earlier", "at", "to", "via", "through", "during", "by", "of", "from")
        and (comma or sentence.last - verb < 12)
    )


def _speaks(text: Text, first: int, last: int, vocabulary: Vocabulary, lexicon: Lexicon) -> bool:
    return name_speaker(text, first, last, None, vocabulary, lexicon) is not None or any(
        lexicon.has("pronouns", token.text) for token in text.tokens[first:last]
    )


def name_speaker(
    text: Text, first: int, last: int, previous: Speaker | None, vocabulary: Vocabulary, lexicon: Lexicon
) -> Speaker | None:
    """Who a noun phrase is: a party, its organ, a named outsider, the previous speaker; None where nobody is recognised."""
    tokens = text.tokens
    first, last = _trimmed(text, first, last, lexicon)
    if first >= last:
        return None
    words = [token.text for token in tokens[first:last]]
    if lexicon.phrases["both"].at(tokens, first, last) and not any(vocabulary.labels.within(tokens, first, last)):
        return Speaker("both sides", None, "", text.words(first, last), first, last, is_both=True)
    if words[0] in lexicon.lists["pronouns"] and len(words) <= 2:
        return _again(previous, text, first, last) if previous else None
    if "in" in words[1:-1] and lexicon.has("relays", words[words.index("in") - 1]):
        inner = name_speaker(text, first + words.index("in") + 1, last, previous, vocabulary, lexicon)
        return replace(inner, relay=text.words(first, last)) if inner else None
    labels = [
        (key, start, end)
        for key, start, end in vocabulary.labels.within(tokens, first, last)
        if _is_exact(text, start, end)
    ]
    organs = list(lexicon.organs.within(tokens, first, last))
    outsider = any(True for _ in lexicon.phrases["third_parties"].within(tokens, first, last))
    if labels:
        return _party_speaker(text, first, last, labels, organs, outsider, vocabulary, lexicon)
    nouns = [word for word in words if lexicon.has("speaker_nouns", word)]
    named = any(
        token.is_capital
        and token.kind == "word"
        and (at > 0 or not _begins_sentence(text, first) or _may_be_name(token.text, lexicon))
        for at, token in enumerate(tokens[first:last])
    )
    is_vague = (words[-1] in lexicon.lists["vague_speakers"] and not named and len(words) == 1) or "statement" in words
    is_definite = first > 0 and tokens[first - 1].text == "the"
    is_same_office = words[-1] not in OFFICES or (previous is not None and words[-1] in previous.printed.lower())
    if is_vague and previous and ((is_definite and is_same_office) or "statement" in words):
        return _again(previous, text, first, last)
    if named and previous and previous.printed and words[-1] in previous.printed.lower().split() and len(words) <= 2:
        return _again(previous, text, first, last)
    if nouns or organs or named:
        printed = text.words(first, last)
        near = previous.party if previous and words[0] == "local" else None
        return Speaker(
            printed,
            None,
            organs[0][0] if organs else "",
            printed,
            first,
            last,
            is_outsider=outsider or not organs,
            relay=_relay(words, printed, lexicon),
            near=vocabulary.parties[near].root if near else None,
        )
    return None


def _begins_sentence(text: Text, first: int) -> bool:
    return first == 0 or text.tokens[first - 1].text in (".", '"', "!", "?")


def _may_be_name(word: str, lexicon: Lexicon) -> bool:
    """A capital that only begins a sentence is no name: small words, plurals and numbers are told by their lists."""
    lists = ("loose_words", "pronouns", "boundaries", "adjectives", "auxiliaries", "link_words", "enemy_words")
    return (
        len(word) > 3 and not word.endswith(("s", "ly", "ing")) and not any(lexicon.has(name, word) for name in lists)
    )


def _is_exact(text: Text, first: int, last: int) -> bool:
    """A party's name of one word is printed with a capital: "US" is a country, "us" is not."""
    return last - first > 1 or text.tokens[first].is_capital


def _trimmed(text: Text, first: int, last: int, lexicon: Lexicon) -> tuple[int, int]:
    """Without articles, days and linking words at the edges."""
    tokens = text.tokens
    days = (
        "on",
        "saturday",
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "in",
        "late",
        "early",
        "by",
        "earlier",
        "yesterday",
        "today",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "meanwhile",
        "however",
        "and",
    )
    while last > first and (
        tokens[last - 1].text in days
        or tokens[last - 1].kind in ("sign", "number")
        or lexicon.has("loose_words", tokens[last - 1].text)
    ):
        last -= 1
    while first < last and (
        tokens[first].text in (*days, *ARTICLES)
        or tokens[first].kind in ("sign", "number")
        or lexicon.has("loose_words", tokens[first].text)
    ):
        if tokens[first].text in ("a", "an") and last - first < 8:
            first += 1
            break
        first += 1
    return first, last


def _again(previous: Speaker, text: Text, first: int, last: int) -> Speaker:
    return Speaker(
        previous.claimant,
        previous.party,
        previous.organ,
        previous.printed,
        first,
        last,
        "carried",
        previous.is_outsider,
        previous.relay,
        previous.is_both,
    )


def _party_speaker(
    text: Text,
    first: int,
    last: int,
    labels: list[tuple[str, int, int]],
    organs: list[tuple[str, int, int]],
    outsider: bool,
    vocabulary: Vocabulary,
    lexicon: Lexicon,
) -> Speaker | None:
    """A party or its organ; an outsider that carries a party's name in its own ("Syrian Observatory") stays itself."""
    words = [token.text for token in text.tokens[first:last]]
    if words[-1] in (
        "losses",
        "casualties",
        "attack",
        "strike",
        "strikes",
        "attacks",
        "shelling",
        "fire",
        "toll",
        "report",
    ):
        return None
    printed = text.words(first, last)
    key = labels[0][0]
    party = vocabulary.parties[key]
    roots = {vocabulary.parties[label].root for label, _, _ in labels}
    relay = _relay(words, printed, lexicon)
    if outsider and not organs:
        known = next(
            (p for p in vocabulary.parties.values() if not p.is_shipped and p.is_outsider and p.key == key), None
        )
        return Speaker(
            known.name if known else printed,
            known.key if known else None,
            "",
            printed,
            first,
            last,
            is_outsider=True,
            relay=relay,
            near=_near(known, vocabulary) if known else None,
        )
    organ = organs[0][0] if organs else ""
    if len(roots) > 1 and "and" in words:
        return Speaker("both sides", None, organ, printed, first, last, is_both=True)
    claimant, found = _organ_name(party, organ, text, first, last, labels[0], vocabulary)
    near = _near(party, vocabulary) if party.is_outsider else None
    return Speaker(claimant, found, organ, printed, first, last, is_outsider=party.is_outsider, relay=relay, near=near)


def _near(party: Party, vocabulary: Vocabulary) -> str | None:
    """The party whose name stands in an outsider's: "Local media in Karabakh"."""
    tokens = tokenise(party.name)
    found = [key for key, _, _ in vocabulary.labels.within(tokens, 1, len(tokens)) if key != party.key]
    return vocabulary.parties[found[0]].root if found else None


def _organ_name(
    party: Party, organ: str, text: Text, first: int, last: int, label: tuple[str, int, int], vocabulary: Vocabulary
) -> tuple[str, str]:
    """The vocabulary's organ of a party, else the party; a party nobody filed is printed with its organ's words."""
    if party.root != party.key or not organ:
        bare = label[1] == first and label[2] == last
        if party.is_shipped and not bare:
            return _composed(party, text, first, last, label), party.key
        return party.name, party.key
    for candidate in vocabulary.organs.get(party.key, ()):
        if organ in candidate.name.lower().replace("defense", "defence"):
            return candidate.name, candidate.key
    if party.is_shipped:
        return _composed(party, text, first, last, label), party.key
    return party.name, party.key


def _composed(party: Party, text: Text, first: int, last: int, label: tuple[str, int, int]) -> str:
    """The words as printed with the party by its one name: "Azeri defense ministry" → "Azerbaijan defense ministry"."""
    if text.words(label[1], label[2]).isupper() or "." in text.words(label[1], label[2]):
        return text.words(first, last)
    end = label[2] + (label[2] < last and text.tokens[label[2]].text == "'s")
    parts = (text.words(first, label[1]), party.name, text.words(end, last))
    return " ".join(part for part in parts if part)


def _relay(words: list[str], printed: str, lexicon: Lexicon) -> str | None:
    return printed if any(lexicon.has("relays", word) for word in words) else None
