"""What leaves the app as a file: a board in each of its forms, or the claims of one incident or of all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.citations import Reference
from claims_app.core.claims import Claim
from claims_app.core.grids import Grid, about_grid, board_grid, source_grid
from claims_app.core.markdown import board_markdown
from claims_app.core.natural_keys import own_name
from claims_app.core.payloads import board_json
from claims_app.core.wikitext import board_wikitext
from claims_app.services.boards import BoardQuery, claims_of
from claims_app.services.mapping import world_of
from claims_app.services.reading import incident_by
from claims_app.tables.sheets import NamedSheet, workbook_of
from claims_app.tables.writing import COLUMNS, Kept, Line, board_frame, claim_lines, frame_of, to_bytes

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "wiki": "text/plain; charset=utf-8",
}


class NothingToExport(ValueError):
    """There is no such incident; the message says so."""


# ------------------------------------------------------------------ boards


def pinned(*, zone: str, query: BoardQuery) -> tuple[date, date]:
    """The days that pin both clocks of a question: those asked for, else today in the incident's `zone`."""
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    return query.asof or today, query.known or today


def reference_of(*, incident: models.Incident, query: BoardQuery, permalink: str) -> Reference:
    """How a board is cited; `permalink` is its whole address with both clocks pinned."""
    asof, known = pinned(zone=incident.timezone, query=query)
    return Reference(
        slug=incident.slug,
        title=incident.title,
        conflict=incident.conflict.title,
        permalink=permalink,
        asof=asof,
        known=known,
        revision=incident.version,
        policy=world_of(incident)[0].policy_id,
    )


@dataclass(frozen=True, slots=True)
class BoardFile:
    """A board as it is about to leave, with how it is cited."""

    incident: models.Incident
    board: Board
    reference: Reference


def board_file(*, incident: models.Incident, board: Board, reference: Reference, form: str) -> bytes:
    """A board as a file. Raises KeyError for another form than those of MEDIA_TYPES."""
    return WRITERS[form](BoardFile(incident, board, reference))


def _csv(file: BoardFile) -> bytes:
    return to_bytes(board_frame(file.board, _kept_for(file), _stamp(file.reference)), "csv")


def _json(file: BoardFile) -> bytes:
    value = board_json(file.board) | {"permalink": file.reference.permalink}
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _xlsx(file: BoardFile) -> bytes:
    """The board as seen, its sources, what it is, and the same as a claims file that can be imported."""
    frame = board_frame(file.board, _kept_for(file), _stamp(file.reference))
    seen = board_grid(file.board)
    return workbook_of(
        [
            _sheet("Board", seen, (24, 24, *(32 for _ in file.board.sides), 18, 48)),
            _sheet("Sources", source_grid(file.board), (8, 18, 18, 16, 12, 16, 32, 12, 32, 24, 10, 60, 40, 20)),
            _sheet("About", about_grid(file.board, file.reference), (26, 90)),
            NamedSheet("Claims file", COLUMNS, frame.values.tolist()),
        ]
    )


def _sheet(name: str, grid: Grid, widths: tuple[int, ...]) -> NamedSheet:
    return NamedSheet(name, grid.header, grid.rows, widths)


def _markdown(file: BoardFile) -> bytes:
    return board_markdown(file.board, file.reference).encode("utf-8", "replace")


def _wikitext(file: BoardFile) -> bytes:
    return board_wikitext(file.board, file.reference).encode("utf-8", "replace")


WRITERS: dict[str, Callable[[BoardFile], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
    "md": _markdown,
    "wiki": _wikitext,
}


def _stamp(reference: Reference) -> Line:
    """The derived columns that say where the same board is found again."""
    return {
        "permalink": reference.permalink,
        "shown_as_of": reference.asof.isoformat(),
        "shown_as_known": reference.known.isoformat(),
    }


def _kept_for(file: BoardFile) -> Kept:
    """What the file needs beside the board; a link to a claim that is not in it stands only where it must."""
    claims = [claim for part in file.board.judged for cell in part.cells for claim in cell.claims]
    return _kept(file.incident, claims)


# ------------------------------------------------------------------ claims


def claims_file(*, incident: str = "", form: str = "csv") -> bytes:
    """The public claims of an incident, or of all, with links written as external ids, so that an import finds them again.

    Raises NothingToExport for an unknown slug.
    """
    slugs = [incident] if incident else list(models.Incident.objects.order_by("slug").values_list("slug", flat=True))
    lines: list[Line] = []
    for slug in slugs:
        found = incident_by(slug=slug)
        if found is None:
            raise NothingToExport(f"There is no incident “{slug}”.")
        world, columns = world_of(found)
        claims = claims_of(found, world, columns)
        kept = _kept(found, claims)
        lines += [
            line | {"policy": world.policy_id} for claim in claims for line in claim_lines(claim, slug, kept=kept)
        ]
    return to_bytes(frame_of(lines), form)


def _kept(incident: models.Incident, claims: Any) -> Kept:
    """The cells of these claims that boards do not carry. Two queries, whatever their number."""
    names = ("pk", "external_id", "credibility", "period_start", "period_end", "statement__label", "statement__speaker",
             "place__key")  # fmt: skip
    rows = {row["pk"]: row for row in models.Claim.objects.filter(incident=incident).values(*names)}
    external = {pk: row["external_id"] or own_name(pk) for pk, row in rows.items()}
    shown = {claim.id for claim in claims}
    zone = ZoneInfo(incident.timezone)
    return Kept(
        {claim.id: _cells(claim, rows[claim.id], external, shown, zone) for claim in claims if claim.id in rows},
        _origins(incident),
    )


def _cells(claim: Claim, row: dict[str, Any], external: dict[int, str], shown: set[Any], zone: ZoneInfo) -> Line:
    def name(link: Any, *, needed: bool = False) -> str:
        return external.get(link, "") if link in shown or needed else ""

    return {
        "external_id": external[row["pk"]],
        "credibility": str(row["credibility"]),
        "statement": str(row["statement__label"]),
        "speaker": str(row["statement__speaker"]),
        "place": str(row["place__key"] or ""),
        "event_date": _day(row["period_start"], zone),
        "event_end": _day(row["period_end"], zone),
        "denies": name(claim.denies, needed=claim.kind == "denial"),
        "revises": name(claim.revises),
        "part_of": name(claim.part_of),
        "share_of": name(claim.share_of),
    }


def _origins(incident: models.Incident) -> dict[int, Line]:
    """The address of what a report repeats, for the reports of an incident that repeat one with an address."""
    reports = models.Report.objects.filter(citations__claim__incident=incident).exclude(copied_from=None)
    pairs = reports.order_by("pk").values_list("pk", "copied_from__url").distinct()
    return {pk: {"copied_from": url} for pk, url in pairs if url}


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat() if moment else ""
