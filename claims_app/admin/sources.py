"""The admin of sources: outlets, reports, statements, and the batches that came in."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from claims_app import models
from claims_app.admin.rows import DeskAdmin


@admin.register(models.Outlet)
class OutletAdmin(DeskAdmin):
    list_display = ("name", "slug", "language", "reliability")
    search_fields = ("name", "slug")
    autocomplete_fields = ("party",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(models.Report)
class ReportAdmin(DeskAdmin):
    list_display = ("outlet", "title", "published", "url")
    list_filter = ("outlet",)
    list_select_related = ("outlet",)
    search_fields = ("title", "url", "outlet__name")
    date_hierarchy = "published"
    autocomplete_fields = ("outlet", "copied_from")


@admin.register(models.Statement)
class StatementAdmin(DeskAdmin):
    list_display = ("claimant", "speaker", "incident", "stated_from")
    list_filter = ("incident",)
    list_select_related = ("claimant", "incident")
    search_fields = ("speaker", "claimant__name", "label")
    autocomplete_fields = ("incident", "claimant")


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
