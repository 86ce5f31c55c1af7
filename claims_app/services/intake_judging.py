"""An editor judges a draft: accepts it, corrects it, or sets it aside with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from claims_app import models
from claims_app.core.verbatim import find_quote
from claims_app.models.claims import NOT_VERBATIM
from claims_app.services.draft_fields import Fields
from claims_app.services.intake_checks import Need, needs_of
from claims_app.services.intake_claims import language_of, record
from claims_app.services.intake_parts import check_whole, link
from claims_app.services.intake_steps import begin, keep, locked, refuse_unless
from claims_app.services.on_file import matches_of, relation_of
from claims_app.services.proposals import names_of
from claims_app.services.recording import Refused

States = models.Draft.State
REASONS = (
    "no claim of a party",
    "background, not this incident",
    "said twice in this article",
    "misread",
)
LONGEST_REASON = 400


class Incomplete(Refused):
    """The draft cannot be accepted yet; `needs` says what is missing, field by field."""

    def __init__(self, needs: Sequence[Need]) -> None:
        super().__init__(needs[0][1], needs[0][0])
        self.needs = tuple(needs)


def accept(
    *,
    draft: models.Draft,
    version: int,
    by: Any,
    fields: Fields | None = None,
    place: tuple[int, int] | None = None,
) -> models.Draft:
    """Make the draft a claim that only the desk sees; `fields` and the quote's `place` are those that the editor typed.

    Raises Incomplete with all that is missing, Refused for what cannot be recorded, Overtaken for a stale version.
    """
    with transaction.atomic():
        row = locked(draft, version)
        refuse_unless(row, States.WAITING, States.REJECTED)
        fields = fields or Fields.read(row.fields)
        check_whole(row, fields)
        fields = _checked(row, fields)
        step = begin(row.intake, "accept", [row], by)  # type: ignore[arg-type]
        row.fields, row.state, row.reason = fields.as_json(), States.ACCEPTED, ""
        row.start, row.end = place or (row.start, row.end)
        row.claim = None if fields.relation == "again" else record(row, fields, by)
        keep(row, step, by)
        link(row, fields, by)
        return row


def _checked(row: models.Draft, fields: Fields) -> Fields:
    """The fields with their relation to what is on file decided. Raises Incomplete."""
    intake = row.intake
    assert intake is not None
    names = names_of(intake.incident)
    matches = matches_of({row.pk: fields}, incident=intake.incident, names=names, own={}).get(row.pk, ())
    if needs := needs_of(fields, names=names, answers=intake.answers, matches=matches, lang=language_of(row)):
        raise Incomplete(needs)
    relation, related = relation_of(fields, matches)
    return replace(fields, relation=relation, related=related)


def reject(*, draft: models.Draft, version: int, reason: str, by: Any) -> models.Draft:
    """Set the draft aside with a reason. Raises Refused without one."""
    reason = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    if not reason:
        raise Refused("Say why it is rejected; the reason helps to better the lexicons.", "reason")
    with transaction.atomic():
        row = locked(draft, version)
        refuse_unless(row, States.WAITING)
        step = begin(row.intake, "reject", [row], by)  # type: ignore[arg-type]
        row.state, row.reason = States.REJECTED, reason
        keep(row, step, by)
        return row


def save(*, draft: models.Draft, version: int, fields: Fields, place: tuple[int, int], by: Any) -> models.Draft:
    """Keep what the editor typed, and where the quote stands; the draft goes on waiting."""
    with transaction.atomic():
        row = locked(draft, version)
        refuse_unless(row, States.WAITING)
        check_whole(row, fields)
        step = begin(row.intake, "save", [row], by)  # type: ignore[arg-type]
        row.fields = fields.as_json()
        row.start, row.end = place
        keep(row, step, by)
        return row


def place_quote(*, draft: models.Draft, quote: str) -> tuple[int, int]:
    """Where the quote stands in the copy's text. Raises Refused where it does not stand there word for word."""
    text = draft.copy.text
    near = find_quote(quote, text, max(0, draft.start - len(quote)))
    found = near or find_quote(quote, text)
    if found is None:
        raise Refused(NOT_VERBATIM, "quote")
    return found
