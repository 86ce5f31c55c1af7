"""A board's rows, accounts and pairings as rows of HTML tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape as e

from claims_app.core.boards import Account, Cell, Row
from claims_app.core.charts import PairingRow, Strip, Wing, cell_strips, row_strip
from claims_app.core.claims import Claim
from claims_app.core.displays import shown_as
from claims_app.core.drawn.findings import copy_link, finding_html, rule_way, why_details
from claims_app.core.drawn.said import SPEAKERS, Around, said_link
from claims_app.core.drawn.strips import strip_svg
from claims_app.core.drawn.words import STANCES
from claims_app.core.timelines import has_moments

NOTHING = '<span class="quiet" aria-label="nothing">–</span>'
NOT_ON_FILE = '<span class="quiet">nothing on file</span>'


def row_html(row: Row, shapes: Mapping[str, int], around: Around) -> str:
    """One fact: its measure, a cell for each column, its finding. `shapes` are those of the columns' sides."""
    over_time = around.way("over-time", row.key)
    cells = "".join(_cell(cell, claims, around, over_time) for cell, claims in cell_strips(row, dict(shapes)))
    differs = " differs" if row.contradicted else ""
    strip = row_strip(row, dict(shapes))
    why = why_details(row.why, row.finding) if row.why else ""
    return (
        f'<tr role="row" id="row-{e(row.key)}"><th scope="row" role="rowheader">{_head(row, over_time)}</th>{cells}'
        f'<td role="cell" class="finding{differs}">{finding_html(row.finding, around)}{_scale(strip) if strip.marks else ""}'
        f"{why}{copy_link(row.label, row.key, around)}</td></tr>\n"
    )


def _head(row: Row, over_time: str) -> str:
    verbs = f'<span class="role">as said: {e(row.verbs)}</span>' if row.verbs else ""
    place = f'<span class="role">{e(row.own_place)}</span>' if row.own_place else ""
    told = f'<span class="vh">: {e(row.label)}, {e(row.losses_label)}</span>'
    way = f'<a class="role" href="{over_time}">Over time{told}</a>' if has_moments(row) else ""
    return f"{e(row.label)}{verbs}{place}{way}"


def _scale(strip: Strip) -> str:
    return f'<div class="scale">{strip_svg(strip)}<span class="top" aria-hidden="true">{strip.top}</span></div>'


def _cell(cell: Cell, claims: Sequence[tuple[Claim, Strip]], around: Around, over_time: str) -> str:
    who = f'<span class="who">{e(around.names.get(cell.side, ""))}</span>'
    own = " own" if cell.owns else ""
    return f'<td role="cell" class="{cell.state}{own}">{who}{_told(cell, claims, around, over_time)}</td>'


def _told(cell: Cell, claims: Sequence[tuple[Claim, Strip]], around: Around, over_time: str) -> str:
    if cell.claims:
        said = "".join(said_link(claim, around, "t", strip=strip) + _stance(claim) for claim, strip in claims)
        return said + "".join(_was(claim, over_time) for claim in cell.previous[:1])
    if cell.state == "omitted":
        return f'<span class="quiet">{e(cell.note)}</span>'
    return NOT_ON_FILE if cell.owns else NOTHING


def _stance(claim: Claim) -> str:
    inferred = "; side inferred by editor" if claim.subject_source == "inferred" else ""
    return f'<span class="stance">{STANCES.get(claim.stance, "")}{inferred}</span>'


def _was(claim: Claim, over_time: str) -> str:
    denied = f"a denial{f' of {claim.denied}' if claim.denied else ''}"
    words = denied if claim.kind == "denial" else shown_as(claim.figure) if claim.figure else ""
    see = '<span class="vh">: see it over time</span>'
    return f'<a class="was" href="{over_time}">was {e(words or "no figure")}{see}</a>'


def account_html(account: Account, around: Around) -> str:
    """One question: a cell with the answers of each column, and the finding."""
    cells = "".join(
        f'<td role="cell" class="{cell.state}"><span class="who">{e(around.names.get(cell.side, ""))}</span>'
        f"{''.join(said_link(claim, around, 'a') for claim in cell.claims) or NOTHING}</td>"
        for cell in account.cells
    )
    differs = " differs" if account.contradicted else ""
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{e(account.question)}</th>{cells}'
        f'<td role="cell" class="finding{differs}">{finding_html(account.finding, around)}'
        f"{copy_link(account.question, account.key, around)}</td></tr>\n"
    )


def pairing_html(row: PairingRow, around: Around, *, facing: bool) -> tuple[str, dict[str, str], str]:
    """One measure with a wing for each camp, in three parts: up to its tags, the tag of each contradicted fact, the rest.

    `facing`: two camps with the measure between them. The names of who speaks are left to the page (`SPEAKERS`).
    """
    wings = [_wing(wing, place, around) for place, wing in enumerate(row.wings)]
    wings.insert(1 if facing else 0, f'<th scope="row" role="rowheader" class="what">{e(row.label)}</th>')
    key = f"{row.pair.object}--{row.pair.outcome}"
    before = (
        f'<tr role="row" id="pair-{e(row.pair.object)}-{e(row.pair.outcome)}">{"".join(wings)}'
        f'<td role="cell" class="together"><p>{e(row.pair.sentence)}</p>'
    )
    tags = {
        fact.key: f'<p class="tag contra"><span aria-hidden="true">≠</span> <a href="#row-{e(fact.key)}">'
        f"Losses of {e(fact.losses_label)}</a>: {rule_way(fact.finding, around)}</p>"
        for fact in row.tagged
    }
    return before, tags, f"{copy_link(row.label, key, around)}</td></tr>\n"


def _wing(wing: Wing, place: int, around: Around) -> str:
    up = "".join(said_link(claim, around, "p", brief=True) for claim in wing.inflicted)
    if not up and not wing.is_empty:
        up = NOT_ON_FILE
    down = "".join(said_link(claim, around, "o", own=True, brief=True) for claim in (*wing.own, *wing.silences))
    if wing.is_empty:
        down += NOT_ON_FILE
    elif wing.inflicted:
        down += "".join(f'<span class="quiet">{e(note)}</span>' for note in wing.notes)
    top = f'<span class="top" aria-hidden="true">{wing.strip.top}</span>' if wing.strip.is_measured else ""
    kind = f"{' differs' if wing.contradicted else ''}{' bare' if wing.is_empty else ''}"
    return (
        f'<td role="cell" class="wing w{place + 1}{kind}"><span class="who">{SPEAKERS}{place}{SPEAKERS}</span>'
        f'<div class="line up">{up}</div><div class="scale">{strip_svg(wing.strip)}{top}</div>'
        f'<div class="line down">{down}</div></td>'
    )
