"""A workbook is parsed in a child process with limits on memory and time; it hands back cells as texts with flags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from claims_app.foreign.children import ChildFailed, ask_child
from claims_app.tables.gates import TableError

WALL_SECONDS = 40
ODD = re.compile("[\x00\ud800-\udfff]")


@dataclass(slots=True)
class Workbook:
    """The chosen visible sheet as rows of texts; `flags` by (row, column) from 0; `question` when a sheet must be chosen."""

    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    flags: dict[tuple[int, int], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    question: str = ""


def read_workbook(data: bytes, name: str, kind: str, sheet: str) -> Workbook:
    """Parse a workbook that has passed the gates. Raises TableError when it cannot be read safely or has no such sheet."""
    answer = _ask_child(data, name, kind, sheet)
    if any(ODD.search(said) for said in [*answer.get("sheets", []), *answer.get("notes", [])]):
        raise TableError(f"{name} has a sheet whose name holds a character that is none. Rename the sheet.")
    if "error" in answer:
        raise TableError(f"{name}: {answer['error']}")
    # Where two things are odd about a cell, the first that was found is told.
    flags = {(row, column): flag for row, column, flag in reversed(answer.get("flags", []))}
    return Workbook(
        sheet=answer["sheet"],
        sheets=answer["sheets"],
        rows=answer.get("rows", []),
        flags=flags,
        notes=answer.get("notes", []),
        question=answer.get("question", ""),
    )


def _ask_child(data: bytes, name: str, kind: str, sheet: str) -> dict[str, Any]:
    try:
        return ask_child("claims_app.tables.workbook_child", kind, sheet, data=data, wall_seconds=WALL_SECONDS)
    except ChildFailed as failed:
        if failed.was_slow:
            raise TableError(f"{name} could not be read safely: it took too long. Save it as CSV.") from None
        raise TableError(
            f"{name} could not be read safely: it is damaged, or far larger than it looks. Save it as CSV."
        ) from None
