"""`READERS=login` closes the whole site to strangers, and nothing but the login stays open."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from config import urls


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("read")


urlpatterns = [path("probe/", page), path("api/probe", page), path("healthz", page), path("", include(urls))]


@pytest.fixture(autouse=True)
def probe(settings: Settings, db: None) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("address", ["/probe/", "/api/probe", "/healthz", "/login/"])
def test_a_public_site_is_open(client: Client, settings: Settings, address: str) -> None:
    settings.READERS = "public"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [("/probe/", 302), ("/api/probe", 401), ("/healthz", 200), ("/login/", 200), ("/admin/login/", 200)],
)
def test_a_closed_site_sends_strangers_to_the_login(
    client: Client, settings: Settings, address: str, status: int
) -> None:
    settings.READERS = "login"
    answer = client.get(address)
    assert answer.status_code == status
    if status == 302:
        assert answer.headers["Location"] == f"/login/?next={address}"


@pytest.mark.parametrize("address", ["/probe/", "/api/probe"])
def test_an_account_without_any_right_may_read(client: Client, settings: Settings, address: str) -> None:
    settings.READERS = "login"
    client.force_login(User.objects.create_user("reader"))
    assert client.get(address).content == b"read"


def test_a_reader_who_is_no_editor_can_log_in(client: Client, settings: Settings) -> None:
    settings.READERS = "login"
    User.objects.create_user("reader", password="open sesame")
    answer = client.post("/login/?next=/probe/", {"username": "reader", "password": "open sesame"}, follow=True)
    assert answer.content == b"read"
