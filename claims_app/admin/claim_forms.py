"""The form of a claim: its statement is asked as who, which speaker, which day; its figure is read as it is typed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, AutocompleteSelect

from claims_app import models
from claims_app.services import recording
from claims_app.services.subjects import designations_of

# What a person sees of a claim, to lay a stale form beside the saved claim.
SHOWN_FIELDS = ("subject_label", "object", "outcome", "figure_text", "kind", "place", "basis", "counting", "note")


class ClaimForm(forms.ModelForm):  # type: ignore[type-arg]
    """A claim with its statement's fields; refuses to save over somebody else's newer text."""

    claimant = forms.ModelChoiceField(
        queryset=models.Party.objects.all(),
        help_text="Who asserts it, not the outlet, e.g. Azerbaijan Defence Ministry.",
    )
    speaker = forms.CharField(
        max_length=200, required=False, help_text="The office or person who spoke. Empty = not named."
    )
    stated_on = forms.DateField(
        required=False,
        widget=AdminDateWidget(),
        help_text="The day it was said, e.g. 2016-04-02. Empty = the day of the report.",
    )
    read_low = forms.IntegerField(
        required=False, min_value=0, help_text="Only where you read the figure otherwise than its words; say why below."
    )
    read_high = forms.IntegerField(required=False, min_value=0, help_text="Empty = open.")
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = models.Claim
        fields = (
            "incident", "kind", "subject_label", "subject_source", "object", "outcome", "figure_text", "figure_lang",
            "figure_note", "agent_kind", "agents", "place", "basis", "counting", "period_words", "period_start",
            "period_end", "as_of", "revises", "denies", "part_of", "share_of", "retracted_at", "credibility",
            "external_id", "note",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stale: list[tuple[str, str, str]] = []
        field = models.Statement._meta.get_field("claimant")
        self.fields["claimant"].widget = AutocompleteSelect(field, admin.site)
        self.fields["claimant"].widget.choices = self.fields["claimant"].choices  # type: ignore[attr-defined]
        claim = self.instance
        if claim.pk:
            self.initial.update(
                claimant=claim.statement.claimant_id,
                speaker=claim.statement.speaker,
                stated_on=claim.statement.stated_from and claim.statement.stated_from.date(),
                seen_version=claim.version,
            )
            if claim.figure_source == "editor":
                self.initial.update(read_low=claim.plain_low, read_high=claim.plain_high)

    def clean(self) -> dict[str, Any]:
        """Check that the claim makes sense as a whole; read its figure and its subject; notice a newer save."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        self._refuse_stale(data)
        try:
            self._read(data)
        except recording.Refused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return data

    def _refuse_stale(self, data: dict[str, Any]) -> None:
        claim = self.instance
        seen = data.get("seen_version")
        saved = models.Claim.objects.filter(pk=claim.pk).first() if claim.pk else None
        if saved is None or seen is None or saved.version == seen:
            return
        for name in SHOWN_FIELDS:
            theirs, mine = getattr(saved, name), data.get(name)
            if theirs != mine:
                label = str(self.fields[name].label or name)
                self.stale.append((label, str(mine or "–"), str(theirs or "–")))
        raise forms.ValidationError(
            "Somebody else saved this claim after you opened it. Nothing was overwritten: both texts are below."
        )

    def _read(self, data: dict[str, Any]) -> None:
        claim = self.instance
        claim.incident = data["incident"]
        claim.statement = self.found_statement(data)
        low, high = data.get("read_low"), data.get("read_high")
        claim.figure_source = "editor" if low is not None or high is not None else "parsed"
        if claim.kind == models.Claim.Kind.FIGURE:
            for name, mend in (("object", "Choose what was counted."), ("outcome", "Choose what happened to it.")):
                if data.get(name) is None:
                    raise recording.Refused(mend, name)
            if not claim.figure_text.strip():
                raise recording.Refused("Write the figure as printed, e.g. over 100.", "figure_text")
        if claim.kind == models.Claim.Kind.DENIAL and data.get("denies") is None:
            raise recording.Refused("Choose the claim that is denied.", "denies")
        if claim.period_start and claim.period_end and claim.period_end < claim.period_start:
            raise recording.Refused("The period ends before it begins. Mend one of the two.", "period_end")
        recording.read_claim_figure(claim, low=low, high=high)
        recording.read_claim_subject(claim, designations_of(claim.incident.conflict))

    def found_statement(self, data: dict[str, Any]) -> models.Statement:
        """The statement with this claimant, speaker and day, new and unsaved if there is none."""
        incident: models.Incident = data["incident"]
        day = data.get("stated_on")
        moment = datetime.combine(day, time.min, tzinfo=ZoneInfo(incident.timezone)) if day else None
        values = {
            "incident": incident,
            "claimant": data["claimant"],
            "speaker": data.get("speaker", ""),
            "stated_from": moment,
        }
        return models.Statement.objects.filter(**values).first() or models.Statement(**values, stated_to=moment)
