"""The engine over many claims: P12 (cost of ten times the claims), P13 (one more claim), and the naive baseline.

`BENCH_ENGINE_SIZES=1000,10000` names other sizes than 10,000 and 100,000; `BENCH_ENGINE_NAIVE` the naive one (1,500).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from itertools import accumulate, combinations
from time import process_time

from claims_app.core.certificates import pair_certificate
from claims_app.core.claims import Claim
from claims_app.core.figures import Figure, Interval
from claims_app.core.indexes import ClaimIndex
from claims_app.core.periods import Period
from claims_app.core.worlds import World
from tests.benchmarks.ratios import Ratio
from tests.benchmarks.report import with_table

SIZES = tuple(int(size) for size in os.environ.get("BENCH_ENGINE_SIZES", "10000,100000").split(","))
NAIVE = int(os.environ.get("BENCH_ENGINE_NAIVE", "1500"))
EDITS = 200
CONFLICTS = 40
INCIDENTS_PER_CONFLICT = 50
DAYS = 12
DAY = 86_400
OBJECTS = {
    "person": "",
    "soldier": "person",
    "civilian": "person",
    "materiel": "",
    "tank": "materiel",
    "drone": "materiel",
}
OUTCOMES = {"killed": (), "wounded": (), "destroyed": (), "damaged": (), "lost": ("destroyed", "damaged")}
WORDS = {True: ("killed", "wounded"), False: ("destroyed", "damaged", "lost")}


def build_world() -> World:
    """Forty conflicts of two camps and fifty incidents each, with a small vocabulary."""
    conflicts = range(CONFLICTS)
    places = [{"key": f"r{c}"} for c in conflicts]
    places += [{"key": f"p{c}-{n}", "within": f"r{c}"} for c in conflicts for n in range(INCIDENTS_PER_CONFLICT)]
    parties = [{"key": f"{side}{c}"} for c in conflicts for side in "ab"]
    return World.build(
        objects=[{"key": key, "part_of": [{"key": whole}] if whole else []} for key, whole in OBJECTS.items()],
        outcomes=[{"key": key, "plain": list(plain)} for key, plain in OUTCOMES.items()],
        places=places,
        parties=parties,
        camps={party["key"]: party["key"] for party in parties},
    )


def make_claims(size: int, world: World, seed: int = 2) -> list[Claim]:
    """Claims spread over conflicts and incidents as one over the rank, half of them about the whole region."""
    chance = random.Random(seed)
    weights = list(accumulate(1 / rank for rank in range(1, CONFLICTS + 1)))
    spots = list(accumulate(1 / rank for rank in range(1, INCIDENTS_PER_CONFLICT + 1)))
    conflicts = chance.choices(range(CONFLICTS), cum_weights=weights, k=size)
    return [make_claim(number, conflict, chance, spots, world) for number, conflict in enumerate(conflicts)]


def make_claim(number: int, conflict: int, chance: random.Random, spots: list[float], world: World) -> Claim:
    """One claim: a side's figure of a loss in an incident, on a day or up to it."""
    speaker, sufferer = (f"{chance.choice('ab')}{conflict}" for _ in range(2))
    thing = chance.choice(list(OBJECTS))
    word = chance.choice(WORDS[thing in ("person", "soldier", "civilian")])
    place = f"p{conflict}-{chance.choices(range(INCIDENTS_PER_CONFLICT), cum_weights=spots)[0]}"
    last = chance.randrange(1, DAYS)
    period = Period.exactly(DAY * chance.choice((0, last - 1)), DAY * last)
    agent = () if speaker == sufferer else (speaker,)
    scope = world.scope((), (sufferer,), (), thing, word, agent, place, "", period, speaker)
    low = int(10 ** chance.uniform(0, 3))
    interval = Interval(low, chance.choice((low, low, low + low // 4, None)))
    figure = Figure(str(low), "en", "exact", interval, interval)
    return Claim(number, speaker, speaker, speaker, "figure", scope=scope, figure=figure)


def seconds_of_build(claims: list[Claim]) -> tuple[float, ClaimIndex]:
    """Processor seconds of a full computation, and its index."""
    start = process_time()
    index = ClaimIndex(claims)
    return process_time() - start, index


def seconds_of_edit(index: ClaimIndex, claims: list[Claim], extra: list[Claim]) -> float:
    """Processor seconds of adding one claim, over as many as are given."""
    start = process_time()
    for claim in extra:
        index.add(claim)
    return (process_time() - start) / len(extra)


def seconds_of_naive(claims: list[Claim], wanted: int) -> float:
    """Processor seconds of comparing every two of `wanted` claims, from those of fewer."""
    start = process_time()
    for a, b in combinations(claims[:NAIVE], 2):
        pair_certificate(a, b, "charitable")
    return (process_time() - start) * (wanted / min(NAIVE, len(claims))) ** 2


def ratios() -> Iterator[Ratio]:
    """P12 and P13, and how much longer comparing every two would take; the table of docs/benchmarks.md is written from them."""
    return with_table("engine", _measured())


def _measured() -> Iterator[Ratio]:
    world = build_world()
    small, large = SIZES[0], SIZES[-1]
    seconds_of_build(make_claims(min(small, 1000), world))
    few, _ = seconds_of_build(make_claims(small, world))
    claims = make_claims(large + EDITS, world)
    many, index = seconds_of_build(claims[:large])
    contradictions = sum(map(len, index.proofs().values()))
    yield Ratio(
        "P12",
        f"{large:,} claims ({many:.1f} s, {contradictions:,} proofs) ÷ {small:,} ({few:.2f} s)",
        many / few,
        20,
        13,
    )
    one = seconds_of_edit(index, claims, claims[large:])
    yield Ratio(
        "P13", f"full recompute of {large:,} ÷ one more claim ({one * 1e6:.0f} µs)", many / one, 500, 5000, False
    )
    naive = seconds_of_naive(claims, large)
    yield Ratio(
        "naive", f"every two of {large:,} (extrapolated, {naive:,.0f} s) ÷ the index", naive / many, 100, 1000, False
    )
