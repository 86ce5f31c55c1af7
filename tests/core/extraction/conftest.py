"""A vocabulary of two invented wars, over the shipped objects and outcomes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claims_app.core.extraction import Vocabulary
from claims_app.core.extraction.lexicon import lexicon_for

ROOT = Path(__file__).resolve().parents[3]
WARS = ROOT / "tests" / "files" / "articles" / "vocabulary" / "wars.json"
SHIPPED = ROOT / "claims_app" / "vocabulary" / "core.json"


@pytest.fixture(scope="session")
def wars() -> Vocabulary:
    files = [json.loads(path.read_text(encoding="utf-8")) for path in (WARS, SHIPPED)]
    return Vocabulary.read(files, lexicon_for())
