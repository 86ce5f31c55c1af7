"""The public addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from claims_app.api import api
from claims_app.views import embeds, feeds, incidents, pages, take_away

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.front, name="front"),
    path("incidents/<slug:slug>/", incidents.incident, name="incident"),
    re_path(
        r"^incidents/(?P<slug>[-\w]+)/board\.(?P<form>csv|xlsx|json|md|wiki)$", take_away.board_file, name="board-file"
    ),
    path("incidents/<slug:slug>/take-away/", take_away.take_away, name="take-away"),
    path("incidents/<slug:slug>/text/<str:key>/", take_away.as_text, name="as-text"),
    path("embed/incidents/<slug:slug>/", embeds.embed, name="embed"),
    path("feeds/latest.atom", feeds.latest, name="feed-latest"),
    path("feeds/incidents/<slug:slug>.atom", feeds.of_incident, name="feed-incident"),
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
