"""How results of a search are shown: what was looked for is marked."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims_app.core.searches import Piece

register = template.Library()


@register.filter
def marked_pieces(pieces: Iterable[Piece]) -> SafeString:
    """The pieces as one text, what was looked for within <mark>; whatever they hold is shown as text."""
    shown = (format_html("<mark>{}</mark>" if piece.is_hit else "{}", piece.text) for piece in pieces)
    return format_html_join("", "{}", ((piece,) for piece in shown))
