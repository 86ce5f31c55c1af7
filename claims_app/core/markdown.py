"""A board as Markdown: a table of rows × sides with a footnote for each quote, then the permalink and the moment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims_app.core.boards import Board, Cell
from claims_app.core.citations import Reference, one_line
from claims_app.core.claims import Citation
from claims_app.core.grids import about, cell_words, claim_words
from claims_app.core.labels import finding_name
from claims_app.core.sourcing import claims_in, day_words

# What Markdown or the HTML in it would read as more than a character.
SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&$!])")
UNSAFE_IN_LINK = re.compile(r"[\s<>()\\|`\[\]\"']")


def board_markdown(board: Board, reference: Reference) -> str:
    """The whole file. Text of others is escaped, so that it can hold no table cell, link or markup of its own."""
    return "\n".join([*_table(board), "", *_about(board, reference), "", *_footnotes(board)]).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """A text on one line in which every special character stands for itself."""
    return SPECIAL.sub(r"\\\1", one_line(text))


def _table(board: Board) -> Iterator[str]:
    marks: dict[object, str] = {
        claim.id: "".join(f"[^{claim.id}-{place}]" for place, _ in enumerate(claim.citations, 1))
        for claim in claims_in(board)
    }
    yield f"# {escaped(board.title)}"
    yield ""
    header = ["Whose losses", "Measure", *(side.name for side in board.sides), "Finding"]
    yield _line(escaped(name) for name in header)
    yield _line("---" for _ in header)
    for row in board.rows:
        name = f"{row.label} ({row.own_place})" if row.own_place else row.label
        finding = f"**{escaped(finding_name(row.finding))}** {escaped(row.finding.sentence)}"
        heads = [escaped(row.losses_label or "Not stated whose"), escaped(name)]
        yield _line([*heads, *(_cell(cell, marks) for cell in row.cells), finding])
    for account in board.accounts:
        finding = f"**{escaped(finding_name(account.finding))}** {escaped(account.finding.sentence)}"
        yield _line(["Account", escaped(account.question), *(_cell(cell, marks) for cell in account.cells), finding])


def _line(cells: Iterator[str] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell, marks: dict[object, str]) -> str:
    if not cell.claims:
        return escaped(cell_words(cell))
    return "<br>".join(escaped(claim_words(claim)) + marks.get(claim.id, "") for claim in cell.claims)


def _about(board: Board, reference: Reference) -> Iterator[str]:
    for name, value in about(board, reference):
        yield f"- {name}: {f'<{safe_address(value)}>' if name == 'Permalink' else escaped(value)}"


def _footnotes(board: Board) -> Iterator[str]:
    for claim in claims_in(board):
        for place, citation in enumerate(claim.citations, 1):
            yield f"[^{claim.id}-{place}]: {_source(citation)}"


def _source(citation: Citation) -> str:
    parts = [f"“{escaped(citation.quote)}”", escaped(citation.publisher), escaped(citation.title)]
    parts += [day_words(citation.published), f"<{safe_address(citation.url)}>" if citation.url else ""]
    return ", ".join(part for part in parts if part) + "."


def safe_address(address: str) -> str:
    """An http address in which nothing can end a link."""
    return UNSAFE_IN_LINK.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)
