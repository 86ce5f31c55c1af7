"""The public addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from claims_app.api import api
from claims_app.views import history, incidents, over_time, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.front, name="front"),
    path("incidents/<slug:slug>/", incidents.incident, name="incident"),
    re_path(r"^incidents/(?P<slug>[-\w]+)/board\.(?P<form>csv|json)$", incidents.board_file, name="board-file"),
    path("incidents/<slug:slug>/over-time/", over_time.over_time, name="over-time"),
    path("incidents/<slug:slug>/over-time/<str:key>/", over_time.row_over_time, name="row-over-time"),
    path("incidents/<slug:slug>/history/", history.history, name="history"),
    path("incidents/<slug:slug>/history/diff/", history.history_diff, name="history-diff"),
    path("claims/<int:claim_id>/", pages.claim, name="claim"),
    path("reports/<int:report_id>/", pages.report, name="report"),
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
