"""Atom feeds of the findings that changed: of the whole site, and of one incident."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import conditional_page, require_safe

from claims_app.core.citations import one_line
from claims_app.core.labels import DISCLAIMER
from claims_app.services import feeds
from claims_app.services.feeds import Entry
from claims_app.views.addresses import found_or_404


@conditional_page
@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """What changed last anywhere."""
    return _feed(request, "Counterclaim: latest changed findings", reverse("front"), feeds.changed_findings())


@conditional_page
@require_safe
def of_incident(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed last in one incident."""
    found = found_or_404(slug)
    title = f"Counterclaim: {one_line(found.title)}"
    return _feed(request, title, found.get_absolute_url(), feeds.changed_findings(incident=found))


def _feed(request: HttpRequest, title: str, about: str, entries: Sequence[Entry]) -> HttpResponse:
    feed = _Feed(
        title=title,
        link=request.build_absolute_uri(about),
        description=DISCLAIMER,
        language="en",
        author_name="Counterclaim",
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=f"{settings.SITE_URL}{request.path}",
    )
    for entry in entries:
        _add(request, feed, entry)
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


class _Feed(Atom1Feed):
    """A feed without entries is dated by the beginning of time, so that it is the same every time it is asked for."""

    def latest_post_date(self):  # type: ignore[no-untyped-def]
        return super().latest_post_date() if self.items else feeds.NEVER


def _add(request: HttpRequest, feed: Atom1Feed, entry: Entry) -> None:
    page = reverse("incident", args=[entry.slug])
    anchor = f"#row-{entry.key}" if entry.part == "row" else "#accounts-title"
    feed.add_item(
        title=one_line(f"{entry.incident}. {entry.heading}: {entry.finding}"),
        link=request.build_absolute_uri(page) + anchor,
        description=escape(one_line(f"{entry.sentence} {DISCLAIMER}")),  # the summary of an entry is HTML
        # The same whatever name the site is asked by: a reader's programme knows an entry by it.
        unique_id=f"{settings.SITE_URL}{page}#{entry.part}-{entry.key}",
        updateddate=entry.updated,
        pubdate=None,
    )
