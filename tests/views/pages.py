"""The public pages by address, for tests that walk all of them."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims_app.models import Claim, Outlet, Party, Report
from tests.conflicts import APRIL, FOUR_SIDES, TWO_CAMPS

FIXED = (
    "/",
    APRIL,
    TWO_CAMPS,
    FOUR_SIDES,
    f"{APRIL}over-time/",
    f"{APRIL}over-time/tank--lost--azerbaijan/",
    f"{FOUR_SIDES}over-time/",
    f"{APRIL}history/",
    f"{APRIL}history/diff/",
    "/parties/",
    "/sources/",
    "/search/",
    "/search/?q=tanks",
    "/method/",
)
FILES = (
    f"{APRIL}board.csv",
    f"{APRIL}board.json",
    "/api/v1/incidents/2016-04-02-karabakh/board",
    "/healthz",
    "/readyz",
)


def every_page() -> list[str]:
    """The address of every public page: the fixed ones, and one for each claim, report, outlet and party that has one."""
    claims = [claim.get_absolute_url() for claim in Claim.objects.visible()]
    reports = [report.get_absolute_url() for report in Report.objects.all()]
    outlets = [outlet.get_absolute_url() for outlet in Outlet.objects.all()]
    parties = [party.get_absolute_url() for party in Party.objects.all()]
    return [*FIXED, *claims, *reports, *outlets, *parties]


def queries(client: Client, address: str) -> int:
    """How many queries the address takes once what is kept is warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
