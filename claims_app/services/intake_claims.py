"""A draft's fields as a claim on file, with its statement, its quotes and what it stands to."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from claims_app import models
from claims_app.services import recording
from claims_app.services.draft_fields import Fields
from claims_app.services.proposals import names_of
from claims_app.services.recording import Refused


def record(row: models.Draft, fields: Fields, by: Any) -> models.Claim:
    """The draft as a claim with its quotes, saved; Refused where a word of it cannot be recorded."""
    intake = row.intake
    assert intake is not None
    incident, report = intake.incident, row.copy.report
    related = models.Claim.objects.filter(pk=fields.related or 0, incident=incident).select_related("statement").first()
    if fields.relation in ("relay", "revises") and related is None:
        raise Refused("The claim on file that you chose is gone. Choose again.", "relation")
    claim = models.Claim(
        incident=incident,
        statement=related.statement if related and fields.relation == "relay" else _statement(row, fields),
        kind=fields.kind,
        subject_label=fields.subject if fields.kind != models.Claim.Kind.POSITION else "",
        subject_source="inferred" if fields.is_inferred and fields.subject else "stated",
        object=models.MeasureObject.objects.filter(key=fields.object).first() if fields.object else None,
        outcome=models.Outcome.objects.filter(key=fields.outcome).first() if fields.outcome else None,
        figure_text=fields.figure if fields.kind == models.Claim.Kind.FIGURE else "",
        figure_lang=language_of(row),
        revises=related if fields.relation == "revises" else None,
    )
    if fields.kind == models.Claim.Kind.DENIAL:
        _deny(claim, fields)
    recording.record_draft(
        claim=claim, report=report, citations=citations_of(row, fields), position=_position(claim, fields), by=by
    )
    return claim


def language_of(row: models.Draft) -> str:
    return row.copy.report.language or "en"


def _deny(claim: models.Claim, fields: Fields) -> None:
    denied = models.Claim.objects.filter(pk=fields.denies or 0, incident=claim.incident).first()
    if denied is None:
        raise Refused("The claim that is denied is not on file any more. Choose another one.", "denies")
    claim.denies = denied
    claim.object, claim.outcome = claim.object or denied.object, claim.outcome or denied.outcome


def _position(claim: models.Claim, fields: Fields) -> models.Position | None:
    if claim.kind != models.Claim.Kind.POSITION:
        return None
    return recording.read_position(
        claim,
        question=models.Question.objects.get(key=fields.question),
        answer=fields.answer.strip()[:200],
        about_label=fields.about.strip()[:200],
        designations=names_of(claim.incident).designations,
    )


def _statement(row: models.Draft, fields: Fields) -> models.Statement:
    """The claimant's statement of that day on file, else a new one, unsaved; without a day, the one that this report tells."""
    intake = row.intake
    assert intake is not None
    zone = ZoneInfo(intake.incident.timezone)
    moment = _start_of(date.fromisoformat(fields.said_on), zone) if fields.said_on else None
    published = row.copy.report.published
    values = {
        "incident": intake.incident,
        "claimant": models.Party.objects.get(key=fields.claimant),
        "speaker": fields.speaker.strip()[:200],
        "stated_from": moment,
    }
    found = models.Statement.objects.filter(**values)
    if moment is None:
        told = Q(claims__citations__report=row.copy.report)
        same_day = Q(claims__stated_at=_start_of(published, zone)) if published else Q(pk__in=[])
        found = found.filter(told | same_day)
    return found.order_by("id").first() or models.Statement(**values, stated_to=moment)


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def citations_of(row: models.Draft, fields: Fields) -> list[models.Citation]:
    """The quote and its further places, each cut from the copy's text."""
    at = fields.figure_at
    inside = at is not None and row.start <= at[0] and at[1] <= row.end and _still_said(row, fields)
    found = []
    for start, end in dict.fromkeys([(row.start, row.end), *fields.more]):
        first = (start, end) == (row.start, row.end)
        found.append(
            models.Citation(
                copy=row.copy,
                report=row.copy.report,
                quote=row.copy.text[start:end],
                start=start,
                end=end,
                figure_start=at[0] if first and inside and at else None,
                figure_end=at[1] if first and inside and at else None,
                language=language_of(row),
                wording=fields.wording,
            )
        )
    return found


def _still_said(row: models.Draft, fields: Fields) -> bool:
    return fields.figure_at is not None and row.copy.text[slice(*fields.figure_at)] == fields.figure
