"""The public addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from claims_app.api import api
from claims_app.views import error_reports, incidents, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.front, name="front"),
    path("incidents/<slug:slug>/", incidents.incident, name="incident"),
    re_path(r"^incidents/(?P<slug>[-\w]+)/board\.(?P<form>csv|json)$", incidents.board_file, name="board-file"),
    path("incidents/<slug:slug>/report-error/", error_reports.on_incident, name="report-error-incident"),
    path("claims/<int:claim_id>/", pages.claim, name="claim"),
    path("claims/<int:claim_id>/report-error/", error_reports.on_claim, name="report-error-claim"),
    path("reports/<int:report_id>/", pages.report, name="report"),
    path("reports/<int:report_id>/report-error/", error_reports.on_report, name="report-error-report"),
    path("report-error/thanks/", error_reports.thanks, name="report-error-thanks"),
    path("outlets/<slug:slug>/", pages.outlet, name="outlet"),
    path("parties/", pages.parties, name="parties"),
    path("parties/<slug:slug>/", pages.party, name="party"),
    path("sources/", pages.sources, name="sources"),
    path("search/", pages.search, name="search"),
    path("method/", pages.method, name="method"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("api/v1/", api.urls),
]
