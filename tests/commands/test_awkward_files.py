"""The second corpus, through the command and through the page: each file is saved whole, asked about, or refused with nothing saved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction

from claims_app.models import Citation, Claim, ImportBatch
from tests.commands.test_hostile_files import FILES as PUBLIC
from tests.commands.test_hostile_files import FOLDER as PUBLIC_FOLDER
from tests.commands.test_hostile_files import WORLD
from tests.files.make_awkward import FOLDER, LARGEST_KEPT, Awkward, all_files

FILES = all_files()
# The page takes each fifth by default, the command each twelfth, since both ask the same services; `make soak` takes all.


def each(step: int) -> list[Any]:
    """Every so many of the files, the others when all are asked for."""
    return [pytest.param(file, marks=[pytest.mark.soak] if place % step else []) for place, file in enumerate(FILES)]


HOME = "/admin/desk/import/"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The parties and the incident that the files name, once for this module and gone after it."""
    path = tmp_path_factory.mktemp("world") / "world.json"
    path.write_text(json.dumps(WORLD), encoding="utf-8")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_vocabulary", str(path), verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def editor(client: Any, django_user_model: Any, world: None, db: None) -> Any:
    user = django_user_model.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def check_saved(file: Awkward) -> None:
    claims = list(Claim.objects.order_by("source_row"))
    assert [claim.figure_text for claim in claims] == list(file.figures)
    quotes = list(Citation.objects.order_by("claim__source_row").values_list("quote", flat=True))
    assert quotes[: len(file.quotes)] == list(file.quotes)


def check_said(file: Awkward, said: dict[str, Any]) -> None:
    if file.decision == "ask":
        assert [question["column"] for question in said["questions"]] == [file.asked]
        assert said["questions"][0]["choices"]
    elif file.decision == "reject":
        assert file.words in " ".join(error["message"] for error in said["errors"])
        assert said["errors"] or said["questions"]
        assert all(len(error["message"]) < 2_000 for error in said["errors"])


@pytest.mark.django_db
@pytest.mark.parametrize("file", each(12), ids=[file.name for file in FILES])
def test_an_awkward_file_gets_its_decision_from_the_command(
    world: None, file: Awkward, tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / file.name
    path.write_bytes(file.data)
    capsys.readouterr()
    status = 0
    try:
        call_command("import_claims", str(path), "--json")
    except SystemExit as end:
        status = int(end.code or 0)
    said = json.loads(capsys.readouterr().out)
    check_said(file, said)
    if file.decision == "accept":
        assert (status, said["errors"], said["questions"]) == (0, [], [])
        check_saved(file)
    else:
        assert status == 1
        assert not Claim.objects.exists()
        assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("file", each(5), ids=[file.name for file in FILES])
def test_an_awkward_file_gets_its_decision_from_the_page(editor: Any, file: Awkward) -> None:
    answer = editor.post(HOME, {"file": SimpleUploadedFile(file.name, file.data)})
    if answer.status_code == 400:
        assert file.decision == "reject"
        assert file.words in answer.content.decode().replace("&#x27;", "'")
        assert not ImportBatch.objects.exists()
        return
    assert answer.status_code == 303
    address = answer["Location"]
    assert editor.get(address).status_code == 200
    if file.decision != "accept":
        check_said(file, editor.get(f"{address}plan.json").json())
    editor.post(f"{address}commit/")
    if file.decision == "accept":
        check_saved(file)
        assert ImportBatch.objects.get().state == "visible"
    else:
        assert not Claim.objects.exists()


@pytest.mark.parametrize("entry", PUBLIC, ids=lambda entry: entry["id"])
def test_each_public_hostile_file_gets_its_decision_from_the_page(editor: Any, entry: dict[str, Any]) -> None:
    data = (PUBLIC_FOLDER / entry["file"]).read_bytes()
    answer = editor.post(HOME, {"file": SimpleUploadedFile(entry["upload_as"], data)})
    assert answer.status_code in (303, 400)
    if answer.status_code == 303:
        address = answer["Location"]
        assert editor.get(address).status_code == 200
        said = editor.get(f"{address}plan.json").json()
        assert (said["errors"] == said["questions"] == []) == (entry["decision"] == "accept")
        editor.post(f"{address}commit/")
    saved = list(Claim.objects.order_by("source_row").values_list("figure_text", flat=True))
    if entry["decision"] == "accept":
        assert len(saved) == entry["expect"]["rows"]
        assert saved == entry["expect"].get("values", saved)
    else:
        assert saved == []


def test_the_files_beside_the_script_are_what_it_makes() -> None:
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.name != "index.json"}
    assert kept == {file.name: file.data for file in FILES if len(file.data) <= LARGEST_KEPT}
    assert len(kept) >= 60
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    assert [(entry["name"], entry["decision"]) for entry in index] == [
        (file.name, file.decision) for file in FILES if len(file.data) <= LARGEST_KEPT
    ]
