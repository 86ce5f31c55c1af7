"""The board that is kept is the board that is computed, refreshed with what it shows, in as many queries for 20 claims as for 800."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims_app.core.boards import Account, Cell, MirrorRow, Row, Show
from claims_app.core.payloads import board_json
from claims_app.models import Claim, Incident, StoredFinding, VocabularyVersion
from claims_app.services import boards, recording
from claims_app.services.boards import BoardQuery, board_of, refresh_findings
from claims_app.services.mapping import world_of
from claims_app.services.reading import incident_by
from claims_app.services.vocabulary import vocabulary_changed
from tests.factories import make_claim, make_incident, moment

pytestmark = pytest.mark.django_db


def incident() -> Incident:
    found = incident_by(slug=make_incident().slug)
    assert found is not None
    return found


def make_some() -> None:
    first = make_claim("redland", "over 100", external_id="a")
    make_claim("blueland", "several")
    second = make_claim("blueland", "7", revises=first, object="truck")
    make_claim("blueland", "8", revises=make_claim("blueland", "9", revises=second, object="truck"), object="truck")
    make_claim("un", "about 50", external_id="b")
    make_claim("redland", "2", about="Redland", stated_at=moment(2, 9))
    make_claim("blueland", "3", about="", object="soldier", outcome="killed")


def without_scopes(item: Row | MirrorRow | Account) -> Row | MirrorRow | Account:
    """The same value without the scopes of its claims, which are not kept."""

    def bare(cell: Cell) -> Cell:
        claims, previous = (tuple(replace(c, scope=None) for c in some) for some in (cell.claims, cell.previous))
        return replace(cell, claims=claims, previous=previous)

    if isinstance(item, MirrorRow):
        wings = tuple(replace(wing, inflicted=bare(wing.inflicted), own=bare(wing.own)) for wing in item.wings)
        return replace(item, wings=wings)
    return replace(item, cells=tuple(bare(cell) for cell in item.cells))


def test_the_kept_board_is_the_computed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    make_some()
    kept = boards._kept_board(incident())
    assert kept is not None
    computed = boards.computed_board(incident(), BoardQuery())
    assert board_json(kept) == board_json(computed)
    parts = [(*board.rows, *board.mirror, *board.accounts) for board in (kept, computed)]
    assert [without_scopes(item) for item in parts[0]] == [without_scopes(item) for item in parts[1]]
    assert (kept.sides, kept.title, kept.revision) == (computed.sides, computed.title, computed.revision)


def test_a_rolled_back_write_leaves_the_kept_board_as_it_was() -> None:
    make_claim("redland", "6")
    before = board_json(board_of(incident=incident()))
    with transaction.atomic():
        make_claim("blueland", "2")
        assert board_json(board_of(incident=incident())) != before
        transaction.set_rollback(True)
    assert board_json(board_of(incident=incident())) == before


def test_findings_kept_under_another_vocabulary_are_not_shown() -> None:
    make_claim("redland", "6")
    StoredFinding.objects.update(payload={"no": "row"})
    VocabularyVersion.renew()
    assert [row.key for row in board_of(incident=incident()).rows] == ["tank--lost--blueland"]


def test_findings_kept_under_another_policy_are_not_shown() -> None:
    make_claim("redland", "6")
    StoredFinding.objects.update(payload={"no": "row"}, policy="of old")
    assert len(board_of(incident=incident()).rows) == 1


def test_a_row_says_when_its_verdict_changed_and_only_then() -> None:
    with time_machine.travel(moment(10), tick=False):
        make_claim("redland", "6")
    with time_machine.travel(moment(11), tick=False):
        make_claim("redland", "6")
        unchanged = StoredFinding.objects.get(part="row")
    with time_machine.travel(moment(12), tick=False):
        make_claim("blueland", "2")
    changed = StoredFinding.objects.get(part="row")
    assert (unchanged.changed_at, changed.changed_at) == (moment(10), moment(12))
    assert (changed.verdict, changed.contradicted) == ("contradictory", True)


def test_a_row_that_is_gone_is_not_kept() -> None:
    claim = make_claim("redland", "6")
    recording.unpublish(claims=[claim], by=None, reason="a doubt")
    assert not StoredFinding.objects.exists()
    assert board_of(incident=incident()).rows == ()


def said(query: BoardQuery) -> list[str]:
    board = board_of(incident=incident(), query=query)
    return sorted(claim.figure.text for row in board.rows for claim in row.claims if claim.figure)


@pytest.mark.parametrize(
    ("asof", "figures"),
    [(date(2016, 4, 1), []), (date(2016, 4, 2), ["6"]), (date(2016, 4, 3), ["2", "6"]), (date(2016, 4, 4), ["2", "8"])],
)
def test_asof_shows_what_had_been_said_by_the_end_of_that_day(asof: date, figures: list[str]) -> None:
    first = make_claim("redland", "6", stated_at=moment(2, 23))
    make_claim("blueland", "2", stated_at=moment(3))
    make_claim("redland", "8", stated_at=moment(4, 12), revises=first)
    assert said(BoardQuery(asof=asof)) == figures


def test_a_claim_taken_back_later_still_stood_on_the_day_asked_for() -> None:
    make_claim("redland", "6", stated_at=moment(2), retracted_at=moment(5))
    for day, state in ((4, "figure"), (5, "retracted")):
        (row,) = board_of(incident=incident(), query=BoardQuery(asof=date(2016, 4, day))).rows
        assert row.cells[0].state == state


def test_days_are_those_of_the_incidents_zone() -> None:
    """23:30 UTC on 2 April is 3 April in Baku."""
    place = make_incident(timezone="Asia/Baku")
    make_claim("redland", "6", stated_at=moment(2, 23), incident=place)
    assert said(BoardQuery(asof=date(2016, 4, 2))) == []
    assert said(BoardQuery(asof=date(2016, 4, 3))) == ["6"]


@pytest.mark.parametrize(
    ("sides", "columns"),
    [
        ((), ["redland", "blueland", "third_parties"]),
        (("blueland",), ["blueland"]),
        (("third_parties", "redland"), ["redland", "third_parties"]),
        (("nobody",), ["redland", "blueland", "third_parties"]),
    ],
)  # fmt: skip
def test_the_columns_asked_for_are_cut_and_the_finding_stays(sides: tuple[str, ...], columns: list[str]) -> None:
    make_claim("redland", "6")
    make_claim("blueland", "2")
    board = board_of(incident=incident(), query=BoardQuery(sides=sides))
    assert [side.key for side in board.sides] == columns
    assert [cell.side for cell in board.rows[0].cells] == columns
    assert board.rows[0].finding.verdict == "contradictory"


def test_a_filter_gives_the_same_rows_kept_or_computed() -> None:
    make_some()
    make_claim("redland", "over 90")
    query = BoardQuery(show=Show(about="blueland", gaps=True))
    kept = board_of(incident=incident(), query=query)
    assert kept.rows
    computed = board_of(incident=incident(), query=replace(query, asof=date(2030, 1, 1)))
    assert [row.key for row in kept.rows] == [row.key for row in computed.rows]


def queries(query: BoardQuery) -> int:
    subject = incident()
    world_of(subject)
    with CaptureQueriesContext(connection) as captured:
        board_of(incident=subject, query=query)
    return len(captured)


@pytest.mark.parametrize(
    "query",
    [BoardQuery(), BoardQuery(asof=date(2016, 4, 9)), BoardQuery(known=date(2030, 1, 1))],
    ids=["kept", "asof", "known"],
)
def test_a_board_takes_as_many_queries_for_many_claims_as_for_few(query: BoardQuery) -> None:
    model = make_claim("redland", "6")
    make_claim("blueland", "2")
    few = queries(query)
    rows = [
        Claim(
            **{
                field.attname: getattr(model, field.attname)
                for field in Claim._meta.concrete_fields
                if field.name != "id"
            }
        )
        for _ in range(800)
    ]
    Claim.objects.bulk_create(rows)
    Claim.history.bulk_history_create(Claim.objects.filter(pk__gt=model.pk + 1))
    refresh_findings(incident=incident())
    assert queries(query) == few <= 6
    assert sum(len(row.claims) for row in board_of(incident=incident(), query=query).rows) == 802


def test_a_world_is_built_once_for_each_state_of_the_vocabulary() -> None:
    make_incident()
    first = world_of(incident())
    assert world_of(incident()) is first
    vocabulary_changed()
    assert world_of(incident()) is not first
