"""A board, or claims, as lines of a table: CSV, XLSX, JSON, JSON Lines; text that looks like a formula is made harmless."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from claims_app.core.boards import Board
from claims_app.core.claims import Citation, Claim
from claims_app.core.payloads import figure_json
from claims_app.core.verdicts import Finding

# The columns of a claims file that an export fills, then the derived ones, which the importer leaves out.
FILE_COLUMNS = (
    "incident", "claimant", "measure", "figure", "subject", "subject_source", "question", "position", "positions_about", "place", "speaker",
    "agent", "basis", "event_date", "event_end", "as_of", "counting", "stated_at", "statement", "publisher", "title", "url",
    "published", "archived_url", "language", "copied_from", "quote", "translation", "locator", "wording", "licence",
    "reliability", "credibility", "denies", "revises", "part_of", "share_of", "retracted_at", "read_low", "read_high",
    "read_as_note", "external_id",
)  # fmt: skip
DERIVED_COLUMNS = (
    "claim_id", "kind", "plain_low", "plain_high", "charitable_low", "charitable_high", "stance", "recorded_at", "sha256",
    "row_key", "verdict", "sentence", "figure_kind", "said_on", "permalink", "shown_as_of", "shown_as_known", "policy", "revision",
)  # fmt: skip
COLUMNS = FILE_COLUMNS + DERIVED_COLUMNS
SILENCE = "no figure given"
# What a cell of a workbook can hold, and how a longer text ends there.
LONGEST_CELL = 32_767
CUT = " […] (cut here: a cell of a workbook holds no more; the CSV and JSON files have the whole text)"
RUNS = re.compile(r"'*[=+\-@\t\r]")
# What no file may hold, and what no workbook may; other control characters leave as they are and come back.
IMPOSSIBLE = re.compile("[\x00\ud800-\udfff]")
NOT_IN_WORKBOOKS = re.compile("[\ufffe\uffff]")
Line = dict[str, Any]
if TYPE_CHECKING:  # pandas costs each process a second and 60 MB: it is loaded where a table is made
    import pandas as pd

    Frame = pd.DataFrame


def guard(text: str) -> str:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it; the importer takes it off again.

    A text that already begins with apostrophes before such a sign gets one more, so that nothing is lost on the way back.
    """
    return f"'{text}" if RUNS.match(text) else text


def unguard(text: str) -> str:
    """The text without the apostrophe that `guard` put before it."""
    return text[1:] if text.startswith("'") and RUNS.match(text) else text


@dataclass(frozen=True, slots=True)
class Kept:
    """What a claims file holds beside what a board shows: cells by claim id, and cells by report id."""

    by_claim: Mapping[Any, Line] = field(default_factory=dict)
    by_report: Mapping[int, Line] = field(default_factory=dict)


def board_lines(board: Board, kept: Kept = Kept(), stamp: Line | None = None) -> Iterator[Line]:
    """One line per citation of every claim that the board shows, rows first, then accounts; `stamp` goes on each."""
    for part in board.judged:
        for cell in part.cells:
            for claim in cell.claims:
                for line in claim_lines(claim, board.incident, part.key, part.finding, kept):
                    yield line | {"policy": board.policy, "revision": board.revision} | (stamp or {})


def claim_lines(
    claim: Claim, incident: str, row_key: str = "", finding: Finding | None = None, kept: Kept = Kept()
) -> Iterator[Line]:
    """A claim's lines: one for each citation, one in all when it has none."""
    for citation in claim.citations or (None,):
        line = dict.fromkeys(COLUMNS, "")
        line |= _said(claim, incident) | _source(citation) | _derived(claim, citation, row_key, finding)
        yield line | kept.by_claim.get(claim.id, {}) | (kept.by_report.get(citation.report, {}) if citation else {})


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
        "subject_source": "inferred" if claim.subject_source == "inferred" else "",
        "question": position.question if position else "",
        "position": position.answer if position else "",
        "positions_about": ";".join(position.about) if position else "",
        "place": claim.place,
        "speaker": claim.speaker,
        "agent": claim.agent,
        "basis": claim.basis,
        "as_of": _own_end(claim),
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


def _own_end(claim: Claim) -> str:
    """Until when the count runs; for an episode, unless that is the end of the day on which it was said."""
    is_taken = claim.as_of is not None and claim.stated_at is not None and claim.as_of == _end_of_day(claim.stated_at)
    return "" if claim.counting == "episode" and is_taken else _moment(claim.as_of)


def _end_of_day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1, seconds=-1)


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
        "recorded_at": claim.recorded_at.date().isoformat() if claim.recorded_at else "",
        "sha256": citation.sha256 if citation else "",
        "row_key": row_key,
        "verdict": finding.verdict if finding else "",
        "sentence": finding.sentence if finding else "",
        "figure_kind": claim.figure.kind if claim.figure else "",
        "said_on": claim.stated_at.date().isoformat() if claim.stated_at else "",
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def board_frame(board: Board, kept: Kept = Kept(), stamp: Line | None = None) -> Frame:
    """The board as a table of texts with the columns of a claims file, then the derived ones."""
    return frame_of(list(board_lines(board, kept, stamp)))


def frame_of(lines: Sequence[Line]) -> Frame:
    """Lines as a table of texts in the order of COLUMNS."""
    return text_frame([[str(line.get(column, "")) for column in COLUMNS] for line in lines], COLUMNS)


def text_frame(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> Frame:
    """Rows of texts as a table, without the characters that no file may hold."""
    import pandas as pd

    return pd.DataFrame([[IMPOSSIBLE.sub("", cell) for cell in row] for row in rows], columns=list(columns), dtype=str)


def to_bytes(frame: Frame, form: str) -> bytes:
    """The table as a file: `csv`, `xlsx`, `json` or `jsonl`. Raises KeyError for another form."""
    return WRITERS[form](frame)


def _csv(frame: Frame) -> bytes:
    text: str = frame.map(guard).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _xlsx(frame: Frame) -> bytes:
    import pandas as pd

    buffer = io.BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=options) as writer:
        frame.map(fitting).to_excel(writer, sheet_name="claims", index=False)
    return buffer.getvalue()


def fitting(text: str) -> str:
    """The text as far as a cell of a workbook can hold it; what is cut says so."""
    text = NOT_IN_WORKBOOKS.sub("", IMPOSSIBLE.sub("", text))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT


def _records(frame: Frame) -> list[Line]:
    return [{str(name): value for name, value in record.items()} for record in frame.to_dict("records")]


def _json(frame: Frame) -> bytes:
    return json.dumps({"claims": _records(frame)}, ensure_ascii=False, indent=1).encode()


def _jsonl(frame: Frame) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in _records(frame)).encode()


WRITERS = {"csv": _csv, "xlsx": _xlsx, "json": _json, "jsonl": _jsonl}
