"""The least that a board can cost: one query for cells chosen beforehand, their text escaped into a table, no framework."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from html import escape
from typing import Any


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The board of `FLOOR_DATABASE` as HTML, over its table `cells` (place, side, label, figure, said, quote)."""
    with sqlite3.connect(os.environ["FLOOR_DATABASE"]) as connection:
        rows = connection.execute(
            "SELECT place, side, label, figure, said, quote FROM cells ORDER BY place, side"
        ).fetchall()
    parts = ["<!doctype html><title>Board</title><table>"]
    last = None
    for place, side, label, figure, said, quote in rows:
        if place != last:
            parts.append(f"<tr><th>{escape(label)}</th>")
            last = place
        parts.append(
            f'<td class="{escape(side)}"><a href="/{place}">{escape(figure)}</a> {escape(said)} <q>{escape(quote)}</q></td>'
        )
    body = "".join(parts).encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
