"""An incident at a glance: a column for each measure, a line for each side, a mark where it speaks, a tick where figures clash."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from claims_app.core.displays import listed

MOST_COLUMNS = 24
STEP = 12
TICK = 6

Form = Literal["figure", "words", "silence", "other"]
FORMS: dict[str, Form] = {
    "figure": "figure",
    "words": "words",
    "silence": "silence",
    "denial": "other",
    "retracted": "other",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A side: its key, its name, and its shape, which is the place of its column (0 = third parties)."""

    key: str
    name: str
    shape: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one side does in one row: the state of its cell, and whether it speaks about itself."""

    side: str
    state: str
    solid: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a board, as far as a fingerprint shows it."""

    label: str
    contradicted: bool
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in the middle (x, y) of its cell."""

    x: int
    y: int
    form: Form
    shape: int
    solid: bool


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What to draw, in pixels from the upper left, and the same in words. `more` measures have no column."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    dots: tuple[tuple[int, int], ...]
    ticks: tuple[int, ...]
    more: int
    words: str


def fingerprint_of(measures: Sequence[Measure], lines: Sequence[Line], *, count: int | None = None) -> Fingerprint:
    """The fingerprint of the measures, those with most figures against each other as they stand; `count` is how many there are.

    Sides that say nothing in it have no line; at most 24 measures have a column.
    """
    shown = measures[:MOST_COLUMNS]
    speaking = {said.side for measure in shown for said in measure.spoken if said.state in FORMS}
    kept = [line for line in lines if line.key in speaking]
    places = {line.key: place for place, line in enumerate(kept)}
    marks: list[Mark] = []
    dots: list[tuple[int, int]] = []
    for column, measure in enumerate(shown):
        said = {spoken.side: spoken for spoken in measure.spoken if spoken.state in FORMS}
        for line in kept:
            x, y = _middle(column), _middle(places[line.key])
            if line.key in said:
                marks.append(Mark(x, y, FORMS[said[line.key].state], line.shape, said[line.key].solid))
            else:
                dots.append((x, y))
    return Fingerprint(
        width=STEP * len(shown),
        height=STEP * len(kept) + TICK,
        marks=tuple(marks),
        dots=tuple(dots),
        ticks=tuple(column * STEP for column, measure in enumerate(shown) if measure.contradicted),
        more=max(0, (len(measures) if count is None else count) - len(shown)),
        words=_words(measures, kept),
    )


def _middle(place: int) -> int:
    return place * STEP + STEP // 2


def _words(measures: Sequence[Measure], lines: Iterable[Line]) -> str:
    """ "Measures with a figure or a word: Azerbaijan 9, Karabakh 4. Contradicted: tanks lost." """
    spoken = {line.key: 0 for line in lines}
    for measure in measures:
        for said in measure.spoken:
            if said.state in ("figure", "words") and said.side in spoken:
                spoken[said.side] += 1
    counts = ", ".join(f"{line.name} {spoken[line.key]}" for line in lines)
    clashes = listed([measure.label for measure in measures if measure.contradicted])
    parts = [
        f"Measures with a figure or a word: {counts}." if counts else "",
        f"Contradicted: {clashes}." if clashes else "",
    ]
    return " ".join(part for part in parts if part) or "No measure on file."
