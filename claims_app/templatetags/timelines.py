"""What charts over time need in a template: hues for a file of its own, words for a table, letters that run leftward."""

from __future__ import annotations

from django import template

from claims_app.core.boards import Row
from claims_app.core.timelines import (
    Stretch,
    has_moments,
    on_file_until,
    recorded_when,
    said_when,
    stood_until,
    told,
)

register = template.Library()

# The light theme's hues: a file that is taken away has no style sheet.
HUES = {0: "#59616d", 1: "#5a479c", 2: "#00666c", 3: "#7a5c00"}
FOURTH = "#8a2f6b"
# Each name keeps its own direction, whatever stands beside it.
ISOLATE, END = "\u2068", "\u2069"

register.filter("has_moments", lambda row: isinstance(row, Row) and has_moments(row))
register.filter("said_when", said_when)
register.filter("stood_until", stood_until)
register.filter("recorded_when", recorded_when)
register.filter("on_file_until", on_file_until)
register.filter("told", told)


@register.filter
def hue(shape: int) -> str:
    """The hue of a side's shape."""
    return HUES.get(shape, FOURTH)


@register.filter
def apart(text: str) -> str:
    """A name or figure that keeps its own direction among others."""
    return f"{ISOLATE}{text}{END}" if text else ""


@register.filter
def no_figure(stretch: Stretch) -> str:
    """What the table says where there is no figure."""
    return "gave no figure" if stretch.form == "silence" else "denied"
