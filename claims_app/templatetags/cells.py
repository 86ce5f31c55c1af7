"""The drawn parts of a board, finished for the page that they stand on.

How they are drawn: claims_app.core.drawn. Why by functions: docs/decisions/0009-the-cells-of-a-board.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as e

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from claims_app.core.drawn.findings import finding_html
from claims_app.core.drawn.said import Around
from claims_app.core.faces import finished, speakers_of
from claims_app.core.verdicts import Finding
from claims_app.services.surroundings import Surroundings

register = template.Library()


@register.simple_tag(takes_context=True)
def finished_rows(context: Context, html: str) -> SafeString:
    """Drawn rows, of a group or of accounts."""
    return _finished(context, html)


@register.simple_tag(takes_context=True)
def pairing_rows(context: Context, around: Surroundings) -> SafeString:
    """The pairings, each wing with the names of those who speak in it."""
    return _finished(context, around.pairing, speakers_of(around.heads))


@register.simple_tag
def finding_words(finding: Finding) -> SafeString:
    """Sign and word of a finding with what else was found, then its sentence."""
    return mark_safe(finding_html(finding, Around(method=reverse("method"))))  # noqa: S308 - escaped where it is drawn


def _finished(context: Context, html: str, speakers: Sequence[str] = ()) -> SafeString:
    address = context.get("address")
    query = e(str(context.get("query") or ""))
    return mark_safe(  # noqa: S308 - each part was escaped where it was drawn
        finished(html, query=query, claim=address.claim if address else None, speakers=speakers)
    )
