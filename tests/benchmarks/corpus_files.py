"""A made-up archive of claims as large as wanted, the same every time: 40 conflicts, 2,000 incidents, skewed as archives are.

The claims of an incident fall off with its rank, so that the largest incident holds 8 % of all; its board has about 200 rows,
each said of by four sides. `vocabulary()` is a vocabulary file, `lines(N)` the rows of a claims file with N claims.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path
from typing import Any

CONFLICTS, INCIDENTS, SIDES = 40, 2000, 4
LARGEST = 0.08
OUTLETS = 300
CLAIMS_OF_A_REPORT = 4
BEGIN = date(2016, 1, 4)
HEADER = (
    "external_id", "incident", "claimant", "speaker", "subject", "measure", "figure", "stated_at", "publisher", "title",
    "url", "published", "quote",
)  # fmt: skip
THINGS = (
    "tanks", "armoured vehicles", "artillery pieces", "mortars", "drones", "helicopters", "planes", "trucks", "boats",
    "radars", "bunkers", "depots", "missiles", "multiple rocket launchers", "machine guns", "command posts",
)  # fmt: skip
PEOPLE = ("soldiers", "officers", "civilians", "medical workers", "journalists", "pilots")
MEASURES = (
    *(f"{thing} {outcome}" for thing, outcome in product(THINGS, ("destroyed", "damaged", "captured"))),
    *(f"{who} {outcome}" for who, outcome in product(PEOPLE, ("killed", "wounded"))),
)
ROWS_OF_THE_LARGEST = 50
FIGURES = ("{n}", "{n}", "{n}", "{n}", "over {n}", "about {n}", "at least {n}", "{n} to {m}", "dozens", "several")
SPEAKERS = ("", "Press service", "General Staff", "Spokesman")
HOLDERS = ("Northern", "Southern", "Upper", "Lower", "Coastal", "Inner", "Outer", "Eastern")


@dataclass(frozen=True, slots=True)
class Episode:
    """One incident: where it stands by size, and in whose conflict."""

    rank: int
    conflict: int

    @property
    def slug(self) -> str:
        """As files name it."""
        return f"{self.start:%Y-%m-%d}-episode-{self.rank}"

    @property
    def start(self) -> date:
        """Its first day; it lasts a week."""
        return BEGIN + timedelta(days=self.rank % 2400)


def _sharpness(shares: int, largest: float) -> float:
    """The exponent at which the first of so many Zipf shares is `largest`."""
    low, high = 0.0, 3.0
    for _ in range(60):
        middle = (low + high) / 2
        first = 1 / sum(rank**-middle for rank in range(1, shares + 1))
        low, high = (middle, high) if first < largest else (low, middle)
    return low


def _weights(shares: int, largest: float) -> list[float]:
    exponent = _sharpness(shares, largest)
    return list(accumulate(rank**-exponent for rank in range(1, shares + 1)))


def episodes(incidents: int = INCIDENTS, conflicts: int = CONFLICTS) -> list[Episode]:
    """All incidents, the largest first; the conflicts share them as one over the rank, and the largest has the largest."""
    chance = random.Random(40)
    shares = _weights(conflicts, max(0.2, 1 / conflicts))
    drawn = chance.choices(range(conflicts), cum_weights=shares, k=incidents)
    return [Episode(rank, rank - 1 if rank <= conflicts else drawn[rank - 1]) for rank in range(1, incidents + 1)]


def side_of(conflict: int, side: int) -> str:
    """The name of a side, as files write it."""
    return f"{HOLDERS[side]} {_name(conflict)}"


def _name(number: int) -> str:
    """A name of two syllables and a number of its own, so that none is like another."""
    first, last = ("Ar", "Bel", "Cor", "Dun", "El", "Far", "Gal", "Hol"), ("andia", "oria", "avia", "unia", "essia")
    return f"{first[number % 8]}{last[number // 8 % 5]}"


def vocabulary(incidents: int = INCIDENTS, conflicts: int = CONFLICTS) -> dict[str, Any]:
    """A vocabulary file: four sides in two camps for each conflict, an observer, and every incident."""
    parties: list[dict[str, Any]] = [{"key": "observers", "name": "Field observers", "kind": "observer"}]
    wars: list[dict[str, Any]] = []
    for number in range(conflicts):
        sides = []
        for side in range(SIDES):
            key = f"c{number}-s{side}"
            parties.append({"key": key, "name": side_of(number, side), "kind": "state"})
            camp = "first" if side in (0, 3) else "second"
            sides.append({"key": key, "name": side_of(number, side), "camp": f"c{number}-{camp}", "parties": [key]})
        wars.append({"key": f"c{number}", "title": f"{_name(number)} war", "sides": sides})
    return {
        "parties": parties,
        "conflicts": wars,
        "incidents": [
            {
                "slug": one.slug,
                "title": f"Episode {one.rank} of {_name(one.conflict)}",
                "conflict": f"c{one.conflict}",
                "start": one.start.isoformat(),
                "end": (one.start + timedelta(days=6)).isoformat(),
            }
            for one in episodes(incidents, conflicts)
        ],
    }


def lines(size: int, *, incidents: int = INCIDENTS, conflicts: int = CONFLICTS, seed: int = 7) -> Iterator[list[str]]:
    """The rows of a claims file, in the order of `HEADER`; each with an external id of its own. The same for the same arguments."""
    chance = random.Random(seed)
    known = episodes(incidents, conflicts)
    shares = _weights(incidents, max(LARGEST, 1 / incidents))
    for number in range(size):
        one = known[chance.choices(range(incidents), cum_weights=shares)[0]]
        yield _line(number, one, chance, seed)


def _line(number: int, one: Episode, chance: random.Random, seed: int) -> list[str]:
    claimant, sufferer = chance.randrange(SIDES + 1), chance.randrange(SIDES)
    who = side_of(one.conflict, claimant) if claimant < SIDES else "Field observers"
    # Few things are counted in most incidents, many in the largest.
    counted = MEASURES[: ROWS_OF_THE_LARGEST if one.rank == 1 else max(4, ROWS_OF_THE_LARGEST // one.rank)]
    measure, low = chance.choice(counted), int(10 ** chance.uniform(0, 3))
    figure = chance.choice(FIGURES).format(n=low, m=low + chance.randrange(1, 40))
    said = one.start + timedelta(days=chance.randrange(7))
    outlet = int(OUTLETS * chance.random() ** 2)
    report = number // CLAIMS_OF_A_REPORT
    speaker = chance.choice(SPEAKERS) if claimant < SIDES else ""
    subject = side_of(one.conflict, sufferer)
    return [
        f"m{seed}-{number}", one.slug, who, speaker, subject, measure, figure, said.isoformat(), f"Outlet {outlet}",
        f"Report {report}", f"https://outlet-{outlet}.example.org/{seed}/{report}-{one.rank}", said.isoformat(),
        f"{who} said {figure} {measure} of {subject}, in its report number {number}.",
    ]  # fmt: skip


def write_claims_file(path: Path, size: int, *, seed: int = 7) -> None:
    """A CSV claims file with so many claims, written as it is made up."""
    with path.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text)
        writer.writerow(HEADER)
        writer.writerows(lines(size, seed=seed))
