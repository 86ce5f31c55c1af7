"""The shapes of answers, for the description of the interface; the values themselves come from core.payloads."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Schema

Number = int | float
Bounds = list[Number | None]
ClaimId = int | str


class Figure(Schema):
    """A figure as printed and as read; an open end is null."""

    text: str
    lang: str
    kind: str
    plain: Bounds | None
    charitable: Bounds | None
    low: Number | None
    high: Number | None
    source: str
    policy: str


class Subject(Schema):
    """Whose losses, in the claimant's word, and the parties that the word means."""

    label: str
    means: list[str]


class Position(Schema):
    """An answer that is no figure."""

    answer: str
    about: list[str]


class Citation(Schema):
    """The exact quote and its report; the hash is of the copy that the desk keeps."""

    quote: str
    language: str
    translation: str
    publisher: str
    title: str
    url: str
    published: str | None
    archived_url: str
    sha256: str


class Claim(Schema):
    """One claimant's assertion."""

    id: ClaimId
    kind: Literal["figure", "silence", "denial", "position"]
    claimant: str
    speaker: str
    via: str
    subject: Subject
    object: str
    outcome: str
    figure: Figure | None
    position: Position | None
    stance: str
    stated_at: str | None
    as_of: str | None
    counting: str
    revises: ClaimId | None
    retracted_at: str | None
    citations: list[Citation]


class PlacedClaim(Claim):
    """A claim with its incident and the address of its page."""

    incident: str
    page: str


class Certificate(Schema):
    """The few claims that cannot all be true: `L` is the least that the larger say, `U` the most that the smaller allow."""

    kind: str
    members: list[ClaimId]
    L: Number | None
    U: Number | None


class Finding(Schema):
    """The answer for a row or an account, with its sentence, its proof, and where on the Method page its rule stands."""

    verdict: str
    rule: str
    admission: str | None
    between: list[str]
    band: str
    sentence: str
    reason: str
    decided_by: list[ClaimId]
    certificate: Certificate | None
    gap: Number | None
    ratio: float | None
    score: float | None
    overclaim: list[float | None] | None
    unless: list[str]
    tags: list[str]


class Cell(Schema):
    """What one side said, newest claim first."""

    state: Literal["figure", "words", "silence", "denial", "omitted", "retracted", "empty"]
    note: str
    claims: list[Claim]


class Period(Schema):
    """First and last day."""

    start: str | None
    end: str | None


class Row(Schema):
    """One fact: whose losses, of what, how; a cell for every side."""

    key: str
    object: str
    outcome: str
    label: str
    losses_of: list[str]
    place: str
    period: Period
    cells: dict[str, Cell]
    finding: Finding


class Wing(Schema):
    """What one side says it inflicted, and says of its own losses."""

    inflicted: Cell
    own: Cell


class Pairing(Schema):
    """One measure, several facts opposite each other; it has no finding."""

    object: str
    outcome: str
    label: str
    sides: dict[str, Wing]
    sentence: str


class Account(Schema):
    """One question with what each side answered."""

    key: str
    question: str
    functional: bool
    cells: dict[str, Cell]
    finding: Finding


class BoardIncident(Schema):
    """What a board is about."""

    slug: str
    title: str
    conflict: str
    start: str | None
    end: str | None


class SideColumn(Schema):
    """Who speaks; third parties have no camp."""

    key: str
    name: str
    camp: str | None


class Board(Schema):
    """The board that the page shows; `permalink` shows it again later."""

    incident: BoardIncident
    asof: str | None
    known: str | None
    revision: int
    policy: str
    sides: list[SideColumn]
    rows: list[Row]
    mirror: list[Pairing]
    accounts: list[Account]
    permalink: str


class Incident(Schema):
    """An incident with its counts."""

    slug: str
    title: str
    conflict: str
    start: str
    end: str
    figures_contradicted: int
    accounts_contradicted: int


class OneIncident(Incident):
    """An incident by itself: its zone, what it is part of, its revision, and where its page is."""

    timezone: str
    part_of: str | None
    parts: list[str]
    revision: int
    external_ids: dict[str, Any]
    page: str
    feed: str


class Incidents(Schema):
    """A page of incidents."""

    incidents: list[Incident]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class Rows(Schema):
    """A page of a board's rows."""

    rows: list[Row]
    next: str | None


class RowWithText(Row):
    """A row with the paragraph that tells it."""

    text: str
    permalink: str


class ChangedFinding(Schema):
    """A finding with the day on which it last changed."""

    incident: str
    part: Literal["row", "account"]
    key: str
    label: str
    verdict: str
    name: str
    sentence: str
    changed: str
    page: str


class Findings(Schema):
    """A page of findings, the last changed first."""

    findings: list[ChangedFinding]
    next: str | None


class Claims(Schema):
    """A page of claims by number."""

    claims: list[PlacedClaim]
    next: str | None


class Report(Schema):
    """A document that carries claims; `copied_from` is the report that it repeats."""

    id: int
    outlet: str
    publisher: str
    title: str
    url: str
    published: str | None
    language: str
    archived_url: str
    copied_from: int | None
    claims: int
    page: str


class Reports(Schema):
    """A page of reports by number."""

    reports: list[Report]
    next: str | None


class Outlet(Schema):
    """Who publishes reports; `party` where it also claims things itself."""

    slug: str
    name: str
    party: str | None
    language: str
    reports: int
    claims: int
    page: str


class Outlets(Schema):
    """A page of outlets by slug."""

    outlets: list[Outlet]
    next: str | None


class Party(Schema):
    """Who can claim or suffer; `claims` counts what it says itself."""

    key: str
    name: str
    kind: str
    part_of: str | None
    claims: int
    page: str


class Parties(Schema):
    """A page of parties by key."""

    parties: list[Party]
    next: str | None


class Hit(Schema):
    """One thing that a search found: its page, and for a claim its place on the board."""

    kind: Literal["incident", "claim", "report", "outlet", "party"]
    title: str
    detail: str
    passage: str
    page: str
    board: str | None


class Found(Schema):
    """A page of what a search finds, the nearest first; `complaints` says which filter was left out and why."""

    results: list[Hit]
    total: int
    complaints: list[str]
    next: str | None
