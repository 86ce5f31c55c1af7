"""How often a page asks the database: a constant number, whatever the incident holds."""

from __future__ import annotations

import json
from io import StringIO
from itertools import islice, product
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from claims_app.models import Citation, Claim, Incident, MeasureObject, Place
from claims_app.services.boards import refresh_findings
from tests.conflicts import APRIL, TWO_CAMPS
from tests.views.pages import FIXED, queries

BOARD = TWO_CAMPS


def add_places(folder: Path) -> None:
    """Twenty places, so that a row holds a few claims, as it does in life."""
    path = folder / "places.json"
    path.write_text(json.dumps({"places": [{"key": f"square-{n}", "name": f"Square {n}"} for n in range(20)]}))
    call_command("load_vocabulary", str(path), stdout=StringIO())


def fill(incident: Incident, wanted: int) -> None:
    """Copies of the incident's figures, over many measures and places, until it holds so many claims."""
    kept = Claim.objects.filter(incident=incident, object__key="ship", kind="figure").values()
    patterns = [{name: value for name, value in row.items() if name not in ("object_id", "place_id")} for row in kept]
    places = list(Place.objects.filter(key__startswith="square-").order_by("key"))
    things = MeasureObject.objects.filter(harm="things").exclude(key="ship").order_by("key")
    report = Citation.objects.filter(claim=patterns[0]["id"]).values_list("report_id", flat=True)[0]
    missing = wanted - Claim.objects.filter(incident=incident).count()
    Claim.objects.bulk_create(
        [
            Claim(**pattern | {"id": None, "object": thing, "place": place, "external_id": f"many-{wanted}-{number}"})
            for number, (place, thing, pattern) in enumerate(islice(product(places, things, patterns), missing))
        ],
        batch_size=500,
    )
    bare = Claim.objects.filter(external_id__startswith="many-", citations=None)
    Citation.objects.bulk_create(
        [Citation(claim=claim, report_id=report, quote=f"quote {claim.pk}", language="en") for claim in bare],
        batch_size=500,
    )
    refresh_findings(incident=incident)


@pytest.mark.parametrize("address", [*FIXED, f"{APRIL}board.json", f"{APRIL}board.csv"])
def test_a_page_takes_few_queries_when_warm(reader: Client, address: str) -> None:
    # The history counts and reads what was said, and the history of claims, citations, statements, reports and outlets.
    assert queries(reader, address) <= (11 if address.endswith("/history/") else 6)


@pytest.mark.parametrize("wanted", [100, pytest.param(2000, marks=pytest.mark.soak)])
def test_an_incident_of_many_claims_takes_as_many_queries_as_one_of_twenty(
    reader: Client, tmp_path: Path, wanted: int
) -> None:
    add_places(tmp_path)
    incident = Incident.objects.get(slug="1987-06-14-strait")
    addresses = [BOARD, f"{BOARD}?gaps=1", f"{BOARD}?asof=1987-06-14", f"{BOARD}board.json", f"{BOARD}board.csv", "/"]
    fill(incident, 20)
    cache.clear()
    few = {address: queries(reader, address) for address in addresses}
    fill(incident, wanted)
    cache.clear()
    many = {address: queries(reader, address) for address in addresses}
    assert Claim.objects.filter(incident=incident).visible().count() == wanted
    assert few == many
