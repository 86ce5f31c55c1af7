"""One row beside what is on file → the claim that it makes; every name, figure and day is understood or complained of."""

from __future__ import annotations

import re
from collections.abc import Callable

from claims_app.core.designations import Meaning
from claims_app.core.figures import Figure
from claims_app.core.natural_keys import NaturalKey
from claims_app.core.wording import complaint, editor_figure, read_figure
from claims_app.tables.columns import number_in
from claims_app.tables.names import Known, Names, disguise
from claims_app.tables.planned import (
    DENIED,
    LINKS,
    PlannedClaim,
    PlannedSource,
    day_in,
    source_identity,
)
from claims_app.tables.rows import Cells, SheetRow

LARGEST = 10**14
LETTERS_FOR_DIGITS = re.compile(r"\d[\d\s]*[oOlI]+(?!\w)")
# What stands in tables where nobody has said anything, or nobody knows.
PLACEHOLDER = re.compile(r"[-–—−?.…*/x]+|n\.?/?a\.?", re.IGNORECASE)
NOTHING_SAID = (
    "“{}” is no figure. If it stands for nothing, read it as if it were empty; if the claimant gave no figure, "
    "write “no figure given”."
)
COMPUTED = re.compile(r"\d[ex][+-]?\d", re.IGNORECASE)


class Reader:
    """Reads rows as claims; `is_in_file` tells of an external id whether the file has it, since links may name those."""

    def __init__(self, known: Known, is_in_file: Callable[[str], bool], *, as_drafts: bool) -> None:
        self.known = known
        self.is_in_file = is_in_file
        self.as_drafts = as_drafts

    def claim(self, row: SheetRow) -> PlannedClaim | None:
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
            cells=row.cells if isinstance(row.cells, Cells) else Cells(row.cells),
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

    def _named(self, row: SheetRow, column: str, names: Names, *, required: bool = True) -> str:
        text = row[column]
        if not text:
            if required and not any(error.column == column for error in row.errors):
                row.complain(column, f"Every row needs a {column}. Fill it in.")
            return ""
        key = names.find(text)
        if not key:
            row.complain(column, names.complaint(text), names.choices(text))
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
        if PLACEHOLDER.fullmatch(row["figure"]):
            row.complain("figure", NOTHING_SAID.format(row["figure"]))
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
        low, high = (number_in(row[name]) for name in ("read_low", "read_high"))
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
            if bound is not None and number_in(row[column]) not in (None, bound):
                message = f"The figure “{row['figure']}” reads as {bound} here; the file's {row[column]} was not used."
                row.warn(column, row[column], message)

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
            row.complain(
                "measure", self.known.measures.complaint(row["measure"]), self.known.measures.choices(row["measure"])
            )
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
                row.complain("agent", self.known.parties.complaint(name), self.known.parties.choices(name))
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
            elif not self.is_in_file(target) and not self.known.on_file.is_named(target):
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
                row.complain(column, self.known.parties.complaint(label), self.known.parties.choices(label))
                return None
            closest = self.known.parties.closest(label)
            hint = ", ".join(closest)
            row.complain(
                column,
                f"“{label}” said by {who} is neither a party nor a designation on file. Choices: {hint}.",
                closest,
            )
        return meaning

    def _about(self, row: SheetRow, incident: str, claimant: str) -> tuple[str, ...]:
        found: list[str] = []
        for label in (part.strip() for part in row["positions_about"].split(";")):
            if not label:
                continue
            meaning = self.known.designations[incident].meaning(label, claimant)
            if meaning is None:
                row.complain("positions_about", self.known.parties.complaint(label), self.known.parties.choices(label))
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
