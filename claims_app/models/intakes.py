"""Articles in work: the copy that is read for one incident, what was asked once for all of it, each step, and who looks at it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from claims_app.models.sources import ArchivedCopy
from claims_app.models.vocabulary import Incident


class Intake(models.Model):
    """One article being read for one incident; its drafts are the claims proposed or added.

    `answers` holds what a label means when a claimant says it ("party key|label" → the label chosen), `guesses` why a
    source field is a guess, `unused` the numbers that became no draft, each with its reason.
    """

    copy = models.ForeignKey(ArchivedCopy, on_delete=models.CASCADE, related_name="intakes")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="intakes")
    name = models.CharField(max_length=255, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    guesses = models.JSONField(default=dict, blank=True)
    unused = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["copy", "incident"], name="intake_unique")]

    def __str__(self) -> str:
        return f"{self.copy.report} for {self.incident}"

    def get_absolute_url(self) -> str:
        return reverse("admin:desk-intake-article", args=[self.pk])


class IntakeStep(models.Model):
    """One thing that an editor did to an article; `before` (draft → what it was) is what an undo puts back."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=20)
    before = models.JSONField(default=dict)
    undone = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.what} on {self.intake_id}"


class IntakeVisit(models.Model):
    """An editor has an article open; the page says so every few seconds."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "user"], name="intake_visit_unique")]

    def __str__(self) -> str:
        return f"{self.user} at {self.intake_id}"
