"""The published schema holds: what it allows is answered as it says, and nothing is a server error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.factories import make_claim

EXAMPLES = settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
)


@pytest.fixture
def open_connection() -> Iterator[None]:
    """A request made outside Django's own client would close the connection that holds the test's rows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("open_connection")
def test_every_operation_answers_as_the_schema_says() -> None:
    make_claim("redland", "over 100")
    make_claim("blueland", "2")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [operation.ok() for operation in schema.get_all_operations()]
    assert len(operations) == 16

    for operation in operations:

        @EXAMPLES
        @given(case=operation.as_strategy())
        def answers(case: Any) -> None:
            # A text that is no figure is 422 by design; no schema can say which texts are figures.
            case.call_and_validate(headers={"Host": "localhost"}, excluded_checks=[positive_data_acceptance])

        answers()


@pytest.mark.django_db
@EXAMPLES
@given(text=st.text(max_size=40), lang=st.sampled_from(["en", "ru", "xx", ""]))
def test_any_text_is_a_figure_or_a_sentence(client: Any, text: str, lang: str) -> None:
    answer = client.get("/api/v1/figures/read", {"text": text.encode("utf-8", "replace").decode(), "lang": lang})
    assert answer.status_code in (200, 422)
    assert answer.json().get("detail", "x")
