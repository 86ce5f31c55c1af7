"""What editors have taken upon themselves to find: an original statement, another source, an answer, a copy."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from claims_app.models.vocabulary import Incident


class Errand(models.Model):
    """One thing still to find that an editor took. What is missing is worked out anew each time; this says who looks."""

    class State(models.TextChoices):
        TAKEN = "taken", "being looked for"
        GIVEN_BACK = "given_back", "given back"
        DONE = "done", "looked for"

    key = models.CharField(max_length=320, unique=True, help_text="What is missing, e.g. copy:12.")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="errands")
    state = models.CharField(max_length=10, choices=State, default=State.TAKEN, db_index=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-changed_at", "id"]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_state_display()}"
