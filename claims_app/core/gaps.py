"""Which figures stand without an answer: rows on which a camp's losses are counted by others and not by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from claims_app.core.boards import Cell, Row, SideColumn
from claims_app.core.claims import Claim
from claims_app.core.displays import headline_of, listed
from claims_app.core.worlds import World

SILENT_FOR = timedelta(days=1)
NO_ANSWER = ("silence", "omitted", "empty", "retracted")


@dataclass(frozen=True, slots=True)
class Gap:
    """A row whose losses another camp counts since `since` while their owner has given no figure; `words` is the reason."""

    row: Row
    words: str
    since: datetime


def gaps_of(rows: Iterable[Row], columns: Iterable[SideColumn], world: World, moment: datetime) -> list[Gap]:
    """The rows on which the other side's figure had stood for more than a day by the moment, and the owner gave none.

    A denial and a word such as "several" are answers. A figure whose day is not known is not counted.
    """
    named = {column.key: column for column in columns if column.camp}
    return [gap for row in rows if (gap := _gap(row, named, world)) is not None and moment - gap.since > SILENT_FOR]


def standing_gaps(rows: Iterable[Row], columns: Iterable[SideColumn], world: World) -> list[Gap]:
    """The same rows whatever the moment: each is missing an answer once a day has passed since its `since`."""
    named = {column.key: column for column in columns if column.camp}
    return [gap for row in rows if (gap := _gap(row, named, world)) is not None]


def may_be_gap(stored: Mapping[str, Any]) -> bool:
    """Whether a row in its stored form, with the names of `Row`, can be one: cheap, and never wrong about one that is."""
    cells = stored["cells"]
    owners = [cell for cell in cells if cell["owns"]]
    return (
        stored["harm"] != "events"
        and bool(owners)
        and all(cell["state"] in NO_ANSWER for cell in owners)
        and any(cell["state"] in ("figure", "words") for cell in cells)
    )


def _gap(row: Row, columns: dict[str, SideColumn], world: World) -> Gap | None:
    owners = [cell for cell in row.cells if cell.owns and cell.side in columns]
    camps = {columns[cell.side].camp for cell in owners}
    own = [cell for cell in row.cells if cell.side in columns and columns[cell.side].camp in camps]
    if row.harm == "events" or not owners or any(cell.state not in NO_ANSWER for cell in own):
        return None
    standing = [claim for cell in row.cells if cell.state in ("figure", "words") for claim in cell.claims]
    others = [claim for claim in standing if claim.figure and claim.camp and claim.camp not in camps]
    dated = [(claim.stated_at, str(claim.id), claim) for claim in others if claim.stated_at]
    if not dated:
        return None
    since, _, first = min(dated, key=lambda one: one[:2])
    answers = " ".join(_answer(cell, columns[cell.side].name) for cell in owners)
    return Gap(row, f"{_said(first, world)} {answers}", since)


def _said(claim: Claim, world: World) -> str:
    day = f", {claim.stated_at.day} {claim.stated_at:%B %Y}" if claim.stated_at else ""
    return f"{claim.claimant_name} said {_lower(headline_of(claim, world))}{day}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _answer(cell: Cell, name: str) -> str:
    """What the owner of the loss is on file with, in words."""
    if cell.state == "omitted":
        return f"{cell.note}."
    if cell.state == "retracted":
        return f"{name} took its figure back."
    if cell.state == "silence":
        reports = listed(list(dict.fromkeys(claim.via for claim in cell.claims if claim.via)))
        return f"{name} gave no figure{f', as reported by {reports}' if reports else ''}."
    return f"{name}: nothing on file."
