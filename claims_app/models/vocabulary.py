"""The words of a conflict: who can claim or suffer, what is counted, where, and what a label means when THIS party says it."""

from __future__ import annotations

import zoneinfo
from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from simple_history.models import HistoricalRecords

# In unique constraints NULL must equal NULL on both databases.
NOBODY = Value(0, output_field=models.BigIntegerField())
LONG_AGO = Value(date(1, 1, 1), output_field=models.DateField())
HARMS = [("people", "people"), ("things", "things"), ("events", "events")]


Row = TypeVar("Row", bound=models.Model)


class KeyManager(models.Manager[Row]):
    """Finds a row by its natural key, the column that `key_field` names."""

    def __init__(self, key_field: str = "key") -> None:
        super().__init__()
        self.key_field = key_field

    def get_by_natural_key(self, key: str) -> Row:
        return self.get(**{self.key_field: key})


class Keyed(models.Model):
    """A row known by a slug that files and addresses use."""

    key = models.SlugField(
        max_length=80,
        unique=True,
        allow_unicode=False,
        help_text="A short name for files and addresses, e.g. azerbaijan.",
    )
    objects = KeyManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class Named(Keyed):
    """A keyed row with a name and the other names that people write for it."""

    name = models.CharField(max_length=200, help_text="As readers see it, e.g. Azerbaijan.")
    aliases = models.JSONField(
        default=list, blank=True, help_text='Other names, as a list, e.g. ["Baku", "Azeri forces"]. Imports match them.'
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not isinstance(self.aliases, list) or not all(isinstance(alias, str) for alias in self.aliases):
            raise ValidationError({"aliases": 'Write the other names as a list of texts, e.g. ["Baku"].'})


class Party(Named):
    """Anyone who can claim or suffer: a state, an armed force, a de facto authority, an outlet, an observer."""

    class Kind(models.TextChoices):
        STATE = "state", "state"
        MINISTRY = "ministry", "ministry"
        ARMED_FORCE = "armed_force", "armed force"
        AUTHORITY = "authority", "de facto authority"
        OUTLET = "outlet", "outlet"
        OBSERVER = "observer", "observer"
        CIVILIANS = "civilians", "civilians"
        PERSON = "person", "person"

    kind = models.CharField(max_length=20, choices=Kind, help_text="What it is, e.g. ministry.")
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The party it speaks for, e.g. the Defence Ministry is part of Azerbaijan.",
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")), name="party_not_part_of_itself"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("party", args=[self.key])

    def clean(self) -> None:
        super().clean()
        seen, above = {self.pk}, self.part_of
        while above is not None:
            if above.pk is not None and above.pk in seen:
                raise ValidationError({"part_of": f"{self.name} would be part of itself. Choose another party."})
            seen.add(above.pk)
            above = above.part_of


class Conflict(Keyed):
    """The long story that incidents belong to."""

    title = models.CharField(max_length=200, help_text="e.g. Nagorno-Karabakh conflict.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class SideManager(models.Manager["Side"]):
    """Finds a side by its conflict and key."""

    def get_by_natural_key(self, conflict: str, key: str) -> Side:
        return self.get(conflict__key=conflict, key=key)


class Side(models.Model):
    """A column of the board: parties that an editor groups for one conflict. Sides that share a camp are allied."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="sides")
    key = models.SlugField(max_length=80, help_text="e.g. karabakh.")
    name = models.CharField(max_length=200, help_text="The heading of the column, e.g. Karabakh.")
    role = models.CharField(
        max_length=200, blank=True, help_text='The small line under the heading, e.g. "de facto authorities".'
    )
    camp = models.SlugField(max_length=80, help_text="Allied sides share it, e.g. armenian. Comparison goes by camp.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Place of the column from the left, from 0.")
    parties = models.ManyToManyField(Party, through="SideMembership", related_name="sides")
    objects = SideManager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["conflict", "order", "key"]
        constraints = [
            models.UniqueConstraint(fields=["conflict", "key"], name="side_key_unique_in_conflict"),
            models.CheckConstraint(condition=~Q(key="third_parties"), name="side_key_not_reserved"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.conflict.key, self.key)


class SideMembership(models.Model):
    """A party stands in a side, for a time or always."""

    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField(null=True, blank=True, help_text="First day; empty = always.")
    until = models.DateField(null=True, blank=True, help_text="Last day; empty = until now.")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint("side", "party", Coalesce("since", LONG_AGO), name="membership_unique"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")),
                name="membership_since_before_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} in {self.side}"


class Place(Named):
    """Where: containment by geography with neutral names; sovereignty is not containment."""

    within = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="inside", help_text="The place around it."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(within__isnull=True) | ~Q(within=F("id")), name="place_not_within_itself"
            )
        ]


class MeasureObject(Named):
    """What is counted: tank, soldier, drone."""

    plural = models.CharField(max_length=200, blank=True, help_text="e.g. tanks. Empty = the name with s.")
    harm = models.CharField(max_length=10, choices=HARMS, default="things")
    unit = models.CharField(
        max_length=40, blank=True, help_text="For measures that are no counts or events, e.g. km², times."
    )
    exhaustive = models.BooleanField(
        default=False, help_text="Its kinds together are all of it (person = military, civilian, status unclear)."
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "object"
        ordering = ["name"]

    @property
    def many(self) -> str:
        """The plural name."""
        return self.plural or f"{self.name}s"


class ObjectEdge(models.Model):
    """A kind is part of a wider kind, as counted by one party or by everyone."""

    child = models.ForeignKey(MeasureObject, on_delete=models.CASCADE, related_name="wider")
    parent = models.ForeignKey(MeasureObject, on_delete=models.PROTECT, related_name="kinds")
    counted_by = models.ForeignKey(
        Party,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        help_text="Whose way of counting this is; empty = everyone's.",
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "kind-of edge"
        constraints = [
            models.UniqueConstraint("child", "parent", Coalesce("counted_by", NOBODY), name="object_edge_unique"),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="object_edge_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.child} is a kind of {self.parent}"


class Outcome(Named):
    """What happened to it: destroyed, killed, wounded, with the sets that the word surely, plainly and possibly covers."""

    harm = models.CharField(max_length=10, choices=HARMS, default="things")
    family = models.SlugField(
        max_length=80, help_text="Rows are made by family: killed, wounded, missing, casualties, lost."
    )
    certain = models.JSONField(default=list, blank=True, help_text='Surely covered, e.g. ["killed"].')
    plain = models.JSONField(default=list, blank=True, help_text='In the ordinary reading, e.g. ["killed"].')
    possible = models.JSONField(default=list, blank=True, help_text='At the widest, e.g. ["killed", "wounded"].')
    near_equal = models.JSONField(default=list, blank=True, help_text="Outcomes that count as the same fact.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]


class Incident(models.Model):
    """One episode of a conflict: the page that analysts read."""

    slug = models.SlugField(max_length=120, unique=True, help_text="YYYY-MM-DD-place, e.g. 2016-04-02-karabakh.")
    title = models.CharField(max_length=200, help_text="e.g. Karabakh escalation, 2 April 2016.")
    conflict = models.ForeignKey(Conflict, on_delete=models.PROTECT, related_name="incidents")
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The incident around it.",
    )
    start = models.DateField(help_text="First day, e.g. 2016-04-02.")
    end = models.DateField(help_text="Last day; the same as the first for a single day.")
    timezone = models.CharField(max_length=60, default="UTC", help_text="Whose days count, e.g. Asia/Baku.")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents")
    external_ids = models.JSONField(
        default=dict, blank=True, help_text='Its ids elsewhere, e.g. {"acled": "…", "ucdp": "…", "wikidata": "Q…"}.'
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    lead = models.SlugField(
        max_length=80,
        blank=True,
        help_text="The key of the object that opens the front page and the pairing, e.g. tank. Empty = chosen by order.",
    )
    history = HistoricalRecords(excluded_fields=["version"])
    objects = KeyManager("slug")

    class Meta:
        ordering = ["-start", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lte=F("end")), name="incident_start_before_end"),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")), name="incident_not_part_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return reverse("incident", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.timezone not in zoneinfo.available_timezones():
            raise ValidationError(
                {"timezone": f"“{self.timezone}” is no time zone. Write one such as Asia/Baku or UTC."}
            )
        if self.start and self.end and self.start > self.end:
            raise ValidationError({"end": "The last day is before the first. Mend one of the two dates."})


class IncidentSlug(models.Model):
    """An old address of an incident; it redirects for ever."""

    slug = models.SlugField(max_length=120, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="old_slugs")

    def __str__(self) -> str:
        return self.slug


class Designation(models.Model):
    """What a label means when THIS party says it: "Armenian" said by Baku is Armenia and Karabakh."""

    conflict = models.ForeignKey(
        Conflict,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="designations",
        help_text="Where it holds; empty = in every conflict.",
    )
    said_by = models.ForeignKey(
        Party,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="designations",
        help_text="Who says it; its organs follow it. Empty = anyone.",
    )
    label = models.CharField(max_length=200, validators=[MinLengthValidator(1)], help_text="As said, e.g. Armenian.")
    lang = models.CharField(max_length=12, default="en")
    certain = models.ManyToManyField(Party, blank=True, related_name="+", help_text="Surely meant.")
    means = models.ManyToManyField(Party, related_name="named_as", help_text="Meant in the ordinary reading.")
    may_include = models.ManyToManyField(Party, blank=True, related_name="+", help_text="Perhaps meant as well.")
    quote = models.TextField(blank=True, help_text="The words that justify this reading.")
    report = models.ForeignKey("Report", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    history = HistoricalRecords(m2m_fields=[certain, means, may_include])

    class Meta:
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("conflict", NOBODY),
                Coalesce("said_by", NOBODY),
                "label",
                "lang",
                Coalesce("since", LONG_AGO),
                name="designation_unique",
            )
        ]

    def __str__(self) -> str:
        return f"“{self.label}” said by {self.said_by or 'anyone'}"
