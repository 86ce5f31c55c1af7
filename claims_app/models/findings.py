"""Findings kept ready for the default view, refreshed by the service that writes, in the same transaction."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from claims_app.models.claims import Claim
from claims_app.models.sources import Statement
from claims_app.models.vocabulary import Incident

# Findings on which somebody gives a figure, or nobody, and the side that owns the loss is on file with none.
OWNER_GAVE_NONE = Q(verdict__in=("one_sided", "silent"), found__finding__admission="silent")


class VocabularyVersion(models.Model):
    """A single row with a token that changes with every change of vocabulary; caches and findings are kept under it."""

    only_id: ClassVar[int] = 1
    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"Vocabulary {self.token[:8]}"

    @classmethod
    def current(cls) -> str:
        """The token now; "" before the first change."""
        return cls.objects.filter(pk=cls.only_id).values_list("token", flat=True).first() or ""

    @classmethod
    def renew(cls) -> None:
        """Say that the vocabulary has changed."""
        cls.objects.update_or_create(pk=cls.only_id, defaults={"token": uuid.uuid4().hex})


class StoredFinding(models.Model):
    """One row of an incident's default board as JSON (`part` row, mirror or account), with the claims it shows.

    `changed_at` is when its verdict became what it is, `was` the verdict before, "" for a row that came then.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="findings")
    part = models.CharField(max_length=8, default="row")
    row_key = models.CharField(max_length=255)
    order = models.PositiveIntegerField(default=0)
    verdict = models.CharField(max_length=20, db_index=True)
    contradicted = models.BooleanField(default=False, db_index=True)
    policy = models.CharField(max_length=40)
    vocabulary = models.CharField(max_length=32, blank=True)
    payload = models.JSONField()
    earlier = models.JSONField(
        null=True, blank=True, help_text="By cell, what was revised before what the payload holds."
    )
    found = models.JSONField(null=True, blank=True, help_text="The finding, and the claims it was worked out from.")
    rank = models.JSONField(default=list, help_text="What its place among those of its part hangs on.")
    shown = models.CharField(max_length=64, blank=True, help_text="A digest of all that the row shows.")
    drawn = models.JSONField(
        null=True, blank=True, help_text="The row as pages show it, with what they say of it elsewhere."
    )
    drawn_by = models.CharField(max_length=64, blank=True, help_text="The look under which it was drawn.")
    changed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    was = models.CharField(max_length=20, blank=True)
    claims = models.ManyToManyField(Claim, related_name="findings", blank=True)

    class Meta:
        ordering = ["incident", "part", "order"]
        # What changed last, for the front page, without reading what changed before.
        indexes = [models.Index(fields=["part", "-changed_at"], name="finding_latest")]
        constraints = [models.UniqueConstraint(fields=["incident", "part", "row_key"], name="stored_finding_unique")]

    def __str__(self) -> str:
        return f"{self.row_key}: {self.verdict}"


class KeptBoard(models.Model):
    """What is kept of a whole board beside its rows: how many reports carry it, and the days on which something was said.

    `stamp` is new after every write that a page of the incident may show, and never comes back: what was made under it
    may be shown as long as it stands.
    """

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, primary_key=True, related_name="kept_board")
    stamp = models.CharField(max_length=32)
    reports = models.PositiveIntegerField(default=0)
    days = models.JSONField(default=list, help_text="ISO days in the incident's zone, in order.")

    def __str__(self) -> str:
        return f"Board of {self.incident_id}"


class KeptLayout(models.Model):
    """From which facts the rows of an incident's board are made, so that a write need look at those alone that it touches.

    `kept_under` stands for the rules, the vocabulary and the days of the incident under which it is true.
    """

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, primary_key=True, related_name="kept_layout")
    kept_under = models.CharField(max_length=64)
    facts = models.JSONField(
        default=list, help_text="Each fact: its key, how wide it is, who speaks, how its claims are found."
    )
    rows = models.JSONField(
        default=list, help_text="Each row by the places of its facts, of those nested in it, and its omissions."
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Layout of {self.incident_id}"


class LossList(models.Model):
    """A side's own losses in one statement: of which objects, until which day, and the claim that the list begins with.

    `begins` puts lists in the order of these claims.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="loss_lists")
    side = models.CharField(max_length=80)
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")
    begins = models.CharField(max_length=40)
    objects_named = models.TextField()
    newest = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["incident", "side", "statement"], name="loss_list_unique"),
        ]

    def __str__(self) -> str:
        return f"Losses of {self.side} in statement {self.statement_id}"


class DrawnBoard(models.Model):
    """A large default board as its page shows it: its rows compressed, group by group, and what the page says around them.

    It may be shown while all that it is `kept_under` is as it was; it goes with what is kept of the board.
    """

    kept_board = models.OneToOneField(KeptBoard, on_delete=models.CASCADE, primary_key=True, related_name="drawn")
    kept_under = models.CharField(max_length=64, help_text="A digest of revision, vocabulary, rules and look.")
    around = models.JSONField(help_text="What stands around the rows.")
    pieces = models.JSONField(
        help_text="Of each piece its text's length, sum and digest, and its length as it is kept."
    )
    packed = models.BinaryField(help_text="The pieces, one after the other.")

    def __str__(self) -> str:
        return f"Drawn {self.kept_board_id}"
