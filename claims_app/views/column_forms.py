"""The form in which an editor says what the columns of a file are: read from a staged batch or from what was sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from claims_app.models import ImportBatch
from claims_app.tables.columns import BY_HEADER, BY_NAME, COLUMNS, Column
from claims_app.tables.headers import folded_header
from claims_app.tables.layouts import Layout
from claims_app.tables.wide_headers import UNFOLDABLE

# What an editor may set for all rows, in this order; every other column can be set by the command.
FOR_ALL_ROWS = (
    "incident", "claimant", "subject", "measure", "counting", "event_date", "as_of", "stated_at", "publisher", "title", "url",
    "published", "language", "licence",
)  # fmt: skip
DAYS = tuple(column.name for column in COLUMNS if column.is_day)
DAY_LIKE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
LEFT_OUT = "-"
WIDE = {
    "wide:measure": "the header says what was counted",
    "wide:claimant": "the header says who says it",
    "wide:subject": "the header says whose losses",
    "wide:claimant+measure": "the header says “who: what was counted”",
    "wide:subject+measure": "the header says “whose: what was counted”",
    "wide:claimant+subject": "the header says who says it and whose losses (“Armenia: own losses”)",
}


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One header of the file: three of its texts, what it is, and what else it is (a day that counts twice)."""

    number: int
    header: str
    samples: Sequence[str]
    choice: str
    also: str

    @property
    def may_be_two(self) -> bool:
        """Whether it looks like a day, which is often both the day of a statement and the end of a count."""
        return bool(self.also) or self.choice in DAYS or any(DAY_LIKE.match(sample) for sample in self.samples)


@dataclass(frozen=True, slots=True)
class ConstantField:
    """A value for all rows."""

    column: Column
    value: str

    @property
    def list_id(self) -> str:
        """The list of things on file that may stand there."""
        return {"incident": "incidents-on-file", "claimant": "parties-on-file", "subject": "parties-on-file"}.get(
            self.column.name, ""
        )


@dataclass(slots=True)
class ColumnForm:
    """All headers, all values for all rows, and what is wrong."""

    headers: list[HeaderField]
    constants: list[ConstantField]
    layout: Layout
    complaint: str = ""
    columns: Sequence[Column] = field(default=tuple(column for column in COLUMNS if column.name not in ("low", "high")))
    days: Sequence[str] = DAYS
    wide: dict[str, str] = field(default_factory=lambda: dict(WIDE))

    @classmethod
    def of_batch(cls, batch: ImportBatch) -> ColumnForm:
        """As the batch is read now."""
        wide = "wide:" + "+".join(batch.unfolded_as)
        left_out = set(batch.ignored)
        fields = []
        for number, entry in enumerate(batch.summary["headers"]):
            header, said = entry["header"], list(entry["columns"])
            choice = wide if header in batch.unfolded else LEFT_OUT if header in left_out else (said or [""])[0]
            fields.append(HeaderField(number, header, entry["samples"], choice, said[1] if len(said) > 1 else ""))
        layout = Layout(batch.mapping, batch.constants, {}, batch.ignored, batch.unfolded, batch.unfolded_as)
        return cls(fields, _constants(batch.constants), layout)

    @classmethod
    def of_post(cls, batch: ImportBatch, sent: QueryDict) -> ColumnForm:
        """As it was sent: is-N and also-N for header N, all-COLUMN for the values; what cannot be a choice is none."""
        fields = []
        for number, entry in enumerate(batch.summary["headers"]):
            choice, also = sent.get(f"is-{number}", ""), sent.get(f"also-{number}", "")
            choice = choice if choice in BY_NAME or choice in WIDE or choice == LEFT_OUT else ""
            fields.append(HeaderField(number, entry["header"], entry["samples"], choice, also if also in DAYS else ""))
        given = {name: sent.get(f"all-{name}", "").replace("\x00", "").strip()[:2_000] for name in FOR_ALL_ROWS}
        others = {name: text for name, text in batch.constants.items() if name not in FOR_ALL_ROWS}
        constants = others | {name: text for name, text in given.items() if text}
        return cls(fields, _constants(constants), _layout(fields, constants))


def _constants(values: dict[str, str]) -> list[ConstantField]:
    names = dict.fromkeys((*FOR_ALL_ROWS, *values))
    return [ConstantField(BY_NAME[name], values.get(name, "")) for name in names if name in BY_NAME]


def _layout(fields: Sequence[HeaderField], constants: dict[str, str]) -> Layout:
    """The layout that the choices make; several headers of one column are joined, the first kind of unfolding counts."""
    mapping: dict[str, list[str]] = {}
    for entry in fields:
        for name in (entry.choice, entry.also):
            if name in BY_NAME and entry.header not in mapping.get(name, []):
                mapping.setdefault(name, []).append(entry.header)
    unfolded = [entry for entry in fields if entry.choice in WIDE]
    kind = unfolded[0].choice if unfolded else ""
    # A header of ours that was given no meaning is left out on purpose; any other is left out with a warning.
    ignored = [
        entry.header
        for entry in fields
        if entry.choice == LEFT_OUT or (not entry.choice and folded_header(entry.header) in BY_HEADER)
    ]
    return Layout(
        mapping=mapping,
        constants=constants,
        ignored=ignored,
        unfolded=[entry.header for entry in unfolded if entry.choice == kind],
        unfolded_as=[name for name in kind.removeprefix("wide:").split("+") if name in UNFOLDABLE],
    )
