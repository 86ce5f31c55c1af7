"""Writes the ratios of a run into docs/benchmarks.md, between the markers of their table, with the machine that they are of."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from tests.benchmarks.ratios import Ratio

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def write_table(name: str, ratios: Sequence[Ratio], page: Path = PAGE) -> None:
    """Put the table of a run in the place of the one before. Raises ValueError where the page has no such markers."""
    begin, end = f"<!-- measured: {name} -->", f"<!-- end: {name} -->"
    text = page.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        raise ValueError(f"{page.name} has no {begin} … {end}. Put both lines where the table belongs.")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n{table_of(ratios)}\n{end}{after}", encoding="utf-8")


def with_table(name: str, ratios: Iterable[Ratio]) -> Iterator[Ratio]:
    """The ratios as they come; once all are there, their table is written."""
    found = []
    for ratio in ratios:
        found.append(ratio)
        yield ratio
    write_table(name, found)


def table_of(ratios: Sequence[Ratio]) -> str:
    """The table and, under it, the machine and the day."""
    lines = ["| | what | found | gate | aim | |", "| --- | --- | --- | --- | --- | --- |"]
    for ratio in ratios:
        sign = "≤" if ratio.at_most else "≥"
        word = "aim" if ratio.holds(ratio.aim) else "gate" if ratio.holds(ratio.gate) else "missed"
        lines.append(
            f"| {ratio.code} | {ratio.what} | {ratio.value:.3g} | {sign} {ratio.gate:g} | {sign} {ratio.aim:g} | {word} |"
        )
    return "\n".join([*lines, "", machine()])


def machine() -> str:
    """What the figures were taken on; load is that of the last minute at the end of the run."""
    load = os.getloadavg()[0]
    return (
        f"Measured on {date.today().isoformat()}: {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, load {load:.1f}."
    )
