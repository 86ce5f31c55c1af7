"""Which drafts an article has: one is split in two, two are merged, one is added on words that the editor chose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction

from claims_app import models
from claims_app.core.verbatim import find_quote
from claims_app.services import intakes
from claims_app.services.draft_fields import Fields
from claims_app.services.intake_steps import begin, keep, locked, refuse_unless
from claims_app.services.proposals import propose_here
from claims_app.services.recording import Refused

States = models.Draft.State


def split(*, draft: models.Draft, version: int, by: Any) -> models.Draft:
    """A second draft on the same words, to be corrected apart; returns it."""
    with transaction.atomic():
        row = locked(draft, version)
        refuse_unless(row, States.WAITING)
        step = begin(row.intake, "split", [row], by)  # type: ignore[arg-type]
        twin = models.Draft(
            copy=row.copy, intake=row.intake, order=row.order, start=row.start, end=row.end, fields=row.fields
        )
        keep(row, step, by)
        twin.step, twin.changed_by = step, by
        twin.save()
        step.before = {**step.before, str(twin.pk): None}
        step.save(update_fields=["before"])
        return twin


def merge(*, draft: models.Draft, version: int, into: models.Draft, by: Any) -> models.Draft:
    """The draft's quote becomes a further quote of another draft of the article; returns that one."""
    with transaction.atomic():
        row = locked(draft, version)
        refuse_unless(row, States.WAITING)
        target = models.Draft.objects.filter(pk=into.pk, intake=row.intake).exclude(pk=row.pk).first()
        if target is None or target.state != States.WAITING:
            raise Refused("Choose another claim of this article that still waits.", "into")
        step = begin(row.intake, "merge", [row, target], by)  # type: ignore[arg-type]
        fields, own = Fields.read(target.fields), Fields.read(row.fields)
        places = [*fields.more, (row.start, row.end), *own.more]
        more = tuple(place for place in dict.fromkeys(places) if place != (target.start, target.end))
        target.fields = replace(fields, more=more).as_json()
        row.state, row.reason = States.GONE, "merged"
        keep(target, step, by)
        keep(row, step, by)
        return target


def add(*, intake: models.Intake, quote: str, near: int, by: Any) -> models.Draft:
    """A draft on words that the editor chose in the text. Raises Refused where they do not stand in it."""
    quote = quote.replace("\x00", "")
    if not quote.strip():
        raise Refused("Select the words that carry the claim in the text, or type them here.", "quote")
    with transaction.atomic():
        row = (
            models.Intake.objects.select_for_update()
            .select_related("copy__report", "incident__conflict")
            .get(pk=intake.pk)
        )
        text = row.copy.text
        found = find_quote(quote, text, max(0, near)) or find_quote(quote, text)
        if found is None:
            raise Refused("These words do not stand in the article. Copy them from the text.", "quote")
        proposal = propose_here(
            text=text,
            start=found[0],
            end=found[1],
            incident=row.incident,
            published=intakes.published_day(row),
            lang=row.copy.report.language or "en",
        )
        (draft,) = intakes.keep_proposals(intake=row, proposals=[proposal], by=by)
        step = begin(row, "add", [], by)
        step.before = {str(draft.pk): None}
        step.save(update_fields=["before"])
        draft.proposed, draft.step = {}, step
        draft.save(update_fields=["proposed", "step"])
        return draft
