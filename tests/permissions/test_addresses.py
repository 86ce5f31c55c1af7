"""Who may do what: every address × role × method against the table that people have reviewed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from tests.permissions.routes import ROLES, Route, client_of, make_samples, patterns, routes

REVIEWED = Path(__file__).with_name("reviewed.csv")
METHODS = ("GET", "POST")
PUBLIC_BY_PLAN = ("healthz", "readyz", "login/", "logout/")


def reviewed() -> dict[tuple[str, str], dict[str, int]]:
    """(pattern, method) → role → status, as it was reviewed."""
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return {
            (line["address"], line["method"]): {role: int(line[role]) for role in ROLES}
            for line in csv.DictReader(file)
        }


def status(client: Client, method: str, route: Route) -> int:
    """The answer's status; nothing that the request wrote is kept."""
    with transaction.atomic():
        answer = client.generic(method, route.address, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return answer.status_code


@pytest.fixture
def samples(db: None) -> dict[str, Any]:
    return make_samples()


def test_every_address_stands_in_the_reviewed_table() -> None:
    """A new address fails here until somebody has said who may use it: a line for GET and one for POST in reviewed.csv."""
    known = {address for address, _ in reviewed()}
    assert sorted(set(patterns()) - known) == []
    assert sorted(known - set(patterns())) == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", METHODS)
def test_every_address_answers_as_reviewed(samples: dict[str, Any], role: str, method: str) -> None:
    table, client = reviewed(), client_of(role)
    wrong = []
    for route in routes(samples):
        if (route.pattern, method) not in table:
            continue  # the test above names it
        expected = table[route.pattern, method][role]
        found = status(client if "logout" not in route.pattern else client_of(role), method, route)
        if found != expected:
            wrong.append(f"{method} {route.pattern} as {role}: {found} instead of {expected}")
    assert wrong == []


def test_with_readers_login_no_stranger_reads_a_page(samples: dict[str, Any], settings: Any) -> None:
    settings.READERS = "login"
    stranger, analyst = client_of("anonymous"), client_of("analyst")
    table, wrong = reviewed(), []
    for route in routes(samples):
        if route.pattern.startswith(("admin/", *PUBLIC_BY_PLAN)) or (route.pattern, "GET") not in table:
            continue
        expected = 401 if route.pattern.startswith("api/") else 302
        if status(stranger, "GET", route) != expected:
            wrong.append(f"{route.pattern} is open to strangers")
        if status(analyst, "GET", route) != table[route.pattern, "GET"]["analyst"]:
            wrong.append(f"{route.pattern} is closed to analysts")
    assert wrong == []


def test_health_and_login_stay_open_with_readers_login(samples: dict[str, Any], settings: Any) -> None:
    settings.READERS = "login"
    assert [client_of("anonymous").get(f"/{address}").status_code for address in ("healthz", "readyz", "login/")] == [
        200
    ] * 3


@pytest.mark.parametrize("role", ["editor", "reviewer", "superuser"])
def test_a_claim_is_never_deleted(samples: dict[str, Any], role: str) -> None:
    client, claim = client_of(role), samples["claim"]
    address = f"/admin/claims_app/claim/{claim}/delete/"
    assert client.post(address, {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [claim], "post": "yes"}
    client.post("/admin/claims_app/claim/", action)
    assert client.get(f"/admin/claims_app/claim/{claim}/change/").status_code == 200


def test_groups_hold_the_permissions_of_the_plan(db: None) -> None:
    held = {
        group.name: set(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.order_by("name")
    }
    assert held["Analysts"] == set()
    for word in (
        "party",
        "designation",
        "outcome",
        "measureobject",
        "objectedge",
        "side",
        "place",
        "question",
        "conflict",
    ):
        assert f"change_{word}" not in held["Editors"]
        assert f"change_{word}" in held["Reviewers"]
    assert (
        {"add_claim", "change_claim", "publish_claim", "add_report", "add_outlet"}
        <= held["Editors"]
        < held["Reviewers"]
    )
    assert not any("delete_claim" in codenames or "delete_report" in codenames for codenames in held.values())
    assert "suppress_claim" in held["Reviewers"] - held["Editors"]
