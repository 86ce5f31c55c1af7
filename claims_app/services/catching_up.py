"""A board that waits after a large write is worked out by the first who asks for it, and kept for all the others.

Without this each of the readers who come in the minute after an import works the same board out for himself.
"""

from __future__ import annotations

import logging

from django.db import OperationalError, router

from claims_app import models
from claims_app.services.machine_locks import one_at_a_time
from claims_app.services.refreshing import keep_boards

LOG = logging.getLogger(__name__)
# A reader waits for another's work no longer than this; the places are few, so that their files are.
MOST_SECONDS = 30
PLACES = 64


def is_waiting(incident: models.Incident) -> bool:
    """Whether nothing is kept of the board, without a query if that was read with the incident."""
    return getattr(incident, "kept_board", None) is None


def catch_up(*, incident: models.Incident) -> None:
    """Keep the board of an incident that waits. Where that cannot be written, readers work it out as they come."""
    # What is kept is made from what is on file, not from a replica, which is behind: the router reads there from now on.
    router.db_for_write(models.Incident)
    with one_at_a_time(f"board-{incident.pk % PLACES}", seconds=MOST_SECONDS):
        if models.KeptBoard.objects.filter(incident=incident).exists():
            return
        try:
            list(keep_boards(incidents=[incident.pk]))
        except OperationalError as problem:
            LOG.warning("A board that waits could not be kept: %s", " ".join(str(problem).split()))
