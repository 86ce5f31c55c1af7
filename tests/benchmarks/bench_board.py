"""The board and the search of a large database beside datasette, pandas and a bare WSGI callable, in one run: P1 to P6.

`BENCH_BOARD_DATABASE` names an SQLite file that `tests.benchmarks.corpus` has filled (with --search for P6), so that it need not be
filled again; `BENCH_BOARD_LARGE` one of ten times the claims, for P4. Without them a corpus of `BENCH_BOARD_CLAIMS` (100,000) is made.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks.ratios import Ratio, cpu_seconds
from tests.benchmarks.report import with_table
from tests.benchmarks.servers import ROOT, Load, Server, ask, gunicorn, load, peer_program, serving

CLAIMS = os.environ.get("BENCH_BOARD_CLAIMS", "100000")
COLD, WARM, CLIENTS = 12, 1000, 8
FLAT = """
CREATE TABLE claims AS
SELECT c.id, i.slug AS incident, c.scope_key AS scope, s.key AS side, c.figure_text AS figure, c.stated_at AS said, q.quote
FROM claims_app_claim c JOIN claims_app_incident i ON i.id = c.incident_id
JOIN claims_app_statement t ON t.id = c.statement_id JOIN claims_app_party s ON s.id = t.claimant_id
JOIN claims_app_citation q ON q.claim_id = c.id AND q."order" = 0
"""
PIVOT = """
SELECT scope, {columns} FROM (SELECT scope, side, figure, quote, max(said) AS said FROM claims WHERE incident = '{incident}' GROUP BY scope, side)
GROUP BY scope ORDER BY scope
"""
NEWEST = "SELECT scope, side, figure, quote, max(said) FROM claims WHERE incident = ? GROUP BY scope, side"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A filled database, the same claims as one flat table, and the address of the largest incident."""

    database: Path
    flat: Path
    incident: str
    sides: tuple[str, ...]

    @property
    def page(self) -> str:
        """The path of its board."""
        return f"/incidents/{self.incident}/"


def prepared(folder: Path) -> Corpus:
    """The corpus, made unless it is named, with the tables that the peers need."""
    named = os.environ.get("BENCH_BOARD_DATABASE")
    database = Path(named) if named else folder / "corpus.sqlite3"
    if not named:
        words = [sys.executable, "-m", "tests.benchmarks.corpus", CLAIMS, "--boards", "3", "--search"]
        subprocess.run(words, cwd=ROOT, env=os.environ | {"DATABASE_URL": f"sqlite:///{database}"}, check=True)
    flat = folder / "flat.sqlite3"
    with sqlite3.connect(database) as connection:
        connection.execute("ATTACH ? AS peer", [str(flat)])
        connection.execute(FLAT.replace("CREATE TABLE claims", "CREATE TABLE peer.claims"))
        connection.commit()
    with sqlite3.connect(flat) as connection:
        connection.execute("CREATE INDEX claims_incident ON claims(incident, scope, side)")
        connection.execute("CREATE VIRTUAL TABLE claims_fts USING fts5(quote, content='claims', content_rowid='id')")
        connection.execute("INSERT INTO claims_fts(claims_fts) VALUES ('rebuild')")
        ((incident,),) = connection.execute(
            "SELECT incident FROM claims GROUP BY incident ORDER BY count(*) DESC LIMIT 1"
        )
        cells = connection.execute(NEWEST, [incident]).fetchall()
        connection.execute(
            "CREATE TABLE cells (place INTEGER, side TEXT, label TEXT, figure TEXT, said TEXT, quote TEXT)"
        )
        places = {scope: place for place, scope in enumerate(sorted({row[0] for row in cells}))}
        connection.executemany(
            "INSERT INTO cells VALUES (?, ?, ?, ?, ?, ?)",
            [(places[scope], side, scope, figure, said, words) for scope, side, figure, words, said in cells],
        )
    return Corpus(database, flat, incident, tuple(sorted({row[1] for row in cells})))


def pivot_of(corpus: Corpus) -> str:
    """The path of datasette's page of the board: a row for each fact, a column for each side."""
    columns = ", ".join(
        f"max(CASE WHEN side = '{side}' THEN figure || ' ' || quote END) AS \"{side}\"" for side in corpus.sides
    )
    return f"/flat?sql={quote(PIVOT.format(columns=columns, incident=corpus.incident).strip())}"


def ratios() -> Iterator[Ratio]:
    """P1 to P6, each beside its peer in the same run; the table of docs/benchmarks.md is written from them."""
    return with_table("board", _measured())


def _measured() -> Iterator[Ratio]:
    datasette = peer_program("datasette", "datasette")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = prepared(folder)
        command, environment = gunicorn(1, f"sqlite:///{corpus.database}", f"filecache://{folder}/pages")
        bare = [*command, "-w", "1", "-k", "gthread", "--threads", "4", "-b", "127.0.0.1:{port}", "-c", "/dev/null"]
        with (
            serving(command, ready="/healthz", **environment) as ours,
            serving([datasette, "serve", str(corpus.flat), "-p", "{port}"]) as peer,
            serving([*bare, "tests.benchmarks.floor:application"], FLOOR_DATABASE=str(corpus.flat)) as floor,
        ):
            yield from _boards(corpus, ours, peer, floor)
            yield from _searches(corpus, ours, peer)
        yield from _growth(corpus, folder)


def _write(database: Path) -> None:
    """What every write does for the pages of a database: whatever was made of them before, in files or in memory, holds no longer."""
    with sqlite3.connect(database, timeout=20) as connection:
        connection.execute("UPDATE claims_app_keptboard SET stamp = lower(hex(randomblob(16)))")


def _boards(corpus: Corpus, ours: Server, peer: Server, floor: Server) -> Iterator[Ratio]:
    for server, path in ((ours, corpus.page), (peer, pivot_of(corpus)), (floor, "/")):
        status, body = ask(server.port, path, packed=False)
        if status != 200:
            raise AssertionError(f"{path[:80]} answers {status}")
        print(f"        {len(body):>10,} bytes of {path[:60]}", flush=True)
    cold = load(ours, [corpus.page] * COLD, before=lambda: _write(corpus.database))
    pivot = load(peer, [pivot_of(corpus)] * COLD)
    least = load(floor, ["/"] * COLD)
    by_hand = cpu_seconds(lambda: _by_hand(corpus))
    what = f"cold board ({cold.median * 1e3:.0f} ms) ÷ datasette’s pivot page ({pivot.median * 1e3:.0f} ms; pandas by hand {by_hand * 1e3:.0f} ms of processor)"
    yield Ratio("P1", f"requests/s, {what}", pivot.median / cold.median, 1.3, 5, at_most=False)
    yield Ratio(
        "P1cpu",
        f"processor: datasette {pivot.each_cpu * 1e3:.0f} ms ÷ cold board {cold.each_cpu * 1e3:.0f} ms",
        pivot.each_cpu / cold.each_cpu,
        1.3,
        5,
        at_most=False,
    )
    for _ in range(2):
        ask(ours.port, corpus.page)
    warm, crowd = _in_turns(
        lambda: load(ours, [corpus.page] * WARM, clients=CLIENTS),
        lambda: load(peer, [pivot_of(corpus)] * COLD * 4, clients=CLIENTS),
    )
    yield Ratio(
        "P2",
        f"warm board ({warm.rate:.0f} requests/s) ÷ datasette ({crowd.rate:.1f}), {CLIENTS} clients",
        warm.rate / crowd.rate,
        30,
        100,
        at_most=False,
    )
    yield Ratio(
        "P2cpu",
        f"processor: datasette {crowd.each_cpu * 1e3:.0f} ms ÷ warm board {warm.each_cpu * 1e3:.1f} ms",
        crowd.each_cpu / warm.each_cpu,
        30,
        100,
        at_most=False,
    )
    yield Ratio(
        "P3",
        f"processor: cold board {cold.each_cpu * 1e3:.0f} ms ÷ bare WSGI {least.each_cpu * 1e3:.1f} ms",
        cold.each_cpu / least.each_cpu,
        9,
        2.5,
    )
    if cold.errors + pivot.errors + least.errors + warm.errors + crowd.errors:
        raise AssertionError("a request was not answered with 200")


def _in_turns(*runs: Callable[[], Load]) -> tuple[Load, ...]:
    """Each run three times, in turns; of each the one with the middle rate."""
    rounds = [[run() for run in runs] for _ in range(3)]
    return tuple(sorted(loads, key=lambda one: one.rate)[1] for loads in zip(*rounds, strict=True))


def _by_hand(corpus: Corpus) -> str:
    """The pivot as somebody makes it in a notebook."""
    import pandas

    with sqlite3.connect(corpus.flat) as connection:
        frame = pandas.read_sql(
            "SELECT scope, side, figure, said FROM claims WHERE incident = ?", connection, params=[corpus.incident]
        )
    newest = frame.sort_values("said").drop_duplicates(["scope", "side"], keep="last")
    return str(newest.pivot(index="scope", columns="side", values="figure").to_html())


def _searches(corpus: Corpus, ours: Server, peer: Server) -> Iterator[Ratio]:
    """Twenty searches for words of every frequency."""
    with sqlite3.connect(corpus.database) as connection:
        ((indexed,),) = connection.execute("SELECT count(*) FROM claims_app_searchdocument WHERE kind = 'claim'")
    if not indexed:
        print("        no search index in this database: P6 is left out", flush=True)
        return
    with sqlite3.connect(corpus.flat) as connection:
        quotes = connection.execute("SELECT quote FROM claims WHERE id % 997 = 0 LIMIT 20").fetchall()
    words = [row[0].split(", ")[-1].split()[-1] for row in quotes]
    mine = load(ours, [f"/search/?q={word}" for word in words], clients=2)
    theirs = load(peer, [f"/flat/claims?_search={word}" for word in words], clients=2)
    yield Ratio(
        "P6",
        f"search: datasette {theirs.median * 1e3:.0f} ms ÷ ours {mine.median * 1e3:.0f} ms (processor {theirs.each_cpu * 1e3:.0f} and {mine.each_cpu * 1e3:.0f} ms)",
        theirs.each_cpu / mine.each_cpu,
        1,
        4,
        at_most=False,
    )


def _growth(corpus: Corpus, folder: Path) -> Iterator[Ratio]:
    """The cold board of ten times the claims, and the questions that a page asks."""
    large = os.environ.get("BENCH_BOARD_LARGE")
    if not large:
        print("        BENCH_BOARD_LARGE names no database: P4 is left out", flush=True)
        return
    taken = [
        _cold_cpu(Path(database), corpus.page, folder / f"pages-{place}")
        for place, database in enumerate((corpus.database, large))
    ]
    yield Ratio(
        "P4",
        f"processor, cold board: ten times the claims {taken[1] * 1e3:.0f} ms ÷ {taken[0] * 1e3:.0f} ms",
        taken[1] / taken[0],
        1.5,
        1.1,
    )


def _cold_cpu(database: Path, page: str, pages: Path) -> float:
    command, environment = gunicorn(1, f"sqlite:///{database}", f"filecache://{pages}")
    with serving(command, ready="/healthz", **environment) as server:
        ask(server.port, page)
        time.sleep(0.1)
        return statistics.median(
            load(server, [page] * COLD, before=lambda: _write(database)).each_cpu for _ in range(3)
        )
