"""The extractor's words, read from data files: what is counted, what happens to it, who speaks, what is no figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar

from claims_app.core.extraction.texts import Token, fold, words_of

DIRECTORY = Path(__file__).parents[1] / "data" / "extraction"
V = TypeVar("V")
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases(Generic[V]):
    """Word sequences and what they mean; asked for the longest one that begins at a token."""

    table: Mapping[Words, V]
    lengths: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, entries: Iterable[tuple[str, V]]) -> Phrases[V]:
        """From phrases as a data file writes them; the first meaning of a phrase stays."""
        table: dict[Words, V] = {}
        for phrase, meaning in entries:
            if words := words_of(phrase):
                table.setdefault(words, meaning)
        lengths: dict[str, set[int]] = {}
        for words in table:
            lengths.setdefault(words[0], set()).add(len(words))
        return cls(table, {word: tuple(sorted(sizes, reverse=True)) for word, sizes in lengths.items()})

    def extended(self, entries: Iterable[tuple[str, V]]) -> Phrases[V]:
        """These phrases and more; a phrase that is known keeps its meaning."""
        more = Phrases.of(entries)
        lengths = {
            word: tuple(sorted({*sizes, *self.lengths.get(word, ())}, reverse=True))
            for word, sizes in more.lengths.items()
        }
        return Phrases({**more.table, **self.table}, {**self.lengths, **lengths})

    def at(self, tokens: Sequence[Token], place: int, last: int) -> tuple[V, int] | None:
        """The meaning of the longest phrase that begins at a place and ends before `last`, and its length."""
        for length in self.lengths.get(tokens[place].text, ()):
            if place + length > last:
                continue
            words = tuple(token.text for token in tokens[place : place + length])
            if words in self.table:
                return self.table[words], length
        return None

    def within(self, tokens: Sequence[Token], first: int, last: int) -> Iterator[tuple[V, int, int]]:
        """Every phrase in a stretch of tokens, the longest at each place: meaning, first and last token."""
        place = first
        while place < last:
            found = self.at(tokens, place, last)
            if found:
                yield found[0], place, place + found[1]
            place += found[1] if found else 1


@dataclass(frozen=True, slots=True)
class EventForm:
    """A form of an event word: which event, and how it stands to what is counted (active, passive, own, own_active, noun)."""

    event: str
    form: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words, ready to be asked; `lists` holds the plain lists of the data file under their names."""

    lang: str
    digest: str
    lists: Mapping[str, frozenset[str]]
    objects: Mapping[str, tuple[str, ...]]
    more_objects: tuple[Mapping[str, str], ...]
    outcome_words: Mapping[str, str]
    outcomes: Mapping[str, Mapping[str, str]]
    instead: Mapping[str, Mapping[str, str]]
    events: Phrases[tuple[EventForm, ...]]
    designators: Mapping[str, str]
    organs: Phrases[str]
    organ_kinds: Mapping[str, str]
    office_words: frozenset[str]
    tolls: Phrases[str]
    times_of: Phrases[str]
    noise_before: Mapping[str, str]
    noise_after: Mapping[str, str]
    phrases: Mapping[str, Phrases[bool]]

    def has(self, name: str, word: str) -> bool:
        """The word stands in that list of the data file."""
        return word in self.lists[name]


PHRASE_LISTS = ("according", "silences", "both", "mutual", "acts", "third_parties", "sides")
FORMS = ("active", "passive", "own", "own_active", "noun")


@lru_cache(maxsize=8)
def lexicon_for(lang: str = "en") -> Lexicon:
    """The lexicon of a language; FileNotFoundError where there is no data file for it."""
    raw = (DIRECTORY / f"{lang}.json").read_bytes()
    data: dict[str, Any] = json.loads(raw)
    return Lexicon(
        lang=lang,
        digest=sha256(raw).hexdigest()[:12],
        lists={name: frozenset(words) for name, words in data.items() if _is_list_of_words(words)},
        objects={key: tuple(forms) for key, forms in data["objects"].items()},
        more_objects=tuple(data["more_objects"]),
        outcome_words=data["outcome_words"],
        outcomes={entry["key"]: {h: entry[h] for h in HARMS if h in entry} for entry in data["events"]},
        instead=data["instead"],
        events=_events(data["events"]),
        designators={prefix: key for key, prefixes in data["designators"].items() for prefix in prefixes},
        organs=Phrases.of((form, organ) for organ, forms in data["organs"].items() for form in forms),
        organ_kinds=data["organ_kinds"],
        office_words=frozenset(word for forms in data["organs"].values() for form in forms for word in words_of(form)),
        tolls=Phrases.of(
            (form, event)
            for name, event in (
                ("tolls", "killed"),
                ("toll_of_losses", "lost"),
                ("toll_of_wounded", "wounded"),
                ("toll_of_casualties", "casualties"),
            )
            for form in data[name]
        ),
        times_of=Phrases.of((form, key) for key, forms in data["times_of"].items() for form in forms),
        noise_before=_reasons(data["noise_before"]),
        noise_after=_reasons(data["noise_after"]),
        phrases={name: Phrases.of((phrase, True) for phrase in data[name]) for name in PHRASE_LISTS},
    )


HARMS = ("people", "things", "events")


def _is_list_of_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _events(entries: Iterable[Mapping[str, str]]) -> Phrases[tuple[EventForm, ...]]:
    """Every form of every event; a form may be active and passive at once (killed), the grammar around it decides."""
    forms: dict[str, list[EventForm]] = {}
    for entry in entries:
        for form in FORMS:
            for words in entry.get(form, "").split("|"):
                if words:
                    forms.setdefault(words, []).append(EventForm(entry["key"], form))
    return Phrases.of((words, tuple(found)) for words, found in forms.items())


def _reasons(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word: reason for reason, words in table.items() for word in words}


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A line of the shipped gazetteer: the party's name, then its other names; `kind` is state, armed_force or observer."""

    names: tuple[str, ...]
    kind: str


KINDS = {"states": "state", "groups": "armed_force", "observers": "observer"}


@lru_cache(maxsize=1)
def known_parties() -> tuple[KnownParty, ...]:
    """The shipped gazetteer."""
    data = _gazetteer()
    return tuple(KnownParty(tuple(line), kind) for name, kind in KINDS.items() for line in data[name])


@lru_cache(maxsize=1)
def known_together() -> frozenset[frozenset[str]]:
    """Pairs of known parties that reports do not oppose to each other, by their names."""
    return frozenset(
        frozenset((one, other)) for line in _gazetteer()["together"] for one in line for other in line if one != other
    )


@lru_cache(maxsize=1)
def known_foes() -> frozenset[frozenset[str]]:
    """Pairs of parties that fight each other in most reports that name both, by their names."""
    return frozenset(frozenset((line[0], other)) for line in _gazetteer()["against"] for other in line[1:])


@lru_cache(maxsize=1)
def known_fighters() -> Mapping[str, tuple[str, ...]]:
    """The movements that fight for a place whose name reports print instead: Hamas for Gaza."""
    return {line[0]: tuple(line[1:]) for line in _gazetteer()["fought_for"]}


@lru_cache(maxsize=1)
def known_people() -> Mapping[str, str]:
    """Whom reports name without saying whose: a surname in small letters and the party it speaks for."""
    return {fold(name): line[0] for line in _gazetteer()["people"] for name in line[1:]}


def _gazetteer() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DIRECTORY / "parties.json").read_text(encoding="utf-8"))
    return data


def clashes(data: Mapping[str, Any]) -> list[str]:
    """What a lint refuses in a data file: a word that means two things, stands twice in its line, or can never be found."""
    return [*_object_clashes(data["objects"]), *_event_clashes(data["events"]), *_list_faults(data)]


def _object_clashes(objects: Mapping[str, Sequence[str]]) -> Iterator[str]:
    seen: dict[Words, str] = {}
    for key, forms in objects.items():
        for form in forms:
            if seen.setdefault(words_of(form), key) != key:
                yield f"“{form}” names {seen[words_of(form)]} and {key}"


def _event_clashes(events: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """A form may be active of two events (the first one counts): "launched" is fired of rockets, carried out of attacks."""
    owner: dict[tuple[str, Words], str] = {}
    for entry in events:
        for kind in FORMS:
            for form in filter(None, entry.get(kind, "").split("|")):
                known = owner.setdefault((kind, words_of(form)), entry["key"])
                if known != entry["key"] and kind != "active":
                    yield f"“{form}” is {kind} of {known} and {entry['key']}"


def _list_faults(data: Mapping[str, Any]) -> Iterator[str]:
    """Words that stand twice in one line, and entries that no text can show: not folded, empty, with spaces at an end."""
    lines = {name: words for name, words in data.items() if _is_list_of_words(words)}
    lines |= {f"objects {key}": forms for key, forms in data["objects"].items()}
    lines |= {
        f"{entry['key']} {kind}": entry[kind].split("|") for entry in data["events"] for kind in FORMS if kind in entry
    }
    for name, words in lines.items():
        for word in dict.fromkeys(word for word in words if list(words).count(word) > 1):
            yield f"“{word}” stands twice in {name}"
        yield from (
            f"“{word}” in {name} is never found: write it in small letters" for word in words if not _is_plain(word)
        )


def _is_plain(word: str) -> bool:
    """The word as a folded text shows it."""
    return bool(word) and word == fold(word).strip() and "  " not in word


def party_clashes(data: Mapping[str, Any]) -> list[str]:
    """What a lint refuses in the gazetteer: a name of two parties, a name twice, a pair of parties nobody listed."""
    lines = [line for name in KINDS for line in data[name]]
    owner: dict[Words, str] = {}
    found = []
    for line in lines:
        for label in line:
            known = owner.setdefault(words_of(label), line[0])
            if known != line[0]:
                found.append(f"“{label}” names {known} and {line[0]}")
        found += [f"“{label}” stands twice in {line[0]}" for label in set(line) if line.count(label) > 1]
    names = {line[0] for line in lines}
    lists = {"is together with others": data["together"], "is against others": data.get("against", ())}
    lists["fights for a place"] = data.get("fought_for", ())
    lists["has people"] = [line[:1] for line in data.get("people", ())]
    return found + [
        f"“{name}” {what} and is in no line"
        for what, rows in lists.items()
        for row in rows
        for name in row
        if name not in names
    ]
