"""Articles come in: the bytes are kept once with their hash, the report is filed, and its claims are proposed as drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Subquery
from django.utils import timezone

from claims_app import models
from claims_app.core.languages import is_latin
from claims_app.core.said_days import guess_published
from claims_app.core.verbatim import matching_view
from claims_app.services import intake_sources
from claims_app.services.articles import Article, UnreadableArticle, read_article
from claims_app.services.draft_fields import Fields
from claims_app.services.proposals import Proposal, propose
from claims_app.services.recording import Refused

MB = 1024 * 1024
LARGEST = 10 * MB
LONGEST = 1_000_000
SHOWN = 50
NOT_READ = (
    "Claims are found in English texts. In this one select the words of a figure, e.g. “более 100”, and add a claim from them; "
    "the numbers that were seen are listed below the text."
)
MOST_INCIDENTS = 300
# A page that was not heard of for so long is closed.
HERE = timedelta(seconds=60)
States = models.Draft.State


def open_article(
    *, content: bytes, name: str, media_type: str | None, incident: models.Incident, by: Any
) -> models.Intake:
    """The article in work: the one that has these bytes for this incident, else a new one with its drafts.

    Raises Refused for what cannot be read, is empty or too large, or was removed for good.
    """
    article = _read(content, name, media_type)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # Two pastes of one article at once: the second waits, and finds the first one's copy.
        models.Incident.objects.select_for_update().get(pk=incident.pk)
        copies = models.ArchivedCopy.objects.filter(sha256=sha256).order_by("id")
        kept = copies.exclude(media_type=models.ArchivedCopy.gone).select_related("report").first()
        if kept is None and copies.exists():
            raise Refused("This document was removed for good. It cannot be taken in again.")
        known = kept and models.Intake.objects.filter(copy=kept, incident=incident).first()
        if known:
            return known
        return _new(article, content, sha256, name, kept, incident, by)


def _read(content: bytes, name: str, media_type: str | None) -> Article:
    if not content.strip():
        raise Refused("Paste the text of an article, or choose a file.", "text")
    if len(content) > LARGEST:
        raise Refused(f"This is larger than {LARGEST // MB} MB. Take the part that carries the claims.", "file")
    try:
        article = read_article(content=content, name=name, media_type=media_type)
    except UnreadableArticle as problem:
        raise Refused(str(problem), "file") from None
    if not article.text.strip():
        raise Refused("No text was found in it. Paste the text of the article instead.", "text")
    if len(article.text) > LONGEST:
        raise Refused(f"A text may have {LONGEST:,} characters; this one has {len(article.text):,}.", "text")
    return article


def _new(
    article: Article,
    content: bytes,
    sha256: str,
    name: str,
    kept: models.ArchivedCopy | None,
    incident: models.Incident,
    by: Any,
) -> models.Intake:
    source, guesses = intake_sources.source_of(article, incident)
    copy = kept
    if copy is None:
        report = intake_sources.file_report(source=source)
        copy = models.ArchivedCopy.objects.create(
            report=report,
            content=content,
            media_type=article.media_type[:100],
            # PostgreSQL keeps no NUL in a text; a letter for a letter, so that places stay the same.
            text=article.text.replace("\x00", "\ufffd"),
            text_by=article.extractor_version[:60],
            sha256=sha256,
            captured_at=timezone.now(),
            captured_by=by,
        )
    else:
        guesses = {}
    if copy.report.published:
        guesses.pop("published", None)
    published = copy.report.published or intake_sources.day_of(guesses)
    try:
        proposals, unused = propose(text=copy.text, incident=incident, published=published)
    except ValueError as problem:
        raise Refused(str(problem), "text") from None
    intake = models.Intake.objects.create(
        copy=copy,
        incident=incident,
        name=name.replace("\x00", "")[:255],
        guesses=guesses,
        unused=unused,
        notes=[*article.notes, *([] if is_latin(copy.text) else [NOT_READ])],
        opened_by=by,
    )
    keep_proposals(intake=intake, proposals=proposals, by=by)
    return intake


def keep_proposals(*, intake: models.Intake, proposals: Sequence[Proposal], by: Any) -> list[models.Draft]:
    """The proposals as drafts that wait, in the order of the text."""
    rows = [
        models.Draft(
            copy=intake.copy,
            intake=intake,
            order=place_of(proposal.fields, proposal.start),
            start=proposal.start,
            end=proposal.end,
            proposed=proposal.fields.as_json(),
            fields=proposal.fields.as_json(),
            changed_by=by,
        )
        for proposal in proposals
    ]
    return models.Draft.objects.bulk_create(rows)


def place_of(fields: Fields, start: int) -> int:
    """Where a draft stands among the others: at its underlined words, else at its quote."""
    return fields.marked[0] if fields.marked else start


def guess_incident(*, text: str) -> models.Incident | None:
    """The incident that an article is most likely about: whose sides, place and days it names; None where it names none on file."""
    rows = list(models.Incident.objects.select_related("conflict", "place").order_by("-start", "-id")[:MOST_INCIDENTS])
    sides: dict[int, list[str]] = {}
    members = models.SideMembership.objects.filter(side__conflict__in={row.conflict_id for row in rows})
    for conflict, name in members.values_list("side__conflict", "party__name"):
        sides.setdefault(conflict, []).append(name)
    view = matching_view(text).casefold()

    def score(row: models.Incident) -> tuple[int, int, int]:
        named = sum(name.casefold() in view for name in sides.get(row.conflict_id, ()))
        placed = row.place is not None and row.place.name.casefold() in view
        dated = guess_published(text, row.start, row.end) is not None
        return (2 * named + placed + dated, -(row.end - row.start).days, row.pk)

    best = max(rows, key=score, default=None)
    return best if best is not None and score(best)[0] else None


def article_of(*, pk: int) -> models.Intake | None:
    """The article with its copy's text (not its bytes), report and incident, read with the vocabulary's token. One query."""
    token = models.VocabularyVersion.objects.filter(pk=models.VocabularyVersion.only_id).values("token")
    rows = models.Intake.objects.select_related(
        "copy__report__outlet", "copy__report__copied_from", "incident__conflict", "incident__place", "opened_by"
    )
    row = rows.defer("copy__content").annotate(token=Subquery(token)).filter(pk=pk).first()
    if row is not None:
        row.incident.vocabulary_token = row.token or ""  # type: ignore[attr-defined]
    return row


# Who is looking


@dataclass(frozen=True, slots=True)
class Others:
    """Who else has the article open, and what was done to it since a page showed `version`."""

    names: tuple[str, ...]
    steps: tuple[str, ...]
    version: int


def visit(*, intake: models.Intake, by: Any) -> None:
    """Note that this editor has the article open now. One query."""
    row = models.IntakeVisit(intake=intake, user=by, seen_at=timezone.now())
    models.IntakeVisit.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["intake", "user"], update_fields=["seen_at"]
    )


def others_at(*, intake: models.Intake, by: Any, since: int | None = None) -> Others:
    """The other editors who have the article open, and, since a page showed that version, what they did. Two queries."""
    here = models.IntakeVisit.objects.filter(intake=intake, seen_at__gt=timezone.now() - HERE).exclude(user=by)
    names = tuple(sorted(visit.user.get_username() for visit in here.select_related("user")))
    steps: tuple[str, ...] = ()
    if since is not None and since < intake.version:
        rows = intake.steps.exclude(made_by=by).select_related("made_by")[: min(20, intake.version - since)]
        steps = tuple(f"{row.made_by or 'Somebody'} {STEPS.get(row.what, 'changed')} {_number(row)}" for row in rows)
    return Others(names, steps, intake.version)


STEPS = {
    "accept": "accepted",
    "reject": "rejected",
    "save": "corrected",
    "split": "split",
    "merge": "merged",
    "add": "added",
    "answer": "answered a question on",
    "publish": "published",
    "source": "changed the source of",
}


def _number(step: models.IntakeStep) -> str:
    count = len(step.before)
    return f"{count} claim{'' if count == 1 else 's'}" if count else "the article"


# The first page


@dataclass(frozen=True, slots=True)
class InWork:
    """An article in the list: how many of its drafts wait, were accepted and published, and who else has it open."""

    intake: models.Intake
    waiting: int
    accepted: int
    published: int
    here: tuple[str, ...]
    is_mine: bool


def in_work(*, by: Any) -> list[InWork]:
    """The last articles, mine first, each with what is left to do. Two queries."""
    counts = {
        name: Count("drafts", filter=Q(drafts__state=state))
        for name, state in (("waiting", "waiting"), ("accepted", "accepted"), ("done", "published"))
    }
    rows = list(
        models.Intake.objects.select_related("copy__report__outlet", "incident", "opened_by")
        .defer("copy__content", "copy__text")
        .annotate(**counts)
        .order_by("-changed_at", "-id")[:SHOWN]
    )
    seen = models.IntakeVisit.objects.filter(intake__in=rows, seen_at__gt=timezone.now() - HERE).exclude(user=by)
    here: dict[int, list[str]] = {}
    for row in seen.select_related("user"):
        here.setdefault(row.intake_id, []).append(row.user.get_username())
    found = [
        InWork(
            row, row.waiting, row.accepted, row.done, tuple(sorted(here.get(row.pk, ()))), row.opened_by_id == by.pk  # type: ignore[attr-defined]
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda item: not item.is_mine)


def drafts_of(*, intake: models.Intake) -> list[models.Draft]:
    """The drafts that a page shows, in the order of the text; those merged or taken back are left out. One query."""
    rows = intake.drafts.exclude(state=States.GONE).select_related("claim", "changed_by")
    return list(rows.order_by("order", "id"))


def published_day(intake: models.Intake) -> date | None:
    """The day of the report, also where it is a guess."""
    return intake.copy.report.published or intake_sources.day_of(intake.guesses)
