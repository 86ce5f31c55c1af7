"""The intake's pages as an editor meets them: with plain forms, as pieces for htmx, with odd input, and with a second editor."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims_app import models
from claims_app.services.intake_cards import Card, review_of
from tests.intake_articles import make_editor, make_intake, make_river, river_text

pytestmark = pytest.mark.django_db
START = "/admin/desk/intake/"
HTMX: Any = {"HTTP_HX_REQUEST": "true"}
SOURCE = {"publisher": "Daily Ford", "published": "2015-05-04", "url": "https://ford.example/1", "title": "Charges"}


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


def card(intake: models.Intake, figure: str) -> Card:
    return next(each for each in review_of(intake=intake).cards if each.figure == figure)


def address(found: Card) -> str:
    return f"{START}{found.draft.intake_id}/card/{found.draft.pk}/"


def test_from_paste_to_the_board_without_a_script(editor: Client) -> None:
    incident = make_river()
    answer = editor.post(START, {"text": river_text().replace("\n", "\r\n"), "incident": incident.slug})
    assert answer.status_code == 303
    page = editor.get(answer["Location"])
    assert page.status_code == 200
    assert "Who published it?" in page.content.decode()
    intake = models.Intake.objects.get()
    assert intake.copy.text == river_text()
    four = card(intake, "four")
    accepted = editor.post(address(four), {"do": "accept", "version": four.draft.version})
    assert (accepted.status_code, accepted["Location"]) == (303, f"{START}{intake.pk}/#card-{four.draft.pk}")
    refused = editor.post(f"{START}{intake.pk}/publish/")
    assert refused.status_code == 400
    assert "Say who published the report" in refused.content.decode()
    assert editor.post(f"{START}{intake.pk}/source/", SOURCE).status_code == 303
    assert editor.post(f"{START}{intake.pk}/publish/").status_code == 303
    board = Client().get(incident.get_absolute_url()).content.decode()
    assert "Daily Ford" in board
    assert "four" in board


def test_a_file_comes_in_like_a_paste_and_bytes_that_are_no_text_are_refused(editor: Client) -> None:
    make_river()
    file = SimpleUploadedFile("report.txt", river_text().encode("utf-8"), "text/plain")
    assert editor.post(START, {"file": file}).status_code == 303
    broken = editor.post(START, {"file": SimpleUploadedFile("x.bin", b"\x80\x81\x00", "text/plain")})
    assert broken.status_code == 400
    assert "There is a problem" in broken.content.decode()


def test_an_act_by_htmx_answers_with_the_card_and_the_progress(editor: Client) -> None:
    intake = make_intake()
    four = card(intake, "four")
    answer = editor.post(address(four), {"do": "accept", "version": 1}, **HTMX).content.decode()
    assert f'id="card-{four.draft.pk}"' in answer
    assert 'data-state="accepted"' in answer
    assert "1 of " in answer
    assert "<html" not in answer
    back = editor.post(address(four), {"do": "undo"}, **HTMX).content.decode()
    assert 'data-state="waiting"' in back
    assert models.Claim.objects.count() == 0


def test_a_card_is_edited_in_place_and_what_was_typed_is_kept_when_it_is_refused(editor: Client) -> None:
    intake = make_intake()
    four = card(intake, "four")
    form = editor.get(address(four), {"edit": "1"}, **HTMX).content.decode()
    for name in ("claimant_pick", "subject_pick", "figure", "object", "outcome", "said_on", "quote"):
        assert f'name="{name}"' in form
    plain = editor.get(address(four), {"edit": "1"})
    assert plain["Location"].endswith(f"?edit={four.draft.pk}#card-{four.draft.pk}")
    typed = {"do": "save-accept", "version": 1, "figure": "umpteen-ish", "claimant_pick": "westmark", "said_on": ""}
    for extra in ({}, HTMX):
        refused = editor.post(address(four), typed, **extra).content.decode()
        assert 'value="umpteen-ish"' in refused
        assert "We cannot read" in refused
    wrong = editor.post(address(four), typed | {"figure": "5", "quote": "other words"}, **HTMX).content.decode()
    assert "do not stand in the kept copy" in wrong
    good = editor.post(
        address(four), typed | {"figure": "5", "quote": "destroyed “four Westmark tanks", "subject_pick": "other", "subject": ""}, **HTMX
    ).content.decode()  # fmt: skip
    assert 'data-state="accepted"' in good
    claim = models.Claim.objects.get()
    assert (claim.figure_text, str(claim.statement.claimant), claim.subject_label) == ("5", "Westmark", "")
    assert claim.citations.get().quote == "destroyed “four Westmark tanks"


def test_a_kind_that_is_changed_asks_for_its_own_fields(editor: Client) -> None:
    intake = make_intake()
    four = card(intake, "four")
    answer = editor.post(address(four), {"do": "save", "version": 1, "kind": "position"}, **HTMX).content.decode()
    assert 'name="question"' in answer
    typed = {"do": "save-accept", "version": 2, "question": "who-started", "answer": "Westmark", "about": "Westmark"}
    assert 'data-state="accepted"' in editor.post(address(four), typed, **HTMX).content.decode()
    assert models.Position.objects.get().parties == ["westmark"]


def test_the_second_of_two_editors_is_told_what_the_first_did(editor: Client) -> None:
    intake = make_intake()
    four = card(intake, "four")
    ana = Client()
    ana.force_login(make_editor("ana"))
    ana.get(f"{START}{intake.pk}/")
    page = editor.get(f"{START}{intake.pk}/").content.decode()
    assert "ana has this article open too" in page
    assert "open now: ana" in editor.get(START).content.decode()
    ana.post(address(four), {"do": "accept", "version": 1})
    poll = editor.post(f"{START}{intake.pk}/here/", {"version": 1}).content.decode()
    assert "ana accepted 1 claim" in poll
    for extra in ({}, HTMX):
        late = editor.post(address(four), {"do": "reject", "reason": "misread", "version": 1}, **extra).content.decode()
        assert "ana changed this claim after you saw it" in late
        assert 'data-state="accepted"' in late


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("card", {"do": "explode"}),
        ("card", {"do": "accept", "version": "9" * 30}),
        ("card", {"do": "save", "said_on": "tomorrow", "denies": "-1", "relation": "again:x", "claimant": "\x00"}),
        ("card", {"do": "merge", "into": "9" * 18}),
        ("card", {"do": "reject", "reason": ""}),
        ("source", {"publisher": "x", "url": "javascript:alert(1)"}),
        ("source", {"publisher": "\x00", "published": "0001-01-01"}),
        ("source", {"publisher": "x", "title": "y", "copied_from": "https://nowhere.example/"}),
        ("source", {"publisher": "x" * 201, "title": "y"}),
        ("add", {"quote": "no such words", "near": "-5"}),
        ("add", {"quote": "\x00"}),
        ("answers", {"question-1": "\x00|x", "answer-1": "\x00y"}),
        ("here", {"version": "x"}),
        ("undo", {}),
        ("publish", {}),
    ],
)
def test_odd_input_gets_a_sentence_and_saves_nothing(editor: Client, path: str, typed: dict[str, str]) -> None:
    intake = make_intake()
    four = card(intake, "four")
    where = address(four) if path == "card" else f"{START}{intake.pk}/{path}/"
    for extra in ({}, HTMX):
        assert editor.post(where, typed, **extra).status_code in (200, 303, 400)
    four.draft.refresh_from_db()
    assert four.draft.state == "waiting"
    assert models.Claim.objects.count() == 0


@pytest.mark.parametrize("query", ["?edit=x", "?edit=" + "9" * 40, "?show=nonsense", "?edit=%00&show=todo"])
def test_odd_addresses_show_the_page(editor: Client, query: str) -> None:
    intake = make_intake()
    assert editor.get(f"{START}{intake.pk}/{query}").status_code == 200
    assert editor.get(f"{START}999999/").status_code == 404


def test_a_text_is_shown_as_text(editor: Client) -> None:
    make_river()
    text = "<script>alert(1)</script>\n\nOstland said it lost <b>six tanks</b> & a drone \u202e.\n"
    where = editor.post(START, {"text": text})["Location"]
    page = editor.get(where).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_number_of_queries_does_not_grow_with_the_drafts(editor: Client) -> None:
    few, many = (make_intake(river_text().split("\n\n")[3]), make_intake())
    for figure in ("four", "12", "three"):
        editor.post(address(card(many, figure)), {"do": "accept", "version": 1})
    asked = []
    for intake in (few, many):
        for query in ("", f"?edit={intake.drafts.filter(state='waiting')[0].pk}"):
            where = f"{START}{intake.pk}/{query}"
            editor.get(where)
            with CaptureQueriesContext(connection) as queries:
                editor.get(where)
            asked.append(len(queries))
    assert few.drafts.count() * 3 < many.drafts.count()
    assert asked[:2] == asked[2:]
    assert max(asked) <= 12


def test_a_very_long_article_shows_its_cards_page_by_page(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = make_intake()
    monkeypatch.setattr("claims_app.views.desk_intake.CARDS_A_PAGE", 5)
    last = intake.drafts.order_by("order", "id").last()
    assert last is not None
    first = editor.get(f"{START}{intake.pk}/").content.decode()
    assert first.count('class="card is-') == 5
    assert "Page 1 of " in first
    assert f'id="card-{last.pk}"' in editor.get(f"{START}{intake.pk}/?edit={last.pk}").content.decode()
    assert editor.get(f"{START}{intake.pk}/?page=x").status_code == 200


def test_readers_see_the_hash_and_never_the_copy(editor: Client) -> None:
    intake = make_intake()
    four = card(intake, "four")
    editor.post(address(four), {"do": "accept", "version": 1})
    editor.post(f"{START}{intake.pk}/source/", SOURCE)
    editor.post(f"{START}{intake.pk}/publish/")
    claim = models.Claim.objects.visible().get()
    reader = Client()
    for page in (claim.get_absolute_url(), claim.citations.get().report.get_absolute_url()):
        shown = reader.get(page).content.decode()
        assert re.search(intake.copy.sha256[:12], shown)
        assert "36th Brigade" not in shown
        assert "edith" not in shown


def test_somebody_who_may_not_publish_is_not_offered_it() -> None:
    intake = make_intake()
    writer = make_editor("writer")
    writer.groups.clear()
    from django.contrib.auth.models import Permission

    writer.user_permissions.add(*Permission.objects.filter(codename__in=["add_draft", "view_claim"]))
    client = Client()
    client.force_login(writer)
    assert "Publish 0 accepted" not in client.get(f"{START}{intake.pk}/").content.decode()
    assert client.post(f"{START}{intake.pk}/publish/").status_code == 403


def test_a_text_that_names_no_incident_asks_for_one_and_keeps_what_was_pasted(editor: Client) -> None:
    make_river()
    answer = editor.post(START, {"text": "The weather was fine."})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert '<a href="#incident">The text names no side' in page
    assert "The weather was fine.</textarea>" in page
    assert 'id="incident" name="incident" aria-invalid="true"' in page
    assert models.Intake.objects.count() == 0
