"""A step of the intake is taken back: every draft that it touched is as it was before, unless somebody went on from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from claims_app import models
from claims_app.services import recording
from claims_app.services.draft_fields import Fields
from claims_app.services.intake_labels import key_of
from claims_app.services.intake_parts import unlink
from claims_app.services.intake_publishing import take_down
from claims_app.services.proposals import names_of
from claims_app.services.recording import Refused

States = models.Draft.State


def undo(*, draft: models.Draft, by: Any) -> models.Draft:
    """Put back what the last step on this draft changed, on every draft that it touched. Raises Refused where it cannot be."""
    step = draft.step
    if step is None or step.undone:
        raise Refused("There is nothing to undo here.")
    undo_step(step=step, by=by)
    draft.refresh_from_db()
    return draft


def undo_last(*, intake: models.Intake, by: Any) -> models.Draft | None:
    """Undo the editor's own last step on the drafts of this article; returns its first draft."""
    step = intake.steps.filter(made_by=by, undone=False).exclude(what="source").order_by("-id").first()
    if step is None:
        raise Refused("You have done nothing here that could be undone.")
    undo_step(step=step, by=by)
    keys = sorted(map(int, step.before))
    return models.Draft.objects.filter(pk__in=keys).exclude(state=States.GONE).order_by("order", "id").first()


def undo_step(*, step: models.IntakeStep, by: Any) -> None:
    """Put every draft of the step back. Raises Refused where one of them was changed after it."""
    with transaction.atomic():
        intake = models.Intake.objects.select_for_update().get(pk=step.intake_id)
        step = models.IntakeStep.objects.select_for_update().get(pk=step.pk)
        rows = list(models.Draft.objects.filter(pk__in=list(step.before)).select_related("claim"))
        if step.undone:
            raise Refused("This was undone already.")
        if later := [row for row in rows if row.step_id != step.pk]:
            raise Refused(f"{later[0].changed_by or 'Somebody'} changed it after that. Undo the later step first.")
        if step.what == "publish":
            take_down(rows, step, by)
        for row in rows:
            if step.what == "accept":
                unlink(row, by)
            _put_back(row, step.before[str(row.pk)], by)
        if step.what == "answer":
            gone = {key_of(Fields.read(row.fields), names_of(intake.incident)) for row in rows}
            intake.answers = {key: label for key, label in intake.answers.items() if key not in gone}
        step.undone = True
        step.save(update_fields=["undone"])
        intake.version += 1
        intake.save(update_fields=["version", "changed_at", "answers"])


def _put_back(row: models.Draft, before: Mapping[str, Any] | None, by: Any) -> None:
    if before is None:
        row.state, row.reason = States.GONE, "taken back"
    else:
        for name in ("state", "fields", "reason", "start", "end", "order"):
            setattr(row, name, before[name])
        row.step_id = before["step"]
    claim = row.claim
    if claim is not None and row.state not in (States.ACCEPTED, States.PUBLISHED):
        row.claim = None
        row.version += 1
        row.changed_by = by
        row.save()
        recording.drop_draft(claim=claim)
        return
    row.version += 1
    row.changed_by = by
    row.save()
