"""What the next claim takes over from the last one: the same report, or the same row with the other side speaking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from claims_app import models
from claims_app.core.worlds import World
from claims_app.services.mapping import world_of
from claims_app.services.subjects import designations_of

Values = dict[str, Any]


def for_the_same_report(claim: models.Claim) -> Values:
    """Incident, claimant, speaker, subject, day and report, as values of the claim form."""
    citation = claim.citations.order_by("order", "id").first()
    said = claim.statement.stated_from
    return _given(
        incident=claim.incident_id,
        claimant=claim.statement.claimant_id,
        speaker=claim.statement.speaker,
        subject_label=claim.subject_label,
        stated_on=said.astimezone(ZoneInfo(claim.incident.timezone)).date().isoformat() if said else "",
        report=citation.report_id if citation else "",
        wording=citation.wording if citation else "",
    )


def for_the_other_side(claim: models.Claim) -> Values:
    """The same row and report with another claimant, and whose losses in words that this claimant may use."""
    values = for_the_same_report(claim)
    for name in ("claimant", "speaker", "subject_label"):
        values.pop(name, None)
    other = other_claimant(claim)
    return values | _given(
        object=claim.object_id,
        outcome=claim.outcome_id,
        place=claim.place_id,
        basis=claim.basis,
        counting=claim.counting,
        claimant=other.pk if other else "",
        subject_label=_label_for(claim, other),
    )


def other_claimant(claim: models.Claim) -> models.Party | None:
    """Who would give the other figure: those who suffered, if they are not the claimant's own camp; else who spoke most of another camp."""
    world, _ = world_of(claim.incident)
    own = world.camp_of(claim.statement.claimant.key)
    spoken = _who_spoke_most(claim.incident)
    sufferers = [key for key in claim.subject_plain if world.camp_of(key) != own]
    organs = [key for key in spoken if set(_upward(world, key)) & set(sufferers)]
    others = [key for key in spoken if world.camp_of(key) not in ("", own)]
    member = models.SideMembership.objects.filter(side__conflict=claim.incident.conflict).order_by("side__order", "id")
    silent = [key for key in member.values_list("party__key", flat=True) if world.camp_of(key) != own]
    first = next(iter([*organs, *sufferers, *others, *silent]), None)
    return models.Party.objects.filter(key=first).first() if first else None


def _who_spoke_most(incident: models.Incident) -> list[str]:
    keys: Iterable[str] = models.Claim.objects.filter(incident=incident).values_list(
        "statement__claimant__key", flat=True
    )
    return [key for key, _ in Counter(sorted(keys)).most_common()]


def _upward(world: World, key: str) -> list[str]:
    found: list[str] = []
    above: str | None = key
    while above and above not in found:
        found.append(above)
        above = models.Party.objects.filter(key=above).values_list("part_of__key", flat=True).first()
    return found


def _label_for(claim: models.Claim, other: models.Party | None) -> str:
    """The claim's own label where the other claimant means the same by it, else the name of the one party that is meant."""
    if other is None:
        return ""
    meaning = (
        designations_of(claim.incident.conflict).meaning(claim.subject_label, other.key)
        if claim.subject_label
        else None
    )
    if meaning is not None and set(meaning.plain) == set(claim.subject_plain):
        return claim.subject_label
    meant = list(models.Party.objects.filter(key__in=claim.subject_plain).order_by("name"))
    # Of several that are meant, a claimant speaks of its own.
    own = [party for party in meant if party.pk == other.pk or party.pk == other.part_of_id]
    return (own or meant)[0].name if own or len(meant) == 1 else ""


def _given(**values: Any) -> Values:
    return {name: value for name, value in values.items() if value not in ("", None)}
