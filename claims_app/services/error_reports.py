"""What readers report: kept for the desk, held to a rate by a hash of the day, answered by those who may."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims_app import models
from claims_app.models.corrections import LONGEST_CONTACT, LONGEST_TEXT

PER_SENDER = 5
FROM_ALL = 200
WINDOW = timedelta(hours=1)
KEPT_SENDER = timedelta(days=1)
Subject = models.Claim | models.Report | models.Incident


class TooMany(Exception):
    """More reports came within the hour than are taken; the message says so."""


class NotAllowed(Exception):
    """Safety and legal matters are answered by Reviewers; the message says so."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many reports wait for an answer, and how many of them are about safety or the law."""

    all: int
    serious: int


def report_error(*, subject: Subject, kind: str, text: str, contact: str = "", address: str = "") -> models.ErrorReport:
    """Keep a reader's report on a claim, a report or an incident.

    `address` is the network address it came from; kept of it is a hash of today alone, wiped after a day.
    Raises TooMany after five of one address, or two hundred of all, within an hour.
    """
    now = timezone.now()
    with transaction.atomic():
        forget_senders(now=now)
        _check_rate(address, now)
        return models.ErrorReport.objects.create(
            kind=kind,
            text=text.strip()[:LONGEST_TEXT],
            contact=contact.strip()[:LONGEST_CONTACT],
            sender=sender_of(address, now),
            made_at=now,
            **{_field_of(subject): subject},
        )


def sender_of(address: str, moment: datetime) -> str:
    """A hash of the address and the day, 64 letters: the same sender is known again that day, and nobody on another."""
    words = f"error report {moment:%Y-%m-%d} {address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).hexdigest()


def forget_senders(*, now: datetime) -> int:
    """Wipe the hashes that are older than a day; returns how many."""
    return models.ErrorReport.objects.filter(made_at__lt=now - KEPT_SENDER).exclude(sender="").update(sender="")


def _check_rate(address: str, now: datetime) -> None:
    lately = models.ErrorReport.objects.filter(made_at__gt=now - WINDOW)
    own = lately.filter(sender__in=(sender_of(address, now), sender_of(address, now - WINDOW)))
    if own.count() >= PER_SENDER:
        raise TooMany(f"{PER_SENDER} reports came from your address within the hour. Try again later.")
    if lately.count() >= FROM_ALL:
        raise TooMany("Very many reports came within the hour. Try again later.")


def _field_of(subject: Subject) -> str:
    return {models.Claim: "claim", models.Report: "report", models.Incident: "incident"}[type(subject)]


def waiting() -> Waiting:
    """What the desk's first page says about the queue."""
    kinds = list(models.ErrorReport.objects.waiting().values_list("kind", flat=True))
    return Waiting(len(kinds), sum(kind != models.ErrorReport.Kind.ERROR for kind in kinds))


def may_answer(*, report: models.ErrorReport, by: Any) -> bool:
    """Editors answer errors; safety and legal matters are answered by those who may answer serious ones."""
    permission = "answer_serious_errorreport" if report.is_serious else "change_errorreport"
    return bool(by.has_perm(f"claims_app.{permission}"))


def answer(*, report: models.ErrorReport, state: str, note: str, by: Any) -> models.ErrorReport:
    """Move a report on, with the desk's note. Closing it wipes how to reach its sender. Raises NotAllowed."""
    if not may_answer(report=report, by=by):
        raise NotAllowed("A report of safety or of a legal matter is answered by a Reviewer.")
    with transaction.atomic():
        kept = models.ErrorReport.objects.select_for_update().get(pk=report.pk)
        kept.state, kept.note = state, note
        if state == models.ErrorReport.State.OPEN:
            kept.answered_at = kept.answered_by = None
        else:
            kept.answered_at, kept.answered_by = timezone.now(), by
        if state == models.ErrorReport.State.CLOSED:
            kept.contact = ""
        kept.save()
    return kept
