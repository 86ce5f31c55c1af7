"""The admin site with the editors' desk in it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path


class DeskSite(admin.AdminSite):
    """Django's admin, opening with what editors do most, and the desk pages under /admin/desk/."""

    site_header = "Counterclaim: the editors’ desk"
    site_title = "Counterclaim desk"
    index_title = "Desk"
    index_template = "admin/desk/index.html"
    empty_value_display = "–"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The desk pages go before the admin's own."""
        from claims_app.views import desk, errands
        from claims_app.views.desk_imports import desk_import_urls
        from claims_app.views.desk_intake import desk_intake_urls
        from claims_app.views.desk_removals import desk_removal_urls

        own = [
            path("desk/", self.admin_view(desk.desk), name="desk"),
            path("desk/figure/", self.admin_view(desk.figure_reading), name="desk-figure"),
            path("desk/subject/", self.admin_view(desk.subject_reading), name="desk-subject"),
            path("desk/still-to-find/", self.admin_view(errands.errands), name="desk-errands"),
            path("desk/still-to-find/errand/", self.admin_view(errands.errand), name="desk-errand"),
            *desk_import_urls(self),
            *desk_intake_urls(self),
            *desk_removal_urls(self),
        ]
        return [*own, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The public site is one click away."""
        return super().each_context(request) | {"site_url": "/"}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page says how many reports of readers wait."""
        from claims_app.services.error_reports import waiting

        asked = {"error_reports": waiting()} if request.user.has_perm("claims_app.view_errorreport") else {}
        return super().index(request, asked | (extra_context or {}))
