"""Claims without a number: silences, denials, and what a side says that another did, mutual accusations among them."""

from __future__ import annotations

from collections.abc import Iterator

from claims_app.core.extraction.candidates import BLANK, Candidate, Found
from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.opponents import Opponents
from claims_app.core.extraction.speakers import Cue, Speaker
from claims_app.core.extraction.texts import Span, Text
from claims_app.core.extraction.vocabularies import Vocabulary


def find_remarks(
    text: Text, sentence: Span, cues: list[Cue], opponents: Opponents, vocabulary: Vocabulary, lexicon: Lexicon
) -> Iterator[Candidate]:
    """The claims of a sentence that gave no figure."""
    silence = next(lexicon.phrases["silences"].within(text.tokens, sentence.first, sentence.last), None)
    if silence and any(lexicon.has("silence_topics", token.text) for token in text.tokens[silence[1] : sentence.last]):
        yield from _silences(text, sentence, silence[1], silence[2], vocabulary)
        return
    mutual = next(lexicon.phrases["mutual"].within(text.tokens, sentence.first, sentence.last), None)
    accusing = next(
        (p for p in range(sentence.first, sentence.last) if lexicon.has("accusing", text.tokens[p].text)), None
    )
    if accusing is not None and (mutual or _by_both(text, sentence, accusing, lexicon)):
        yield from _mutual(text, sentence, accusing, opponents, vocabulary)
        return
    for cue in cues:
        if cue.speaker is None:
            continue
        if cue.is_denial:
            yield _remark(
                text, sentence, "denial", cue.speaker, _other(text, cue, sentence, opponents, vocabulary), vocabulary
            )
            return
        if cue.is_accusation or _is_act(text, sentence, cue, lexicon, vocabulary):
            yield _remark(
                text, sentence, "position", cue.speaker, _other(text, cue, sentence, opponents, vocabulary), vocabulary
            )
            return


def _by_both(text: Text, sentence: Span, verb: int, lexicon: Lexicon) -> bool:
    return any(lexicon.phrases["both"].within(text.tokens, sentence.first, verb))


def _silences(text: Text, sentence: Span, first: int, last: int, vocabulary: Vocabulary) -> Iterator[Candidate]:
    """One silence for each party named before the words of silence."""
    cue = (text.tokens[first].start, text.tokens[last - 1].end)
    keys = {
        vocabulary.parties[key].root: (a, b)
        for key, a, b in vocabulary.labels.within(text.tokens, sentence.first, first)
        if text.tokens[a].is_capital
    }
    for key, (start, end) in keys.items():
        name = vocabulary.parties[key].name
        place = (text.tokens[start].start, text.tokens[end - 1].end)
        fields = {"claimant": Found(name, "explicit", place), "subject": Found(name, "default", cue)}
        yield _candidate(text, sentence, "silence", fields, "own_loss", (), name)


def _mutual(text: Text, sentence: Span, verb: int, opponents: Opponents, vocabulary: Vocabulary) -> Iterator[Candidate]:
    """Two accusations, each side's of the other; the sides named in the sentence, else the two that the text names most."""
    named = list(
        dict.fromkeys(
            vocabulary.parties[key].root
            for key, a, _ in vocabulary.labels.within(text.tokens, sentence.first, verb)
            if text.tokens[a].is_capital
        )
    )
    how = "explicit" if len(named) == 2 else "carried"
    sides = named if len(named) == 2 else list(opponents.ranked[:2])
    if len(sides) != 2:
        return
    cue = (text.tokens[verb].start, text.tokens[verb].end)
    for claimant, subject in (sides, sides[::-1]):
        names = vocabulary.parties[claimant].name, vocabulary.parties[subject].name
        fields = {"claimant": Found(names[0], how, cue), "subject": Found(names[1], how, cue)}
        yield _candidate(text, sentence, "position", fields, "accusation", (), names[0])


def _is_act(text: Text, sentence: Span, cue: Cue, lexicon: Lexicon, vocabulary: Vocabulary) -> bool:
    """A party of the conflict says that somebody did something: an act of the list, and a side that speaks."""
    speaker = cue.speaker
    if speaker is None or speaker.party is None or speaker.is_outsider:
        return False
    first, last = cue.covers
    return any(lexicon.phrases["acts"].within(text.tokens, max(first, sentence.first), min(last, sentence.last)))


def _other(text: Text, cue: Cue, sentence: Span, opponents: Opponents, vocabulary: Vocabulary) -> Found:
    """The first party in what is said that is not the speaker itself; an accusation's default is the opponent."""
    speaker = cue.speaker
    own = vocabulary.parties[speaker.party].root if speaker and speaker.party else None
    first = cue.verb + 1 if cue.covers[0] == cue.verb else cue.covers[0]
    for key, start, last in vocabulary.labels.within(text.tokens, first, min(sentence.last, cue.covers[1])):
        root = vocabulary.parties[key].root
        if text.tokens[start].is_capital and root != own:
            return Found(root, "explicit", (text.tokens[start].start, text.tokens[last - 1].end))
    enemy = opponents.of_party(own, vocabulary) if cue.is_accusation else None
    return Found(enemy, "default") if enemy else BLANK


def _remark(
    text: Text, sentence: Span, kind: str, speaker: Speaker, subject: Found, vocabulary: Vocabulary
) -> Candidate:
    cue = (text.tokens[speaker.first].start, text.tokens[speaker.last - 1].end)
    name = vocabulary.parties[subject.value].name if subject.value else None
    fields = {"claimant": Found(speaker.claimant, speaker.how, cue), "subject": Found(name, subject.how, subject.cue)}
    means = vocabulary.means(speaker.party, text.original[slice(*subject.cue)]) if speaker.party and subject.cue else ()
    return _candidate(
        text, sentence, kind, fields, "accusation" if not speaker.is_outsider else "third_party", means, speaker.printed
    )


def _candidate(
    text: Text, sentence: Span, kind: str, fields: dict[str, Found], stance: str, means: tuple[str, ...], printed: str
) -> Candidate:
    quote = text.original[sentence.start : sentence.end]
    picks = {name: tuple(filter(None, [found.value])) for name, found in fields.items()}
    return Candidate(kind, quote, sentence.start, sentence.end, None, fields, "", printed, None, means, stance, picks)
