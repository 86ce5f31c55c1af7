"""Whatever an editor writes, what is kept of boards, of their layout and of a search is what reading every claim anew gives."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models.sql import compiler
from django.test.utils import CaptureQueriesContext

from claims_app import models
from claims_app.models import Claim, Question, SearchDocument, Statement
from claims_app.services import recording, search_index
from claims_app.services.boards import refresh_findings
from claims_app.services.checking_boards import check_boards
from claims_app.services.source_lines import line_of
from tests.edits import Desk
from tests.factories import make_claim, make_party, moment

pytestmark = pytest.mark.django_db
OBJECTS = [("tank", "lost"), ("tank", "destroyed"), ("vehicle", "destroyed"), ("drone", "lost"), ("soldier", "killed")]
FIGURES = ["6", "over 100", "several", "at least 12", "a third", "no figure given", "none"]


class WideDesk(Desk):
    """A desk that also revises, denies, shares, counts since then, answers questions, and changes what a claim is about."""

    def acts(self) -> list[Any]:
        return [
            *super().acts(), self.speak, self.speak, self.speak, self.speak, self.link, self.link, self.correct, self.correct,
            self.answer, self.another_statement, self.revive, self.correct_a_statement,
        ]  # fmt: skip

    def speak(self) -> None:
        thing, outcome = self.chance.choice(OBJECTS)
        stated = self.chance.choice([None, moment(self.chance.randrange(1, 9), self.chance.randrange(24))])
        make_claim(
            self.chance.choice(["redland", "blueland", "red-army", "observers"]), self.chance.choice(FIGURES[:6]),
            about=self.chance.choice(["Redland", "Blueland", "Red Army"]), object=thing, outcome=outcome,
            incident=self.incidents[0], report=self.chance.choice(self.reports), stated_at=stated,
            counting=self.chance.choice(["episode", "cumulative", "incremental", "incremental"]),
        )  # fmt: skip

    def link(self) -> None:
        claim, other = self.any_claim(), self.any_claim()
        if claim is None or other is None or claim.pk == other.pk or claim.incident_id != other.incident_id:
            return
        name = self.chance.choice(["revises", "revises", "share_of", "denies"])
        setattr(claim, name, self.chance.choice([other, None]))
        if name == "denies" and claim.kind != "position":
            claim.kind = Claim.Kind.DENIAL if claim.denies is not None else Claim.Kind.FIGURE
        self.save(claim)

    def correct(self) -> None:
        if (claim := self.any_claim()) and claim.kind != "position":
            thing, outcome = self.chance.choice(OBJECTS)
            claim.kind, claim.figure_text = Claim.Kind.FIGURE, self.chance.choice(FIGURES[:6])
            claim.object = models.MeasureObject.objects.get(key=thing)
            claim.outcome = models.Outcome.objects.get(key=outcome)
            claim.subject_label = self.chance.choice(["Redland", "Blueland", "Red Army"])
            claim.stated_at = self.chance.choice([claim.stated_at, moment(self.chance.randrange(1, 9))])
            self.save(claim)

    def answer(self) -> None:
        if claim := self.any_claim():
            question, _ = Question.objects.get_or_create(
                key=self.chance.choice(["who", "why"]), defaults={"text": "Who?"}
            )
            claim.kind = Claim.Kind.POSITION
            answer = self.chance.choice(["redland", "blueland"])
            models.Position.objects.update_or_create(
                claim=claim, defaults={"question": question, "answer": answer, "parties": [answer]}
            )
            self.save(Claim.objects.get(pk=claim.pk), kind=Claim.Kind.POSITION)

    def another_statement(self) -> None:
        if claim := self.any_claim():
            claim.statement = self.chance.choice(list(Statement.objects.filter(incident=claim.incident).order_by("pk")))
            self.save(claim)

    def revive(self) -> None:
        if claim := self.any_claim():
            claim.retracted_at = None
            self.save(claim)

    def correct_a_statement(self) -> None:
        statement = self.chance.choice([None, *Statement.objects.order_by("pk")])
        if statement is not None:
            statement.channel, statement.claimant = "radio", make_party(self.chance.choice(["redland", "blueland"]))
            statement.save()
            recording.statement_changed(statement=statement)

    def save(self, claim: Claim, **values: Any) -> None:
        for name, value in values.items():
            setattr(claim, name, value)
        recording.prepare_claim(claim, report=None)
        claim.save()
        recording.settle(claim=claim)


def lines() -> list[Any]:
    kept = models.SourceLine.objects.order_by("incident", "part", "report", "statement", "claim", "row_key")
    counts = models.KeptSources.objects.order_by("incident").values_list(
        "incident", "reports", "origins", "statements", "claims", "single", "lacking", "alone"
    )
    return [*((row.incident_id, line_of(row)) for row in kept), *counts]


def found() -> list[Any]:
    return list(SearchDocument.objects.order_by("kind", "object_id").values_list("kind", "object_id", "digest"))


def assert_all_is_kept_as_it_would_be_made() -> None:
    assert [(one.slug, one.differences) for one in check_boards() if one.differences] == []
    kept, indexed = lines(), found()
    for incident in models.Incident.objects.select_related("conflict", "place"):
        refresh_findings(incident=incident)
        search_index.reindex_incident(incident=incident)
    assert lines() == kept
    assert found() == indexed


@pytest.mark.parametrize(
    ("seed", "edits"),
    [
        (6, 45),
        pytest.param(5, 45, marks=pytest.mark.soak),
        pytest.param(7, 1000, marks=pytest.mark.soak, id="a thousand"),
    ],
)
def test_after_any_write_all_that_is_kept_is_what_every_claim_anew_gives(seed: int, edits: int) -> None:
    desk = WideDesk(seed)
    done: list[str] = []
    for _ in range(edits):
        done.append(desk.step())
        differences = [one.differences for one in check_boards() if one.differences]
        assert differences == [], done[-3:]
    assert_all_is_kept_as_it_would_be_made()


def cost_of_a_save(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many queries a save makes, and how many rows it fetches."""
    rows = 0
    iterate = compiler.cursor_iter

    def counted(*arguments: Any) -> Any:
        nonlocal rows
        for some in iterate(*arguments):
            rows += len(some)
            yield some

    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as caught:
        patch.setattr(compiler, "cursor_iter", counted)
        recording.settle(claim=claim)
    return len(caught), rows


def test_a_save_costs_the_same_in_a_large_incident_of_four_times_the_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    saved = make_claim("redland", "6", object="drone")
    costs = []
    for number in range(1, 281):
        make_claim("blueland", str(number), about="Redland", object="truck", refresh=False, stated_at=moment(3))
        if number in (70, 280):
            incident = saved.incident
            refresh_findings(incident=incident)
            search_index.reindex_incident(incident=incident)
            costs.append(cost_of_a_save(saved, monkeypatch))
    (queries, rows), (more_queries, more_rows) = costs
    assert more_queries == queries
    assert more_rows <= rows + 5
