"""Findings are worked out anew only for the rows that an edit touches, and the board is the one that a full look finds."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from claims_app.core.boards import Board
from claims_app.core.claims import Claim
from claims_app.core.judgements import KnownFindings
from claims_app.core.scenes import build_board
from claims_app.core.wording import read_figure
from tests.core.board_makers import EPISODE, SIDES, make_board
from tests.core.engine_worlds import WORLD, make_claim


def any_claim(key: int, chance: random.Random, others: list[int]) -> Claim:
    """A figure, a silence or a denial about things of a small world, now and then leaning on another claim."""
    speaker = chance.choice(["red", "blue", "green", "un"])
    low = chance.randrange(1, 40)
    said = chance.choice([str(low), f"over {low}", f"about {low}", "several", f"at least {low}", "a third"])
    link = chance.choice(others) if others and chance.random() < 0.2 else None
    kind = chance.choice(["figure"] * 8 + ["silence"])
    return make_claim(
        key, speaker, said, about=chance.choice(["red", "blue", "green"]),
        object=chance.choice(["vehicle", "tank", "truck", "soldier", "person"]),
        outcome=chance.choice(["lost", "destroyed", "killed", "wounded", "casualties"]),
        place=chance.choice(["", "valley", "region"]), period=(0, chance.choice([1, 2])), kind=kind,
        stance=chance.choice(["own_loss", "other_loss"]),
        revises=link if chance.random() < 0.5 else None, share_of=link if said == "a third" else None, statement=key % 7,
    )  # fmt: skip


def leaning_on(live: dict[int, Claim], key: int) -> set[int]:
    """The claim, those that are shares of it, and shares of those."""
    found = {key}
    for _ in range(3):
        found |= {number for number, claim in live.items() if claim.share_of in found}
    return found


def make_known(live: dict[int, Claim], known: KnownFindings, changed: set[int]) -> tuple[Board, KnownFindings]:
    findings = KnownFindings(known.judged, frozenset(changed))
    return build_board(tuple(live.values()), EPISODE, SIDES, WORLD, known_findings=findings), findings


@pytest.mark.parametrize("edits", [300, pytest.param(1000, marks=pytest.mark.soak)])
def test_any_edits_leave_the_board_that_a_full_look_finds(edits: int) -> None:
    chance = random.Random(5)
    live: dict[int, Claim] = {}
    known, judged_anew, rows = KnownFindings(), 0, 0
    for step in range(edits):
        key = chance.choice(list(live)) if len(live) > 40 or (live and chance.random() < 0.4) else step
        touched = leaning_on(live, key)
        if key in live and chance.random() < 0.7:
            del live[key]
        elif key in live and chance.random() < 0.5:
            live[key] = replace(live[key], figure=read_figure(str(chance.randrange(50))))
        else:
            live[key] = any_claim(key, chance, [other for other in live if other != key])
        board, known = make_known(live, known, touched)
        judged_anew, rows = judged_anew + len(known.fresh), rows + len(board.rows)
        if step % 40 == 0 or step > edits - 10:
            assert board == make_board(*live.values())
    assert judged_anew < rows / 2


def test_a_row_that_nothing_touched_keeps_its_finding() -> None:
    tank, truck = make_claim(1), make_claim(2, "red", "3", object="truck")
    live = {1: tank, 2: truck}
    _, known = make_known(live, KnownFindings(), set())
    assert len(known.fresh) == 2
    live[2] = make_claim(2, "red", "4", object="truck")
    board, later = make_known(live, known, {2})
    assert [key.split("--")[0] for key in later.fresh] == ["truck"]
    assert {row.object: row.finding.sentence for row in board.rows} == {
        row.object: row.finding.sentence for row in make_board(*live.values()).rows
    }
