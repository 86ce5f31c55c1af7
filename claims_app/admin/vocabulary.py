"""The admin of the vocabulary: parties, sides, designations, objects, outcomes, places, questions, incidents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Case, Value, When
from django.http import HttpRequest
from django.utils.html import format_html

from claims_app import models
from claims_app.admin.previews import PreviewMixin
from claims_app.admin.rows import DeskAdmin, FriendlyFields
from claims_app.services.vocabulary import vocabulary_changed

OUTCOME_SETS = ("certain", "plain", "possible", "near_equal")


class VocabularyAdmin(PreviewMixin, DeskAdmin):
    """An admin whose every save renews the vocabulary, so that findings follow it in the same transaction."""

    change_form_template = "admin/desk/vocabulary_form.html"

    search_fields: tuple[str, ...] = ("key", "name", "aliases")
    list_per_page = 50

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Findings follow once the row and everything on its form are saved."""
        super().save_related(request, form, formsets, change)
        vocabulary_changed()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """While a name is typed, "tank" finds the tank before the Leopard tank."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if search_term and request.path.endswith("/autocomplete/") and "name" in self.search_fields:
            name = Case(
                When(name__iexact=search_term, then=Value(0)),
                When(name__istartswith=search_term, then=Value(1)),
                default=Value(2),
            )
            found = found.annotate(nearness=name).order_by("nearness", "name", "pk")
        return found, may_repeat

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Findings follow a deletion too."""
        super().delete_model(request, obj)
        vocabulary_changed()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Findings follow the deletion of several."""
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            vocabulary_changed()


@admin.register(models.Party)
class PartyAdmin(VocabularyAdmin):
    list_display = ("name", "key", "kind", "part_of")
    list_filter = ("kind",)
    list_select_related = ("part_of",)
    autocomplete_fields = ("part_of",)


class MembershipInline(FriendlyFields, admin.TabularInline):  # type: ignore[type-arg]
    model = models.SideMembership
    extra = 0
    autocomplete_fields = ("party",)


@admin.register(models.Side)
class SideAdmin(VocabularyAdmin):
    list_display = ("name", "conflict", "camp", "order")
    list_filter = ("conflict",)
    list_select_related = ("conflict",)
    search_fields = ("key", "name")
    inlines = (MembershipInline,)


@admin.register(models.Conflict)
class ConflictAdmin(VocabularyAdmin):
    list_display = ("title", "key")
    search_fields = ("title", "key")


class NestedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row that may lie within another one, but never within itself by a detour."""

    above = "within"

    def clean(self) -> dict[str, Any]:
        """Refuse a circle."""
        data = super().clean() or self.cleaned_data
        seen: set[int] = set()
        row: Any = data.get(self.above)
        while row is not None and row.pk not in seen:
            if self.instance.pk and row.pk == self.instance.pk:
                self.add_error(self.above, f"{self.instance} would lie within itself. Choose another one.")
                break
            seen.add(row.pk)
            row = getattr(row, self.above)
        return data


class IncidentForm(NestedForm):
    """An incident may be part of another one."""

    above = "part_of"


@admin.register(models.Place)
class PlaceAdmin(VocabularyAdmin):
    form = NestedForm
    list_display = ("name", "key", "within")
    list_select_related = ("within",)
    autocomplete_fields = ("within",)


class WiderFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The wider kinds of an object, none of which may be one of its own kinds."""

    def clean(self) -> None:
        """Refuse a circle, naming the kind that closes it."""
        super().clean()
        if any(self.errors) or not self.instance.pk:
            return
        wider: dict[int, set[int]] = {}
        for child, above in models.ObjectEdge.objects.exclude(child=self.instance).values_list("child_id", "parent_id"):
            wider.setdefault(child, set()).add(above)
        for form in self.forms:
            parent = form.cleaned_data.get("parent")
            if parent is None or form.cleaned_data.get("DELETE"):
                continue
            if self.instance.pk in above_of(parent.pk, wider):
                form.add_error(
                    "parent",
                    f"{parent} is a kind of {self.instance} already; it would be a kind of itself. Choose another.",
                )


def above_of(start: int, wider: dict[int, set[int]]) -> set[int]:
    """Everything that is reached upward, the start included."""
    seen, waiting = {start}, [start]
    while waiting:
        fresh = wider.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen


class WiderInline(FriendlyFields, admin.TabularInline):  # type: ignore[type-arg]
    model = models.ObjectEdge
    formset = WiderFormSet
    fk_name = "child"
    extra = 0
    autocomplete_fields = ("parent", "counted_by")
    verbose_name = "wider kind"
    verbose_name_plural = "is a kind of, as counted by"


@admin.register(models.MeasureObject)
class MeasureObjectAdmin(VocabularyAdmin):
    list_display = ("name", "key", "plural", "harm", "exhaustive")
    list_filter = ("harm",)
    inlines = (WiderInline,)


class OutcomeForm(forms.ModelForm):  # type: ignore[type-arg]
    """An outcome whose sets name outcomes that are on file."""

    def clean(self) -> dict[str, Any]:
        """Refuse keys that nobody knows, naming them."""
        data = super().clean() or self.cleaned_data
        known = {*models.Outcome.objects.values_list("key", flat=True), data.get("key")}
        for name in OUTCOME_SETS:
            if unknown := sorted(set(data.get(name) or []) - known):
                self.add_error(
                    name, f"No outcome has the key “{unknown[0]}”. Write keys that are on file, one in each line."
                )
        return data


@admin.register(models.Outcome)
class OutcomeAdmin(VocabularyAdmin):
    form = OutcomeForm
    list_display = ("name", "key", "harm", "family")
    list_filter = ("harm", "family")


@admin.register(models.Designation)
class DesignationAdmin(VocabularyAdmin):
    list_display = ("label", "said_by", "conflict")
    list_filter = ("conflict", "said_by")
    list_select_related = ("said_by", "conflict")
    search_fields = ("label", "said_by__name")
    autocomplete_fields = ("said_by", "conflict", "certain", "means", "may_include", "report")


@admin.register(models.Question)
class QuestionAdmin(VocabularyAdmin):
    list_display = ("text", "key", "functional")
    search_fields = ("text", "key")


@admin.register(models.Incident)
class IncidentAdmin(VocabularyAdmin):
    form = IncidentForm
    list_display = ("title", "slug", "conflict", "start", "end", "on_board")
    list_filter = ("conflict",)
    list_select_related = ("conflict",)
    search_fields = ("title", "slug")
    date_hierarchy = "start"
    autocomplete_fields = ("conflict", "part_of", "place")
    change_form_template = "admin/desk/change_form.html"

    @admin.display(description="on the board")
    def on_board(self, incident: models.Incident) -> str:
        """The way to the board."""
        address, title = incident.get_absolute_url(), incident.title
        return format_html('<a href="{}">View on board<span class="visually-hidden">: {}</span></a>', address, title)

    def save_model(self, request: HttpRequest, obj: models.Incident, form: Any, change: bool) -> None:
        """A changed slug leaves its old address as a redirect."""
        if change and "slug" in form.changed_data:
            models.IncidentSlug.objects.get_or_create(slug=form.initial["slug"], defaults={"incident": obj})
        super().save_model(request, obj, form, change)
