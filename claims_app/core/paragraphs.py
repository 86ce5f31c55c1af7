"""One row, account or pairing as a paragraph to paste: who said what, in which words, when, where, and the permalink."""

from __future__ import annotations

from collections.abc import Iterator

from claims_app.core.boards import Account, Board, Cell, MirrorRow, Row
from claims_app.core.citations import SITE, Reference, one_line
from claims_app.core.claims import Citation, Claim
from claims_app.core.labels import DISCLAIMER, finding_name
from claims_app.core.sourcing import day_words, said_words
from claims_app.core.verdicts import Finding

NO_FINDING = "The figures of this comparison count different things, so it carries no finding."


def paragraph_of(board: Board, key: str, reference: Reference) -> str:
    """The paragraph of the row, account or pairing with that key; "" where the board shows none."""
    for row in board.rows:
        if row.key == key:
            return row_paragraph(row, reference)
    for account in board.accounts:
        if account.key == key:
            return account_paragraph(account, reference)
    for pair in board.mirror:
        if pairing_key(pair) == key:
            return pairing_paragraph(pair, reference)
    return ""


def pairing_key(pair: MirrorRow) -> str:
    """The key of a pairing in addresses."""
    return f"{pair.object}--{pair.outcome}"


def row_paragraph(row: Row, reference: Reference) -> str:
    """A fact row: heading, each claim in column order, the finding."""
    whose = f"losses of {row.losses_label}" if row.losses_label else "not stated whose"
    if row.harm == "events" and row.losses_label:
        whose = f"acts of {row.losses_label}"
    heading = ", ".join(part for part in (row.label, row.own_place, whose) if part)
    return _paragraph(heading, [*_cells(row.cells), _found(row.finding)], reference)


def account_paragraph(account: Account, reference: Reference) -> str:
    """A question: each answer in column order, the finding."""
    return _paragraph(account.question, [*_cells(account.cells), _found(account.finding)], reference)


def pairing_paragraph(pair: MirrorRow, reference: Reference) -> str:
    """A pairing: what each side says it inflicted and says of its own losses; it has no finding."""
    seen: dict[object, Claim] = {}
    for wing in pair.wings:
        for claim in (*wing.inflicted.claims, *wing.own.claims):
            seen.setdefault(claim.id, claim)
    told = [sentence_for(claim) for claim in seen.values()]
    return _paragraph(pair.label, [*told, f"Read together: {pair.sentence}", NO_FINDING], reference)


def _cells(cells: tuple[Cell, ...]) -> Iterator[str]:
    for cell in cells:
        yield from (sentence_for(claim) for claim in cell.claims)
        if not cell.claims and cell.note:
            yield _closed(cell.note)


def sentence_for(claim: Claim) -> str:
    """ "Azerbaijan (Defence Ministry) said on 2 April 2016 of “Armenian”: “six” (RT, 2 April 2016: “…”, https://…)."."""
    who = claim.claimant_name
    if claim.speaker and claim.speaker != who:
        who += f" ({claim.speaker})"
    day = day_words(claim.stated_at)
    when = f" on {day}" if day else ""
    about = f" of “{claim.subject_label}”" if claim.subject_label else ""
    words = said_words(claim)
    told = f" {words}{when}{about}" if claim.kind in ("silence", "denial") else f" said{when}{about}: “{words}”"
    gone = f", withdrawn {day_words(claim.retracted_at)}" if claim.retracted_at else ""
    quotes = "; ".join(_quoted(citation) for citation in claim.citations)
    return f"{who}{told}{gone}{f' ({quotes})' if quotes else ''}."


def _quoted(citation: Citation) -> str:
    where = ", ".join(part for part in (citation.publisher, day_words(citation.published)) if part)
    quote = f"{where}: “{citation.quote}”" if where else f"“{citation.quote}”"
    return f"{quote}, {citation.url}" if citation.url else quote


def _found(finding: Finding) -> str:
    return f"Finding: {finding_name(finding)}. {finding.sentence}"


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _paragraph(heading: str, sentences: list[str], reference: Reference) -> str:
    """Everything on one line: the heading with the incident first, then the sentences, the source last."""
    source = f"{SITE}, {reference.moment}, figures read by convention {reference.policy}: {reference.permalink}"
    head = f"{_closed(f'{heading} ({reference.title})')}"
    return one_line(" ".join([head, *(text for text in sentences if text), DISCLAIMER, source]))
