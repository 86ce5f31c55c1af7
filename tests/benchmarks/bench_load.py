"""A bad day on loopback: boards, filters, searches, files and the API asked for at once while a file is imported; errors must be none.

Bounded: `BENCH_LOAD_REQUESTS` (400) by eight clients, two workers. Beside it datasette with the same clients on the same claims.
"""

from __future__ import annotations

import csv
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.bench_board import Corpus, pivot_of, prepared
from tests.benchmarks.ratios import Ratio
from tests.benchmarks.report import with_table
from tests.benchmarks.servers import ROOT, Load, gunicorn, load, peer_program, serving

REQUESTS = int(os.environ.get("BENCH_LOAD_REQUESTS", "400"))
CLIENTS, WORKERS, ROWS = 8, 4, 400
# How often each is asked for, of a hundred.
MIX = {
    "{page}": 60, "/incidents/{small}/": 15, "{page}?gaps=1": 8, "/search/?q=destroyed": 6, "/api/v1/incidents/{small}/board": 5,
    "/incidents/{small}/board.csv": 4, "/method/": 2,
}  # fmt: skip


def ratios() -> Iterator[Ratio]:
    """Requests per second beside datasette's, with the percentiles in words; the table of docs/benchmarks.md is written from them."""
    return with_table("load", _measured())


def _measured() -> Iterator[Ratio]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = prepared(folder)
        database = folder / "work.sqlite3"
        shutil.copy(corpus.database, database)
        chance = random.Random(5)
        small = _small(database)
        paths = [
            path.format(page=corpus.page, small=small)
            for path in chance.choices(list(MIX), weights=list(MIX.values()), k=REQUESTS)
        ]
        url = f"sqlite:///{database}"
        command, environment = gunicorn(WORKERS, url, f"filecache://{folder}/pages")
        with serving(command, ready="/healthz", **environment) as ours:
            importing = _import(folder, small, url)
            mine = load(ours, paths, clients=CLIENTS)
            was_importing = importing.poll() is None
            imported = importing.wait(timeout=600)
        theirs = _peer(corpus)
        yield Ratio(
            "L1",
            f"the mix ({_said(mine)}) during an import of {ROWS} claims, which {'outlasted it' if was_importing else 'ended before it'}"
            f" ÷ datasette’s pivot and search ({_said(theirs)}), 8 clients",
            mine.rate / theirs.rate,
            1,
            5,
            at_most=False,
        )
        yield Ratio(
            "L2", "answers of ours other than 200, and an import that failed", mine.errors + bool(imported), 0, 0
        )


def _said(found: Load) -> str:
    middle, late, last = (found.percentile(percent) * 1e3 for percent in (50, 95, 99))
    return (
        f"{found.rate:.1f} requests/s, p50 {middle:.0f} ms, p95 {late:.0f} ms, p99 {last:.0f} ms, {found.errors} errors"
    )


def _small(database: Path) -> str:
    """The third largest incident."""
    with sqlite3.connect(database) as connection:
        sql = "SELECT slug FROM claims_app_incident WHERE slug LIKE '%-corpus-%' ORDER BY id LIMIT 1 OFFSET 2"
        return str(connection.execute(sql).fetchone()[0])


def _import(folder: Path, incident: str, url: str) -> subprocess.Popen[bytes]:
    """A file of claims about the incident, on its way in by the command."""
    path = folder / "claims.csv"
    day = incident[:10]
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(
            ["incident", "claimant", "subject", "measure", "figure", "stated_at", "publisher", "url", "quote"]
        )
        for number in range(ROWS):
            who, whom = ("Northland 02", "Southland 02") if number % 2 else ("Southland 02", "Northland 02")
            figure = f"at least {number + 2}"
            lines.writerow(
                [
                    incident,
                    who,
                    whom,
                    "trucks destroyed",
                    figure,
                    day,
                    "Outlet 01",
                    f"https://example.org/load/{number}",
                    f"{who}: {figure} trucks.",
                ]
            )
    words = [sys.executable, "manage.py", "import_claims", str(path)]
    return subprocess.Popen(words, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, stdout=subprocess.DEVNULL)


def _peer(corpus: Corpus) -> Load:
    datasette = peer_program("datasette", "datasette")
    with serving([datasette, "serve", str(corpus.flat), "-p", "{port}"]) as peer:
        return load(peer, [pivot_of(corpus), "/flat/claims?_search=destroyed"] * 20, clients=CLIENTS)
