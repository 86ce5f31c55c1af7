"""What readers ask for, each in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from claims_app import models
from claims_app.core.boards import Account, Row
from claims_app.core.claims import Claim
from claims_app.core.displays import headline_of, listed
from claims_app.core.policies import POLICY
from claims_app.services import catching_up
from claims_app.services.boards import end_of
from claims_app.services.history import as_recorded
from claims_app.services.keeping import read_kept
from claims_app.services.kept_boards import whole_of
from claims_app.services.kept_rows import ready
from claims_app.services.mapping import to_claims, token_of, world_of
from claims_app.services.origins import Chain, chain_of


def incident_by(*, slug: str, drawn: bool = False) -> models.Incident | None:
    """The incident with that slug, ready for a board, with how many reports carry it; None when there is none.

    `drawn`: with its default board as the page shows it, where that is kept.
    """
    beside = "kept_board__drawn" if drawn else "kept_board"
    parts = models.Incident.objects.filter(part_of=OuterRef("pk")).order_by()
    # In no order: a slug is one incident's, and an order is written out anew for each question.
    rows = ready(models.Incident.objects.filter(slug=slug)).select_related(beside).annotate(has_parts=Exists(parts))
    found = next(iter(rows.order_by()[:1]), None)
    if found is not None:
        found.report_count = whole_of(incident=found).reports  # type: ignore[attr-defined]
    return found


def incident_for_board(*, slug: str, drawn: bool = False) -> models.Incident | None:
    """The same for whoever shows its board: one that waits is kept first."""
    found = incident_by(slug=slug, drawn=drawn)
    if found is None or not catching_up.is_waiting(found):
        return found
    catching_up.catch_up(incident=found)
    return incident_by(slug=slug, drawn=drawn)


def incident_moved(*, slug: str) -> models.Incident | None:
    """The incident that once had that slug."""
    moved = models.IncidentSlug.objects.select_related("incident").filter(slug=slug).first()
    return moved.incident if moved else None


def ranked_incidents() -> QuerySet[Any]:
    """Incidents by figures contradicted, then newest, with their counts; accounts never enter a ranking."""
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
        .order_by("-figures_contradicted", "-start", "slug")
    )


def parts_of(*, incident: models.Incident) -> list[Any]:
    """The incidents within an incident in order of time, each with its own counts, in one query; none where it is known to have none."""
    if not getattr(incident, "has_parts", True):
        return []
    return list(ranked_incidents().filter(part_of=incident).order_by("start", "slug"))


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A public claim as a core value, with its incident, a heading, the names that its subject means, and how it reached us.

    `on_file` is False where it was public at the moment asked for and is not today.
    """

    claim: Claim
    incident: models.Incident
    heading: str
    meant: str
    chain: Chain
    on_file: bool = True


def claim_then(*, claim_id: int, incident: models.Incident, known: date) -> ClaimPage | None:
    """A claim as it was on file by the end of a day; None where it was not public then."""
    end = end_of(known, ZoneInfo(incident.timezone))
    row = next((row for row in as_recorded(incident=incident, end=end) if row.pk == claim_id), None)
    on_file = models.Claim.objects.visible().filter(pk=claim_id).exists()
    return _page_of(row, incident, on_file=on_file) if row else None


def claim_page(*, claim_id: int, incident: models.Incident | None = None) -> ClaimPage | None:
    """A visible claim; None when there is none with that number, or it is not of the incident that was asked for."""
    rows = models.Claim.objects.visible().with_sources().filter(pk=claim_id)
    row = (rows.filter(incident=incident) if incident else rows).first()
    if row is None:
        return None
    found = incident or incident_by(slug=row.incident.slug)
    assert found is not None
    return _page_of(row, found)


def _page_of(row: models.Claim, incident: models.Incident, *, on_file: bool = True) -> ClaimPage:
    world, columns = world_of(incident)
    claim = to_claims([row], incident, world, columns)[0]
    meant = listed([world.party_name(party) for party in claim.subject_means])
    return ClaimPage(claim, incident, headline_of(claim, world), meant, chain_of(row=row, incident=incident), on_file)


def findings_of_claim(*, claim_id: int, incident: models.Incident) -> list[Row | Account]:
    """The kept rows and accounts of the incident's board that show the claim; none while they wait to be worked out anew."""
    kept = models.StoredFinding.objects.filter(
        incident=incident, claims=claim_id, vocabulary=token_of(incident), policy=POLICY.policy_id
    )
    return [read_kept(finding) for finding in kept.order_by("part", "order")]


LISTED = 200


def _listed_claims(claims: QuerySet[models.Claim]) -> list[models.Claim]:
    rows = claims.select_related("incident", "statement__claimant", "object", "outcome", "position__question")
    return list(rows.prefetch_related("citations__report__outlet").order_by("-stated_at", "id").distinct()[:LISTED])
