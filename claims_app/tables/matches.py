"""A claim beside the rows before it and the claims on file: new, changed, the same, a duplicate, or in conflict."""

from __future__ import annotations

from collections.abc import Mapping

from claims_app.core.natural_keys import own_name
from claims_app.tables.names import Known
from claims_app.tables.on_file import ExistingClaim
from claims_app.tables.planned import (
    DETAILS,
    LINKS,
    Outcome,
    PlannedClaim,
    PlannedRow,
    PlannedSource,
    day_in,
    differing,
    identity_of,
    value_of,
)
from claims_app.tables.planned_rows import PlannedRows
from claims_app.tables.rows import SheetRow

VALUES = ("note", "credibility", "read_low", "read_high", "read_as_note", *LINKS)
# The claims on file of so many natural keys are held.
REMEMBERED = 1_000


class Matcher:
    """Holds claims against each other, one after the other; what it must remember of the rows before is kept with the rows.

    Where `all_named`, every row has an external id, and no row is known by what it says.
    """

    def __init__(self, known: Known, rows: PlannedRows, *, all_named: bool) -> None:
        self.known = known
        self.all_named = all_named
        self.rows = rows
        self.scratch = rows.scratch
        self.on_file: dict[str, dict[tuple[str, str], list[ExistingClaim]]] = {}

    def outcome(self, row: SheetRow, claim: PlannedClaim) -> tuple[Outcome, int | None]:
        """What the row is, and the row of the claim that it is written to; its errors are noted on it."""
        earlier = self._earlier(claim)
        if earlier is not None:
            return self._again(row, claim, self.rows.get(earlier)), earlier
        existing = self._existing(row, claim)
        if row.errors:
            return "conflict", None
        claim.existing = existing
        self._remember(claim)
        if existing is None:
            return "new", row.row
        self.scratch.note("taken", str(existing.pk))
        return self._against_file(row, claim, existing), row.row

    def _earlier(self, claim: PlannedClaim) -> int | None:
        external = claim.cells["external_id"]
        if external:
            return self.scratch.find("named", external)
        same_report = self.scratch.find("reported", f"{claim.key} {identity_of(claim)}")
        return self.scratch.find("valued", f"{claim.key} {value_of(claim)}") if same_report is None else same_report

    def _again(self, row: SheetRow, claim: PlannedClaim, before: PlannedRow) -> Outcome:
        """A further row of a claim of this file: another citation, or the same one again."""
        earlier = before.claim
        assert earlier is not None
        if value_of(earlier) != value_of(claim):
            column = "figure" if claim.kind != "position" else "position"
            row.complain(
                column,
                f"Row {before.sheet_row.line} is the same claim with another figure. Keep one of the two, or tell them apart.",
            )
            return "invalid"
        if columns := differing(claim, earlier.natural):
            row.complain(
                "external_id",
                f"Row {before.sheet_row.line} has this id with another {', '.join(columns)}. Mend one of the two.",
            )
            return "invalid"
        cited = {(source.identity, source.cells["quote"]) for source in earlier.sources}
        if not claim.sources or (claim.sources[0].identity, claim.sources[0].cells["quote"]) in cited:
            return "duplicate"
        found = self._cited(claim.sources[0], earlier)
        earlier.sources.append(found)
        self.scratch.note("reported", f"{earlier.key} {found.identity}", before.row)
        if found.action == "changed":
            earlier.changes += ("quote",)
        self.rows.put(before)
        return found.action

    def _existing(self, row: SheetRow, claim: PlannedClaim) -> ExistingClaim | None:
        external = claim.cells["external_id"]
        found = self.known.on_file.named(external) if external else None
        if found is not None and not found.external_id and differing(claim, found.parts):
            found = None  # another site's claim of that number
        if found is not None:
            if columns := differing(claim, found.parts):
                row.complain(
                    "external_id",
                    f"A claim on file has this id with another {', '.join(columns)}. Give this one another id, or mend it.",
                )
            return found
        on_file = self._on_file(claim.key)
        for place in (("report", identity_of(claim)), ("value", value_of(claim))):
            for candidate in on_file.get(place, ()):
                is_taken = self.scratch.find("taken", str(candidate.pk)) is not None
                if not is_taken and not (external and candidate.external_id):
                    return candidate
        return None

    def _on_file(self, key: str) -> dict[tuple[str, str], list[ExistingClaim]]:
        """The claims on file with a natural key, by each report that they cite ("" for none) and by their value."""
        if key not in self.on_file:
            if len(self.on_file) >= REMEMBERED:
                self.on_file.clear()
            found: dict[tuple[str, str], list[ExistingClaim]] = {}
            for candidate in self.known.on_file.with_key(key):
                for identity in candidate.citations or ("",):
                    found.setdefault(("report", identity), []).append(candidate)
                found.setdefault(("value", candidate.values["value"]), []).append(candidate)
            self.on_file[key] = found
        return self.on_file[key]

    def _against_file(self, row: SheetRow, claim: PlannedClaim, existing: ExistingClaim) -> Outcome:
        """What of a claim on file the row changes; an empty cell changes nothing."""
        zone = self.known.incident_facts[claim.incident].timezone
        said = {name: row[name] for name in VALUES} | {
            "value": value_of(claim),
            "retracted_at": day_in(row["retracted_at"], zone),
        }
        changes = [name for name, text in said.items() if text and text != existing.values.get(name, "")]
        if (
            claim.cells["external_id"]
            and not existing.external_id
            and claim.cells["external_id"] != own_name(existing.pk)
        ):
            changes.append("external_id")
        if existing.is_draft and claim.is_public:
            changes.append("status")
        claim.sources = [self._cited(source, claim) for source in claim.sources]
        actions = {source.action for source in claim.sources}
        if "changed" in actions:
            changes.append("quote")
        claim.changes = tuple(changes)
        return "changed" if changes else "new" if "new" in actions else "same"

    @staticmethod
    def _cited(source: PlannedSource, claim: PlannedClaim) -> PlannedSource:
        """The source with what a commit does: a report's one quote on file is changed, further ones are added."""
        if claim.existing is None:
            return source
        quote = source.cells["quote"]
        on_file = claim.existing.citations.get(source.identity, ())
        for citation in on_file:
            if quote in ("", citation.quote):
                details = {name: source.cells[name] for name in DETAILS if source.cells[name]}
                is_same = details.items() <= dict(citation.details).items()
                return PlannedSource(source.identity, source.cells, "same" if is_same else "changed")
        others = [other for other in claim.sources if other.identity == source.identity and other is not source]
        return PlannedSource(source.identity, source.cells, "changed" if len(on_file) == 1 and not others else "new")

    def check_denials(self) -> None:
        """Denials that deny each other in a ring can never be saved."""
        denied = {row.sheet_row["external_id"]: row.sheet_row["denies"] for row in self.rows.where("denies")}
        if not denied:
            return
        leads_to_ring = _leading_to_rings(denied)
        for row in self.rows.where("denies"):
            if row.sheet_row["denies"] in leads_to_ring:
                row.sheet_row.complain("denies", "Denials deny each other in a ring. One must deny a figure.")
                row.outcome = "invalid"
                self.rows.put(row)

    def _remember(self, claim: PlannedClaim) -> None:
        if not self.all_named:
            self.scratch.note("reported", f"{claim.key} {identity_of(claim)}", claim.row)
            self.scratch.note("valued", f"{claim.key} {value_of(claim)}", claim.row)
        if claim.cells["external_id"]:
            self.scratch.note("named", claim.cells["external_id"], claim.row)


def _leading_to_rings(denied: Mapping[str, str]) -> set[str]:
    """The names from which one comes round in a ring, going from each to what it denies."""
    ends = dict.fromkeys(denied, False)  # name → whether going on from it ends
    settled: set[str] = set()
    for name in denied:
        way: dict[str, None] = {}
        while name in denied and name not in settled and name not in way:
            way[name] = None
            name = denied[name]
        is_ended = name not in denied or (name in settled and ends[name])
        settled |= way.keys()
        ends |= dict.fromkeys(way, is_ended)
    return {name for name, is_ended in ends.items() if not is_ended}
