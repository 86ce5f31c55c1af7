"""Names in a file → keys on file: parties, places, measures; a look-alike stops with what it looks like."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims_app.core.designations import Designations, fold
from claims_app.tables.on_file import OnFile

# Letters of other scripts that pass for Latin ones, and the Latin letter that they pass for.
LOOK_ALIKES = dict(
    zip(
        "аеорсхуікмтнвАЕОРСХУІКМТНВЅѕјԁօսոһ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονι",
        "aeopcxyikmthbAEOPCXYIKMTHBSsjdounh" + "ABEZHIKMNOPTYXovi",
        strict=True,
    )
)
# So many answers are remembered.
REMEMBERED = 20_000
# Characters that are drawn as nothing beside those of the kinds Cc and Cf: joiners of graphemes, fillers, variation selectors.
BLANKS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e01ef]")


def latin(text: str) -> str:
    """The text with look-alike letters replaced and invisible characters taken out."""
    return "".join(LOOK_ALIKES.get(char, char) for char in text if not is_invisible(char))


def is_invisible(char: str) -> bool:
    """Whether a character is drawn as nothing; spaces and line ends are not meant."""
    return (unicodedata.category(char) in ("Cc", "Cf") and not char.isspace()) or bool(BLANKS.match(char))


def disguise(text: str) -> str:
    """What hides in a name that mixes scripts: "has a Cyrillic letter", "has an invisible character"; "" for an honest one."""
    if any(map(is_invisible, text)):
        return "has an invisible character"
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()}
    foreign = sorted(scripts - {"LATIN"})
    if ("LATIN" in scripts and foreign) or (
        foreign and all(char in LOOK_ALIKES or not char.isalpha() for char in text)
    ):
        return f"has a {foreign[0].capitalize()} letter"
    return ""


class Memo(dict[tuple[str, str], Any]):
    """Answers by question and text: a file says the same name in thousands of rows. It forgets all when they are very many."""

    def once(self, question: str, text: str, answer: Callable[[str], Any]) -> Any:
        """What `answer` says of the text, asked once for each text."""
        if len(self) > REMEMBERED:
            self.clear()
        if (question, text) not in self:
            self[question, text] = answer(text)
        return self[question, text]


# A keyboard has one of them.
DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def as_name(text: str) -> str:
    """A name as it is looked up: folded, and any dash as a hyphen."""
    return fold(text).translate(DASHES)


@dataclass(frozen=True, slots=True)
class Names:
    """One kind of thing on file by its folded names; `titles` are what people are shown, `unclear` what fits several."""

    kind: str
    keys: Mapping[str, str]
    titles: Mapping[str, str]
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)

    @classmethod
    def build(cls, kind: str, entries: Iterable[tuple[str, str, Sequence[str]]]) -> Names:
        """From (key, title, other names). A key goes before a title, a title before other names; equals are unclear."""
        rows = list(entries)
        keys: dict[str, str] = {}
        unclear: dict[str, tuple[str, ...]] = {}
        for level in (
            [(key, key) for key, _, _ in rows],
            [(title, key) for key, title, _ in rows],
            [(name, key) for key, _, others in rows for name in others],
        ):
            found: dict[str, dict[str, None]] = {}
            for name, key in level:
                found.setdefault(as_name(name), {})[key] = None
            for name, owners in found.items():
                if name in keys or name in unclear:
                    continue
                if len(owners) == 1:
                    keys[name] = next(iter(owners))
                else:
                    unclear[name] = tuple(owners)
        return cls(kind, keys, {key: title for key, title, _ in rows}, unclear)

    def find(self, text: str) -> str:
        """The key, or "" when nothing on file has the name, or several things have it."""
        return self.keys.get(as_name(text), "")

    def complaint(self, text: str) -> str:
        """Why a name was not found, with what it may have meant."""
        return str(self.memo.once("complaint", text, self._complaint))

    def _complaint(self, text: str) -> str:
        if owners := self.unclear.get(as_name(text)):
            names = " or ".join(f"{self.titles[key]} ({key})" for key in owners)
            return f"“{text}” could be {names}. Write the one that is meant."
        plain = latin(text)
        hidden = disguise(text)
        if hidden and self.find(plain):
            return f"“{text}” looks like {self.titles[self.find(plain)]}, but {hidden}. Type it anew."
        choices = self.closest(text)
        if not choices:
            return f"“{text}” is no {self.kind} on file. Add it first."
        return f"“{text}” is no {self.kind} on file. Closest: {', '.join(choices)}."

    def choices(self, text: str) -> list[str]:
        """What to write in its place, best first: the one that it looks like, the keys that it fits, else the closest titles."""
        return list(self.memo.once("choices", text, self._choices))

    def _choices(self, text: str) -> list[str]:
        if owners := self.unclear.get(as_name(text)):
            return list(owners)
        if disguise(text) and (key := self.find(latin(text))):
            return [self.titles[key]]
        return self.closest(text)

    def closest(self, text: str) -> list[str]:
        """Titles that the text may have meant; the first ones on file where nothing is near."""
        return list(self.memo.once("closest", text, self._closest))

    def _closest(self, text: str) -> list[str]:
        close = difflib.get_close_matches(as_name(text)[:200], list(self.keys), n=3, cutoff=0.6)
        return list(dict.fromkeys(self.titles[self.keys[name]] for name in close)) or list(self.titles.values())[:5]


@dataclass(frozen=True, slots=True)
class Measures:
    """Object and outcome words on file: "tanks destroyed" → (tank, destroyed); "killed" → (person, killed)."""

    objects: Mapping[str, str]
    outcomes: Mapping[tuple[str, str], str]
    harms: Mapping[str, str]
    people: str = "person"
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)

    def find(self, text: str) -> tuple[str, str] | None:
        """The object and outcome keys; the longest object name that leaves an outcome of its kind wins."""
        found: tuple[str, str] | None = self.memo.once("measure", text, self._find)
        return found

    def _find(self, text: str) -> tuple[str, str] | None:
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
        """Why no measure was found: the outcomes of an object that is known, else the closest objects."""
        return str(self.memo.once("complaint", text, self._complaint))

    def _complaint(self, text: str) -> str:
        hidden = disguise(text)
        if hidden and self.find(latin(text)):
            return f"“{text}” looks like “{latin(text)}”, but {hidden}. Type it anew."
        words = fold(text).replace("_", " ").split(" ")
        for cut in range(len(words), 0, -1):
            for head in (words[:cut], words[-cut:]):
                if key := self.objects.get(" ".join(head), ""):
                    return self._no_outcome(text, " ".join(head), key)
        choices = ", ".join(self._closest(text)) or ", ".join(list(self.objects)[:3])
        return f"“{text}” is no measure on file. Write what was counted and what happened, e.g. tanks destroyed. Closest: {choices}."

    def choices(self, text: str) -> list[str]:
        """Measures on file that the text may have meant, as a file would write them; none where nothing is near."""
        return list(self.memo.once("choices", text, self._choices))

    def _choices(self, text: str) -> list[str]:
        if disguise(text) and self.find(latin(text)):
            return [latin(text)]
        words = fold(text).replace("_", " ").split(" ")
        heads = [
            " ".join(head)
            for cut in range(len(words), 0, -1)
            for head in (words[:cut], words[-cut:])
            if " ".join(head) in self.objects
        ]
        found = []
        for head in heads[:1] or self._closest(text):
            known = self._outcomes_of(self.harms.get(self.objects[head], ""))
            said = [word for word in words if word in known]
            found += [f"{head} {outcome}" for outcome in (said or known[:12] if heads else said or known[:1])]
        return list(dict.fromkeys(found))

    def _closest(self, text: str) -> list[str]:
        names = list(self.objects)
        close = difflib.get_close_matches(fold(text).split(" ")[0][:80], names, n=3, cutoff=0.5)
        close += difflib.get_close_matches(fold(text)[:80], names, n=2, cutoff=0.6)
        return list(dict.fromkeys(close))

    def _outcomes_of(self, harm: str) -> list[str]:
        known: dict[str, str] = {}
        for (name, for_harm), outcome in self.outcomes.items():
            if for_harm == harm:
                known.setdefault(outcome, name)
        return list(known.values())

    def _no_outcome(self, text: str, said: str, key: str) -> str:
        what = ", ".join(self._outcomes_of(self.harms.get(key, ""))[:12])
        return f"“{text}” is no measure on file: {said} is known, what happened to it is not. Write {said} and one of: {what}."


@dataclass(frozen=True, slots=True)
class IncidentKnown:
    """What a row needs of its incident."""

    slug: str
    conflict: str
    timezone: str
    place: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file, as dictionaries: filled by services with one query for each kind.

    `outlets` is case-folded name → reliability; `on_file` the claims that the rows may name or repeat.
    """

    incidents: Names
    incident_facts: Mapping[str, IncidentKnown]
    conflicts: Names
    parties: Names
    places: Names
    questions: Names
    measures: Measures
    designations: Mapping[str, Designations]
    outlets: Mapping[str, str]
    on_file: OnFile
