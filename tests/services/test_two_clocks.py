"""Two clocks: what had been said by a day (`asof`), and what was on file here by a day (`known`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.claims import Claim
from claims_app.core.payloads import board_json
from claims_app.services import imports, recording
from claims_app.services.boards import BoardQuery, board_of, computed_board, is_today, refresh_findings
from claims_app.services.reading import incident_by
from tests.factories import make_claim, make_incident, make_party, make_report, moment

pytestmark = pytest.mark.django_db
HEADER = "external_id,incident,claimant,measure,figure,subject,stated_at,publisher,title,published,quote"
NEW = f"{HEADER}\nlate-1,2016-04-02-ford,Blueland,tanks lost,two,Blueland,2016-04-02,Evening Post,Two tanks,2016-04-02,two of ours\n"
CHANGED = (
    f"{HEADER}\nown-1,2016-04-02-ford,Redland,tanks lost,nine,Blueland,,Daily,A report,2016-04-02,nine of their tanks\n"
)


@contextmanager
def on(day: int) -> Iterator[None]:
    """What is done on that day of May 2020, at noon."""
    with time_machine.travel(datetime(2020, 5, day, 12, tzinfo=UTC), tick=False):
        yield


def board(known: int | None = None, asof: date | None = None) -> Board:
    incident = incident_by(slug="2016-04-02-ford")
    assert incident is not None
    return board_of(incident=incident, query=BoardQuery(asof=asof, known=date(2020, 5, known) if known else None))


def claims(shown: Board) -> list[Claim]:
    found = [claim for row in shown.rows for claim in row.claims]
    found += [claim for account in shown.accounts for cell in account.cells for claim in cell.claims]
    return sorted(found, key=lambda claim: str(claim.id))


def figures(known: int | None = None) -> list[str]:
    return [claim.figure.text for claim in claims(board(known)) if claim.figure]


def imported(text: str) -> models.ImportBatch:
    batch = imports.stage(data=text.encode(), name="late.csv", options=imports.Options())
    imports.commit(batch=batch)
    return batch


def correct(claim: models.Claim, figure: str) -> None:
    """Our own correction: the same claim, read anew."""
    claim.refresh_from_db()
    claim.figure_text = figure
    recording.read_claim_figure(claim)
    claim.version += 1
    claim.save()
    recording.settle(claim=claim)


def test_a_claim_is_corrected_and_unpublished_and_an_import_undone_and_four_moments_are_read() -> None:
    with on(1):
        claim = make_claim("redland", "6")
    with on(2):
        correct(claim, "7")
        batch = imported(NEW)
    with on(3):
        recording.unpublish(claims=[claim], by=None, reason="a doubt")
    with on(4):
        imports.undo(batch=batch)
    assert [figures(day) for day in (1, 2, 3, 4)] == [["6"], ["7", "two"], ["two"], []]
    assert figures() == []


def test_an_undone_import_is_on_file_from_its_commit_to_its_undo() -> None:
    with on(1):
        make_claim("redland", "6")
    with on(2):
        staged = imports.stage(data=NEW.encode(), name="late.csv", options=imports.Options())
    with on(3):
        imports.commit(batch=staged)
    with on(5):
        imports.undo(batch=staged)
    assert [figures(day) for day in (2, 3, 4, 5)] == [["6"], ["6", "two"], ["6", "two"], ["6"]]


def test_what_an_import_changed_is_as_it_was_before_during_and_after() -> None:
    with on(1):
        make_claim("redland", "6", external_id="own-1")
    with on(2):
        batch = imported(CHANGED)
    with on(3):
        imports.undo(batch=batch)
    assert [figures(day) for day in (1, 2, 3)] == [["6"], ["nine"], ["6"]]


def test_quote_report_and_speaker_are_those_of_then() -> None:
    with on(1):
        claim = make_claim("redland", "6")
        citation = claim.citations.get()
    with on(2):
        citation.quote = "six tanks, he said"
        citation.save()
        citation.report.title, citation.report.archived_url = "A report, corrected", "https://archive.example/1"
        citation.report.save()
        claim.statement.speaker = "Defence Ministry"
        claim.statement.save()
        other = make_report(title="A second report")
        models.Citation.objects.create(claim=claim, report=other, quote="six", order=1)
    with on(3):
        citation.delete()
        refresh_findings(incident=claim.incident)

    def sources(day: int | None) -> list[tuple[str, str, str]]:
        (found,) = claims(board(day))
        return [(found.speaker, one.quote, one.title + one.archived_url) for one in found.citations]

    second = ("Defence Ministry", "six", "A second report")
    assert sources(1) == [("", "redland said 6", "A report")]
    changed = ("Defence Ministry", "six tanks, he said", "A report, correctedhttps://archive.example/1")
    assert sources(2) == [changed, second]
    assert sources(3) == [second]


def test_claimant_measure_and_subject_are_those_of_then() -> None:
    with on(1):
        claim = make_claim("redland", "6")
    with on(2):
        claim.object = models.MeasureObject.objects.get(key="drone")
        claim.statement = models.Statement.objects.create(incident=claim.incident, claimant=make_party("blueland"))
        claim.save()
        recording.settle(claim=claim)
    assert [(row.object, row.claims[0].claimant) for row in board(1).rows] == [("tank", "redland")]
    assert [(row.object, row.claims[0].claimant) for row in board(2).rows] == [("drone", "blueland")]


def test_an_answer_is_that_of_then() -> None:
    with on(1):
        question = models.Question.objects.create(key="who-began", text="Who began", functional=True)
        claim = make_claim("redland", "6", refresh=False)
        claim.kind, claim.object, claim.outcome = "position", None, None
        recording.clear_figure(claim)
        claim.save()
        position = models.Position.objects.create(claim=claim, question=question, answer="Blueland")
        recording.settle(claim=claim)
    with on(2):
        position.answer = "nobody"
        position.save()
        refresh_findings(incident=claim.incident)

    def answers(day: int) -> list[str]:
        return [claim.position.answer for claim in claims(board(day)) if claim.position]

    assert [answers(1), answers(2)] == [["Blueland"], ["nobody"]]


def test_a_draft_and_a_file_on_its_way_were_not_on_file() -> None:
    with on(1):
        make_claim("redland", "6", published=False)
        waiting = models.ImportBatch.objects.create(name="a.csv", sha256="0", state="committing")
        make_claim("redland", "8", batch=waiting)
    assert figures(1) == []


def test_both_clocks_are_read_together() -> None:
    """On 2 May we had 6 and 9 on file; of these only the 6 had been said by 2 April."""
    with on(1):
        make_claim("redland", "6", stated_at=moment(2))
        make_claim("redland", "9", object="drone", stated_at=moment(4))
    with on(3):
        correct(models.Claim.objects.get(figure_text="6"), "5")
    told = claims(board(2, asof=date(2016, 4, 3)))
    assert [claim.figure.text for claim in told if claim.figure] == ["6"]


def test_a_figure_taken_back_later_still_stood_by_then() -> None:
    make_claim("redland", "6", stated_at=moment(2), retracted_at=moment(4))
    before, after = board(asof=date(2016, 4, 3)), board(asof=date(2016, 4, 4))
    assert [cell.state for cell in before.rows[0].cells if cell.claims] == ["figure"]
    assert [cell.state for cell in after.rows[0].cells if cell.claims] == ["retracted"]


def test_a_claim_without_a_history_of_its_statement_is_shown_with_todays() -> None:
    with on(1):
        claim = make_claim("redland", "6")
    models.Statement.history.filter(id=claim.statement_id).delete()
    assert [found.claimant_name for found in claims(board(1))] == ["Redland"]


@pytest.mark.parametrize("many", [3, 30])
def test_what_was_on_file_takes_as_many_queries_for_many_claims_as_for_few(many: int) -> None:
    with on(1):
        incident: Any = make_incident()
        for number in range(many):
            make_claim("redland", str(number + 1), refresh=number + 1 == many)
    with on(2):
        for claim in models.Claim.objects.filter(incident=incident):
            claim.statement = models.Statement.objects.create(incident=incident, claimant=make_party("blueland"))
            claim.object = models.MeasureObject.objects.get(key="drone")
            claim.save()
    board(1)
    with CaptureQueriesContext(connection) as asked:
        assert len(claims(board(1))) == many
    assert len(asked) == 7


@pytest.mark.parametrize("many", [3, 30])
def test_reports_that_copy_others_take_one_query_more_however_many_they_are(many: int) -> None:
    with on(1):
        origin = make_report()
        for number in range(many):
            copy = make_report(copied_from=origin)
            last = make_claim("redland", str(number + 1), report=copy, refresh=number + 1 == many)
    with on(2):
        last.save()
    board(1)
    with CaptureQueriesContext(connection) as asked:
        told = claims(board(1))
    assert {citation.origin for claim in told for citation in claim.citations} == {origin.pk}
    assert len(asked) == 7 + 1


def test_a_moment_after_which_nothing_happened_is_answered_from_what_is_kept() -> None:
    with on(1):
        claim = make_claim("redland", "6", stated_at=moment(2))
        make_claim("blueland", "2", stated_at=moment(4))
    incident: Any = incident_by(slug=claim.incident.slug)
    last = BoardQuery(asof=moment(4).date(), known=date(2020, 5, 1))
    assert is_today(incident=incident, query=last)
    assert not is_today(incident=incident, query=BoardQuery(asof=moment(3).date()))
    worked_out, kept = computed_board(incident, last), board_of(incident=incident, query=last)
    assert board_json(kept) == board_json(worked_out) and (kept.asof, kept.known) == (last.asof, last.known)
    with on(2):
        claim.citations.get().report.outlet.save()
    assert not is_today(incident=incident, query=last) and is_today(
        incident=incident, query=BoardQuery(known=date(2020, 5, 2))
    )
