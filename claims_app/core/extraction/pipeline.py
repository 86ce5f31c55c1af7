"""The stages in order: sentences, numbers, nouns, events, speakers, subjects; then what was said without a number."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from claims_app.core.extraction.candidates import BLANK, Candidate, Extraction, Found, stated_bounds
from claims_app.core.extraction.counting import Counted, Counting
from claims_app.core.extraction.drafts import Drafting
from claims_app.core.extraction.events import Event
from claims_app.core.extraction.headlines import merged
from claims_app.core.extraction.introductions import learnt
from claims_app.core.extraction.lexicon import Lexicon, lexicon_for
from claims_app.core.extraction.opponents import Opponents
from claims_app.core.extraction.remarks import find_remarks
from claims_app.core.extraction.speakers import Cue, Heard, Speaker, find_cues, governing
from claims_app.core.extraction.subjects import BOTH, Case, find_subject
from claims_app.core.extraction.texts import Span, Text, cut
from claims_app.core.extraction.vocabularies import Vocabulary

LONGEST = 1_000_000
"""Characters of a text; a longer one is refused."""

REPEATED = 5
"""Smaller figures meet by chance."""

LONGEST_QUOTE = 30
"""Sentences of a quotation among which its speaker is looked for."""


def extract(text: str, vocabulary: Vocabulary, lang: str = "en") -> Extraction:
    """The candidate claims of a text and the numbers not used, in the order of the text; ValueError beyond LONGEST.

    Pure and deterministic; every quote is `text[start:end]` of exactly the string that was given.
    """
    if len(text) > LONGEST:
        raise ValueError(f"A text may have {LONGEST:,} characters; this one has {len(text):,}.")
    lexicon = lexicon_for(lang)
    parts = cut(text, lexicon.lists["abbreviations"])
    reader = _Reader.of(parts, learnt(parts, vocabulary, lexicon), lexicon)
    reader.read()
    return Extraction(merged(parts, reader.claims), tuple(reader.counting.unused), lexicon.digest)


Cues = list[tuple[list[Cue], Speaker | None]]
"""For each sentence its cues, and who had spoken last at its end."""


@dataclass(slots=True)
class _Carried:
    """What a list carries from number to number: whose losses they are, by which event, who spoke."""

    subject: str | None = None
    event: Event | None = None
    thing: str = ""
    claimant: str | None = None
    has_crossed: bool = False
    is_default: bool = False
    blank: str = ""

    def hear(self, speaker: Speaker | None, one: Counted) -> None:
        """Another speaker begins anew; a number without a noun of its own then counts nothing of before."""
        is_new = self.claimant is not None and speaker is not None and speaker.claimant != self.claimant
        self.has_crossed = one.head is None and (is_new or self.has_crossed)
        self.subject = None if is_new else self.subject
        self.claimant = speaker.claimant if speaker else self.claimant

    def subject_for(self, one: Counted, own_acts: frozenset[str]) -> str | None:
        """The party that is carried on to a number, None where it begins anew."""
        if self.subject is None or self.event is None or _are_opposed(self.thing, one):
            return None
        if one.is_part:
            return self.subject
        if self.is_default and one.head is not None and one.thing != self.thing:
            return None
        return self.subject if one.head is None or _is_shared(self.event, one.event, own_acts) else None


def _is_shared(first: Event, second: Event, own_acts: frozenset[str]) -> bool:
    """Both numbers hang on one verb, or on two of one subject: "shot down two helicopters and destroyed two tanks"."""
    acts = own_acts | {"fired", "committed"}
    if (first.key in acts) != (second.key in acts):
        return False
    return first.first == second.first or second.how == "carried" or first.form == second.form == "active"


def _are_opposed(thing: str, one: Counted) -> bool:
    """Militants and soldiers named side by side, without a party of their own, are not one side's."""
    if one.head is None or thing == one.thing:
        return False
    return "militant" in (thing, one.thing) or (thing == "person" and one.thing in ("soldier", "military_person"))


@dataclass(slots=True)
class _Reader:
    """One pass over a text, sentence by sentence."""

    text: Text
    vocabulary: Vocabulary
    lexicon: Lexicon
    opponents: Opponents
    counting: Counting
    drafting: Drafting
    claims: list[Candidate] = field(default_factory=list)
    previous: Speaker | None = None
    told: dict[tuple[str, int | None, int | None], str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: Text, vocabulary: Vocabulary, lexicon: Lexicon) -> _Reader:
        """A reader with its tools for one text."""
        opponents = Opponents.of(text, vocabulary)
        counting = Counting(text, vocabulary, lexicon)
        return cls(text, vocabulary, lexicon, opponents, counting, Drafting(text, vocabulary, counting, opponents))

    def read(self) -> None:
        """Every sentence, in order: its figures, else what it says without one."""
        cues = self._all_cues()
        for place, sentence in enumerate(self.text.sentences):
            self.previous = cues[place - 1][1] if place else None
            if not self._figures(sentence, cues, place):
                self.claims += find_remarks(
                    self.text, sentence, cues[place][0], self.opponents, self.vocabulary, self.lexicon
                )

    def _all_cues(self) -> Cues:
        """A headline or a far paragraph forgets nobody."""
        heard = Heard(self.vocabulary, self.lexicon, self.opponents.home, self.opponents.group)
        return [(find_cues(self.text, sentence, heard), heard.previous) for sentence in self.text.sentences]

    def _figures(self, sentence: Span, cues: Cues, place: int) -> bool:
        """Propose the figures of a sentence; whether there is any."""
        carried, found = _Carried(), False
        for each in list(self.counting.counted(sentence)):
            found = True
            cue, speaker = self._speaker(each, cues, place)
            carried.hear(speaker, each)
            is_anew = carried.has_crossed and each.thing_how == "carried"
            one = replace(each, thing="person", thing_how="default") if is_anew else each
            is_blank = one.head is None and one.thing == carried.blank and not is_anew
            subject = BLANK if is_blank else find_subject(self._case(sentence, one, speaker, carried))
            subject = self._as_told(one, subject)
            is_told = subject.how == "explicit" or (
                subject.how == "default" and one.event.form == "active" and subject.cue
            )
            if subject.value and is_told and subject.value != BOTH:
                carried.subject, carried.event, carried.thing = subject.value, one.event, one.thing
                carried.is_default = subject.how == "default"
            elif subject.value is None and one.head is not None:
                carried.subject, carried.blank = None, one.thing
            one = self._of_the_armed(one, speaker)
            self.claims.append(self.drafting.draft(sentence, one, cue, speaker, subject, self.previous))
        return found

    def _as_told(self, one: Counted, subject: Found) -> Found:
        """A figure that the text has given before, of the same thing, is about whom it was then."""
        bounds = stated_bounds(one.number.reading)
        if bounds == (None, None) or one.number.is_article or one.number.reading.kind == "none":
            return subject
        said = (one.thing, *bounds)
        if subject.how == "explicit" and subject.value and subject.value != BOTH:
            self.told.setdefault(said, subject.value)
        elif said in self.told and (bounds[0] or bounds[1] or 0) >= REPEATED:
            return Found(self.told[said], "carried", subject.cue)
        return subject

    def _of_the_armed(self, one: Counted, speaker: Speaker | None) -> Counted:
        """A defence ministry or an army that names no noun counts soldiers: "put its losses at 12", "said it killed 30"."""
        is_bare = (
            one.head is None and one.thing == "person" and one.event.form in ("toll", "noun", "own_active", "active")
        )
        if (
            not is_bare
            or speaker is None
            or speaker.is_outsider
            or speaker.organ not in self.lexicon.lists["armed_organs"]
        ):
            return one
        return replace(one, thing="military_person", thing_how="default")

    def _case(self, sentence: Span, one: Counted, speaker: Speaker | None, carried: _Carried) -> Case:
        return Case(
            text=self.text,
            sentence=sentence,
            number=one.number,
            head=one.head,
            event=one.event,
            speaker=speaker,
            carried=carried.subject_for(one, self.lexicon.lists["own_acts"]),
            opponents=self.opponents,
            vocabulary=self.vocabulary,
            lexicon=self.lexicon,
        )

    def _speaker(self, one: Counted, cues: Cues, place: int) -> tuple[Cue | None, Speaker | None]:
        """The cue of the sentence that governs the number; in a quotation over several sentences, that of its last one."""
        if cue := governing(cues[place][0], one.number.first):
            return cue, cue.speaker
        quote = self.text.quote_at(self.text.tokens[one.number.first].start)
        last = min(len(self.text.sentences), place + LONGEST_QUOTE)
        for at in range(place + 1, last) if quote else ():
            if quote and self._is_apart(self.text.sentences[at], quote[1]):
                break
            if cues[at][0]:
                return cues[at][0][0], cues[at][0][0].speaker
        if quote and self.previous:
            return None, replace(self.previous, how="carried", near=None)
        if place and cues[place - 1][0] and self.previous and self._goes_on(place, one):
            return None, replace(self.previous, how="carried", near=None)
        first = self.text.tokens[self.text.sentences[place].first].text
        second = self.text.tokens[min(self.text.sentences[place].first + 1, len(self.text.tokens) - 1)].text
        is_dummy = first == "it" and self.lexicon.has("dummy_verbs", second)
        if self.previous and not is_dummy and first in ("it", "they", "he", "she"):
            return None, replace(self.previous, how="carried", is_both=False, near=None)
        return None, None

    def _goes_on(self, place: int, one: Counted) -> bool:
        """A sentence that adds to the one before in its paragraph: "Another five were hurt", "12 tanks were also lost"."""
        before, here = self.text.sentences[place - 1], self.text.sentences[place]
        if "\n" in self.text.original[before.end : here.start]:
            return False
        first = self.text.tokens[here.first].text
        added = self.text.tokens[one.number.last : max(one.event.first, one.number.last)]
        return first in ("another", "others") or any(token.text == "also" for token in added)

    def _is_apart(self, sentence: Span, end: int) -> bool:
        """A sentence that begins anew after a quotation; "he said" right behind it belongs to it."""
        begins = self.text.tokens[sentence.first]
        return sentence.start > end + 2 or (sentence.start > end and begins.is_capital)
