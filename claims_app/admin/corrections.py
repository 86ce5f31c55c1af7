"""The desk's queue of what readers reported, and the list of what was removed for good."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from claims_app import models
from claims_app.models.corrections import turn
from claims_app.services import error_reports


@admin.register(models.ErrorReport)
class ErrorReportAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Safety and legal matters lead. Editors read all and answer errors; Reviewers answer the serious ones."""

    list_display = ("kind", "state", "about", "beginning", "made_at")
    list_filter = ("state", "kind")
    list_select_related = (
        "claim__statement__claimant", "claim__statement__incident", "claim__object", "claim__outcome",
        "claim__position__question", "report__outlet", "incident",
    )  # fmt: skip
    list_per_page = 50
    actions = None
    sortable_by = ()
    fields = ("kind", "subject_link", "text", "reach", "made_at", "state", "note", "answered_at", "answered_by")
    readonly_fields = ("kind", "subject_link", "text", "reach", "made_at", "answered_at", "answered_by")

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits first, of it safety and the law, the oldest first."""
        return turn()

    @admin.display(description="about")
    def about(self, report: models.ErrorReport) -> str:
        """What it is about."""
        return str(report.subject)

    @admin.display(description="text")
    def beginning(self, report: models.ErrorReport) -> str:
        """Its first words."""
        return report.text if len(report.text) <= 80 else f"{report.text[:80]}…"

    @admin.display(description="about")
    def subject_link(self, report: models.ErrorReport) -> str:
        """The way to the form of the claim, report or incident."""
        subject = report.subject
        if subject is None:
            return ""
        address = reverse(f"admin:claims_app_{subject._meta.model_name}_change", args=[subject.pk])
        return format_html('<a href="{}">{}</a>', address, subject)

    @admin.display(description="how to reach the sender")
    def reach(self, report: models.ErrorReport) -> str:
        """For whoever answers it, until it is closed."""
        return report.contact or "not given, or wiped when it was closed"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """How to reach the sender is for those who may answer."""
        report = context.get("original")
        if report is not None and not error_reports.may_answer(report=report, by=request.user):
            report.contact = "shown to Reviewers, who answer this one"
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: models.ErrorReport, form: Any, change: bool) -> None:
        """Answering is a service, which says who may."""
        error_reports.answer(report=obj, state=obj.state, note=obj.note, by=request.user)

    def log_change(self, request: HttpRequest, obj: models.ErrorReport, message: Any) -> Any:
        """The log of the admin keeps that it was answered, not what was written."""
        return super().log_change(request, obj, "")

    def has_change_permission(self, request: HttpRequest, obj: models.ErrorReport | None = None) -> bool:
        """A serious report is read by Editors and moved on by Reviewers."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or error_reports.may_answer(report=obj, by=request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Reports come from readers."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.ErrorReport | None = None) -> bool:
        """A report is closed, never deleted."""
        return False


@admin.register(models.Suppression)
class SuppressionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What was removed, why and when; the words themselves are nowhere."""

    list_display = ("kind", "reason", "made_at", "made_by")
    list_filter = ("kind",)
    date_hierarchy = "made_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A removal has a page of its own, reached from the claim."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Suppression | None = None) -> bool:
        """What was removed stays removed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Suppression | None = None) -> bool:
        """The fact of a removal stays."""
        return False
