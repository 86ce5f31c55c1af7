"""What keeps a row from being deleted is named; where there is much of it, counted, in as many questions for much as for little."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import strip_tags

from claims_app import models
from claims_app.admin import rows


def test_an_incident_with_claims_tells_how_many_keep_it(
    demo: None, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = models.Incident.objects.get(slug="2016-04-02-karabakh")
    claims = models.Claim.objects.filter(incident=incident).count()
    address = f"/admin/claims_app/incident/{incident.pk}/delete/"
    assert f"{claims} claims" not in strip_tags(admin_client.get(address).content.decode())
    monkeypatch.setattr(rows, "MOST_NAMED", 5)
    counted = " ".join(strip_tags(admin_client.get(address).content.decode()).split())
    assert "would require deleting the following protected related objects:" in counted
    assert f"{claims} claims" in counted and "Yes, I’m sure" not in counted
    admin_client.post(address, {"post": "yes"})
    assert models.Incident.objects.filter(pk=incident.pk).exists()


def test_a_row_that_nothing_holds_can_go(demo: None, admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_NAMED", 0)
    party = models.Party.objects.create(key="nobody", name="Nobody", kind="organisation")
    admin_client.post(f"/admin/claims_app/party/{party.pk}/delete/", {"post": "yes"})
    assert not models.Party.objects.filter(pk=party.pk).exists()
