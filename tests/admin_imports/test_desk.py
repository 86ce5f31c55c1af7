"""The desk's import pages: upload, preview, answers, commit, undo; who may, and what a stranger's file cannot do."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from claims_app.models import Claim, ImportBatch, Report, StoredFinding
from tests.services.test_imports import HEADER, ONE_TANK, TWO_TANKS, file_of, world

__all__ = ["world"]
HOME = "/admin/desk/import/"


def user_of(django_user_model: Any, group: str) -> Any:
    user = django_user_model.objects.create_user(group.lower(), password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor(client: Any, django_user_model: Any, world: None) -> Any:
    client.force_login(user_of(django_user_model, "Editors"))
    return client


def sent(client: Any, data: bytes, name: str = "claims.csv", **more: str) -> Any:
    return client.post(HOME, {"file": SimpleUploadedFile(name, data), **more})


TEN = [
    TWO_TANKS,
    ONE_TANK,
    TWO_TANKS.replace("tanks destroyed", "tanks zapped").removesuffix("a") + "c",
    *(TWO_TANKS.replace("tanks", thing).removesuffix("a") + thing for thing in ("drones", "helicopters", "bunkers")),
    TWO_TANKS.replace("Blueland", "Yellowland").removesuffix("a") + "d",
    TWO_TANKS.replace("2020-05-02", "2 May").removesuffix("a") + "e",
    "2020-05-01-hill,Blueland,Redland,soldiers killed,over 100,Herald,2020-05-02,over 100,f",
    "2020-05-01-hill,Redland,Redland,soldiers killed,12,Herald,2020-05-02,twelve,g",
]


def test_ten_claims_with_three_bad_rows_say_precisely_what_is_wrong(editor: Any) -> None:
    answer = sent(editor, file_of(*TEN))
    assert answer.status_code == 303
    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"{HOME}{batch.pk}/"
    document = editor.get(f"{HOME}{batch.pk}/plan.json").json()
    assert (document["rows"], document["new"], document["invalid"]) == (10, 7, 3)
    assert [(error["row"], error["column"], error["value"]) for error in document["errors"]] == [
        (4, "measure", "tanks zapped"),
        (8, "claimant", "Yellowland"),
        (9, "published", "2 May"),
    ]
    assert "tanks and one of: " in document["errors"][0]["message"]
    assert "destroyed" in document["errors"][0]["message"]
    page = editor.get(f"{HOME}{batch.pk}/").content.decode()
    assert "There is a problem in 3 rows" in page
    assert "Import 7, leave out 3" in page
    assert batch.sha256 in page
    assert not Claim.objects.exists()


def test_good_rows_go_in_and_the_bad_ones_are_there_to_download(editor: Any) -> None:
    sent(editor, file_of(*TEN))
    address = f"{HOME}{ImportBatch.objects.get().pk}/"
    before = editor.get(f"{address}problems.csv").content.decode("utf-8-sig")
    editor.post(f"{address}commit/", {"leave_out_bad": "1"})
    after = editor.get(f"{address}problems.csv").content.decode("utf-8-sig")
    assert Claim.objects.visible().count() == 7
    for text in (before, after):
        assert len(text.strip().splitlines()) == 4
        assert "Yellowland" in text
        assert "claimant: “Yellowland” is no party on file" in text
    assert "3</b> left out" in editor.get(address).content.decode()
    assert editor.get(f"{address}plan.json").json()["committed"] is True


def test_a_file_with_errors_is_not_committed_whole(editor: Any) -> None:
    sent(editor, file_of(*TEN))
    editor.post(f"{HOME}{ImportBatch.objects.get().pk}/commit/")
    assert not Claim.objects.exists()


def test_commit_then_undo_then_the_same_file_again(editor: Any) -> None:
    for visible in (2, 2):
        sent(editor, file_of(TWO_TANKS, ONE_TANK))
        address = f"{HOME}{ImportBatch.objects.latest('pk').pk}/"
        editor.post(f"{address}commit/")
        editor.post(f"{address}commit/")
        assert Claim.objects.visible().count() == visible
        editor.post(f"{address}undo/")
        editor.post(f"{address}undo/")
        assert not Claim.objects.visible().exists()
        assert editor.get(address).status_code == 200


def test_undoing_shows_first_what_it_would_take_away_and_writes_nothing(editor: Any) -> None:
    sent(editor, file_of(TWO_TANKS, ONE_TANK))
    address = f"{HOME}{ImportBatch.objects.latest('pk').pk}/"
    editor.post(f"{address}commit/")
    page = editor.get(f"{address}undo/").content.decode()
    assert "Nothing is undone yet." in page
    assert [str(claim) in unescape(page) for claim in Claim.objects.all()] == [True, True]
    assert "the row vanishes" in page
    assert Claim.objects.visible().count() == 2
    assert StoredFinding.objects.exists()
    editor.post(f"{address}undo/")
    assert not Claim.objects.visible().exists()
    assert editor.get(f"{address}undo/").status_code == 303


def test_an_encoding_is_asked_in_the_preview_and_kept(editor: Any) -> None:
    answer = sent(editor, file_of(TWO_TANKS.replace("two tanks", "два танка")).decode().encode("windows-1251"))
    assert answer.status_code == 303
    address = answer["Location"]
    (question,) = editor.get(f"{address}plan.json").json()["questions"]
    assert question["column"] == "encoding"
    right = next(choice for choice in question["choices"] if "два танка" in choice or choice.startswith("windows-1251"))
    assert right in editor.get(address).content.decode()
    editor.post(f"{address}answer/", {"answer-encoding": right})
    editor.post(f"{address}commit/")
    assert Claim.objects.get().citations.get().quote == "два танка"


def test_a_date_question_reaches_the_preview_and_its_answer_the_report(editor: Any) -> None:
    address = sent(editor, file_of(TWO_TANKS.replace("2020-05-02", "03/04/2020")))["Location"]
    editor.post(f"{address}commit/")
    assert not Claim.objects.exists()
    editor.post(f"{address}answer/", {"answer-published": "month first: 2020-03-04"})
    editor.post(f"{address}commit/")
    assert str(Report.objects.get().published) == "2020-03-04"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.csv"),
        (b"PK\x03\x04 no zip", "book.xlsx"),
        (b"\x00\x01\x02", "noise.csv"),
        (b"[" * 100_000, "deep.json"),
        (HEADER.encode() + b'\r\n"open', "open.csv"),
        (b"a,b\r\n1,2\r\n", "other.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence_on_the_page(editor: Any, data: bytes, name: str) -> None:
    answer = sent(editor, data, name)
    assert answer.status_code in (303, 400)
    assert not Claim.objects.exists()
    if answer.status_code == 400:
        assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize("encoding", ["hex", "no-such", "x" * 500, "utf\x00-8", "idna"])
def test_an_odd_encoding_is_no_error_page(editor: Any, encoding: str) -> None:
    assert sent(editor, "a,Ω".encode("utf-16-le"), encoding=encoding).status_code in (303, 400)


def test_markup_in_a_file_is_shown_as_text(editor: Any) -> None:
    address = sent(editor, file_of(TWO_TANKS.replace("Blueland", "<script>alert(1)</script>")))["Location"]
    assert "<script>alert" not in editor.get(address).content.decode()


def test_very_long_cells_are_errors_and_the_page_stays_short(editor: Any) -> None:
    address = sent(editor, file_of(TWO_TANKS.replace("Blueland", "B" * 15_000)))["Location"]
    document = editor.get(f"{address}plan.json").json()
    assert document["invalid"] == 1
    assert len(json.dumps(document)) < 3_000
    assert "B" * 200 not in editor.get(address).content.decode()


def test_what_readers_will_see_change_is_shown_before_the_commit_and_nothing_is_kept(editor: Any) -> None:
    page = editor.get(sent(editor, file_of(TWO_TANKS, ONE_TANK))["Location"]).content.decode()
    assert "What readers will see change" in page
    assert not Claim.objects.exists()


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/plan.json", "{pk}/problems.csv"])
def test_an_analyst_reads_no_import(client: Any, django_user_model: Any, world: None, path: str) -> None:
    batch = ImportBatch.objects.create(name="a.csv", sha256="0")
    client.force_login(user_of(django_user_model, "Analysts"))
    assert client.get(HOME + path.format(pk=batch.pk)).status_code in (302, 403)


@pytest.mark.parametrize("path", ["", "{pk}/answer/", "{pk}/commit/", "{pk}/undo/"])
def test_an_analyst_writes_no_import(client: Any, django_user_model: Any, world: None, path: str) -> None:
    batch = ImportBatch.objects.create(name="a.csv", sha256="0")
    client.force_login(user_of(django_user_model, "Analysts"))
    assert client.post(HOME + path.format(pk=batch.pk)).status_code in (302, 403)
    batch.refresh_from_db()
    assert batch.state == "staged"
    assert ImportBatch.objects.count() == 1
