"""Two boards of one incident laid side by side: which findings appear, change or vanish, and which rows say something new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from claims_app.core.boards import Account, Board, Row
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
    """What a change does to an incident's board; empty when readers would see the same."""

    incident: str
    slug: str
    changes: tuple[Change, ...]


def effect_between(before: Board, after: Board) -> Effect:
    """The changes from one board to the other, in the order of the later board; what vanishes stands last."""
    there: tuple[Row | Account, ...] = (*before.rows, *before.accounts)
    old = {_key(item): item for item in there}
    found = []
    new: tuple[Row | Account, ...] = (*after.rows, *after.accounts)
    for item in new:
        was = old.pop(_key(item), None)
        kind = _kind(was, item)
        if kind is not None:
            found.append(_change(kind, item, was, item))
    found += [_change("vanishes", was, was, None) for was in old.values()]
    return Effect(after.title, after.incident, tuple(found))


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
    label = item.question if isinstance(item, Account) else item.label
    whose = "" if isinstance(item, Account) else item.losses_label
    return Change(kind, label, whose, was.finding if was else None, row.finding if row else None, row, was)
