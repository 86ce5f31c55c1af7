"""Extraction over texts of 10 kB, 100 kB and 1 MB: the cost of a character stays the same.

E1 and E2 divide the processor time per character of ten and a hundred times the text by that of the smallest one;
E3 is a megabyte that tries the rules hardest: one sentence without an end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from claims_app.core.extraction import Vocabulary, extract
from claims_app.core.extraction.lexicon import lexicon_for
from tests.benchmarks.ratios import Ratio, cpu_seconds

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "tests" / "files" / "articles" / "wars"
SMALL, MIDDLE, LARGE = 10_000, 100_000, 1_000_000


def ratios() -> Iterator[Ratio]:
    """The ratios, the slowest last."""
    vocabulary = _vocabulary()
    prose = "\n\n".join(
        path.read_text(encoding="utf-8").partition("\n---\n")[2] for path in sorted(ARTICLES.glob("*.txt"))
    )
    small = _cost(prose, SMALL, vocabulary, repeat=5)
    yield Ratio("E1", "a character of 100 kB / of 10 kB", _cost(prose, MIDDLE, vocabulary) / small, 1.6, 1.2)
    yield Ratio("E2", "a character of 1 MB / of 10 kB", _cost(prose, LARGE, vocabulary, repeat=1) / small, 1.6, 1.2)
    endless = "Russia said that 12 tanks and a drone were destroyed, "
    tenth = _cost(endless, MIDDLE, vocabulary, repeat=1)
    yield Ratio(
        "E3",
        "a character of an endless sentence, 1 MB / 100 kB",
        _cost(endless, LARGE, vocabulary, repeat=1) / tenth,
        1.6,
        1.2,
    )


def _cost(prose: str, length: int, vocabulary: Vocabulary, repeat: int = 3) -> float:
    """Processor seconds per character of a text of that length."""
    text = (prose * (length // len(prose) + 1))[:length]
    return cpu_seconds(lambda: extract(text, vocabulary), repeat=repeat) / length


def _vocabulary() -> Vocabulary:
    shipped = ROOT / "claims_app" / "vocabulary" / "core.json"
    return Vocabulary.read([json.loads(shipped.read_text(encoding="utf-8"))], lexicon_for())
