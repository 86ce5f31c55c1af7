"""What an editor does to the drafts of an article; each act is one step that can be undone, and nothing is overwritten unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from claims_app import models
from claims_app.core.verbatim import find_quote
from claims_app.models.claims import NOT_VERBATIM
from claims_app.services import intakes, recording
from claims_app.services.draft_fields import Fields
from claims_app.services.intake_checks import Need, needs_of
from claims_app.services.intake_labels import NOT_SAID, key_of
from claims_app.services.intake_sources import NAMELESS
from claims_app.services.on_file import matches_of, relation_of
from claims_app.services.proposals import names_of, propose_here
from claims_app.services.recording import Refused

States = models.Draft.State
REASONS = (
    "no claim of a party",
    "background, not this incident",
    "said twice in this article",
    "misread",
)
LONGEST_REASON = 400
UNDONE = "its publication was undone at the intake"


class Overtaken(Refused):
    """Somebody else changed the draft after it was shown; nothing of theirs was overwritten."""


class Incomplete(Refused):
    """The draft cannot be accepted yet; `needs` says what is missing, field by field."""

    def __init__(self, needs: Sequence[Need]) -> None:
        super().__init__(needs[0][1], needs[0][0])
        self.needs = tuple(needs)


@dataclass(frozen=True, slots=True)
class Published:
    """How many claims a publication made public, and to how many on file it added a report."""

    claims: int
    further: int


def _locked(draft: models.Draft, version: int) -> models.Draft:
    """The draft as it is now, its article locked until the act is done. Raises Overtaken for a stale version."""
    models.Intake.objects.select_for_update().get(pk=draft.intake_id or 0)
    row = models.Draft.objects.select_related("intake__incident__conflict", "copy__report", "claim", "changed_by").get(
        pk=draft.pk
    )
    if row.version != version:
        who = str(row.changed_by or "Somebody")
        raise Overtaken(f"{who} changed this claim after you saw it: it is {row.get_state_display()} now. Look again.")
    return row


def _step(intake: models.Intake, what: str, drafts: Iterable[models.Draft], by: Any) -> models.IntakeStep:
    """Remember what the drafts are before the act."""
    before = {str(row.pk): _snapshot(row) for row in drafts}
    intake.version += 1
    intake.save(update_fields=["version", "changed_at", "answers"])
    return models.IntakeStep.objects.create(intake=intake, what=what, before=before, made_by=by)


def _snapshot(row: models.Draft) -> dict[str, Any]:
    return {
        "state": row.state,
        "fields": row.fields,
        "reason": row.reason,
        "start": row.start,
        "end": row.end,
        "order": row.order,
        "step": row.step_id,
    }


def _keep(row: models.Draft, step: models.IntakeStep, by: Any) -> None:
    row.step, row.changed_by = step, by
    row.version += 1
    row.save()


# ------------------------------------------------------------------ judging


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
        row = _locked(draft, version)
        _refuse_unless(row, States.WAITING, States.REJECTED)
        fields = fields or Fields.read(row.fields)
        fields = _checked(row, fields)
        step = _step(row.intake, "accept", [row], by)  # type: ignore[arg-type]
        row.fields, row.state, row.reason = fields.as_json(), States.ACCEPTED, ""
        row.start, row.end = place or (row.start, row.end)
        row.claim = None if fields.relation == "again" else _record(row, fields, by)
        _keep(row, step, by)
        return row


def _checked(row: models.Draft, fields: Fields) -> Fields:
    """The fields with their relation to what is on file decided. Raises Incomplete."""
    intake = row.intake
    assert intake is not None
    names = names_of(intake.incident.conflict)
    matches = matches_of({row.pk: fields}, incident=intake.incident, names=names, own={}).get(row.pk, ())
    if needs := needs_of(fields, names=names, answers=intake.answers, matches=matches, lang=_language(row)):
        raise Incomplete(needs)
    relation, related = relation_of(fields, matches)
    return replace(fields, relation=relation, related=related)


def _refuse_unless(row: models.Draft, *states: str) -> None:
    if row.state not in states:
        raise Refused(f"This claim is {row.get_state_display()} already. Undo that first.")


def reject(*, draft: models.Draft, version: int, reason: str, by: Any) -> models.Draft:
    """Set the draft aside with a reason. Raises Refused without one."""
    reason = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    if not reason:
        raise Refused("Say why it is rejected; the reason helps to better the lexicons.", "reason")
    with transaction.atomic():
        row = _locked(draft, version)
        _refuse_unless(row, States.WAITING)
        step = _step(row.intake, "reject", [row], by)  # type: ignore[arg-type]
        row.state, row.reason = States.REJECTED, reason
        _keep(row, step, by)
        return row


def save(*, draft: models.Draft, version: int, fields: Fields, place: tuple[int, int], by: Any) -> models.Draft:
    """Keep what the editor typed, and where the quote stands; the draft goes on waiting."""
    with transaction.atomic():
        row = _locked(draft, version)
        _refuse_unless(row, States.WAITING)
        step = _step(row.intake, "save", [row], by)  # type: ignore[arg-type]
        row.fields = fields.as_json()
        row.start, row.end = place
        _keep(row, step, by)
        return row


def place_quote(*, draft: models.Draft, quote: str) -> tuple[int, int]:
    """Where the quote stands in the copy's text. Raises Refused where it does not stand there word for word."""
    text = draft.copy.text
    near = find_quote(quote, text, max(0, draft.start - len(quote)))
    found = near or find_quote(quote, text)
    if found is None:
        raise Refused(NOT_VERBATIM, "quote")
    return found


def split(*, draft: models.Draft, version: int, by: Any) -> models.Draft:
    """A second draft on the same words, to be corrected apart; returns it."""
    with transaction.atomic():
        row = _locked(draft, version)
        _refuse_unless(row, States.WAITING)
        step = _step(row.intake, "split", [row], by)  # type: ignore[arg-type]
        twin = models.Draft(
            copy=row.copy, intake=row.intake, order=row.order, start=row.start, end=row.end, fields=row.fields
        )
        _keep(row, step, by)
        twin.step, twin.changed_by = step, by
        twin.save()
        step.before = {**step.before, str(twin.pk): None}
        step.save(update_fields=["before"])
        return twin


def merge(*, draft: models.Draft, version: int, into: models.Draft, by: Any) -> models.Draft:
    """The draft's quote becomes a further quote of another draft of the article; returns that one."""
    with transaction.atomic():
        row = _locked(draft, version)
        _refuse_unless(row, States.WAITING)
        target = models.Draft.objects.filter(pk=into.pk, intake=row.intake).exclude(pk=row.pk).first()
        if target is None or target.state != States.WAITING:
            raise Refused("Choose another claim of this article that still waits.", "into")
        step = _step(row.intake, "merge", [row, target], by)  # type: ignore[arg-type]
        fields, own = Fields.read(target.fields), Fields.read(row.fields)
        places = [*fields.more, (row.start, row.end), *own.more]
        more = tuple(place for place in dict.fromkeys(places) if place != (target.start, target.end))
        target.fields = replace(fields, more=more).as_json()
        row.state, row.reason = States.GONE, "merged"
        _keep(target, step, by)
        _keep(row, step, by)
        return target


def add(*, intake: models.Intake, quote: str, near: int, by: Any) -> models.Draft:
    """A draft on words that the editor chose in the text. Raises Refused where they do not stand in it."""
    quote = quote.replace("\x00", "")
    if not quote.strip():
        raise Refused("Select the words that carry the claim in the text, or type them here.", "quote")
    with transaction.atomic():
        row = (
            models.Intake.objects.select_for_update()
            .select_related("copy__report", "incident__conflict")
            .get(pk=intake.pk)
        )
        text = row.copy.text
        found = find_quote(quote, text, max(0, near)) or find_quote(quote, text)
        if found is None:
            raise Refused("These words do not stand in the article. Copy them from the text.", "quote")
        proposal = propose_here(
            text=text, start=found[0], end=found[1], incident=row.incident, published=intakes.published_day(row)
        )
        (draft,) = intakes.keep_proposals(intake=row, proposals=[proposal], by=by)
        step = _step(row, "add", [], by)
        step.before = {str(draft.pk): None}
        step.save(update_fields=["before"])
        draft.proposed, draft.step = {}, step
        draft.save(update_fields=["proposed", "step"])
        return draft


def answer(*, intake: models.Intake, answers: Mapping[str, str], by: Any) -> int:
    """Whom labels mean in this article: question key → the label chosen, for every draft that waits; returns how many changed."""
    with transaction.atomic():
        row = models.Intake.objects.select_for_update().select_related("incident__conflict").get(pk=intake.pk)
        names = names_of(row.incident.conflict)
        waiting = list(row.drafts.filter(state=States.WAITING))
        touched = []
        for draft in waiting:
            fields = Fields.read(draft.fields)
            chosen = answers.get(key_of(fields, names), "") if fields.claimant and fields.subject else ""
            if not chosen:
                continue
            label = "" if chosen == NOT_SAID else chosen
            if label and names.designations.meaning(label, fields.claimant) is None:
                raise Refused(f"“{label}” is not on file. Choose one of the answers.", "answers")
            touched.append((draft, replace(fields, subject=label, is_inferred=label not in ("", fields.printed))))
        row.answers = {**row.answers, **{key[:400]: label[:200] for key, label in answers.items() if label}}
        step = _step(row, "answer", [draft for draft, _ in touched], by)
        for draft, fields in touched:
            draft.fields = fields.as_json()
            _keep(draft, step, by)
        return len(touched)


# ------------------------------------------------------------------ undoing


def undo(*, draft: models.Draft, by: Any) -> models.Draft:
    """Put back what the last step on this draft changed, on every draft that it touched. Raises Refused where it cannot be."""
    step = draft.step
    if step is None or step.undone:
        raise Refused("There is nothing to undo here.")
    undo_step(step=step, by=by)
    draft.refresh_from_db()
    return draft


def undo_last(*, intake: models.Intake, by: Any) -> models.Draft | None:
    """Undo the editor's own last step on the drafts of this article; returns its first draft."""
    step = intake.steps.filter(made_by=by, undone=False).exclude(what="source").order_by("-id").first()
    if step is None:
        raise Refused("You have done nothing here that could be undone.")
    undo_step(step=step, by=by)
    keys = sorted(map(int, step.before))
    return models.Draft.objects.filter(pk__in=keys).exclude(state=States.GONE).order_by("order", "id").first()


def undo_step(*, step: models.IntakeStep, by: Any) -> None:
    """Put every draft of the step back. Raises Refused where one of them was changed after it."""
    with transaction.atomic():
        intake = models.Intake.objects.select_for_update().get(pk=step.intake_id)
        step = models.IntakeStep.objects.select_for_update().get(pk=step.pk)
        rows = list(models.Draft.objects.filter(pk__in=list(step.before)).select_related("claim"))
        if step.undone:
            raise Refused("This was undone already.")
        if later := [row for row in rows if row.step_id != step.pk]:
            raise Refused(f"{later[0].changed_by or 'Somebody'} changed it after that. Undo the later step first.")
        if step.what == "publish":
            _take_down(rows, step, by)
        for row in rows:
            _put_back(row, step.before[str(row.pk)], by)
        if step.what == "answer":
            gone = {key_of(Fields.read(row.fields), names_of(intake.incident.conflict)) for row in rows}
            intake.answers = {key: label for key, label in intake.answers.items() if key not in gone}
        step.undone = True
        step.save(update_fields=["undone"])
        intake.version += 1
        intake.save(update_fields=["version", "changed_at", "answers"])


def _put_back(row: models.Draft, before: Mapping[str, Any] | None, by: Any) -> None:
    if before is None:
        row.state, row.reason = States.GONE, "taken back"
    else:
        for name in ("state", "fields", "reason", "start", "end", "order"):
            setattr(row, name, before[name])
        row.step_id = before["step"]
    claim = row.claim
    if claim is not None and row.state not in (States.ACCEPTED, States.PUBLISHED):
        row.claim = None
        row.version += 1
        row.changed_by = by
        row.save()
        recording.drop_draft(claim=claim)
        return
    row.version += 1
    row.changed_by = by
    row.save()


# ------------------------------------------------------------------ recording and publishing


def _record(row: models.Draft, fields: Fields, by: Any) -> models.Claim:
    """The draft as a claim with its quotes, saved; Refused where a word of it cannot be recorded."""
    intake = row.intake
    assert intake is not None
    incident, report = intake.incident, row.copy.report
    related = models.Claim.objects.filter(pk=fields.related or 0, incident=incident).select_related("statement").first()
    if fields.relation in ("relay", "revises") and related is None:
        raise Refused("The claim on file that you chose is gone. Choose again.", "relation")
    claim = models.Claim(
        incident=incident,
        statement=related.statement if related and fields.relation == "relay" else _statement(row, fields),
        kind=fields.kind,
        subject_label=fields.subject if fields.kind != models.Claim.Kind.POSITION else "",
        subject_source="inferred" if fields.is_inferred and fields.subject else "stated",
        object=models.MeasureObject.objects.filter(key=fields.object).first() if fields.object else None,
        outcome=models.Outcome.objects.filter(key=fields.outcome).first() if fields.outcome else None,
        figure_text=fields.figure if fields.kind == models.Claim.Kind.FIGURE else "",
        figure_lang=_language(row),
        revises=related if fields.relation == "revises" else None,
    )
    if fields.kind == models.Claim.Kind.DENIAL:
        _deny(claim, fields)
    recording.record_draft(
        claim=claim, report=report, citations=_citations(row, fields), position=_position(claim, fields), by=by
    )
    return claim


def _language(row: models.Draft) -> str:
    return row.copy.report.language or "en"


def _deny(claim: models.Claim, fields: Fields) -> None:
    denied = models.Claim.objects.filter(pk=fields.denies or 0, incident=claim.incident).first()
    if denied is None:
        raise Refused("The claim that is denied is not on file any more. Choose another one.", "denies")
    claim.denies = denied
    claim.object, claim.outcome = claim.object or denied.object, claim.outcome or denied.outcome


def _position(claim: models.Claim, fields: Fields) -> models.Position | None:
    if claim.kind != models.Claim.Kind.POSITION:
        return None
    return recording.read_position(
        claim,
        question=models.Question.objects.get(key=fields.question),
        answer=fields.answer.strip()[:200],
        about_label=fields.about.strip()[:200],
        designations=names_of(claim.incident.conflict).designations,
    )


def _statement(row: models.Draft, fields: Fields) -> models.Statement:
    """The claimant's statement of that day on file, else a new one, unsaved; without a day, the one that this report tells."""
    intake = row.intake
    assert intake is not None
    zone = ZoneInfo(intake.incident.timezone)
    moment = _start_of(date.fromisoformat(fields.said_on), zone) if fields.said_on else None
    published = row.copy.report.published
    values = {
        "incident": intake.incident,
        "claimant": models.Party.objects.get(key=fields.claimant),
        "speaker": fields.speaker.strip()[:200],
        "stated_from": moment,
    }
    found = models.Statement.objects.filter(**values)
    if moment is None:
        told = Q(claims__citations__report=row.copy.report)
        same_day = Q(claims__stated_at=_start_of(published, zone)) if published else Q(pk__in=[])
        found = found.filter(told | same_day)
    return found.order_by("id").first() or models.Statement(**values, stated_to=moment)


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _citations(row: models.Draft, fields: Fields) -> list[models.Citation]:
    """The quote and its further places, each cut from the copy's text."""
    at = fields.figure_at
    inside = at is not None and row.start <= at[0] and at[1] <= row.end and _still_said(row, fields)
    found = []
    for start, end in dict.fromkeys([(row.start, row.end), *fields.more]):
        first = (start, end) == (row.start, row.end)
        found.append(
            models.Citation(
                copy=row.copy,
                report=row.copy.report,
                quote=row.copy.text[start:end],
                start=start,
                end=end,
                figure_start=at[0] if first and inside and at else None,
                figure_end=at[1] if first and inside and at else None,
                language=_language(row),
                wording=fields.wording,
            )
        )
    return found


def _still_said(row: models.Draft, fields: Fields) -> bool:
    return fields.figure_at is not None and row.copy.text[slice(*fields.figure_at)] == fields.figure


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
        step = _step(row, "publish", drafts, by)
        claims = [draft.claim for draft in drafts if draft.claim is not None]
        recording.complete(claims=models.Claim.objects.filter(pk__in=[claim.pk for claim in claims]))
        number = recording.publish(claims=claims, by=by)
        further = _cite_again(drafts, step, by)
        for draft in drafts:
            draft.state = States.PUBLISHED
            _keep(draft, step, by)
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
        for citation in _citations(draft, fields):
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


def _take_down(drafts: Sequence[models.Draft], step: models.IntakeStep, by: Any) -> None:
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


# ------------------------------------------------------------------ what lexicon work learns from


def corrections(*, since: date | None = None) -> Iterable[dict[str, Any]]:
    """Every draft that was rejected, corrected, added or accepted as it was: its sentence, what was predicted, what stands."""
    rows = models.Draft.objects.exclude(intake=None).exclude(state=States.GONE).exclude(state=States.WAITING)
    if since is not None:
        rows = rows.filter(changed_at__date__gte=since)
    for row in rows.select_related("copy").order_by("id").iterator():
        if row.copy.media_type == row.copy.gone:
            continue
        predicted, stands = _told(row.proposed), _told(row.fields)
        changed = sorted(name for name in stands if stands[name] != predicted.get(name)) if predicted else []
        yield {
            "sentence": row.copy.text[row.start : row.end],
            "predicted": predicted or None,
            "corrected": None if row.state == States.REJECTED else stands,
            "changed": changed,
            "reason": row.reason,
        }


TOLD = (
    "kind",
    "figure",
    "claimant",
    "speaker",
    "subject",
    "object",
    "outcome",
    "question",
    "answer",
    "about",
    "wording",
)


def _told(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kept.get(name, "") for name in TOLD} if kept else {}
