"""Whether what is kept of boards is what reading every claim anew gives; and making it so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F

from claims_app import models
from claims_app.core.boards import Board, Cell, MirrorRow
from claims_app.core.faces import BoardFace, face_of
from claims_app.services.boards import BoardQuery, board_of, refresh_findings
from claims_app.services.drawing import around_of, kept_face
from claims_app.services.drawn_boards import is_kept_as_shown
from claims_app.services.kept_boards import whole_of, work_out
from claims_app.services.kept_rows import ready
from claims_app.services.layouts import are_losses_kept, layout_kept, layout_made
from claims_app.services.mapping import token_of
from claims_app.services.whole_boards import WorkedOut, under_of, work_out_board


@dataclass(frozen=True, slots=True)
class Checked:
    """An incident's board: what of it is kept otherwise than it would be worked out, in words; empty where all is well."""

    slug: str
    differences: tuple[str, ...]


def check_boards(*, slugs: Collection[str] = (), mend: bool = False) -> Iterator[Checked]:
    """Compare the kept boards of these incidents, or of all with a claim, with the same worked out from all claims.

    `mend` keeps those that differ anew, each in a transaction of its own.
    """
    incidents = models.Incident.objects.filter(claims__isnull=False).distinct().order_by("pk")
    chosen = incidents.filter(slug__in=slugs) if slugs else incidents
    for pk in list(chosen.values_list("pk", flat=True)):
        yield _checked(pk, mend=mend)


def _checked(pk: int, *, mend: bool) -> Checked:
    # One moment for both readings: nobody writes in between.
    with transaction.atomic():
        incident = ready(models.Incident.objects.filter(pk=pk)).select_related("kept_board").get()
        found = tuple(_differences(incident))
        if found and mend:
            models.Incident.objects.filter(pk=pk).update(version=F("version") + 1)
            refresh_findings(incident=models.Incident.objects.select_related("conflict", "place").get(pk=pk))
    return Checked(incident.slug, found)


def _differences(incident: models.Incident) -> Iterator[str]:
    kept = board_of(incident=incident, query=BoardQuery())
    rows = models.Claim.objects.filter(incident=incident).visible().with_sources()
    worked = work_out_board(incident, rows, token_of(incident))
    worked_out = worked.board
    for name in ("sides", "policy", "title", "revision"):
        if getattr(kept, name) != getattr(worked_out, name):
            yield f"its {name} are not those of today" if name == "sides" else f"its {name} is not today’s"
    for name, word in (("rows", "row"), ("mirror", "pairing"), ("accounts", "account")):
        yield from _of_a_part(word, _by_key(kept, name), _by_key(worked_out, name))
    yield from _of_what_is_drawn(incident, worked_out)
    if incident.findings.exclude(vocabulary=token_of(incident), policy=worked_out.policy).exists():
        yield "it was kept under other rules or another vocabulary, and is worked out for every reader"
    yield from _of_the_layout(worked)
    if not hasattr(incident, "kept_board"):
        yield "nothing is kept of it as a whole"
    elif whole_of(incident=incident) != work_out(incident=incident):
        yield "the number of its reports or the days of its claims are kept wrongly"


def _of_the_layout(worked: WorkedOut) -> Iterator[str]:
    """What the next write would take for known: the facts of its rows, and the sides' lists of losses."""
    kept = layout_kept(worked.incident, under_of(worked.incident, worked.board, worked.token))
    if kept is None:
        yield "how it is laid out is not kept, or was under other rules"
        return
    now = layout_made(worked.known.layout, worked.rows)
    if (kept.outlines, kept.labels, kept.rows) != (now.outlines, now.labels, now.rows):
        yield "it is laid out otherwise than its claims have it"
    if not are_losses_kept(worked.incident, worked.known.layout.losses):
        yield "a list of losses is kept otherwise than its claims have it"


def _of_a_part(word: str, kept: dict[str, object], worked_out: dict[str, object]) -> Iterator[str]:
    """What is kept too much, too little, otherwise, or in another order."""
    for key in kept.keys() - worked_out.keys():
        yield f"{word} {key} is kept and should not be there"
    for key in worked_out.keys() - kept.keys():
        yield f"{word} {key} is not kept"
    both = [key for key in worked_out if key in kept]
    for key in both:
        if kept[key] != worked_out[key]:
            yield f"{word} {key} is kept otherwise than its claims have it"
    if both != [key for key in kept if key in worked_out]:
        yield f"{word}s stand in another order"


def _of_what_is_drawn(incident: models.Incident, board: Board) -> Iterator[str]:
    """Parts that were drawn otherwise than they would be now, or under another look: pages would draw all of them for each reader."""
    frame = replace(board, rows=(), mirror=(), accounts=())
    face = kept_face(incident=incident, frame=frame)
    worked_out = face_of(board, around_of(incident=incident, columns=board.sides))
    if face is None and worked_out != BoardFace():
        yield "a part of it is not drawn as pages show it today, and is drawn for every reader"
    elif face is not None:
        for name, word in (("rows", "row"), ("pairs", "pairing"), ("accounts", "account")):
            if getattr(face, name) != getattr(worked_out, name):
                yield f"a {word} is drawn otherwise than its claims have it"
        if face == worked_out and not is_kept_as_shown(incident=incident, frame=frame, face=face):
            yield "it is not kept as its page shows it"


def _by_key(board: Board, part: str) -> dict[str, object]:
    """The rows, pairings or accounts of a board by their keys, in order, without the scopes of claims, which are not kept."""
    found: dict[str, object] = {}
    for item in getattr(board, part):
        if isinstance(item, MirrorRow):
            wings = tuple(replace(wing, inflicted=_bare(wing.inflicted), own=_bare(wing.own)) for wing in item.wings)
            found[f"{item.object}--{item.outcome}"] = replace(item, wings=wings)
        else:
            found[item.key] = replace(item, cells=tuple(_bare(cell) for cell in item.cells))
    return found


def _bare(cell: Cell) -> Cell:
    claims, previous = (tuple(replace(one, scope=None) for one in some) for some in (cell.claims, cell.previous))
    return replace(cell, claims=claims, previous=previous)
