"""Removing what an import wrote before it was stopped: its claims, its rows, and the sources that nothing else uses."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from claims_app import models
from claims_app.services.bulk import in_chunks

CHUNK = 2_000


def remove_traces(*, batch: models.ImportBatch) -> None:
    """Leave nothing of a batch that nobody has seen, history included; some at a time. A second call finds nothing to do."""
    mine = models.Claim.objects.filter(batch=batch)
    with transaction.atomic():
        if models.ImportBatch.objects.filter(pk=batch.pk, visible_at__isnull=False).exists():
            return
        mine.update(revises=None, part_of=None, share_of=None)
        mine.exclude(kind=models.Claim.Kind.DENIAL).update(denies=None)
    # A denial came after what it denies, so the newest go first.
    for some in in_chunks(mine.order_by("-pk").values_list("pk", flat=True), CHUNK):
        with transaction.atomic():
            _drop(models.ImportRow.objects.filter(batch=batch, claim__in=some))
            for model in (models.Position, models.Citation):
                _drop(model.history.filter(claim_id__in=some))
                _drop(model.objects.filter(claim__in=some))
            _drop(models.Claim.history.filter(id__in=some))
            _drop(models.Claim.objects.filter(pk__in=some))
    for some in in_chunks(models.ImportRow.objects.filter(batch=batch).values_list("pk", flat=True), CHUNK):
        with transaction.atomic():
            _drop(models.ImportRow.objects.filter(pk__in=some))
    _drop_sources(f"import {batch.pk}")


def _drop_sources(reason: str) -> None:
    """Statements, reports and outlets that the import made, unless somebody has used them since."""
    copies = models.Report.objects.filter(copied_from__isnull=False).values("copied_from")
    copied = models.Report.history.filter(history_change_reason=reason, history_type="~").values_list("id", flat=True)
    for some in in_chunks(copied, CHUNK):
        with transaction.atomic():
            models.Report.objects.filter(pk__in=some, citations__isnull=True).update(copied_from=None)
    for model, used in (
        (models.Statement, {"claims__isnull": True}),
        (models.Report, {"citations__isnull": True, "kept_copies__isnull": True}),
        (models.Outlet, {"reports__isnull": True}),
    ):
        kind: Any = model
        made = kind.history.filter(history_change_reason=reason, history_type="+").values_list("id", flat=True)
        for some in in_chunks(made, CHUNK):
            with transaction.atomic():
                free = kind.objects.filter(pk__in=some, **used)
                if model is models.Report:
                    free = free.exclude(pk__in=copies)
                pks = list(free.values_list("pk", flat=True))
                _drop(kind.history.filter(id__in=pks))
                _drop(kind.objects.filter(pk__in=pks))


def _drop(rows: QuerySet[Any]) -> None:
    """Delete rows that nothing points to any more, in one statement."""
    rows._raw_delete(rows.db)
