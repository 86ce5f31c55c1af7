"""What is on file already of a proposed claim: the same statement told again, told otherwise, or an older figure of the claimant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Prefetch, Q

from claims_app import models
from claims_app.core.figures import Figure
from claims_app.core.wording import read_figure
from claims_app.services.draft_fields import Fields
from claims_app.services.proposals import Names

MOST = 400
MOST_A_DRAFT = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A claim on file about the same fact by the same claimant; `is_same` where its figure reads the same."""

    claim: models.Claim
    is_same: bool
    outlets: tuple[str, ...]


def matches_of(
    drafts: Mapping[int, Fields], *, incident: models.Incident, names: Names, own: Mapping[int, int]
) -> dict[int, tuple[Match, ...]]:
    """For each draft (by its number) the claims on file that may be the same, nearest first. Three queries at most.

    `own` is draft → the claim that was made of it, which is no match of itself.
    """
    asked = {number: each for number, each in drafts.items() if each.claimant and (each.object or each.question)}
    if not asked:
        return {}
    rows = list(_claims(asked.values(), incident))
    found = {}
    for number, each in asked.items():
        meant = _meant(each, names)
        mine = [row for row in rows if row.pk != own.get(number) and _is_about_the_same(row, each, meant, names)]
        matches = [Match(row, _reads_the_same(row, each), _outlets(row)) for row in mine]
        matches.sort(key=lambda match: (not match.is_same, match.claim.status != "published", -match.claim.pk))
        if matches:
            found[number] = tuple(matches[:MOST_A_DRAFT])
    return found


def _claims(drafts: Iterable[Fields], incident: models.Incident) -> Iterable[models.Claim]:
    objects = {each.object for each in drafts if each.object}
    questions = {each.question for each in drafts if each.question}
    wanted = reduce(or_, [Q(object__key__in=objects), Q(position__question__key__in=questions)])
    cited = models.Citation.objects.select_related("report__outlet").order_by("order", "id")
    return (
        models.Claim.objects.filter(wanted, incident=incident)
        .filter(status__in=[models.Claim.Status.PUBLISHED, models.Claim.Status.DRAFT])
        .select_related("statement__claimant", "object", "outcome", "position__question", "incident")
        .prefetch_related(Prefetch("citations", queryset=cited))
        .order_by("-pk")[:MOST]
    )


def root_of(party: str, names: Names) -> str:
    """The party at the top of what this one is part of."""
    chain = [key for key in names.designations.chain(party) if key]
    return chain[-1] if chain else party


def _meant(fields: Fields, names: Names) -> tuple[str, ...]:
    meaning = names.designations.meaning(fields.subject, fields.claimant) if fields.subject else None
    return meaning.plain if meaning else ()


def _is_about_the_same(row: models.Claim, fields: Fields, meant: Sequence[str], names: Names) -> bool:
    if root_of(row.statement.claimant.key, names) != root_of(fields.claimant, names) or row.kind != fields.kind:
        return False
    if fields.kind == models.Claim.Kind.POSITION:
        position = getattr(row, "position", None)
        return position is not None and position.question.key == fields.question
    if row.object is None or row.outcome is None or row.object.key != fields.object:
        return False
    same_outcome = row.outcome.key == fields.outcome or row.outcome.family == names.families.get(fields.outcome)
    return same_outcome and (not meant or not row.subject_plain or set(meant) == set(row.subject_plain))


def _reads_the_same(row: models.Claim, fields: Fields) -> bool:
    if fields.kind == models.Claim.Kind.POSITION:
        return row.position.answer.casefold().strip() == fields.answer.casefold().strip()
    if fields.kind != models.Claim.Kind.FIGURE:
        return True
    return _bands(read_figure(fields.figure, row.figure_lang)) == (
        row.figure_kind,
        row.plain_low,
        row.plain_high,
        row.charitable_low,
        row.charitable_high,
    )


def _bands(figure: Figure) -> tuple[object, ...]:
    plain, wide = figure.plain, figure.charitable
    return (
        figure.kind,
        plain.low if plain else None,
        plain.high if plain else None,
        wide.low if wide else None,
        wide.high if wide else None,
    )


def _outlets(row: models.Claim) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.report.outlet.name for citation in row.citations.all()))


def relation_of(fields: Fields, matches: Sequence[Match]) -> tuple[str, int | None]:
    """How the draft stands to what is on file: as the editor said; told again where the figure is the same; "" to be asked."""
    if fields.relation:
        return fields.relation, fields.related
    if matches and matches[0].is_same:
        return "again", matches[0].claim.pk
    return "", None
