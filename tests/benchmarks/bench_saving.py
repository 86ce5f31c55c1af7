"""P13b: one more claim through the service that saving calls, beside working out every board anew, at 100,000 claims.

Of both, what the database takes is left out: the seconds in which a statement runs. The models' own work on what comes back counts
for the claim and not for the boards, whose claims are read beforehand. `BENCH_BOARD_DATABASE` names a filled SQLite file
(`tests.benchmarks.corpus`), of which a copy is used; without it a corpus of `BENCH_BOARD_CLAIMS` (100,000) is made.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from statistics import median
from time import process_time
from typing import Any

from django.db import connection, transaction

from tests.benchmarks.ratios import Ratio
from tests.benchmarks.report import write_table
from tests.benchmarks.servers import ROOT

CLAIMS = os.environ.get("BENCH_BOARD_CLAIMS", "100000")
EDITS = int(os.environ.get("BENCH_SAVING_EDITS", "40"))


class Statements:
    """Adds up the processor seconds in which statements run."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        begun = process_time()
        try:
            return execute(*arguments)
        finally:
            self.seconds += process_time() - begun


def fill() -> None:
    """Put the named corpus, or a new one, in the place of this run's database."""
    path = str(connection.settings_dict["NAME"])
    connection.close()
    if named := os.environ.get("BENCH_BOARD_DATABASE"):
        with closing(sqlite3.connect(named)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
    else:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.corpus", CLAIMS, "--boards", "3"], cwd=ROOT, check=True)


def every_board() -> tuple[float, int]:
    """Processor seconds of working out every board from its claims, which are read before, and how many there are."""
    from claims_app import models
    from claims_app.services.whole_boards import work_out_board

    token = models.VocabularyVersion.current()
    taken, boards = 0.0, 0
    incidents = models.Incident.objects.filter(claims__isnull=False).distinct().select_related("conflict", "place")
    for incident in list(incidents):
        rows = list(models.Claim.objects.filter(incident=incident).visible().with_sources())
        incident.vocabulary_token = token  # type: ignore[attr-defined]
        begun = process_time()
        work_out_board(incident, rows, token)
        taken, boards = taken + process_time() - begun, boards + 1
    return taken, boards


def one_more(like: int, chance: random.Random) -> float:
    """Processor seconds, without those of the database, of a claim that comes beside another one with a figure of its own."""
    from claims_app.models import Citation, Claim
    from claims_app.services import recording

    claim = Claim.objects.get(pk=like)
    cited = claim.citations.order_by("order").first()
    assert cited is not None
    claim.pk, claim._state.adding, claim.external_id = None, True, ""
    claim.figure_text = str(chance.randrange(1, 500))
    statements = Statements()
    with connection.execute_wrapper(statements), transaction.atomic():
        begun = process_time()
        recording.prepare_claim(claim, report=cited.report)
        claim.save()
        Citation.objects.create(claim=claim, report=cited.report, quote=cited.quote)
        recording.settle(claim=claim)
        return process_time() - begun - statements.seconds


def edited() -> tuple[list[float], set[str]]:
    """How long each claim takes that comes to an incident, a busy one the likelier; and the incidents."""
    from claims_app.models import Claim, Incident
    from claims_app.services import recording

    chance = random.Random(3)
    pks = Claim.objects.visible().order_by("pk").values_list("pk", flat=True)
    number = pks.count()
    likes = [pks[chance.randrange(number)] for _ in range(EDITS)]
    touched = Claim.objects.filter(pk__in=likes).values_list("incident", flat=True)
    for pk in sorted(set(touched)):  # what is kept of a board is kept from its first save on
        with transaction.atomic():
            recording.incident_changed([pk])
    slugs = set(Incident.objects.filter(pk__in=touched).values_list("slug", flat=True))
    return [one_more(like, chance) for like in likes], slugs


def ratios() -> Iterator[Ratio]:
    """P13 as the service that saves a claim has it, equal to a full recompute afterwards; writes its table of docs/benchmarks.md."""
    from claims_app.services.checking_boards import check_boards

    fill()
    everything, boards = every_board()
    seconds, slugs = edited()
    if wrong := [one for one in check_boards(slugs=slugs) if one.differences]:
        raise AssertionError(f"a board is not the one of a full recompute: {wrong}")
    what = (
        f"every board anew ({boards:,}, {everything:.0f} s of processor) ÷ one more claim (median {median(seconds) * 1e3:.0f} ms, "
        f"most {max(seconds) * 1e3:.0f} ms, of {EDITS}), without what the database takes"
    )
    found = Ratio("P13b", what, everything / median(seconds), 500, 5000, False)
    write_table("saving", [found])
    yield found
