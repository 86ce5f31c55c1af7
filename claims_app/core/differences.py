"""What differs between two boards of one incident, in words: row by row, side by side, and whose sources changed."""

from __future__ import annotations

from dataclasses import dataclass

from claims_app.core.boards import Account, Board, Cell, Row
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.effects import Change, effect_between

IN_WORDS = {
    "appears": "New on the board",
    "changes": "Another finding",
    "moves": "Same finding, another thing said",
    "vanishes": "No longer on the board",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said on a row at the two moments, in words; they differ."""

    side: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One row or account that differs: what kind of difference it is, both findings, and the sides that say another thing."""

    change: Change
    words: str
    said: tuple[Said, ...]

    @property
    def key(self) -> str:
        """The key of the row on the later board; "" for an account, or where there is none."""
        return self.change.row.key if isinstance(self.change.row, Row) else ""


@dataclass(frozen=True, slots=True)
class Resourced:
    """A claim that stands on both boards with the same figure, whose speaker, quotes or reports differ."""

    before: Claim
    after: Claim


def differences(before: Board, after: Board) -> tuple[Difference, ...]:
    """The rows and accounts that differ, in the order of the later board; what is gone stands last."""
    names = {side.key: side.name for side in (*before.sides, *after.sides)}
    return tuple(
        Difference(change, IN_WORDS[change.kind], _said(change, names))
        for change in effect_between(before, after).changes
    )


def resourced(before: Board, after: Board) -> tuple[Resourced, ...]:
    """The claims whose words and sources differ, though their figures do not."""
    old = _claims(before)
    return tuple(
        Resourced(old[id], claim)
        for id, claim in _claims(after).items()
        if id in old and _sources(old[id]) != _sources(claim)
    )


def _claims(board: Board) -> dict[ClaimId, Claim]:
    items: tuple[Row | Account, ...] = (*board.rows, *board.accounts)
    return {claim.id: claim for item in items for cell in item.cells for claim in (*cell.claims, *cell.previous)}


def _sources(claim: Claim) -> tuple[object, ...]:
    cited = tuple((one.report, one.quote, one.title, one.url, one.archived_url) for one in claim.citations)
    return claim.claimant_name, claim.speaker, cited


def _said(change: Change, names: dict[str, str]) -> tuple[Said, ...]:
    before = {cell.side: words_of(cell) for cell in change.was.cells} if change.was else {}
    after = {cell.side: words_of(cell) for cell in change.row.cells} if change.row else {}
    sides = dict.fromkeys((*after, *before))
    pairs = ((side, before.get(side, ""), after.get(side, "")) for side in sides)
    return tuple(Said(names.get(side, side), was or NOTHING, now or NOTHING) for side, was, now in pairs if was != now)


NOTHING = "nothing on file"


def words_of(cell: Cell) -> str:
    """What a cell says, in the words as said: "“18”", "gave no figure", "withdrawn: “two”"; "" for an empty one."""
    if cell.state == "omitted":
        return cell.note
    said = ", ".join(dict.fromkeys(_word(claim) for claim in cell.claims))
    return f"withdrawn: {said}" if cell.state == "retracted" else said


def _word(claim: Claim) -> str:
    if claim.position is not None:
        return f"“{claim.position.answer}”"
    if claim.figure is not None:
        return f"“{claim.figure.text}”"
    return "gave no figure" if claim.kind == "silence" else "denied"
