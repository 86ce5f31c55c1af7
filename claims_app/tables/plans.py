"""Rows and what is on file → a plan: new, changed, same, duplicate, conflict, invalid. The preview is this value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from claims_app.core.designations import Meaning, fold
from claims_app.core.figures import Figure
from claims_app.core.natural_keys import NaturalKey, own_name, report_identity
from claims_app.core.wording import complaint, editor_figure, is_word, read_figure, reading_of
from claims_app.tables.names import ExistingClaim, Known, disguise
from claims_app.tables.reading import Question
from claims_app.tables.rows import SHOWN, Problem, Sheet, SheetRow

Outcome = Literal["new", "changed", "same", "duplicate", "conflict", "invalid"]
LINKS = ("denies", "revises", "part_of", "share_of")
DENIED = "denied"
LARGEST = 10**14
LETTERS_FOR_DIGITS = re.compile(r"\d[\d\s]*[oOlI]+(?!\w)")
COMPUTED = re.compile(r"\d[ex][+-]?\d", re.IGNORECASE)
DETAILS = ("translation", "locator", "wording", "licence")
KEY_COLUMNS = {"object": "measure", "outcome": "measure"}

Action = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """The report and the quote of one row, and what a commit does with the citation."""

    identity: str
    cells: Mapping[str, str]
    action: Action = "new"

    @property
    def is_public(self) -> bool:
        """Whether a claim with it may be published: a quote, and a publisher or an address."""
        return bool(self.cells["quote"].strip() and (self.cells["publisher"] or self.cells["url"]))


@dataclass(slots=True)
class PlannedClaim:
    """A claim as a commit would write it; keys are of what is on file, days ISO texts, `key` is `natural` as one hash."""

    row: int
    kind: str
    cells: Mapping[str, str]
    incident: str
    claimant: str
    natural: NaturalKey
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
    as_draft: bool = False
    changes: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether a commit publishes it: one of its sources lets it, and it is not kept as a draft."""
        return not self.as_draft and any(source.is_public for source in self.sources)


@dataclass(slots=True)
class PlannedRow:
    """What would become of one row; `joined` is the claim that it is written to, an earlier row's for a citation."""

    row: int
    outcome: Outcome
    sheet_row: SheetRow
    claim: PlannedClaim | None = None
    checks: list[str] = field(default_factory=list)
    joined: PlannedClaim | None = None


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


def make_plan(sheet: Sheet, known: Known, *, as_drafts: bool = False) -> Plan:
    """Hold every row against what is on file and against the rows before it."""
    maker = _Maker(known, sheet, as_drafts)
    rows = [maker.planned(row) for row in sheet.rows]
    maker.check_denials()
    for row in rows:
        row.outcome = "invalid" if row.sheet_row.errors and row.outcome != "conflict" else row.outcome
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
    bad |= {row.row for row in plan.rows if row.joined is not None and row.joined.row in bad}
    return Plan(
        rows=[row for row in plan.rows if row.row not in bad],
        claims=[claim for claim in plan.claims if claim.row not in bad],
        errors=[],
        warnings=plan.warnings,
        questions=plan.questions,
    )


class _Maker:
    """Plans rows one after the other, remembering the claims of the file."""

    def __init__(self, known: Known, sheet: Sheet, as_drafts: bool) -> None:
        self.known = known
        self.as_drafts = as_drafts
        self.external_ids = {row["external_id"] for row in sheet.rows} - {""}
        self.addresses = {row["url"] for row in sheet.rows} - {""}
        self.taken: set[int] = set()
        self.rows: dict[int, SheetRow] = {}
        self.joined: dict[int, PlannedClaim] = {}
        self.claims: list[PlannedClaim] = []
        self.warnings: list[Problem] = []
        self.by_report: dict[tuple[str, str], PlannedClaim] = {}
        self.by_value: dict[tuple[str, str], PlannedClaim] = {}
        self.on_file: dict[str, dict[tuple[str, str], list[ExistingClaim]]] = {}
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
        return PlannedRow(row.row, outcome, row, claim, self._checks(row, claim), self.joined.get(row.row, claim))

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
        natural = self._key(row, incident, claimant, measure, place, question, agents)
        claim = PlannedClaim(
            row=row.row,
            kind=kind,
            cells=dict(row.cells) | {name: row[name] for name in NEEDED},
            incident=incident,
            claimant=claimant,
            natural=natural,
            key=natural.digest(),
            object=measure[0] if measure else "",
            outcome=measure[1] if measure else "",
            place=place,
            question=question,
            about=about,
            answer_parties=answer,
            agents=agents,
            meaning=meaning,
            figure=figure,
            as_draft=self.as_drafts,
        )
        identity = source_identity(row["publisher"], row["title"], row["url"], row["published"])
        if identity.strip("|") or row["quote"].strip():
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
        if COMPUTED.search(row["figure"]):
            row.complain("figure", "This is written as a computer writes numbers. Write it out in digits, as printed.")
            return None
        if LETTERS_FOR_DIGITS.search(row["figure"]):
            row.complain("figure", "Letters stand where digits seem to be meant (o for 0, l for 1). Type the digits.")
            return None
        if message := complaint(figure):
            hidden = disguise(row["figure"]) if figure.lang.startswith("en") else ""
            row.complain("figure", message + (f" It {hidden}." if hidden else ""))
            return None
        bounds = [bound for band in (figure.plain, figure.charitable) if band for bound in (band.low, band.high)]
        if any(bound is not None and bound >= LARGEST for bound in bounds):
            row.complain("figure", "This number is too large to be kept. Check its digits.")
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
            if disguise(label):
                row.complain(column, self.known.parties.complaint(label))
                return None
            hint = ", ".join(self.known.parties.closest(label))
            row.complain(
                column, f"“{label}” said by {who} is neither a party nor a designation on file. Choices: {hint}."
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

    def _key(
        self,
        row: SheetRow,
        incident: str,
        claimant: str,
        measure: tuple[str, str] | None,
        place: str,
        question: str,
        agents: tuple[str, ...],
    ) -> NaturalKey:
        zone = self.known.incident_facts[incident].timezone
        stated = day_in(row["stated_at"], zone) or row["published"][:10]
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
            event_date=day_in(row["event_date"], zone),
            event_end=day_in(row["event_end"], zone),
            as_of=day_in(row["as_of"], zone) or stated,
            stated_at=stated,
            question=question,
        )

    # What the row is beside the rows before it and the claims on file

    def _outcome(self, row: SheetRow, claim: PlannedClaim) -> Outcome:
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
        same_report = self.by_report.get((claim.key, _identity_of(claim)))
        return same_report or self.by_value.get((claim.key, value_of(claim)))

    def _again(self, row: SheetRow, claim: PlannedClaim, earlier: PlannedClaim) -> Outcome:
        """A further row of a claim of this file: another citation, or the same one again."""
        if value_of(earlier) != value_of(claim):
            column = "figure" if claim.kind != "position" else "position"
            row.complain(
                column,
                f"Row {earlier.row} is the same claim with another figure. Keep one of the two, or tell them apart.",
            )
            return "invalid"
        if columns := differing(claim, earlier.natural):
            row.complain(
                "external_id", f"Row {earlier.row} has this id with another {', '.join(columns)}. Mend one of the two."
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
        for place in (("report", _identity_of(claim)), ("value", value_of(claim))):
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
        self.by_report.setdefault((claim.key, _identity_of(claim)), claim)
        self.by_value.setdefault((claim.key, value_of(claim)), claim)
        if claim.cells["external_id"]:
            self.by_external[claim.cells["external_id"]] = claim

    def _warn(self, row: SheetRow, claim: PlannedClaim, outcome: Outcome) -> None:
        if outcome == "new" and claim.existing is None and not any(source.is_public for source in claim.sources):
            self.warnings.append(
                Problem(row.row, "quote", "", "Without a quote and a publisher or address this row becomes a draft.")
            )
        self._warn_of_outlet(row)
        origin = row["copied_from"]
        if origin and origin not in self.addresses and origin not in self.known.reports:
            message = "No report in this file or on file has this address, so the tie was left out. Add a row for it."
            self.warnings.append(Problem(row.row, "copied_from", origin[:SHOWN], message))

    def _warn_of_outlet(self, row: SheetRow) -> None:
        publisher, given = row["publisher"], row["reliability"]
        on_file = self.known.outlets.get(publisher.casefold())
        if publisher and on_file is None and publisher.casefold() not in self.created:
            self.created.add(publisher.casefold())
            self.warnings.append(
                Problem(row.row, "publisher", publisher, f"The outlet {publisher} is new and will be made.")
            )
        elif on_file is not None and given and given != on_file:
            rated = f"reliability {on_file}" if on_file else "no reliability"
            message = f"The outlet {publisher} is on file with {rated}; the file's {given} was not used."
            self.warnings.append(Problem(row.row, "reliability", given, message))

    def _checks(self, row: SheetRow, claim: PlannedClaim) -> list[str]:
        """What an editor should look at although it is no error."""
        checks = []
        if claim.meaning and claim.meaning.designation:
            names = " and ".join(self.known.parties.titles.get(party, party) for party in claim.meaning.plain)
            checks.append(f"“{row['subject']}” was read as {names}, as this claimant uses the word.")
        figure = claim.figure
        if figure is not None and is_word(figure):
            checks.append(f"“{row['figure']}” is kept as a word: it is shown, and stays out of the charts.")
        elif figure is not None and figure.plain is not None and figure.plain.high is None:
            checks.append(f"“{row['figure']}” was read as {reading_of(figure)}, with no upper bound.")
        if claim.existing is not None:
            checks += [self._change_said(row, claim, name) for name in claim.changes]
        return checks

    @staticmethod
    def _change_said(row: SheetRow, claim: PlannedClaim, name: str) -> str:
        if name == "status":
            return "This claim is a draft on file and will be published."
        if name == "quote":
            return "The quote of this report, or what belongs to it, will be replaced."
        before = claim.existing.values.get(name, "") if claim.existing else ""
        column = ("position" if claim.kind == "position" else "figure") if name == "value" else name
        return f"{column}: “{before[:SHOWN]}” becomes “{row[column][:SHOWN]}”." if before else f"{column} is filled in."


VALUES = ("note", "credibility", "read_low", "read_high", "read_as_note", *LINKS)
NEEDED = (
    "external_id", "figure", "position", "quote", "publisher", "url", "title", "published", "note", "speaker", "stated_at",
    "statement", "as_of", "event_date", "event_end", "retracted_at", "subject", "subject_source", "basis", "counting", "language",
    "translation", "locator", "wording", "licence", "reliability", "credibility", "archived_url", "copied_from",
    "positions_about", "read_low", "read_high", "read_as_note", *LINKS,
)  # fmt: skip


def value_of(claim: PlannedClaim) -> str:
    """The value of a planned claim that makes two rows differ: its figure as printed, or its answer."""
    return claim.cells["position"] if claim.kind == "position" else claim.cells["figure"]


def _identity_of(claim: PlannedClaim) -> str:
    return claim.sources[0].identity if claim.sources else ""


def source_identity(publisher: str, title: str, url: str, published: str) -> str:
    """What makes two rows cite the same report; a report that nothing names is known by its day."""
    return report_identity(publisher, title, url, published[:10]) or f"||{published[:10]}"


def differing(claim: PlannedClaim, parts: NaturalKey) -> list[str]:
    """The columns in which a row says another claim than `parts`; an empty cell says nothing."""
    mine, theirs = asdict(claim.natural), asdict(parts)
    columns = []
    for name in mine:
        column = KEY_COLUMNS.get(name, name)
        if claim.cells.get(column) and fold(mine[name]) != fold(theirs[name]):
            columns.append(column)
    return list(dict.fromkeys(columns))


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


def day_in(text: str, timezone: str) -> str:
    """The ISO day of a cleaned day cell in a zone; the text's own beginning where it is no date yet."""
    try:
        value = day_of(text)
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(ZoneInfo(timezone)).date().isoformat()
    except (ValueError, OverflowError):
        pass
    return text[:10]


def problems_by_row(problems: Iterable[Problem]) -> dict[int, list[Problem]]:
    """Problems grouped by their row."""
    grouped: dict[int, list[Problem]] = {}
    for problem in problems:
        grouped.setdefault(problem.row, []).append(problem)
    return grouped
