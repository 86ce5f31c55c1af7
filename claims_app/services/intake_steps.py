"""An act on drafts as one step: the article is locked, who comes second is told, and what stood before is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from claims_app import models
from claims_app.services.recording import Refused


class Overtaken(Refused):
    """Somebody else changed the draft after it was shown; nothing of theirs was overwritten."""


def locked(draft: models.Draft, version: int) -> models.Draft:
    """The draft as it is now, its article locked until the act is done. Raises Overtaken for a stale version."""
    models.Intake.objects.select_for_update().get(pk=draft.intake_id or 0)
    row = models.Draft.objects.select_related("intake__incident__conflict", "copy__report", "claim", "changed_by").get(
        pk=draft.pk
    )
    if row.version != version:
        who = str(row.changed_by or "Somebody")
        raise Overtaken(f"{who} changed this claim after you saw it: it is {row.get_state_display()} now. Look again.")
    return row


def refuse_unless(row: models.Draft, *states: str) -> None:
    if row.state not in states:
        raise Refused(f"This claim is {row.get_state_display()} already. Undo that first.")


def begin(intake: models.Intake, what: str, drafts: Iterable[models.Draft], by: Any) -> models.IntakeStep:
    """Remember what the drafts are before the act."""
    before = {str(row.pk): _snapshot(row) for row in drafts}
    intake.version += 1
    intake.save(update_fields=["version", "changed_at", "answers"])
    return models.IntakeStep.objects.create(intake=intake, what=what, before=before, made_by=by)


def _snapshot(row: models.Draft) -> dict[str, Any]:
    return {
        "state": row.state,
        "fields": row.fields,
        "reason": row.reason,
        "start": row.start,
        "end": row.end,
        "order": row.order,
        "step": row.step_id,
    }


def keep(row: models.Draft, step: models.IntakeStep, by: Any) -> None:
    row.step, row.changed_by = step, by
    row.version += 1
    row.save()
