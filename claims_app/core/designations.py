"""What a label means when THIS party says it: the nearest designation upward, then anyone's, then a party's own name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

# Words that a label may carry without changing whom it means.
OPTIONAL_WORDS = frozenset({"forces", "force", "troops", "soldiers", "side", "army", "the"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """The parties that a label surely, plainly and possibly covers, as keys; `designation` is the row that says so."""

    certain: tuple[str, ...]
    plain: tuple[str, ...]
    possible: tuple[str, ...]
    designation: int | None = None


@lru_cache(maxsize=16_384)
def fold(label: str) -> str:
    """A label as it is compared: compatibility forms joined, case folded, spaces single."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", label).casefold()).strip()


def fold_loosely(label: str) -> str:
    """The folded label without the optional words; the folded label itself where nothing would be left."""
    kept = [word for word in fold(label).split(" ") if word not in OPTIONAL_WORDS]
    return " ".join(kept) or fold(label)


@dataclass(frozen=True, slots=True)
class Designations:
    """All that is needed to read a label: who says what how, and the names of parties."""

    by_speaker: Mapping[tuple[str, str], Meaning] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        designations: Iterable[tuple[str, str, Meaning]],
        names: Iterable[tuple[str, Sequence[str]]],
        above: Mapping[str, str],
    ) -> Designations:
        """From (party key or "" for anyone, label, meaning), (party key, its names) and party → the party it is part of."""
        by_speaker: dict[tuple[str, str], Meaning] = {}
        for said_by, label, meaning in designations:
            by_speaker.setdefault((said_by, fold(label)), meaning)
            by_speaker.setdefault((said_by, fold_loosely(label)), meaning)
        parties: dict[str, str] = {}
        for key, party_names in names:
            for name in (key, *party_names):
                parties.setdefault(fold(name), key)
                parties.setdefault(fold_loosely(name), key)
        return cls(by_speaker, parties, above)

    def chain(self, party: str) -> list[str]:
        """The party, what it is part of, and so on, then "" for anyone."""
        found = []
        while party and party not in found:
            found.append(party)
            party = self.above.get(party, "")
        return [*found, ""]

    def meaning(self, label: str, claimant: str) -> Meaning | None:
        """What the claimant means by the label; None when nothing on file says so."""
        for folded in dict.fromkeys((fold(label), fold_loosely(label))):
            for speaker in self.chain(claimant):
                if (speaker, folded) in self.by_speaker:
                    return self.by_speaker[speaker, folded]
            if folded in self.parties:
                key = (self.parties[folded],)
                return Meaning(key, key, key)
        return None
