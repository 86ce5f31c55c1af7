"""How a file is to be read, and what is said when it is not imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read; `mapping` is our column → their header, `answers` our column → a choice."""

    sheet: str = ""
    encoding: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    as_drafts: bool = False


class NotCommitted(ValueError):
    """Nothing was written; the message says why."""


class Busy(NotCommitted):
    """Another file is being imported at this moment; this one waits for its turn."""
