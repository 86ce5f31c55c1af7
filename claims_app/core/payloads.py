"""The Board and its parts as plain JSON values: the one shape that the API, board.json and the exports share."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from claims_app.core.boards import Account, Board, Cell, MirrorRow, Row
from claims_app.core.claims import Citation, Claim
from claims_app.core.figures import Figure, Interval, Number
from claims_app.core.verdicts import Finding, rule_anchor

Json = dict[str, Any]
NO_BOUNDS = frozenset({"vague", "silent", "minimised", "unparsed", "noise", "relative"})


def plain_number(value: Number | None) -> int | float | None:
    """A count as an int, a share as a float, an open end as None."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


def _read(figure: Figure, interval: Interval | None) -> list[int | float | None] | None:
    """A playing down of losses is no number: its reading is as empty as a silence's."""
    return None if figure.kind == "minimised" else _bounds(interval)


def _bounds(interval: Interval | None) -> list[int | float | None] | None:
    return None if interval is None else [plain_number(interval.low), plain_number(interval.high)]


def figure_json(figure: Figure) -> Json:
    """FIGURE: low and high are the plain bounds, high null where the charitable reading is open."""
    shown = figure.plain if figure.kind not in NO_BOUNDS else None
    open_end = figure.charitable is not None and figure.charitable.high is None
    return {
        "text": figure.text,
        "lang": figure.lang,
        "kind": figure.kind,
        "plain": _read(figure, figure.plain),
        "charitable": _read(figure, figure.charitable),
        "low": plain_number(shown.low) if shown else None,
        "high": plain_number(shown.high) if shown and not open_end else None,
        "source": figure.source,
        "policy": figure.policy,
    }


def _moment(value: datetime | date | None) -> str | None:
    return value.isoformat() if value is not None else None


def citation_json(citation: Citation) -> Json:
    """One quote and its report; the hash is of the kept copy, which is never served."""
    return {
        "quote": citation.quote,
        "language": citation.language,
        "translation": citation.translation,
        "publisher": citation.publisher,
        "title": citation.title,
        "url": citation.url,
        "published": citation.published or None,
        "archived_url": citation.archived_url,
        "sha256": citation.sha256,
    }


def claim_json(claim: Claim) -> Json:
    """CLAIM of the API."""
    position = claim.position
    return {
        "id": claim.id,
        "kind": claim.kind,
        "claimant": claim.claimant,
        "speaker": claim.speaker,
        "via": claim.via,
        "subject": {"label": claim.subject_label, "means": list(claim.subject_means)},
        "object": claim.object,
        "outcome": claim.outcome,
        "figure": figure_json(claim.figure) if claim.figure else None,
        "position": {"answer": position.answer, "about": list(position.about)} if position else None,
        "stance": claim.stance,
        "stated_at": _moment(claim.stated_at),
        "as_of": _moment(claim.as_of),
        "counting": claim.counting,
        "revises": claim.revises,
        "retracted_at": _moment(claim.retracted_at),
        "citations": [citation_json(citation) for citation in claim.citations],
    }


def finding_json(finding: Finding) -> Json:
    """FINDING of the API; `rule` is its place on the Method page, the score is not rounded."""
    certificate = finding.certificate
    overclaim = finding.overclaim
    return {
        "verdict": finding.verdict,
        "rule": rule_anchor(finding.verdict),
        "admission": finding.admission,
        "between": list(finding.between),
        "band": finding.band,
        "sentence": finding.sentence,
        "reason": finding.reason,
        "decided_by": list(finding.decided_by),
        "certificate": {
            "kind": certificate.kind,
            "members": list(certificate.members),
            "L": plain_number(certificate.low_sum),
            "U": plain_number(certificate.high_sum),
        }
        if certificate
        else None,
        "gap": plain_number(finding.gap),
        "ratio": float(finding.ratio) if finding.ratio is not None else None,
        "score": float(finding.score) if finding.score is not None else None,
        "overclaim": [float(overclaim[0]), float(overclaim[1]) if overclaim[1] is not None else None]
        if overclaim
        else None,
        "unless": list(finding.unless),
        "tags": list(finding.tags),
    }


def cell_json(cell: Cell) -> Json:
    """One side's cell: its state and its claims, newest first."""
    return {"state": cell.state, "note": cell.note, "claims": [claim_json(claim) for claim in cell.claims]}


def row_json(row: Row) -> Json:
    """One fact row."""
    return {
        "key": row.key,
        "object": row.object,
        "outcome": row.outcome,
        "label": row.label,
        "losses_of": sorted(row.losses_of),
        "place": row.place,
        "period": {"start": _moment(row.start), "end": _moment(row.end)},
        "cells": {cell.side: cell_json(cell) for cell in row.cells},
        "finding": finding_json(row.finding),
    }


def mirror_json(pair: MirrorRow) -> Json:
    """One pairing: what each side that speaks says it inflicted, and says of its own losses."""
    return {
        "object": pair.object,
        "outcome": pair.outcome,
        "label": pair.label,
        "sides": {
            wing.side: {"inflicted": cell_json(wing.inflicted), "own": cell_json(wing.own)} for wing in pair.wings
        },
        "sentence": pair.sentence,
    }


def account_json(account: Account) -> Json:
    """One question with what each side answered."""
    return {
        "key": account.key,
        "question": account.question,
        "functional": account.functional,
        "cells": {cell.side: cell_json(cell) for cell in account.cells},
        "finding": finding_json(account.finding),
    }


def board_json(board: Board) -> Json:
    """The whole board, as the API and board.json give it."""
    return {
        "incident": {
            "slug": board.incident,
            "title": board.title,
            "conflict": board.conflict,
            "start": _moment(board.start),
            "end": _moment(board.end),
        },
        "asof": _moment(board.asof),
        "known": _moment(board.known),
        "revision": board.revision,
        "policy": board.policy,
        "sides": [{"key": side.key, "name": side.name, "camp": side.camp or None} for side in board.sides],
        "rows": [row_json(row) for row in board.rows],
        "mirror": [mirror_json(pair) for pair in board.mirror],
        "accounts": [account_json(account) for account in board.accounts],
    }
