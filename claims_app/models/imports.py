"""Files on their way in: the batch with its bytes, its rows, how files are read, and drafts taken from reports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims_app.models.claims import Claim
from claims_app.models.intakes import Intake, IntakeStep
from claims_app.models.sources import ArchivedCopy, Outlet


class HowRead(models.Model):
    """What an editor said about the columns of a file: the shapes are those of `tables.layouts.Layout`."""

    mapping = models.JSONField(default=dict, blank=True)
    constants = models.JSONField(default=dict, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    ignored = models.JSONField(default=list, blank=True)
    unfolded = models.JSONField(default=list, blank=True)
    unfolded_as = models.JSONField(default=list, blank=True)
    values = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class SavedMapping(HowRead):
    """How the files of one outlet are read: chosen by itself for a file whose columns are the same."""

    name = models.CharField(max_length=200, help_text="Whose files these are, e.g. Daily losses of the ministry.")
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, null=True, blank=True, related_name="mappings")
    headers = models.JSONField(default=list, blank=True)
    fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["name", "fingerprint"], name="saved_mapping_unique")]

    def __str__(self) -> str:
        return self.name


class ImportBatch(HowRead):
    """One file: how it was read, and what became of it; its bytes as they came stand in its pieces."""

    class State(models.TextChoices):
        CHECKING = "checking", "being checked"
        STAGED = "staged", "staged"
        WAITING = "waiting", "waiting its turn"
        COMMITTING = "committing", "being imported"
        VISIBLE = "visible", "visible"
        UNDONE = "undone", "undone"
        FAILED = "failed", "failed"

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    sheet = models.CharField(max_length=255, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    as_drafts = models.BooleanField(default=False)
    corrections = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=list, blank=True, help_text="Numbers of the rows that an editor left out.")
    is_laid_out = models.BooleanField(default=False)
    saved_mapping = models.ForeignKey(
        SavedMapping, on_delete=models.SET_NULL, null=True, blank=True, related_name="batches"
    )
    summary = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.STAGED)
    counts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    visible_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # How far a long import is, and what to do with one whose process died.
    leave_out_bad = models.BooleanField(default=False)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    step = models.CharField(
        max_length=10, blank=True, help_text="checking, reading, writing, boards or taking back; empty = none."
    )
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    trouble = models.CharField(max_length=1000, blank=True, help_text="Why nothing was imported, as a sentence.")
    to_refresh = models.JSONField(default=list, blank=True, help_text="Incidents whose boards wait to be worked out.")

    class Meta:
        verbose_name_plural = "import batches"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="committing"), name="import_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"


class FilePiece(models.Model):
    """Some bytes of a file, so that no process must hold all of them."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="file_piece_unique")]

    def __str__(self) -> str:
        return f"Piece {self.number} of {self.batch_id}"


class StagedRow(models.Model):
    """What would become of one row of a staged batch, for its preview; made anew whenever the file is read otherwise."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="staged")
    row = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    result = models.CharField(max_length=12)
    is_left_out = models.BooleanField(default=False)
    shown = models.JSONField(default=dict)

    class Meta:
        ordering = ["batch", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="staged_row_unique")]
        indexes = [models.Index(fields=["batch", "result", "row"], name="staged_row_by_result")]

    def __str__(self) -> str:
        return f"Row {self.line} of batch {self.batch_id}"


class ImportRow(models.Model):
    """One row of a batch, as the file has it and as it was corrected; `before` is what an undo puts back."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    corrections = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    errors = models.JSONField(default=list, blank=True)
    claim = models.ForeignKey(Claim, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows")
    before = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_unique")]

    def __str__(self) -> str:
        return f"Row {self.row} of {self.batch.name}"


class Draft(models.Model):
    """A candidate claim taken from a report, waiting for an editor.

    `proposed` is what the extractor said ({} for one that an editor added), `fields` what stands now; `start` and `end`
    are the quote's place in the copy's text. What was rejected or corrected is kept for work on the lexicons.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        ACCEPTED = "accepted", "accepted"
        PUBLISHED = "published", "published"
        REJECTED = "rejected", "rejected"
        GONE = "gone", "merged or taken back"

    copy = models.ForeignKey(ArchivedCopy, on_delete=models.CASCADE, related_name="drafts")
    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    order = models.PositiveIntegerField(default=0)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    proposed = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=400, blank=True)
    claim = models.ForeignKey(Claim, on_delete=models.SET_NULL, null=True, blank=True, related_name="drafts")
    step = models.ForeignKey(IntakeStep, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["intake", "order", "id"]

    def __str__(self) -> str:
        return f"Draft at {self.start}–{self.end}"
