"""Through whom a claim is known: outlets, statements, reports, and the copies that the desk keeps."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connections, models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

from claims_app.models.vocabulary import LONG_AGO, Incident, KeyManager, Party

PRECISIONS = [("minute", "minute"), ("hour", "hour"), ("day", "day"), ("month", "month"), ("unknown", "not known")]


def check_web_address(url: str) -> None:
    """Refuse an address that is not plain http or https, or that hides a user, a backslash or a control character."""
    bad = (
        not url.startswith(("http://", "https://"))
        or "\\" in url
        or any(ord(char) < 33 or ord(char) == 127 for char in url)
        or "@" in url.split("://", 1)[-1].split("/", 1)[0]
    )
    if bad:
        raise ValidationError(
            "Write a web address that begins with http:// or https://, without spaces or a user name."
        )


class Outlet(models.Model):
    """Who publishes reports."""

    slug = models.SlugField(max_length=120, unique=True, help_text="e.g. rt.")
    name = models.CharField(max_length=200, unique=True, help_text="e.g. RT.")
    party = models.ForeignKey(
        Party,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="outlets",
        help_text="If it also claims things itself.",
    )
    language = models.CharField(max_length=12, default="en", help_text="e.g. en.")
    reliability = models.CharField(
        max_length=1, blank=True, choices=[(c, c) for c in "ABCDEF"], help_text="A (reliable) to F (cannot be judged)."
    )
    objects = KeyManager("slug")
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("outlet", args=[self.slug])


class Statement(models.Model):
    """What a claimant said, once; many reports may relay it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="statements")
    claimant = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="statements", help_text="Who asserts it, not the outlet."
    )
    speaker = models.CharField(
        max_length=200,
        blank=True,
        help_text="The office or person who spoke, e.g. Defence Ministry. Empty = not named.",
    )
    label = models.CharField(
        max_length=200, blank=True, help_text="A text that joins rows of a file to the same statement; empty = by day."
    )
    stated_from = models.DateTimeField(null=True, blank=True, help_text="The earliest time that it can have been said.")
    stated_to = models.DateTimeField(null=True, blank=True, help_text="The latest time that it can have been said.")
    precision = models.CharField(max_length=10, choices=PRECISIONS, default="day")
    channel = models.CharField(max_length=200, blank=True, help_text="How, e.g. press briefing.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["-stated_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stated_from__isnull=True) | Q(stated_to__isnull=True) | Q(stated_from__lte=F("stated_to")),
                name="statement_from_before_to",
            )
        ]

    def __str__(self) -> str:
        said = self.stated_from and self.stated_from.astimezone(ZoneInfo(self.incident.timezone))
        day = f", {said:%Y-%m-%d}" if said else ""
        who = f" ({self.speaker})" if self.speaker else ""
        return f"{self.claimant}{who}{day}"


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions to the reports: what each repeats."""

    def repeated(self) -> dict[int, int | None]:
        """These reports and every report that they go back to, each with the one that it repeats. One query."""
        return self._walk("SELECT id, above FROM up")

    def repeated_and_repeating(self) -> dict[int, int | None]:
        """The same, with every report that repeats one of them, directly or not. One query."""
        return self._walk("SELECT id, above FROM tree")

    def with_those_repeated(self) -> ReportQuerySet:
        """These reports and every report that they go back to, as one question."""
        return self._as_question("SELECT id FROM up")

    def with_those_repeated_and_repeating(self) -> ReportQuerySet:
        """The same, with every report that repeats one of them, directly or not, as one question."""
        return self._as_question("SELECT id FROM tree")

    def _as_question(self, wanted: str) -> ReportQuerySet:
        try:
            sql, values = self._walked(wanted)
        except EmptyResultSet:
            return self.model._default_manager.none()
        return self.model._default_manager.filter(pk__in=RawSQL(sql, values))  # noqa: S611

    def _walk(self, wanted: str) -> dict[int, int | None]:
        try:
            sql, values = self._walked(wanted)
        except EmptyResultSet:
            return {}
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, values)
            return dict(cursor.fetchall())

    def _walked(self, wanted: str) -> tuple[str, tuple[Any, ...]]:
        """The walk from these reports as SQL with its parameters. Raises EmptyResultSet where there is none."""
        seed, values = self.order_by().values("pk", "copied_from_id").query.sql_with_params()
        table = self.model._meta.db_table
        # UNION keeps each row once, so a ring of reports ends.
        sql = (
            f"WITH RECURSIVE up(id, above) AS (SELECT * FROM ({seed}) AS seed UNION"  # noqa: S608 (names of ours alone)
            f" SELECT r.id, r.copied_from_id FROM {table} r JOIN up ON r.id = up.above),"
            " tree(id, above) AS (SELECT id, above FROM up UNION"
            f" SELECT r.id, r.copied_from_id FROM {table} r JOIN tree ON r.copied_from_id = tree.id) {wanted}"
        )
        return sql, values


class Report(models.Model):
    """A document that carries statements."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="reports", help_text="Who published it.")
    title = models.CharField(max_length=400, blank=True)
    url = models.CharField(
        max_length=2000,
        blank=True,
        validators=[check_web_address],
        help_text="http or https; the server never fetches it.",
    )
    published = models.DateField(null=True, blank=True, help_text="The day on the page, e.g. 2016-04-02.")
    precision = models.CharField(max_length=10, choices=PRECISIONS, default="day")
    language = models.CharField(max_length=12, default="en")
    archived_url = models.CharField(
        max_length=2000, blank=True, validators=[check_web_address], help_text="A copy in a public archive."
    )
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        help_text="The report it repeats.",
    )
    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-published", "id"]
        constraints = [
            models.UniqueConstraint(fields=["url"], condition=~Q(url=""), name="report_url_unique"),
            models.UniqueConstraint(
                "outlet", "title", Coalesce("published", LONG_AGO), condition=Q(url=""), name="report_title_unique"
            ),
            models.CheckConstraint(
                condition=Q(copied_from__isnull=True) | ~Q(copied_from=F("id")), name="report_not_copied_from_itself"
            ),
        ]

    def __str__(self) -> str:
        day = f", {self.published:%Y-%m-%d}" if self.published else ""
        return f"{self.outlet}: {self.title or self.url or 'untitled'}{day}"

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])


class ArchivedCopy(models.Model):
    """The bytes of a report as the desk kept them; never served publicly. `gone` is the media type of a removed one."""

    gone: ClassVar[str] = "application/x-removed"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="kept_copies")
    content = models.BinaryField()
    media_type = models.CharField(max_length=100, default="text/plain")
    text = models.TextField(blank=True)
    text_by = models.CharField(max_length=60, blank=True, help_text="Name and version of what took out the text.")
    sha256 = models.CharField(max_length=64, db_index=True)
    captured_at = models.DateTimeField()
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "archived copies"
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="copy_unique")]

    def __str__(self) -> str:
        return f"Copy of {self.report} ({self.sha256[:12]})"
