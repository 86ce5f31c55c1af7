"""What the incident page shows around its board: the head, the notes, the groups of rows, the choices of its filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims_app import models
from claims_app.core.boards import Board, Cell, Row, verdict_names
from claims_app.core.charts import Pairing, Strip, cell_strips, pairing_of, row_strip, shapes_of
from claims_app.core.claims import Claim
from claims_app.core.displays import listed
from claims_app.services import boards
from claims_app.services.boards import BoardQuery
from claims_app.services.mapping import world_of
from claims_app.services.reading import ClaimPage, claim_page, claim_then, parts_of

NAMES_OF_COUNTS = {
    "contradictory": ("figure contradicted", "figures contradicted"),
    "contradicts_itself": ("where a claimant contradicts itself", "where a claimant contradicts itself"),
    "reports_differ": ("where reports differ", "where reports differ"),
    "side_differs": ("where one side’s figures differ", "where one side’s figures differ"),
    "strained": ("strained", "strained"),
    "one_sided": ("one side only", "one side only"),
    "unanswered": ("with no figure from the other side", "with no figure from the other side"),
    "compatible": ("compatible", "compatible"),
    "subsumed": ("compatible", "compatible"),
    "admitted": ("own figure covers it", "own figure covers it"),
    "corroborated": ("same figure", "same figure"),
    "not_simultaneous": ("different moments", "different moments"),
    "incomparable": ("not comparable", "not comparable"),
    "silent": ("no figure", "no figure"),
    "empty": ("no figure", "no figure"),
}
# What the filter calls a finding where the count's words would not do.
MANY_SIDES = 5
FILTER_NAMES = {
    "contradictory": "Contradiction",
    "contradicts_itself": "Contradicts itself",
    "reports_differ": "Reports differ",
    "side_differs": "One side’s figures differ",
    "unanswered": "No figure from the other side",
}


@dataclass(frozen=True, slots=True)
class RowItem:
    """A row with the strip that its finding draws, and each cell with its claims and their strips, all on one scale."""

    row: Row
    strip: Strip
    cells: tuple[tuple[Cell, tuple[tuple[Claim, Strip], ...]], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows about the losses of the same parties."""

    label: str
    rows: tuple[RowItem, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """A count in the head, which is a filter link."""

    code: str
    number: int
    words: str
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note under the title."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: (value, name) pairs of what the whole board holds."""

    about: tuple[tuple[str, str], ...]
    measure: tuple[tuple[str, str], ...]
    verdict: tuple[tuple[str, str], ...]
    sides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident's page: the shown board and what stands around it."""

    incident: models.Incident
    board: Board
    pairing: Pairing
    groups: tuple[Group, ...]
    tally: tuple[Tally, ...]
    notes: tuple[Note, ...]
    summary: str
    choices: Choices
    shown: str
    nothing: str
    source: ClaimPage | None
    parts: list[models.Incident]

    @property
    def columns(self) -> int:
        """How many columns the table has."""
        return len(self.board.sides) + 2


def incident_page(
    *, incident: models.Incident, query: BoardQuery, claim: int | None = None, revised: bool = False
) -> IncidentPage:
    """Everything that the page of an incident shows for a query, with the source of one claim if it is of this incident.

    `revised`: its board has every claim that was ever revised, not the newest of each cell alone.
    """
    clocks = BoardQuery(asof=query.asof, known=query.known)
    whole = boards.board_of(incident=incident, query=clocks, whole=revised)
    board = boards.cut(whole, query)
    return IncidentPage(
        incident=incident,
        board=board,
        pairing=pairing_of(board),
        groups=_groups(board, incident),
        tally=_tally(whole),
        notes=_notes(whole, incident),
        summary=_summary(whole, incident),
        choices=_choices(whole, incident),
        shown=f"{len(board.rows)} of {len(whole.rows)} measures",
        nothing=_nothing(whole, query),
        source=source_of(incident=incident, claim=claim, known=query.known),
        parts=parts_of(incident=incident),
    )


def source_of(*, incident: models.Incident, claim: int | None, known: date | None = None) -> ClaimPage | None:
    """The public claim that the drawer shows, as it was on file by `known`; None for none, or for another incident's."""
    if claim is not None and known is not None:
        return claim_then(claim_id=claim, incident=incident, known=known)
    return claim_page(claim_id=claim, incident=incident) if claim is not None else None


def _nothing(whole: Board, query: BoardQuery) -> str:
    if whole.rows:
        return "No measure matches these filters."
    return "Nothing had been said by then." if query.asof else "Nothing on file yet."


def _groups(board: Board, incident: models.Incident) -> tuple[Group, ...]:
    """Rows by whose losses, a side's alone first in column order, then wider ones; events last."""
    world, columns = world_of(incident)
    order = {column.key: place for place, column in enumerate(columns)}
    shapes = shapes_of(board)
    grouped: dict[tuple[bool, int, tuple[str, ...]], list[RowItem]] = {}
    for row in board.rows:
        places = sorted(order.get(world.side_of(party), 99) for party in row.losses_of) or [100]
        key = (
            row.harm == "events",
            places[0] if len(row.losses_of) == 1 or len(set(places)) < 3 else 50,
            row.losses_of,
        )
        grouped.setdefault(key, []).append(RowItem(row, row_strip(row, shapes), cell_strips(row, shapes)))
    return tuple(
        Group(_group_label(is_event, items[0].row), tuple(items))
        for (is_event, _, _), items in sorted(grouped.items(), key=lambda entry: entry[0])
    )


def _group_label(is_event: bool, row: Row) -> str:
    if not row.losses_of:
        return "Not stated whose"
    return f"Acts of {row.losses_label}" if is_event else f"Losses of {row.losses_label}"


def _tally(board: Board) -> tuple[Tally, ...]:
    """Counts of figure rows by finding, contradictions first; accounts counted apart.

    Each number is that of the rows behind its link, so a row with several names ("one side only", "with no figure from
    the other side") counts once for each.
    """
    counts: dict[str, int] = {"contradictory": 0}
    for row in board.rows:
        for code in verdict_names(row.finding):
            counts[code] = counts.get(code, 0) + 1
    found = [_count("contradictory", counts.pop("contradictory"))]
    accounts = sum(account.contradicted for account in board.accounts)
    if accounts:
        words = "account contradicted" if accounts == 1 else "accounts contradicted"
        found.append(Tally("accounts", accounts, words, ()))
    ordered = [code for code in NAMES_OF_COUNTS if code in counts]
    return (*found, *(_count(code, counts[code]) for code in ordered))


def _count(code: str, number: int) -> Tally:
    singular, plural = NAMES_OF_COUNTS.get(code, (code, code))
    return Tally(code, number, singular if number == 1 else plural, (("verdict", code),))


def _notes(board: Board, incident: models.Incident) -> tuple[Note, ...]:
    notes = [Note("Who counts as whom.", text) for text in [_usage(board, incident)] if text]
    claims = [claim for row in board.rows for claim in row.claims]
    claims += [claim for account in board.accounts for cell in account.cells for claim in cell.claims]
    reports = {citation.report: citation for claim in claims for citation in claim.citations}
    origins = {citation.origin for citation in reports.values()}
    if len(reports) == 1:
        (citation,) = reports.values()
        notes.append(
            Note("One report.", f"Every figure below reaches us through a single report by {citation.publisher}.")
        )
    elif len(reports) > 1 and len(origins) < len(reports):
        several = "origin" if len(origins) == 1 else "origins"
        notes.append(Note("Reports.", f"{len(reports)} reports, {len(origins)} {several}."))
    return tuple(notes)


def _usage(board: Board, incident: models.Incident) -> str:
    """Which labels cover more than one party, and which parties they cover."""
    world, _ = world_of(incident)
    seen: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
    for row in board.rows:
        for claim in row.claims:
            if len(claim.subject_means) > 1 and claim.side and claim.subject_label:
                seen.setdefault((claim.claimant_name, claim.subject_means), {})[claim.subject_label] = None
    return " ".join(
        f"{who}’s {listed([f'“{label}”' for label in list(labels)[:4]])} cover{'s' if len(labels) == 1 else ''} "
        f"{listed([world.party_name(party) for party in means])}."
        for (who, means), labels in list(seen.items())[:2]
    )


def _summary(board: Board, incident: models.Incident) -> str:
    """Two or three sentences composed from findings, never free text."""
    world, _ = world_of(incident)
    sentences = []
    for losses in dict.fromkeys(row.losses_label for row in board.rows if row.contradicted):
        rows = [row for row in board.rows if row.contradicted and row.losses_label == losses]
        who = listed(list(dict.fromkeys(read.claimant for row in rows if row.why for read in row.why.claims)))
        what = listed(list(dict.fromkeys(world.object_name(row.object, many=True) for row in rows))[:4])
        sentences.append(f"{who} give different figures for the losses of {losses}: {what}.")
    silent = [row for row in board.rows if "unanswered" in verdict_names(row.finding)]
    sentences += [f"{row.label}: {row.finding.sentence}" for row in silent[:1]]
    return " ".join(sentence for sentence in sentences[:3] if sentence)


def _choices(board: Board, incident: models.Incident) -> Choices:
    world, _ = world_of(incident)
    parties = dict.fromkeys(party for row in board.rows for party in row.losses_of)
    objects = dict.fromkeys(row.object for row in board.rows if row.object)
    verdicts = dict.fromkeys(code for row in board.rows for code in verdict_names(row.finding))
    return Choices(
        about=tuple((party, world.party_name(party)) for party in parties),
        measure=tuple((key, _capital(world.object_name(key, many=True))) for key in objects),
        verdict=tuple((code, FILTER_NAMES.get(code) or _capital(_count(code, 1).words)) for code in verdicts),
        sides=tuple((side.key, side.name) for side in board.sides) if len(board.sides) > MANY_SIDES else (),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
