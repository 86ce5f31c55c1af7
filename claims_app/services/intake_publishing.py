"""The accepted claims of an article become public, all or none; and are taken off again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from claims_app import models
from claims_app.core.verbatim import find_quote
from claims_app.services import recording
from claims_app.services.draft_fields import Fields
from claims_app.services.intake_claims import citations_of
from claims_app.services.intake_sources import NAMELESS
from claims_app.services.intake_steps import begin, keep
from claims_app.services.recording import Refused

States = models.Draft.State
UNDONE = "its publication was undone at the intake"


@dataclass(frozen=True, slots=True)
class Published:
    """How many claims a publication made public, and to how many on file it added a report."""

    claims: int
    further: int


def publish(*, intake: models.Intake, by: Any) -> Published:
    """Make every accepted claim of the article public, all or none.

    Raises Refused where the source is not complete, where nothing is accepted, or where a claim has no quote any more.
    """
    with transaction.atomic():
        row = models.Intake.objects.select_for_update().select_related("copy__report__outlet").get(pk=intake.pk)
        _refuse_half_a_source(row)
        drafts = list(row.drafts.filter(state=States.ACCEPTED).select_related("claim").order_by("order", "id"))
        if not drafts:
            raise Refused("No accepted claim waits to be published. Accept some first.")
        step = begin(row, "publish", drafts, by)
        claims = [draft.claim for draft in drafts if draft.claim is not None]
        recording.complete(claims=models.Claim.objects.filter(pk__in=[claim.pk for claim in claims]))
        number = recording.publish(claims=claims, by=by)
        further = _cite_again(drafts, step, by)
        for draft in drafts:
            draft.state = States.PUBLISHED
            keep(draft, step, by)
        return Published(number, further)


def _refuse_half_a_source(intake: models.Intake) -> None:
    report = intake.copy.report
    if report.outlet.name == NAMELESS:
        raise Refused("Say who published the report: fill in the publisher, and save the source.", "publisher")
    if not report.published and intake.guesses.get("published"):
        raise Refused("Confirm the day of the report, or empty it, and save the source.", "published")


def _cite_again(drafts: Sequence[models.Draft], step: models.IntakeStep, by: Any) -> int:
    """A further quote for each claim on file that the article tells again."""
    again = [(draft, Fields.read(draft.fields)) for draft in drafts if draft.claim_id is None]
    targets = models.Claim.objects.in_bulk([fields.related for _, fields in again if fields.related])
    touched: set[tuple[int, int]] = set()
    added: list[int] = []
    for draft, fields in again:
        claim = targets.get(fields.related or 0)
        if claim is None:
            raise Refused("A claim on file that this article tells again is gone. Undo its acceptance, and look again.")
        if _hold_the_copy(claim, draft):
            continue  # the file cites this report for it already
        for citation in citations_of(draft, fields):
            if recording.add_citation(claim=claim, citation=citation, by=by):
                added.append(citation.pk)
                touched.add((claim.pk, claim.incident_id))
    if touched:
        recording.incident_changed({incident for _, incident in touched}, claims=[pk for pk, _ in touched])
    if added:
        step.before = {**step.before, str(again[0][0].pk): {**step.before[str(again[0][0].pk)], "added": added}}
        step.save(update_fields=["before"])
    return len(touched)


def _hold_the_copy(claim: models.Claim, draft: models.Draft) -> bool:
    """Whether the claim cites this report already; its quotes that stand in the copy then say from which copy they are."""
    cited = list(claim.citations.filter(report=draft.copy.report))
    for citation in cited:
        place = find_quote(citation.quote, draft.copy.text) if citation.copy_id is None else None
        if place is not None:
            citation.copy, citation.start, citation.end = draft.copy, *place
            citation.save()
    return bool(cited)


def take_down(drafts: Sequence[models.Draft], step: models.IntakeStep, by: Any) -> None:
    """What a publication did: its claims go off the pages, the quotes that it added go from claims on file."""
    claims = [draft.claim for draft in drafts if draft.claim is not None]
    if claims:
        recording.unpublish(claims=claims, by=by, reason=UNDONE)
    added = [pk for before in step.before.values() for pk in (before or {}).get("added", ())]
    citations = models.Citation.objects.filter(pk__in=added).select_related("claim")
    touched = {(citation.claim_id, citation.claim.incident_id) for citation in citations}
    for citation in citations:
        citation.delete()
    if touched:
        recording.incident_changed({incident for _, incident in touched}, claims=[pk for pk, _ in touched])
