"""A board as lists of texts: rows × sides with the sourcing in each cell, the sources, and what the board is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims_app.core.boards import Account, Board, Cell, Row
from claims_app.core.citations import Reference, plain_citation
from claims_app.core.claims import Citation, Claim
from claims_app.core.labels import DISCLAIMER, finding_name
from claims_app.core.sourcing import claims_in, day_words, note_on_sources, said_words, sourced

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts: its header, and rows as wide as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def board_grid(board: Board) -> Grid:
    """One row for each measure and account: whose losses, measure, a column for each side in board order, the finding."""
    header = ("Whose losses", "Measure", *(side.name for side in board.sides), "Finding", "In words")
    return Grid(header, (*(_figures(row) for row in board.rows), *(_answers(account) for account in board.accounts)))


def _figures(row: Row) -> tuple[str, ...]:
    whose = row.losses_label or "Not stated whose"
    name = f"{row.label} ({row.own_place})" if row.own_place else row.label
    return (whose, name, *(cell_words(cell) for cell in row.cells), finding_name(row.finding), row.finding.sentence)


def _answers(account: Account) -> tuple[str, ...]:
    cells = (cell_words(cell) for cell in account.cells)
    return ("Account", account.question, *cells, finding_name(account.finding), account.finding.sentence)


def cell_words(cell: Cell) -> str:
    """A cell as text, a line for each claim: "6 (Defence Ministry, via RT, 2 April 2016)"."""
    if cell.claims:
        return "\n".join(claim_words(claim) for claim in cell.claims)
    return cell.note or ("nothing on file" if cell.owns else NOTHING)


def claim_words(claim: Claim) -> str:
    """One claim with its sourcing, and what its claimant did with it later."""
    gone = f"; withdrawn {day_words(claim.retracted_at)}" if claim.retracted_at else ""
    return f"{said_words(claim)} ({sourced(claim)}{gone})"


@dataclass(frozen=True, slots=True)
class Source:
    """A report with the quotes of it that a board uses: its first citation, and the claims that hang on it."""

    citation: Citation
    claims: tuple[tuple[Claim, Citation], ...]


def sources_of(board: Board) -> tuple[Source, ...]:
    """The reports behind a board in the order in which it shows them."""
    found: dict[int, list[tuple[Claim, Citation]]] = {}
    for claim in claims_in(board):
        for citation in claim.citations:
            found.setdefault(citation.report, []).append((claim, citation))
    return tuple(Source(carried[0][1], tuple(carried)) for carried in found.values())


def source_grid(board: Board) -> Grid:
    """One row for each quote: who said what where, with the report, its address and the hash of the kept copy."""
    header = ("Claim", "Claimant", "Speaker", "As said", "Said on", "Publisher", "Title", "Published", "Address",
              "Public archive", "Language", "Quote", "Our translation", "Copy held (sha256)")  # fmt: skip
    rows = (_quote(claim, citation) for source in sources_of(board) for claim, citation in source.claims)
    return Grid(header, tuple(rows))


def _quote(claim: Claim, citation: Citation) -> tuple[str, ...]:
    said_on = claim.stated_at.date().isoformat() if claim.stated_at else ""
    return (
        str(claim.id), claim.claimant_name, claim.speaker, said_words(claim), said_on, citation.publisher,
        citation.title, citation.published, citation.url, citation.archived_url, citation.language, citation.quote,
        citation.translation, citation.sha256,
    )  # fmt: skip


def about_grid(board: Board, reference: Reference) -> Grid:
    """What the file is: incident, moment, convention, permalink, how to cite it, the disclaimer."""
    return Grid(("What", "Value"), tuple(about(board, reference)))


def about(board: Board, reference: Reference) -> Iterable[tuple[str, str]]:
    """The same as (name, value) pairs."""
    yield "Incident", reference.title
    yield "Conflict", reference.conflict
    yield "Permalink", reference.permalink
    yield "As said by", reference.asof.isoformat()
    yield "As recorded by", reference.known.isoformat()
    yield "Revision", str(reference.revision)
    yield "Figures read by convention", reference.policy
    yield "Sources", note_on_sources(board)
    yield "Cite as", plain_citation(reference)
    yield "Note", DISCLAIMER
