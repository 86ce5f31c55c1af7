"""Chains of copies: the report at the head of each, rings included, and the nested list that shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.origins import DEEPEST, laid_out, origins_of, with_those_above

FORESTS = st.dictionaries(st.integers(1, 12), st.none() | st.integers(1, 14), max_size=12)


@pytest.mark.parametrize(
    ("above", "origins"),
    [
        ({}, {}),
        ({1: None}, {1: 1}),
        ({1: None, 2: 1, 3: 2, 4: 3}, {1: 1, 2: 1, 3: 1, 4: 1}),
        ({1: None, 2: 1, 3: None}, {1: 1, 2: 1, 3: 3}),
        ({5: 6, 6: 5, 7: 6}, {5: 5, 6: 5, 7: 5}),
        ({7: 6, 6: 5, 5: 6}, {5: 5, 6: 5, 7: 5}),
        ({2: 9}, {2: 9}),
    ],
    ids=[
        "none",
        "one",
        "a copy of a copy of a copy",
        "two origins",
        "a ring and its copy",
        "a ring met from its copy",
        "an original not asked for",
    ],
)
def test_a_report_goes_back_to_the_head_of_its_chain(above: dict[int, int | None], origins: dict[int, int]) -> None:
    assert origins_of(above) == origins


@given(FORESTS)
def test_a_report_and_the_one_it_repeats_share_their_origin(above: dict[int, int | None]) -> None:
    origins = origins_of(above)
    assert set(origins) == set(above)
    for report, up in above.items():
        assert origins[report] == (origins.get(up, up) if up is not None else report)


@given(FORESTS)
def test_every_report_stands_once_in_the_nested_list_and_every_level_ends(above: dict[int, int | None]) -> None:
    steps = laid_out(above, sorted(above))
    assert sorted(step.report for step in steps) == sorted(above)
    level = 0
    for step in steps:
        assert step.depth == level <= DEEPEST
        level += step.opens - len(step.closes)
    assert level == 0


def test_copies_stand_under_their_original_in_the_order_given() -> None:
    steps = laid_out({1: None, 2: 1, 3: 1, 4: 2}, [3, 4, 1, 2])
    assert [(step.report, step.depth) for step in steps] == [(1, 0), (3, 1), (2, 1), (4, 2)]


def test_a_very_long_chain_is_laid_out_without_deeper_levels() -> None:
    above = {n: n - 1 if n > 1 else None for n in range(1, 5001)}
    steps = laid_out(above, sorted(above))
    assert len(steps) == 5000 and max(step.depth for step in steps) == DEEPEST
    assert set(origins_of(above).values()) == {1}


def test_what_a_report_goes_back_to_comes_with_it() -> None:
    assert with_those_above([3], {1: None, 2: 1, 3: 2, 4: 1}) == {1, 2, 3}
