"""The demo's files as plain data, for the tests of this folder."""

from __future__ import annotations

import csv
import json
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from claims_app.core.designations import fold

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "claims_app" / "demo"
CORE: dict[str, list[dict[str, Any]]] = json.loads(
    (ROOT / "claims_app/vocabulary/core.json").read_text(encoding="utf-8")
)
WORDS: dict[str, list[dict[str, Any]]] = json.loads((DEMO / "vocabulary.json").read_text(encoding="utf-8"))
CASES: dict[str, Any] = json.loads((ROOT / "tests/files/semantics_cases.json").read_text(encoding="utf-8"))
CLAIMS_FILES = sorted(DEMO.glob("*.csv"))


def entries(name: str) -> list[dict[str, Any]]:
    """A list of both vocabulary files together."""
    return CORE.get(name, []) + WORDS.get(name, [])


def keys(name: str) -> set[str]:
    """The keys (or slugs) of a list."""
    return {entry.get("key") or entry["slug"] for entry in entries(name)}


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a claims file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def all_rows() -> list[dict[str, str]]:
    """The rows of every claims file of the demo."""
    return [row for path in CLAIMS_FILES for row in rows_of(path)]


def names_of(entry: dict[str, Any]) -> set[str]:
    """Everything that a file may call an entry, folded."""
    return {fold(name) for name in (entry["key"], entry["name"], entry.get("plural", ""), *entry["aliases"]) if name}


@cache
def measures() -> dict[str, set[tuple[str, str]]]:
    """Every measure that the vocabulary can say ("tanks destroyed"), folded, with the object and outcome it names."""
    found: dict[str, set[tuple[str, str]]] = {}
    for thing in entries("objects"):
        for outcome in entries("outcomes"):
            if thing["harm"] == outcome["harm"]:
                for what, happened in product(names_of(thing), names_of(outcome)):
                    found.setdefault(f"{what} {happened}", set()).add((thing["key"], outcome["key"]))
    return found


def measure_of(words: str) -> tuple[str, str] | None:
    """The keys of the object and the outcome that the words name; None where they name none or several."""
    found = measures().get(fold(words), set())
    return next(iter(found)) if len(found) == 1 else None
