"""What an editor answers once for a whole article goes to every draft that waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from claims_app import models
from claims_app.services.draft_fields import Fields
from claims_app.services.intake_labels import NOT_SAID, key_of
from claims_app.services.intake_steps import begin, keep
from claims_app.services.proposals import names_of
from claims_app.services.recording import Refused

States = models.Draft.State


def answer(*, intake: models.Intake, answers: Mapping[str, str], by: Any) -> int:
    """Whom labels mean in this article: question key → the label chosen, for every draft that waits; returns how many changed."""
    with transaction.atomic():
        row = models.Intake.objects.select_for_update().select_related("incident__conflict").get(pk=intake.pk)
        names = names_of(row.incident)
        waiting = list(row.drafts.filter(state=States.WAITING))
        touched = []
        for draft in waiting:
            fields = Fields.read(draft.fields)
            chosen = answers.get(key_of(fields, names), "") if fields.claimant and fields.subject else ""
            if not chosen:
                continue
            label = "" if chosen == NOT_SAID else chosen
            if label and names.designations.meaning(label, fields.claimant) is None:
                raise Refused(f"“{label}” is not on file. Choose one of the answers.", "answers")
            touched.append((draft, replace(fields, subject=label, is_inferred=label not in ("", fields.printed))))
        row.answers = {**row.answers, **{key[:400]: label[:200] for key, label in answers.items() if label}}
        step = begin(row, "answer", [draft for draft, _ in touched], by)
        for draft, fields in touched:
            draft.fields = fields.as_json()
            keep(draft, step, by)
        return len(touched)
