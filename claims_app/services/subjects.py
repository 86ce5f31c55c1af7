"""Labels such as "Armenian" → the parties that the claimant means, from the designations on file."""

from __future__ import annotations

from django.db.models import Q

from claims_app import models
from claims_app.core.designations import Designations, Meaning


def designations_of(conflict: models.Conflict | None) -> Designations:
    """Every designation that holds in the conflict, and every party's names, in five queries."""
    rows = (
        models.Designation.objects.filter(Q(conflict__isnull=True) | Q(conflict=conflict))
        .select_related("said_by")
        .prefetch_related("certain", "means", "may_include")
        .order_by("conflict_id", "id")
    )
    # A conflict's own entry goes before a general one.
    ordered = sorted(rows, key=lambda row: row.conflict_id is None)
    entries = [(row.said_by.key if row.said_by else "", row.label, meaning_of(row)) for row in ordered]
    parties = list(models.Party.objects.values_list("key", "name", "aliases", "part_of__key"))
    return Designations.build(
        entries,
        [(key, (name, *aliases)) for key, name, aliases, _ in parties],
        {key: above for key, _, _, above in parties if above},
    )


def meaning_of(row: models.Designation) -> Meaning:
    """A designation's nested sets of party keys, each widened to contain the one before."""
    certain = {party.key for party in row.certain.all()}
    plain = certain | {party.key for party in row.means.all()}
    possible = plain | {party.key for party in row.may_include.all()}
    return Meaning(tuple(sorted(certain)), tuple(sorted(plain)), tuple(sorted(possible)), row.pk)


def reread_subjects(*, incident: models.Incident) -> None:
    """Bring the stored meaning of every label of an incident's claims up to the designations as they are now.

    A label that nothing on file explains any more keeps the meaning it had.
    """
    designations = designations_of(incident.conflict)
    for claim in (
        models.Claim.objects.filter(incident=incident).exclude(subject_label="").select_related("statement__claimant")
    ):
        meaning = designations.meaning(claim.subject_label, claim.statement.claimant.key)
        if meaning is None:
            continue
        values = (list(meaning.certain), list(meaning.plain), list(meaning.possible), meaning.designation)
        if values != (claim.subject_certain, claim.subject_plain, claim.subject_possible, claim.designation_id):
            claim.subject_certain, claim.subject_plain, claim.subject_possible, claim.designation_id = values
            claim.save(update_fields=["subject_certain", "subject_plain", "subject_possible", "designation"])
