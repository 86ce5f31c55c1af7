"""Who is logged out meanwhile and sends a part of a page comes to the login, and from there back to the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

PAGE = "/admin/desk/import/?step=1"
PART = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{PAGE}"}

pytestmark = pytest.mark.django_db


def test_a_part_of_the_desk_sends_the_whole_page_to_the_login(client: Client) -> None:
    answer = client.post("/admin/desk/import/", headers=PART)
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/admin/login/?next=%2Fadmin%2Fdesk%2Fimport%2F%3Fstep%3D1"
    assert not answer.content


def test_a_part_of_a_closed_site_does_so_too(client: Client, settings: Any) -> None:
    settings.READERS = "login"
    answer = client.get("/search/?q=tank", headers=PART)
    assert answer["HX-Redirect"] == "/login/?next=%2Fadmin%2Fdesk%2Fimport%2F%3Fstep%3D1"


def test_a_part_that_does_not_say_its_page_comes_to_the_login_alone(client: Client) -> None:
    elsewhere = {"HX-Request": "true", "HX-Current-URL": "http://elsewhere.example/page"}
    assert client.get("/admin/desk/import/", headers=elsewhere)["HX-Redirect"] == "/admin/login/"


def test_a_whole_page_and_another_redirect_are_left_as_they_are(client: Client) -> None:
    assert client.get("/admin/desk/import/").headers["Location"].startswith("/admin/login/")
    assert "HX-Redirect" not in client.get("/search", headers=PART)
