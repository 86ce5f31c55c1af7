"""The form of a claim: its statement is asked as who, which speaker, which day; its figure is read as it is typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget

from claims_app import models
from claims_app.admin.fields import (
    DAY_BEGINS,
    DAY_ENDS,
    FoundByName,
    MomentField,
    SeveralFoundByName,
    moment_in,
    text_of,
)
from claims_app.services import recording
from claims_app.services.subjects import designations_of

Kind = models.Claim.Kind

# What a person sees of a claim, to lay a stale form beside the saved claim.
SHOWN_FIELDS = (
    "claimant", "speaker", "stated_on", "kind", "subject_label", "object", "outcome", "figure_text", "question", "answer",
    "about_label", "agent_kind", "by_parties", "place", "basis", "counting", "period_start", "period_end", "as_of",
    "figure_note", "note",
)  # fmt: skip
# Typed days and moments → the time of day at which a whole day begins or ends.
MOMENTS = {
    "stated_on": DAY_BEGINS,
    "period_start": DAY_BEGINS,
    "period_end": DAY_ENDS,
    "as_of": DAY_ENDS,
    "retracted_at": DAY_BEGINS,
}
LINKS = ("denies", "revises", "part_of", "share_of")
HUGE = 10**13


def day_field(help_text: str, label: str | None = None) -> MomentField:
    """A day with the admin's calendar beside it."""
    return MomentField(required=False, widget=AdminDateWidget(), help_text=help_text, label=label)


class ClaimForm(forms.ModelForm):  # type: ignore[type-arg]
    """A claim with its statement's and its position's fields; refuses to save over somebody else's newer text."""

    claimant = forms.ModelChoiceField(
        queryset=models.Party.objects.all(),
        help_text="Who asserts it, not the outlet, e.g. Azerbaijan Defence Ministry.",
    )
    speaker = forms.CharField(
        max_length=200, required=False, help_text="The office or person who spoke. Empty = not named."
    )
    stated_on = day_field("The day it was said, e.g. 2016-04-02. Empty = the day of the report.")
    by_parties = forms.ModelMultipleChoiceField(
        queryset=models.Party.objects.all(),
        required=False,
        label="these parties",
        help_text="Who did it, as the claimant says.",
    )
    period_start = day_field("First day of what is counted. Empty = the incident's first day.", "from")
    period_end = day_field("Last day of what is counted. Empty = the incident's last day.", "until")
    as_of = day_field("Until when the count runs. Empty = the end of the day it was said.")
    retracted_at = day_field("When the claimant took it back.")
    question = forms.ModelChoiceField(
        queryset=models.Question.objects.all(), required=False, help_text="For a position: what is answered."
    )
    answer = forms.CharField(
        max_length=200,
        required=False,
        help_text="As short words, e.g. Armenia; yes; tanks, artillery. Names of parties and objects are found.",
    )
    about_label = forms.CharField(
        max_length=200,
        required=False,
        label="about",
        help_text="About whom, as the claimant says it, e.g. Azerbaijan. Several: with ; between.",
    )
    read_low = forms.IntegerField(
        required=False, min_value=0, max_value=HUGE, label="read from",
        help_text="Only where you read the figure otherwise than its words; say why below.",
    )  # fmt: skip
    read_high = forms.IntegerField(
        required=False, min_value=0, max_value=HUGE, label="read to", help_text="Empty = open."
    )
    why = forms.CharField(
        max_length=400, required=False, label="Why it is changed",
        help_text="Readers see it on the claim's page. A published claim needs it, e.g. the report was corrected.",
    )  # fmt: skip
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = models.Claim
        fields = (
            "incident", "kind", "subject_label", "subject_source", "object", "outcome", "figure_text", "figure_lang",
            "figure_note", "agent_kind", "place", "basis", "counting", "period_words", "period_start", "period_end", "as_of",
            "denies", "revises", "part_of", "share_of", "retracted_at", "credibility", "external_id", "note",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stale: list[tuple[str, str, str]] = []
        self.position: models.Position | None = None
        self._found_by_name()
        if self.instance.pk:
            for name, value in kept_values(self.instance).items():
                self.initial[name] = value

    def _found_by_name(self) -> None:
        for name, model, column, widget in (
            ("claimant", models.Statement, "claimant", FoundByName),
            ("question", models.Position, "question", FoundByName),
            ("by_parties", models.Designation, "means", SeveralFoundByName),
        ):
            if field := self.fields.get(name):
                field.widget = widget(model._meta.get_field(column), admin.site)
                field.widget.choices = field.choices  # type: ignore[attr-defined]
                field.widget.is_required = field.required

    def clean(self) -> dict[str, Any]:
        """Notice a newer save; check that the claim makes sense as a whole. Its figure and subject are read after this."""
        data = super().clean() or self.cleaned_data
        zone = ZoneInfo(data["incident"].timezone if data.get("incident") else "UTC")
        for name, whole_day in MOMENTS.items():
            data[name] = moment_in(data.get(name), zone, whole_day)
        self._refuse_stale(data)
        for name, complaint in complaints_of(data, self.instance, changed=self.has_changed()):
            if name not in self.errors:
                self.add_error(name, complaint)
        return data

    def _post_clean(self) -> None:
        # A constraint's name is no sentence; where something is wrong already, it was said above.
        self._validate_constraints = not self.errors
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self._read(self.cleaned_data)
        except recording.Refused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    def _refuse_stale(self, data: dict[str, Any]) -> None:
        if not self.instance.pk:
            return
        # Locked until the save is done, so that of two saves at once the second is the stale one.
        saved = models.Claim.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
        if data.get("seen_version") == saved.version:
            return
        self.stale = self._both_texts(saved)
        raise forms.ValidationError(
            "Somebody else saved this claim after you opened it. Nothing was overwritten: both texts are below."
        )

    def _both_texts(self, saved: models.Claim) -> list[tuple[str, str, str]]:
        there = type(self)(instance=saved)
        rows = []
        for name in (name for name in SHOWN_FIELDS if name in self.fields):
            mine, theirs = shown(self[name], self[name].value()), shown(there[name], there[name].value())
            if mine != theirs:
                rows.append((str(self[name].label).capitalize(), mine or "–", theirs or "–"))
        typed = [
            str(value).strip()
            for name, value in sorted(self.data.items())
            if name.startswith("citations-") and name.endswith("-quote") and str(value).strip()
        ]
        kept = [citation.quote for citation in saved.citations.order_by("order", "id")]
        if typed != [quote.strip() for quote in kept]:
            rows.append(("Quotes", " / ".join(typed) or "–", " / ".join(kept) or "–"))
        return rows

    def _read(self, data: dict[str, Any]) -> None:
        claim = self.instance
        claim.statement = self.found_statement(data)
        claim.agents = sorted(party.key for party in data["by_parties"])
        if claim.agents:
            claim.agent_kind = models.Claim.AgentKind.PARTIES
        self._follow_the_day(claim, data)
        low, high = data.get("read_low"), data.get("read_high")
        claim.figure_source = "editor" if low is not None or high is not None else "parsed"
        designations = designations_of(claim.incident.conflict)
        recording.read_claim_figure(claim, low=low, high=high)
        if claim.denies is not None and claim.kind == Kind.DENIAL:
            claim.object, claim.outcome = claim.object or claim.denies.object, claim.outcome or claim.denies.outcome
        recording.read_claim_subject(claim, designations)
        if claim.kind == Kind.POSITION:
            self.position = recording.read_position(
                claim,
                question=data["question"],
                answer=data["answer"],
                about_label=data["about_label"],
                designations=designations,
            )

    def _follow_the_day(self, claim: models.Claim, data: dict[str, Any]) -> None:
        """A time that was taken from the day of the statement follows it when that day is changed."""
        said = data.get("stated_on")
        if claim.pk and said != claim.stated_at:
            kept = models.Claim.objects.get(pk=claim.pk)
            if claim.as_of == kept.as_of:
                recording.forget_taken_day(claim, kept.stated_at)
            claim.stated_at = said

    def found_statement(self, data: dict[str, Any]) -> models.Statement:
        """The claim's own statement if it still fits, else one with this claimant, speaker and day, else a new one, unsaved."""
        incident, moment = data["incident"], data.get("stated_on")
        values = {
            "incident": incident,
            "claimant": data["claimant"],
            "speaker": data.get("speaker", ""),
            "stated_from": moment,
        }
        if self.instance.statement_id:
            own = models.Statement.objects.get(pk=self.instance.statement_id)
            if all(getattr(own, name) == value for name, value in values.items()):
                return own
        return models.Statement.objects.filter(**values).first() or models.Statement(**values, stated_to=moment)


def kept_values(claim: models.Claim) -> dict[str, Any]:
    """What the form shows of a saved claim beyond its own columns."""
    zone = ZoneInfo(claim.incident.timezone)
    moments: dict[str, datetime | None] = {"stated_on": claim.statement.stated_from} | {
        name: getattr(claim, name) for name in MOMENTS if name != "stated_on"
    }
    values: dict[str, Any] = {name: text_of(moment, zone, MOMENTS[name]) for name, moment in moments.items()}
    values |= {
        "claimant": claim.statement.claimant_id,
        "speaker": claim.statement.speaker,
        "by_parties": list(models.Party.objects.filter(key__in=claim.agents).values_list("pk", flat=True)),
        "seen_version": claim.version,
    }
    if claim.figure_source == "editor":
        values |= {
            "read_low": None if claim.plain_low is None else int(claim.plain_low),
            "read_high": None if claim.plain_high is None else int(claim.plain_high),
        }
    if position := getattr(claim, "position", None):
        values |= {
            "question": position.question_id,
            "answer": position.answer,
            "about_label": position.about_label,
        }
    return values


def complaints_of(data: dict[str, Any], claim: models.Claim, *, changed: bool) -> list[tuple[str, str]]:
    """What does not fit together in a claim, as (field, sentence with its mend)."""
    kind = data.get("kind")
    published = claim.pk and claim.status == models.Claim.Status.PUBLISHED
    measured = kind in (Kind.FIGURE, Kind.SILENCE)
    by_nobody = data.get("agent_kind") == models.Claim.AgentKind.NONE
    start, end = data.get("period_start"), data.get("period_end")
    low, high = data.get("read_low"), data.get("read_high")
    checks: list[tuple[Any, str, str]] = [
        (measured and data.get("object") is None, "object", "Choose what is counted, e.g. tank."),
        (measured and data.get("outcome") is None, "outcome", "Choose what happened to it, e.g. destroyed."),
        (
            kind == Kind.FIGURE and not data.get("figure_text", "").strip(),
            "figure_text",
            "Write the figure as printed, e.g. over 100. If none was given, write: no figure given.",
        ),
        (kind == Kind.DENIAL and data.get("denies") is None, "denies", "Choose the claim that is denied."),
        (kind == Kind.POSITION and data.get("question") is None, "question", "Choose the question that is answered."),
        (kind == Kind.POSITION and not data.get("answer"), "answer", "Write the answer in short words, e.g. Armenia."),
        (
            kind != Kind.POSITION and (data.get("question") or data.get("answer")),
            "kind",
            "A question is answered below: choose “position on a question”, or empty the question and the answer.",
        ),
        (start and end and end < start, "period_end", "The period ends before it begins. Mend one of the two days."),
        (low is not None and high is not None and low > high, "read_high", "The upper bound is below the lower one."),
        (
            by_nobody and data.get("by_parties"),
            "by_parties",
            "“By nobody” and these parties cannot both be. Empty one of the two.",
        ),
        (
            data.get("agent_kind") == models.Claim.AgentKind.PARTIES and not data.get("by_parties"),
            "by_parties",
            "Choose the parties, or choose “not said”.",
        ),
        (
            published and changed and not data.get("why"),
            "why",
            "This claim is published: say why it is changed. The reason stands in its history.",
        ),
    ]
    checks += [
        (
            claim.pk and data.get(name) and data[name].pk == claim.pk,
            name,
            "A claim cannot point to itself. Choose another one.",
        )
        for name in LINKS
    ]
    return [(name, complaint) for wrong, name, complaint in checks if wrong]


def shown(bound: forms.BoundField, value: Any) -> str:
    """A field's value as a person reads it: names instead of numbers."""
    if isinstance(bound.field, forms.ModelChoiceField):
        keys = value if isinstance(value, list | tuple) else [value]
        try:
            found = bound.field.queryset.filter(pk__in=[key for key in keys if key not in (None, "")])  # type: ignore[union-attr]
            return ", ".join(str(row) for row in found)
        except (TypeError, ValueError, OverflowError):
            return ""
    value = "" if value is None else value
    return str(dict(getattr(bound.field, "choices", ())).get(value, value)).strip()


class CitationFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The citations of a claim: a published claim keeps at least one quote, and says why its quotes change."""

    def clean(self) -> None:
        """Refuse what would leave a published claim without its quote."""
        super().clean()
        claim = self.instance
        if any(self.errors) or not claim.pk or claim.status != models.Claim.Status.PUBLISHED:
            return
        left = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if not any(data.get("report") and data.get("quote", "").strip() for data in left):
            raise forms.ValidationError(
                "A published claim keeps a quote with its report. Add another quote first, or unpublish the claim with a reason."
            )
        if self.has_changed() and not str(self.data.get("why", "")).strip():
            raise forms.ValidationError("This claim is published: say above why its quote is changed.")
