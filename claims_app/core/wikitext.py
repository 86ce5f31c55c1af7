"""A board as an infobox for Wikipedia: the losses of each camp in board order, every figure attributed and referenced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claims_app.core.boards import Board, Row, SideColumn
from claims_app.core.citations import Reference, one_line
from claims_app.core.claims import Citation, Claim
from claims_app.core.labels import DISCLAIMER, finding_name
from claims_app.core.sourcing import claims_in, day_words, note_on_sources, said_words

MOST_COLUMNS = 3
# Numeric entities: they print as the character, and no parser of templates, links, tags or signatures sees it.
SPECIAL = re.compile(r"[\[\]{}|=<>&~]|''+|^'|'$|__+|^[*#:;]|(?<=:)//|(?<=[A-Z]{3}) (?=\d)")
UNSAFE_IN_URL = re.compile(r"[\s|\[\]{}<>\"'~^`\\]")
ARCHIVE = re.compile(r"https?://web\.archive\.org/web/(\d{4})(\d{2})(\d{2})\d*/", re.ASCII)


def board_wikitext(board: Board, reference: Reference) -> str:
    """{{Infobox military conflict}} with combatant1…3 and casualties1…3.

    Sides of one camp share a column; a fourth camp and more stand in the third, each under its name. What is of
    several camps, of nobody in a side, or not stated whose, stands in the notes.
    """
    columns = camps_of(board)
    fields = [("conflict", escaped(board.title)), ("partof", escaped(board.conflict)), ("date", _dates(board))]
    fields += [(f"combatant{place}", _names(groups)) for place, groups in enumerate(columns, 1)]
    fields += [(f"casualties{place}", _losses(board, groups)) for place, groups in enumerate(columns, 1)]
    fields.append(("notes", _notes(board, reference)))
    lines = [f"| {name} = {value}" for name, value in fields]
    return "\n".join(["{{Infobox military conflict", *lines, "}}"]) + "\n"


def escaped(text: str) -> str:
    """A text on one line that is no wiki markup, whatever it holds."""
    return SPECIAL.sub(lambda found: "".join(f"&#{ord(char)};" for char in found[0]), one_line(text))


def camps_of(board: Board) -> list[list[list[SideColumn]]]:
    """The columns of the infobox, at most three; each holds camps, each camp its sides, all in board order."""
    camps: dict[str, list[SideColumn]] = {}
    for side in board.sides:
        if side.camp:
            camps.setdefault(side.camp, []).append(side)
    groups = list(camps.values())
    columns = [[group] for group in groups[:MOST_COLUMNS]]
    if len(groups) > MOST_COLUMNS:
        columns[-1] += groups[MOST_COLUMNS:]
    return columns


def _names(groups: Sequence[Sequence[SideColumn]]) -> str:
    return "<br />".join(escaped(side.name) for group in groups for side in group)


def _dates(board: Board) -> str:
    days = [day_words(board.start), day_words(board.end)]
    return " – ".join(dict.fromkeys(day for day in days if day))


def _losses(board: Board, groups: Sequence[Sequence[SideColumn]]) -> str:
    """The rows that count the losses of these camps, under the camp's name where the column holds several."""
    parts = []
    for group in groups:
        camp = group[0].camp
        rows = [row for row in board.rows if row.harm != "events" and _camps(board, row) == {camp}]
        if rows and len(groups) > 1:
            parts.append(f"'''{_names([group])}'''")
        parts += [_row(row, _whose(row, group)) for row in rows]
    return _list(parts)


def _whose(row: Row, group: Sequence[SideColumn]) -> str:
    """Whose losses, where the name of the column does not say it already."""
    is_plain = len(group) == 1 and row.losses_label == group[0].name
    return "" if is_plain or not row.losses_label else f", losses of {escaped(row.losses_label)}"


def _camps(board: Board, row: Row) -> set[str]:
    """The camps whose losses the row counts, known by the side cells that own them; {""} where no side does."""
    camp_of = {side.key: side.camp for side in board.sides}
    camps = {camp_of.get(cell.side, "") for cell in row.cells if cell.owns}
    return camps or {""}


def _list(parts: Sequence[str]) -> str:
    return "{{plainlist|\n" + "\n".join(f"* {part}" for part in parts) + "\n}}" if parts else ""


def _row(row: Row, whose: str = "") -> str:
    place = f" ({escaped(row.own_place)})" if row.own_place else ""
    said = [_said(claim) for cell in row.cells for claim in cell.claims]
    told = ": " + "; ".join(said) if said else ""
    return f"{escaped(row.label)}{place}{whose}{told}"


def _said(claim: Claim) -> str:
    """ "six per Defence Ministry of Azerbaijan", then its references."""
    who = escaped(claim.claimant_name)
    if claim.speaker and claim.speaker != claim.claimant_name:
        who += f" ({escaped(claim.speaker)})"
    words = said_words(claim)
    told = f"{who} {escaped(words)}" if claim.kind in ("silence", "denial") else f"{escaped(words)} per {who}"
    gone = f", withdrawn {day_words(claim.retracted_at)}" if claim.retracted_at else ""
    return told + gone + "".join(_reference(claim, citation) for citation in claim.citations)


def _reference(claim: Claim, citation: Citation) -> str:
    fields = {
        "title": escaped(citation.title) or "Untitled report",
        "url": safe_url(citation.url),
        "work": escaped(citation.publisher),
        "date": day_words(citation.published),
        "language": escaped(citation.language) if citation.language not in ("", "en") else "",
        "quote": escaped(citation.quote),
        "trans-quote": escaped(citation.translation),
    } | _archive(citation)
    told = "".join(f" |{name}={value}" for name, value in fields.items() if value)
    return f"<ref>{{{{cite news{told}}}}}</ref>"


def _archive(citation: Citation) -> dict[str, str]:
    """The archived copy where its address tells its day, without which the citation template complains."""
    found = ARCHIVE.match(citation.archived_url)
    if not found or not citation.url:
        return {}
    return {
        "archive-url": safe_url(citation.archived_url),
        "archive-date": "-".join(found.groups()),
        "url-status": "live",
    }


def safe_url(address: str) -> str:
    """An http address in which nothing can end a parameter, a template or a tag; "" for any other."""
    if not address.lower().startswith(("http://", "https://")):
        return ""
    return UNSAFE_IN_URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)


def _notes(board: Board, reference: Reference) -> str:
    return "<br />".join(part for part in _noted(board, reference) if part)


def _noted(board: Board, reference: Reference) -> Iterator[str]:
    camps = {side.camp for side in board.sides if side.camp}
    for row in board.rows:
        owners = _camps(board, row)
        if row.harm != "events" and not (len(owners) == 1 and owners <= camps):
            whose = f", losses of {escaped(row.losses_label)}" if row.losses_label else ", not stated whose"
            yield _row(row, whose)
    for row in board.rows:
        if row.contradicted and row.harm != "events":
            yield f"{finding_name(row.finding)}: {escaped(row.finding.sentence)}"
    yield escaped(note_on_sources(board)) if any(True for _ in claims_in(board)) else "Nothing on file."
    yield escaped(DISCLAIMER)
    yield (
        f"Compiled from [{safe_url(reference.permalink)} Counterclaim], {reference.moment}, "
        f"revision {reference.revision}, figures read by convention {escaped(reference.policy)}."
    )
