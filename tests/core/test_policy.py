"""The policy: every convention in one versioned file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from claims_app.core.figures import Interval
from claims_app.core.policies import POLICY, POLICY_FILE, Bands, read_policy
from claims_app.core.wording import read_figure

CASES = json.loads((Path(__file__).parents[1] / "files" / "semantics_cases.json").read_text(encoding="utf-8"))


def test_the_shipped_policy_is_that_of_the_worked_cases() -> None:
    assert read_policy(CASES["policy"]) == POLICY
    assert POLICY.policy_id == "figures-p1"


def test_a_figure_names_the_policy_it_was_read_with() -> None:
    assert read_figure("about 50").policy == "figures-p1"


def test_another_policy_reads_the_same_words_otherwise() -> None:
    wider = replace(POLICY, policy_id="figures-test", about_plain_pct=20)
    assert read_figure("about 50", "en", wider).plain == Interval(40, 60)
    assert read_figure("about 50", "en", wider).policy == "figures-test"


def test_a_vague_word_may_be_redefined() -> None:
    vague = tuple(
        (word, Bands(Interval(3, 10), Interval(2, 20)) if word == "several" else bands) for word, bands in POLICY.vague
    )
    assert read_figure("several", "en", replace(POLICY, vague=vague)).charitable == Interval(2, 20)


@pytest.mark.parametrize("change", [{"about_plain_pct": None}, {"surprise": 1}], ids=["missing", "unknown"])
def test_a_policy_that_is_not_whole_names_the_entry(change: dict[str, int | None]) -> None:
    data = json.loads(POLICY_FILE.read_text(encoding="utf-8")) | change
    data = {key: value for key, value in data.items() if value is not None}
    with pytest.raises(ValueError, match="|".join(change)):
        read_policy(data)


def test_a_plain_reading_beyond_the_charitable_one_is_refused() -> None:
    with pytest.raises(ValueError, match="does not lie within"):
        Bands(Interval(1, 10), Interval(2, 9))
