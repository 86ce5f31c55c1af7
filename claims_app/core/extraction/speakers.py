"""Who says it: the reporting cues of a sentence, each with its speaker and the stretch that it reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.naming import Heard, Speaker, lent, name_speaker, remembered
from claims_app.core.extraction.phrases import ARTICLES, Phrase, has_verb, is_abbreviation, left_of, right_of
from claims_app.core.extraction.texts import Span, Text

__all__ = ["Cue", "Heard", "Speaker", "find_cues", "governing"]

DETERMINERS = (*ARTICLES, "its", "their", "his", "her", "this", "that", "these", "any", "no", "'s", "of", "such")
BE = ("was", "were", "been", "are", "is", "be")
JOINTS = ("but", "and", "then", ",", "also", "later")
SAYING = ("saying", "stating", "telling")


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting word with its speaker; `covers` is the stretch of tokens that it reports (half-open)."""

    verb: int
    speaker: Speaker | None
    covers: tuple[int, int]
    is_denial: bool = False
    is_accusation: bool = False


def find_cues(text: Text, sentence: Span, heard: Heard) -> list[Cue]:
    """The reporting cues of a sentence from left to right; pronouns and offices are resolved by what was heard before.

    `heard` is asked and added to: who spoke last, whose organs were named.
    """
    cues: list[Cue] = []
    for place in range(sentence.first, sentence.last):
        heard.notice(text, place, sentence.last)
        cue = _cue_at(text, sentence, place, cues[-1].speaker if cues else None, heard)
        cue = _as_cited(text, cues[-1], cue, heard) if cue and cues else cue
        if cue and cue.speaker:
            offices = heard.lexicon.office_words
            cue = replace(cue, speaker=remembered(text, cue.speaker, heard.names, offices))
            is_inner = bool(cues) and _is_inner(text, cues[-1], cue)
            cues.append(cue)
            heard.hear(cue.speaker if not is_inner else cues[-2].speaker)
    return cues


def _names(text: Text, place: int, heard: Heard) -> bool:
    """The word at a place ends a party's name, an organ or a kind of speaker."""
    word, lexicon = text.tokens[place].text, heard.lexicon
    ends = [end for _, _, end in heard.vocabulary.labels.within(text.tokens, max(0, place - 3), place + 1)]
    is_kind = lexicon.has("speaker_nouns", word) or lexicon.has("titles", word) or word in lexicon.office_words
    return is_kind or place + 1 in ends


def _is_inner(text: Text, outer: Cue, cue: Cue) -> bool:
    """ "the Observatory said that activists confirmed": who is reported to say so; "it" is the Observatory still."""
    if cue.speaker is None or outer.covers[0] != outer.verb:
        return False
    return text.tokens[outer.verb + 1].text == "that" and outer.verb < cue.speaker.first <= outer.verb + 4


def _headline(text: Text, sentence: Span, place: int, heard: Heard) -> Cue | None:
    """ "Army: 20 rebels killed", "20 rebels killed: army": a line without a full stop, its speaker at one end."""
    tokens, last = text.tokens, sentence.last
    if tokens[last - 1].text in (".", "!", "?", '"', ":") or sentence.last - sentence.first > 24:
        return None
    begins, ends = (sentence.first, place), (place + 1, last)
    for phrase, covers in ((begins, ends), (ends, begins)):
        is_short = 0 < phrase[1] - phrase[0] <= 4
        is_dateline = phrase == begins and text.words(*phrase).isupper() and phrase[1] - phrase[0] == 1
        if (
            is_short
            and not is_dateline
            and _names(text, phrase[1] - 1, heard)
            and (speaker := name_speaker(text, phrase, heard))
        ):
            return Cue(place, speaker, covers)
    return None


def _as_cited(text: Text, before: Cue, cue: Cue, heard: Heard) -> Cue:
    """ "SANA, citing a military source, reported": who is cited speaks, who cites relays."""
    is_cited = text.tokens[before.verb].text in ("citing", "quoting") and cue.verb - before.verb < 12
    if not is_cited or before.speaker is None or cue.speaker is None or cue.covers[0] != cue.verb:
        return cue
    cited = lent(text, before.speaker, (cue.speaker.first, before.verb), heard)
    if cited.party is None:
        return cue
    relay = text.original[text.tokens[cue.speaker.first].start : text.tokens[before.verb].start].rstrip(" ,")
    return replace(cue, speaker=replace(cited, relay=relay or cited.relay))


def _cue_at(text: Text, sentence: Span, place: int, in_sentence: Speaker | None, heard: Heard) -> Cue | None:
    """The cue that begins at a token, if any: "according to", a reporting verb, or a participle of who spoke before."""
    lexicon, word = heard.lexicon, text.tokens[place].text
    if found := lexicon.phrases["according"].at(text.tokens, place, sentence.last):
        return _according(text, sentence, place, found[1], heard)
    if word == ":" and (cue := _headline(text, sentence, place, heard)):
        return cue
    if word in ("quoted", "cited") and (cue := _quoted(text, sentence, place, heard)):
        return cue
    is_claim_of = lexicon.has("claim_nouns", word) and place > 0 and text.tokens[place - 1].text == "'s"
    if (
        not is_claim_of
        and (lexicon.has("reporting", word) or lexicon.has("accusing", word))
        and not _is_in_name(text, place, heard)
    ):
        return _verb(text, sentence, place, in_sentence, heard)
    if lexicon.has("claim_nouns", word) and (cue := _claim_of(text, sentence, place, heard)):
        return cue
    if not lexicon.has("participles", word) or _lacks_toll(text, sentence, place, lexicon):
        return None
    begins = None if lexicon.has("need_toll", word) else _subject_of(text, sentence, place, heard)
    if speaker := in_sentence or begins:
        return Cue(place, speaker, (place, sentence.last), lexicon.has("denying", word))
    return None


def _is_in_name(text: Text, place: int, heard: Heard) -> bool:
    """The word is part of a party's name: "the United States"."""
    if not text.tokens[place].is_capital or place == 0:
        return False
    found = heard.vocabulary.labels.at(text.tokens, place - 1, min(place + 3, len(text.tokens)))
    return found is not None and found[1] > 1


def governing(cues: list[Cue], place: int) -> Cue | None:
    """The cue whose reported stretch holds a place: the nearest before it, else the nearest after it.

    What follows a speaker in the middle ("…, police said, injuring 31") is still the speaker's.
    """
    before = [cue for cue in cues if cue.verb < place and cue.covers[0] <= place < cue.covers[1]]
    after = [cue for cue in cues if cue.verb > place and cue.covers[0] <= place < cue.covers[1]]
    if before or after:
        return before[-1] if before else after[0]
    trailing = [cue for cue in cues if cue.covers[1] <= cue.verb < place]
    return trailing[-1] if trailing else None


def _according(text: Text, sentence: Span, place: int, length: int, heard: Heard) -> Cue:
    last, lexicon = place + length, heard.lexicon
    while last < sentence.last and last - place < 14:
        if text.tokens[last].text in (",", ".", ";", ":") and not is_abbreviation(text, last, lexicon):
            break
        if lexicon.has("reporting", text.tokens[last].text) or lexicon.has("boundaries", text.tokens[last].text):
            break
        last += 1
    phrases = [(place + length, last)]
    if last + 1 < sentence.last and text.tokens[last].text == ",":
        phrases += right_of(text, sentence, place + length, lexicon)[1:]
    return Cue(place, _first_named(text, phrases, heard), (sentence.first, sentence.last))


def _claim_of(text: Text, sentence: Span, place: int, heard: Heard) -> Cue | None:
    """ "rejected Khartoum's claim that its army killed 1,200": the figure is Khartoum's."""
    tokens = text.tokens
    following = tokens[place + 1].text if place + 1 < sentence.last else ""
    if place < sentence.first + 2 or tokens[place - 1].text != "'s" or following not in ("that", "of", "to"):
        return None
    for first in range(max(sentence.first, place - 5), place - 1):
        found = heard.vocabulary.labels.at(tokens, first, place - 1)
        if found and first + found[1] == place - 1:
            return Cue(place, name_speaker(text, (first, place - 1), heard), (place, sentence.last))
    return None


def _quoted(text: Text, sentence: Span, place: int, heard: Heard) -> Cue | None:
    """ "SANA quoted a military source as saying": who is quoted speaks, who quotes relays."""
    tokens = text.tokens
    end = min(sentence.last - 1, place + 12)
    at = next((at for at in range(place + 1, end) if tokens[at].text == "as" and tokens[at + 1].text in SAYING), None)
    speaker = name_speaker(text, (place + 1, at), heard) if at else None
    if speaker is None or at is None:
        return None
    phrases = left_of(text, sentence, place, heard.lexicon)
    relay = next((text.words(*phrase) for phrase in phrases), None)
    speaker = lent(text, speaker, (phrases[-1][0], place), heard) if phrases else speaker
    return Cue(at + 1, replace(speaker, relay=relay or speaker.relay), (at + 1, sentence.last))


def _verb(text: Text, sentence: Span, place: int, in_sentence: Speaker | None, heard: Heard) -> Cue | None:
    """The cue of a reporting verb: passive ("was reported by"), inverted ("said Kern"), or with its subject before it."""
    tokens, lexicon = text.tokens, heard.lexicon
    word, before = tokens[place].text, tokens[place - 1].text if place > sentence.first else ""
    if before in DETERMINERS or _lacks_toll(text, sentence, place, lexicon) or _takes_lives(text, sentence, place):
        return None
    following = tokens[place + 1].text if place + 1 < sentence.last else ""
    if following == "of" and word in ("reports", "report", "claims", "claim", "estimates", "estimate"):
        return None
    cue: Cue | None
    if before in BE:
        cue = _passive(text, sentence, place, heard)
    else:
        is_after_sign = before in (",", '"', "'") or (place > 0 and tokens[place - 1].kind == "sign" and before != ")")
        may_invert = is_after_sign and word not in ("told", "tells")
        cue = (_inverted(text, sentence, place, heard) if may_invert else None) or _ordinary(
            text, sentence, place, in_sentence, heard
        )
    if cue is None:
        return None
    return replace(cue, is_denial=lexicon.has("denying", word), is_accusation=lexicon.has("accusing", word))


def _takes_lives(text: Text, sentence: Span, place: int) -> bool:
    """ "the war has claimed 10,000 lives": nobody says so."""
    following = {token.text for token in text.tokens[place + 1 : min(place + 7, sentence.last)]}
    return text.tokens[place].text in ("claimed", "claims", "claim") and bool(following & {"lives", "life"})


def _lacks_toll(text: Text, sentence: Span, place: int, lexicon: Lexicon) -> bool:
    """A verb that speaks of a toll or figure alone, without one: "put on a coat"."""
    if not lexicon.has("need_toll", text.tokens[place].text):
        return False
    last = min(sentence.last, place + 9)
    if any(lexicon.tolls.within(text.tokens, place + 1, last)):
        return False
    return not any(token.text in ("number", "figure", "toll") for token in text.tokens[place:last])


def _passive(text: Text, sentence: Span, place: int, heard: Heard) -> Cue | None:
    """ "were reported by the army", "a source was quoted saying"."""
    tokens = text.tokens
    following = tokens[place + 1].text if place + 1 < sentence.last else ""
    if following == "by":
        return Cue(
            place,
            _first_named(text, right_of(text, sentence, place + 2, heard.lexicon), heard),
            (sentence.first, place),
        )
    if tokens[place].text == "quoted":
        quoted = _first_named(text, left_of(text, sentence, place - 1, heard.lexicon), heard)
        return Cue(place, quoted, (sentence.first, sentence.last)) if quoted else None
    return None


def _inverted(text: Text, sentence: Span, place: int, heard: Heard) -> Cue | None:
    """The subject after the verb: "…, said Redwan Hussein, spokesman of the task force"."""
    tokens, lexicon = text.tokens, heard.lexicon
    phrases = right_of(text, sentence, place + 1, lexicon) if place + 1 < sentence.last else []
    if not phrases or phrases[0][0] >= phrases[0][1] or has_verb(text, *phrases[0], lexicon):
        return None
    first = tokens[place + 1]
    if not (first.is_capital or first.text in (*ARTICLES, "its") or lexicon.has("titles", first.text)):
        return None
    after = tokens[phrases[0][1]].text if phrases[0][1] < sentence.last else "."
    if lexicon.has("boundaries", after) and after not in ("who", "as", "after", "when"):
        return None
    speaker = _first_named(text, phrases, heard)
    return Cue(place, speaker, (sentence.first, place)) if speaker else None


def _ordinary(text: Text, sentence: Span, place: int, in_sentence: Speaker | None, heard: Heard) -> Cue | None:
    """The subject before the verb, or that of the sentence where verbs are joined ("called it false and said")."""
    lexicon, before = heard.lexicon, text.tokens[place - 1].text if place > sentence.first else ""
    if before in ("it", "they") and (actor := _actor_of(text, sentence, place, heard)):
        return Cue(place, actor, (sentence.first, place - 1))
    if before in ("it", "they") and heard.previous is None and text.tokens[place - 2].text == ",":
        begins = _subject_of(text, sentence, place, heard)
        return Cue(place, begins, (sentence.first, place - 1)) if begins else None
    phrases = [] if before in ("and", "then") else left_of(text, sentence, place, lexicon)
    speaker = _first_named(text, phrases[::-1] if _is_inserted(text, phrases) else phrases, heard)
    if speaker is None and before in JOINTS:
        speaker = in_sentence or _subject_of(text, sentence, place, heard)
    if speaker is None:
        return None
    first = phrases[-1][0] if phrases else place
    trails = _trails(text, sentence, place, first, lexicon)
    return Cue(place, speaker, (sentence.first, first) if trails else (place, sentence.last))


def _is_inserted(text: Text, phrases: list[Phrase]) -> bool:
    return len(phrases) == 2


def _first_named(text: Text, phrases: Iterable[Phrase], heard: Heard) -> Speaker | None:
    """The first phrase that names a party; else the first that names anybody, under the words of the first."""
    found: Speaker | None = None
    for phrase in phrases:
        if any(text.tokens[at].text in ("miles", "km", "kilometres", "kilometers") for at in range(*phrase)):
            continue
        speaker = name_speaker(text, phrase, heard)
        if found and speaker and speaker.party and text.tokens[phrase[0]].text in heard.lexicon.lists["belongings"]:
            return replace(found, party=speaker.party, is_outsider=speaker.is_outsider)
        if speaker and (speaker.party or speaker.is_both) and (found is None or speaker.how == "explicit"):
            return replace(speaker, printed=found.printed, first=found.first, last=found.last) if found else speaker
        if found and speaker and found.party is None and speaker.first > found.last:
            printed = text.words(found.first, speaker.last)
            near = found.near or speaker.near
            found = replace(found, claimant=printed, printed=printed, last=speaker.last, near=near)
        found = found or speaker
    return found


def _subject_of(text: Text, sentence: Span, place: int, heard: Heard) -> Speaker | None:
    """Whom the sentence begins with, where a party or organ stands in its first words."""
    first = text.body_of(sentence)
    last = min(place, first + 9)
    labels = [end for _, _, end in heard.vocabulary.labels.within(text.tokens, first, last)]
    organs = [end for _, _, end in heard.lexicon.organs.within(text.tokens, first, last)]
    return name_speaker(text, (first, max(labels + organs)), heard) if labels or organs else None


def _actor_of(text: Text, sentence: Span, place: int, heard: Heard) -> Speaker | None:
    """ "The coalition carried out 11 strikes, it said": who did it says so, where only its own acts are told."""
    first = text.body_of(sentence)
    if place - first < 4 or text.tokens[place - 2].text != ",":
        return None
    for at in range(first, min(first + 7, place)):
        found = heard.lexicon.events.at(text.tokens, at, place)
        if found and any(form.event in heard.lexicon.lists["own_acts"] and form.form == "active" for form in found[0]):
            return name_speaker(text, (first, at), heard)
    return None


def _trails(text: Text, sentence: Span, verb: int, first: int, lexicon: Lexicon) -> bool:
    """The report stands before its speaker: "…, the ministry said in a statement"."""
    if first <= sentence.first + 1:
        return False
    tokens, at = text.tokens, verb + 1
    while at < sentence.last and _is_beside(tokens[at].text, lexicon):
        at += 1
    following = tokens[at].text if at < sentence.last else "."
    comma = tokens[first - 1].text in (",", '"')
    if tokens[first - 1].text == '"' or (comma and tokens[verb].text == "told"):
        return True
    return following in (".", ",", '"', ";", "(") and (comma or sentence.last - verb < 12 or at == verb + 1)


def _is_beside(word: str, lexicon: Lexicon) -> bool:
    """The word only says when or where something was said: "said in a televised statement on Friday"."""
    return lexicon.has("edge_words", word) or lexicon.has("occasions", word) or word.isdigit()
