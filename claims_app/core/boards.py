"""Claims → Board: rows × sides, each cell with its claims, each row with its finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from claims_app.core.claims import Claim
from claims_app.core.verdicts import Finding

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
