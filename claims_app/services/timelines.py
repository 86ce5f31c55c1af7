"""The rows of an incident over time: one row whole, and all of them as small charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from claims_app import models
from claims_app.core.boards import Board, Row
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.filings import Filings, as_filed, days_on_file
from claims_app.core.left_out import LeftOut, left_out
from claims_app.core.rows import facts_of
from claims_app.core.time_charts import NARROW, PANEL, WIDE, Chart, chart_of
from claims_app.core.timelines import Axis, Timeline, days_of, row_claims, timeline_of
from claims_app.core.worlds import World
from claims_app.services.boards import BoardQuery, board_of, claims_of
from claims_app.services.filings import filings_of
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
    `left_out` are rows near it, with the reasons why their figures stand apart; `later` counts the row's claims that were
    said after `asof`.
    """

    row: Row
    board: Board
    timeline: Timeline | None
    wide: Chart | None
    narrow: Chart | None
    first: date | None
    others: tuple[Panel, ...]
    left_out: tuple[LeftOut, ...] = ()
    later: int = 0


@dataclass(frozen=True, slots=True)
class RowsOverTime:
    """Every row of an incident as a small chart, all over the same days."""

    board: Board
    panels: tuple[Panel, ...]
    first: date | None


def row_over_time(*, incident: models.Incident, key: str, query: BoardQuery, axis: Axis = "said") -> RowOverTime | None:
    """The row with that key over time, and the others; None where the board as it is on file has no such row.

    `axis` tells which clock runs from left to right: when it was said, or when we recorded it.
    """
    scene = _scene(incident, query, axis)
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
        left_out=left_out(row, scene.then, scene.world),
        later=len({claim.id for claim in row_claims(row)} - {claim.id for claim in scene.claims.get(key, ())}),
    )


def rows_over_time(*, incident: models.Incident, query: BoardQuery, axis: Axis = "said") -> RowsOverTime:
    """All rows of the incident as small charts, in the order of the board."""
    scene = _scene(incident, query, axis)
    return RowsOverTime(scene.then, tuple(scene.panel(row) for row in scene.whole.rows), _first(scene.days))


def _first(days: Sequence[int]) -> date | None:
    return date.fromordinal(days[0]) if days else None


@dataclass(frozen=True, slots=True)
class _Scene:
    """The board of everything said, the board of the moment, and the claims behind each row of that one.

    `filings` are the states in which the claims stood on file, where that is the axis; `days` are those of all rows.
    """

    whole: Board
    then: Board
    world: World
    claims: dict[str, tuple[Claim, ...]]
    days: tuple[int, ...]
    filings: Filings | None = None

    def timeline(self, row: Row, days: Sequence[int]) -> Timeline | None:
        """The row's timeline by the moment asked for; None where nothing of it had been said."""
        now = next((found for found in self.then.rows if found.key == row.key), None)
        if now is None:
            return None
        said = timeline_of(now, self.claims[row.key], self.then, days, asof=self.then.asof)
        return said if self.filings is None else as_filed(said, self.filings, known=self.then.known)

    def panel(self, row: Row) -> Panel:
        """The row as a small chart over the incident's days."""
        timeline = self.timeline(row, days_of(row_claims(row)))
        return Panel(row, timeline, chart_of(timeline, PANEL, self._axis_days) if timeline else None)

    @property
    def _axis_days(self) -> tuple[int, ...]:
        if self.filings is None:
            return self.days
        return days_on_file(filing for states in self.filings.values() for filing in states)


def _scene(incident: models.Incident, query: BoardQuery, axis: Axis) -> _Scene:
    """Reads the boards without filters: a chart is of one row, and a row's figures are those of all sides."""
    whole = board_of(incident=incident, query=BoardQuery(known=query.known))
    then = board_of(incident=incident, query=BoardQuery(asof=query.asof, known=query.known)) if query.asof else whole
    world, columns = world_of(incident)
    claims = claims_of(incident, world, columns, asof=query.asof, known=query.known)
    spoken = [claim for row in whole.rows for claim in row_claims(row)]
    counted = [claim for claim in claims if claim.kind != "position"]
    filings = filings_of(incident=incident, claims=counted, known=query.known) if axis == "recorded" else None
    return _Scene(whole, then, world, _by_row(then, claims, world), days_of(spoken), filings)


def _by_row(board: Board, claims: Sequence[Claim], world: World) -> dict[str, tuple[Claim, ...]]:
    """Every claim on each row's fact: a row shows what stands, a timeline what was taken back and replaced as well."""
    rows: dict[ClaimId, str] = {claim.id: row.key for row in board.rows for claim in row_claims(row)}
    found: dict[str, tuple[Claim, ...]] = {row.key: () for row in board.rows}
    for fact in facts_of(claims, world):
        key = next((rows[claim.id] for claim in fact.claims if claim.id in rows), None)
        if key is not None:
            found[key] += tuple(fact.claims)
    return found
