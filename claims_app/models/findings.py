"""Findings kept ready for the default view, refreshed by the service that writes, in the same transaction."""

from __future__ import annotations

from typing import ClassVar

from django.db import models, transaction
from django.db.models import F

from claims_app.models.claims import Claim
from claims_app.models.vocabulary import Incident


class VocabularyVersion(models.Model):
    """A single row that counts the changes of vocabulary; findings say which one they were made with."""

    number = models.PositiveIntegerField(default=1)
    only_id: ClassVar[int] = 1

    def __str__(self) -> str:
        return f"Vocabulary {self.number}"

    @classmethod
    def current(cls) -> int:
        """The number now; 0 before the first change."""
        return cls.objects.filter(pk=cls.only_id).values_list("number", flat=True).first() or 0

    @classmethod
    def bump(cls) -> int:
        """Count one change and return the new number."""
        with transaction.atomic():
            cls.objects.get_or_create(pk=cls.only_id, defaults={"number": 0})
            cls.objects.filter(pk=cls.only_id).update(number=F("number") + 1)
            return cls.current()


class StoredFinding(models.Model):
    """One row of an incident's default board as JSON (`part` row, mirror or account), with the claims it shows."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="findings")
    part = models.CharField(max_length=8, default="row")
    row_key = models.CharField(max_length=255)
    order = models.PositiveIntegerField(default=0)
    verdict = models.CharField(max_length=20, db_index=True)
    contradicted = models.BooleanField(default=False, db_index=True)
    policy = models.CharField(max_length=40)
    vocabulary = models.PositiveIntegerField(default=0)
    payload = models.JSONField()
    changed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    claims = models.ManyToManyField(Claim, related_name="findings", blank=True)

    class Meta:
        ordering = ["incident", "part", "order"]
        constraints = [models.UniqueConstraint(fields=["incident", "part", "row_key"], name="stored_finding_unique")]

    def __str__(self) -> str:
        return f"{self.row_key}: {self.verdict}"
