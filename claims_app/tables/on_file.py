"""The claims on file that a file may name or repeat, kept on disk: a claim as far as a file can change it, by its keys and its names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims_app.core.natural_keys import NaturalKey, own_name
from claims_app.tables.scratch import Pile, Scratch


@dataclass(frozen=True, slots=True)
class ExistingCitation:
    """A quote on file; `details` are translation, locator, wording and licence."""

    quote: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExistingClaim:
    """A claim on file as far as a file can change it.

    `parts` is its natural key, `values` column → text as a file would say it, `citations` report identity → quotes.
    """

    pk: int
    external_id: str
    parts: NaturalKey
    values: Mapping[str, str]
    citations: Mapping[str, tuple[ExistingCitation, ...]]
    is_draft: bool = False


class OnFile:
    """Claims by natural key and by name, and addresses of reports."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._claims: Pile[ExistingClaim] = Pile(self._scratch, "claims")
        self._scratch.db.execute(
            "CREATE TABLE keys (name TEXT, number INTEGER, PRIMARY KEY (name, number)) WITHOUT ROWID"
        )
        self._is_empty = True

    def add(self, claim: ExistingClaim, keys: Iterable[str]) -> None:
        """Keep a claim under its natural keys, and under its external id or else the name that it leaves this site under."""
        self._is_empty = False
        self._claims.put(claim.pk, claim)
        self._scratch.db.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", [(key, claim.pk) for key in keys])
        kind, name = ("external_id", claim.external_id) if claim.external_id else ("own name", own_name(claim.pk))
        self._scratch.note(kind, name, claim.pk)

    def add_report(self, address: str) -> None:
        """Note that a report with this address is on file."""
        self._scratch.note("report", address)

    def has_report(self, address: str) -> bool:
        """Whether a report with this address is on file."""
        return self._scratch.find("report", address) is not None

    def with_key(self, key: str) -> list[ExistingClaim]:
        """The claims with a natural key, the oldest first."""
        if self._is_empty:
            return []
        found = self._scratch.db.execute("SELECT number FROM keys WHERE name = ? ORDER BY number", (key,)).fetchall()
        return [self._claims.get(number) for (number,) in found]

    def named(self, name: str) -> ExistingClaim | None:
        """The claim with an external id, or the one without that leaves this site under the name."""
        number = self._number(name)
        return None if number is None else self._claims.get(number)

    def is_named(self, name: str) -> bool:
        """Whether a claim has that name."""
        return self._number(name) is not None

    def _number(self, name: str) -> int | None:
        if self._is_empty:
            return None
        found = self._scratch.find("external_id", name)
        return self._scratch.find("own name", name) if found is None else found
