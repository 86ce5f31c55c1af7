"""HEAD asks what GET would answer, without its body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.views.conftest import reader, site  # noqa: F401

ADDRESSES = ["incidents", "incidents/2016-04-02-karabakh/board", "figures/read?text=over+100", "openapi.json"]


@pytest.fixture
def asking(reader: Client) -> Iterator[Client]:  # noqa: F811
    yield reader


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_answers_like_get_without_a_body(asking: Client, address: str) -> None:
    asked, got = asking.head(f"/api/v1/{address}"), asking.get(f"/api/v1/{address}")
    assert (asked.status_code, got.status_code) == (200, 200)
    assert asked.content == b"" and got.content
    assert asked["Content-Type"] == got["Content-Type"] and asked.get("Content-Length") == got.get("Content-Length")


@pytest.mark.parametrize("address", ["incidents/nowhere/board", "claims/999999999"])
def test_head_of_nothing_is_404(asking: Client, address: str) -> None:
    assert asking.head(f"/api/v1/{address}").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_other_method_is_answered(asking: Client, method: str) -> None:
    answer: Any = getattr(asking, method)("/api/v1/incidents")
    assert answer.status_code == 405


def test_the_icon_is_where_browsers_look_for_it(asking: Client) -> None:
    answer = asking.get("/favicon.ico")
    assert answer.status_code == 301 and answer["Location"].endswith(".svg")
