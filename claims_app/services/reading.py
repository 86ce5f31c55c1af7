"""What readers ask for, each in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Subquery

from claims_app import models
from claims_app.core.boards import Account, Board, Row
from claims_app.core.claims import Claim
from claims_app.core.displays import headline_of, listed
from claims_app.core.policies import POLICY
from claims_app.services.boards import PARTS, board_of
from claims_app.services.mapping import to_claims, token_of, world_of


def incident_by(*, slug: str) -> models.Incident | None:
    """The incident with that slug, ready for a board; None when there is none."""
    token = models.VocabularyVersion.objects.filter(pk=models.VocabularyVersion.only_id).values("token")
    incidents = models.Incident.objects.select_related("conflict", "place", "part_of")
    return incidents.annotate(vocabulary_token=Subquery(token)).filter(slug=slug).first()


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
    """Everything that the front page shows; of the incidents that editors gave a lead measure, the earliest leads."""
    incidents = list(ranked_incidents())
    leading = [incident for incident in incidents if incident.lead]
    chosen = min(leading, key=lambda incident: (incident.start, incident.end), default=None)
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
    """A public claim as a core value, with its incident, a heading for it, and the names that its subject means."""

    claim: Claim
    incident: models.Incident
    heading: str
    meant: str


def claim_page(*, claim_id: int, incident: models.Incident | None = None) -> ClaimPage | None:
    """A visible claim; None when there is none with that number, or it is not of the incident that was asked for."""
    rows = models.Claim.objects.visible().with_sources().filter(pk=claim_id)
    row = (rows.filter(incident=incident) if incident else rows).first()
    if row is None:
        return None
    found = incident or incident_by(slug=row.incident.slug)
    assert found is not None
    world, columns = world_of(found)
    claim = to_claims([row], found, world, columns)[0]
    meant = listed([world.party_name(party) for party in claim.subject_means])
    return ClaimPage(claim, found, headline_of(claim, world), meant)


def findings_of_claim(*, claim_id: int, incident: models.Incident) -> list[Row | Account]:
    """The kept rows and accounts of the incident's board that show the claim; none while they wait to be worked out anew."""
    kept = models.StoredFinding.objects.filter(
        incident=incident, claims=claim_id, vocabulary=token_of(incident), policy=POLICY.policy_id
    )
    return [PARTS[finding.part].validate_python(finding.payload) for finding in kept.order_by("part", "order")]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A report, outlet or party with the public claims that hang on it, newest first, and the incidents they are of."""

    subject: Any
    claims: list[models.Claim]
    reports: list[models.Report]


LISTED = 200


def _listed_claims(claims: QuerySet[models.Claim]) -> list[models.Claim]:
    rows = claims.select_related("incident", "statement__claimant", "object", "outcome", "position__question")
    return list(rows.prefetch_related("citations__report__outlet").order_by("-stated_at", "id").distinct()[:LISTED])


def report_page(*, report_id: int) -> SourcePage | None:
    """A report that carries at least one public claim."""
    report = models.Report.objects.select_related("outlet", "copied_from__outlet").filter(pk=report_id).first()
    claims = _listed_claims(models.Claim.objects.visible().filter(citations__report=report)) if report else []
    return SourcePage(report, claims, []) if claims else None


def outlet_page(*, slug: str) -> SourcePage | None:
    """An outlet with its reports that carry public claims."""
    outlet = models.Outlet.objects.filter(slug=slug).first()
    if outlet is None:
        return None
    visible = models.Claim.objects.visible()
    reports = models.Report.objects.filter(outlet=outlet, citations__claim__in=visible)
    return SourcePage(outlet, [], list(reports.annotate(carried=Count("citations__claim", distinct=True))[:LISTED]))


def outlets() -> QuerySet[Any]:
    """Outlets with the number of public claims that they carry."""
    return (
        models.Outlet.objects.filter(reports__citations__claim__in=models.Claim.objects.visible())
        .annotate(
            reports_on_file=Count("reports", distinct=True), carried=Count("reports__citations__claim", distinct=True)
        )
        .order_by("name")
    )


def speaking_parties() -> QuerySet[Any]:
    """Parties that make a public claim, with how many."""
    return (
        models.Party.objects.filter(statements__claims__in=models.Claim.objects.visible())
        .select_related("part_of")
        .annotate(claims_made=Count("statements__claims", distinct=True))
        .order_by("name")
    )


def party_page(*, key: str) -> SourcePage | None:
    """A party with the public claims that it and its organs make."""
    party = models.Party.objects.select_related("part_of").filter(key=key).first()
    if party is None:
        return None
    own = Q(statement__claimant=party) | Q(statement__claimant__part_of=party)
    return SourcePage(party, _listed_claims(models.Claim.objects.visible().filter(own)), [])


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `asked` is False when too little was typed."""

    asked: bool
    incidents: list[models.Incident]
    claims: list[models.Claim]


def find(*, text: str) -> Found:
    """Incidents by title and public claims by quote; every word must occur."""
    words = text.split()[:8]
    if len(text) < 2:
        return Found(False, [], [])
    incidents, quotes = models.Incident.objects.select_related("conflict"), models.Claim.objects.visible()
    for word in words:
        incidents = incidents.filter(title__icontains=word)
        quotes = quotes.filter(citations__quote__icontains=word)
    return Found(True, list(incidents[:20]), _listed_claims(quotes)[:50])
