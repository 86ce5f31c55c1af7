"""What happened to what is counted: the event word that governs a number, from either side, through lists and ellipsis."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace

from claims_app.core.extraction.heads import Head
from claims_app.core.extraction.lexicon import EventForm, Lexicon
from claims_app.core.extraction.numbers import Number
from claims_app.core.extraction.texts import Span, Text

REACH = 30
"""An event stands within so many words of its number."""

BE = frozenset({"was", "were", "been", "being", "is", "are", "be", "got"})


BEFORE_DEATHS = frozenset(
    {
        '"',
        "of",
        "the",
        "civilian",
        "military",
        "more",
        "confirmed",
        "combat",
        "battlefield",
        "new",
        "further",
        "additional",
    }
)
"""Words between a number and a noun of what happened: "12 civilian deaths"."""

LEAVING = ("left", "leaving", "leaves", "leave")
"""Verbs after which a participle tells what happened: "left 12 wounded"."""

TAKES_LIVES = ("claimed", "claims", "claim", "claiming", "cost", "costing", "costs", "took", "taken", "taking", "takes")


@dataclass(frozen=True, slots=True)
class Event:
    """An event by its key, the form in which it stands, its tokens (half-open), and how it was found."""

    key: str
    form: str
    first: int
    last: int
    how: str = "explicit"


def find_event(
    text: Text, sentence: Span, number: Number, head: Head | None, numbers: list[Number], lexicon: Lexicon
) -> Event | None:
    """The event of a number in its sentence, or None: after it, before it, or in the noun itself ("18 deaths")."""
    end = head.last if head else number.last
    return (
        _bodies_of(text, sentence, number)
        or _suffered(text, sentence, number, _noun_itself(text, number, end, sentence, lexicon), lexicon)
        or _of_lives(text, sentence, number, head)
        or _landed(text, sentence, head, lexicon)
        or _within(text, sentence, number, head, lexicon)
        or _number_of_killed(text, sentence, number, lexicon)
        or _chosen(text, sentence, number, head, numbers, lexicon)
        or _toll_before(text, sentence, number, lexicon)
        or _list_of_losses(text, sentence, number, lexicon)
    )


def _chosen(
    text: Text, sentence: Span, number: Number, head: Head | None, numbers: list[Number], lexicon: Lexicon
) -> Event | None:
    """What follows a number tells what happened, unless its verb stands right before it: "shot down two drones launched by"."""
    end = head.last if head else number.last
    after = _after(text, sentence, end, numbers, lexicon)
    if after and head and after.key == "hit" and lexicon.has("acts_counted", head.thing):
        is_done = any(token.text in BE for token in text.tokens[end : after.first])
        after = after if is_done else replace(after, key="carried_out", form="own")
    if after and after.form != "passive":
        return after
    before = _before(text, sentence, number, lexicon)
    if not after or not before:
        return after or before
    if text.tokens[before.first].text in LEAVING and before.last == number.first:
        return after
    if after.how == "carried" and before.last == number.first and before.form in ("active", "own_active"):
        return before
    is_reduced = not any(token.text in BE for token in text.tokens[end : after.first])
    between = [token.text for token in text.tokens[before.last : number.first]]
    is_adjacent = between in ([], ['"']) and before.form in ("active", "own_active")
    return before if is_adjacent and is_reduced else after


def _list_of_losses(text: Text, sentence: Span, number: Number, lexicon: Lexicon) -> Event | None:
    """ "Losses: 5 tanks, 2 helicopters", "the enemy's losses are: tanks - 12": what stands behind a colon is lost."""
    first = max(sentence.first, number.first - 90)
    colon = next((at for at in range(number.first - 1, first, -1) if text.tokens[at].text == ":"), None)
    if colon is None or number.is_article:
        return None
    tolls = list(lexicon.tolls.within(text.tokens, max(first, colon - 14), colon))
    return Event(tolls[-1][0], "toll", tolls[-1][1], tolls[-1][2]) if tolls else None


def _bodies_of(text: Text, sentence: Span, number: Number) -> Event | None:
    """ "the bodies of 22 soldiers were recovered": they were killed."""
    before = [token.text for token in text.tokens[max(sentence.first, number.first - 2) : number.first]]
    is_of = len(before) == 2 and before[1] == "of" and before[0] in ("bodies", "body", "corpses", "remains")
    return Event("killed", "noun", number.first - 2, number.first) if is_of else None


def _suffered(text: Text, sentence: Span, number: Number, event: Event | None, lexicon: Lexicon) -> Event | None:
    """ "suffered 350 casualties", "lost over 400 dead": whose they are is told by the verb right before the number."""
    at = number.first - 1
    if event is None or at < sentence.first or event.key not in ("casualties", "killed", "wounded"):
        return event
    found = lexicon.events.at(text.tokens, at, number.first)
    return replace(event, form="own_active", first=at) if found and _pick(found[0], "own_active") else event


def _of_lives(text: Text, sentence: Span, number: Number, head: Head | None) -> Event | None:
    """ "the war has claimed 10,000 lives"."""
    if head is None or text.tokens[head.last - 1].text not in ("lives", "life"):
        return None
    before = number.first - 1
    if before < sentence.first or text.tokens[before].text not in TAKES_LIVES:
        return None
    return Event("killed", "active", before, before + 1)


def _landed(text: Text, sentence: Span, head: Head | None, lexicon: Lexicon) -> Event | None:
    """ "five missiles hit the city", "12 shells landed": somebody fired them."""
    if head is None or not lexicon.has("projectiles", head.thing) or head.last >= sentence.last:
        return None
    is_landing = lexicon.has("landings", text.tokens[head.last].text)
    return Event("fired", "own", head.last, head.last + 1) if is_landing else None


def _number_of_killed(text: Text, sentence: Span, number: Number, lexicon: Lexicon) -> Event | None:
    """ "the number of Palestinians killed rose to 30", "bringing to 62 the number killed"."""
    after = [token.text for token in text.tokens[number.last : min(number.last + 2, sentence.last)]]
    is_before_toll = len(after) == 2 and after[0] in ("the", "its") and text.tokens[number.first - 1].text == "to"
    if is_before_toll and (toll := lexicon.tolls.at(text.tokens, number.last + 1, sentence.last)):
        return Event(toll[0], "toll", number.last, number.last + 1 + toll[1])
    first = number.last + 1 if after == ["the", "number"] else max(sentence.first, number.first - 16)
    limit = min(number.last + 9, sentence.last) if after == ["the", "number"] else number.first
    for start in range(first, limit):
        if text.tokens[start].text not in ("number", "total"):
            continue
        for at in range(start + 1, min(start + 8, limit)):
            found = lexicon.events.at(text.tokens, at, limit)
            form = _pick(found[0], "passive") if found else None
            if form and found and (limit > number.first or _reaches(text, at + found[1], number.first, lexicon)):
                return Event(form.event, "toll", start, at + found[1])
    return None


def _pick(forms: tuple[EventForm, ...], *wanted: str) -> EventForm | None:
    return next((form for kind in wanted for form in forms if form.form == kind), None)


def _noun_itself(text: Text, number: Number, end: int, sentence: Span, lexicon: Lexicon) -> Event | None:
    """ "400 deaths", "10 dead", "dozens" of dead: an event as the noun."""
    place = number.last
    while place < sentence.last and text.tokens[place].text in BEFORE_DEATHS:
        place += 1
    for at in range(place, min(place + 3, sentence.last - 1)):
        token = text.tokens[at]
        if not (
            token.kind == "word" and (token.is_capital or "-" in token.text or lexicon.has("adjectives", token.text))
        ):
            break
        if lexicon.has("loss_nouns", text.tokens[at + 1].text):
            place = at + 1
    found = lexicon.events.at(text.tokens, place, sentence.last) if place < sentence.last else None
    form = _pick(found[0], "noun") if found else None
    return Event(form.event, "noun", place, place + found[1]) if form and found else None


def _within(text: Text, sentence: Span, number: Number, head: Head | None, lexicon: Lexicon) -> Event | None:
    """ "five wounded monks", "20 burnt-out tanks": a participle between the number and its noun.

    A verb right before the number tells more: "freed 14 abducted children".
    """
    before = _before(text, sentence, number, lexicon)
    if before and before.last == number.first and before.form == "active":
        return None
    for place in range(number.last, head.first if head else number.last):
        found = lexicon.events.at(text.tokens, place, head.first if head else place)
        form = _pick(found[0], "passive") if found else None
        if form and found and form.event not in ("lost", "carried_out", "fired"):
            return Event(form.event, "noun", place, place + found[1])
    return None


def _after(text: Text, sentence: Span, end: int, numbers: list[Number], lexicon: Lexicon) -> Event | None:
    """A participle or intransitive verb to the right; what is listed between shares it."""
    tokens, place = text.tokens, end
    if [token.text for token in tokens[end : end + 2]] == ["of", "which"]:
        place = end + 2
    how, was_linked, saw_be = "explicit", False, False
    begun = bisect_left(numbers, end, key=lambda number: number.first)
    starts = {number.first: number for number in numbers[begun : begun + REACH]}
    while place < min(sentence.last, end + REACH):
        word = tokens[place].text
        if place in starts and not starts[place].is_article and was_linked:
            how, place, was_linked, saw_be = "carried", starts[place].last, False, False
            continue
        found = lexicon.events.at(tokens, place, sentence.last)
        form = _pick(found[0], "passive", "own") if found else None
        if (
            found
            and form
            and (saw_be or not was_linked or (form.form == "own" and tokens[place - 1].text == ","))
            and not _takes_object(text, place + found[1], sentence, starts, saw_be, form)
        ):
            return Event(form.event, form.form, place, place + found[1], how)
        if found and (combined_form := _pick(found[0], "active")) and combined_form.event == "killed_and_wounded":
            return Event("killed_and_wounded", "passive", place, place + found[1], how)
        if word in BE:
            saw_be = True
        if word in (".", ";", ":") or (lexicon.has("boundaries", word) and word != "who"):
            return None
        if lexicon.has("reporting", word) and not saw_be:
            return None
        if found and _pick(found[0], "active") and not saw_be:
            return None
        was_linked = lexicon.has("link_words", word) or (was_linked and word in ("the", "a", "an", "his", "some"))
        place += 1
    return None


def _takes_object(
    text: Text, place: int, sentence: Span, starts: Mapping[int, Number], saw_be: bool, form: EventForm
) -> bool:
    """The word has an object of its own: "six soldiers killed two villagers"."""
    if saw_be or form.form == "own" or place >= sentence.last:
        return False
    word = text.tokens[place].text
    return word in ("the", "its", "their", "his", "them") or place in starts


def _before(text: Text, sentence: Span, number: Number, lexicon: Lexicon) -> Event | None:
    """A verb or event noun to the left that has the number for its object, shared by all that is listed after it."""
    tokens, best = text.tokens, None
    first = max(sentence.first, number.first - REACH)
    place = first
    while place < number.first:
        found = lexicon.events.at(tokens, place, number.first)
        if found is None:
            best = None if _breaks_off(tokens[place].text, lexicon) else best
            place += 1
            continue
        last = place + found[1]
        is_passive = place > first and _passive_before(text, first, place)
        form = None if _takes_tally(text, last) else _governing_form(found[0], is_passive)
        if form and (form.form != "noun" or tokens[last - 1].text == "of" or _joins_number(text, last, number)):
            best = Event(form.event, form.form, place, last)
        elif is_passive and form is None:
            best = None
        place = last
    return _marked_carried(text, best, number) if best else None


def _takes_tally(text: Text, place: int) -> bool:
    """ "taking the total since Monday to 16": a count is taken, not people."""
    words = [token.text for token in text.tokens[place : place + 3]]
    return words[:1] in (["the"], ["its"]) and any(
        word in ("total", "toll", "number", "tally", "figure") for word in words
    )


def _governing_form(forms: tuple[EventForm, ...], is_passive: bool) -> EventForm | None:
    """The form that can have a number for its object; after "were" a noun alone can."""
    if is_passive:
        return None if _pick(forms, "own_active", "active") else _pick(forms, "noun")
    return next((form for form in forms if form.form in ("active", "own_active")), None) or _pick(forms, "noun")


def _breaks_off(word: str, lexicon: Lexicon) -> bool:
    """What stands after the word is another clause: "while", a semicolon, a verb of saying."""
    return lexicon.has("clause_breaks", word) or (lexicon.has("reporting", word) and word != "confirmed")


def _marked_carried(text: Text, event: Event, number: Number) -> Event:
    """Something is listed between the event and its number."""
    between = text.tokens[event.last : number.first]
    is_list = any(token.kind == "number" or token.text in (",", "and") for token in between)
    return replace(event, how="carried" if is_list else "explicit")


def _passive_before(text: Text, first: int, place: int) -> bool:
    """A form of "to be" stands before, perhaps with an adverb between."""
    word = text.tokens[place - 1].text
    earlier = text.tokens[place - 2].text if place > first + 1 else ""
    return word in BE or (word in ("also", "reportedly", "seriously", "then") and earlier in BE)


def _joins_number(text: Text, place: int, number: Number) -> bool:
    """Nothing but small words between an event noun and its number: "the deaths of 101"."""
    between = [token.text for token in text.tokens[place : number.first]]
    return len(between) <= 3 and all(word in ("of", "the", "some", "at", "to", "among", "in") for word in between)


def _are_words(text: Text, first: int, last: int) -> bool:
    """Neither a sign nor another number stands between: "the toll from the strikes at 224"."""
    return all(token.kind == "word" for token in text.tokens[first:last])


def _toll_before(text: Text, sentence: Span, number: Number, lexicon: Lexicon) -> Event | None:
    """ "raised the death toll to 89", "losses stood at 10": a count of its own, with words that reach the number."""
    first = max(sentence.first, number.first - 10)
    for event, start, last in reversed(list(lexicon.tolls.within(text.tokens, first, number.first))):
        if _reaches(text, last, number.first, lexicon):
            return Event(event, "toll", start, last)
    return None


def _reaches(text: Text, first: int, last: int, lexicon: Lexicon) -> bool:
    """What stands between a toll and its number leads from one to the other."""
    between = [token.text for token in text.tokens[first:last]]
    if not between or (between[-1] in ("at", "to") and _are_words(text, first, last)):
        return True
    leads = all(lexicon.has("reach", word) or lexicon.has("toll_words", word) for word in between)
    return leads and any(lexicon.has("arrives", word) for word in between)
