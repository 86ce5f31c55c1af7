"""What a board repeats by the thousand, as text made in one go: strips, the links of what was said, the cells of a row.

Everything that comes from people goes through `e`. Why this is no template: docs/decisions/0009-the-cells-of-a-board.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape as e
from typing import Any

from django import template
from django.template.context import Context
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from claims_app.core.boards import Board, Cell, Row
from claims_app.core.charts import Mark, Strip
from claims_app.core.claims import Claim
from claims_app.core.explanations import Explanation
from claims_app.core.timelines import has_moments
from claims_app.core.verdicts import Finding
from claims_app.forms import BoardAddress
from claims_app.services.pages import RowItem
from claims_app.templatetags.claims import day, drawn_as_word, mirrored, shown, sourced, stance_words

register = template.Library()

SHAPES = {
    0: '<path d="M0-6 6.5 5.5h-13z"/>',
    1: '<rect x="-5" y="-5" width="10" height="10"/>',
    2: '<circle r="5.5"/>',
    3: '<path d="M0-7 7 0 0 7-7 0z"/>',
}
HEXAGON = '<path d="M-3-6h6l4 6-4 6h-6l-4-6z"/>'
MEASURED = ("exact", "open", "range")


@register.simple_tag
def strip_svg(strip: Strip) -> SafeString:
    """One strip as SVG. The words beside it say the same, so it is hidden from readers of speech."""
    at = partial(mirrored, reverse=strip.reverse)
    ticks = "".join(f'<line class="tick" x1="{at(tick)}" x2="{at(tick)}" y1="8" y2="14"/>' for tick in strip.ticks)
    gaps = "".join(_line("gap", at(gap.start), at(gap.end)) for gap in strip.gaps)
    stems = "".join(f'<g class="{_kind(mark)}">{_stem(mark, strip)}</g>' for mark in reversed(strip.marks))
    heads = "".join(_head(mark, at(mark.at)) for mark in strip.marks if mark.form in MEASURED)
    return mark_safe(  # noqa: S308 - numbers and names of our own
        '<svg class="strip" width="100%" height="22" aria-hidden="true" focusable="false">'
        f'<line class="axis" x1="0" x2="100%" y1="11" y2="11"/>{ticks}'
        f'<line class="zero" x1="{at(0)}" x2="{at(0)}" y1="3" y2="19"/>{stems}{gaps}{heads}</svg>'
    )


def _line(kind: str, start: str, end: str) -> str:
    return f'<line class="{kind}" x1="{start}" x2="{end}" y1="11" y2="11"/>'


def _kind(mark: Mark) -> str:
    return f"mk s{mark.shape} {'solid' if mark.solid else 'hollow'}"


def _stem(mark: Mark, strip: Strip) -> str:
    at = partial(mirrored, reverse=strip.reverse)
    if mark.form == "word":
        return _line("words", at(0), at(40))
    if mark.form == "range":
        return _line("band", at(mark.start), at(mark.end))
    fade = _line("fade", at(mark.start), at(mark.end)) if mark.form == "open" else ""
    return _line("stem", at(0), at(mark.at)) + fade if mark.form in MEASURED else ""


def _head(mark: Mark, place: str) -> str:
    shape = SHAPES.get(mark.shape, HEXAGON)
    return f'<svg x="{place}" y="11" overflow="visible"><g class="{_kind(mark)}">{shape}</g></svg>'


@register.simple_tag(takes_context=True)
def said_link(
    context: Context, claim: Claim, suffix: str = "", own: bool = False, strip: Strip | Any = None, brief: Any = None
) -> SafeString:
    """One claim as a link to its source: figure as said, then who via whom and when.

    In a context with an `address` the link opens the source beside the board. `own` where it stands under another's figure.
    """
    return mark_safe(_said(context, claim, suffix, own=own, strip=strip, brief=brief))  # noqa: S308 - escaped there


def _said(context: Context, claim: Claim, suffix: str, *, own: bool, strip: Strip | Any, brief: Any = None) -> str:
    address: BoardAddress | None = context.get("address") or None
    drawn = f" {strip_svg(strip)}" if strip and strip.marks and not claim.retracted_at else ""
    return (
        f'<a class="said{" open" if address and address.claim == claim.id else ""}" id="c{claim.id}{suffix}"'
        f'{_way(claim, address)}>{_words(claim, own=own)}{drawn} <span class="src">{e(sourced(context, claim, own, brief))}</span></a>'
    )


def _way(claim: Claim, address: BoardAddress | None) -> str:
    if address is None:
        return f' href="{reverse("claim", args=[claim.id])}"'
    here = e(address.with_(claim=str(claim.id)))
    return f' href="{here}" hx-get="{here}" hx-target="#drawer" hx-swap="outerHTML" hx-push-url="true"'


def _words(claim: Claim, *, own: bool) -> str:
    """The figure as said, or what stands in its place."""
    who = f"{e(claim.claimant_name)} " if own else ""
    if claim.retracted_at:
        return f'<span class="none">withdrawn {day(claim.retracted_at)}</span>'
    if claim.kind == "figure":
        return f'<span class="fig{" word" if drawn_as_word(claim) else ""}">{e(shown(claim))}</span>'
    if claim.kind == "silence":
        return f'<span class="none">{who}gave no figure</span>'
    if claim.kind == "denial":
        return f'<span class="none">{who}denied{f" {e(claim.denied)}" if claim.denied else ""}</span>'
    return f'<span class="fig word">{e(claim.position.answer) if claim.position else ""}</span>'


@register.simple_tag(takes_context=True)
def row_cells(context: Context, item: RowItem, board: Board) -> SafeString:
    """The cells of one row, a column for each side of the board."""
    names = {side.key: e(side.name) for side in board.sides}
    over_time = _over_time(board, item.row, str(context.get("query") or ""))
    return mark_safe("".join(_cell(context, cell, claims, names, over_time) for cell, claims in item.cells))  # noqa: S308


@register.simple_tag(takes_context=True)
def over_time_link(context: Context, row: Row, board: Board) -> SafeString:
    """The way to the row over time; nothing for a row of which no moment is known."""
    if not has_moments(row):
        return mark_safe("")
    address = _over_time(board, row, str(context.get("query") or ""))
    label = f"{e(row.label)}, {e(row.losses_label)}"
    return mark_safe(f'<a class="role" href="{address}">Over time<span class="vh">: {label}</span></a>')  # noqa: S308


def _over_time(board: Board, row: Row, query: str) -> str:
    return e(reverse("row-over-time", args=[board.incident, row.key]) + query)


def _cell(
    context: Context, cell: Cell, claims: Sequence[tuple[Claim, Strip]], names: dict[str, str], over_time: str
) -> str:
    who = f'<span class="who">{names.get(cell.side, "")}</span>'
    own = " own" if cell.owns else ""
    return f'<td role="cell" class="{cell.state}{own}">{who}{_told(context, cell, claims, over_time)}</td>'


def _told(context: Context, cell: Cell, claims: Sequence[tuple[Claim, Strip]], over_time: str) -> str:
    if cell.claims:
        said = "".join(_said(context, claim, "t", own=False, strip=strip) + _stance(claim) for claim, strip in claims)
        return said + "".join(_was(claim, over_time) for claim in cell.previous[:1])
    if cell.state == "omitted":
        return f'<span class="quiet">{e(cell.note)}</span>'
    if cell.owns:
        return '<span class="quiet">nothing on file</span>'
    return '<span class="quiet" aria-label="nothing">–</span>'


def _stance(claim: Claim) -> str:
    inferred = "; side inferred by editor" if claim.subject_source == "inferred" else ""
    return f'<span class="stance">{stance_words(claim)}{inferred}</span>'


def _was(claim: Claim, over_time: str) -> str:
    words = f"a denial{f' of {claim.denied}' if claim.denied else ''}" if claim.kind == "denial" else shown(claim)
    see = '<span class="vh">: see it over time</span>'
    return f'<a class="was" href="{over_time}">was {e(words or "no figure")}{see}</a>'


@register.simple_tag
def why_details(why: Explanation, finding: Finding) -> SafeString:
    """Why a finding says what it says, folded."""
    read = "".join(
        f"<li>{e(one.claimant)}{f': “{e(one.wording)}”,' if one.wording else ':'} {e(one.read_as)}</li>"
        for one in why.claims
    )
    counting = "".join(f"<p>{e(line)}</p>" for line in why.counting)
    relation = f"<p>{e(why.relation)}</p>" if why.relation else ""
    arithmetic = f"<p>{e(why.arithmetic)} {e(why.band)}{_overclaim(finding)}</p>" if why.arithmetic else ""
    reason = f"<p>{e(why.reason)}</p>" if why.reason else ""
    unless = "".join(f"<li>{e(sentence)}</li>" for sentence in why.unless)
    both = f"<p>What would make both true:</p><ul>{unless}</ul>" if unless else ""
    return mark_safe(  # noqa: S308 - each part is escaped
        f'<details class="why"><summary>Why</summary><ul>{read}</ul>{counting}{relation}{arithmetic}{reason}{both}</details>'
    )


def _overclaim(finding: Finding) -> str:
    """How many times the own figure was claimed: " Claimed ÷ own figure: 1.5 to 3."."""
    if not finding.overclaim:
        return ""
    low, high = finding.overclaim
    end = "" if high == low else f" to {floatformat(high, '-2')}" if high else " or more"
    return f" Claimed ÷ own figure: {floatformat(low, '-2')}{end}."
