"""A list of findings is filtered by the names that the pages use, contradictions within a camp included."""

from __future__ import annotations

import pytest
from django.test import Client

from claims_app.core.boards import verdict_names
from claims_app.services.boards import board_of
from claims_app.services.reading import incident_by
from tests.conflicts import load_april
from tests.factories import make_claim, make_incident

pytestmark = pytest.mark.django_db


def test_every_name_finds_in_the_list_what_it_finds_on_the_board(client: Client) -> None:
    load_april()
    make_claim("redland", "60")
    make_claim("redland", "2")
    make_claim("blueland", "9", about="Redland", object="drone")
    for slug in ("2016-04-02-karabakh", make_incident().slug):
        incident = incident_by(slug=slug)
        assert incident is not None
        board = board_of(incident=incident)
        names = {name for row in board.rows for name in verdict_names(row.finding)}
        assert names
        for name in names:
            shown = {row.key for row in board.rows if name in verdict_names(row.finding)}
            answer = client.get(f"/api/v1/findings?incident={slug}&verdict={name}").json()
            listed = {item["key"] for item in answer["findings"] if item["part"] == "row"}
            assert listed == shown, name
