"""Names in a file → keys on file: parties, places, measures; a look-alike stops with what it looks like."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claims_app.core.designations import Designations, fold

# Letters of other scripts that pass for Latin ones, and the Latin letter that they pass for.
LOOK_ALIKES = dict(zip("аеорсхуікмтнвАЕОРСХУІКМТНВЅѕјԁօսոһ", "aeopcxyikmthbAEOPCXYIKMTHBSsjdouoh", strict=False))
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"


def latin(text: str) -> str:
    """The text with look-alike letters replaced and invisible characters taken out."""
    return "".join(LOOK_ALIKES.get(char, char) for char in text if char not in INVISIBLE)


def disguise(text: str) -> str:
    """What hides in a name that mixes scripts: "has a Cyrillic letter", "has an invisible character"; "" for an honest one."""
    if any(char in INVISIBLE for char in text):
        return "has an invisible character"
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()}
    foreign = sorted(scripts - {"LATIN"})
    if ("LATIN" in scripts and foreign) or (
        foreign and all(char in LOOK_ALIKES or not char.isalpha() for char in text)
    ):
        return f"has a {foreign[0].capitalize()} letter"
    return ""


@dataclass(frozen=True, slots=True)
class Names:
    """One kind of thing on file by its folded names; `titles` are what people are shown."""

    kind: str
    keys: Mapping[str, str]
    titles: Mapping[str, str]

    @classmethod
    def build(cls, kind: str, entries: Iterable[tuple[str, str, Sequence[str]]]) -> Names:
        """From (key, title, other names)."""
        keys: dict[str, str] = {}
        titles: dict[str, str] = {}
        for key, title, others in entries:
            titles[key] = title
            for name in (key, title, *others):
                keys.setdefault(fold(name), key)
        return cls(kind, keys, titles)

    def find(self, text: str) -> str:
        """The key, or "" when nothing on file has the name."""
        return self.keys.get(fold(text), "")

    def complaint(self, text: str) -> str:
        """Why a name was not found, with what it may have meant."""
        plain = latin(text)
        hidden = disguise(text)
        if hidden and self.find(plain):
            return f"“{text}” looks like {self.titles[self.find(plain)]}, but {hidden}. Type it anew."
        close = difflib.get_close_matches(fold(text), list(self.keys), n=3, cutoff=0.6)
        choices = list(dict.fromkeys(self.titles[self.keys[name]] for name in close)) or list(self.titles.values())[:5]
        if not choices:
            return f"“{text}” is no {self.kind} on file. Add it first."
        return f"“{text}” is no {self.kind} on file. Closest: {', '.join(choices)}."


@dataclass(frozen=True, slots=True)
class Measures:
    """Object and outcome words on file: "tanks destroyed" → (tank, destroyed); "killed" → (person, killed)."""

    objects: Mapping[str, str]
    outcomes: Mapping[tuple[str, str], str]
    harms: Mapping[str, str]
    people: str = "person"

    def find(self, text: str) -> tuple[str, str] | None:
        """The object and outcome keys; the longest object name that leaves an outcome of its kind wins."""
        words = fold(text).replace("_", " ").split(" ")
        for cut in range(len(words), 0, -1):
            for head, tail in ((words[:cut], words[cut:]), (words[-cut:], words[:-cut])):
                key = self.objects.get(" ".join(head), "")
                outcome = self._outcome(" ".join(tail), self.harms.get(key, "")) if key else ""
                if key and outcome:
                    return key, outcome
        outcome = self._outcome(" ".join(words), "people")
        return (self.people, outcome) if outcome else None

    def _outcome(self, word: str, harm: str) -> str:
        return self.outcomes.get((word, harm), "") or self.outcomes.get((word.replace(" ", "_"), harm), "")

    def complaint(self, text: str) -> str:
        """Why no measure was found, with the closest ones."""
        names = list(self.objects)
        close = difflib.get_close_matches(fold(text).split(" ")[0], names, n=3, cutoff=0.5)
        close += difflib.get_close_matches(fold(text), names, n=2, cutoff=0.6)
        choices = ", ".join(dict.fromkeys(close)) or "tanks, soldiers, helicopters"
        return f"“{text}” is no measure on file. Write what was counted and what happened, e.g. tanks destroyed. Closest: {choices}."


@dataclass(frozen=True, slots=True)
class ExistingClaim:
    """A claim on file as far as a file can change it; `citations` are report identity → quote."""

    pk: int
    external_id: str
    incident: str
    claimant: str
    figure: str
    note: str
    answer: str
    citations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IncidentKnown:
    """What a row needs of its incident."""

    slug: str
    conflict: str
    timezone: str
    place: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file, as dictionaries: filled by services with one query for each kind."""

    incidents: Names
    incident_facts: Mapping[str, IncidentKnown]
    conflicts: Names
    parties: Names
    places: Names
    questions: Names
    measures: Measures
    designations: Mapping[str, Designations]
    outlets: frozenset[str]
    reports: frozenset[str]
    by_key: Mapping[str, Sequence[ExistingClaim]] = field(default_factory=dict)
    by_external: Mapping[str, ExistingClaim] = field(default_factory=dict)
