"""A strip as SVG: a line from zero with a mark for each figure. What never changes from strip to strip stands in the style sheet."""

from __future__ import annotations

from collections.abc import Callable

from claims_app.core.charts import Mark, Strip

SHAPES = {
    0: '<path d="M0-6 6.5 5.5h-13z"/>',
    1: '<rect x="-5" y="-5" width="10" height="10"/>',
    2: '<circle r="5.5"/>',
    3: '<path d="M0-7 7 0 0 7-7 0z"/>',
}
HEXAGON = '<path d="M-3-6h6l4 6-4 6h-6l-4-6z"/>'
MEASURED = ("exact", "open", "range")
At = Callable[[float], str]


def strip_svg(strip: Strip) -> str:
    """One strip. The words beside it say the same, so it is hidden from readers of speech. Heights count from its line."""
    at = _from_right if strip.reverse else _from_left
    ticks = "".join(f'<line class="tick" x1="{at(tick)}" x2="{at(tick)}" y1="-3" y2="3"/>' for tick in strip.ticks)
    gaps = "".join(_line("gap", at(gap.start), at(gap.end)) for gap in strip.gaps)
    if len(strip.marks) == 1 and not gaps:
        mark = strip.marks[0]
        head = _place(mark, at) if mark.form in MEASURED else ""
        marks = f'<g class="{_kind(mark)}">{_stem(mark, at)}{head}</g>'
    else:
        stems = "".join(f'<g class="{_kind(mark)}">{_stem(mark, at)}</g>' for mark in reversed(strip.marks))
        heads = "".join(_head(mark, at) for mark in strip.marks if mark.form in MEASURED)
        marks = f"{stems}{gaps}{heads}"
    zero = f' x1="{at(0)}" x2="{at(0)}"' if strip.reverse else ""
    return (
        '<svg class="strip" aria-hidden="true"><g><line class="axis" x2="100%"/>'
        f'{ticks}<line class="zero"{zero} y1="-8" y2="8"/>{marks}</g></svg>'
    )


def _from_left(percent: float) -> str:
    return f"{percent:g}%"


def _from_right(percent: float) -> str:
    return f"{100 - percent:g}%"


def _line(kind: str, start: str, end: str) -> str:
    begin = "" if start == "0%" else f' x1="{start}"'
    return f'<line class="{kind}"{begin} x2="{end}"/>'


def _kind(mark: Mark) -> str:
    return f"mk s{mark.shape} {'solid' if mark.solid else 'hollow'}"


def _stem(mark: Mark, at: At) -> str:
    if mark.form == "word":
        return _line("words", at(0), at(40))
    if mark.form == "range":
        return _line("band", at(mark.start), at(mark.end))
    fade = _line("fade", at(mark.start), at(mark.end)) if mark.form == "open" else ""
    return _line("stem", at(0), at(mark.at)) + fade if mark.form in MEASURED else ""


def _place(mark: Mark, at: At) -> str:
    return f'<svg x="{at(mark.at)}">{SHAPES.get(mark.shape, HEXAGON)}</svg>'


def _head(mark: Mark, at: At) -> str:
    return f'<g class="{_kind(mark)}">{_place(mark, at)}</g>'
