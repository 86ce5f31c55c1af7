"""A page that the server's entry gives again is Django's answer to the letter, and Django answers whatever may differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from claims_app.answers import boards
from claims_app.views import incidents
from config.repeats import MOST, Repeats
from tests.factories import make_claim, make_incident, moment
from tests.views.test_kept_bodies import asked

pytestmark = pytest.mark.django_db


class Counted:
    """Django, counting how often it is asked."""

    def __init__(self) -> None:
        self.django, self.times = get_wsgi_application(), 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.times += 1
        return self.django(environ, start_response)


@pytest.fixture
def django() -> Iterator[Counted]:
    caches["pages"].clear()
    make_incident()
    make_claim("redland", "over 100")
    make_claim("blueland", "6")
    yield Counted()
    caches["pages"].clear()


def test_a_page_given_again_has_every_header_and_the_body_of_the_first(django: Counted) -> None:
    application = Repeats(django)
    first = asked(application)
    with CaptureQueriesContext(connection) as questions:
        again = asked(application)
    assert (django.times, len(questions)) == (1, 1)
    assert again == first == asked(django.django)
    names = {name for name, _ in again[1]}
    assert {
        "Content-Security-Policy",
        "X-Frame-Options",
        "ETag",
        "Vary",
        "Permissions-Policy",
        "Content-Encoding",
    } <= names


def test_what_has_not_changed_is_said_again_with_the_same_headers(django: Counted) -> None:
    application = Repeats(django)
    etag = dict(asked(application)[1])["ETag"]
    first = asked(application, HTTP_IF_NONE_MATCH=etag)
    again = asked(application, HTTP_IF_NONE_MATCH=etag)
    assert again == first == asked(django.django, HTTP_IF_NONE_MATCH=etag)
    assert (again[0], again[2], django.times) == ("304 Not Modified", b"", 2)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"HTTP_COOKIE": "sessionid=x"}, {"QUERY_STRING": "measure=tank"}, {"HTTP_HX_REQUEST": "true"}, {"REQUEST_METHOD": "HEAD"},
        {"HTTP_ACCEPT_ENCODING": ""}, {"HTTP_IF_MATCH": '"x"'}, {"HTTP_HOST": "127.0.0.1"}, {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_IF_NONE_MATCH": 'W/"x"'}, {"PATH_INFO": "/incidents/2016-04-02-fjord/"}, {"REQUEST_METHOD": "POST"},
    ],
    ids=str,
)  # fmt: skip
def test_django_answers_what_may_differ(django: Counted, otherwise: dict[str, str]) -> None:
    application = Repeats(django)
    asked(application)
    assert asked(application, **otherwise) == asked(django.django, **otherwise)
    assert django.times == 2


def test_a_page_is_given_again_on_its_day_alone(django: Counted) -> None:
    application = Repeats(django)
    bodies = []
    for day in (7, 8, 8):
        with time_machine.travel(moment(day), tick=False):
            bodies.append(asked(application)[2])
    assert bodies[0] != bodies[1] == bodies[2]
    assert django.times == 2


def test_nothing_is_given_again_where_readers_log_in(django: Counted, settings: Any) -> None:
    settings.READERS = "login"
    application = Repeats(django)
    assert {asked(application)[0] for _ in range(2)} == {"302 Found"}
    assert not application.given


def test_a_database_that_does_not_answer_is_left_to_django(django: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    application = Repeats(django)
    asked(application)

    def away(*, slug: str) -> None:
        raise OperationalError("server closed the connection")

    for asks in (boards, incidents):
        monkeypatch.setattr(asks, "stamp_of", away)
    assert asked(application)[0] == "503 Service Unavailable"


def test_a_process_remembers_so_many_pages_and_no_more(django: Counted) -> None:
    application = Repeats(django)
    for number in range(MOST + 3):
        asked(application, HTTP_X_FORWARDED_PROTO=f"proto-{number}")
    assert len(application.given) == MOST


def test_a_body_too_large_for_every_process_is_left_to_the_cache(
    django: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.repeats.LARGEST", 100)
    application = Repeats(django)
    assert asked(application)[2] == asked(application)[2]
    assert (django.times, application.given) == (2, {})
