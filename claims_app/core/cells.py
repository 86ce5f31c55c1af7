"""Claims of one side → its cell: what stands, newest first, and what a later claim revised."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from claims_app.core.boards import Cell, CellState
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.wording import is_word


def cell_of(side: str, claims: Sequence[Claim], revised: Collection[ClaimId]) -> Cell:
    """The cell of a side from its claims, of which `revised` names those that a later claim took the place of."""
    standing = [claim for claim in claims if claim.id not in revised and claim.retracted_at is None]
    newest = tuple(sorted(standing, key=newest_first))
    previous = tuple(sorted((claim for claim in claims if claim.id in revised), key=newest_first))
    if not newest:
        gone = tuple(sorted((claim for claim in claims if claim.id not in revised), key=newest_first))
        return Cell(side, "retracted" if gone else "empty", gone, previous=previous)
    return Cell(side, _state_of(newest), newest, previous=previous)


def newest_first(claim: Claim) -> tuple[float, str]:
    """Puts claims in the order of their cell."""
    return (-claim.stated_at.timestamp() if claim.stated_at else 0.0, str(claim.id))


def _state_of(claims: Sequence[Claim]) -> CellState:
    kinds = {claim.kind for claim in claims}
    if "figure" in kinds:
        figures = [claim.figure for claim in claims if claim.figure]
        return "words" if all(is_word(figure) for figure in figures) else "figure"
    if "position" in kinds:
        return "words"
    return "denial" if "denial" in kinds else "silence"
