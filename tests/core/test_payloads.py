"""Values as JSON: open ends are null, shares are floats, scores are not rounded, and nothing of the desk is among them."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from claims_app.core.payloads import board_json, claim_json, figure_json, finding_json, plain_number
from claims_app.core.verdicts import Certificate, Finding
from claims_app.core.wording import read_figure
from tests.core.board_makers import make_board, make_position, make_silence
from tests.core.engine_worlds import make_claim


@pytest.mark.parametrize(
    ("value", "number"), [(6, 6), (None, None), (Fraction(6, 2), 3), (Fraction(1, 4), 0.25), (0, 0)]
)
def test_a_bound_is_a_number_or_null(value: int | Fraction | None, number: float | None) -> None:
    assert plain_number(value) == number and type(plain_number(value)) is type(number)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [("6", 6, 6), ("over 100", 101, None), ("10-15", 10, 15), ("none", 0, 0), ("several", None, None), ("no figure given", None, None)],
)  # fmt: skip
def test_low_and_high_are_the_plain_bounds_where_a_number_may_be_read(
    said: str, low: int | None, high: int | None
) -> None:
    figure = figure_json(read_figure(said))
    assert (figure["low"], figure["high"]) == (low, high)


def test_a_finding_keeps_its_fractions_exact_enough() -> None:
    proof = Certificate("overflow", (1, 2), 6, Fraction(5, 2))
    found = finding_json(
        Finding("contradictory", certificate=proof, score=Fraction(2, 3), overclaim=(Fraction(3), None))
    )
    assert found["score"] == 2 / 3
    assert found["certificate"] == {"kind": "overflow", "members": [1, 2], "L": 6, "U": 2.5}
    assert found["overclaim"] == [3.0, None]


@pytest.mark.parametrize(
    "claim",
    [make_claim(), make_silence(1, "red"), make_position(1, "red", "blue")],
    ids=["figure", "silence", "position"],
)
def test_exactly_one_of_figure_and_position_is_there_unless_nothing_was_given(claim: object) -> None:
    found = claim_json(claim)  # type: ignore[arg-type]
    given = [name for name in ("figure", "position") if found[name] is not None]
    assert given == {"figure": ["figure"], "silence": [], "position": ["position"]}[found["kind"]]
    assert "note" not in found and "recorded_by" not in found


def test_a_board_is_plain_json() -> None:
    board = make_board(make_claim(1, "red", "6"), make_claim(2, "blue", "2"), make_position(3, "red", "blue"))
    assert json.loads(json.dumps(board_json(board))) == board_json(board)
