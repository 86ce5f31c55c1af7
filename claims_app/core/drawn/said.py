"""What was said as a link to its source, and where a part of a board stands, which its links hang on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape as e
from urllib.parse import quote

from claims_app.core.charts import Strip
from claims_app.core.claims import Claim
from claims_app.core.displays import shown_as
from claims_app.core.drawn.strips import strip_svg
from claims_app.core.drawn.words import board_sourced, whole_day
from claims_app.core.wording import is_word

# What only a page knows, as characters that no text holds on purpose: its filter before a claim's number, its whole query
# string, and who speaks in a wing. A part is drawn once with them and finished for each page.
FILTER, QUERY, SPEAKERS = "\x01", "\x02", "\x03"
# On both sides of a piece's number, where a page leaves room for what is compressed already.
PIECE = "\x04"
IN_A_PATH = "!$&'()*+,;=/~:@"


@dataclass(frozen=True, slots=True)
class Around:
    """Where parts stand: the paths of their incident, of claims and of the method, from when days are told, the columns' names.

    `opens`: links open the source beside the board; else they lead to the claim's own page. `copies`: with a way to each
    part as text.
    """

    incident: str = "/"
    claims: str = "/claims/"
    method: str = "/method/"
    start: date | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    opens: bool = True
    copies: bool = True

    def way(self, kind: str, key: str) -> str:
        """The escaped path of a page about one part, with the query string of the page."""
        return e(f"{self.incident}{kind}/{quote(key, safe=IN_A_PATH)}/") + QUERY


def said_link(
    claim: Claim, around: Around, suffix: str, *, own: bool = False, strip: Strip | None = None, brief: bool = False
) -> str:
    """One claim: its figure as said, then who via whom and when. `own` where it stands under another's figure."""
    drawn = f" {strip_svg(strip)}" if strip is not None and strip.marks and not claim.retracted_at else ""
    source = e(board_sourced(claim, around.start, own=own, brief=brief))
    way = f"?{FILTER}claim={claim.id}" if around.opens else f"{around.claims}{claim.id}/"
    fetched = f' hx-get="{way}"' if around.opens else ""
    return (
        f'<a class="said" id="c{claim.id}{suffix}" href="{way}"{fetched}>'
        f'{words_of(claim, own=own)}{drawn} <span class="src">{source}</span></a>'
    )


def words_of(claim: Claim, *, own: bool = False) -> str:
    """The figure as said, or what stands in its place."""
    who = f"{e(claim.claimant_name)} " if own else ""
    if claim.retracted_at:
        return f'<span class="none">withdrawn {whole_day(claim.retracted_at)}</span>'
    if claim.kind == "figure":
        word = " word" if claim.figure is not None and is_word(claim.figure) else ""
        return f'<span class="fig{word}">{e(shown_as(claim.figure)) if claim.figure else ""}</span>'
    if claim.kind == "silence":
        return f'<span class="none">{who}gave no figure</span>'
    if claim.kind == "denial":
        return f'<span class="none">{who}denied{f" {e(claim.denied)}" if claim.denied else ""}</span>'
    return f'<span class="fig word">{e(claim.position.answer) if claim.position else ""}</span>'
