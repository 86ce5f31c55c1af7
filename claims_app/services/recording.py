"""Writing claims: the figure's reading, the subject's meaning, publishing; every write refreshes what readers see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from simple_history.utils import bulk_update_with_history

from claims_app import models
from claims_app.core.designations import Designations, fold
from claims_app.core.figures import Figure, Number
from claims_app.core.natural_keys import NaturalKey
from claims_app.core.origins import with_those_above
from claims_app.core.wording import complaint, editor_figure, read_figure
from claims_app.services.boards import refresh_findings
from claims_app.services.incident_locks import lock_together
from claims_app.services.search_index import reindex_incident
from claims_app.services.subjects import designations_of

# What the columns hold: 14 digits before the point.
LARGEST = 10**14


class Refused(ValueError):
    """What was asked cannot be done; the message says why and how to mend it. `field` names the field, if one is to blame."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Stale(Refused):
    """Somebody else saved the claim meanwhile; nothing was overwritten."""


def _decimal(value: Number | None) -> Decimal | None:
    if value is None:
        return None
    return (
        Decimal(value)
        if isinstance(value, int)
        else (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.000001"))
    )


def keep_figure(claim: models.Claim, figure: Figure) -> None:
    """Put a reading into the claim's columns."""
    claim.figure_kind, claim.figure_unit = figure.kind, figure.unit
    claim.figure_flags, claim.figure_policy = sorted(figure.flags), figure.policy
    claim.plain_low = _decimal(figure.plain.low) if figure.plain else None
    claim.plain_high = _decimal(figure.plain.high) if figure.plain else None
    claim.charitable_low = _decimal(figure.charitable.low) if figure.charitable else None
    claim.charitable_high = _decimal(figure.charitable.high) if figure.charitable else None


def clear_figure(claim: models.Claim) -> None:
    """A claim without an interval keeps its words alone."""
    keep_figure(claim, Figure(claim.figure_text, claim.figure_lang, claim.kind, None, None))


def _is_too_large(figure: Figure) -> bool:
    bounds = [bound for band in (figure.plain, figure.charitable) if band for bound in (band.low, band.high)]
    return any(bound is not None and bound >= LARGEST for bound in bounds)


def read_claim_figure(claim: models.Claim, *, low: int | None = None, high: int | None = None) -> None:
    """Fill the intervals of a figure claim from its words, or from the editor's own bounds.

    A silent phrase turns the claim into a silence. Raises Refused for words that cannot be read.
    """
    if claim.kind != models.Claim.Kind.FIGURE:
        clear_figure(claim)
        return
    if claim.figure_source == "editor":
        if not claim.figure_note:
            raise Refused("Say why you read the figure otherwise than its words.", "figure_note")
        try:
            figure = editor_figure(claim.figure_text, low, high, claim.figure_note, claim.figure_lang)
        except ValueError as error:
            raise Refused(str(error), "read_low") from None
        keep_figure(claim, figure)
        return
    figure = read_figure(claim.figure_text, claim.figure_lang)
    if figure.kind == "silent":
        claim.kind = models.Claim.Kind.SILENCE
    elif message := complaint(figure):
        raise Refused(message, "figure_text")
    elif _is_too_large(figure):
        raise Refused("This number is too large to be kept. Check its digits.", "figure_text")
    keep_figure(claim, figure)


def read_position(
    claim: models.Claim,
    *,
    question: models.Question,
    answer: str,
    about_label: str,
    designations: Designations,
) -> models.Position:
    """A position from an editor's words: the parties and objects that the answer names, and whom it is about. Not saved.

    Raises Refused where a label of `about_label` is not on file.
    """
    claimant = claim.statement.claimant
    about: list[str] = []
    for label in filter(None, (part.strip() for part in about_label.split(";"))):
        meaning = designations.meaning(label, claimant.key)
        if meaning is None:
            raise Refused(
                f"“{label}” said by {claimant} is not on file. Write a party's name, with ; between several.",
                "about_label",
            )
        about += meaning.plain
    named = designations.meaning(answer, claimant.key)
    kept = models.Position.objects.filter(claim=claim).first() if claim.pk else None
    position = kept or models.Position()
    position.question, position.answer, position.polarity = question, answer, fold(answer) != "no"
    position.parties = list(named.plain) if named else []
    position.objects_named = _objects_in(answer)
    position.about_label, position.about = about_label, list(dict.fromkeys(about))
    return position


def _objects_in(answer: str) -> list[str]:
    names = {
        fold(name): row.key
        for row in models.MeasureObject.objects.all()
        for name in (row.key, row.name, row.many, *row.aliases)
    }
    words = [fold(word) for word in answer.replace(";", ",").split(",")]
    return [names[word] for word in words if word in names]


def read_claim_subject(claim: models.Claim, designations: Designations) -> None:
    """Fill whom the label means. An empty label means that the report does not say; an unknown one is Refused."""
    if not claim.subject_label.strip():
        claim.designation = None
        claim.subject_certain = claim.subject_plain = claim.subject_possible = []
        return
    meaning = designations.meaning(claim.subject_label, claim.statement.claimant.key)
    if meaning is None:
        raise Refused(
            f"“{claim.subject_label}” said by {claim.statement.claimant} is not on file. "
            "Choose a party's name, or add a designation that says whom it means.",
            "subject_label",
        )
    claim.designation_id = meaning.designation
    claim.subject_certain = list(meaning.certain)
    claim.subject_plain = list(meaning.plain)
    claim.subject_possible = list(meaning.possible)


def end_of_day(day: Any, zone: ZoneInfo) -> datetime:
    """The last second of a day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone)


def complete_times(claim: models.Claim, report: models.Report | None) -> None:
    """Where the text gives no time: said on the day of the report, counted until the end of the day it was said."""
    zone = ZoneInfo(claim.incident.timezone)
    stated = claim.statement.stated_from
    if stated is not None:
        claim.stated_at, claim.day_from_report = stated, False
    elif claim.stated_at is None and report is not None and report.published:
        claim.stated_at = datetime.combine(report.published, time(0, 0), tzinfo=zone)
        claim.day_from_report = True
    if claim.as_of is None and claim.stated_at is not None:
        claim.as_of = end_of_day(claim.stated_at.astimezone(zone).date(), zone)


def scope_key_of(claim: models.Claim) -> str:
    """Whose losses, of what, how and where, as one short text: claims that share it are about one fact."""
    parts = [
        "+".join(sorted(claim.subject_plain)),
        claim.object.key if claim.object else "",
        claim.outcome.family if claim.outcome else "",
        claim.place.key if claim.place else "",
    ]
    key = "|".join(parts)
    return key if len(key) <= 255 else hashlib.sha256(key.encode()).hexdigest()


def natural_key_of(claim: models.Claim) -> NaturalKey:
    """What makes another row the same claim; days are those of the incident's zone."""
    zone = ZoneInfo(claim.incident.timezone)

    def day(moment: datetime | None) -> str:
        return moment.astimezone(zone).date().isoformat() if moment else ""

    position = getattr(claim, "position", None) if claim.kind == models.Claim.Kind.POSITION and claim.pk else None
    return NaturalKey(
        incident=claim.incident.slug,
        claimant=claim.statement.claimant.key,
        speaker=claim.statement.speaker,
        subject=claim.subject_label,
        object=claim.object.key if claim.object else "",
        outcome=claim.outcome.key if claim.outcome else "",
        agent="none" if claim.agent_kind == "none" else ";".join(sorted(claim.agents)),
        place=claim.place.key if claim.place else "",
        basis=claim.basis,
        counting=claim.counting,
        event_date=day(claim.period_start),
        event_end=day(claim.period_end),
        as_of=day(claim.as_of),
        stated_at=day(claim.stated_at),
        question=position.question.key if position else "",
    )


def prepare_claim(
    claim: models.Claim,
    *,
    report: models.Report | None,
    designations: Designations | None = None,
    low: int | None = None,
    high: int | None = None,
) -> None:
    """Fill every derived column of a claim before it is saved. Raises Refused with the field to blame."""
    read_claim_figure(claim, low=low, high=high)
    read_claim_subject(claim, designations or designations_of(claim.incident.conflict))
    complete_times(claim, report)
    claim.scope_key = scope_key_of(claim)
    claim.natural_hash = natural_key_of(claim).digest()


def record_draft(
    *,
    claim: models.Claim,
    report: models.Report,
    citations: Sequence[models.Citation],
    position: models.Position | None = None,
    by: Any = None,
) -> None:
    """Save a claim that only the desk sees, with its statement, its quotes in this report, and its position.

    Raises Refused with the field to blame; then nothing is saved.
    """
    with transaction.atomic():
        prepare_claim(claim, report=report)
        if claim.statement.pk is None:
            claim.statement.save()
            claim.statement_id = claim.statement.pk
        claim.status, claim.recorded_by = models.Claim.Status.DRAFT, by
        claim.save()
        if position is not None:
            position.claim = claim
            position.save()
            claim.position = position
        for order, citation in enumerate(citations):
            citation.claim, citation.report, citation.order = claim, report, order
            citation.save()
        _complete(claim)


def drop_draft(*, claim: models.Claim) -> bool:
    """Take back a claim that was never public, with a statement that holds no other; False for any other claim."""
    was_public = claim.history.exclude(status=models.Claim.Status.DRAFT).exists()
    if was_public or claim.status != models.Claim.Status.DRAFT:
        return False
    with transaction.atomic():
        statement = claim.statement
        claim.delete()
        if not statement.claims.exists():
            statement.delete()
    return True


def add_citation(*, claim: models.Claim, citation: models.Citation, by: Any = None) -> bool:
    """Another quote for a claim on file; False where it is cited with the same words already. The caller refreshes the board."""
    same = claim.citations.filter(report=citation.report, quote=citation.quote)
    if same.exists():
        return False
    last = claim.citations.order_by("-order").values_list("order", flat=True).first()
    citation.claim, citation.order = claim, 0 if last is None else last + 1
    citation.save()
    claim.version += 1
    claim._change_reason = "another report says the same"  # type: ignore[attr-defined]
    claim._history_user = by  # type: ignore[attr-defined]
    claim.save()
    return True


def complete(*, claims: Iterable[models.Claim]) -> None:
    """Fill the times and keys of claims anew, after their report was corrected; the caller refreshes the boards."""
    for claim in claims:
        _complete(claim)


def settle(*, claim: models.Claim) -> None:
    """After a claim and its citations were saved by hand: complete its times and keys, and refresh the board."""
    with transaction.atomic():
        _complete(claim)
        # Where the claim was moved, the incident that it left has changed too.
        last = claim.history.order_by("-history_id").values_list("incident_id", flat=True)[:2]
        incident_changed([claim.incident_id, *last], claims=[claim.pk])


def _complete(claim: models.Claim) -> None:
    first = claim.citations.select_related("report__outlet").order_by("order", "id").first()
    complete_times(claim, first.report if first else None)
    completed = {
        "stated_at": claim.stated_at,
        "as_of": claim.as_of,
        "day_from_report": claim.day_from_report,
        "scope_key": scope_key_of(claim),
        "natural_hash": natural_key_of(claim).digest(),
    }
    models.Claim.objects.filter(pk=claim.pk).update(**completed)
    # The save made its history entry before the citations were there; the entry holds what the claim holds.
    if latest := claim.history.order_by("-history_id").first():
        claim.history.filter(history_id=latest.history_id).update(**completed)


def forget_taken_day(claim: models.Claim, kept: datetime | None) -> None:
    """Drop the end of a count that was taken from the day `kept`, so that it follows another day."""
    zone = ZoneInfo(claim.incident.timezone)
    if kept is not None and claim.as_of == end_of_day(kept.astimezone(zone).date(), zone):
        claim.as_of = None


def report_changed(*, report: models.Report) -> None:
    """After a report was saved: claims that took their day from it follow it, and the boards are refreshed."""
    with transaction.atomic():
        claims = models.Claim.objects.filter(citations__report=report).distinct().with_sources()
        for claim in claims.filter(day_from_report=True, statement__stated_from__isnull=True):
            forget_taken_day(claim, claim.stated_at)
            claim.stated_at = None
            claim._change_reason = "the day of the report was changed"  # type: ignore[attr-defined]
            claim.version += 1
            claim.save()
            _complete(claim)
        cited = models.Claim.objects.filter(citations__report__in=_with_copies({report.pk}))
        incident_changed(cited.values_list("incident_id", flat=True), claims=cited.values_list("pk", flat=True))


def _with_copies(reports: Iterable[int]) -> list[int]:
    """The reports and those that go back to one of them: what these are known through includes them."""
    heads = set(reports)
    tree = models.Report.objects.filter(pk__in=heads).repeated_and_repeating()
    return [copy for copy in tree if heads & with_those_above([copy], tree)]


def outlet_changed(*, outlet: models.Outlet) -> None:
    """After an outlet was saved: the boards that name it, or that go back to what it published, are refreshed."""
    with transaction.atomic():
        published = models.Report.objects.filter(outlet=outlet).values_list("pk", flat=True)
        cited = models.Claim.objects.filter(citations__report__in=_with_copies(published))
        incident_changed(cited.values_list("incident_id", flat=True), claims=cited.values_list("pk", flat=True))


def statement_changed(*, statement: models.Statement) -> None:
    """After a statement was saved: the boards of its claims are refreshed."""
    with transaction.atomic():
        said = dict(models.Claim.objects.filter(statement=statement).values_list("pk", "incident_id"))
        incident_changed([statement.incident_id, *said.values()], claims=said)


def incident_changed(incident_ids: Iterable[int], *, claims: Iterable[int] | None = None) -> None:
    """Raise the version of the incidents, refresh their findings and what a search finds of them; in the writing transaction.

    `claims` are those that came, changed or went, when nothing else did: only the rows that they touch are judged anew.
    """
    ids = sorted(set(incident_ids))
    changed = frozenset(claims) if claims is not None else None
    if len(ids) > 1:
        lock_together(ids)
    models.Incident.objects.filter(pk__in=ids).update(version=F("version") + 1)
    for incident in models.Incident.objects.filter(pk__in=ids).select_related("conflict", "place"):
        refresh_findings(incident=incident, changed=changed)
        reindex_incident(incident=incident, claims=changed)


def publish(*, claims: Sequence[models.Claim], by: Any = None, reason: str = "") -> int:
    """Make claims public, all or none; returns how many. Raises Refused when one has no quote with a source."""
    with transaction.atomic():
        chosen = list(models.Claim.objects.filter(pk__in=[claim.pk for claim in claims]).prefetch_related("citations"))
        for claim in chosen:
            if not any(citation.quote.strip() for citation in claim.citations.all()):
                raise Refused(f"“{claim}” has no quote with a source. Add one, then publish it.")
        return _set_status(chosen, models.Claim.Status.PUBLISHED, by, reason)


def unpublish(*, claims: Sequence[models.Claim], by: Any, reason: str) -> int:
    """Take claims off the public pages; the reason is kept. Raises Refused without one."""
    if not reason.strip():
        raise Refused("Say why; the reason is kept with the claim.", "reason")
    with transaction.atomic():
        chosen = list(models.Claim.objects.filter(pk__in=[claim.pk for claim in claims]))
        return _set_status(chosen, models.Claim.Status.UNPUBLISHED, by, reason)


def _set_status(claims: list[models.Claim], status: str, by: Any, reason: str) -> int:
    changed = [claim for claim in claims if claim.status != status]
    for claim in changed:
        claim.status, claim.status_reason = status, reason
        claim.version += 1
    if changed:
        bulk_update_with_history(
            changed,
            models.Claim,
            ["status", "status_reason", "version"],
            default_user=by if getattr(by, "is_authenticated", False) else None,
            default_change_reason=reason or status,
        )
        incident_changed([claim.incident_id for claim in changed], claims=[claim.pk for claim in changed])
    return len(changed)
