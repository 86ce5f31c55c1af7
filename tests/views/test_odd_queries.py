"""Ten thousand odd query strings on every public page, file, feed and answer of the API: never an error of ours.

A short run of the same is part of every test run; `make soak` makes all of it.
"""

from __future__ import annotations

import random
from collections import Counter
from urllib.parse import quote

import pytest
from django.test import Client

from claims_app.models import Claim, Outlet, Party, Report
from tests.conflicts import APRIL, FOUR_SIDES, TWO_CAMPS
from tests.views.test_boards import API, BOARD, DRAWER

ROW = "over-time/ship--lost--teskia/"
PAGES = (
    "/", "/search/", "/parties/", "/sources/", "/method/", "/report-error/thanks/", "/healthz", "/feeds/latest.atom",
    APRIL, TWO_CAMPS, FOUR_SIDES, f"{APRIL}over-time/", f"{TWO_CAMPS}{ROW}", f"{APRIL}over-time/tank--lost--azerbaijan/",
    f"{APRIL}history/", f"{TWO_CAMPS}history/diff/", f"{APRIL}history/diff/", f"{APRIL}sources/", f"{TWO_CAMPS}sources/",
    f"{APRIL}take-away/", f"{TWO_CAMPS}text/ship--lost--teskia/", f"{TWO_CAMPS}report-error/", f"/embed{APRIL}",
    f"/embed{FOUR_SIDES}", f"/feeds{TWO_CAMPS.rstrip('/')}.atom", API, "/api/v1/incidents", "/api/v1/claims",
    "/api/v1/findings", "/api/v1/reports", "/api/v1/outlets", "/api/v1/parties", "/api/v1/search", "/api/v1/figures/read",
    *(f"{TWO_CAMPS}board.{form}" for form in ("csv", "xlsx", "json", "md", "wiki")), f"{APRIL}board.json",
)  # fmt: skip
# Addresses with an odd value in their middle.
PATHS = (
    "/incidents/{}/", "/incidents/{}/history/diff/", "/incidents/{}/board.csv", "/incidents/{}/sources/", "/claims/{}/",
    "/reports/{}/", "/outlets/{}/", "/parties/{}/", "/embed/incidents/{}/", "/feeds/incidents/{}.atom",
    "/api/v1/incidents/{}/board", "/api/v1/claims/{}", TWO_CAMPS + "over-time/{}/", TWO_CAMPS + "text/{}/",
)  # fmt: skip
NAMES = (
    "about", "measure", "verdict", "sides", "gaps", "asof", "known", "claim", "q", "page", "from", "to", "known_from",
    "known_to", "axis", "row", "format", "show", "kind", "name", "order", "conflict", "incident", "party", "outlet", "theme",
    "limit", "cursor", "text", "lang", "since", "until", "object", "outcome", "next", "%00", "", "a[]", "é",
)  # fmt: skip
VALUES = (
    "", "1", "-1", "0", "9" * 18, "9" * 40, "9" * 5000, "1.5", "1e9", "NaN", "Infinity", "%00", "a%00b", "%", "%zz", "%ff%fe",
    "..%2F..%2Fetc", "null", "true", "[]", "{}", "2016-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "1000-01-01",
    "9000-12-31", "2016-4-2", "20160402", "2016-W13-6", "2016-04-02T10:00", "1987-06-14", "tank", "ship", "teskia", "halvora",
    "azerbaijan,,,", ",", "contradictory", "unanswered", "recorded", "svg", "dark", "single-origin", "still-to-find",
    "statements", "newest", "silence", "ship--lost--teskia", "١٢", "²", "танк", "%F0%9F%98%80", "%ED%A0%80", "%E2%80%AE",
    "a" * 3000, "%27%20OR%201%3D1--", "%3Cb%3E", "%22", "%5C", "*", "tank*", "NEAR(a+b)", "-", "--", "-tank", "%22tank", "a:b",
    "(", ")", "+", "&&&", ";", "=", "%0d%0aSet-Cookie:a=b", "over+100", "dozens", "javascript:alert(1)", "//example.org",
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {},
    {},
    BOARD,
    DRAWER,
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "results"},
)


def addresses() -> list[str]:
    """Every public page: the fixed ones, and one claim of each kind, a report, an outlet and a party."""
    claims = [Claim.objects.visible().filter(kind=kind).first() for kind in ("figure", "silence", "position")]
    rows = [*claims, Report.objects.first(), Outlet.objects.first(), Party.objects.first()]
    found = [row.get_absolute_url() for row in rows if row is not None]
    return [*PAGES, *found, f"{found[0]}report-error/"]


def odd_requests(count: int, seed: int) -> list[tuple[str, dict[str, str]]]:
    """Addresses with one to four odd parameters, some given twice, some with a value of another kind in the path."""
    chance = random.Random(seed)
    pages = addresses()
    found = []
    for number in range(count):
        page = pages[number % len(pages)]
        if chance.random() < 0.1:
            odd = chance.choice(VALUES)
            page = chance.choice(PATHS).format(odd if "%" in odd else quote(odd, safe="") or "-")
        pairs = [f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(chance.randint(1, 4))]
        query = chance.choice(("&", "&", "&", ";", "&&")).join(pairs)
        found.append((f"{page}?{query}", chance.choice(HEADERS)))
    return found


@pytest.mark.parametrize(("count", "seed"), [(100, 2016), pytest.param(10_000, 4, marks=pytest.mark.soak, id="all")])
def test_no_odd_query_is_an_error_of_ours(reader: Client, count: int, seed: int) -> None:
    reader.raise_request_exception = False
    failed, met = [], Counter[int]()
    for address, headers in odd_requests(count, seed):
        status = reader.get(address, **headers).status_code  # type: ignore[arg-type]
        met[status] += 1
        if status >= 500:
            failed.append((status, address[:300], headers))
    assert failed == []
    assert met[200] > count * 0.6 and met[404], met
