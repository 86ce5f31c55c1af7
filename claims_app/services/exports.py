"""What leaves the app as a file: a board, or the claims of one incident or of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.claims import Claim
from claims_app.services.boards import claims_of
from claims_app.services.mapping import world_of
from claims_app.services.reading import incident_by
from claims_app.tables.writing import board_frame, claim_lines, frame_of, to_bytes

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8"}


class NothingToExport(ValueError):
    """There is no such incident; the message says so."""


def board_file(*, board: Board, form: str) -> tuple[bytes, str]:
    """A board as a file, one line per citation, and its media type."""
    return to_bytes(board_frame(board), form), MEDIA_TYPES[form]


def claims_file(*, incident: str = "", form: str = "csv") -> bytes:
    """The public claims of an incident, or of all, with links written as external ids, so that an import finds them again.

    Raises NothingToExport for an unknown slug.
    """
    slugs = [incident] if incident else list(models.Incident.objects.order_by("slug").values_list("slug", flat=True))
    lines = []
    for slug in slugs:
        found = incident_by(slug=slug)
        if found is None:
            raise NothingToExport(f"There is no incident “{slug}”.")
        world, columns = world_of(found)
        names = _external_ids(found)
        extra = {row["pk"]: row for row in _kept_apart(found)}
        for claim in claims_of(found, world, columns):
            for line in claim_lines(_linked(claim, names), slug):
                lines.append(line | _desk_columns(claim, extra[int(claim.id)], names, ZoneInfo(found.timezone)))
    return to_bytes(frame_of(lines), form)


def _external_ids(incident: models.Incident) -> dict[int, str]:
    """Each claim's external id, made from its number where it has none."""
    rows = models.Claim.objects.filter(incident=incident).values_list("pk", "external_id")
    return {pk: external_id or f"claim-{pk}" for pk, external_id in rows}


def _kept_apart(incident: models.Incident) -> list[dict[str, Any]]:
    names = ("pk", "credibility", "period_start", "period_end", "statement__label", "statement__speaker", "place__key")
    rows = models.Claim.objects.filter(incident=incident).values_list(*names)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _linked(claim: Claim, names: dict[int, str]) -> Claim:
    def name(link: int | str | None) -> int | str | None:
        return names.get(link, link) if isinstance(link, int) else link

    return replace(
        claim,
        denies=name(claim.denies),
        revises=name(claim.revises),
        part_of=name(claim.part_of),
        share_of=name(claim.share_of),
    )


def _desk_columns(claim: Claim, row: dict[str, Any], names: dict[int, str], zone: ZoneInfo) -> dict[str, str]:
    return {
        "external_id": names[int(claim.id)],
        "credibility": str(row["credibility"]),
        "statement": str(row["statement__label"]),
        "speaker": str(row["statement__speaker"]),
        "place": str(row["place__key"] or ""),
        "event_date": _day(row["period_start"], zone),
        "event_end": _day(row["period_end"], zone),
    }


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat() if moment else ""
