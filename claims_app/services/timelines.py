"""The rows of an incident over time: one row whole, and all of them as small charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from claims_app import models
from claims_app.core.boards import Board, Row
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.rows import facts_of
from claims_app.core.time_charts import NARROW, PANEL, WIDE, Chart, chart_of
from claims_app.core.timelines import Timeline, days_of, row_claims, timeline_of
from claims_app.core.worlds import World
from claims_app.services.boards import BoardQuery, board_of, claims_of
from claims_app.services.mapping import world_of


@dataclass(frozen=True, slots=True)
class Panel:
    """A row with its small chart; `timeline` None where nothing of it had been said by the moment asked for."""

    row: Row
    timeline: Timeline | None = None
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class RowOverTime:
    """One row over time: its chart wide and narrow, and the incident's other rows as small charts.

    `first` is the day on which the row was first spoken of; timeline and charts are None where that is after `asof`.
    """

    row: Row
    board: Board
    timeline: Timeline | None
    wide: Chart | None
    narrow: Chart | None
    first: date | None
    others: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class RowsOverTime:
    """Every row of an incident as a small chart, all over the same days."""

    board: Board
    panels: tuple[Panel, ...]
    first: date | None


def row_over_time(*, incident: models.Incident, key: str, query: BoardQuery) -> RowOverTime | None:
    """The row with that key over time, and the others; None where the board as it is on file has no such row."""
    scene = _scene(incident, query)
    row = next((row for row in scene.whole.rows if row.key == key), None)
    if row is None:
        return None
    days = days_of(row_claims(row))
    timeline = scene.timeline(row, days)
    return RowOverTime(
        row=row,
        board=scene.then,
        timeline=timeline,
        wide=chart_of(timeline, WIDE) if timeline else None,
        narrow=chart_of(timeline, NARROW) if timeline else None,
        first=_first(days),
        others=tuple(scene.panel(other) for other in scene.whole.rows if other.key != key),
    )


def rows_over_time(*, incident: models.Incident, query: BoardQuery) -> RowsOverTime:
    """All rows of the incident as small charts, in the order of the board."""
    scene = _scene(incident, query)
    return RowsOverTime(scene.then, tuple(scene.panel(row) for row in scene.whole.rows), _first(scene.days))


def _first(days: Sequence[int]) -> date | None:
    return date.fromordinal(days[0]) if days else None


@dataclass(frozen=True, slots=True)
class _Scene:
    """The board of everything said, the board of the moment, and the claims behind each row of that one."""

    whole: Board
    then: Board
    claims: dict[str, tuple[Claim, ...]]
    days: tuple[int, ...]

    def timeline(self, row: Row, days: Sequence[int]) -> Timeline | None:
        """The row's timeline by the moment asked for; None where nothing of it had been said."""
        now = next((found for found in self.then.rows if found.key == row.key), None)
        if now is None:
            return None
        return timeline_of(now, self.claims[row.key], self.then, days, asof=self.then.asof)

    def panel(self, row: Row) -> Panel:
        """The row as a small chart over the incident's days."""
        timeline = self.timeline(row, days_of(row_claims(row)))
        return Panel(row, timeline, chart_of(timeline, PANEL, self.days) if timeline else None)


def _scene(incident: models.Incident, query: BoardQuery) -> _Scene:
    """Reads the boards without filters: a chart is of one row, and a row's figures are those of all sides."""
    whole = board_of(incident=incident, query=BoardQuery(known=query.known))
    then = board_of(incident=incident, query=BoardQuery(asof=query.asof, known=query.known)) if query.asof else whole
    world, columns = world_of(incident)
    claims = claims_of(incident, world, columns, asof=query.asof, known=query.known)
    spoken = [claim for row in whole.rows for claim in row_claims(row)]
    return _Scene(whole, then, _by_row(then, claims, world), days_of(spoken))


def _by_row(board: Board, claims: Sequence[Claim], world: World) -> dict[str, tuple[Claim, ...]]:
    """Every claim on each row's fact: a row shows what stands, a timeline what was taken back and replaced as well."""
    rows: dict[ClaimId, str] = {claim.id: row.key for row in board.rows for claim in row_claims(row)}
    found: dict[str, tuple[Claim, ...]] = {row.key: () for row in board.rows}
    for fact in facts_of(claims, world):
        key = next((rows[claim.id] for claim in fact.claims if claim.id in rows), None)
        if key is not None:
            found[key] += tuple(fact.claims)
    return found
