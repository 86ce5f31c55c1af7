"""What readers report, and what a Reviewer removed for good: the two ways in which something here is put right from outside."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OrderBy, Q, When
from django.utils import timezone

from claims_app.models.claims import Claim
from claims_app.models.sources import Report
from claims_app.models.vocabulary import Incident

LONGEST_TEXT = 4_000
LONGEST_CONTACT = 200
LONGEST_REASON = 100


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    """Questions to what readers reported."""

    def waiting(self) -> ErrorReportQuerySet:
        """Those that nobody has answered yet."""
        return self.filter(state=ErrorReport.State.OPEN)


def turn() -> tuple[OrderBy, ...]:
    """The order of the queue: what waits first, of it safety, then the law, then errors; the oldest first."""
    kind, state = ErrorReport.Kind, ErrorReport.State
    stage = Case(When(state=state.OPEN, then=0), When(state=state.ANSWERED, then=1), default=2)
    weight = Case(When(kind=kind.SAFETY, then=0), When(kind=kind.LEGAL, then=1), default=2)
    return stage.asc(), weight.asc(), F("made_at").asc(), F("id").asc()


class ErrorReport(models.Model):
    """What a reader says is wrong with a claim, a report or an incident. The desk alone sees it."""

    class Kind(models.TextChoices):
        ERROR = "error", "an error"
        SAFETY = "safety", "someone’s safety"
        LEGAL = "legal", "a legal matter"

    class State(models.TextChoices):
        OPEN = "open", "open"
        ANSWERED = "answered", "answered"
        CLOSED = "closed", "closed"

    kind = models.CharField(max_length=10, choices=Kind)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, null=True, blank=True, related_name="error_reports")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, blank=True, related_name="error_reports")
    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, null=True, blank=True, related_name="error_reports"
    )
    text = models.TextField(max_length=LONGEST_TEXT)
    contact = models.CharField(
        max_length=LONGEST_CONTACT, blank=True, help_text="For the answer alone; wiped when the report is closed."
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_index=True)
    note = models.TextField(blank=True, help_text="For the desk alone: what was found, what was done.")
    sender = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        permissions = [("answer_serious_errorreport", "Can answer reports of safety and of legal matters")]
        constraints = [
            models.CheckConstraint(
                condition=Q(claim__isnull=False, report__isnull=True, incident__isnull=True)
                | Q(claim__isnull=True, report__isnull=False, incident__isnull=True)
                | Q(claim__isnull=True, report__isnull=True, incident__isnull=False),
                name="error_report_on_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="error_report_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def subject(self) -> Claim | Report | Incident | None:
        """What it is about."""
        return self.claim or self.report or self.incident

    @property
    def is_serious(self) -> bool:
        """Whether it is about safety or the law, which Reviewers answer."""
        return self.kind != self.Kind.ERROR


class Suppression(models.Model):
    """The fact that a quote, a name or a document was removed for good: what kind, why, when. Never what it said."""

    class Kind(models.TextChoices):
        QUOTE = "quote", "quote"
        NAME = "name", "name"
        DOCUMENT = "document", "kept copy"

    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=LONGEST_REASON, help_text="Readers see it, e.g. danger to a person.")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    claims = models.ManyToManyField(Claim, blank=True, related_name="suppressions")
    reports = models.ManyToManyField(Report, blank=True, related_name="suppressions")
    places = models.JSONField(
        default=dict, blank=True, help_text="In how many rows of each kind something was replaced."
    )

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="suppression_has_reason")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} removed: {self.reason}"
