"""A database of made-up claims, the same every time: 40 conflicts, 2,000 incidents, most claims about few of them.

`python -m tests.benchmarks.corpus 100000 [--boards N|all] [--search]` fills the database of `DATABASE_URL`. The largest incident
holds 8 % of the claims, the others less and less by their rank. A board has at most 200 rows and four sides that speak; further
claims revise those before them, so that a board is as large at a million claims as at ten thousand.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

CONFLICTS = 40
INCIDENTS = 2000
LARGEST_SHARE = 0.08
SIDES = (("north", "one"), ("coast", "one"), ("south", "two"), ("river", "two"))
NAMES = {"north": "Northland", "coast": "Coastland", "south": "Southland", "river": "Riverland"}
OUTLETS = 60
PLACES = 5
MEASURES = (
    ("tank", "destroyed"), ("apc", "destroyed"), ("truck", "destroyed"), ("mortar", "destroyed"), ("mlrs", "captured"),
    ("drone", "shot_down"), ("helicopter", "shot_down"), ("soldier", "killed"), ("soldier", "wounded"), ("civilian", "killed"),
)  # fmt: skip
ROWS = len(SIDES) * len(MEASURES) * PLACES
# How a figure is worded, and how often; {n} is the number, {m} a larger one.
WORDINGS = {
    "{n}": 40,
    "over {n}": 15,
    "at least {n}": 12,
    "about {n}": 12,
    "up to {n}": 6,
    "{n} to {m}": 8,
    "several": 4,
    "dozens": 3,
}
BEGIN = date(2014, 1, 1)
ROWS_OF_A_STATEMENT = 10
WORDS = 3000


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written: how many claims, the largest incident's slug and how many claims it holds."""

    claims: int
    largest: str
    largest_claims: int


def shares(claims: int, incidents: int = INCIDENTS, largest: float = LARGEST_SHARE) -> list[int]:
    """How many claims each incident holds, by rank: as a power of the rank, the first having its share, all being one sum."""
    low, high = 0.0, 4.0
    for _ in range(60):
        power = (low + high) / 2
        weights = [rank**-power for rank in range(1, incidents + 1)]
        low, high = (power, high) if 1 / sum(weights) < largest else (low, power)
    bounds = [round(claims * bound / sum(weights)) for bound in accumulate(weights, initial=0.0)]
    return [end - begin for begin, end in pairwise(bounds)]


def pseudo_words(chance: random.Random, number: int = WORDS) -> list[str]:
    """Words of no language, told apart from each other, for quotes that a search can look into."""
    parts = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "dar", "fel", "gim", "hol", "pur"]
    return ["".join(chance.choice(parts) for _ in range(3)) + str(n % 7 or "") for n in range(number)]


class Filler:
    """Writes one corpus; each incident's claims come from a chance of its own, so that they do not hang on the others."""

    def __init__(self, claims: int, incidents: int, seed: int) -> None:
        from claims_app import models
        from tests.benchmarks.bulk import Table

        self.models = models
        self.claims, self.of_incidents, self.seed = claims, incidents, seed
        self.incidents = Table(models.Incident)
        self.statements, self.reports = Table(models.Statement), Table(models.Report)
        self.rows, self.citations = Table(models.Claim), Table(models.Citation)
        self.objects = {row.key: row for row in models.MeasureObject.objects.all()}
        self.outcomes = {row.key: row for row in models.Outcome.objects.all()}
        self.words = pseudo_words(random.Random(seed))
        self.common = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
        self.wordings, self.often = list(WORDINGS), list(accumulate(WORDINGS.values()))

    def fill(self) -> Filled:
        """Write everything in one transaction."""
        from django.db import transaction

        from tests.benchmarks.bulk import set_sequences, write_history

        kept = [self.incidents, self.statements, self.reports, self.rows, self.citations]
        before = [table.number for table in kept]
        with transaction.atomic():
            self._vocabulary()
            sizes = shares(self.claims, self.of_incidents)
            slugs = [self._incident(rank, size) for rank, size in enumerate(sizes)]
            for table in kept:
                table.flush()
            for table, number in zip(kept, before, strict=True):
                write_history(table.model, number)
            set_sequences([table.model for table in kept])
        return Filled(sum(sizes), slugs[0], sizes[0])

    def _vocabulary(self) -> None:
        """Parties, sides and places of each conflict, and the outlets of all."""
        models = self.models
        self.parties: list[dict[str, Any]] = []
        self.places: list[list[Any]] = []
        self.conflicts = []
        for number in range(CONFLICTS):
            conflict = models.Conflict.objects.create(key=f"corpus-{number:02}", title=f"Quarrel {number:02}")
            region = models.Place.objects.create(key=f"corpus-{number:02}-region", name=f"Region {number:02}")
            around = [
                models.Place.objects.create(key=f"corpus-{number:02}-town-{town}", name=f"Town {number:02}-{town}", within=region)
                for town in range(1, PLACES)
            ]  # fmt: skip
            parties = {}
            for place, (side, camp) in enumerate(SIDES):
                name = f"{NAMES[side]} {number:02}"
                parties[side] = models.Party.objects.create(key=f"corpus-{number:02}-{side}", name=name, kind="state")
                column = models.Side.objects.create(conflict=conflict, key=side, name=name, camp=camp, order=place)
                models.SideMembership.objects.create(side=column, party=parties[side])
            self.conflicts.append(conflict)
            self.places.append([region, *around])
            self.parties.append(parties)
        self.outlets = [
            models.Outlet.objects.create(slug=f"corpus-outlet-{n:02}", name=f"Outlet {n:02}") for n in range(OUTLETS)
        ]
        models.VocabularyVersion.renew()

    def _incident(self, rank: int, size: int) -> str:
        """One incident with its claims, cell by cell, round by round."""
        number = rank % CONFLICTS
        start = BEGIN + timedelta(days=(rank * 7) % 4000)
        rounds = max(1, -(-size // (ROWS * len(SIDES))))
        slug = f"{start.isoformat()}-corpus-{rank:04}"
        incident = self.incidents.add(
            slug=slug, title=f"Incident {rank:04}", conflict_id=self.conflicts[number].pk, start=start,
            end=start + timedelta(days=rounds), timezone="UTC", place_id=self.places[number][0].pk,
        )  # fmt: skip
        Story(self, incident, number, start, random.Random(f"{self.seed}-{rank}")).tell(size)
        return slug


class Story:
    """The claims of one incident: the cells of its board in order, then again a day later, each revising the one before."""

    def __init__(self, filler: Filler, incident: int, conflict: int, start: date, chance: random.Random) -> None:
        self.to, self.incident, self.start, self.chance = filler, incident, start, chance
        self.parties, self.places = filler.parties[conflict], filler.places[conflict]
        self.said: dict[tuple[int, int, int], tuple[int, int]] = {}
        self.newest: dict[int, int] = {}
        self.truth: list[float] = [10 ** chance.uniform(0.3, 2.7) for _ in range(ROWS)]

    def tell(self, size: int) -> None:
        """Write so many claims."""
        cells = ROWS * len(SIDES)
        for number in range(size):
            turn, cell = divmod(number, cells)
            self._claim(turn, cell)

    def _claim(self, turn: int, cell: int) -> None:
        row, speaker = divmod(cell, len(SIDES))
        rest, place = divmod(row, PLACES)
        whose, measure = divmod(rest, len(MEASURES))
        key, word = MEASURES[measure]
        thing, outcome = self.to.objects[key], self.to.outcomes[word]
        side, subject = SIDES[speaker][0], self.parties[SIDES[whose][0]]
        statement, report = self._statement(turn, speaker, row // ROWS_OF_A_STATEMENT)
        moment = self._moment(turn)
        where = self.places[place]
        text = self._figure(row, allied=SIDES[speaker][1] == SIDES[whose][1], turn=turn)
        pk = self.to.rows.add(
            incident_id=self.incident, statement_id=statement, subject_label=subject.name, object_id=thing.pk,
            subject_certain=[subject.key], subject_plain=[subject.key], subject_possible=[subject.key],
            outcome_id=outcome.pk, place_id=where.pk if place else None, figure_text=text, status="published",
            stated_at=moment, as_of=moment.replace(hour=23, minute=59, second=59), recorded_at=moment,
            revises_id=self.newest.get(cell), **columns_of(text),
            scope_key="|".join((subject.key, key, outcome.family, where.key if place else "")),
        )  # fmt: skip
        self.newest[cell] = pk
        words = " ".join(self.chance.choices(self.to.words, cum_weights=self.to.common, k=6))
        quote = f"{text} {thing.plural or thing.name} of {subject.name} {outcome.name} near {where.name}, {words}"
        self.to.citations.add(
            claim_id=pk, report_id=report, quote=f"{self.parties[side].name} said: {quote}", wording="publisher"
        )
        if self.chance.random() < 0.1:
            self.to.citations.add(
                claim_id=pk, report_id=self._report(turn, report), quote=quote, wording="publisher", order=1
            )

    def _statement(self, turn: int, speaker: int, part: int) -> tuple[int, int]:
        """The numbers of the statement that a side makes about some rows on a day, and of the report that carries it."""
        key = (turn, speaker, part)
        if key not in self.said:
            moment = self._moment(turn)
            party = self.parties[SIDES[speaker][0]]
            number = self.to.statements.add(
                incident_id=self.incident,
                claimant_id=party.pk,
                stated_from=moment,
                stated_to=moment,
                label=f"part {part}",
            )
            self.said[key] = (number, self._report(turn, None))
        return self.said[key]

    def _report(self, turn: int, copied_from: int | None) -> int:
        number = self.to.reports.number + 1
        outlet = self.chance.choice(self.to.outlets)
        return self.to.reports.add(
            outlet_id=outlet.pk, title=f"Report {number}", url=f"https://example.org/corpus/{number}",
            published=self.start + timedelta(days=turn), copied_from_id=copied_from,
        )  # fmt: skip

    def _moment(self, turn: int) -> datetime:
        day = self.start + timedelta(days=turn)
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    def _figure(self, row: int, *, allied: bool, turn: int) -> str:
        """A figure as printed: allies tell less than others do, and all a little more each day."""
        spread = self.chance.uniform(0.4, 1.0) if allied else self.chance.uniform(0.9, 2.0)
        number = max(1, round(self.truth[row] * spread * (1 + turn / 50)))
        (wording,) = self.chance.choices(self.to.wordings, cum_weights=self.to.often)
        return wording.format(n=number, m=number + max(2, number // 5))


@cache
def columns_of(text: str) -> dict[str, Any]:
    """The columns of a figure's reading, as the service that records claims fills them."""
    from claims_app import models
    from claims_app.services import recording

    claim = models.Claim(figure_text=text)
    recording.read_claim_figure(claim)
    names = (
        "kind", "figure_kind", "figure_unit", "figure_flags", "figure_policy",
        "plain_low", "plain_high", "charitable_low", "charitable_high",
    )  # fmt: skip
    return {name: getattr(claim, name) for name in names}


def fill(claims: int, *, incidents: int = INCIDENTS, seed: int = 7) -> Filled:
    """Write a corpus of so many claims beside what the database holds, once; the same seed writes the same.

    Not yet: the boards (`keep_boards`) and the search index (`manage.py rebuild_search`).
    """
    return Filler(claims, incidents, seed).fill()


def keep_boards(slugs: Sequence[str] | None = None) -> Iterator[str]:
    """Work out and keep the boards of these incidents, or of all; yields each slug when its board is kept."""
    from claims_app import models
    from claims_app.services.boards import refresh_findings

    incidents = models.Incident.objects.select_related("conflict", "place").filter(claims__isnull=False).distinct()
    for incident in incidents.filter(slug__in=slugs).order_by("pk") if slugs is not None else incidents.order_by("pk"):
        refresh_findings(incident=incident)
        yield incident.slug


def main(arguments: Sequence[str]) -> None:
    """Fill the database of `DATABASE_URL`."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks.corpus", description=__doc__)
    options.add_argument("claims", type=int, help="how many claims, e.g. 100000")
    options.add_argument(
        "--boards", default="all", help="keep the boards of the N largest incidents, or all (the default)"
    )
    options.add_argument("--search", action="store_true", help="make the search index too")
    wanted = options.parse_args(arguments)
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    begun = time.monotonic()
    filled = fill(wanted.claims)
    print(
        f"{filled.claims:,} claims in {time.monotonic() - begun:.0f} s; {filled.largest} holds {filled.largest_claims:,}."
    )
    slugs = None if wanted.boards == "all" else largest_slugs(int(wanted.boards))
    number = sum(1 for _ in keep_boards(slugs))
    print(f"{number:,} boards are kept after {time.monotonic() - begun:.0f} s.")
    if wanted.search:
        call_command("rebuild_search")
        print(f"The search index is made after {time.monotonic() - begun:.0f} s.")


def largest_slugs(number: int) -> list[str]:
    """The addresses of the largest incidents."""
    from claims_app import models

    incidents = models.Incident.objects.filter(slug__contains="-corpus-").order_by("pk")
    return list(incidents.values_list("slug", flat=True)[:number])


if __name__ == "__main__":
    main(sys.argv[1:])
