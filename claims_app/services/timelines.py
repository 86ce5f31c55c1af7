"""The rows of an incident over time: one row whole, and all of them as small charts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.paginator import Page, Paginator

from claims_app import models
from claims_app.core.boards import Board, Row
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.filings import Filings, as_filed, days_on_file
from claims_app.core.left_out import LeftOut, left_out
from claims_app.core.rows import facts_of, homes_of, united
from claims_app.core.scenes import build_board, key_of, with_denials
from claims_app.core.time_charts import NARROW, PANEL, WIDE, Chart, chart_of
from claims_app.core.timelines import Axis, Timeline, days_of, row_claims, timeline_of
from claims_app.core.worlds import World
from claims_app.services.boards import BoardQuery, board_of, claims_of, frame_of, is_today
from claims_app.services.filings import filings_of
from claims_app.services.keeping import put_kept
from claims_app.services.layouts import layout_kept
from claims_app.services.mapping import episode_of, token_of, world_of
from claims_app.services.mending import InHand
from claims_app.services.moments import days_said
from claims_app.services.whole_boards import under_of

PANELS_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class Panel:
    """A row with its small chart; `timeline` None where nothing of it had been said by the moment asked for."""

    row: Row
    timeline: Timeline | None = None
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class RowOverTime:
    """One row over time: its chart wide and narrow, and the rows of its page as small charts.

    `first` is the day on which the row was first spoken of; timeline and charts are None where that is after `asof`.
    `rows` are all rows of the incident, in order; `others` those that stand on the same `page` of them.
    `left_out` are rows near it, with the reasons why their figures stand apart; `later` counts the row's claims that were
    said after `asof`.
    """

    row: Row
    board: Board
    timeline: Timeline | None
    wide: Chart | None
    narrow: Chart | None
    first: date | None
    rows: tuple[Row, ...]
    others: tuple[Panel, ...]
    page: Page[Row]
    left_out: tuple[LeftOut, ...] = ()
    later: int = 0


@dataclass(frozen=True, slots=True)
class RowsOverTime:
    """One page of the rows of an incident as small charts, all over the same days."""

    board: Board
    panels: tuple[Panel, ...]
    first: date | None
    page: Page[Row]


def row_over_time(*, incident: models.Incident, key: str, query: BoardQuery, axis: Axis = "said") -> RowOverTime | None:
    """The row with that key over time, and its neighbours; None where the board as it is on file has no such row.

    `axis` tells which clock runs from left to right: when it was said, or when we recorded it.
    """
    board = _board(incident, query)
    place = next((place for place, row in enumerate(board.rows) if row.key == key), None)
    if place is None:
        return None
    page = Paginator(board.rows, PANELS_A_PAGE).page(place // PANELS_A_PAGE + 1)
    scene = _scene(incident, board, query, axis, list(page))
    row = next(row for row in scene.rows if row.key == key)
    days = days_of(row_claims(row))
    timeline = scene.timeline(row, days)
    return RowOverTime(
        row=row,
        board=scene.then,
        timeline=timeline,
        wide=chart_of(timeline, WIDE) if timeline else None,
        narrow=chart_of(timeline, NARROW) if timeline else None,
        first=_first(days),
        rows=board.rows,
        others=tuple(scene.panel(other) for other in scene.rows if other.key != key),
        page=page,
        left_out=left_out(row, scene.then, scene.world),
        later=len({claim.id for claim in row_claims(row)} - {claim.id for claim in scene.claims.get(key, ())}),
    )


def rows_over_time(
    *, incident: models.Incident, query: BoardQuery, axis: Axis = "said", number: object = 1
) -> RowsOverTime:
    """One page of the incident's rows as small charts, in the order of the board; an odd number is the nearest page."""
    board = _board(incident, query)
    page = Paginator(board.rows, PANELS_A_PAGE).get_page(number)  # type: ignore[arg-type]
    scene = _scene(incident, board, query, axis, list(page))
    return RowsOverTime(scene.then, tuple(scene.panel(row) for row in scene.rows), _first(scene.days), page)


def has_row(*, incident: models.Incident, key: str, query: BoardQuery) -> bool:
    """Whether the incident has a row with that key, by what is on file at the moment asked for."""
    return any(row.key == key for row in _board(incident, query).rows)


def _first(days: Sequence[int]) -> date | None:
    return date.fromordinal(days[0]) if days else None


@dataclass(frozen=True, slots=True)
class _Scene:
    """The rows that are drawn, as everything said makes them, the board of the moment, and the claims behind each row.

    `filings` are the states in which the claims stood on file, where that is the axis; `days` are those of all rows.
    """

    rows: tuple[Row, ...]
    then: Board
    world: World
    claims: Mapping[str, tuple[Claim, ...]]
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


def _board(incident: models.Incident, query: BoardQuery) -> Board:
    """The board of everything said, without filters: a chart is of one row, and a row's figures are those of all sides."""
    return board_of(incident=incident, query=BoardQuery(known=query.known), whole=False)


def _scene(incident: models.Incident, board: Board, query: BoardQuery, axis: Axis, shown: Sequence[Row]) -> _Scene:
    """What is drawn of these rows of the board; where that is kept, no claim of another row is read."""
    world, columns = world_of(incident)
    then, keys = board, frozenset(row.key for row in shown)
    today = is_today(incident=incident, query=query)
    claims = claims_as_kept(incident, keys) if today else None
    if claims is not None:
        then = replace(board, asof=query.asof)
    else:
        said = with_denials(claims_of(incident, world, columns, asof=query.asof, known=query.known))
        if query.asof:
            then = build_board(said, episode_of(incident), columns, world, asof=query.asof, known=query.known)
        claims = _by_row(then, said, world)
    counted = [claim for key in keys for claim in claims.get(key, ())]
    filings = filings_of(incident=incident, claims=counted, known=query.known) if axis == "recorded" else None
    days = tuple(day.toordinal() for day in days_said(incident=incident, known=query.known))
    rows = shown if query.known and not today else _with_all_revised(incident, shown)
    return _Scene(tuple(rows), then, world, claims, days, filings)


def _with_all_revised(incident: models.Incident, shown: Sequence[Row]) -> Sequence[Row]:
    """These rows with all that was ever revised in them."""
    findings = incident.findings.filter(part="row", row_key__in=[row.key for row in shown])
    empty, token = frame_of(incident=incident), token_of(incident)
    kept = put_kept(incident=incident, board=empty, token=token, findings=findings) if shown else None
    whole = {row.key: row for row in kept.rows} if kept else {}
    return [whole.get(row.key, row) for row in shown]


def claims_as_kept(incident: models.Incident, keys: Collection[str]) -> dict[str, tuple[Claim, ...]] | None:
    """Every claim on the facts of these rows, found by the layout that is kept; None where none is, or of other rules."""
    (world, columns), episode = world_of(incident), episode_of(incident)
    kept = layout_kept(incident, under_of(incident, frame_of(incident=incident), token_of(incident)))
    if kept is None:
        return None
    homes = {key_of(key, episode): place.homes for key, place in kept.rows.items()}
    homes = {key: facts for key, facts in homes.items() if key in keys}
    hand = InHand(incident, world, columns)
    hand.read_labels({label for facts in homes.values() for fact in facts for label in kept.labels[fact]})
    found = homes_of(hand.claims(), world)
    return {key: tuple(united([found[fact] for fact in facts]).claims) for key, facts in homes.items()}


def _by_row(board: Board, claims: Sequence[Claim], world: World) -> dict[str, tuple[Claim, ...]]:
    """Every claim on each row's fact: a row shows what stands, a timeline what was taken back and replaced as well."""
    rows: dict[ClaimId, str] = {claim.id: row.key for row in board.rows for claim in row_claims(row)}
    found: dict[str, tuple[Claim, ...]] = {row.key: () for row in board.rows}
    for fact in facts_of(claims, world):
        key = next((rows[claim.id] for claim in fact.claims if claim.id in rows), None)
        if key is not None:
            found[key] += tuple(fact.claims)
    return found
