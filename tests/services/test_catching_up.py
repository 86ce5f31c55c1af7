"""A board that waits after a large write is worked out once for all who ask for it, and kept."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from claims_app.models import Claim, KeptBoard, SearchDocument, VocabularyVersion
from claims_app.services import catching_up, machine_locks, refreshing, whole_boards
from claims_app.services.checking_boards import check_boards
from tests.factories import make_claim, make_incident

PAGE = "/incidents/2020-09-27-valley/"


def a_waiting_board(monkeypatch: pytest.MonkeyPatch) -> int:
    """An incident whose board is out of date since a large write, and that is not in what a search finds."""
    incident = make_incident(slug="2020-09-27-valley")
    make_claim("redland", "6", incident=incident)
    make_claim("blueland", "2", about="Blueland", incident=incident)
    monkeypatch.setattr(refreshing, "FEW", 0)
    assert refreshing.incidents_changed([incident.pk]) == [incident.pk]
    SearchDocument.objects.filter(kind="claim").delete()
    return incident.pk


@pytest.mark.django_db
def test_the_first_reader_keeps_it_and_the_next_one_reads_what_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = a_waiting_board(monkeypatch)
    assert not KeptBoard.objects.filter(incident=incident).exists()
    first = client.get(PAGE)
    kept = KeptBoard.objects.get(incident=incident).stamp
    assert [one.differences for one in check_boards()] == [()]
    monkeypatch.setattr(refreshing, "work_out_board", lambda *_: pytest.fail("worked out a second time"))
    second = client.get(PAGE)
    assert (first.status_code, first.content) == (200, second.content)
    assert KeptBoard.objects.get(incident=incident).stamp == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", [f"{PAGE}board.csv", "/api/v1/incidents/2020-09-27-valley/board", f"{PAGE}over-time/"]
)
def test_whoever_asks_in_another_form_keeps_it_too(
    address: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = a_waiting_board(monkeypatch)
    assert client.get(address).status_code == 200
    assert KeptBoard.objects.filter(incident=incident).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"{PAGE}history/", "/claims/{claim}/"])
def test_a_page_without_a_board_does_not_work_one_out(
    address: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = a_waiting_board(monkeypatch)
    claim = Claim.objects.get(figure_text="6")
    assert client.get(address.format(claim=claim.pk)).status_code == 200
    assert not KeptBoard.objects.filter(incident=incident).exists()


@pytest.mark.django_db
def test_what_a_search_finds_is_left_to_the_worker_who_comes_later(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = a_waiting_board(monkeypatch)
    made = refreshing.make_ready

    def make_while_a_reader_comes(worked: list[whole_boards.WorkedOut]) -> list[whole_boards.Ready]:
        ready = made(worked)
        monkeypatch.setattr(refreshing, "make_ready", made)
        assert client.get(PAGE).status_code == 200
        return ready

    monkeypatch.setattr(refreshing, "make_ready", make_while_a_reader_comes)
    refreshing.refresh(incidents=[incident])
    assert SearchDocument.objects.filter(kind="claim").count() == 2


@pytest.mark.django_db
def test_a_board_that_cannot_be_kept_is_shown_all_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    incident = a_waiting_board(monkeypatch)

    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(refreshing, "keep_ready", full)
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "Redland" in answer.content.decode()
    assert not KeptBoard.objects.filter(incident=incident).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_one_works_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    VocabularyVersion.renew()
    incident = a_waiting_board(monkeypatch)
    work_out, calls = refreshing.work_out_board, []

    def slowly(*words: object) -> whole_boards.WorkedOut:
        calls.append(words)
        time.sleep(0.3)
        return work_out(*words)

    monkeypatch.setattr(refreshing, "work_out_board", slowly)
    answers: list[int] = []

    def ask() -> None:
        try:
            answers.append(Client().get(PAGE).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 4
    assert len(calls) == 1
    assert KeptBoard.objects.filter(incident=incident).exists()


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_no_error_for_readers(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    incident = a_waiting_board(monkeypatch)
    (tmp_path / "file").write_text("")
    settings.VAR_DIR = tmp_path / "file"
    assert client.get(PAGE).status_code == 200
    assert KeptBoard.objects.filter(incident=incident).exists()


@pytest.mark.django_db
def test_a_reader_does_not_wait_for_ever_for_another(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    incident = a_waiting_board(monkeypatch)
    monkeypatch.setattr(catching_up, "MOST_SECONDS", 0.2)
    held = machine_locks.hold(f"board-{incident % catching_up.PLACES}")
    assert held is not None
    assert client.get(PAGE).status_code == 200
    held.close()
