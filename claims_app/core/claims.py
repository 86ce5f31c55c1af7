"""The claim as the engine reads it, with the sourcing that every view prints beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from claims_app.core.figures import Figure
from claims_app.core.scopes import Scope

ClaimId = int | str
ClaimKind = Literal["figure", "silence", "denial", "position"]
Stance = Literal["own_loss", "other_loss", "own_civilians", "own_gain", "accusation", "third_party"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact quote in a report that carries a claim; `origin` is the report it was copied from, else itself."""

    report: int
    quote: str
    language: str
    translation: str
    publisher: str
    publisher_key: str
    title: str
    url: str
    published: str
    archived_url: str
    sha256: str
    locator: str = ""
    wording: str = ""
    licence: str = ""
    origin: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """An answer that is no figure: a question, what was answered, and about whom.

    `on` is the day (ISO) and `place` the place that the answer itself is about, where the words give one.
    """

    question: str
    question_text: str
    functional: bool
    answer: str
    parties: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    polarity: bool = True
    on: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimant's assertion.

    `side` is the key of the column that the claimant speaks in, `camp` of its allied sides; both are "" for a third party.
    `subject_means` are the party keys that the label plainly means; the scope's subject axis holds their atoms.
    Where the words give no scope, `scope` is None and `scope_problem` the sentence that says why.
    `denied` is what a denial denies, "Karabakh’s “300”", on a board that holds both.
    Times are aware datetimes; None is "not known". `revises`, `denies`, `part_of` and `share_of` name other claims.
    """

    id: ClaimId
    claimant: str
    side: str
    camp: str
    kind: ClaimKind
    scope: Scope | None = None
    scope_problem: str = ""
    figure: Figure | None = None
    position: Position | None = None
    claimant_name: str = ""
    speaker: str = ""
    via: str = ""
    subject_label: str = ""
    subject_means: tuple[str, ...] = ()
    subject_source: Literal["stated", "inferred", "none"] = "stated"
    object: str = ""
    outcome: str = ""
    place: str = ""
    basis: str = ""
    agent: str = ""
    stance: Stance | Literal[""] = ""
    statement: ClaimId | None = None
    counting: str = "episode"
    stated_at: datetime | None = None
    as_of: datetime | None = None
    recorded_at: datetime | None = None
    retracted_at: datetime | None = None
    revises: ClaimId | None = None
    denies: ClaimId | None = None
    denied: str = ""
    part_of: ClaimId | None = None
    share_of: ClaimId | None = None
    day_from_report: bool = False
    citations: tuple[Citation, ...] = ()
