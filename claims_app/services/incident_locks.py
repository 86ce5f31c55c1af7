"""Many incidents are written to at once without a queue behind them: they are locked together, or none of them is."""

from __future__ import annotations

import time
from collections.abc import Collection

from django.db import OperationalError, connection, transaction

from claims_app import models
from claims_app.services.bulk import in_chunks

# Who edits an incident holds it for some tenths of a second, and eight of them are seldom all at it for so long.
TRIES, PAUSE_SECONDS = 100, 0.05
# What PostgreSQL says of a row that another holds; a lost connection is nothing to wait for.
NOT_AVAILABLE = "55P03"


def lock_together(incidents: Collection[int]) -> None:
    """Lock incidents (by primary key) in the writing transaction, waiting for their editors with none of them held.

    Locked one after the other, all those locked already would wait for the editor of the next one. After five seconds it
    does wait so. On SQLite there is one writer at a time.
    """
    if connection.vendor != "postgresql":
        return
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                _lock(incidents, wait=False)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != NOT_AVAILABLE:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return
    _lock(incidents, wait=True)


def _lock(incidents: Collection[int], *, wait: bool) -> None:
    for some in in_chunks(sorted(incidents)):
        rows = models.Incident.objects.filter(pk__in=some).order_by("pk").values_list("pk")
        list(rows.select_for_update(nowait=not wait, no_key=True))
