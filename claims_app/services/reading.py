"""What readers ask for, each in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.claims import Claim
from claims_app.services.boards import board_of
from claims_app.services.mapping import to_claims, world_of


def incident_by(*, slug: str) -> models.Incident | None:
    """The incident with that slug, ready for a board; None when there is none."""
    return models.Incident.objects.select_related("conflict", "place", "part_of").filter(slug=slug).first()


def incident_moved(*, slug: str) -> models.Incident | None:
    """The incident that once had that slug."""
    moved = models.IncidentSlug.objects.select_related("incident").filter(slug=slug).first()
    return moved.incident if moved else None


def ranked_incidents() -> QuerySet[Any]:
    """Incidents by figures contradicted, then accounts, then newest, with their counts."""
    figures = Q(findings__part="row")
    return (
        models.Incident.objects.select_related("conflict", "part_of")
        .annotate(
            figures_contradicted=Count("findings", filter=figures & Q(findings__contradicted=True), distinct=True),
            accounts_contradicted=Count(
                "findings", filter=Q(findings__part="account", findings__contradicted=True), distinct=True
            ),
            measures=Count("findings", filter=figures, distinct=True),
            changed=Max("findings__changed_at"),
        )
        .order_by("-figures_contradicted", "-accounts_contradicted", "-start", "slug")
    )


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The lead incident with its board, all incidents ranked, and the findings that changed last."""

    lead: models.Incident | None
    board: Board | None
    incidents: list[Any]
    changes: list[models.StoredFinding]


def front_page() -> FrontPage:
    """Everything that the front page shows."""
    incidents = list(ranked_incidents())
    chosen = next((incident for incident in incidents if incident.lead), None)
    lead = incident_by(slug=chosen.slug) if chosen else None
    changes = models.StoredFinding.objects.filter(part="row", contradicted=True).select_related("incident")
    return FrontPage(
        lead=lead,
        board=board_of(incident=lead) if lead else None,
        incidents=incidents,
        changes=list(changes.order_by("-changed_at", "order")[:6]),
    )


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A public claim as a core value, with its incident."""

    claim: Claim
    incident: models.Incident


def claim_page(*, claim_id: int) -> ClaimPage | None:
    """A visible claim; None when there is none with that number."""
    row = models.Claim.objects.visible().with_sources().filter(pk=claim_id).first()
    if row is None:
        return None
    incident = incident_by(slug=row.incident.slug)
    assert incident is not None
    world, columns = world_of(incident)
    return ClaimPage(to_claims([row], incident, world, columns)[0], incident)
