"""Data for machines that read pages."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Nothing in a data block can end it or look like markup.
HARMLESS = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


@register.filter
def as_data(value: Any) -> SafeString:
    """A value as JSON inside a script element that holds data."""
    return mark_safe(json.dumps(value, ensure_ascii=False).translate(HARMLESS))  # noqa: S308 - escaped just here
