"""An editor sees what readers would see change, and nothing of the try is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from claims_app.models import Claim, Designation, Incident, StoredFinding


@pytest.fixture
def desk(demo: None) -> Client:
    user = get_user_model().objects.create_superuser("root", password="x")
    client = Client()
    client.force_login(user)
    return client


def own_tank() -> Claim:
    return Claim.objects.get(external_id="apr02-az-tanks-az")


def action(claim: Claim, name: str, **more: str) -> dict[str, Any]:
    return {"action": name, "_selected_action": [str(claim.pk)], "index": "0"} | more


def test_unpublishing_shows_the_contradiction_that_would_go_and_keeps_nothing(desk: Client) -> None:
    claims = reverse("admin:claims_app_claim_changelist")
    page = desk.post(claims, action(own_tank(), "unpublish_chosen")).content.decode()
    assert "Tanks destroyed, Azerbaijan" in page
    assert "Contradiction" in page
    assert "One side only" in page
    assert own_tank().status == "published"
    assert StoredFinding.objects.get(
        incident__slug="2016-04-02-karabakh", row_key="tank--lost--azerbaijan"
    ).contradicted


def test_a_confirmed_unpublishing_with_a_reason_is_kept(desk: Client) -> None:
    claims = reverse("admin:claims_app_claim_changelist")
    desk.post(claims, action(own_tank(), "unpublish_chosen", confirmed="1", reason="a doubt"))
    assert (own_tank().status, own_tank().status_reason) == ("unpublished", "a doubt")
    desk.post(claims, action(own_tank(), "publish_chosen"))
    assert own_tank().status == "unpublished"
    desk.post(claims, action(own_tank(), "publish_chosen", confirmed="1"))
    assert own_tank().status == "published"


def test_a_designation_previews_the_findings_that_it_would_change(desk: Client) -> None:
    designation = Designation.objects.get(label="Armenian", said_by__key="azerbaijan")
    address = reverse("admin:claims_app_designation_change", args=[designation.pk])
    armenia = designation.means.get(key="armenia").pk
    sent = {
        "conflict": designation.conflict_id or "", "said_by": designation.said_by_id, "label": "Armenian", "lang": "en",
        "certain": [armenia], "means": [armenia], "quote": designation.quote, "_preview": "1",
    }  # fmt: skip
    page = desk.post(address, sent).content.decode()
    assert "Nothing is saved yet" in page
    assert "vanishes" in page
    assert designation.means.count() == 2
    del sent["_preview"]
    desk.post(address, sent | {"_save": "Save it"})
    assert designation.means.count() == 1
    board = StoredFinding.objects.filter(incident=Incident.objects.get(slug="2016-04-02-karabakh"), part="row")
    assert board.filter(row_key="tank--lost--armenia").exists()
