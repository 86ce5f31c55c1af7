"""The floor on our own annotated articles: what the extractor reaches may rise, and must not fall below."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims_app.core.extraction import Vocabulary
from claims_app.core.extraction.lexicon import lexicon_for
from tests.benchmarks.extraction_report import Score, body_of, score_report
from tests.core.extraction.test_laws import ARTICLES


@pytest.fixture(scope="module")
def score(wars: Vocabulary) -> Score:
    score = Score()
    for path in sorted(ARTICLES.glob("*.json")):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        score_report(text, json.loads(path.read_text(encoding="utf-8")), wars, score)
    return score


SHIPPED = Path(__file__).resolve().parents[3] / "claims_app" / "vocabulary" / "core.json"


@pytest.fixture(scope="module", params=["wars", "later"])
def of_many_wars(request: pytest.FixtureRequest) -> Score:
    """Invented reports of real wars, without a vocabulary of any of them."""
    vocabulary = Vocabulary.read([json.loads(SHIPPED.read_text(encoding="utf-8"))], lexicon_for())
    score = Score()
    for path in sorted((ARTICLES / request.param).glob("*.json")):
        text = body_of(path.with_suffix(".txt").read_text(encoding="utf-8"))
        score_report(text, json.loads(path.read_text(encoding="utf-8")), vocabulary, score)
    return score


def test_reports_of_many_wars_stay_above_the_floor_without_a_vocabulary(of_many_wars: Score) -> None:
    score = of_many_wars
    found, precision = score.matched / score.gold, 1 - score.wrong / score.proposed
    assert 2 * found * precision / (found + precision) >= 0.9
    assert precision >= 0.93
    assert score.right["measure"] / score.gold >= 0.68
    assert score.right_filled["claimant"] / score.filled["claimant"] >= 0.85
    assert score.picked / score.attributed >= 0.9
    assert score.whole / score.gold >= 0.5


def test_the_articles_hold_a_non_breaking_space() -> None:
    assert "\u00a0" in (ARTICLES / "01-river.txt").read_text(encoding="utf-8")


def test_nine_in_ten_figures_are_found_and_none_is_invented(score: Score) -> None:
    assert score.matched / score.gold >= 0.9
    assert 1 - score.wrong / score.proposed >= 0.93


def test_four_in_five_measures_are_right(score: Score) -> None:
    assert score.right["measure"] / score.gold >= 0.8


def test_nine_in_ten_claimants_that_are_filled_are_right(score: Score) -> None:
    assert score.right_filled["claimant"] / score.filled["claimant"] >= 0.9


def test_half_of_the_claims_are_right_in_every_field(score: Score) -> None:
    assert score.whole / score.gold >= 0.55


def test_a_wrong_figure_and_a_missed_one_are_counted(wars: Vocabulary) -> None:
    """The scorer itself can say no."""
    gold = [{"quote": "six tanks", "claimant": "Ostland", "subject_party": "Westmark", "measure": "tanks destroyed",
             "figure": {"text": "six", "low": 7, "high": 7}}]  # fmt: skip
    score = Score()
    score_report("Ostland said it destroyed six tanks and two drones.", gold, wars, score)
    assert (score.gold, score.matched, score.wrong) == (1, 0, 1)
