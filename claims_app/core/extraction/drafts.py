"""A counted number as the proposal that an editor sees: its fields with their cues, the picks, the stance."""

from __future__ import annotations

from dataclasses import dataclass

from claims_app.core.extraction.candidates import BLANK, Candidate, Found, PrintedFigure
from claims_app.core.extraction.counting import Counted, Counting
from claims_app.core.extraction.opponents import Opponents
from claims_app.core.extraction.speakers import Cue, Speaker
from claims_app.core.extraction.subjects import BOTH
from claims_app.core.extraction.texts import Span, Text
from claims_app.core.extraction.vocabularies import Vocabulary

Place = tuple[int, int]

DEAD = ("bodies", "body", "corpses", "corpse", "dead", "lives", "life", "victims", "casualties", "individuals")
"""Nouns that say nothing about whose people they were."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """Makes the candidates of one text."""

    text: Text
    vocabulary: Vocabulary
    counting: Counting
    opponents: Opponents

    def draft(
        self,
        sentence: Span,
        one: Counted,
        cue: Cue | None,
        speaker: Speaker | None,
        subject: Found,
        previous: Speaker | None,
    ) -> Candidate:
        """The candidate of a number; `subject` holds a party's key, `previous` is who spoke in the sentences before."""
        figure = self._figure(one)
        label = self.text.original[slice(*subject.cue)] if subject.cue else ""
        fields = self._fields(one, speaker, self._named(one, subject), figure)
        return Candidate(
            kind="denial" if cue and cue.is_denial else "figure",
            quote=self.text.original[sentence.start : sentence.end],
            start=sentence.start,
            end=sentence.end,
            figure=figure,
            fields=fields,
            measure=self._measure(one, fields["outcome"].value or ""),
            speaker=speaker.printed if speaker else None,
            relay=speaker.relay if speaker else None,
            subject_means=self.vocabulary.means(speaker.party, label) if speaker and speaker.party and label else (),
            stance=self._stance(speaker, subject.value, one),
            picks=self._picks(sentence, fields["claimant"].value, fields["subject"].value, previous),
            is_part=one.is_part,
        )

    def _figure(self, one: Counted) -> PrintedFigure:
        start, end = self._place(one.number.first, one.number.last)
        return PrintedFigure(self.text.original[start:end], start, end, one.number.reading)

    def _place(self, first: int, last: int) -> Place:
        return self.text.tokens[first].start, self.text.tokens[last - 1].end

    def _fields(self, one: Counted, speaker: Speaker | None, subject: Found, figure: PrintedFigure) -> dict[str, Found]:
        """Every field, with how it was found and where its cue stands."""
        outcome = self.counting.outcome(one.event.key, self.counting.harm(one.thing))
        claimant = Found(speaker.claimant, speaker.how, self._place(speaker.first, speaker.last)) if speaker else BLANK
        return {
            "figure": Found(figure.text, "explicit", (figure.start, figure.end)),
            "object": Found(one.thing, one.thing_how, self._head_cue(one)),
            "outcome": Found(outcome, one.event.how, self._place(one.event.first, one.event.last)),
            "claimant": claimant,
            "subject": subject,
        }

    def _head_cue(self, one: Counted) -> Place | None:
        return self._place(one.head.first, one.head.last) if one.head else None

    def _named(self, one: Counted, subject: Found) -> Found:
        """The subject by its name; people of no party as they are printed ("villagers"), where nothing tells whose they are."""
        thing = self.vocabulary.things.get(one.thing)
        if subject is BLANK and thing and (thing.is_civil or thing.key in ("militant", "person")):
            name = self.text.words(one.head.first, one.head.last) if one.head else thing.plural
            name = thing.plural if name.lower() in DEAD else name
            return Found(name, "default" if one.head else "carried", self._head_cue(one))
        if subject.value == BOTH:
            return subject
        party = self.vocabulary.parties.get(subject.value) if subject.value else None
        return Found(party.name, subject.how, subject.cue) if party else BLANK

    def _measure(self, one: Counted, outcome: str) -> str:
        thing = self.vocabulary.things.get(one.thing)
        plural, outcome = thing.plural if thing else one.thing, self.vocabulary.outcome_names.get(outcome, outcome)
        measure = outcome if (one.thing, outcome) == ("person", "casualties") else f"{plural} {outcome}"
        printed = self._narrower(one)
        return f"{measure} ({printed})" if printed else measure

    def _narrower(self, one: Counted) -> str:
        """The noun as printed, where it is no name of the object: "motorcycles", which are filed as vehicles."""
        if one.head is None:
            return ""
        words = tuple(token.text for token in self.text.tokens[one.head.first : one.head.last])
        is_people = words[-1] in (*DEAD, "men", "man", "losses") or words in self.vocabulary.labels.table
        is_known = words in self.vocabulary.named or is_people or one.head.thing != one.thing
        return "" if is_known else " ".join(self.text.words(one.head.first, one.head.last).split())

    def _stance(self, speaker: Speaker | None, subject: str | None, one: Counted) -> str:
        own = self.vocabulary.parties[speaker.party].root if speaker and speaker.party else None
        party = self.vocabulary.parties.get(subject) if subject else None
        if own is None or speaker is None or speaker.is_outsider or party is None:
            return "third_party"
        if party.root != own:
            return "accusation" if one.event.key in ("committed", "fired") else "other_loss"
        thing = self.vocabulary.things.get(one.thing)
        if thing and thing.is_civil:
            return "own_civilians"
        return "own_gain" if one.event.key in ("captured", "carried_out", "fired") else "own_loss"

    def _picks(
        self, sentence: Span, claimant: str | None, subject: str | None, previous: Speaker | None
    ) -> dict[str, tuple[str, ...]]:
        """Up to three for the claimant and two for the subject: the guess, the parties of the sentence, those of the text."""
        parties = self.vocabulary.parties
        named = [
            parties[parties[key].root].name
            for key, first, _ in self.vocabulary.labels.within(self.text.tokens, sentence.first, sentence.last)
            if self.text.tokens[first].is_capital
        ]
        ranked = [parties[key].name for key in self.opponents.ranked[:3]]
        before = [previous.claimant] if previous else []
        claimants = dict.fromkeys(filter(None, [claimant, *before, *named, *ranked]))
        subjects = dict.fromkeys(filter(None, [subject, *named, *ranked]))
        return {"claimant": tuple(claimants)[:3], "subject": tuple(subjects)[:2]}
