"""A claim beside the rows before it and the claims on file: new, changed, the same, a duplicate, or in conflict."""

from __future__ import annotations

from claims_app.core.natural_keys import own_name
from claims_app.tables.names import ExistingClaim, Known
from claims_app.tables.planned import (
    DETAILS,
    LINKS,
    Outcome,
    PlannedClaim,
    PlannedSource,
    day_in,
    differing,
    identity_of,
    value_of,
)
from claims_app.tables.rows import SheetRow

VALUES = ("note", "credibility", "read_low", "read_high", "read_as_note", *LINKS)


class Matcher:
    """Holds claims against each other, one after the other, remembering the claims of the file."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.taken: set[int] = set()
        self.rows: dict[int, SheetRow] = {}
        self.joined: dict[int, PlannedClaim] = {}
        self.claims: list[PlannedClaim] = []
        self.by_report: dict[tuple[str, str], PlannedClaim] = {}
        self.by_value: dict[tuple[str, str], PlannedClaim] = {}
        self.on_file: dict[str, dict[tuple[str, str], list[ExistingClaim]]] = {}
        self.by_external: dict[str, PlannedClaim] = {}

    def outcome(self, row: SheetRow, claim: PlannedClaim) -> Outcome:
        earlier = self._earlier(claim)
        if earlier is not None:
            self.joined[row.row] = earlier
            return self._again(row, claim, earlier)
        existing = self._existing(row, claim)
        if row.errors:
            return "conflict"
        claim.existing = existing
        self._remember(claim, row)
        if existing is None:
            return "new"
        self.taken.add(existing.pk)
        return self._against_file(row, claim, existing)

    def _earlier(self, claim: PlannedClaim) -> PlannedClaim | None:
        external = claim.cells["external_id"]
        if external:
            return self.by_external.get(external)
        same_report = self.by_report.get((claim.key, identity_of(claim)))
        return same_report or self.by_value.get((claim.key, value_of(claim)))

    def _again(self, row: SheetRow, claim: PlannedClaim, earlier: PlannedClaim) -> Outcome:
        """A further row of a claim of this file: another citation, or the same one again."""
        if value_of(earlier) != value_of(claim):
            column = "figure" if claim.kind != "position" else "position"
            row.complain(
                column,
                f"Row {self.rows[earlier.row].line} is the same claim with another figure. Keep one of the two, or tell them apart.",
            )
            return "invalid"
        if columns := differing(claim, earlier.natural):
            row.complain(
                "external_id",
                f"Row {self.rows[earlier.row].line} has this id with another {', '.join(columns)}. Mend one of the two.",
            )
            return "invalid"
        cited = {(source.identity, source.cells["quote"]) for source in earlier.sources}
        if not claim.sources or (claim.sources[0].identity, claim.sources[0].cells["quote"]) in cited:
            return "duplicate"
        found = self._cited(claim.sources[0], earlier)
        earlier.sources.append(found)
        self.by_report.setdefault((earlier.key, found.identity), earlier)
        if found.action == "changed":
            earlier.changes += ("quote",)
        return found.action

    def _existing(self, row: SheetRow, claim: PlannedClaim) -> ExistingClaim | None:
        external = claim.cells["external_id"]
        found = self.known.by_external.get(external) if external else None
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
                if candidate.pk not in self.taken and not (external and candidate.external_id):
                    return candidate
        return None

    def _on_file(self, key: str) -> dict[tuple[str, str], list[ExistingClaim]]:
        """The claims on file with a natural key, by each report that they cite ("" for none) and by their value."""
        if key not in self.on_file:
            found: dict[tuple[str, str], list[ExistingClaim]] = {}
            for candidate in self.known.by_key.get(key, ()):
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
        denied = {claim.cells["external_id"]: claim.cells["denies"] for claim in self.claims if claim.kind == "denial"}
        for claim in self.claims:
            seen: list[str] = []
            target = claim.cells["denies"] if claim.kind == "denial" else ""
            while target in denied and target not in seen:
                seen.append(target)
                target = denied[target]
            if target and target in seen:
                self.rows[claim.row].complain("denies", "Denials deny each other in a ring. One must deny a figure.")

    def _remember(self, claim: PlannedClaim, row: SheetRow) -> None:
        self.claims.append(claim)
        self.rows[claim.row] = row
        self.by_report.setdefault((claim.key, identity_of(claim)), claim)
        self.by_value.setdefault((claim.key, value_of(claim)), claim)
        if claim.cells["external_id"]:
            self.by_external[claim.cells["external_id"]] = claim
