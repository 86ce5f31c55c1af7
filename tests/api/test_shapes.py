"""The API answers in the shapes that other sites rely on, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.factories import make_claim, make_conflict, make_incident, make_party

pytestmark = pytest.mark.django_db

CLAIM = {
    "id": int, "claimant": str, "speaker": str, "via": str, "subject": dict, "figure": (dict, None), "position": (dict, None),
    "stance": str, "stated_at": (str, None), "as_of": (str, None), "counting": str, "revises": (int, None),
    "retracted_at": (str, None), "citations": list,
}  # fmt: skip
CITATION = dict.fromkeys(
    ("quote", "language", "translation", "publisher", "title", "url", "archived_url", "sha256"), str
) | {"published": (str, None)}
FIGURE = {
    "text": str, "lang": str, "kind": str, "plain": (list, None), "charitable": (list, None), "low": (int, float, None),
    "high": (int, float, None), "source": str, "policy": str,
}  # fmt: skip
FINDING = {
    "verdict": str, "admission": (str, None), "between": list, "band": str, "sentence": str, "decided_by": list,
    "certificate": (dict, None), "gap": (int, float, None), "ratio": (float, None), "score": (float, None),
    "overclaim": (list, None), "unless": list,
}  # fmt: skip
CERTIFICATE = {"kind": str, "members": list, "L": (int, float), "U": (int, float)}
CELL = {"state": str, "claims": list}
ROW = {
    "key": str, "object": str, "outcome": str, "label": str, "losses_of": list, "place": str, "period": dict, "cells": dict,
    "finding": dict,
}  # fmt: skip
BOARD = {
    "incident": dict, "asof": (str, None), "known": (str, None), "revision": int, "policy": str, "sides": list, "rows": list,
    "mirror": list, "accounts": list,
}  # fmt: skip


def check(value: dict[str, Any], shape: dict[str, Any], where: str) -> None:
    """Every named field is there and of one of its types; more fields may stand beside them."""
    for name, types in shape.items():
        allowed = types if isinstance(types, tuple) else (types,)
        assert name in value, f"{where} has no {name}"
        found = value[name]
        fits = found is None if found is None else isinstance(found, tuple(kind for kind in allowed if kind))
        assert fits and (found is not None or None in allowed), f"{where}.{name} is {found!r}"


@pytest.fixture
def board(client: Client) -> dict[str, Any]:
    make_incident()
    first = make_claim("redland", "over 100", external_id="a")
    make_claim("redland", "93", revises=first, retracted_at=None)
    make_claim("blueland", "2")
    make_claim("blueland", "several", about="Redland")
    make_claim("un", "4", about="Redland", object="soldier", outcome="killed")
    make_claim("blueland", "no figure given", about="Blueland", object="truck")
    answer = client.get("/api/v1/incidents/2016-04-02-ford/board")
    assert answer.status_code == 200
    return answer.json()  # type: ignore[no-any-return]


def cells(board: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [cell for row in (*board["rows"], *board["accounts"]) for cell in row["cells"].values()]
    return rows + [cell for pair in board["mirror"] for wing in pair["sides"].values() for cell in wing.values()]


def test_a_board_has_the_fields_of_the_contract(board: dict[str, Any]) -> None:
    check(board, BOARD, "board")
    assert board["incident"] == {
        "slug": "2016-04-02-ford", "title": "The ford", "conflict": "The quarrel", "start": "2016-04-02", "end": "2016-04-02",
    }  # fmt: skip
    assert board["sides"] == [
        {"key": "redland", "name": "Redland", "camp": "red"},
        {"key": "blueland", "name": "Blueland", "camp": "blue"},
        {"key": "third_parties", "name": "Third parties", "camp": None},
    ]
    assert (board["asof"], board["known"]) == (None, None)


def test_a_row_has_a_cell_for_every_side_and_a_whole_finding(board: dict[str, Any]) -> None:
    keys = [side["key"] for side in board["sides"]]
    assert len(board["rows"]) == 4
    for row in board["rows"]:
        check(row, ROW, row["key"])
        check(row["finding"], FINDING, f"{row['key']} finding")
        assert list(row["cells"]) == keys
        assert row["losses_of"] == sorted(row["losses_of"])
        assert row["period"] == {"start": "2016-04-02", "end": "2016-04-02"}
        if row["finding"]["certificate"]:
            check(row["finding"]["certificate"], CERTIFICATE, "certificate")


def test_the_cells_claims_citations_and_figures_are_whole(board: dict[str, Any]) -> None:
    claims = [claim for cell in cells(board) for claim in cell["claims"]]
    assert claims
    for cell in cells(board):
        check(cell, CELL, "cell")
        assert cell["state"] in {"figure", "words", "silence", "denial", "omitted", "retracted", "empty"}
    for claim in claims:
        check(claim, CLAIM, f"claim {claim['id']}")
        assert set(claim["subject"]) == {"label", "means"}
        for citation in claim["citations"]:
            check(citation, CITATION, "citation")
        if claim["figure"]:
            check(claim["figure"], FIGURE, "figure")


def test_the_contradiction_names_its_proof_and_its_measures(board: dict[str, Any]) -> None:
    (row,) = [row for row in board["rows"] if row["key"] == "tank--lost--blueland"]
    finding = row["finding"]
    assert finding["verdict"] == "contradictory" and finding["between"] == ["cross_side"]
    assert (finding["certificate"]["L"], finding["certificate"]["U"], finding["gap"]) == (93, 2, 91)
    assert sorted(finding["decided_by"]) == sorted(finding["certificate"]["members"])
    assert 0.95 < finding["score"] < 1 and finding["score"] != round(finding["score"], 2)


def test_the_desks_note_and_names_never_leave(client: Client) -> None:
    make_claim("redland", "6", note="ask Kim about this", status_reason="because")
    for address in ("/api/v1/incidents/2016-04-02-ford/board", "/api/v1/incidents"):
        text = client.get(address).content.decode()
        assert "Kim" not in text and "because" not in text and "recorded_by" not in text


def test_the_same_board_stands_in_board_json(client: Client, board: dict[str, Any]) -> None:
    assert client.get("/incidents/2016-04-02-ford/board.json").json() == board


@pytest.mark.parametrize(
    ("query", "rows"),
    [("about=redland", 2), ("measure=truck", 1), ("verdict=contradictory", 1), ("gaps=1", 1), ("asof=2016-04-01", 0), ("known=2016-04-01", 0),
     ("measure=%00", 4), ("sides=nobody", 4)],
)  # fmt: skip
def test_the_board_takes_the_pages_parameters(client: Client, board: dict[str, Any], query: str, rows: int) -> None:
    assert len(client.get(f"/api/v1/incidents/2016-04-02-ford/board?{query}").json()["rows"]) == rows


def test_a_day_that_is_none_is_refused_with_a_sentence(client: Client, board: dict[str, Any]) -> None:
    answer = client.get("/api/v1/incidents/2016-04-02-ford/board?asof=rubbish")
    assert answer.status_code == 400 and answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("text", "kind", "plain", "charitable", "low", "high"),
    [
        ("6", "exact", [6, 6], [6, 6], 6, 6),
        ("over 100", "more_than", [101, 199], [101, None], 101, None),
        ("10-15", "range", [10, 15], [10, 15], 10, 15),
        ("none", "none", [0, 0], [0, 0], 0, 0),
        ("no figure given", "silent", None, None, None, None),
        ("insignificant losses", "minimised", None, None, None, None),
    ],
)
def test_a_figure_is_read_as_the_editors_form_reads_it(
    client: Client, text: str, kind: str, plain: list[int] | None, charitable: list[int] | None, low: int | None, high: int | None
) -> None:  # fmt: skip
    answer = client.get("/api/v1/figures/read", {"text": text, "lang": "en"})
    assert answer.status_code == 200
    figure = answer.json()
    check(figure, FIGURE, "figure")
    assert (figure["text"], figure["kind"], figure["plain"], figure["charitable"]) == (text, kind, plain, charitable)
    assert (figure["low"], figure["high"], figure["source"]) == (low, high, "parsed")


def test_a_vague_word_has_readings_and_no_bounds(client: Client) -> None:
    figure = client.get("/api/v1/figures/read?text=several").json()
    assert figure["kind"] == "vague" and figure["plain"] and figure["charitable"]
    assert (figure["low"], figure["high"]) == (None, None)


@pytest.mark.parametrize(
    "text", ["", "twice as many as before", "blah blah", "in 1994", "=1+1", "\x00", "9" * 5000, "x" * 5000]
)
def test_what_is_no_figure_is_422_with_a_sentence(client: Client, text: str) -> None:
    answer = client.get("/api/v1/figures/read", {"text": text})
    assert answer.status_code == 422
    assert len(answer.json()["detail"]) > 5


def test_a_claim_has_its_own_address_and_a_draft_has_none(client: Client) -> None:
    public, draft = make_claim(), make_claim(published=False)
    answer = client.get(f"/api/v1/claims/{public.pk}")
    assert answer.status_code == 200
    check(answer.json(), CLAIM, "claim")
    assert client.get(f"/api/v1/claims/{draft.pk}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "incidents/nowhere/board",
        "incidents/%00/board",
        "claims/0",
        "claims/99999999999999999999999",
        "claims/x",
        "claims/-7",
        "no-such",
    ],
)
def test_what_is_not_there_is_404(client: Client, address: str) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 404
    if address != "no-such":
        assert answer.json()["detail"].startswith("There is no ")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_writes_nothing(client: Client, method: str) -> None:
    make_incident()
    assert getattr(client, method)("/api/v1/incidents/2016-04-02-ford/board").status_code == 405


def test_incidents_are_listed_most_contradicted_first(client: Client) -> None:
    make_incident("2016-01-01-calm", title="Calm", conflict=make_conflict())
    make_claim("redland", "6")
    make_claim("blueland", "2")
    found = client.get("/api/v1/incidents").json()["incidents"]
    assert [(row["slug"], row["figures_contradicted"]) for row in found] == [
        ("2016-04-02-ford", 1),
        ("2016-01-01-calm", 0),
    ]
    assert set(found[0]) == {
        "slug",
        "title",
        "conflict",
        "start",
        "end",
        "figures_contradicted",
        "accounts_contradicted",
    }


def test_a_closed_site_answers_nobody_without_an_account(client: Client, settings: Any, admin_client: Client) -> None:
    make_party()
    make_incident()
    settings.READERS = "login"
    address = "/api/v1/incidents/2016-04-02-ford/board"
    assert client.get(address).status_code in (302, 401, 403)
    assert admin_client.get(address).status_code == 200
