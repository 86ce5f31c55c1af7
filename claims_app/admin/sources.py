"""The admin of sources: outlets, reports, statements, and the batches that came in."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.http import HttpRequest

from claims_app import models
from claims_app.admin.fields import DAY_BEGINS, text_of
from claims_app.admin.rows import DeskAdmin
from claims_app.services import recording


@admin.register(models.Outlet)
class OutletAdmin(DeskAdmin):
    list_display = ("name", "slug", "language", "reliability")
    search_fields = ("name", "slug")
    autocomplete_fields = ("party",)
    prepopulated_fields = {"slug": ("name",)}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The boards that name it follow."""
        super().save_related(request, form, formsets, change)
        recording.outlet_changed(outlet=form.instance)


@admin.register(models.Report)
class ReportAdmin(DeskAdmin):
    list_display = ("outlet", "title", "published", "url")
    list_filter = ("outlet",)
    list_select_related = ("outlet",)
    search_fields = ("title", "url", "outlet__name")
    date_hierarchy = "published"
    autocomplete_fields = ("outlet", "copied_from")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The boards that cite it follow."""
        super().save_related(request, form, formsets, change)
        recording.report_changed(report=form.instance)


@admin.register(models.Statement)
class StatementAdmin(DeskAdmin):
    """Statements come in with claims. Who said it and when is changed on the claim, which may then be of another statement."""

    list_display = ("claimant", "speaker", "incident", "said_on")
    list_filter = (("incident", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("claimant", "incident")
    search_fields = ("speaker", "claimant__name", "label")
    readonly_fields = ("incident", "claimant", "speaker", "said_on")
    fields = ("incident", "claimant", "speaker", "said_on", "precision", "channel", "label")

    @admin.display(description="said on", ordering="stated_from")
    def said_on(self, statement: models.Statement) -> str:
        """The day in the incident's zone."""
        return text_of(statement.stated_from, ZoneInfo(statement.incident.timezone), DAY_BEGINS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The form of a claim makes the statement that it needs."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The board follows."""
        super().save_related(request, form, formsets, change)
        recording.statement_changed(statement=form.instance)


@admin.register(models.ImportBatch)
class ImportBatchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "state", "created_at", "visible_at", "created_by")
    list_filter = ("state",)
    search_fields = ("name", "sha256")
    date_hierarchy = "created_at"
    readonly_fields = (
        "name",
        "sha256",
        "state",
        "counts",
        "created_at",
        "visible_at",
        "created_by",
        "sheet",
        "encoding",
    )
    fields = readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Batches come in through the import page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.ImportBatch | None = None) -> bool:
        """A batch is what it was; undo it on its own page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.ImportBatch | None = None) -> bool:
        """A batch is undone, never deleted."""
        return False
