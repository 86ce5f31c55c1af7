"""Where an incident's board stands and under which look it is drawn: what kept parts must agree with to be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from pydantic import TypeAdapter

from claims_app import core, models
from claims_app.core.boards import Board, SideColumn
from claims_app.core.drawn.said import Around
from claims_app.core.faces import AccountFace, BoardFace, PairFace, RowFace
from claims_app.services.mapping import token_of

FACES: dict[str, TypeAdapter[Any]] = {
    "row": TypeAdapter(RowFace),
    "mirror": TypeAdapter(PairFace),
    "account": TypeAdapter(AccountFace),
}
# The modules whose code is seen on a page.
DRAWING = ("drawn/*.py", "faces.py", "charts.py", "displays.py", "labels.py", "wording.py", "timelines.py")


def around_of(*, incident: models.Incident, columns: Sequence[SideColumn], framed: bool = False) -> Around:
    """Where the parts of the incident's board stand; `framed` on another site, with links to the claims' own pages."""
    return Around(
        incident=incident.get_absolute_url(),
        claims=reverse("claim", args=[0]).removesuffix("0/"),
        method=reverse("method"),
        start=incident.start,
        names={column.key: column.name for column in columns},
        opens=not framed,
        copies=not framed,
    )


def look_of(around: Around) -> str:
    """Stands for the code that draws and for all that is drawn around a part; another one, and the part is drawn anew."""
    return hashlib.sha256(f"{_code()} {around!r}".encode()).hexdigest()


@cache
def _code() -> str:
    root = Path(core.__file__).parent
    files = sorted(path for pattern in DRAWING for path in root.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def kept_face(*, incident: models.Incident, frame: Board) -> BoardFace | None:
    """The default board as it was drawn on write, in one query; None where a part is missing or of another look or rules.

    `frame` is the board without its parts.
    """
    expected = (token_of(incident), frame.policy, look_of(around_of(incident=incident, columns=frame.sides)))
    parts: dict[str, list[Any]] = {part: [] for part in FACES}
    kept = incident.findings.order_by("part", "order")
    for part, drawn, *found in kept.values_list("part", "drawn", "vocabulary", "policy", "drawn_by"):
        if tuple(found) != expected:
            return None
        parts[part].append(FACES[part].validate_python(drawn))
    return (
        BoardFace(tuple(parts["row"]), tuple(parts["mirror"]), tuple(parts["account"])) if any(parts.values()) else None
    )
