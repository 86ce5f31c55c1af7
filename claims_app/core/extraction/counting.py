"""What each number of a sentence counts, and what happened to it; the others get the reason why they count nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from claims_app.core.extraction.candidates import NumberNotUsed
from claims_app.core.extraction.events import Event, find_event
from claims_app.core.extraction.heads import Head, find_head
from claims_app.core.extraction.lexicon import Lexicon
from claims_app.core.extraction.neighbours import PLACING, Neighbours, is_in_noun
from claims_app.core.extraction.numbers import SPEAKING, Number, find_numbers
from claims_app.core.extraction.texts import Span, Text
from claims_app.core.extraction.unnumbered import find_unnumbered
from claims_app.core.extraction.vocabularies import Vocabulary

ENDING = (
    "and",
    "in",
    "near",
    "during",
    "at",
    "on",
    "but",
    "while",
    "when",
    "after",
    "from",
    "since",
    "across",
    "along",
    "inside",
)
"""Words after which nothing more is counted: "killed 30 in the north"."""

NEVER_LEFT = ("no", "none")
"""Not listed among the numbers not used."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with its noun and its event; `thing` is the object's key, `thing_how` how it was found."""

    number: Number
    head: Head | None
    thing: str
    thing_how: str
    event: Event
    is_part: bool = False


@dataclass(slots=True)
class _Before:
    """What the numbers before told in the same sentence: the people counted, the last event and noun."""

    people: str | None = None
    event: Event | None = None
    head: Head | None = None
    number: Number | None = None
    is_part: bool = False


@dataclass(slots=True)
class Counting:
    """Counts sentence by sentence; `unused` gathers the numbers that count nothing."""

    text: Text
    vocabulary: Vocabulary
    lexicon: Lexicon
    unused: list[NumberNotUsed] = field(default_factory=list)
    last_thing: str | None = None

    @property
    def near(self) -> Neighbours:
        """What the words beside a number say."""
        return Neighbours(self.text, self.vocabulary, self.lexicon)

    def counted(self, sentence: Span) -> Iterator[Counted]:
        """What a sentence counts, from left to right: its numbers, and what it counts without one."""
        found = sorted([*self._numbered(sentence), *self._unnumbered(sentence)], key=lambda one: one.number.first)
        return iter(found)

    def _unnumbered(self, sentence: Span) -> Iterator[Counted]:
        numbers = [one for one in find_numbers(self.text, sentence, self.lexicon) if not one.is_article]
        for found in find_unnumbered(self.text, sentence, numbers, self.vocabulary, self.lexicon):
            yield Counted(found.number, found.head, found.head.thing, "explicit", found.event)

    def _numbered(self, sentence: Span) -> Iterator[Counted]:
        numbers = find_numbers(self.text, sentence, self.lexicon)
        if "\n" in self.text.original[max(0, sentence.start - 2) : sentence.start]:
            self.last_thing = None
        before = _Before()
        for at, number in enumerate(numbers):
            one, reason = self._read(number, at, numbers, sentence, before)
            before.number = number
            if one:
                yield one
            elif not number.is_article and self.text.tokens[number.first].text not in NEVER_LEFT:
                self._leave(number, reason)

    def _read(
        self, number: Number, at: int, numbers: list[Number], sentence: Span, before: _Before
    ) -> tuple[Counted | None, str]:
        """The number with what it counts, or None with the reason."""
        reason = number.reason or self.near.in_label(number, sentence)
        if not reason and self.near.word_after(number, sentence) == "times":
            return self._times(sentence, number), "a count of times of nothing known"
        reason = reason or self.near.of_before(number, at, numbers, sentence)
        if not reason and before.number and self.near.is_out_of(before.number, number):
            reason = "the total of another number"
        if reason := reason or self._no_count(number, sentence):
            return None, reason
        head = self._head(number, at, numbers, sentence)
        event = find_event(self.text, sentence, number, head, numbers, self.lexicon)
        head, event = self._shared(number, head, event, sentence, before)
        if event and head and self.near.is_means(number, head, event):
            event = replace(event, key="fired", form="active")
        if reason := self._refusal(number, head, event, before.people):
            return None, reason
        assert event
        thing = self._armed(self._thing(number, head, event, before), head, event)
        event = replace(event, key=self.lexicon.instead.get(event.key, {}).get(thing, event.key))
        how = "explicit" if head else "carried" if before.people else "default"
        is_part = self._is_part(number, sentence, before)
        self._remember(head, event, thing, before, is_part=is_part)
        return Counted(number, head, thing, how, event, is_part), ""

    def _is_part(self, number: Number, sentence: Span, before: _Before) -> bool:
        """A part of what was counted before, or listed right behind one: "including four soldiers and three medics"."""
        if self.near.is_part(number, sentence) or self.near.is_of_them(number):
            return True
        if not before.is_part or before.number is None or number.is_article:
            return False
        between = [token.text for token in self.text.tokens[before.number.last : number.first]]
        return between[-1:] == ["and"] and len(between) <= 3 and not any(self._is_event(word) for word in between)

    def _is_event(self, word: str) -> bool:
        return (word,) in self.lexicon.events.table

    def _remember(self, head: Head | None, event: Event, thing: str, before: _Before, *, is_part: bool) -> None:
        before.event, before.is_part = event, is_part
        if before.head is None or not is_part:
            before.head = head or before.head
        if not is_part and self.harm(thing) == "people":
            before.people = thing
        self.last_thing = before.people

    def _head(self, number: Number, at: int, numbers: list[Number], sentence: Span) -> Head | None:
        """The noun before the next number; in "two out of six rockets" that of the second."""
        following = next((one for one in numbers[at + 1 : at + 3] if not is_in_noun(self.text, one)), None)
        limit = following.first if following and not following.is_article else sentence.last
        head = find_head(self.text, number.last, limit, self.vocabulary, self.lexicon)
        head = head or self._named_before(number)
        if head is None and following and limit < sentence.last and self.near.is_out_of(number, following):
            return find_head(self.text, following.last, sentence.last, self.vocabulary, self.lexicon)
        return head

    def _named_before(self, number: Number) -> Head | None:
        """ "tanks - 1,393", "vehicles: 12": a list that names before it counts."""
        tokens, end = self.text.tokens, number.first - 1
        if end < 1 or tokens[end].text not in ("-", ":") or tokens[end].end == tokens[number.first].start:
            return None
        for first in range(max(0, end - 5), end):
            found = self.vocabulary.surfaces.at(tokens, first, end)
            if found and first + found[1] == end:
                return Head(found[0], first, end)
        return None

    def _shared(
        self, number: Number, head: Head | None, event: Event | None, sentence: Span, before: _Before
    ) -> tuple[Head | None, Event | None]:
        """Noun and event, taken from the number before where the words say so: "12 of them", "three others", a list."""
        if head is None and before.head is None and self.near.is_of_them(number):
            head = self._antecedent(number, sentence)
        if before.event is None or before.number is None:
            return head, event
        if head is None and (self.near.is_of_them(number) or self.near.is_similar(number, sentence)):
            return before.head, replace(event or before.event, how="carried")
        is_part = self._is_part(number, sentence, before)
        if head is None and self.near.is_part(number, sentence) and before.head:
            return before.head, before.event and replace(before.event, how="carried")
        if is_part and event is not None and event.how == "carried" and event.first > number.last:
            return head, replace(before.event, how="carried")
        if event is None and head is None and self.near.is_elliptic(number, before.number):
            return before.head, replace(before.event, how="carried")
        is_thing = before.head is not None and self.harm(before.head.thing) == "things"
        if head is None and event and is_thing and self.lexicon.has("done_to_things", event.key):
            return before.head, event
        if event is None and head is None and self.near.is_tally(number):
            return before.head, replace(before.event, how="carried")
        if event is None and head and self.near.is_listed(number, before.number):
            return head, replace(before.event, how="carried")
        return head, event

    def _antecedent(self, number: Number, sentence: Span) -> Head | None:
        """ "pursued the attackers and killed 21 of them": the last people named before, though nobody counted them."""
        found = list(
            self.vocabulary.surfaces.within(self.text.tokens, max(sentence.first, number.first - 20), number.first)
        )
        people = [one for one in found if self.harm(one[0]) == "people"]
        return Head(*people[-1]) if people else None

    def _thing(self, number: Number, head: Head | None, event: Event, before: _Before) -> str:
        """The object's key: the noun's, else that of the number or sentence before, else people."""
        if head:
            return head.thing
        if self.near.is_of_own(number):
            return "military_person"
        if event.form == "noun" and number.reading.kind != "none":
            return before.people or self.last_thing or "person"
        if event.form == "toll" and (named := self._named_in_toll(event, number)):
            return named
        if event.form == "own_active" and event.key == "lost" and not before.people:
            return "military_person"
        if event.form == "toll" and self.last_thing:
            return self.last_thing
        is_about_things = event.key in self.lexicon.lists["done_to_things"]
        if before.head and is_about_things and self.harm(before.head.thing) == "things":
            return before.head.thing
        return before.people or "person"

    def _named_in_toll(self, event: Event, number: Number) -> str | None:
        """ "the number of servicemen killed has reached 2,317"."""
        last = max(event.last, number.first)
        found = [key for key, _, _ in self.vocabulary.surfaces.within(self.text.tokens, event.first, last)]
        return next((key for key in reversed(found) if self.harm(key) == "people" and key != "person"), None)

    def _armed(self, thing: str, head: Head | None, event: Event) -> str:
        """Somebody counts the armed: "we lost 17 men", "the military death toll"; people in general stay people."""
        if thing != "person":
            return thing
        tokens = self.text.tokens
        words = {token.text for token in tokens[max(0, event.first - 1) : event.last]}
        is_military_toll = event.form == "toll" and bool(words & self.lexicon.lists["military_words"])
        if event.form == "toll" and event.key == "lost":
            return "military_person"
        is_men = head is not None and tokens[head.last - 1].text in self.lexicon.lists["men"]
        is_ours = event.form == "own_active" or (head is not None and head.is_own)
        if event.form in ("noun", "own_active") and event.key == "killed" and self._is_lost(event):
            return "military_person"
        if event.form == "own_active" and self._is_of_forces(event):
            return "military_person"
        return "military_person" if is_military_toll or (is_men and is_ours) else thing

    def _is_of_forces(self, event: Event) -> bool:
        """ "the army suffered 421 casualties"."""
        before = self.text.tokens[max(0, event.first - 3) : event.first]
        return any(token.text in ("army", "forces", "troops", "military", "navy", "rebels") for token in before)

    def _is_lost(self, event: Event) -> bool:
        """ "lost over 400 dead": an armed side counts."""
        before = {token.text for token in self.text.tokens[max(0, event.first - 5) : event.first + 1]}
        return bool(before & {"lost", "losing", "lose"})

    def _times(self, sentence: Span, number: Number) -> Counted | None:
        """ "opened fire 127 times": what a count of times stands for; its doer is looked for before the act."""
        found = next(self.lexicon.times_of.within(self.text.tokens, sentence.first, sentence.last), None)
        if not found or found[0] not in self.vocabulary.things:
            return None
        return Counted(number, None, found[0], "explicit", Event("committed", "active", found[1], found[2]))

    def _refusal(self, number: Number, head: Head | None, event: Event | None, people: str | None) -> str:
        """Why a number becomes no claim; "" where it becomes one."""
        if event is None:
            return "no noun known" if head is None else "no event known"
        if number.is_article and not self._may_be_one(number, head, event):
            return "an article"
        if head is None and not self._may_lack_noun(number, event, people):
            return "no noun known"
        if head and self.outcome(event.key, self.harm(head.thing)) == "":
            return "the event does not fit the noun"
        return ""

    def _may_be_one(self, number: Number, head: Head | None, event: Event) -> bool:
        """ "a tank was destroyed": an article counts one thing or person close to its event; "bombs on a market" does not.

        A plural ("an helicopters") is one thing with a slip of the pen on one of its two words: nothing is guessed.
        """
        if head is None or self.harm(head.thing) == "events" or self.near.is_plural(head):
            return False
        is_noun_of = event.form == "noun" and event.last <= number.first
        if not is_noun_of and self.text.tokens[number.first - 1].text in PLACING:
            return False
        if not self.near.ends_phrase(head) or (event.last <= number.first and self.near.speaks_next(head)):
            return False
        is_trap = self.lexicon.has("traps", head.thing)
        if is_trap and (event.key == "hit" or (event.key == "fired" and event.form == "own")):
            return False
        is_bare = event.form == "noun" and self.text.tokens[event.last - 1].text != "of"
        is_last_of_list = event.how == "carried" and self.text.tokens[number.first - 1].text == "and"
        return not is_bare and (_is_close(head, event) or is_last_of_list)

    def _may_lack_noun(self, number: Number, event: Event, people: str | None) -> bool:
        """ "killed 12, wounded dozens": people are meant, where nothing else follows the number."""
        tokens, is_vague = self.text.tokens, number.reading.kind == "vague"
        if self.near.is_of_own(number):
            return event.key in ("killed", "wounded", "lost", "missing")
        if event.form in ("active", "own_active") and event.last <= number.first:
            after = tokens[min(number.last, len(tokens) - 1)]
            is_last = after.kind == "sign" or after.text in ENDING
            ends = people or is_vague or is_last or self.near.is_of_them(number)
            if event.key == "lost" and after.text in (".", ",", ";", '"'):
                return True
            if self.lexicon.has("done_to_people", tokens[event.first].text) and ends:
                return True
            is_of_people = event.key in ("killed", "wounded", "killed_and_wounded")
            if not ends or not (
                is_of_people or (people and event.key in ("captured", "freed", "hospitalised", "lost"))
            ):
                return False
        return not (is_vague and number.last - number.first == 1 and tokens[number.first].text in ("some", "many"))

    def _no_count(self, number: Number, sentence: Span) -> str:
        """A number that only seems to count: "two officials said", "no casualty figures", "a couple and their son"."""
        following = [token.text for token in self.text.tokens[number.last : min(number.last + 5, sentence.last)]]
        printed = [token.text for token in self.text.tokens[number.first : number.last]]
        if printed == ["a", "couple"] and following[:1] != ["of"]:
            return "says no number"
        if printed == ["no"] and any(self.lexicon.has("no_counts", word) for word in following[:3]):
            return "says that there is no report"
        for word in following[:4]:
            if self.lexicon.noise_after.get(word) == SPEAKING:
                return SPEAKING if self.near.speaks(number, sentence) else ""
            if not (self.lexicon.has("adjectives", word) or self.lexicon.organs.table.get((word,))):
                break
        return ""

    def _leave(self, number: Number, reason: str) -> None:
        start, end = self.text.tokens[number.first].start, self.text.tokens[number.last - 1].end
        self.unused.append(NumberNotUsed(self.text.original[start:end], start, end, reason))

    def harm(self, thing: str) -> str:
        """people, things or events."""
        found = self.vocabulary.things.get(thing)
        return found.harm if found else "people"

    def outcome(self, event: str, harm: str) -> str:
        """The outcome's key of an event that befell people, things or events; "" where it cannot."""
        return event if event == "committed" else self.lexicon.outcomes[event].get(harm, "")


def _is_close(head: Head, event: Event) -> bool:
    return -6 <= event.first - head.last <= 9 if event.first >= head.last else head.first - event.last <= 14
