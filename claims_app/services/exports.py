"""What leaves the app as a file: a board, or the claims of an incident."""

from __future__ import annotations

from claims_app.core.boards import Board
from claims_app.tables.writing import board_frame, to_bytes

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8"}


def board_file(*, board: Board, form: str) -> tuple[bytes, str]:
    """A board as a file, one line per citation, and its media type."""
    return to_bytes(board_frame(board), form), MEDIA_TYPES[form]
