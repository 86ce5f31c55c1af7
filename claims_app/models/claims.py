"""What was claimed: each claim with its figure as printed, the intervals read from it, its scope and its citations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import MD5, Coalesce
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from claims_app.core.removals import is_removed
from claims_app.core.verbatim import is_verbatim
from claims_app.models.sources import ArchivedCopy, Report, Statement
from claims_app.models.vocabulary import (
    Conflict,
    Designation,
    Incident,
    KeyManager,
    MeasureObject,
    Outcome,
    Place,
)

# Before the first moment at which anything can have been said.
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)


class Digest(MD5):
    """What stands for a text in an index: PostgreSQL has no room there for a long one, SQLite takes the text itself."""

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The text; MD5 would be a function of this process, which other programs that open the file do not have."""
        return compiler.compile(self.get_source_expressions()[0])


class Question(models.Model):
    """What accounts differ on: who started it; did a side target civilians."""

    key = models.SlugField(max_length=80, unique=True)
    text = models.CharField(max_length=200, help_text="e.g. Who started it.")
    functional = models.BooleanField(
        default=False, help_text="The world has one answer (who started it), so two answers contradict each other."
    )
    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, null=True, blank=True, related_name="questions")
    objects = KeyManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Questions to the claims, in the words of the domain."""

    def visible(self) -> ClaimQuerySet:
        """Claims that the public may see: published, and not of a batch that is still on its way or was undone."""
        # batch NULL = entered by hand
        return self.filter(status=Claim.Status.PUBLISHED).filter(
            Q(batch__isnull=True) | Q(batch__visible_at__isnull=False)
        )

    def drafts(self) -> ClaimQuerySet:
        """Claims that only the desk sees."""
        return self.filter(status=Claim.Status.DRAFT)

    def said_by(self, day: date, zone: Any) -> ClaimQuerySet:
        """Claims stated no later than the end of that day in the zone; an unknown time counts as said."""
        end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
        return self.filter(Q(stated_at__isnull=True) | Q(stated_at__lt=end))

    def in_order(self) -> ClaimQuerySet:
        """The claims with `said`, by which and by their number a board orders them, and `moment`, until which they count."""
        return self.annotate(said=Coalesce("stated_at", Value(LONG_AGO)), moment=Coalesce("as_of", "stated_at"))

    def moments_before(self, since: datetime = LONG_AGO) -> Any:
        """In a subquery: the moments after `since` that the claimant of the claim around it had spoken of by then, latest first."""
        earlier = Q(said__lt=OuterRef("said")) | Q(said=OuterRef("said"), pk__lt=OuterRef("pk"))
        ordered: Any = self.in_order()
        return (
            ordered.filter(earlier, incident=OuterRef("incident"), statement__claimant=OuterRef("statement__claimant"))
            .filter(moment__lt=OuterRef("moment"), moment__gt=since)
            .order_by("-moment")
            .values("moment")
        )

    def with_sources(self) -> ClaimQuerySet:
        """The claims with all that a board needs, in a constant number of queries."""
        return self.select_related(
            "statement__claimant", "object", "outcome", "place", "position__question", "incident"
        ).prefetch_related(
            models.Prefetch(
                "citations",
                queryset=Citation.objects.select_related("report__outlet", "report__copied_from", "copy")
                .defer("copy__content", "copy__text")
                .order_by("order", "id"),
            )
        )


class Claim(models.Model):
    """One claimant's assertion about one thing. Its quote stands in its citations, its speaker in its statement."""

    class Kind(models.TextChoices):
        FIGURE = "figure", "figure"
        SILENCE = "silence", "gave no figure"
        DENIAL = "denial", "denial of a claim"
        POSITION = "position", "position on a question"

    class Status(models.TextChoices):
        DRAFT = "draft", "draft"
        PUBLISHED = "published", "published"
        UNPUBLISHED = "unpublished", "unpublished"

    class AgentKind(models.TextChoices):
        ANY = "any", "not said"
        PARTIES = "parties", "by these parties"
        NONE = "none", "by nobody (accident, mine)"

    class Counting(models.TextChoices):
        EPISODE = "episode", "in the episode"
        CUMULATIVE = "cumulative", "in all since the start"
        INCREMENTAL = "incremental", "since the previous statement"

    class Basis(models.TextChoices):
        ALL = "", "all"
        HOSPITAL = "hospital", "bodies received in hospitals"
        IDENTIFIED = "identified", "identified by name"
        VISUAL = "visual", "visually confirmed"

    class SubjectSource(models.TextChoices):
        STATED = "stated", "stated"
        INFERRED = "inferred", "inferred by editor"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="claims")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIGURE)

    subject_label = models.CharField(
        "whose losses",
        max_length=200,
        blank=True,
        help_text="As the claimant says it, e.g. Armenian. Empty = the report does not say.",
    )
    designation = models.ForeignKey(Designation, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    subject_certain = models.JSONField(default=list, blank=True, editable=False)
    subject_plain = models.JSONField(default=list, blank=True, editable=False)
    subject_possible = models.JSONField(default=list, blank=True, editable=False)
    subject_source = models.CharField(max_length=10, choices=SubjectSource, default=SubjectSource.STATED)

    object = models.ForeignKey(
        MeasureObject, on_delete=models.PROTECT, null=True, blank=True, related_name="claims", help_text="e.g. tank."
    )
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="claims", help_text="e.g. destroyed."
    )
    agent_kind = models.CharField("by whom", max_length=10, choices=AgentKind, default=AgentKind.ANY)
    agents = models.JSONField(default=list, blank=True, help_text='Keys of parties, e.g. ["azerbaijan"].')
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        help_text="Empty = the incident's.",
    )
    basis = models.CharField(
        max_length=12, choices=Basis, default=Basis.ALL, blank=True, help_text="The counting rule."
    )
    counting = models.CharField(max_length=12, choices=Counting, default=Counting.EPISODE)
    period_words = models.CharField(max_length=200, blank=True, help_text="As said, e.g. over 24 hours.")
    period_start_outer = models.DateTimeField(null=True, blank=True)
    period_start = models.DateTimeField(null=True, blank=True, help_text="Empty = the incident's first day.")
    period_start_inner = models.DateTimeField(null=True, blank=True)
    period_end_inner = models.DateTimeField(null=True, blank=True)
    period_end = models.DateTimeField(null=True, blank=True, help_text="Empty = the incident's last day.")
    period_end_outer = models.DateTimeField(null=True, blank=True)
    period_precision = models.CharField(max_length=10, default="day")
    as_of = models.DateTimeField(null=True, blank=True, help_text="Until when the count runs.")
    stated_at = models.DateTimeField(null=True, blank=True, db_index=True, help_text="When it was said.")
    day_from_report = models.BooleanField(default=False, editable=False)

    figure_text = models.CharField("figure", max_length=200, blank=True, help_text="As printed, e.g. over 100.")
    figure_lang = models.CharField(max_length=12, default="en")
    figure_kind = models.CharField(max_length=20, blank=True, editable=False)
    plain_low = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True, editable=False)
    plain_high = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True, editable=False)
    charitable_low = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True, editable=False)
    charitable_high = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True, editable=False)
    figure_unit = models.CharField(max_length=40, blank=True, editable=False)
    figure_flags = models.JSONField(default=list, blank=True, editable=False)
    figure_source = models.CharField(
        max_length=10, choices=[("parsed", "read from the words"), ("editor", "set by an editor")], default="parsed"
    )
    figure_note = models.CharField("reason for the editor's reading", max_length=400, blank=True)
    figure_policy = models.CharField(max_length=40, blank=True, editable=False)

    share_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="shares")
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    denies = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="denials")
    revises = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="revisions")
    retracted_at = models.DateTimeField(null=True, blank=True, help_text="When the claimant took it back.")
    retraction = models.ForeignKey("Citation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT, editable=False, db_index=True)
    status_reason = models.CharField(max_length=400, blank=True, editable=False)
    credibility = models.CharField(
        max_length=1, blank=True, choices=[(c, c) for c in "123456"], help_text="1 (confirmed) to 6 (cannot be judged)."
    )
    external_id = models.CharField(max_length=200, blank=True, help_text="Its id in your own files.")
    natural_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    scope_key = models.CharField(max_length=255, blank=True, editable=False)
    batch = models.ForeignKey(
        "ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="claims", editable=False
    )
    source_row = models.PositiveIntegerField(null=True, blank=True, editable=False)
    note = models.TextField(blank=True, help_text="For the desk alone; never public.")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ClaimQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["id"]
        permissions = [
            ("publish_claim", "Can publish and unpublish claims"),
            ("suppress_claim", "Can remove a quote, a name or a document for good"),
        ]
        indexes = [
            models.Index(fields=["incident", "status"], name="claim_incident_status"),
            # The claims of a fact, for a write that touches it.
            models.Index(fields=["incident", "scope_key"], name="claim_incident_scope"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="claim_external_id_unique"
            ),
            models.CheckConstraint(
                condition=Q(plain_low__isnull=True) | Q(plain_high__isnull=True) | Q(plain_low__lte=F("plain_high")),
                name="claim_plain_low_le_high",
            ),
            models.CheckConstraint(
                condition=Q(charitable_low__isnull=True)
                | Q(charitable_high__isnull=True)
                | Q(charitable_low__lte=F("charitable_high")),
                name="claim_charitable_low_le_high",
            ),
            models.CheckConstraint(
                condition=Q(plain_low__isnull=True, charitable_low__isnull=True)
                | Q(charitable_low__lte=F("plain_low"))
                & (Q(charitable_high__isnull=True) | Q(plain_high__isnull=False, plain_high__lte=F("charitable_high"))),
                name="claim_charitable_contains_plain",
            ),
            models.CheckConstraint(
                condition=Q(kind="figure")
                | Q(
                    plain_low__isnull=True,
                    plain_high__isnull=True,
                    charitable_low__isnull=True,
                    charitable_high__isnull=True,
                ),
                name="claim_only_figures_have_intervals",
            ),
            models.CheckConstraint(
                condition=~Q(kind="figure") | Q(object__isnull=False, outcome__isnull=False) & ~Q(figure_text=""),
                name="claim_figure_needs_measure_and_text",
            ),
            models.CheckConstraint(
                condition=~Q(kind="denial") | Q(denies__isnull=False), name="claim_denial_needs_denied"
            ),
            models.CheckConstraint(
                condition=(Q(share_of__isnull=True) | ~Q(share_of=F("id")))
                & (Q(part_of__isnull=True) | ~Q(part_of=F("id")))
                & (Q(denies__isnull=True) | ~Q(denies=F("id")))
                & (Q(revises__isnull=True) | ~Q(revises=F("id"))),
                name="claim_no_self_reference",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.POSITION:
            return f"{self.statement.claimant} on {getattr(self, 'position', None) or 'a question'}"
        what = f"{self.figure_text or self.get_kind_display()} {self.subject_label} {self.object or ''} {self.outcome or ''}"
        return f"{self.statement.claimant}: {' '.join(what.split())}"

    def get_absolute_url(self) -> str:
        return reverse("claim", args=[self.pk])


class Position(models.Model):
    """The answer of a claim that is no figure."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="position")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="positions")
    answer = models.CharField(max_length=200, help_text="As short words, e.g. Armenia; yes; tanks, artillery.")
    parties = models.JSONField(default=list, blank=True, help_text="Keys of the parties that the answer names.")
    objects_named = models.JSONField(default=list, blank=True, help_text="Keys of the objects that the answer names.")
    polarity = models.BooleanField(default=True, help_text="Yes; untick for no.")
    about_label = models.CharField(max_length=200, blank=True, help_text="About whom, e.g. Azerbaijan.")
    about = models.JSONField(default=list, blank=True, help_text="Keys of the parties that it is about.")
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"


class Citation(models.Model):
    """The exact quote in a report that carries a claim."""

    class Wording(models.TextChoices):
        DIRECT = "direct", "direct quote of the claimant"
        PUBLISHER = "publisher", "the publisher's words"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="citations")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="citations")
    copy = models.ForeignKey(ArchivedCopy, on_delete=models.SET_NULL, null=True, blank=True, related_name="citations")
    quote = models.TextField(blank=True, help_text="Exact words, at most the sentence that carries the claim.")
    start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    figure_start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    figure_end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    language = models.CharField(max_length=12, default="en")
    translation = models.TextField(blank=True, help_text="Ours, shown beside the original.")
    locator = models.CharField(max_length=200, blank=True, help_text="Page or paragraph.")
    wording = models.CharField(max_length=10, choices=Wording, blank=True)
    licence = models.CharField(max_length=100, blank=True, help_text="Of the quoted text, e.g. CC BY-SA 4.0.")
    order = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                "claim",
                "report",
                Digest("quote"),
                name="citation_unique",
                violation_error_message="This claim has this quote of this report already.",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(start__lte=F("end")),
                name="citation_start_before_end",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.quote[:60]}” in {self.report}"

    def clean(self) -> None:
        """A quote taken from a kept copy stands in that copy's text word for word."""
        super().clean()
        if self.copy is not None and self.report_id != self.copy.report_id:
            self.copy = self.start = self.end = self.figure_start = self.figure_end = None
        if self.copy is not None and not stands_in(self.quote, self.copy):
            raise ValidationError({"quote": NOT_VERBATIM})


NOT_VERBATIM = (
    "These words do not stand in the kept copy of the report. Quote it word for word; “[…]” stands for words left out."
)


def stands_in(quote: str, copy: ArchivedCopy) -> bool:
    """Whether the quote is in the copy's text; a removed quote, a removed copy and one without a text are not asked."""
    is_asked = quote.strip() and copy.text and copy.media_type != copy.gone and not is_removed(quote)
    return not is_asked or is_verbatim(quote, copy.text)
