"""What stands on a draft: the fields that become a claim, as one value that is kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

RELATIONS = ("again", "relay", "revises", "separate")


@dataclass(frozen=True, slots=True)
class Fields:
    """One proposed claim. Parties, objects, outcomes and questions are keys on file, "" where nothing was found.

    `subject` is a label as the claimant says it, `printed` the one that stood in the text; `claimant_words` what was printed where the party is not on file.
    `how` tells for each field whether it is explicit, carried, default or blank; `said_why` why a day is a guess.
    `relation` is one of RELATIONS to the claim on file `related`, "" before the editor has said. `more` are places of
    further quotes, as [start, end]; `marked` is the stretch that is underlined in the text. `whole_at` is the place of the
    figure in the same article that this one is a part of.
    """

    kind: str = "figure"
    figure: str = ""
    marked: tuple[int, int] | None = None
    figure_at: tuple[int, int] | None = None
    claimant: str = ""
    claimant_words: str = ""
    speaker: str = ""
    subject: str = ""
    printed: str = ""
    is_inferred: bool = False
    object: str = ""
    outcome: str = ""
    said_on: str = ""
    said_why: str = ""
    wording: str = "publisher"
    question: str = ""
    answer: str = ""
    about: str = ""
    denies: int | None = None
    relation: str = ""
    related: int | None = None
    more: tuple[tuple[int, int], ...] = ()
    whole_at: tuple[int, int] | None = None
    how: Mapping[str, str] = field(default_factory=dict)
    claimant_picks: tuple[str, ...] = ()
    subject_picks: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """From what a draft keeps; names that are not known are left out."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in kept.items() if name in known}
        for name in ("marked", "figure_at", "whole_at"):
            values[name] = tuple(values[name]) if values.get(name) else None
        for name in ("claimant_picks", "subject_picks"):
            values[name] = tuple(values.get(name, ()))
        values["more"] = tuple((place[0], place[1]) for place in values.get("more", ()))
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """What a draft keeps."""
        return asdict(self)

    def said(self, **values: Any) -> Self:
        """The fields as an editor has set them: what was changed is explicit from now on."""
        changed = {name for name, value in values.items() if value != getattr(self, name)}
        how = {**self.how, **{name: "explicit" for name in changed if name in self.how}}
        return replace(self, **values, how=how)
