"""The boards of very many claims: what one more claim costs the service that writes it, against working out every board.

Both call what `services.boards.refresh_findings` calls, without the database. `BENCH_BOARDS_CLAIMS=10000` names another size.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from statistics import median
from time import process_time

from claims_app.core.boards import Board, Episode, SideColumn
from claims_app.core.claims import Claim
from claims_app.core.figures import Figure, Interval
from claims_app.core.judgements import KnownFindings
from claims_app.core.periods import Period
from claims_app.core.scenes import build_board
from claims_app.core.worlds import World
from tests.benchmarks.ratios import Ratio

CLAIMS = int(os.environ.get("BENCH_BOARDS_CLAIMS", "100000"))
INCIDENTS = 2000
EDITS = 40
DAY = 86_400
BEGIN = datetime(2016, 4, 1, tzinfo=UTC)
DAYS = 12
SIDES = (("north", "north"), ("south", "south"), ("coast", "south"))
HEARD = ("north", "south", "coast", "un")
WORDS = {"things": ("destroyed", "damaged", "lost"), "people": ("killed", "wounded")}
KINDS = {
    "things": {"vehicle": "", "tank": "vehicle", "truck": "vehicle", "gun": "", "drone": "", "ship": "", "bridge": ""},
    "people": {"person": "", "soldier": "person", "officer": "soldier", "civilian": "person", "medic": "person"},
}
OUTCOMES = {"killed": (), "wounded": (), "destroyed": (), "damaged": (), "lost": ("destroyed", "damaged")}


def build_world() -> World:
    """Three sides in two camps, an observer, and a small vocabulary."""
    return World.build(
        objects=[
            {"key": key, "name": key, "harm": harm, "part_of": [{"key": whole}] if whole else []}
            for harm, kinds in KINDS.items()
            for key, whole in kinds.items()
        ],
        outcomes=[
            {
                "key": key,
                "name": key,
                "plain": list(plain),
                "harm": "things" if key not in WORDS["people"] else "people",
            }
            for key, plain in OUTCOMES.items()
        ],
        places=[{"key": "region", "name": "region"}],
        parties=[{"key": key, "name": key.title()} for key in HEARD],
        camps=dict(SIDES),
        sides={side: side for side, _ in SIDES},
    )


class Corpus:
    """Claims spread over incidents as one over the rank, so that the largest holds about 12 % of them."""

    def __init__(self, size: int, seed: int = 3) -> None:
        self.world = build_world()
        self.chance = random.Random(seed)
        self.columns = tuple(SideColumn(side, side.title(), camp, "", n) for n, (side, camp) in enumerate(SIDES, 1))
        weights = list(accumulate(1 / rank for rank in range(1, INCIDENTS + 1)))
        self.incidents: dict[int, list[Claim]] = {}
        for number, incident in enumerate(self.chance.choices(range(INCIDENTS), cum_weights=weights, k=size)):
            self.incidents.setdefault(incident, []).append(self.claim(number))

    def claim(self, number: int) -> Claim:
        """A side's or the observer's figure of a loss, up to a day; the number is an exact one or a floor."""
        chance = self.chance
        speaker, sufferer = chance.choice(HEARD), chance.choice(SIDES)[0]
        harm = chance.choice(list(WORDS))
        thing, word = chance.choice(list(KINDS[harm])), chance.choice(WORDS[harm])
        last = chance.randrange(1, DAYS)
        scope = self.world.scope(
            (), (sufferer,), (), thing, word, (), "region", "", Period.exactly(0, DAY * last), speaker
        )
        low = int(10 ** chance.uniform(0, 3))
        interval = Interval(low, chance.choice((low, low, None)))
        camp = self.world.camp_of(speaker)
        own = camp == self.world.camp_of(sufferer)
        return Claim(
            number, speaker, self.world.side_of(speaker), camp, "figure", scope=scope,
            figure=Figure(str(low), "en", "exact", interval, interval), claimant_name=speaker.title(),
            subject_label=sufferer, subject_means=(sufferer,), object=thing, outcome=word, statement=number,
            place="region", counting="cumulative", stated_at=BEGIN + timedelta(days=last),
            as_of=BEGIN + timedelta(days=last), stance="own_loss" if own else "other_loss" if camp else "third_party",
        )  # fmt: skip

    def board(self, incident: int, known: KnownFindings) -> Board:
        """The board of one incident."""
        episode = Episode(f"incident-{incident}", "Incident", "Quarrel", date(2016, 4, 1), date(2016, 4, 12), "region")
        return build_board(self.incidents[incident], episode, self.columns, self.world, known_findings=known)


def all_boards(corpus: Corpus) -> tuple[float, dict[int, KnownFindings]]:
    """Processor seconds of working out every board, and the findings of each."""
    known: dict[int, KnownFindings] = {incident: KnownFindings() for incident in corpus.incidents}
    begun = process_time()
    for incident, findings in known.items():
        corpus.board(incident, findings)
    return process_time() - begun, known


def one_more(corpus: Corpus, known: dict[int, KnownFindings], number: int) -> tuple[float, bool]:
    """Processor seconds of a claim that comes to an incident (a busy one the likelier), and whether nothing was missed."""
    incident = corpus.chance.choice([key for key, claims in corpus.incidents.items() for _ in claims])
    corpus.incidents[incident].append(replace(corpus.claim(number), id=number))
    findings = KnownFindings(known[incident].judged, frozenset({number}))
    begun = process_time()
    board = corpus.board(incident, findings)
    taken = process_time() - begun
    known[incident] = findings
    return taken, board == corpus.board(incident, KnownFindings())


def ratios() -> Iterator[Ratio]:
    """P13 as the service that saves a claim has it: pairs, sums of parts, pairings and accounts included."""
    corpus = Corpus(CLAIMS)
    everything, known = all_boards(corpus)
    largest = max(map(len, corpus.incidents.values()))
    edits = [one_more(corpus, known, CLAIMS + number) for number in range(EDITS)]
    if not all(equal for _, equal in edits):
        raise AssertionError("a board that was refreshed is not the one of a full recompute")
    one = median(seconds for seconds, _ in edits)
    what = (
        f"every board of {CLAIMS:,} claims ({everything:.0f} s) ÷ one more claim "
        f"(median {one * 1e3:.1f} ms, most {max(seconds for seconds, _ in edits) * 1e3:.0f} ms; "
        f"{len(corpus.incidents):,} boards, the largest of {largest:,} claims)"
    )
    yield Ratio("P13b", what, everything / one, 500, 5000, False)
