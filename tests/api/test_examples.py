"""Every operation is described with a real answer: the example is asked for again and compared.

`WRITE_EXAMPLES=1 pytest tests/api/test_examples.py` writes them anew after a change of the interface.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from claims_app.api.site import EXAMPLES as FILE
from tests.api.asking import EXAMPLES, asked, bare

GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"


@pytest.fixture(scope="module")
def described(strait: None) -> dict[str, Any]:
    return Client().get("/api/v1/openapi.json").json()  # type: ignore[no-any-return]


def operations(described: dict[str, Any]) -> dict[str, Any]:
    return {each["operationId"]: each for methods in described["paths"].values() for each in methods.values()}


@pytest.mark.skipif("WRITE_EXAMPLES" not in os.environ, reason="writes the examples, on request alone")
def test_the_examples_are_written(reader: Client) -> None:
    answers = {name: {"request": address, "answer": asked(reader, address)} for name, address in EXAMPLES.items()}
    FILE.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_example_is_what_the_interface_answers(reader: Client, name: str) -> None:
    example = json.loads(FILE.read_text(encoding="utf-8"))[name]
    assert example["request"] == EXAMPLES[name]
    assert bare(asked(reader, example["request"])) == bare(example["answer"])


def test_every_operation_has_an_example_and_stands_in_the_guide(described: dict[str, Any]) -> None:
    found = operations(described)
    assert set(found) == set(EXAMPLES)
    guide = GUIDE.read_text(encoding="utf-8")
    for name, operation in found.items():
        assert operation["responses"]["200"]["content"]["application/json"]["example"]
        assert operation["summary"] and operation["description"], name
    for path in described["paths"]:
        assert path.removeprefix("/api/v1") in guide, f"{path} is not in docs/api.md"


def test_every_parameter_is_described(described: dict[str, Any]) -> None:
    missing = [
        (name, parameter["name"])
        for name, operation in operations(described).items()
        for parameter in operation["parameters"]
        if parameter["in"] == "query"
        and not parameter.get("description")
        and not parameter["schema"].get("description")
    ]
    assert missing == []


def test_the_description_is_openapi_3_1_and_names_no_head(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert {method for methods in described["paths"].values() for method in methods} == {"get"}


@pytest.mark.parametrize("block", re.findall(r"^    GET (/\S+)", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
def test_every_request_of_the_guide_is_answered(reader: Client, block: str) -> None:
    asked(reader, block)
