"""A claim of a plan as rows of the database that are not saved yet: the claim, its position, its quotes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from claims_app import models
from claims_app.core.designations import Meaning, fold
from claims_app.services import bulk, recording
from claims_app.services.imports.days import end, moment
from claims_app.tables.planned import PlannedClaim, PlannedSource


class Vocabulary:
    """What claims are made of, by key, read once for an import."""

    def __init__(self) -> None:
        self.incidents = {row.slug: row for row in models.Incident.objects.select_related("conflict", "place")}
        self.parties = {row.key: row for row in models.Party.objects.all()}
        self.objects = {row.key: row for row in models.MeasureObject.objects.all()}
        self.outcomes = {row.key: row for row in models.Outcome.objects.all()}
        self.places = {row.key: row for row in models.Place.objects.all()}
        self.questions = {row.key: row for row in models.Question.objects.all()}
        self.names = {
            fold(name): row.key for row in self.objects.values() for name in (row.key, row.name, row.many, *row.aliases)
        }

    def objects_named(self, answer: str) -> list[str]:
        """The objects that an answer names."""
        words = answer.replace(";", ",").split(",")
        return [self.names[fold(word)] for word in words if fold(word) in self.names]


def new_claim(
    claim: PlannedClaim,
    words: Vocabulary,
    statement: models.Statement,
    reports: Mapping[str, models.Report],
    batch: models.ImportBatch,
    by: Any,
    now: datetime,
) -> models.Claim:
    """The claim with all that is derived; it is recorded `now`, as all that are written together."""
    incident = words.incidents[claim.incident]
    zone = ZoneInfo(incident.timezone)
    cells = claim.cells
    measured, outcome = words.objects.get(claim.object), words.outcomes.get(claim.outcome)
    place = words.places.get(claim.place)
    row = bulk.new(
        models.Claim,
        incident_id=incident.pk,
        statement_id=statement.pk,
        kind=claim.kind,
        subject_label=cells["subject"],
        subject_source=cells["subject_source"] or "stated",
        object_id=measured and measured.pk,
        outcome_id=outcome and outcome.pk,
        agent_kind="none" if claim.agents == ("none",) else "parties" if claim.agents else "any",
        agents=list(claim.agents) if claim.agents != ("none",) else [],
        place_id=place and place.pk,
        basis=cells["basis"],
        counting=cells["counting"] or "episode",
        period_start=moment(cells["event_date"], zone),
        period_end=end(cells["event_end"], zone),
        as_of=end(cells["as_of"], zone),
        stated_at=moment(cells["stated_at"], zone),
        figure_lang=cells["language"] or "en",
        retracted_at=moment(cells["retracted_at"], zone),
        credibility=cells["credibility"],
        external_id=cells["external_id"],
        note=cells["note"],
        batch_id=batch.pk,
        source_row=claim.row,
        recorded_by_id=getattr(by, "pk", None),
        recorded_at=now,
        status=models.Claim.Status.PUBLISHED if claim.is_public else models.Claim.Status.DRAFT,
    )
    row._state.fields_cache |= {"incident": incident, "statement": statement}
    row._state.fields_cache |= {"object": measured, "outcome": outcome, "place": place}
    set_figure(claim, row)
    meaning = claim.meaning or Meaning((), (), ())
    row.designation_id = meaning.designation
    row.subject_certain, row.subject_plain, row.subject_possible = map(
        list, (meaning.certain, meaning.plain, meaning.possible)
    )
    recording.complete_times(row, next((reports[source.identity] for source in claim.sources), None))
    row.scope_key = recording.scope_key_of(row)
    row.natural_hash = claim.key
    return row


def set_figure(claim: PlannedClaim, row: models.Claim) -> None:
    """The figure as it was read, or none."""
    row.kind, row.figure_text = claim.kind, claim.cells["figure"]
    if claim.figure is None:
        recording.clear_figure(row)
        return
    row.figure_source, row.figure_note = claim.figure.source, claim.figure.note
    recording.keep_figure(row, claim.figure)


def new_position(claim: PlannedClaim, row: models.Claim, words: Vocabulary) -> models.Position:
    """The answer that a claim gives to a question."""
    return models.Position(
        claim=row,
        question=words.questions[claim.question],
        answer=claim.cells["position"],
        parties=list(claim.answer_parties),
        objects_named=words.objects_named(claim.cells["position"]),
        about_label=claim.cells["positions_about"],
        about=list(claim.about),
        polarity=fold(claim.cells["position"]) != "no",
    )


def new_citation(source: PlannedSource, row: models.Claim, report: models.Report, order: int) -> models.Citation:
    """A quote of a claim in a report."""
    cells = source.cells
    return bulk.new(
        models.Citation,
        claim_id=row.pk,
        report_id=report.pk,
        quote=cells["quote"],
        language=cells["language"] or "en",
        translation=cells["translation"],
        locator=cells["locator"],
        wording=cells["wording"],
        licence=cells["licence"],
        order=order,
    )
