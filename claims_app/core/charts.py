"""Board and row → what to draw: places on a scale from zero, shapes and ends; the SVG itself is a template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims_app.core.boards import BETWEEN_CAMPS, Board, Cell, MirrorRow, Row, SideColumn
from claims_app.core.claims import Claim
from claims_app.core.figures import Interval
from claims_app.core.verdicts import Finding
from claims_app.core.wording import is_word

TICKS_UP_TO = 15


@dataclass(frozen=True, slots=True)
class Mark:
    """One claim on a strip. `at`, `start`, `end` are percent of the scale; `form` is exact, open, range, word or none.

    `shape` is the place of the speaker's column (0 = third party); `solid` says that it speaks about itself.
    """

    claim: Claim
    form: str
    shape: int
    solid: bool
    at: float = 0.0
    start: float = 0.0
    end: float = 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """The hatched stretch that no reading of two claims has in common."""

    start: float
    end: float

    @property
    def width(self) -> float:
        """In percent of the scale."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Strip:
    """A line from zero to `top` with its marks; ticks in percent, none above fifteen units; a gap for each contradicted fact."""

    top: int
    marks: tuple[Mark, ...] = ()
    gaps: tuple[Gap, ...] = ()
    ticks: tuple[float, ...] = ()
    reverse: bool = False

    @property
    def gap(self) -> Gap | None:
        """The gap of a strip about one fact."""
        return self.gaps[0] if self.gaps else None

    @property
    def is_measured(self) -> bool:
        """Whether a number stands on it, so that its end is worth printing."""
        return any(mark.form not in ("word", "none") for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Wing:
    """One camp's half of a pairing: what it says it inflicted, and under it what the others say of those losses.

    `losses` names whose losses the inflicted figures count; `shape` is the speaker's.
    """

    camp: str
    inflicted: tuple[Claim, ...]
    own: tuple[Claim, ...]
    silences: tuple[Claim, ...]
    notes: tuple[str, ...]
    strip: Strip
    losses: str = ""
    contradicted: bool = False
    shape: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nobody says anything in it."""
        return not (self.inflicted or self.own or self.silences)


@dataclass(frozen=True, slots=True)
class PairingRow:
    """One measure with a wing for each camp, in the order of the columns; the label says how, where several need it."""

    pair: MirrorRow
    label: str
    wings: tuple[Wing, ...]
    tagged: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CampHead:
    """Who speaks in a wing, about whom, and which other sides give figures of their own losses under it."""

    camp: str
    speakers: tuple[SideColumn, ...]
    about: str
    owners: tuple[SideColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """The section "what each side says it destroyed": heads and rows; `heads` has one entry for each camp."""

    heads: tuple[CampHead, ...]
    rows: tuple[PairingRow, ...]

    @property
    def is_facing(self) -> bool:
        """Whether two camps face each other, with the measure between them; else the measure stands first."""
        return len(self.heads) == 2


def top_of(claims: Iterable[Claim]) -> int:
    """The end of a scale that holds every plain bound of the claims, at least 1."""
    ends = [1]
    for claim in claims:
        if claim.figure and claim.figure.plain and not is_word(claim.figure):
            low, high = ends_of(claim.figure.plain, claim.figure.charitable)
            ends.append(int(high if high is not None else low))
    return max(ends)


def ends_of(plain: Interval, charitable: Interval | None) -> tuple[float, float | None]:
    """Where a mark begins and ends; None for an end that is open, as it is where the charitable reading is open."""
    is_open = charitable is not None and charitable.high is None
    return float(plain.low), None if is_open or plain.high is None else float(plain.high)


def mark_of(claim: Claim, top: int, shape: int) -> Mark:
    """The mark of a figure claim on a scale that ends at `top`."""
    solid = claim.stance != "other_loss" and claim.stance != "accusation"
    figure = claim.figure
    if figure is None or figure.plain is None:
        return Mark(claim, "none", shape, solid)
    if is_word(figure):
        return Mark(claim, "word", shape, solid)
    low, high = ends_of(figure.plain, figure.charitable)
    start = _percent(low, top)
    if high is None:
        return Mark(claim, "open", shape, solid, at=start, start=start, end=100.0)
    end = _percent(high, top)
    return Mark(claim, "exact" if low == high else "range", shape, solid, at=end, start=start, end=end)


def _percent(value: float, top: int) -> float:
    return round(min(100.0, 100.0 * value / top), 2)


def strip_of(
    claims: Sequence[Claim],
    shapes: dict[str, int],
    top: int,
    *,
    findings: Sequence[Finding] = (),
    reverse: bool = False,
) -> Strip:
    """A strip with a mark for each claim, and a hatched gap for each finding that is a contradiction among them."""
    marks = tuple(mark_of(claim, top, shapes.get(claim.side, 0)) for claim in claims if claim.figure)
    ticks = tuple(_percent(unit, top) for unit in range(1, top)) if top <= TICKS_UP_TO else ()
    found = (_gap(finding, claims, top) for finding in findings)
    return Strip(top, marks, tuple(dict.fromkeys(gap for gap in found if gap is not None)), ticks, reverse)


def _gap(finding: Finding, claims: Sequence[Claim], top: int) -> Gap | None:
    """The gap of a contradiction between camps or with a third party; one within a camp has a tag, and no colour."""
    certificate = finding.certificate
    if finding.verdict != "contradictory" or certificate is None or not BETWEEN_CAMPS & set(finding.between):
        return None
    shown = {claim.id for claim in claims}
    if not set(certificate.members) <= shown:
        return None
    return Gap(_percent(float(certificate.high_sum), top), _percent(float(certificate.low_sum), top))


def shapes_of(board: Board) -> dict[str, int]:
    """Each side's shape and hue, by the place of its column; third parties 0."""
    return {side.key: side.position if side.camp else 0 for side in board.sides}


def row_strip(row: Row, shapes: dict[str, int]) -> Strip:
    """The strip in a row's finding: all its figures on one scale; empty unless two or more can be drawn."""
    drawable = [claim for claim in row.claims if claim.figure and claim.figure.plain and not is_word(claim.figure)]
    if len(drawable) < 2:
        return Strip(1)
    return strip_of(drawable, shapes, top_of(drawable), findings=[row.finding])


def cell_strips(row: Row, shapes: dict[str, int]) -> tuple[tuple[Cell, tuple[tuple[Claim, Strip], ...]], ...]:
    """Each cell of a row with its claims, each claim on a strip of its own; one scale for the row, without ticks."""
    top = top_of(row.claims)
    return tuple(
        (cell, tuple((claim, Strip(top, strip_of([claim], shapes, top).marks)) for claim in cell.claims))
        for cell in row.cells
    )


def pairing_row_of(pair: MirrorRow, board: Board) -> PairingRow:
    """One pairing of a board with a wing for each camp."""
    camps = tuple(dict.fromkeys(side.camp for side in board.sides if side.camp))
    return _pairing_row(pair, camps, board, {row.key: row for row in board.rows}, shapes_of(board))


def pairing_of(board: Board) -> Pairing:
    """The pairing of a board: a wing for each camp that has a column, in column order."""
    shapes = shapes_of(board)
    camps = tuple(dict.fromkeys(side.camp for side in board.sides if side.camp))
    rows = {row.key: row for row in board.rows}
    made = tuple(_pairing_row(pair, camps, board, rows, shapes) for pair in board.mirror)
    heads = tuple(_head(camp, place, board, made) for place, camp in enumerate(camps))
    return Pairing(heads, made)


def _head(camp: str, place: int, board: Board, made: Sequence[PairingRow]) -> CampHead:
    speaking = {wing.side for pair in board.mirror for wing in pair.wings if wing.inflicted.claims}
    sides = tuple(side for side in board.sides if side.camp == camp)
    speakers = tuple(side for side in sides if side.key in speaking) or sides
    whose = dict.fromkeys(
        row.losses_label
        for row in board.rows
        if row.harm != "events"
        and any(cell.side in {side.key for side in sides} and _speaks_of_others(cell) for cell in row.cells)
    )
    own = {claim.side for row in made for claim in row.wings[place].own}
    return CampHead(camp, speakers, "; ".join(whose), tuple(side for side in board.sides if side.key in own))


def _speaks_of_others(cell: Cell) -> bool:
    return any(claim.stance == "other_loss" for claim in cell.claims)


def is_alone(thing: str, board: Board) -> bool:
    """Whether one pairing alone of the board is of this object, so that its label need not say the outcome."""
    return sum(other.object == thing for other in board.mirror) == 1


def _pairing_row(
    pair: MirrorRow, camps: Sequence[str], board: Board, rows: dict[str, Row], shapes: dict[str, int]
) -> PairingRow:
    facts = [rows[key] for key in pair.rows if key in rows]
    claims = [claim for wing in pair.wings for claim in (*wing.inflicted.claims, *wing.own.claims) if claim.figure]
    top = top_of(claims)
    wings = tuple(_wing(camp, place, pair, facts, board, shapes, top) for place, camp in enumerate(camps))
    word = pair.outcome.replace("_", " ")
    label = pair.label if is_alone(pair.object, board) or pair.label.endswith(f" {word}") else f"{pair.label} {word}"
    return PairingRow(pair, label, wings, tuple(row for row in facts if row.contradicted))


def _wing(
    camp: str, place: int, pair: MirrorRow, facts: Sequence[Row], board: Board, shapes: dict[str, int], top: int
) -> Wing:
    mine = {side.key for side in board.sides if side.camp == camp}
    is_facing = len({side.camp for side in board.sides if side.camp}) == 2
    inflicted = tuple(claim for wing in pair.wings if wing.side in mine for claim in wing.inflicted.claims)
    answered = _answers(pair, mine, inflicted, is_facing=is_facing)
    own = tuple(claim for claim in answered if claim.figure)
    silences = tuple(claim for claim in answered if claim.kind in ("silence", "denial"))
    said = {claim.id for claim in inflicted}
    spoken = [row for row in facts if said & {claim.id for claim in row.claims}]
    is_left = is_facing and place == 0
    findings = [row.finding for row in spoken]
    return Wing(
        camp=camp,
        inflicted=inflicted,
        own=own,
        silences=silences,
        notes=_notes(spoken, own, silences, mine, board),
        strip=strip_of([*inflicted, *own], shapes, top, findings=findings, reverse=is_left),
        losses="; ".join(dict.fromkeys(row.losses_label for row in spoken)),
        contradicted=any(row.contradicted for row in spoken),
        shape=next((shapes.get(claim.side, 0) for claim in inflicted), 0),
    )


def _answers(pair: MirrorRow, mine: set[str], inflicted: Sequence[Claim], *, is_facing: bool) -> list[Claim]:
    """What the other sides say of their own losses, where this wing speaks of them; between two camps, all of it."""
    answers = [claim for wing in pair.wings if wing.side not in mine for claim in wing.own.claims]
    meant = {party for claim in inflicted for party in claim.subject_means}
    matching = [claim for claim in answers if meant & set(claim.subject_means)]
    return matching or (answers if is_facing else [])


def _notes(
    facts: Sequence[Row], own: Sequence[Claim], silences: Sequence[Claim], mine: set[str], board: Board
) -> tuple[str, ...]:
    """What stands where the other sides say nothing: an omission in the report's words, else "nothing on file"."""
    if own or silences:
        return ()
    cells = [cell for fact in facts for cell in fact.cells if cell.owns and cell.side not in mine]
    omitted = dict.fromkeys(cell.note for cell in cells if cell.state == "omitted")
    if omitted:
        return tuple(omitted)
    names = {side.key: side.name for side in board.sides}
    quiet = dict.fromkeys(names[cell.side] for cell in cells if cell.state == "empty")
    return (f"{', '.join(quiet)}: nothing on file",) if quiet else ("nothing on file",)
