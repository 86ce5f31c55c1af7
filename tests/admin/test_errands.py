"""The desk's list of what is still to be found: who may see it, take one, and give it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from claims_app.models import Errand
from tests.factories import make_claim, make_incident

LIST = "/admin/desk/still-to-find/"
FORD = f"{LIST}?incident=2016-04-02-ford"

pytestmark = pytest.mark.django_db


def browser(django_user_model: Any, name: str, group: str = "Editors") -> Client:
    user = django_user_model.objects.create_user(name, is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def missing_copy() -> str:
    return f"copy:{make_claim().citations.get().report_id}"


def post(client: Client, do: str, key: str, **more: str) -> Any:
    return client.post(f"{LIST}errand/", {"do": do, "key": key, "incident": "2016-04-02-ford", **more}, follow=True)


def test_an_editor_takes_one_from_the_list_and_gives_it_back(django_user_model: Any) -> None:
    key, client = missing_copy(), browser(django_user_model, "ed")
    page = client.get(FORD).content.decode()
    assert page.count("I am looking for it</button>") == 4 and key in page
    after = post(client, "take", key, next=FORD)
    assert (after.redirect_chain, after.status_code) == ([(FORD, 303)], 200)
    assert "You are looking for it." in after.content.decode()
    assert "Give back</button>" in after.content.decode()
    post(client, "give-back", key)
    assert Errand.objects.get(key=key).state == "given_back"


def test_what_was_looked_for_stays_in_the_list_with_its_day(django_user_model: Any) -> None:
    key, client = missing_copy(), browser(django_user_model, "ed")
    post(client, "take", key)
    post(client, "done", key)
    assert Errand.objects.get(key=key).state == "done"
    assert "Looked for before" in client.get(FORD).content.decode()


def test_another_editor_sees_who_looks_for_it_and_cannot_take_it(django_user_model: Any) -> None:
    key = missing_copy()
    post(browser(django_user_model, "ed"), "take", key)
    other = browser(django_user_model, "other")
    assert "ed is looking for it" in other.get(FORD).content.decode()
    assert "Somebody else is looking for it." in post(other, "take", key).content.decode()
    assert Errand.objects.get(key=key).held_by.username == "ed"  # type: ignore[union-attr]


def test_a_reviewer_may_give_it_back_for_the_holder(django_user_model: Any) -> None:
    key = missing_copy()
    post(browser(django_user_model, "ed"), "take", key)
    reviewer = browser(django_user_model, "rev", "Reviewers")
    assert "Give back for them" in reviewer.get(FORD).content.decode()
    post(reviewer, "give-back", key)
    assert Errand.objects.get(key=key).state == "given_back"


def test_staff_without_the_permission_neither_see_nor_take(django_user_model: Any) -> None:
    key, stranger = missing_copy(), browser(django_user_model, "stranger", "")
    assert stranger.get(LIST).status_code == 403
    assert stranger.post(f"{LIST}errand/", {"do": "take", "key": key, "incident": "2016-04-02-ford"}).status_code == 403
    assert not Errand.objects.exists()


def test_a_form_without_its_token_is_refused(django_user_model: Any) -> None:
    key = missing_copy()
    user = django_user_model.objects.create_superuser("boss")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post(f"{LIST}errand/", {"do": "take", "key": key}).status_code == 403


@pytest.mark.parametrize(
    "back", ["https://evil.test/", "//evil.test/admin/desk/still-to-find/", "/admin/", "javascript:x"]
)
def test_the_way_back_leads_to_the_list_alone(django_user_model: Any, back: str) -> None:
    key, client = missing_copy(), browser(django_user_model, "ed")
    answer = client.post(f"{LIST}errand/", {"do": "take", "key": key, "incident": "2016-04-02-ford", "next": back})
    assert (answer.status_code, answer["Location"]) == (303, LIST)


@pytest.mark.parametrize(
    ("do", "key"), [("", ""), ("take", "\x00"), ("fly", "copy:1"), ("done", "copy:99"), ("take", "x" * 5000)]
)
def test_odd_forms_are_answered_with_a_sentence(django_user_model: Any, do: str, key: str) -> None:
    make_claim()
    answer = post(browser(django_user_model, "ed"), do, key)
    assert answer.status_code == 200 and 'class="error"' in answer.content.decode()
    assert not Errand.objects.exists()


def test_an_unknown_incident_is_not_found(django_user_model: Any) -> None:
    make_incident()
    client = browser(django_user_model, "ed")
    assert client.get(f"{LIST}?incident=%00").status_code == 404
    assert client.post(f"{LIST}errand/", {"do": "take", "key": "copy:1", "incident": "nowhere"}).status_code == 404


def test_the_first_page_of_the_admin_and_the_list_of_incidents_lead_there(django_user_model: Any) -> None:
    make_claim()
    client = browser(django_user_model, "ed")
    assert LIST in client.get("/admin/").content.decode()
    assert '?incident=2016-04-02-ford"' in client.get(LIST).content.decode()
