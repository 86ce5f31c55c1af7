"""What editors made of the proposals, for work on the lexicons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from claims_app import models

States = models.Draft.State
TOLD = (
    "kind",
    "figure",
    "claimant",
    "speaker",
    "subject",
    "object",
    "outcome",
    "question",
    "answer",
    "about",
    "wording",
)


def corrections(*, since: date | None = None) -> Iterable[dict[str, Any]]:
    """Every draft that was rejected, corrected, added or accepted as it was: its sentence, what was predicted, what stands."""
    rows = models.Draft.objects.exclude(intake=None).exclude(state=States.GONE).exclude(state=States.WAITING)
    if since is not None:
        rows = rows.filter(changed_at__date__gte=since)
    for row in rows.select_related("copy").order_by("id").iterator():
        if row.copy.media_type == row.copy.gone:
            continue
        predicted, stands = _told(row.proposed), _told(row.fields)
        changed = sorted(name for name in stands if stands[name] != predicted.get(name)) if predicted else []
        yield {
            "sentence": row.copy.text[row.start : row.end],
            "predicted": predicted or None,
            "corrected": None if row.state == States.REJECTED else stands,
            "changed": changed,
            "reason": row.reason,
        }


def _told(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kept.get(name, "") for name in TOLD} if kept else {}
