"""The Board: rows × sides, each cell with its claims, each row with its finding; and which part of it is wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from claims_app.core.claims import Claim
from claims_app.core.explanations import Explanation
from claims_app.core.verdicts import Between, Finding

BETWEEN_CAMPS = frozenset({"cross_side", "third_party"})
CellState = Literal["figure", "words", "silence", "denial", "omitted", "retracted", "empty"]
THIRD_PARTIES = "third_parties"


@dataclass(frozen=True, slots=True)
class SideColumn:
    """A column of the board: who speaks. `position` gives its hue and shape; third parties stand last, with camp ""."""

    key: str
    name: str
    camp: str
    role: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side said on one row; newest claim first. `owns` marks the side whose losses the row counts.

    `note` is the words for an omitted or silent cell; `previous` are claims of the cell that a later one revised.
    """

    side: str
    state: CellState = "empty"
    claims: tuple[Claim, ...] = ()
    owns: bool = False
    note: str = ""
    previous: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: whose losses × object × outcome family × place × incident period; cells in the order of the columns."""

    key: str
    object: str
    outcome: str
    label: str
    losses_of: tuple[str, ...]
    losses_label: str
    place: str
    start: date | None
    end: date | None
    harm: Literal["people", "things", "events"]
    cells: tuple[Cell, ...]
    finding: Finding
    verbs: str = ""
    own_place: str = ""
    why: Explanation | None = None

    @property
    def contradicted(self) -> bool:
        """Whether it counts in the head: two camps, or a camp and a third party, cannot both be right."""
        return self.finding.verdict == "contradictory" and bool(BETWEEN_CAMPS & set(self.finding.between))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim of the row, in column order."""
        return tuple(claim for cell in self.cells for claim in cell.claims)


@dataclass(frozen=True, slots=True)
class MirrorWing:
    """What one speaking side (or a camp's sides together) says it inflicted, and what it says of its own losses."""

    side: str
    inflicted: Cell
    own: Cell


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """One measure, several facts opposite each other; it has no verdict. `rows` are the keys of the fact rows behind it."""

    object: str
    outcome: str
    label: str
    wings: tuple[MirrorWing, ...]
    sentence: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """Positions on one question, apart from figures; `functional` questions have one answer in the world."""

    key: str
    question: str
    functional: bool
    cells: tuple[Cell, ...]
    finding: Finding

    @property
    def contradicted(self) -> bool:
        """Whether the answers of two camps, or of a camp and a third party, exclude each other."""
        return self.finding.verdict == "contradictory" and bool(BETWEEN_CAMPS & set(self.finding.between))


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the incident page shows; the page, the API and the exports hold this same value."""

    incident: str
    title: str
    conflict: str
    start: date | None
    end: date | None
    sides: tuple[SideColumn, ...]
    rows: tuple[Row, ...]
    mirror: tuple[MirrorRow, ...]
    accounts: tuple[Account, ...]
    asof: date | None = None
    known: date | None = None
    revision: int = 0
    policy: str = ""

    @property
    def judged(self) -> tuple[Row | Account, ...]:
        """What has a finding: rows first, then accounts."""
        return (*self.rows, *self.accounts)


@dataclass(frozen=True, slots=True)
class Episode:
    """What a board is about: the incident's facts that its rows need."""

    slug: str
    title: str
    conflict: str
    start: date | None
    end: date | None
    place: str = ""
    lead: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Show:
    """Which part of a board is wanted; empty = all. `gaps` keeps rows where two camps' plain figures differ."""

    about: str = ""
    measure: str = ""
    verdict: str = ""
    gaps: bool = False

    def wants(self, row: Row) -> bool:
        """Whether the row is in the wanted part."""
        return (
            (not self.about or self.about in row.losses_of)
            and (not self.measure or self.measure == row.object)
            and (not self.verdict or self.verdict in verdict_names(row.finding))
            and (not self.gaps or camps_differ(row))
        )


# A contradiction within one camp is a tag of its own: between whom → what pages and the `verdict` filter call it.
WITHIN_A_CAMP: dict[Between, str] = {
    "same_side": "side_differs",
    "same_claimant": "contradicts_itself",
    "relay": "reports_differ",
}
# The same for the tags of a finding that is decided by something else.
TAG_CODES = {"contradicts itself": "contradicts_itself", "reports differ": "reports_differ"}


def code_of(finding: Finding) -> str:
    """What pages call a finding: its code, `unanswered` where the owner gave no figure, or a tag of WITHIN_A_CAMP."""
    if finding.verdict == "contradictory" and not BETWEEN_CAMPS & set(finding.between):
        return next((WITHIN_A_CAMP[kind] for kind in finding.between if kind in WITHIN_A_CAMP), finding.verdict)
    silent = finding.verdict in ("one_sided", "silent") and finding.admission == "silent"
    return "unanswered" if silent else finding.verdict


def verdict_names(finding: Finding) -> tuple[str, ...]:
    """The words that the `verdict` filter takes for a finding: what pages call it, its code, and its tags.

    The code `contradictory` stands for contradictions between camps or with a third party alone.
    """
    code = code_of(finding)
    base = (finding.verdict, code) if code == "unanswered" else (code,)
    return tuple(dict.fromkeys((*base, *(TAG_CODES[tag] for tag in finding.tags if tag in TAG_CODES))))


def camps_differ(row: Row) -> bool:
    """Whether the plain figures of two camps on the row do not meet; third parties are no camp."""
    plain = [
        (claim.camp, claim.figure.plain)
        for claim in row.claims
        if claim.camp and claim.retracted_at is None and claim.figure and claim.figure.plain
    ]
    return any(
        one_camp != other_camp and one.is_disjoint(other)
        for place, (one_camp, one) in enumerate(plain)
        for other_camp, other in plain[place + 1 :]
    )


def narrow(board: Board, show: Show) -> Board:
    """The board with the wanted rows alone; accounts go when a filter of figures is set."""
    if show == Show():
        return board
    rows = tuple(row for row in board.rows if show.wants(row))
    keys = {row.key for row in rows}
    mirror = tuple(pair for pair in board.mirror if keys & set(pair.rows))
    accounts = board.accounts if not (show.about or show.measure or show.gaps) else ()
    if show.verdict:
        accounts = tuple(account for account in accounts if show.verdict in verdict_names(account.finding))
    return replace(board, rows=rows, mirror=mirror, accounts=accounts)
