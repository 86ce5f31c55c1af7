"""Lists go page by page, in a constant number of queries, with the filters of the pages; unchanged answers are 304."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims_app.models import Claim, Report, StoredFinding
from claims_app.services import recording
from tests.api.asking import EXAMPLES, STRAIT, filled
from tests.factories import make_claim, make_report

LISTS = {
    "incidents": "/api/v1/incidents",
    "rows": f"/api/v1/incidents/{STRAIT}/rows",
    "findings": "/api/v1/findings",
    "claims": "/api/v1/claims",
    "reports": "/api/v1/reports",
    "outlets": "/api/v1/outlets",
    "parties": "/api/v1/parties",
}


def whole(client: Client, address: str, limit: int) -> list[Any]:
    """Every entry of a list, page after page."""
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get(address, {"limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        cursor = answer.pop("next")
        (entries,) = answer.values()
        assert len(entries) <= limit
        found += entries
    return found


@pytest.mark.parametrize("name", sorted(LISTS))
def test_pages_together_are_the_whole_list_and_each_entry_comes_once(reader: Client, name: str) -> None:
    everything = whole(reader, LISTS[name], 200)
    assert len(everything) > 1
    assert whole(reader, LISTS[name], 1) == everything
    assert whole(reader, LISTS[name], 3) == everything


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_cursor_that_no_page_gave_is_refused_or_begins_after_it(reader: Client, name: str) -> None:
    answer = reader.get(LISTS[name], {"cursor": "no such\x00"})
    assert answer.status_code == (200 if name in ("outlets", "parties") else 400)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_the_next_page_stands_in_a_link_header(reader: Client, name: str) -> None:
    answer = reader.get(LISTS[name], {"limit": 1})
    address = answer["Link"].split(">")[0].lstrip("<")
    assert answer["Link"].endswith('rel="next"')
    assert reader.get(address.replace("http://testserver", "")).status_code == 200


@pytest.mark.parametrize("limit", ["0", "201", "-3", "x", "9" * 50])
def test_a_limit_that_does_not_fit_is_422_with_a_sentence(reader: Client, limit: str) -> None:
    answer = reader.get("/api/v1/claims", {"limit": limit})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("limit: ")


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_unchanged_answer_is_304_and_head_has_the_same_tag(reader: Client, name: str) -> None:
    address = filled(EXAMPLES[name])
    first = reader.get(address)
    again = reader.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = reader.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert reader.get(address, headers={"if-none-match": '"other"'}).content == first.content


@pytest.mark.django_db
def test_the_tag_of_a_board_changes_with_its_claims(client: Client) -> None:
    claim = make_claim("redland", "6")
    address = "/api/v1/incidents/2016-04-02-ford/board"
    before = client.get(address)["ETag"]
    recording.unpublish(claims=[claim], by=None, reason="a test")
    after = client.get(address, headers={"if-none-match": before})
    assert after.status_code == 200 and after.json()["rows"] == []


@pytest.mark.django_db
def test_the_tag_of_a_list_changes_when_a_report_is_renamed(client: Client) -> None:
    report = make_report()
    make_claim("redland", "6", report=report)
    before = client.get("/api/v1/reports")["ETag"]
    Report.objects.filter(pk=report.pk).update(title="Another title")
    assert client.get("/api/v1/reports", headers={"if-none-match": before}).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["", "measure=ship", "about=teskia", "verdict=contradictory", "gaps=1", "sides=halvora", "asof=1987-06-14", "asof=1987-06-13",
     "known=2030-01-01", "known=1999-01-01", "verdict=unanswered", "measure=ship&about=halvora&gaps=1"],
)  # fmt: skip
def test_the_claims_of_an_incident_are_those_of_its_board(reader: Client, query: str) -> None:
    board = reader.get(f"/api/v1/incidents/{STRAIT}/board?{query}").json()
    parts = [*board["rows"], *board["accounts"]]
    shown = {claim["id"] for part in parts for cell in part["cells"].values() for claim in cell["claims"]}
    listed = reader.get(f"/api/v1/claims?incident={STRAIT}&{query}").json()["claims"]
    assert {claim["id"] for claim in listed} == shown


@pytest.mark.parametrize("query", ["verdict=contradictory", "gaps=1", "sides=halvora", "known=2030-01-01"])
def test_a_filter_of_one_board_needs_its_incident(reader: Client, query: str) -> None:
    answer = reader.get(f"/api/v1/claims?{query}")
    assert answer.status_code == 400 and "name its incident" in answer.json()["detail"]


@pytest.mark.parametrize(("query", "test"), [
    ("party=halvora", lambda claim: claim["claimant"] == "halvora"),
    ("about=teskia", lambda claim: "teskia" in claim["subject"]["means"]),
    ("measure=ship", lambda claim: claim["object"] == "ship"),
    ("asof=1987-06-14", lambda claim: claim["stated_at"] < "1987-06-15"),
])  # fmt: skip
def test_claims_across_incidents_are_cut_by_party_subject_measure_and_day(
    reader: Client, query: str, test: Any
) -> None:
    everything = reader.get("/api/v1/claims?limit=200").json()["claims"]
    expected = [claim["id"] for claim in everything if test(claim)]
    assert 0 < len(expected) < len(everything)
    assert [claim["id"] for claim in reader.get(f"/api/v1/claims?limit=200&{query}").json()["claims"]] == expected


def test_the_claims_of_a_report_are_those_that_cite_it(reader: Client) -> None:
    for report in reader.get("/api/v1/reports").json()["reports"]:
        listed = reader.get(f"/api/v1/claims?report={report['id']}&limit=200").json()["claims"]
        assert {claim["id"] for claim in listed} == set(
            Claim.objects.filter(citations__report=report["id"]).values_list("pk", flat=True)
        )
        assert len(listed) == report["claims"]


def test_findings_are_cut_by_incident_measure_subject_and_code(reader: Client) -> None:
    kept = StoredFinding.objects.exclude(part="mirror")
    assert len(whole(reader, "/api/v1/findings", 200)) == kept.count()
    for query, expected in [
        (f"incident={STRAIT}", kept.filter(incident__slug=STRAIT)),
        ("verdict=contradictory", kept.filter(verdict="contradictory")),
        ("measure=ship", kept.filter(row_key__startswith="ship--")),
        ("about=teskia", kept.filter(row_key__endswith="teskia")),
    ]:
        found = reader.get(f"/api/v1/findings?limit=200&{query}").json()["findings"]
        assert {each["key"] for each in found} == set(expected.values_list("row_key", flat=True)), query


@pytest.mark.django_db
def test_drafts_and_what_was_unpublished_stand_in_no_list(client: Client) -> None:
    make_claim("redland", "6", published=False, report=make_report(title="A draft’s report"))
    gone = make_claim("blueland", "2")
    recording.unpublish(claims=[gone], by=None, reason="a test")
    for address in ("/api/v1/claims", "/api/v1/reports", "/api/v1/outlets"):
        (entries,) = (value for value in client.get(address).json().values() if isinstance(value, list))
        assert entries == [], address
    assert all(party["claims"] == 0 for party in client.get("/api/v1/parties").json()["parties"])
    assert client.get(f"/api/v1/reports/{gone.citations.get().report_id}").status_code == 404


def test_no_answer_tells_the_hour_of_an_edit_or_the_desks_columns(reader: Client) -> None:
    for address in (*LISTS.values(), *(filled(address) for address in EXAMPLES.values())):
        text = reader.get(address).content.decode()
        for word in ("recorded_at", "recorded_by", "changed_at", "status_reason", "captured_at", '"note": "d'):
            assert word not in text, address
    changed = [each["changed"] for each in reader.get("/api/v1/findings").json()["findings"]]
    assert all(len(day) == 10 for day in changed)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_takes_as_many_queries_for_many_as_for_few(client: Client, name: str) -> None:
    address = LISTS[name].replace(STRAIT, "2016-04-02-ford")

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    make_claim("redland", "6")
    make_claim("blueland", "2")
    cache.clear()
    few = queries()
    for number in range(12):
        make_claim("redland", str(number), object="truck" if number % 2 else "drone", report=make_report())
    assert queries() == few <= 6


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/nowhere", "/api/v1/claims/", "/api/v1/incidents/x/y/z", "/api/v1/%00"])
def test_any_other_address_is_404_with_a_sentence(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404 and answer.json()["detail"].endswith(".")
