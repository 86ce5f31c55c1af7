"""What we had recorded by a moment: claims with the values that they had then, from the history that every save leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from claims_app import models


def as_recorded(*, incident: models.Incident, end: datetime) -> list[models.Claim]:
    """The claims of an incident that were public at the last moment before `end`, as they then were.

    Their sources are those of today: a citation is added to, seldom changed. Three queries, whatever the number of claims.
    """
    # Entries, not `as_of`: that one would ask for the column that the history leaves out, claim by claim.
    latest = models.Claim.history.filter(history_date__lt=end).latest_of_each().exclude(history_type="-")
    then = {row.id: row for row in latest.filter(incident_id=incident.pk, status=models.Claim.Status.PUBLISHED)}
    rows = models.Claim.objects.filter(pk__in=then).filter(Q(batch__isnull=True) | Q(batch__visible_at__lt=end))
    return [_as_then(row, then[row.pk]) for row in rows.with_sources()]


def _as_then(row: models.Claim, then: Any) -> models.Claim:
    """Today's row, fetched with its sources, with the values of then; a relation that has changed is looked up anew."""
    for field in models.Claim._meta.concrete_fields:
        if field.name == "version":
            continue
        value = getattr(then, field.attname)
        if getattr(row, field.attname) != value:
            setattr(row, field.attname, value)
    return row
