"""Through whom a claim is known, in words: who said it, via whom, when, in how many reports of how many origins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from claims_app.core.boards import Board
from claims_app.core.claims import Citation, Claim


def day_words(value: date | datetime | str | None) -> str:
    """A day as "2 April 2016"; "" for none or for a text that is no ISO day."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return ""
    return f"{value.day} {value:%B} {value.year}" if value else ""


def said_words(claim: Claim) -> str:
    """What the claim says, short enough for a cell: its figure as said, its answer, "gave no figure" or "denied"."""
    if claim.kind == "figure" and claim.figure:
        return claim.figure.text
    if claim.kind == "position" and claim.position:
        return claim.position.answer
    return {"silence": "gave no figure", "denial": "denied"}.get(claim.kind, "")


def sourced(claim: Claim) -> str:
    """ "Defence Ministry, via RT, 2 April 2016; 3 reports, 1 origin": who, via whom, when, and how many reports."""
    who = claim.speaker or claim.claimant_name
    parts = [who, f"via {claim.via}" if claim.via and claim.via != who else "", day_words(claim.stated_at)]
    words = ", ".join(part for part in parts if part)
    reports = {citation.report for citation in claim.citations}
    return f"{words}; {Reach.of(claim.citations)}" if len(reports) > 1 else words


@dataclass(frozen=True, slots=True)
class Reach:
    """How many reports carry something, and how many of them are origins."""

    reports: int
    origins: int

    @classmethod
    def of(cls, citations: Iterable[Citation]) -> Reach:
        """The reports and the origins of these citations."""
        found = list(citations)
        return cls(len({citation.report for citation in found}), len({citation.origin for citation in found}))

    def __str__(self) -> str:
        reports = "report" if self.reports == 1 else "reports"
        return f"{self.reports} {reports}, {self.origins} {'origin' if self.origins == 1 else 'origins'}"


def claims_in(board: Board) -> Iterator[Claim]:
    """Every claim that a board shows or names as revised, once: rows first, then accounts."""
    seen = set()
    for part in board.judged:
        for cell in part.cells:
            for claim in (*cell.claims, *cell.previous):
                if claim.id not in seen:
                    seen.add(claim.id)
                    yield claim


def note_on_sources(board: Board) -> str:
    """How many reports, of how many origins, stand behind a board: "4 reports, 1 origin."; says so where none does."""
    citations = [citation for claim in claims_in(board) for citation in claim.citations]
    if not citations:
        return "No report on file."
    reach = Reach.of(citations)
    if reach.reports == 1:
        return f"1 report, by {citations[0].publisher}: every figure here reaches us through it."
    return f"{reach}."
