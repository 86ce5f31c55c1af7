"""Shares become counts through a base figure."""

from __future__ import annotations

import pytest

from claims_app.core.figures import Interval
from claims_app.core.shares import count_share
from claims_app.core.wording import read_figure


@pytest.mark.parametrize(
    ("share", "base", "low", "high"),
    [
        ("at least a third", "exactly 38,000", 12_667, 38_000),
        ("most of", "exactly 200", 101, 200),
        ("most of", "exactly 201", 101, 201),
        ("half", "exactly 64", 32, 32),
        ("all", "12", 12, 12),
        ("fewer than half", "exactly 64", 0, 31),
        ("70%", "at least 100", 70, None),
    ],
)
def test_a_share_of_a_figure_is_a_count(share: str, base: str, low: int, high: int | None) -> None:
    counted = count_share(read_figure(share), read_figure(base))
    assert counted is not None
    assert counted.plain == Interval(low, high)


@pytest.mark.parametrize(("share", "base"), [("a third", "1"), ("6", "12"), ("half", "half"), ("half", "not reported")])
def test_what_is_no_share_of_a_number_is_no_count(share: str, base: str) -> None:
    assert count_share(read_figure(share), read_figure(base)) is None
