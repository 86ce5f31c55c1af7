"""The public addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from claims_app.api import api
from claims_app.views import (
    embeds,
    error_reports,
    feeds,
    front,
    history,
    incidents,
    over_time,
    pages,
    parties,
    search,
    sources,
    take_away,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("search/", search.search, name="search"),
    path("incidents/<slug:slug>/", incidents.incident, name="incident"),
    re_path(
        r"^incidents/(?P<slug>[-\w]+)/board\.(?P<form>csv|xlsx|json|md|wiki)$", take_away.board_file, name="board-file"
    ),
    path("incidents/<slug:slug>/over-time/", over_time.over_time, name="over-time"),
    path("incidents/<slug:slug>/over-time/<str:key>/", over_time.row_over_time, name="row-over-time"),
    path("incidents/<slug:slug>/sources/", sources.incident_sources, name="incident-sources"),
    path("incidents/<slug:slug>/history/", history.history, name="history"),
    path("incidents/<slug:slug>/history/diff/", history.history_diff, name="history-diff"),
    path("incidents/<slug:slug>/take-away/", take_away.take_away, name="take-away"),
    path("incidents/<slug:slug>/text/<str:key>/", take_away.as_text, name="as-text"),
    path("incidents/<slug:slug>/report-error/", error_reports.on_incident, name="report-error-incident"),
    path("embed/incidents/<slug:slug>/", embeds.embed, name="embed"),
    path("feeds/latest.atom", feeds.latest, name="feed-latest"),
    path("feeds/incidents/<slug:slug>.atom", feeds.of_incident, name="feed-incident"),
    path("claims/<int:claim_id>/", pages.claim, name="claim"),
    path("claims/<int:claim_id>/report-error/", error_reports.on_claim, name="report-error-claim"),
    path("reports/<int:report_id>/", sources.report, name="report"),
    path("reports/<int:report_id>/report-error/", error_reports.on_report, name="report-error-report"),
    path("report-error/thanks/", error_reports.thanks, name="report-error-thanks"),
    path("outlets/<slug:slug>/", sources.outlet, name="outlet"),
    path("parties/", parties.parties, name="parties"),
    path("parties/<slug:slug>/", parties.party, name="party"),
    path("sources/", sources.sources, name="sources"),
    path("method/", pages.method, name="method"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("api/v1/", api.urls),
]
