"""How a file is to be read, and what is said when it is not imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from claims_app.tables.layouts import Layout


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read; `answers` are our column → a choice, also for "encoding" and "sheet".

    `left_out` are the rows that an editor chose to leave out. The rest as in `Layout`.
    """

    sheet: str = ""
    encoding: str = ""
    mapping: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    as_drafts: bool = False
    ignored: Sequence[str] = ()
    unfolded: Sequence[str] = ()
    unfolded_as: Sequence[str] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: Sequence[int] = ()

    @property
    def layout(self) -> Layout:
        """How the table of the file becomes rows."""
        return Layout(
            self.mapping, self.constants, self.answers, self.ignored, self.unfolded, self.unfolded_as, self.values,
            self.corrections,
        )  # fmt: skip


class NotCommitted(ValueError):
    """Nothing was written; the message says why."""


class Busy(NotCommitted):
    """Another file is being imported at this moment; this one waits for its turn."""
