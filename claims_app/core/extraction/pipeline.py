"""The stages in order: sentences, numbers, nouns, events, speakers, subjects; then what was said without a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from claims_app.core.extraction.candidates import BLANK, Candidate, Extraction, Found, NumberNotUsed, PrintedFigure
from claims_app.core.extraction.events import Event, find_event
from claims_app.core.extraction.headlines import merged
from claims_app.core.extraction.heads import Head, find_head
from claims_app.core.extraction.introductions import learnt
from claims_app.core.extraction.lexicon import Lexicon, lexicon_for
from claims_app.core.extraction.numbers import Number, find_numbers
from claims_app.core.extraction.opponents import Opponents
from claims_app.core.extraction.remarks import find_remarks
from claims_app.core.extraction.speakers import Cue, Heard, Speaker, find_cues, governing
from claims_app.core.extraction.subjects import BOTH, Case, find_subject
from claims_app.core.extraction.texts import Span, Text, cut
from claims_app.core.extraction.vocabularies import Vocabulary

LONGEST = 1_000_000
"""Characters of a text; a longer one is refused."""

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
    reader = _Reader(parts, learnt(parts, vocabulary, lexicon), lexicon)
    reader.read()
    return Extraction(merged(parts, reader.claims), tuple(reader.unused), lexicon.digest)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A number with its noun and its event."""

    number: Number
    head: Head | None
    thing: str
    thing_how: str
    event: Event


def _is_shared(first: Event, second: Event, own_acts: frozenset[str]) -> bool:
    """Both numbers hang on one verb, or on two of one subject: "shot down two helicopters and destroyed two tanks"."""
    acts = own_acts | {"fired", "committed"}
    if (first.key in acts) != (second.key in acts):
        return False
    return first.first == second.first or second.how == "carried" or first.form == second.form == "active"


def _are_opposed(thing: str, one: _Counted) -> bool:
    """Militants and soldiers named side by side, without a party of their own, are not one side's."""
    return one.head is not None and thing != one.thing and "militant" in (thing, one.thing)


@dataclass(slots=True)
class _Reader:
    """One pass over a text, remembering who spoke last and what was counted last."""

    text: Text
    vocabulary: Vocabulary
    lexicon: Lexicon
    claims: list[Candidate] = field(default_factory=list)
    unused: list[NumberNotUsed] = field(default_factory=list)
    previous: Speaker | None = None
    last_thing: str | None = None
    opponents: Opponents = field(default_factory=lambda: Opponents(()))

    def read(self) -> None:
        """Every sentence, in order."""
        self.opponents = Opponents.of(self.text, self.vocabulary)
        cues = self._all_cues()
        for place, sentence in enumerate(self.text.sentences):
            self.previous = cues[place - 1][1] if place else None
            found = self._figures(sentence, cues, place)
            if not found:
                self.claims += find_remarks(
                    self.text, sentence, cues[place][0], self.opponents, self.vocabulary, self.lexicon
                )

    def _all_cues(self) -> list[tuple[list[Cue], Speaker | None]]:
        """The cues of every sentence, and who had spoken last at its end; a headline or a far paragraph forgets nobody."""
        heard = Heard(self.vocabulary, self.lexicon, self.opponents.home, self.opponents.group)
        return [(find_cues(self.text, sentence, heard), heard.previous) for sentence in self.text.sentences]

    def _figures(self, sentence: Span, cues: list[tuple[list[Cue], Speaker | None]], place: int) -> bool:
        numbers = find_numbers(self.text, sentence, self.lexicon)
        counted = list(self._counted(sentence, numbers))
        carried: tuple[str, Event, str] | None = None
        spoke: str | None = None
        has_crossed = False
        for each in counted:
            cue, speaker = self._speaker(each, cues, place)
            is_new = spoke is not None and speaker is not None and speaker.claimant != spoke
            has_crossed = each.head is None and (is_new or has_crossed)
            carried = None if is_new else carried
            spoke = speaker.claimant if speaker else spoke
            one = (
                replace(each, thing="person", thing_how="default")
                if has_crossed and each.thing_how == "carried"
                else each
            )
            kept = (
                carried[0]
                if carried
                and not _are_opposed(carried[2], one)
                and (one.head is None or _is_shared(carried[1], one.event, self.lexicon.lists["own_acts"]))
                else None
            )
            subject = find_subject(
                Case(
                    self.text,
                    sentence,
                    one.number,
                    one.head,
                    one.event,
                    speaker,
                    kept,
                    self.opponents,
                    self.vocabulary,
                    self.lexicon,
                )
            )
            if subject.value and subject.how == "explicit" and subject.value != BOTH:
                carried = (subject.value, one.event, one.thing)
            self.claims.append(self._candidate(sentence, one, cue, speaker, subject))
        return bool(counted)

    def _counted(self, sentence: Span, numbers: list[Number]) -> Iterator[_Counted]:
        """The numbers that count something, with its noun and event; the others go to the list of those not used."""
        inherited: str | None = None
        whole: Event | None = None
        last_head: Head | None = None
        for at, number in enumerate(numbers):
            limit = numbers[at + 1].first if at + 1 < len(numbers) and not numbers[at + 1].is_article else sentence.last
            is_total = at > 0 and self._is_out_of(numbers[at - 1], number)
            reason = (
                number.reason or self._times(sentence, number) or ("the total of another number" if is_total else "")
            )
            if reason.startswith("times:"):
                thing = reason[6:]
                yield _Counted(number, None, thing, "explicit", self._act_before(sentence, number))
                continue
            reason = reason or self._no_count(number, sentence)
            head = None if reason else find_head(self.text, number.last, limit, self.vocabulary, self.lexicon)
            if not reason and head is None and limit < sentence.last and self._is_out_of(number, numbers[at + 1]):
                head = find_head(self.text, numbers[at + 1].last, sentence.last, self.vocabulary, self.lexicon)
            event = None if reason else find_event(self.text, sentence, number, head, numbers, self.lexicon)
            if whole and not reason:
                similar = head is None and (self._is_of_them(number, sentence) or self._is_similar(number, sentence))
                if similar:
                    head, event = last_head, replace(event or whole, how="carried")
                elif event is None and head and self._is_listed(number, numbers[at - 1]):
                    event = replace(whole, how="carried")
            reason = reason or self._refusal(number, head, event, inherited)
            if reason or event is None:
                if not number.is_article and self.text.tokens[number.first].text != "no":
                    self._leave(number, reason)
                continue
            thing = head.thing if head else self._carried_thing(event, last_head, inherited)
            if event.form == "toll" and head is None and self.last_thing:
                thing = self.last_thing
            if head is None and event.form == "noun" and number.reading.kind != "none":
                thing = inherited or self.last_thing or "person"
            thing = self._armed(thing, head, event)
            event = replace(event, key=self.lexicon.instead.get(event.key, {}).get(thing, event.key))
            yield _Counted(number, head, thing, "explicit" if head else "carried" if inherited else "default", event)
            whole, last_head = event, head or last_head
            if not self._is_part(number, sentence):
                inherited = thing if self._harm(thing) == "people" else inherited
            self.last_thing = inherited

    def _carried_thing(self, event: Event, last_head: Head | None, inherited: str | None) -> str:
        """What a number without a noun counts: "claimed five had been shot down" after jets; else the people of before."""
        is_about_things = event.key in self.lexicon.lists["done_to_things"]
        if last_head and is_about_things and self._harm(last_head.thing) == "things":
            return last_head.thing
        return inherited or "person"

    def _armed(self, thing: str, head: Head | None, event: Event) -> str:
        """Somebody counts the armed: "we lost 17 men", "the military death toll"; people in general stay people."""
        if thing != "person":
            return thing
        tokens = self.text.tokens
        words = {token.text for token in tokens[max(0, event.first - 1) : event.last]}
        is_military_toll = event.form == "toll" and bool(words & self.lexicon.lists["military_words"])
        is_men = head is not None and tokens[head.last - 1].text in self.lexicon.lists["men"]
        is_ours = event.form == "own_active" or (head is not None and head.is_own)
        return "military_person" if is_military_toll or (is_men and is_ours) else thing

    def _times(self, sentence: Span, number: Number) -> str:
        """ "opened fire 127 times": the object that a count of times stands for."""
        after = self.text.tokens[number.last].text if number.last < sentence.last else ""
        if after != "times":
            return ""
        found = next(self.lexicon.times_of.within(self.text.tokens, sentence.first, sentence.last), None)
        return (
            f"times:{found[0]}" if found and found[0] in self.vocabulary.things else "a count of times of nothing known"
        )

    def _act_before(self, sentence: Span, number: Number) -> Event:
        """The act that is counted in times; its doer is looked for before it."""
        _, first, last = next(self.lexicon.times_of.within(self.text.tokens, sentence.first, sentence.last))
        return Event("committed", "active", first, last)

    def _refusal(self, number: Number, head: Head | None, event: Event | None, inherited: str | None) -> str:
        """Why a number becomes no claim; "" where it becomes one."""
        if event is None:
            return "no noun known" if head is None else "no event known"
        if number.is_article and (
            head is None
            or (event.form in ("noun", "own") and self.text.tokens[event.last - 1].text != "of")
            or self._harm(head.thing) == "events"
            or not self._is_close(head, event)
        ):
            return "an article"
        if head is None and event.form in ("active", "own_active"):
            vague = number.reading.kind == "vague"
            ends = (
                inherited
                or vague
                or self._is_of_them(number, Span(number.first, len(self.text.tokens), 0, 0))
                or self.text.tokens[min(number.last, len(self.text.tokens) - 1)].kind == "sign"
            )
            if not ends or event.key not in ("killed", "wounded", "killed_and_wounded"):
                return "no noun known"
        if (
            number.reading.kind == "vague"
            and number.last - number.first == 1
            and head is None
            and self.text.tokens[number.first].text in ("some", "many")
        ):
            return "no noun known"
        if head and self._outcome(event.key, self._harm(head.thing)) == "":
            return "the event does not fit the noun"
        return ""

    def _is_part(self, number: Number, sentence: Span) -> bool:
        """ "including 11 children", "among them two medics": a part of what was counted before."""
        return number.first > sentence.first and self.text.tokens[number.first - 1].text in (
            "including",
            "whom",
            "them",
        )

    def _no_count(self, number: Number, sentence: Span) -> str:
        """A number that only seems to count: "two officials said", "no casualty figures", "a couple and their son"."""
        following = [token.text for token in self.text.tokens[number.last : min(number.last + 5, sentence.last)]]
        printed = [token.text for token in self.text.tokens[number.first : number.last]]
        if printed == ["a", "couple"] and following[:1] != ["of"]:
            return "says no number"
        if printed == ["no"] and any(self.lexicon.has("no_counts", word) for word in following[:3]):
            return "says that there is no report"
        for word in following[:4]:
            if self.lexicon.noise_after.get(word) == "people who speak":
                return "people who speak"
            if not (self.lexicon.has("adjectives", word) or self.lexicon.organs.table.get((word,))):
                break
        return ""

    def _is_similar(self, number: Number, sentence: Span) -> bool:
        """ "three others", "at least 17 more": of what was counted before."""
        return number.last < sentence.last and self.lexicon.has("similar", self.text.tokens[number.last].text)

    def _is_listed(self, number: Number, before: Number) -> bool:
        """A further item of a list whose verb came first: "including 70 civilians", "along with 21 others", after a colon."""
        tokens = self.text.tokens
        last = [token.text for token in tokens[max(0, number.first - 2) : number.first]]
        if last[-1:] in (["including"], [":"]) or last in (["along", "with"], ["well", "as"], ["together", "with"]):
            return True
        between = [token.text for token in tokens[before.last : number.first]]
        return last[-1:] in (["and"], [","]) and len(between) <= 6 and not any(word in (".", ";") for word in between)

    def _is_of_them(self, number: Number, sentence: Span) -> bool:
        """ "40 people, seven of them seriously"."""
        words = [token.text for token in self.text.tokens[number.last : min(number.last + 2, sentence.last)]]
        return words in (["of", "them"], ["of", "whom"])

    def _is_out_of(self, number: Number, following: Number) -> bool:
        """ "two out of six rockets": the noun stands after the second number."""
        between = [token.text for token in self.text.tokens[number.last : following.first]]
        return between in (["out", "of"], ["of"], ["of", "the"])

    def _is_close(self, head: Head, event: Event) -> bool:
        return -6 <= event.first - head.last <= 6 if event.first >= head.last else head.first - event.last <= 14

    def _leave(self, number: Number, reason: str) -> None:
        start, end = self.text.tokens[number.first].start, self.text.tokens[number.last - 1].end
        self.unused.append(NumberNotUsed(self.text.original[start:end], start, end, reason))

    def _harm(self, thing: str) -> str:
        found = self.vocabulary.things.get(thing)
        return found.harm if found else "people"

    def _outcome(self, event: str, harm: str) -> str:
        if event == "committed":
            return event
        return self.lexicon.outcomes[event].get(harm, "")

    def _speaker(
        self, one: _Counted, cues: list[tuple[list[Cue], Speaker | None]], place: int
    ) -> tuple[Cue | None, Speaker | None]:
        """The cue of the sentence that governs the number; in a quotation over several sentences, that of its last one."""
        cue = governing(cues[place][0], one.number.first)
        if cue:
            return cue, cue.speaker
        quote = self.text.quote_at(self.text.tokens[one.number.first].start)
        at = place + 1
        last = min(len(self.text.sentences), place + LONGEST_QUOTE)
        while quote and at < last and self.text.sentences[at].start <= quote[1] + 2:
            if cues[at][0]:
                return cues[at][0][0], cues[at][0][0].speaker
            at += 1
        first = self.text.tokens[self.text.sentences[place].first].text
        if self.previous and first in ("it", "they", "he", "she"):
            owner = self.previous
            return None, Speaker(
                owner.claimant,
                owner.party,
                owner.organ,
                owner.printed,
                owner.first,
                owner.last,
                "carried",
                owner.is_outsider,
                owner.relay,
            )
        return None, None

    def _candidate(
        self, sentence: Span, one: _Counted, cue: Cue | None, speaker: Speaker | None, subject: Found
    ) -> Candidate:
        number, vocabulary = one.number, self.vocabulary
        thing = vocabulary.things.get(one.thing)
        outcome = self._outcome(one.event.key, self._harm(one.thing))
        tokens = self.text.tokens
        start, end = tokens[number.first].start, tokens[number.last - 1].end
        event_cue = (tokens[one.event.first].start, tokens[one.event.last - 1].end)
        head_cue = (tokens[one.head.first].start, tokens[one.head.last - 1].end) if one.head else None
        party = vocabulary.parties.get(subject.value) if subject.value else None
        name = party.name if party else BOTH if subject.value == BOTH else None
        if subject is BLANK and thing and (thing.is_civil or thing.key in ("militant", "person")):
            name = self.text.words(one.head.first, one.head.last) if one.head else thing.plural
            subject = Found(name, "default" if one.head else "carried", head_cue)
        claimant = (
            Found(speaker.claimant, speaker.how, (tokens[speaker.first].start, tokens[speaker.last - 1].end))
            if speaker
            else BLANK
        )
        fields = {
            "figure": Found(self.text.original[start:end], "explicit", (start, end)),
            "object": Found(one.thing, one.thing_how, head_cue),
            "outcome": Found(outcome, one.event.how, event_cue),
            "claimant": claimant,
            "subject": Found(name, subject.how, subject.cue) if name else BLANK,
        }
        label = self.text.original[slice(*subject.cue)] if subject.cue else ""
        return Candidate(
            kind="denial" if cue and cue.is_denial else "figure",
            quote=self.text.original[sentence.start : sentence.end],
            start=sentence.start,
            end=sentence.end,
            figure=PrintedFigure(self.text.original[start:end], start, end, number.reading),
            fields=fields,
            measure=f"{thing.plural if thing else one.thing} {vocabulary.outcome_names.get(outcome, outcome)}",
            speaker=speaker.printed if speaker else None,
            relay=speaker.relay if speaker else None,
            subject_means=vocabulary.means(speaker.party, label) if speaker and speaker.party and label else (),
            stance=self._stance(speaker, party.root if party else None, one, thing.is_civil if thing else False),
            picks=self._picks(sentence, claimant, name),
            is_part=self._is_part(number, sentence) or self._is_of_them(number, sentence),
        )

    def _stance(self, speaker: Speaker | None, subject: str | None, one: _Counted, is_civil: bool) -> str:
        own = self.vocabulary.parties[speaker.party].root if speaker and speaker.party else None
        if own is None or speaker is None or speaker.is_outsider or subject is None:
            return "third_party"
        if one.event.key in ("committed", "fired") and subject != own:
            return "accusation"
        if subject != own:
            return "other_loss"
        if is_civil:
            return "own_civilians"
        return "own_gain" if one.event.key in ("captured", "carried_out", "fired") else "own_loss"

    def _picks(self, sentence: Span, claimant: Found, subject: str | None) -> dict[str, tuple[str, ...]]:
        """Up to three for the claimant and two for the subject: the guess, the parties of the sentence, those of the text."""
        named = [
            self.vocabulary.parties[self.vocabulary.parties[key].root].name
            for key, first, _ in self.vocabulary.labels.within(self.text.tokens, sentence.first, sentence.last)
            if self.text.tokens[first].is_capital
        ]
        ranked = [self.vocabulary.parties[key].name for key in self.opponents.ranked[:3]]
        before = [self.previous.claimant] if self.previous else []
        claimants = dict.fromkeys(filter(None, [claimant.value, *before, *named, *ranked]))
        subjects = dict.fromkeys(filter(None, [subject, *named, *ranked]))
        return {"claimant": tuple(claimants)[:3], "subject": tuple(subjects)[:2]}
