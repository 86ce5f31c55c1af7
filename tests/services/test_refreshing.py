"""After any edit the kept board is the one that reading every claim anew would give."""

from __future__ import annotations

import random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims_app.core.faces import BoardFace, face_of
from claims_app.core.payloads import board_json
from claims_app.models import Claim, Outlet, Report, Statement, StoredFinding
from claims_app.services import boards, drawing, recording, refreshing, whole_boards
from claims_app.services.boards import BoardQuery
from claims_app.services.checking_boards import check_boards
from claims_app.services.reading import incident_by
from tests.factories import make_claim, make_incident, make_party

pytestmark = pytest.mark.django_db

FIGURES = ["6", "2", "over 100", "about 50", "several", "at least 12", "another 3", "no figure given"]
OBJECTS = [("tank", "lost"), ("vehicle", "destroyed"), ("drone", "lost"), ("soldier", "killed"), ("person", "killed")]


def an_edit(chance: random.Random) -> None:
    """Somebody writes, corrects, takes down or puts back a claim, or mends a report, an outlet or a statement."""
    claims = list(Claim.objects.order_by("pk"))
    claim = chance.choice(claims) if claims else None
    kind = chance.choice(["add"] * 4 + ["correct", "correct", "take down", "put back", "report", "outlet", "revise"])
    if claim is None or (kind == "add" and len(claims) < 40):
        thing, outcome = chance.choice(OBJECTS)
        shared = Statement.objects.order_by("?").first() if claim and chance.random() < 0.3 else None
        speaker = chance.choice(["redland", "blueland", "un"])
        about = chance.choice(["Redland", "Blueland"])
        counting = chance.choice(["episode", "cumulative", "incremental"])
        make_claim(
            speaker, chance.choice(FIGURES), about=about, object=thing, outcome=outcome, counting=counting,
            **({"statement": shared} if shared else {}),
        )  # fmt: skip
    elif kind in ("correct", "revise"):
        if kind == "revise":
            earlier = Claim.objects.exclude(pk=claim.pk).order_by("pk").first()
            claim.revises = earlier
        claim.figure_text = chance.choice(FIGURES[:6])
        claim.kind = Claim.Kind.FIGURE
        recording.prepare_claim(claim, report=None)
        claim.save()
        recording.settle(claim=claim)
    elif kind == "take down":
        recording.unpublish(claims=[claim], by=None, reason="a doubt")
    elif kind == "put back":
        recording.publish(claims=[claim])
    elif kind == "report":
        report = Report.objects.order_by("pk").first()
        assert report is not None
        report.title = f"A report, edition {chance.randrange(1000)}"
        report.save()
        recording.report_changed(report=report)
    elif kind == "outlet":
        outlet = Outlet.objects.get()
        outlet.name = f"Daily {chance.randrange(1000)}"
        outlet.save()
        recording.outlet_changed(outlet=outlet)


def kept_and_computed() -> tuple[object, object]:
    """The rows of the kept board (empty where nothing is kept) and those of the computed one, as the API shows them."""
    incident = incident_by(slug=make_incident().slug)
    assert incident is not None
    kept = boards._kept_board(incident)
    computed = boards.computed_board(incident, BoardQuery())
    return (board_json(kept) if kept else None, board_json(computed) if computed.rows or computed.accounts else None)


def drawn_and_anew() -> tuple[object, object]:
    """The board as it was drawn on write (an empty one where nothing is kept), and as its claims draw it now."""
    incident = incident_by(slug=make_incident().slug)
    assert incident is not None
    board = boards.computed_board(incident, BoardQuery())
    drawn = drawing.kept_face(incident=incident, frame=boards.frame_of(incident=incident))
    return drawn or BoardFace(), face_of(board, drawing.around_of(incident=incident, columns=board.sides))


@pytest.mark.parametrize(("seed", "edits"), [(1, 24), pytest.param(3, 1000, marks=pytest.mark.soak, id="a thousand")])
def test_the_kept_board_is_the_one_of_a_full_recompute_after_every_edit(seed: int, edits: int) -> None:
    make_party("un", kind="observer", name="UN")
    chance = random.Random(seed)
    for _ in range(edits):
        an_edit(chance)
        kept, computed = kept_and_computed()
        assert kept == computed
        drawn, anew = drawn_and_anew()
        assert drawn == anew


def test_an_edit_writes_no_row_that_it_does_not_touch() -> None:
    for thing, outcome in OBJECTS[:3]:
        make_claim("redland", "6", object=thing, outcome=outcome)
    drone = make_claim("blueland", "2", about="Blueland", object="drone")
    with CaptureQueriesContext(connection) as caught:
        recording.settle(claim=drone)
    written = [query["sql"] for query in caught if 'UPDATE "claims_app_storedfinding"' in query["sql"]]
    touched = StoredFinding.objects.filter(row_key__startswith="drone").count()
    assert touched == 2
    (payloads,) = (sql for sql in written if '"payload" =' in sql)
    assert payloads.startswith(f"{touched} times: ")


def conflict_of_two() -> list[int]:
    """Two incidents with claims, whose boards wait."""
    for slug in ("2020-09-27-valley", "2020-09-28-hill"):
        incident = make_incident(slug=slug)
        for thing, outcome in OBJECTS[:3]:
            make_claim("redland", "6", object=thing, outcome=outcome, incident=incident)
    return list(StoredFinding.objects.values_list("incident_id", flat=True).distinct())


def test_a_board_that_somebody_keeps_meanwhile_is_left_to_him(monkeypatch: pytest.MonkeyPatch) -> None:
    incidents = conflict_of_two()
    StoredFinding.objects.all().delete()
    made, calls = refreshing.make_ready, []

    def make_while_another_does(worked: list[whole_boards.WorkedOut]) -> list[whole_boards.Ready]:
        ready = made(worked)
        if not calls:
            calls.append(1)
            refreshing.refresh(incidents=incidents)  # another worker, which is quicker
        return ready

    monkeypatch.setattr(refreshing, "make_ready", make_while_another_does)
    refreshing.refresh(incidents=incidents)
    assert StoredFinding.objects.count()
    assert [one.differences for one in check_boards()] == [(), ()]


def test_a_board_is_ready_before_the_transaction_that_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    incidents = conflict_of_two()
    asked: list[str] = []
    kept = refreshing.keep_ready

    def keep_and_watch(ready: list[whole_boards.Ready]) -> None:
        with CaptureQueriesContext(connection) as caught:
            kept(ready)
        asked.extend(query["sql"] for query in caught)

    monkeypatch.setattr(refreshing, "keep_ready", keep_and_watch)
    monkeypatch.setattr(refreshing, "KEPT_CLAIMS", 2)
    with transaction.atomic():
        refreshing.refresh(incidents=incidents)
    assert asked
    assert not [sql for sql in asked if 'FROM "claims_app_claim"' in sql or 'FROM "claims_app_citation"' in sql]
    assert [one.differences for one in check_boards()] == [(), ()]
