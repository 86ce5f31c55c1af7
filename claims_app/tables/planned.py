"""What a plan is made of: a claim as a commit would write it, its sources, and what would become of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from claims_app.core.designations import Meaning, fold
from claims_app.core.figures import Figure
from claims_app.core.natural_keys import NAMES, NaturalKey, report_identity
from claims_app.tables.on_file import ExistingClaim
from claims_app.tables.rows import SheetRow

Outcome = Literal["new", "changed", "same", "duplicate", "conflict", "invalid"]
LINKS = ("denies", "revises", "part_of", "share_of")
DENIED = "denied"
DETAILS = ("translation", "locator", "wording", "licence")
KEY_COLUMNS = {"object": "measure", "outcome": "measure"}
Action = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """The report and the quote of one row, and what a commit does with the citation."""

    identity: str
    cells: Mapping[str, str]
    action: Action = "new"

    @property
    def is_public(self) -> bool:
        """Whether a claim with it may be published: a quote, and a publisher or an address."""
        return bool(self.cells["quote"].strip() and (self.cells["publisher"] or self.cells["url"]))


@dataclass(slots=True)
class PlannedClaim:
    """A claim as a commit would write it; keys are of what is on file, days ISO texts, `key` is `natural` as one hash."""

    row: int
    kind: str
    cells: Mapping[str, str]
    incident: str
    claimant: str
    natural: NaturalKey
    key: str
    object: str = ""
    outcome: str = ""
    place: str = ""
    question: str = ""
    about: tuple[str, ...] = ()
    answer_parties: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    meaning: Meaning | None = None
    figure: Figure | None = None
    sources: list[PlannedSource] = field(default_factory=list)
    existing: ExistingClaim | None = None
    as_draft: bool = False
    changes: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether a commit publishes it: one of its sources lets it, and it is not kept as a draft."""
        return not self.as_draft and any(source.is_public for source in self.sources)

    @property
    def is_changed(self) -> bool:
        """Whether a commit writes to a claim that is on file."""
        is_cited_anew = any(source.action != "same" for source in self.sources)
        return self.existing is not None and (bool(self.changes) or is_cited_anew)


@dataclass(slots=True)
class PlannedRow:
    """What would become of one row.

    `claim` is the one that it makes, the first of its file; `joined` the row of the claim that it is written to, which is an
    earlier one for a citation.
    """

    row: int
    outcome: Outcome
    sheet_row: SheetRow
    claim: PlannedClaim | None = None
    checks: list[str] = field(default_factory=list)
    joined: int | None = None
    figure: Figure | None = None

    @property
    def on_file(self) -> int | None:
        """The claim on file that the row is, if it is one."""
        return self.claim.existing.pk if self.claim and self.claim.existing else None


def value_of(claim: PlannedClaim) -> str:
    """The value of a planned claim that makes two rows differ: its figure as printed, or its answer."""
    return claim.cells["position"] if claim.kind == "position" else claim.cells["figure"]


def identity_of(claim: PlannedClaim) -> str:
    """The report that the claim cites first; "" for none."""
    return claim.sources[0].identity if claim.sources else ""


def source_identity(publisher: str, title: str, url: str, published: str) -> str:
    """What makes two rows cite the same report; a report that nothing names is known by its day."""
    return report_identity(publisher, title, url, published[:10]) or f"||{published[:10]}"


def differing(claim: PlannedClaim, parts: NaturalKey) -> list[str]:
    """The columns in which a row says another claim than `parts`; an empty cell says nothing."""
    columns = []
    for name in NAMES:
        column = KEY_COLUMNS.get(name, name)
        if claim.cells.get(column) and fold(getattr(claim.natural, name)) != fold(getattr(parts, name)):
            columns.append(column)
    return list(dict.fromkeys(columns))


def day_of(text: str) -> date | datetime | None:
    """A cleaned day cell as a date, or as a date-time where it has an hour; None for nothing."""
    if not text:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def day_in(text: str, timezone: str) -> str:
    """The ISO day of a cleaned day cell in a zone; the text's own beginning where it is no date yet."""
    try:
        value = day_of(text)
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(ZoneInfo(timezone)).date().isoformat()
    except (ValueError, OverflowError):
        pass
    return text[:10]
