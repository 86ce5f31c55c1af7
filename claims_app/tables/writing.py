"""A board, or claims, as lines of a table: CSV, XLSX, JSON, JSON Lines; text that looks like a formula is made harmless."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from claims_app.core.boards import Board
from claims_app.core.claims import Citation, Claim
from claims_app.core.payloads import figure_json
from claims_app.core.verdicts import Finding

# The columns of a claims file that an export fills, then the derived ones, which the importer leaves out.
FILE_COLUMNS = (
    "incident", "claimant", "measure", "figure", "subject", "question", "position", "positions_about", "place", "speaker",
    "agent", "basis", "event_date", "event_end", "as_of", "counting", "stated_at", "statement", "publisher", "title", "url",
    "published", "archived_url", "language", "copied_from", "quote", "translation", "locator", "wording", "licence",
    "reliability", "credibility", "denies", "revises", "part_of", "share_of", "retracted_at", "read_low", "read_high",
    "read_as_note", "external_id",
)  # fmt: skip
DERIVED_COLUMNS = (
    "claim_id", "kind", "plain_low", "plain_high", "charitable_low", "charitable_high", "stance", "recorded_at", "sha256",
    "row_key", "verdict", "sentence",
)  # fmt: skip
COLUMNS = FILE_COLUMNS + DERIVED_COLUMNS
SILENCE = "no figure given"
RUNS = re.compile(r"'*[=+\-@\t\r]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Line = dict[str, Any]
Frame = pd.DataFrame


def guard(text: str) -> str:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it; the importer takes it off again.

    A text that already begins with apostrophes before such a sign gets one more, so that nothing is lost on the way back.
    """
    return f"'{text}" if RUNS.match(text) else text


def unguard(text: str) -> str:
    """The text without the apostrophe that `guard` put before it."""
    return text[1:] if text.startswith("'") and RUNS.match(text) else text


def board_lines(board: Board, names: dict[str, str] | None = None) -> Iterator[Line]:
    """One line per citation of every claim that the board shows, rows first, then accounts."""
    for row in board.rows:
        for cell in row.cells:
            for claim in cell.claims:
                yield from claim_lines(claim, board.incident, row.key, row.finding)
    for account in board.accounts:
        for cell in account.cells:
            for claim in cell.claims:
                yield from claim_lines(claim, board.incident, account.key, account.finding)


def claim_lines(claim: Claim, incident: str, row_key: str = "", finding: Finding | None = None) -> Iterator[Line]:
    """A claim's lines: one for each citation, one in all when it has none."""
    for citation in claim.citations or (None,):
        line = dict.fromkeys(COLUMNS, "")
        line |= _said(claim, incident) | _source(citation) | _derived(claim, citation, row_key, finding)
        yield line


def _moment(value: Any) -> str:
    if value is None:
        return ""
    midnight = value.hour == value.minute == value.second == 0 or (value.hour, value.minute, value.second) == (
        23,
        59,
        59,
    )
    return str(value.date().isoformat() if midnight else value.isoformat())


def _said(claim: Claim, incident: str) -> Line:
    position, figure = claim.position, claim.figure
    editor = figure if figure and figure.source == "editor" else None
    return {
        "incident": incident,
        "claimant": claim.claimant,
        "measure": f"{claim.object} {claim.outcome}" if claim.object else "",
        "figure": figure.text if figure else {"silence": SILENCE, "denial": "denied"}.get(claim.kind, ""),
        "subject": claim.subject_label,
        "question": position.question if position else "",
        "position": position.answer if position else "",
        "positions_about": ";".join(position.about) if position else "",
        "place": claim.place,
        "speaker": claim.speaker,
        "agent": claim.agent,
        "basis": claim.basis,
        "as_of": _moment(claim.as_of) if claim.counting != "episode" else "",
        "counting": claim.counting,
        "stated_at": "" if claim.day_from_report else _moment(claim.stated_at),
        "denies": claim.denies or "",
        "revises": claim.revises or "",
        "part_of": claim.part_of or "",
        "share_of": claim.share_of or "",
        "retracted_at": _moment(claim.retracted_at),
        "read_low": editor.plain.low if editor and editor.plain else "",
        "read_high": editor.plain.high if editor and editor.plain and editor.plain.high is not None else "",
        "read_as_note": editor.note if editor else "",
    }


def _source(citation: Citation | None) -> Line:
    if citation is None:
        return {}
    shared = (
        "title",
        "url",
        "published",
        "archived_url",
        "language",
        "quote",
        "translation",
        "locator",
        "wording",
        "licence",
    )
    return {"publisher": citation.publisher} | {name: getattr(citation, name) for name in shared}


def _derived(claim: Claim, citation: Citation | None, row_key: str, finding: Finding | None) -> Line:
    figure = figure_json(claim.figure) if claim.figure else {"plain": None, "charitable": None}
    plain, charitable = figure["plain"] or ["", ""], figure["charitable"] or ["", ""]
    return {
        "claim_id": claim.id,
        "kind": claim.kind,
        "plain_low": _text(plain[0]),
        "plain_high": _text(plain[1]),
        "charitable_low": _text(charitable[0]),
        "charitable_high": _text(charitable[1]),
        "stance": claim.stance,
        "recorded_at": claim.recorded_at.isoformat() if claim.recorded_at else "",
        "sha256": citation.sha256 if citation else "",
        "row_key": row_key,
        "verdict": finding.verdict if finding else "",
        "sentence": finding.sentence if finding else "",
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def board_frame(board: Board) -> pd.DataFrame:
    """The board as a table of texts with the columns of a claims file, then the derived ones."""
    return frame_of(list(board_lines(board)))


def frame_of(lines: Sequence[Line]) -> pd.DataFrame:
    """Lines as a table of texts in the order of COLUMNS; control characters that no file may hold are taken out."""
    return text_frame([[str(line.get(column, "")) for column in COLUMNS] for line in lines], COLUMNS)


def text_frame(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> Frame:
    """Rows of texts as a table, without the control characters that no file may hold."""
    return pd.DataFrame([[CONTROL.sub("", cell) for cell in row] for row in rows], columns=list(columns), dtype=str)


def to_bytes(frame: pd.DataFrame, form: str) -> bytes:
    """The table as a file: `csv`, `xlsx`, `json` or `jsonl`. Raises KeyError for another form."""
    return WRITERS[form](frame)


def _csv(frame: pd.DataFrame) -> bytes:
    text: str = frame.map(guard).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _xlsx(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=options) as writer:
        frame.to_excel(writer, sheet_name="claims", index=False)
    return buffer.getvalue()


def _records(frame: pd.DataFrame) -> list[Line]:
    return [{str(name): value for name, value in record.items()} for record in frame.to_dict("records")]


def _json(frame: pd.DataFrame) -> bytes:
    return json.dumps({"claims": _records(frame)}, ensure_ascii=False, indent=1).encode()


def _jsonl(frame: pd.DataFrame) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in _records(frame)).encode()


WRITERS = {"csv": _csv, "xlsx": _xlsx, "json": _json, "jsonl": _jsonl}
