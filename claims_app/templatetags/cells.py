"""The drawn parts of a board, finished for the page that they stand on.

How they are drawn: claims_app.core.drawn. Why by functions: docs/decisions/0009-the-cells-of-a-board.md.
"""

from __future__ import annotations

from html import escape as e

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from claims_app.core.displays import listed
from claims_app.core.drawn.findings import finding_html
from claims_app.core.drawn.said import Around
from claims_app.core.faces import finished
from claims_app.core.verdicts import Finding
from claims_app.services.pages import Group, IncidentPage

register = template.Library()


@register.simple_tag(takes_context=True)
def group_rows(context: Context, group: Group) -> SafeString:
    """The rows of a group."""
    return _finished(context, "".join(row.html for row in group.rows))


@register.simple_tag(takes_context=True)
def account_rows(context: Context, page: IncidentPage) -> SafeString:
    """The accounts."""
    return _finished(context, "".join(account.html for account in page.face.accounts))


@register.simple_tag(takes_context=True)
def pairing_rows(context: Context, page: IncidentPage) -> SafeString:
    """The pairings, each wing with the names of those who speak in it."""
    rows = "".join(f"{pair.before}{''.join(pair.tags.values())}{pair.after}" for pair in page.face.pairs)
    return _finished(context, rows, [listed([side.name for side in head.speakers]) for head in page.heads])


@register.simple_tag
def finding_words(finding: Finding) -> SafeString:
    """Sign and word of a finding with what else was found, then its sentence."""
    return mark_safe(finding_html(finding, Around(method=reverse("method"))))  # noqa: S308 - escaped where it is drawn


def _finished(context: Context, html: str, speakers: list[str] | None = None) -> SafeString:
    address = context.get("address")
    query = e(str(context.get("query") or ""))
    names = [e(name) for name in speakers or ()]
    return mark_safe(  # noqa: S308 - each part was escaped where it was drawn
        finished(html, query=query, claim=address.claim if address else None, speakers=names)
    )
