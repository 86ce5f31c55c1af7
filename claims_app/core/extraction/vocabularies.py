"""What a conflict's vocabulary tells the extractor: its parties and their names, its objects and outcomes, what a label means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from claims_app.core.extraction.lexicon import Lexicon, Phrases, known_foes, known_parties, known_together
from claims_app.core.extraction.texts import words_of

Data = Mapping[str, Any]
OUTSIDERS = ("outlet", "observer")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who can speak or suffer; `root` is the key of the party it speaks for, its own where it is nobody's organ."""

    key: str
    name: str
    kind: str
    root: str
    is_shipped: bool = False

    @property
    def is_outsider(self) -> bool:
        """An outlet or observer: it reports about others, not about its own losses."""
        return self.kind in OUTSIDERS

    @property
    def is_group(self) -> bool:
        """An armed movement without a state of its own: whom "rebels" and "militants" may mean."""
        return self.kind == "armed_force" and self.root == self.key


@dataclass(frozen=True, slots=True)
class Thing:
    """What is counted: its key, plural and whether it is people, things or events; `is_civil` for civilians of any kind."""

    key: str
    plural: str
    harm: str
    is_civil: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Parties, objects and outcomes, with the tables that find them in a text."""

    parties: Mapping[str, Party]
    labels: Phrases[str]
    camps: Mapping[str, str]
    usage: Mapping[tuple[str, tuple[str, ...]], tuple[str, ...]]
    things: Mapping[str, Thing]
    surfaces: Phrases[str]
    names_of_objects: frozenset[tuple[str, ...]]
    outcome_names: Mapping[str, str]

    @classmethod
    def read(cls, data: Iterable[Data], lexicon: Lexicon) -> Self:
        """From vocabulary files as parsed JSON, shipped objects among them; ValueError for what is no such file.

        Parties that every newsreader knows are added, and lend their demonyms and capital to a party of the same name.
        """
        files = list(data)
        for file in files:
            _check(file)
        own = [entry for file in files for entry in file.get("parties", ())]
        names = _names(own)
        parties = _parties(own, names)
        objects = [entry for file in files for entry in file.get("objects", ())]
        outcomes = [entry for file in files for entry in file.get("outcomes", ())]
        things = _things(objects, lexicon)
        return cls(
            parties=parties,
            labels=Phrases.of((label, key) for key, labels in names.items() for label in labels),
            camps=_camps(file for file in files),
            usage=_usage(file for file in files),
            things=things,
            surfaces=Phrases.of(_surfaces(objects, lexicon)),
            names_of_objects=frozenset(words_of(form) for form, _ in _named_forms(objects)),
            outcome_names={**lexicon.outcome_words, **{str(o["key"]): str(o["name"]) for o in outcomes}},
        )

    @cached_property
    def organs(self) -> Mapping[str, tuple[Party, ...]]:
        """The parties that speak for another one, by its key."""
        found: dict[str, list[Party]] = {}
        for party in self.parties.values():
            if party.root != party.key:
                found.setdefault(party.root, []).append(party)
        return {key: tuple(parties) for key, parties in found.items()}

    @cached_property
    def named(self) -> frozenset[tuple[str, ...]]:
        """Words by which an object itself goes: its name, plural and aliases in a vocabulary, or its plural alone."""
        return self.names_of_objects | {words_of(thing.plural) for thing in self.things.values()}

    @cached_property
    def plurals(self) -> frozenset[str]:
        """Last words of the surfaces whose singular is a surface too: "helicopters" beside "helicopter"."""
        last = {words[-1] for words in self.surfaces.table if words}
        return frozenset(word for word in last if word.endswith("s") and {word[:-1], word[:-2]} & last)

    def learning(self, parties: Iterable[Party], labels: Iterable[tuple[str, str]]) -> Self:
        """The same with the parties and names that one text introduces; what is known already keeps its meaning."""
        more = {party.key: party for party in parties}
        return replace(self, parties={**more, **self.parties}, labels=self.labels.extended(labels))

    def are_together(self, one: str, other: str) -> bool:
        """Two parties that reports do not oppose to each other."""
        return frozenset((one, other)) in known_together() or (
            frozenset((self.parties[one].name, self.parties[other].name)) in known_together()
        )

    def are_foes(self, one: str, other: str) -> bool:
        """Two parties that fight each other in most reports that name both."""
        return frozenset((one, other)) in known_foes() or (
            frozenset((self.parties[one].name, self.parties[other].name)) in known_foes()
        )

    def facing(self, party: str) -> str | None:
        """The party of the one other camp in a conflict between two; None where there are more, or none."""
        conflict = self.camps.get(party, "").partition(":")[0]
        others = [
            key for key, camp in self.camps.items() if camp.startswith(f"{conflict}:") and camp != self.camps[party]
        ]
        return others[0] if conflict and len({self.camps[key] for key in others}) == 1 else None

    def means(self, claimant: str, label: str) -> tuple[str, ...]:
        """The names of the parties a label covers when this party says it; empty where no designation is on file."""
        party = self.parties.get(claimant)
        speakers = [claimant, *([party.root] if party else []), "*"]
        words = words_of(label)
        for speaker in speakers:
            if keys := self.usage.get((speaker, words)):
                return tuple(self.parties[key].name for key in keys if key in self.parties)
        return ()


def _check(file: Any) -> None:
    """Raise ValueError, with a sentence, where a vocabulary file has the wrong shape."""
    if not isinstance(file, Mapping):
        raise ValueError("A vocabulary is a JSON object with lists such as “parties”.")
    for name in ("parties", "objects", "outcomes", "conflicts", "designations"):
        entries = file.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            raise ValueError(f"“{name}” must be a list of objects.")
    for name in ("parties", "objects", "outcomes"):
        for entry in file.get(name, []):
            if not isinstance(entry.get("key"), str) or not isinstance(entry.get("name"), str):
                raise ValueError(f"Every entry of “{name}” needs a “key” and a “name”.")


def _names(own: Sequence[Data]) -> dict[str, list[str]]:
    """Every label of every party: the vocabulary's own first, then what the gazetteer knows of it, then its other parties."""
    names = {str(p["key"]): [str(p["name"]), *map(str, p.get("aliases", ()))] for p in own}
    owner = {words_of(label): key for key, labels in reversed(list(names.items())) for label in labels}
    for known in known_parties():
        key = next((owner[words_of(label)] for label in known.names if words_of(label) in owner), known.names[0])
        names.setdefault(key, []).extend(label for label in known.names if words_of(label) not in owner)
    return names


def _parties(own: Sequence[Data], names: Mapping[str, Sequence[str]]) -> dict[str, Party]:
    above = {str(p["key"]): p.get("part_of") for p in own}

    def root(key: str) -> str:
        seen = {key}
        while (parent := above.get(key)) and parent in above and parent not in seen:
            seen.add(parent)
            key = parent
        return key

    parties = {
        str(p["key"]): Party(str(p["key"]), str(p["name"]), str(p.get("kind", "")), root(str(p["key"]))) for p in own
    }
    kinds = {known.names[0]: known.kind for known in known_parties()}
    for key in names:
        parties.setdefault(key, Party(key, key, kinds.get(key, ""), key, is_shipped=True))
    return parties


def _camps(files: Iterable[Data]) -> dict[str, str]:
    """The camp of each party that stands on a side of a conflict, with the conflict before it."""
    camps: dict[str, str] = {}
    for file in files:
        for conflict in file.get("conflicts", ()):
            for side in conflict.get("sides", ()):
                for party in side.get("parties", ()):
                    camps[str(party)] = f"{conflict.get('key')}:{side.get('camp') or side.get('key')}"
    return camps


def _usage(files: Iterable[Data]) -> dict[tuple[str, tuple[str, ...]], tuple[str, ...]]:
    return {
        (str(entry.get("said_by")), words_of(str(entry.get("label", "")))): tuple(map(str, entry.get("means", ())))
        for file in files
        for entry in file.get("designations", ())
    }


def _things(objects: Sequence[Data], lexicon: Lexicon) -> dict[str, Thing]:
    above = {str(o["key"]): [str(edge["key"]) for edge in o.get("part_of", ())] for o in objects}

    def is_civil(key: str, seen: frozenset[str] = frozenset()) -> bool:
        wider = (one for one in above.get(key, ()) if one not in seen)
        return key == "civilian" or any(is_civil(one, seen | {key}) for one in wider)

    things = {
        str(o["key"]): Thing(
            str(o["key"]), str(o.get("plural") or o["name"]), str(o.get("harm", "")), is_civil(str(o["key"]))
        )
        for o in objects
    }
    for extra in lexicon.more_objects:
        things.setdefault(extra["key"], Thing(extra["key"], extra["plural"], extra["harm"]))
    return things


def _surfaces(objects: Sequence[Data], lexicon: Lexicon) -> list[tuple[str, str]]:
    """Every form under which an object is printed; the vocabulary's own come first and keep their meaning."""
    found = _named_forms(objects)
    known = {str(entry["key"]) for entry in objects} | {extra["key"] for extra in lexicon.more_objects}
    found += [(form, key) for key, forms in lexicon.objects.items() if key in known for form in forms]
    return found


def _named_forms(objects: Sequence[Data]) -> list[tuple[str, str]]:
    """The names, plurals and aliases of a vocabulary's objects, each with its object's key."""
    return [
        (form, str(entry["key"]))
        for entry in objects
        for form in (str(entry["name"]), str(entry.get("plural") or entry["name"]), *map(str, entry.get("aliases", ())))
    ]
