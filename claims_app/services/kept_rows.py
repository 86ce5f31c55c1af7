"""The rows and accounts of several boards at once, from the kept findings, in one query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Subquery

from claims_app import models
from claims_app.core.boards import Account, Row
from claims_app.services.boards import board_of
from claims_app.services.keeping import is_current, read_kept
from claims_app.services.mapping import token_of, world_of


@dataclass(frozen=True, slots=True)
class Kept:
    """What the default board of an incident says."""

    rows: tuple[Row, ...] = ()
    accounts: tuple[Account, ...] = ()


def ready(incidents: QuerySet[models.Incident]) -> QuerySet[models.Incident]:
    """The incidents with what their boards need, so that no more is asked for each of them."""
    token = models.VocabularyVersion.objects.filter(pk=models.VocabularyVersion.only_id).values("token")
    read_with = incidents.select_related("conflict", "place", "part_of", "kept_sources")
    return read_with.annotate(vocabulary_token=Subquery(token))


def kept_rows(
    *, incidents: Sequence[models.Incident], wanted: Callable[[Any], bool] = lambda payload: True
) -> dict[int, Kept]:
    """The default rows and accounts of each incident, read with `ready`; worked out where what is kept is out of date.

    `wanted` looks at the stored form of a row: those that it refuses need not be read, and may be left out.
    """
    found: dict[int, dict[str, list[models.StoredFinding]]] = {incident.pk: {} for incident in incidents}
    findings = models.StoredFinding.objects.filter(incident__in=[incident.pk for incident in incidents])
    for finding in findings.filter(part__in=("row", "account")).order_by("incident", "part", "order"):
        found[finding.incident_id].setdefault(finding.part, []).append(finding)
    return {incident.pk: _kept(incident, found[incident.pk], wanted) for incident in incidents}


def _kept(
    incident: models.Incident, parts: dict[str, list[models.StoredFinding]], wanted: Callable[[Any], bool]
) -> Kept:
    policy, token = world_of(incident)[0].policy_id, token_of(incident)
    kept = [finding for part in parts.values() for finding in part]
    if not all(is_current(finding, token=token, policy=policy) for finding in kept):
        board = board_of(incident=incident)
        return Kept(board.rows, board.accounts)
    return Kept(
        tuple(read_kept(finding) for finding in parts.get("row", ()) if wanted(finding.payload)),
        tuple(read_kept(finding) for finding in parts.get("account", ())),
    )
