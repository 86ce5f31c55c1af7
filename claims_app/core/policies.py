"""The conventions by which words become numbers: tolerances and vague words, as versioned data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claims_app.core.figures import Interval

POLICY_FILE = Path(__file__).parent / "data" / "figure_policy.json"


@dataclass(frozen=True, slots=True)
class Bands:
    """The two readings of one phrase: what an ordinary reader takes, within the widest the words fairly allow.

    Raises ValueError where an interval holds no number or the plain one reaches beyond the charitable one.
    """

    plain: Interval
    charitable: Interval

    def __post_init__(self) -> None:
        sound = self.plain.is_sound and self.charitable.is_sound
        if not (sound and self.charitable.contains(self.plain)):
            raise ValueError(f"{self.plain} does not lie within {self.charitable}.")


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the conventions; `_pct` are percent of the number, `_min` people or things, `_div` divisors."""

    policy_id: str
    about_plain_pct: int
    about_plain_min: int
    about_charitable_pct: int
    about_charitable_min: int
    nearly_plain_pct: int
    nearly_charitable_pct: int
    more_than_plain_min_pct: int
    round_charitable_div: int
    dozen_charitable_div: int
    vague: tuple[tuple[str, Bands], ...]

    def vague_bands(self, word: str) -> Bands | None:
        """The two intervals of a vague word's key ("dozens"); None for a key that this version does not hold."""
        return dict(self.vague).get(word)


def read_policy(data: Mapping[str, Any]) -> Policy:
    """The policy of a JSON object, with our names or those of the worked cases (core, outer).

    Raises ValueError naming the entry that is missing, unknown or no interval.
    """
    named = {_our_name(key): value for key, value in data.items()}
    expected = set(Policy.__dataclass_fields__)
    if wrong := sorted(expected ^ set(named)):
        raise ValueError(f"The figure policy lacks or does not know: {', '.join(wrong)}.")
    vague = tuple(
        (word, Bands(*(Interval(low, high) for low, high in bands))) for word, bands in named.pop("vague").items()
    )
    return Policy(vague=vague, **named)


def _our_name(key: str) -> str:
    return key.replace("_core_", "_plain_").replace("_outer_", "_charitable_")


def load_policy(path: Path = POLICY_FILE) -> Policy:
    """The policy of a file, the shipped one by default."""
    return read_policy(json.loads(path.read_text(encoding="utf-8")))


POLICY = load_policy()
