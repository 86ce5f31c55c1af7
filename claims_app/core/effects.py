"""Two boards of one incident laid side by side: which findings appear, change or vanish, and which rows say something new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from claims_app.core.boards import Account, Board, Cell, Row
from claims_app.core.claims import Claim
from claims_app.core.displays import shown_as
from claims_app.core.verdicts import Finding

Kind = Literal["appears", "changes", "vanishes", "moves"]


@dataclass(frozen=True, slots=True)
class Change:
    """One row or account that a change touches. `appears` and `vanishes` are of the row; `changes` of its finding;
    `moves` means the same finding with other claims. `row` is as it is after the change, `was` as it was before."""

    kind: Kind
    label: str
    whose: str
    before: Finding | None
    after: Finding | None
    row: Row | Account | None = None
    was: Row | Account | None = None

    @property
    def raises_contradiction(self) -> bool:
        """Whether a contradiction is there after the change that was not before."""
        return self.after is not None and self.after.verdict == "contradictory" and (
            self.before is None or self.before.verdict != "contradictory"
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to an incident's board; empty when readers would see the same.

    `rows` is the whole board after the change, with what the change touches marked; what it takes away stands last.
    """

    incident: str
    slug: str
    changes: tuple[Change, ...]
    sides: tuple[str, ...] = ()
    rows: tuple[MarkedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """What a side says on a row: what stays, what comes with the change, what goes with it."""

    kept: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row or account of the board after a change; `change` is None where the change does not touch it."""

    label: str
    whose: str
    cells: tuple[MarkedCell, ...]
    finding: Finding
    change: Change | None


def effect_between(before: Board, after: Board) -> Effect:
    """The changes from one board to the other, in the order of the later board; what vanishes stands last."""
    there: tuple[Row | Account, ...] = (*before.rows, *before.accounts)
    old = {_key(item): item for item in there}
    rows = []
    new: tuple[Row | Account, ...] = (*after.rows, *after.accounts)
    for item in new:
        was = old.pop(_key(item), None)
        kind = _kind(was, item)
        change = _change(kind, item, was, item) if kind else None
        rows.append(_marked(was, item, change))
    for was in old.values():
        rows.append(_marked(was, None, _change("vanishes", was, was, None)))
    changes = tuple(row.change for row in rows if row.change is not None)
    return Effect(after.title, after.incident, changes, tuple(side.name for side in after.sides), tuple(rows))


def _marked(was: Row | Account | None, item: Row | Account | None, change: Change | None) -> MarkedRow:
    shown = item or was
    assert shown is not None
    before, after = ({cell.side: _words(cell) for cell in some.cells} if some else {} for some in (was, item))
    cells = (_difference(before.get(cell.side, ()), after.get(cell.side, ())) for cell in shown.cells)
    label, whose = _names(shown)
    return MarkedRow(label, whose, tuple(cells), shown.finding, change)


def _difference(before: tuple[str, ...], after: tuple[str, ...]) -> MarkedCell:
    return MarkedCell(
        kept=tuple(words for words in after if words in before),
        added=tuple(words for words in after if words not in before),
        gone=tuple(words for words in before if words not in after),
    )


def _words(cell: Cell) -> tuple[str, ...]:
    """What a cell says in a few words, one for each claim; for an empty one its note."""
    said = tuple(dict.fromkeys(_said(claim) for claim in cell.claims))
    return said or ((cell.note,) if cell.note else ())


def _said(claim: Claim) -> str:
    via = f" (via {claim.via})" if claim.via else ""
    if claim.position is not None:
        return f"{claim.position.answer}{via}"
    if claim.kind == "figure" and claim.figure is not None:
        words = shown_as(claim.figure)
    else:
        words = "denied" if claim.kind == "denial" else "no figure given"
    return f"{words}{', withdrawn' if claim.retracted_at else ''}{via}"


def _names(item: Row | Account) -> tuple[str, str]:
    """(what it is about, whose losses)."""
    return (item.question, "") if isinstance(item, Account) else (item.label, item.losses_label)


def _key(item: Row | Account) -> str:
    return f"account {item.key}" if isinstance(item, Account) else item.key


def _kind(was: Row | Account | None, item: Row | Account) -> Kind | None:
    if was is None:
        return "appears"
    if (was.finding.verdict, was.finding.certificate) != (item.finding.verdict, item.finding.certificate):
        return "changes"
    return "moves" if _shown(was) != _shown(item) else None


def _shown(item: Row | Account) -> list[tuple[str, str, tuple[object, ...]]]:
    return [
        (cell.side, cell.state, tuple((claim.id, claim.figure, claim.position) for claim in cell.claims))
        for cell in item.cells
    ]


def _change(kind: Kind, item: Row | Account, was: Row | Account | None, row: Row | Account | None) -> Change:
    label, whose = _names(item)
    return Change(kind, label, whose, was.finding if was else None, row.finding if row else None, row, was)
