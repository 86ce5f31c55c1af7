"""What a change would do to the boards: the change is made in a transaction, the boards are compared, and it is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.effects import Effect, effect_between
from claims_app.services.boards import board_of


def effect_of(*, change: Callable[[], object], incidents: Iterable[int]) -> list[Effect]:
    """The effect of `change` on each of the incidents (by primary key), without keeping anything of it.

    What `change` raises comes through, and nothing is kept either. Incidents whose boards stay the same are left out.
    """
    ids = sorted(set(incidents))
    with transaction.atomic():
        before = _boards(ids)
        change()
        after = _boards(ids)
        transaction.set_rollback(True)
    effects = [effect_between(before[pk], after[pk]) for pk in ids if pk in before and pk in after]
    return [effect for effect in effects if effect.changes]


def effect_on(*, change: Callable[[], object], slugs: Iterable[str]) -> list[Effect]:
    """The same for incidents by their slugs."""
    ids = models.Incident.objects.filter(slug__in=set(slugs)).values_list("pk", flat=True)
    return effect_of(change=change, incidents=ids)


def _boards(ids: list[int]) -> dict[int, Board]:
    incidents = models.Incident.objects.select_related("conflict", "place", "part_of").filter(pk__in=ids)
    return {incident.pk: board_of(incident=incident) for incident in incidents}
