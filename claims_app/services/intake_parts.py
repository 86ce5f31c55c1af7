"""A figure that is a part of another one of the article ("including four children") is linked to it, never added to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from claims_app import models
from claims_app.services import recording
from claims_app.services.draft_fields import Fields
from claims_app.services.recording import Refused

Place = tuple[int, int]
States = models.Draft.State
JUDGED = (States.ACCEPTED, States.PUBLISHED)
LINKED = "part of another figure of its report"
PARTED = "its whole was taken back"


def whole_among(place: Place | None, drafts: Iterable[tuple[models.Draft, Fields]]) -> models.Draft | None:
    """The draft whose figure stands at the place: an accepted one first, then one that waits, then a rejected one."""
    order = {States.PUBLISHED: 0, States.ACCEPTED: 1, States.WAITING: 2, States.REJECTED: 3}
    found = [draft for draft, fields in drafts if place is not None and fields.figure_at == place]
    return min(found, key=lambda draft: order.get(States(draft.state), 9), default=None)


def check_whole(row: models.Draft, fields: Fields) -> None:
    """Refuse a whole that is no figure of the article, the part itself, or a part of something."""
    if fields.whole_at is None or fields.whole_at == Fields.read(row.fields).whole_at:
        return
    others = [(draft, Fields.read(draft.fields)) for draft in _shown(row) if draft.pk != row.pk]
    whole = whole_among(fields.whole_at, others)
    if whole is None or fields.whole_at == fields.figure_at:
        raise Refused("Choose another figure of this article as the whole.", "whole")
    if Fields.read(whole.fields).whole_at is not None:
        raise Refused("That figure is a part itself. Choose the one that holds both.", "whole")
    if fields.figure_at is not None and any(other.whole_at == fields.figure_at for _, other in others):
        raise Refused("Other figures are parts of this one, so it cannot be a part.", "whole")


def _shown(row: models.Draft) -> Any:
    return models.Draft.objects.filter(intake=row.intake_id).exclude(state=States.GONE)


def link(row: models.Draft, fields: Fields, by: Any) -> None:
    """Tie the accepted draft's claim to its whole, and to it the parts that were accepted before."""
    judged = [(draft, Fields.read(draft.fields)) for draft in _judged(row)]
    whole = whole_among(fields.whole_at, judged)
    if row.claim is not None and whole is not None:
        _tie(row.claim, _told(whole), LINKED, by)
    own = _told(row)
    for part, other in judged:
        if part.claim is not None and fields.figure_at is not None and other.whole_at == fields.figure_at:
            _tie(part.claim, own, LINKED, by)


def unlink(row: models.Draft, by: Any) -> None:
    """Leave the parts of a draft that is taken back without a whole."""
    place = Fields.read(row.fields).figure_at
    for part in _judged(row) if place else ():
        if part.claim is not None and part.claim.part_of_id and Fields.read(part.fields).whole_at == place:
            _tie(part.claim, None, PARTED, by)


def _judged(row: models.Draft) -> list[models.Draft]:
    return list(_shown(row).filter(state__in=JUDGED).exclude(pk=row.pk).select_related("claim"))


def _told(draft: models.Draft) -> int | None:
    """The claim that a draft became, or the one on file that it tells again."""
    return draft.claim_id or Fields.read(draft.fields).related


def _tie(part: models.Claim, whole: int | None, why: str, by: Any) -> None:
    kept = models.Claim.objects.filter(pk=whole or 0).first()
    chosen = kept if kept is not None and kept.pk != part.pk and kept.incident_id == part.incident_id else None
    if part.part_of_id == (chosen.pk if chosen else None):
        return
    part.part_of = chosen
    part.version += 1
    part._change_reason = why  # type: ignore[attr-defined]
    part._history_user = by  # type: ignore[attr-defined]
    part.save()
    if part.status == models.Claim.Status.PUBLISHED:
        recording.incident_changed([part.incident_id], claims=[part.pk])
