"""What is kept of an incident's sources, so that their pages read what they show and no more; written by `services.source_lines`."""

from __future__ import annotations

from django.db import models

from claims_app.models.claims import Claim
from claims_app.models.sources import Report, Statement
from claims_app.models.vocabulary import Incident


class KeptSources(models.Model):
    """An incident's sources in numbers, true under the rules and the vocabulary of `kept_under`. All are of public claims.

    `single` counts the claims that hang on one origin, `lacking` the statements of which no original is on file, `alone`
    those of them that are known through one origin.
    """

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="kept_sources")
    kept_under = models.CharField(max_length=120, blank=True, help_text="By which rules, under which vocabulary.")
    reports = models.PositiveIntegerField(default=0)
    origins = models.PositiveIntegerField(default=0)
    statements = models.PositiveIntegerField(default=0)
    claims = models.PositiveIntegerField(default=0)
    single = models.PositiveIntegerField(default=0)
    lacking = models.PositiveIntegerField(default=0)
    alone = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.reports} reports of incident {self.incident_id}"


class SourceLine(models.Model):
    """One line of a list of sources, in numbers alone: an origin, a statement, a claim on one origin, a row without an answer.

    `payload` holds the chain of a report or a statement as primary keys; no word of a source is kept here. `firsts` counts the
    claims that a report carries and no report on file before it by the same outlet: over an outlet's reports they add up to its claims.
    """

    class Part(models.TextChoices):
        ORIGIN = "origin", "origin"
        STATEMENT = "statement", "statement"
        CLAIM = "claim", "claim on a single origin"
        REPORT = "report", "report that carries a claim"
        ANSWER = "answer", "row without an answer"

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="source_lines")
    part = models.CharField(max_length=10, choices=Part)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, null=True, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, null=True, related_name="+")
    row_key = models.CharField(max_length=255, blank=True)
    since = models.DateTimeField(null=True)
    lacking = models.BooleanField(default=False)
    alone = models.BooleanField(default=False)
    firsts = models.PositiveIntegerField(default=0)
    payload = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["incident", "part"], name="source_line_incident_part")]

    def __str__(self) -> str:
        return f"{self.part} of incident {self.incident_id}"
