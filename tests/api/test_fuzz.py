"""Hundreds of requests made from the interface's own description: odd values are answered with a sentence, never with an error."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from claims_app.api import api, shapes
from tests.api.asking import EXAMPLES, STRAIT, filled

REQUESTS = 600
ODD = (
    "", " ", "\x00", "a\x00b", "0", "-1", "1", "007", "9" * 40, "9" * 5000, "1e9", "NaN", "null", "true", "[]", "{}", "%", "%00", "../..",
    "' OR 1=1 --", '"', "<script>", "é", "Ж", "\u202e", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "x" * 3000,
    "2016-04-02", "2016-13-45", "0000-00-00", "9999-12-31", "1000-01-01", "halvora", "teskia", "ship", "contradictory", "unanswered",
    "halvora,teskia", ",,,", STRAIT, "ship--lost--teskia", "harbour-wire", "over 100", "dozens", "en", "ru", "tlh", "²", "١٢",
)  # fmt: skip
SHAPES = {
    "incidents": shapes.Incidents, "incident": shapes.OneIncident, "board": shapes.Board, "rows": shapes.Rows, "row": shapes.RowWithText,
    "findings": shapes.Findings, "claims": shapes.Claims, "claim": shapes.PlacedClaim, "reports": shapes.Reports, "report": shapes.Report,
    "outlets": shapes.Outlets, "outlet": shapes.Outlet, "parties": shapes.Parties, "party": shapes.Party, "search": shapes.Found,
    "figures_read": shapes.Figure,
}  # fmt: skip
GOOD = {"slug": STRAIT, "key": "ship--lost--teskia"}


def address_of(chance: random.Random, path: str, operation: dict[str, Any]) -> str:
    """An address for the operation: path and query filled with values that may fit or not, some given twice."""
    query = []
    for parameter in operation["parameters"]:
        name = parameter["name"]
        if parameter["in"] == "path":
            value = GOOD.get(name, "1") if chance.random() < 0.7 else chance.choice(ODD)
            path = path.replace(f"{{{name}}}", quote(value, safe="") or "-")
        elif chance.random() < 0.4:
            query += [(name, chance.choice(ODD)) for _ in range(chance.choice((1, 1, 1, 2)))]
    return f"{path}?{urlencode(query)}"


def test_no_request_made_from_the_description_is_a_server_error(reader: Client) -> None:
    chance = random.Random(20160402)
    schema = api.get_openapi_schema()
    operations = [(path, each) for path, methods in schema["paths"].items() for each in methods.values()]
    met: Counter[int] = Counter()
    for number in range(REQUESTS):
        path, operation = operations[number % len(operations)]
        address = address_of(chance, path, operation)
        answer = reader.get(address)
        met[answer.status_code] += 1
        assert answer.status_code in {int(code) for code in operation["responses"]}, address
        assert answer["Content-Type"].startswith("application/json"), address
        if answer.status_code == 200:
            SHAPES[operation["operationId"]].model_validate(answer.json())
        else:
            assert answer.json()["detail"].endswith((".", "!", "”")), (address, answer.json())
    assert met[200] > REQUESTS / 5 and met[404] and met[422] and met[400], met


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_answer_holds_the_fields_of_its_shape_and_no_other(reader: Client, name: str) -> None:
    """The description hides nothing: what an answer holds is described, to the last field."""
    value = reader.get(filled(EXAMPLES[name])).json()
    assert SHAPES[name].model_validate(value).model_dump() == value


def test_every_operation_has_a_shape() -> None:
    paths = api.get_openapi_schema()["paths"].values()
    assert {each["operationId"] for methods in paths for each in methods.values()} == set(SHAPES)
