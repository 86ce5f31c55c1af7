"""Rows and what is on file → a plan: new, changed, same, duplicate, conflict, invalid. The preview is this value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from claims_app.core.designations import Meaning
from claims_app.core.figures import Figure
from claims_app.core.natural_keys import NaturalKey, report_identity
from claims_app.core.wording import complaint, editor_figure, read_figure
from claims_app.tables.names import ExistingClaim, Known
from claims_app.tables.reading import Question
from claims_app.tables.rows import Problem, Sheet, SheetRow

Outcome = Literal["new", "changed", "same", "duplicate", "conflict", "invalid"]
LINKS = ("denies", "revises", "part_of", "share_of")
DENIED = "denied"


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """The report and the quote of one row."""

    identity: str
    cells: Mapping[str, str]

    @property
    def is_public(self) -> bool:
        """Whether a claim with it may be published: a quote, and a publisher or an address."""
        return bool(self.cells["quote"].strip() and (self.cells["publisher"] or self.cells["url"]))


@dataclass(slots=True)
class PlannedClaim:
    """A claim as a commit would write it; keys are of what is on file, days ISO texts."""

    row: int
    kind: str
    cells: Mapping[str, str]
    incident: str
    claimant: str
    key: str
    object: str = ""
    outcome: str = ""
    place: str = ""
    question: str = ""
    about: tuple[str, ...] = ()
    answer_parties: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    meaning: Meaning | None = None
    figure: Figure | None = None
    sources: list[PlannedSource] = field(default_factory=list)
    existing: ExistingClaim | None = None

    @property
    def is_public(self) -> bool:
        """Whether one of its sources lets it be published."""
        return any(source.is_public for source in self.sources)


@dataclass(slots=True)
class PlannedRow:
    """What would become of one row."""

    row: int
    outcome: Outcome
    sheet_row: SheetRow
    claim: PlannedClaim | None = None
    checks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What a commit of the file would do; nothing is written before it."""

    rows: list[PlannedRow]
    claims: list[PlannedClaim]
    errors: list[Problem]
    warnings: list[Problem]
    questions: list[Question]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each outcome, and how many claims would stay drafts."""
        found: Counter[str] = Counter(row.outcome for row in self.rows)
        names = ("new", "changed", "same", "duplicate", "conflict", "invalid")
        drafts = sum(not claim.is_public for claim in self.claims if claim.existing is None)
        return {"rows": len(self.rows)} | {name: found[name] for name in names} | {"drafts": drafts}

    @property
    def is_clean(self) -> bool:
        """Whether it may be committed whole."""
        return not self.errors and not self.questions


def make_plan(sheet: Sheet, known: Known) -> Plan:
    """Hold every row against what is on file and against the rows before it."""
    maker = _Maker(known, {row["external_id"] for row in sheet.rows if row["external_id"]})
    rows = [maker.planned(row) for row in sheet.rows]
    errors = [error for row in sheet.rows for error in row.errors]
    warnings = [*sheet.warnings, *maker.warnings]
    return Plan(rows, maker.claims, errors, warnings, list(sheet.questions))


def without_bad_rows(plan: Plan) -> Plan:
    """The plan without its invalid and conflicting rows, and without rows that lean on one of them."""
    bad = {row.row for row in plan.rows if row.outcome in ("invalid", "conflict")}
    lost = {claim.cells["external_id"] for claim in plan.claims if claim.row in bad} - {""}
    lost |= {row.sheet_row["external_id"] for row in plan.rows if row.row in bad} - {""}
    lost -= {claim.cells["external_id"] for claim in plan.claims if claim.row not in bad}
    while leaning := {
        claim.row
        for claim in plan.claims
        if claim.row not in bad and lost & {claim.cells.get(link, "") for link in LINKS}
    }:
        bad |= leaning
        lost |= {claim.cells["external_id"] for claim in plan.claims if claim.row in leaning} - {""}
    return Plan(
        rows=[row for row in plan.rows if row.row not in bad],
        claims=[claim for claim in plan.claims if claim.row not in bad],
        errors=[],
        warnings=plan.warnings,
        questions=plan.questions,
    )


class _Maker:
    """Plans rows one after the other, remembering the claims of the file."""

    def __init__(self, known: Known, external_ids: set[str]) -> None:
        self.known = known
        self.external_ids = external_ids
        self.claims: list[PlannedClaim] = []
        self.warnings: list[Problem] = []
        self.by_key: dict[str, list[PlannedClaim]] = {}
        self.by_external: dict[str, PlannedClaim] = {}
        self.created: set[str] = set()

    def planned(self, row: SheetRow) -> PlannedRow:
        """The row with its outcome; its errors are noted on the row itself."""
        claim = self._claim(row)
        if claim is None or row.errors:
            return PlannedRow(row.row, "invalid", row, claim)
        outcome = self._outcome(row, claim)
        if row.errors:
            return PlannedRow(row.row, outcome if outcome == "conflict" else "invalid", row, claim)
        self._warn(row, claim, outcome)
        return PlannedRow(row.row, outcome, row, claim, self._checks(row, claim))

    def _claim(self, row: SheetRow) -> PlannedClaim | None:
        """The row as a claim; None where the incident or the claimant is not known, since nothing else can be read then."""
        incident = self._named(row, "incident", self.known.incidents)
        claimant = self._named(row, "claimant", self.known.parties)
        kind = self._kind(row)
        figure = self._figure(row, kind)
        if figure is not None and figure.kind == "silent":
            kind, figure = "silence", None
        measure = self._measure(row, kind)
        place = self._named(row, "place", self.known.places, required=False)
        question = self._named(row, "question", self.known.questions, required=False)
        agents = self._agents(row)
        self._links(row, kind)
        self._order_of_days(row)
        if not incident or not claimant:
            return None
        facts = self.known.incident_facts[incident]
        self._conflict(row, facts.conflict)
        meaning = self._meaning(row, "subject", incident, claimant)
        about = self._about(row, incident, claimant)
        answer = self._answer_parties(row, incident, claimant)
        claim = PlannedClaim(
            row=row.row,
            kind=kind,
            cells=dict(row.cells) | {name: row[name] for name in NEEDED},
            incident=incident,
            claimant=claimant,
            key=self._key(row, incident, claimant, measure, place, question, agents),
            object=measure[0] if measure else "",
            outcome=measure[1] if measure else "",
            place=place,
            question=question,
            about=about,
            answer_parties=answer,
            agents=agents,
            meaning=meaning,
            figure=figure,
        )
        identity = report_identity(row["publisher"], row["title"], row["url"], row["published"])
        if identity or row["quote"].strip():
            claim.sources.append(PlannedSource(identity, claim.cells))
        return claim

    def _named(self, row: SheetRow, column: str, names: Any, *, required: bool = True) -> str:
        text = row[column]
        if not text:
            if required and not any(error.column == column for error in row.errors):
                row.complain(column, f"Every row needs a {column}. Fill it in.")
            return ""
        key: str = names.find(text)
        if not key:
            row.complain(column, names.complaint(text))
        return key

    def _kind(self, row: SheetRow) -> str:
        if row["question"] or row["position"]:
            for column in ("measure", "figure"):
                if row[column]:
                    row.complain(
                        column, "A row with a question has no measure and no figure. Empty it, or the question."
                    )
            if not row["question"] or not row["position"]:
                column = "position" if row["question"] else "question"
                row.complain(column, "A position needs both its question and its answer. Fill in the other one.")
            return "position"
        return "denial" if row["figure"].casefold() == DENIED else "figure"

    def _figure(self, row: SheetRow, kind: str) -> Figure | None:
        if kind != "figure":
            return None
        if not row["figure"]:
            row.complain(
                "figure", "A row without a question needs a figure as printed, e.g. over 100, several, no figure given."
            )
            return None
        figure = read_figure(row["figure"], row["language"] or "en")
        if row["read_low"] or row["read_high"]:
            return self._edited(row)
        if message := complaint(figure):
            row.complain("figure", message)
            return None
        self._check_bounds(row, figure)
        return figure

    def _edited(self, row: SheetRow) -> Figure | None:
        if not row["read_as_note"]:
            row.complain("read_as_note", "Say why the figure is read otherwise than its words.")
            return None
        low, high = (int(row[name]) if row[name].isdigit() else None for name in ("read_low", "read_high"))
        try:
            return editor_figure(row["figure"], low, high, row["read_as_note"], row["language"] or "en")
        except ValueError as error:
            row.complain("read_low", str(error))
            return None

    def _check_bounds(self, row: SheetRow, figure: Figure) -> None:
        """The file's own low and high are checked, never trusted."""
        plain = figure.plain
        said = {"low": plain.low if plain else None, "high": plain.high if plain else None}
        for column, bound in said.items():
            if row[column].isdigit() and bound is not None and int(row[column]) != bound:
                message = f"The figure “{row['figure']}” reads as {bound} here; the file's {row[column]} was not used."
                self.warnings.append(Problem(row.row, column, row[column], message))

    def _measure(self, row: SheetRow, kind: str) -> tuple[str, str] | None:
        if kind == "position":
            return None
        if not row["measure"]:
            if kind == "figure":
                row.complain(
                    "measure", "A figure needs a measure: what was counted and what happened, e.g. tanks destroyed."
                )
            return None
        measure = self.known.measures.find(row["measure"])
        if measure is None:
            row.complain("measure", self.known.measures.complaint(row["measure"]))
        return measure

    def _agents(self, row: SheetRow) -> tuple[str, ...]:
        names = [name.strip() for name in row["agent"].split(";") if name.strip()]
        if [name.casefold() for name in names] == ["none"]:
            return ("none",)
        found = []
        for name in names:
            key = self.known.parties.find(name)
            if key:
                found.append(key)
            else:
                row.complain("agent", self.known.parties.complaint(name))
        return tuple(found)

    def _links(self, row: SheetRow, kind: str) -> None:
        if kind == "denial" and not row["denies"]:
            row.complain("denies", "“denied” needs the external_id of the claim that is denied.")
        for link in LINKS:
            target = row[link]
            if not target:
                continue
            if target == row["external_id"]:
                row.complain(link, "A claim cannot point to itself.")
            elif target not in self.external_ids and target not in self.known.by_external:
                row.complain(link, f"“{target}” is no external_id in this file or on file.")

    @staticmethod
    def _order_of_days(row: SheetRow) -> None:
        start, end = row["event_date"], row["event_end"]
        if (
            start
            and end
            and end[:10] < start[:10]
            and not any(error.column.startswith("event") for error in row.errors)
        ):
            row.complain("event_end", f"The last day is before the first, {start}. Mend one of the two.")

    def _conflict(self, row: SheetRow, conflict: str) -> None:
        if row["conflict"] and self.known.conflicts.find(row["conflict"]) != conflict:
            row.complain("conflict", "The incident is of another conflict. Mend one of the two, or leave this empty.")

    def _meaning(self, row: SheetRow, column: str, incident: str, claimant: str) -> Meaning | None:
        label = row[column]
        if not label:
            return None
        meaning = self.known.designations[incident].meaning(label, claimant)
        if meaning is None:
            who = self.known.parties.titles[claimant]
            hint = self.known.parties.complaint(label).split("Closest: ")[-1]
            row.complain(
                column, f"“{label}” said by {who} is neither a party nor a designation on file. Choices: {hint}"
            )
        return meaning

    def _about(self, row: SheetRow, incident: str, claimant: str) -> tuple[str, ...]:
        found: list[str] = []
        for label in (part.strip() for part in row["positions_about"].split(";")):
            if not label:
                continue
            meaning = self.known.designations[incident].meaning(label, claimant)
            if meaning is None:
                row.complain("positions_about", self.known.parties.complaint(label))
            else:
                found += meaning.plain
        return tuple(dict.fromkeys(found))

    def _answer_parties(self, row: SheetRow, incident: str, claimant: str) -> tuple[str, ...]:
        meaning = self.known.designations[incident].meaning(row["position"], claimant) if row["position"] else None
        return meaning.plain if meaning else ()

    @staticmethod
    def _key(
        row: SheetRow,
        incident: str,
        claimant: str,
        measure: tuple[str, str] | None,
        place: str,
        question: str,
        agents: tuple[str, ...],
    ) -> str:
        stated = row["stated_at"][:10] or row["published"][:10]
        return NaturalKey(
            incident=incident,
            claimant=claimant,
            speaker=row["speaker"],
            subject=row["subject"],
            object=measure[0] if measure else "",
            outcome=measure[1] if measure else "",
            agent=";".join(sorted(agents)),
            place=place,
            basis=row["basis"],
            counting=row["counting"] or "episode",
            event_date=row["event_date"][:10],
            event_end=row["event_end"][:10],
            as_of=row["as_of"][:10] or stated,
            stated_at=stated,
            question=question,
        ).digest()

    # What the row is beside the rows before it and the claims on file

    def _outcome(self, row: SheetRow, claim: PlannedClaim) -> Outcome:
        earlier = self._earlier(claim)
        if earlier is not None:
            return self._again(row, claim, earlier)
        existing = self._existing(row, claim)
        if row.errors:
            return "conflict"
        claim.existing = existing
        self._remember(claim)
        if existing is None:
            return "new"
        return self._against_file(claim, existing)

    def _earlier(self, claim: PlannedClaim) -> PlannedClaim | None:
        external = claim.cells["external_id"]
        if external:
            return self.by_external.get(external)
        mine = {source.identity for source in claim.sources}
        for other in self.by_key.get(claim.key, []):
            same_report = mine & {source.identity for source in other.sources} or not mine
            if same_report or value_of(other) == value_of(claim):
                return other
        return None

    def _again(self, row: SheetRow, claim: PlannedClaim, earlier: PlannedClaim) -> Outcome:
        if value_of(earlier) != value_of(claim):
            column = "figure" if claim.kind != "position" else "position"
            row.complain(
                column,
                f"Row {earlier.row} is the same claim with another figure. Keep one of the two, or tell them apart.",
            )
            return "invalid"
        mine, theirs = claim.sources, {source.identity for source in earlier.sources}
        if not mine or mine[0].identity in theirs:
            return "duplicate"
        earlier.sources += mine
        on_file = earlier.existing.citations if earlier.existing else {}
        return "same" if on_file.get(mine[0].identity) == mine[0].cells["quote"] else "new"

    def _existing(self, row: SheetRow, claim: PlannedClaim) -> ExistingClaim | None:
        external = claim.cells["external_id"]
        found = self.known.by_external.get(external) if external else None
        if found is not None:
            if (found.incident, found.claimant) != (claim.incident, claim.claimant):
                row.complain(
                    "external_id",
                    "A claim on file has this id, of another incident or claimant. Give this one another id.",
                )
            return found
        mine = {source.identity for source in claim.sources}
        candidates = self.known.by_key.get(claim.key, ())
        for candidate in candidates:
            if mine & set(candidate.citations) or (not mine and not candidate.citations):
                return candidate
        return next((candidate for candidate in candidates if candidate_value(candidate) == value_of(claim)), None)

    @staticmethod
    def _against_file(claim: PlannedClaim, existing: ExistingClaim) -> Outcome:
        if candidate_value(existing) != value_of(claim) or (
            claim.cells["note"] and existing.note != claim.cells["note"]
        ):
            return "changed"
        for source in claim.sources:
            if source.identity not in existing.citations:
                return "new"
            if existing.citations[source.identity] != source.cells["quote"]:
                return "changed"
        return "same"

    def _remember(self, claim: PlannedClaim) -> None:
        self.claims.append(claim)
        self.by_key.setdefault(claim.key, []).append(claim)
        if claim.cells["external_id"]:
            self.by_external[claim.cells["external_id"]] = claim

    def _warn(self, row: SheetRow, claim: PlannedClaim, outcome: Outcome) -> None:
        if outcome in ("new", "changed") and not claim.is_public and claim.existing is None:
            self.warnings.append(
                Problem(row.row, "quote", "", "Without a quote and a publisher or address this row becomes a draft.")
            )
        publisher = row["publisher"]
        if publisher and publisher.casefold() not in self.known.outlets and publisher.casefold() not in self.created:
            self.created.add(publisher.casefold())
            self.warnings.append(
                Problem(row.row, "publisher", publisher, f"The outlet {publisher} is new and will be made.")
            )

    def _checks(self, row: SheetRow, claim: PlannedClaim) -> list[str]:
        """What an editor should look at although it is no error."""
        checks = []
        if claim.meaning and claim.meaning.designation and len(claim.meaning.plain) > 1:
            names = " and ".join(self.known.parties.titles.get(party, party) for party in claim.meaning.plain)
            checks.append(f"“{row['subject']}” was read as {names}, as this claimant uses the word.")
        return checks


NEEDED = (
    "external_id", "figure", "position", "quote", "publisher", "url", "title", "published", "note", "speaker", "stated_at",
    "statement", "as_of", "event_date", "event_end", "retracted_at", "subject", "subject_source", "basis", "counting", "language",
    "translation", "locator", "wording", "licence", "reliability", "credibility", "archived_url", "copied_from",
    "positions_about", "read_low", "read_high", "read_as_note", *LINKS,
)  # fmt: skip


def value_of(claim: PlannedClaim) -> str:
    """The value of a planned claim that makes two rows differ: its figure as printed, or its answer."""
    return claim.cells["position"] if claim.kind == "position" else claim.cells["figure"]


def candidate_value(existing: ExistingClaim) -> str:
    """The same of a claim on file."""
    return existing.answer or existing.figure


def plan_json(plan: Plan, *, file: str, sha256: str, committed: bool, batch: int | None) -> dict[str, Any]:
    """The one JSON document of `import_claims --json` and of plan.json."""
    return (
        {"file": file, "sha256": sha256}
        | plan.counts
        | {
            "committed": committed,
            "batch": batch,
            "errors": [_problem(problem) for problem in plan.errors],
            "warnings": [_problem(problem) for problem in plan.warnings],
            "questions": [
                {"column": question.column, "message": question.message, "choices": list(question.choices)}
                for question in plan.questions
            ],
        }
    )


def _problem(problem: Problem) -> dict[str, Any]:
    return {"row": problem.row, "column": problem.column, "value": problem.value, "message": problem.message}


def day_of(text: str) -> date | datetime | None:
    """A cleaned day cell as a date, or as a date-time where it has an hour; None for nothing."""
    if not text:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def problems_by_row(problems: Iterable[Problem]) -> dict[int, list[Problem]]:
    """Problems grouped by their row."""
    grouped: dict[int, list[Problem]] = {}
    for problem in problems:
        grouped.setdefault(problem.row, []).append(problem)
    return grouped
