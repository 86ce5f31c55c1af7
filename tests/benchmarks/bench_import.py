"""P7–P11: an import of the made-up archive beside django-import-export, beside the floor, and what others feel of it.

Each measurement is a process of its own on a copy of one prepared SQLite database. `BENCH_IMPORT_ROWS` (10,000),
`BENCH_IMPORT_PEER_ROWS` (1,000) and `BENCH_IMPORT_FLOOR_ROWS` (100,000, for P8) name other sizes. The peer lives apart from the app, in var/bench-venv:

    uv venv var/bench-venv && uv pip install --python var/bench-venv/bin/python django-import-export
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.ratios import Ratio
from tests.benchmarks.report import with_table

ROOT = Path(__file__).resolve().parents[2]
ROWS = int(os.environ.get("BENCH_IMPORT_ROWS", "10000"))
PEER_ROWS = int(os.environ.get("BENCH_IMPORT_PEER_ROWS", "1000"))
FLOOR_ROWS = int(os.environ.get("BENCH_IMPORT_FLOOR_ROWS", "100000"))
PEER = sorted((ROOT / "var" / "bench-venv").glob("lib/python*/site-packages"))
# Seconds between two edits of an editor, on average.
PAUSE = 1
BEFORE = 300


class Runs:
    """Starts measured processes, each on its own copy of the prepared database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prepared = folder / "prepared.sqlite3"
        self.result("prepare", 0, self.prepared)
        self.close(self.prepared)

    def copy(self, name: str) -> Path:
        """A fresh database."""
        path = self.folder / f"{name}.sqlite3"
        shutil.copy(self.prepared, path)
        return path

    @staticmethod
    def close(path: Path, mode: str = "WAL") -> None:
        """Everything in the one file, in this journal mode."""
        with sqlite3.connect(path) as found:
            found.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            found.execute(f"PRAGMA journal_mode={mode}")

    def start(self, how: str, rows: int, path: Path, extra: str = "", **settings: str) -> subprocess.Popen[str]:
        """A process that measures itself."""
        found = os.pathsep.join([str(ROOT), *map(str, PEER if how.startswith("peer") else [])])
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}", "PYTHONPATH": found, **settings}
        command = [sys.executable, "-m", "tests.benchmarks.import_runs", how, str(rows), *([extra] if extra else [])]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def result(self, how: str, rows: int, path: Path, extra: str = "", **settings: str) -> dict[str, Any]:
        """What one measured process says at its end."""
        return self.end(self.start(how, rows, path, extra, **settings))

    @staticmethod
    def end(process: subprocess.Popen[str]) -> dict[str, Any]:
        """Its answer, when it is done."""
        out, _ = process.communicate()
        if process.returncode:
            raise AssertionError("a measured process failed; its words stand above")
        lines = out.strip().splitlines()
        return dict(json.loads(lines[-1])) if lines else {}

    def beside(self, other: str, how: str, **settings: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """An import, and what another process (read, write) felt of it; some claims are on file before."""
        path = self.copy(f"{other}-{how}-{'-'.join(settings.values())}")
        stop = path.with_suffix(".stop")
        self.result("ours-with-boards", BEFORE, path, "99")
        self.close(path, "DELETE" if settings else "WAL")
        felt = self.start(other, PAUSE, path, str(stop), **settings)
        imported = self.result(how, ROWS, path, **settings)
        stop.touch()
        return imported, self.end(felt)


def per_second(rows: int, used: dict[str, Any]) -> float:
    """Rows for each second of the processor."""
    return float(rows / used["cpu"])


def percentile(waits: list[float], share: float) -> float:
    """The wait that so many stay under."""
    return waits[min(len(waits) - 1, int(len(waits) * share))]


def ratios() -> Iterator[Ratio]:
    """P7 to P11; the table of docs/benchmarks.md is written from them."""
    return with_table("import", _measured())


def _measured() -> Iterator[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(Path(folder))
        ours = runs.result("ours", ROWS, runs.copy("ours"))
        yield from _beside_the_peer(runs, ours)
        large, floor = _beside_the_floor(runs)
        what = f"processor time of {FLOOR_ROWS:,} rows ({large['cpu']:.1f} s) ÷ executemany of the same rows ({floor['cpu']:.1f} s)"
        yield Ratio("P8", what, large["cpu"] / floor["cpu"], 4, 2)
        what = f"peak memory of {FLOOR_ROWS:,} rows ({large['peak']:.0f} MB) ÷ of {ROWS:,} rows ({ours['peak']:.0f} MB)"
        yield Ratio("P9", what, large["peak"] / ours["peak"], 1.5, 1.2)
        yield from _felt_by_others(runs)


def _beside_the_peer(runs: Runs, ours: dict[str, Any]) -> Iterator[Ratio]:
    if not PEER:
        print("P7    not measured: make var/bench-venv first (see tests/benchmarks/bench_import.py)")
        return
    mine = per_second(ROWS, ours)
    for code, how, gate, aim in (("P7a", "peer", 8, 20), ("P7b", "peer-dict", 2.5, 5)):
        theirs = per_second(PEER_ROWS, runs.result(how, PEER_ROWS, runs.copy(how)))
        what = f"rows per processor second: ours, with history and every row kept ({mine:.0f}) ÷ {how} ({theirs:.0f})"
        yield Ratio(code, what, mine / theirs, gate, aim, False)


def _beside_the_floor(runs: Runs) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a large import used, and what writing the same rows by hand did."""
    filled = runs.copy("filled")
    ours = runs.result("ours", FLOOR_ROWS, filled)
    return ours, runs.result("floor", FLOOR_ROWS, runs.copy("floor"), str(filled))


def _felt_by_others(runs: Runs) -> Iterator[Ratio]:
    _, read_plain = runs.beside("read", "ours-at-once", BENCH_SQLITE="default")
    _, read = runs.beside("read", "ours-with-boards")
    slow, quick = percentile(read_plain["waits"], 0.99), percentile(read["waits"], 0.99)
    what = (
        f"readers' p99 during an import: Django's own SQLite settings, one transaction ({slow:.2f} s, {read_plain['errors']} "
        f"errors) ÷ ours ({quick:.2f} s, {read['errors']} errors)"
    )
    yield Ratio("P10", what, slow / quick, 20, 100, False)
    imported, written = runs.beside("write", "ours-with-boards")
    longest = written["waits"][-1]
    what = (
        f"longest of {len(written['waits'])} edits by eight editors beside an import ({longest:.2f} s, {written['errors']} errors; "
        f"p99 {percentile(written['waits'], 0.99):.2f} s) ÷ its length ({imported['seconds']:.0f} s)"
    )
    yield Ratio("P11", what, longest / imported["seconds"], 0.25, 0.05)
