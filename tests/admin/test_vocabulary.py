"""A reviewer changes the words, and the findings follow in the same transaction."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from claims_app import models
from claims_app.admin import vocabulary
from tests.admin.test_claim_form import complaints, member


@pytest.fixture
def reviewer(demo: None) -> Client:
    return member("rita", "Reviewers")


def outcome_fields(outcome: models.Outcome, **changes: Any) -> dict[str, Any]:
    lines = {
        name: "\n".join(getattr(outcome, name)) for name in ("aliases", "certain", "plain", "possible", "near_equal")
    }
    return {"key": outcome.key, "name": outcome.name, "harm": outcome.harm, "family": outcome.family} | lines | changes


def findings() -> list[tuple[str, Any]]:
    return list(models.StoredFinding.objects.order_by("incident", "row_key").values_list("row_key", "payload"))


def test_a_wider_kind_changes_the_findings_at_once(reviewer: Client) -> None:
    before = findings()
    drone = models.MeasureObject.objects.get(key="drone")
    tank = models.MeasureObject.objects.get(key="tank")
    edges = list(drone.wider.all())
    sent: dict[str, Any] = {
        "key": drone.key, "name": drone.name, "plural": drone.plural, "harm": drone.harm, "unit": drone.unit, "aliases": "UAV\ndrone",
        "wider-TOTAL_FORMS": len(edges) + 1, "wider-INITIAL_FORMS": len(edges), f"wider-{len(edges)}-parent": tank.pk,
    }  # fmt: skip
    for place, edge in enumerate(edges):
        sent |= {
            f"wider-{place}-id": edge.pk,
            f"wider-{place}-child": drone.pk,
            f"wider-{place}-parent": edge.parent_id,
        }
    answer = reviewer.post(f"/admin/claims_app/measureobject/{drone.pk}/change/", sent)
    assert answer.status_code == 302
    drone.refresh_from_db()
    assert drone.aliases == ["UAV", "drone"]
    assert drone.wider.filter(parent=tank).exists()
    assert findings() != before


def test_a_failed_refresh_undoes_the_change(reviewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(vocabulary, "vocabulary_changed", fail)
    party = models.Party.objects.get(key="azerbaijan")
    client = member("rolf", "Reviewers")
    client.raise_request_exception = False
    sent = {"key": party.key, "name": "Elsewhere", "kind": party.kind, "aliases": ""}
    assert client.post(f"/admin/claims_app/party/{party.pk}/change/", sent).status_code == 500
    assert models.Party.objects.get(key="azerbaijan").name == "Azerbaijan"


def test_an_outcome_cannot_name_what_is_not_on_file(reviewer: Client) -> None:
    outcome = models.Outcome.objects.get(key="destroyed")
    address = f"/admin/claims_app/outcome/{outcome.pk}/change/"
    assert "No outcome has the key “vaporised”" in complaints(
        reviewer.post(address, outcome_fields(outcome, plain="vaporised"))
    )
    assert reviewer.post(address, outcome_fields(outcome)).status_code == 302


CIRCLES = {"party": ("part_of", {"kind": "state"}), "place": ("within", {})}


@pytest.mark.parametrize("kind", CIRCLES)
def test_nothing_stands_within_itself_by_a_detour(reviewer: Client, kind: str) -> None:
    above, more = CIRCLES[kind]
    model: Any = {"party": models.Party, "place": models.Place}[kind]
    outer = model.objects.create(key="outer-one", name="Outer", **more)
    inner = model.objects.create(key="inner-one", name="Inner", **{above: outer}, **more)
    sent = {"key": outer.key, "name": outer.name, "aliases": "", above: inner.pk, **more}
    page = reviewer.post(f"/admin/claims_app/{kind}/{outer.pk}/change/", sent)
    assert "itself" in complaints(page)


def test_kinds_that_go_in_a_circle_are_refused(reviewer: Client) -> None:
    edge = models.ObjectEdge.objects.filter(counted_by=None).first()
    assert edge is not None
    parent = edge.parent
    sent = {
        "key": parent.key, "name": parent.name, "harm": parent.harm, "aliases": "",
        "wider-TOTAL_FORMS": 1, "wider-INITIAL_FORMS": 0, "wider-0-parent": edge.child_id,
    }  # fmt: skip
    assert "itself" in complaints(reviewer.post(f"/admin/claims_app/measureobject/{parent.pk}/change/", sent))


def test_typing_tank_finds_the_tank_first(reviewer: Client) -> None:
    query = {"term": "tank", "app_label": "claims_app", "model_name": "claim", "field_name": "object"}
    assert reviewer.get("/admin/autocomplete/", query).json()["results"][0]["text"] == "tank"


def test_a_changed_slug_leaves_its_old_address(reviewer: Client) -> None:
    incident = models.Incident.objects.get(slug="2023-01-01-makiivka")
    sent = {
        "slug": "2023-makiivka", "title": incident.title, "conflict": incident.conflict_id, "start": incident.start,
        "end": incident.end, "timezone": incident.timezone, "external_ids": "{}", "lead": incident.lead,
    }  # fmt: skip
    assert reviewer.post(f"/admin/claims_app/incident/{incident.pk}/change/", sent).status_code == 302
    assert reviewer.get("/incidents/2023-01-01-makiivka/").url == "/incidents/2023-makiivka/"
