"""A benchmark writes its own table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.ratios import Ratio
from tests.benchmarks.report import write_table

FOUND = [Ratio("P1", "one ÷ other", 2.0, 1.3, 5, at_most=False), Ratio("P3", "this ÷ that", 10, 9, 2.5)]


def test_a_run_replaces_the_table_of_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("Before\n<!-- measured: board -->\nold\n<!-- end: board -->\nAfter\n")
    write_table("board", FOUND, page)
    write_table("board", FOUND, page)
    text = page.read_text()
    assert text.startswith("Before\n") and text.endswith("\nAfter\n")
    assert "old" not in text
    assert text.count("| P1 | one ÷ other | 2 | ≥ 1.3 | ≥ 5 | gate |") == 1
    assert text.count("| P3 | this ÷ that | 10 | ≤ 9 | ≤ 2.5 | missed |") == 1


def test_a_page_without_a_place_for_the_table_is_named(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("Nothing")
    with pytest.raises(ValueError, match="has no"):
        write_table("board", FOUND, page)
