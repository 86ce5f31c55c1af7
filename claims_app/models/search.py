"""What the search field looks through: one document for each public thing, written by `services.search` alone.

The database's own index stands beside this table and follows it by itself: on SQLite an FTS5 table with triggers, on
PostgreSQL a generated column (migration 0002). A migration that makes this table anew on SQLite must make the triggers anew.
"""

from __future__ import annotations

from django.db import models

from claims_app.models.vocabulary import Incident, Party


class SearchDocument(models.Model):
    """A public incident, claim, report, outlet or party in the words that it can be found by.

    `title`, `detail` and `passages` (a list of {"text", "lang"}) are shown; the other texts are words, folded and with
    spaces between. `incidents` and `parties` are what results can be narrowed to.
    """

    class Kind(models.TextChoices):
        INCIDENT = "incident", "Incidents"
        CLAIM = "claim", "Claims and quotes"
        REPORT = "report", "Reports"
        OUTLET = "outlet", "Outlets"
        PARTY = "party", "Parties"

    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=120, blank=True)
    title = models.TextField()
    detail = models.TextField(blank=True)
    passages = models.JSONField(default=list)
    newest = models.DateField(null=True)
    title_stems = models.TextField(blank=True)
    body_stems = models.TextField(blank=True)
    words = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    incidents = models.ManyToManyField(Incident, related_name="+")
    parties = models.ManyToManyField(Party, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_unique")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.title}"
