"""Atom feeds of changed findings: well formed, with ids that stay, dated by the day, the last changed first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from claims_app.models import Incident, StoredFinding
from claims_app.services import recording
from tests.conflicts import APRIL, TWO_CAMPS
from tests.factories import make_claim
from tests.views.pages import queries

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/feeds/latest.atom", f"/feeds{APRIL.rstrip('/')}.atom", f"/feeds{TWO_CAMPS.rstrip('/')}.atom"]


def feed(reader: Client, address: str) -> ElementTree.Element:
    answer = reader.get(address)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def texts(root: ElementTree.Element, name: str) -> list[str]:
    return [found.text or "" for found in root.findall(f"{ATOM}entry/{ATOM}{name}")]


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_has_what_atom_asks_for(reader: Client, address: str) -> None:
    root = feed(reader, address)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(f"{ATOM}{name}")) == 1
    (itself,) = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert itself == f"http://testserver{address}"
    entries = root.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        for name in ("id", "title", "updated", "link", "summary"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1, name
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo
    ids = texts(root, "id")
    assert len(set(ids)) == len(ids)


def test_the_entries_of_an_incident_are_its_findings_and_lead_to_their_rows(reader: Client) -> None:
    root = feed(reader, FEEDS[2])
    kept = StoredFinding.objects.filter(incident__slug=TWO_CAMPS.split("/")[2]).exclude(part="mirror")
    links = [link.get("href") or "" for link in root.findall(f"{ATOM}entry/{ATOM}link")]
    assert {link for link in links if "#row-" in link} == {
        f"http://testserver{TWO_CAMPS}#row-{key}" for key in kept.filter(part="row").values_list("row_key", flat=True)
    }
    board = reader.get(TWO_CAMPS).content.decode()
    assert all(f'id="{link.split("#")[1]}"' in board for link in links)


def test_the_last_changed_comes_first_and_its_id_stays(reader: Client) -> None:
    before = feed(reader, FEEDS[2])
    last = StoredFinding.objects.filter(incident__slug=TWO_CAMPS.split("/")[2], part="row").order_by("-order").first()
    assert last
    StoredFinding.objects.filter(pk=last.pk).update(
        changed_at=datetime.now(UTC) + timedelta(days=3, hours=1, minutes=7)
    )
    after = feed(reader, FEEDS[2])
    assert texts(after, "id")[0].endswith(f"#row-{last.row_key}")
    assert set(texts(after, "id")) == set(texts(before, "id"))
    day = (datetime.now(UTC) + timedelta(days=3, hours=1, minutes=7)).date()
    assert texts(after, "updated")[0] == f"{day}T00:00:00+00:00" == after.findtext(f"{ATOM}updated")


def test_the_id_is_the_same_whatever_the_site_is_called(reader: Client) -> None:
    one = ElementTree.fromstring(reader.get(FEEDS[2], headers={"host": "localhost"}).content)
    assert texts(one, "id") == texts(feed(reader, FEEDS[2]), "id")


def test_no_entry_tells_the_hour(reader: Client) -> None:
    assert {stamp[10:] for stamp in texts(feed(reader, FEEDS[0]), "updated")} == {"T00:00:00+00:00"}


@pytest.mark.django_db
def test_odd_characters_in_a_title_or_a_figure_break_no_feed(client: Client) -> None:
    claim = make_claim("redland", "6", about="Blueland")
    Incident.objects.update(title='The <ford> & "bridge"\x0b\x07\u2028')
    recording.settle(claim=claim)
    root = feed(client, "/feeds/latest.atom")
    assert '<ford> & "bridge"' in texts(root, "title")[0]


@pytest.mark.django_db
def test_a_finding_that_was_unpublished_leaves_the_feed(client: Client) -> None:
    claim = make_claim("redland", "6")
    assert texts(feed(client, "/feeds/latest.atom"), "id")
    recording.unpublish(claims=[claim], by=None, reason="a test")
    assert texts(feed(client, "/feeds/latest.atom"), "id") == []


def test_an_unchanged_feed_is_304(reader: Client) -> None:
    for address in FEEDS:
        tag = reader.get(address)["ETag"]
        assert reader.get(address, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.django_db
def test_a_feed_without_entries_is_the_same_each_time(client: Client) -> None:
    first = client.get("/feeds/latest.atom")
    assert client.get("/feeds/latest.atom").content == first.content


def test_an_unknown_incident_has_no_feed(reader: Client) -> None:
    assert reader.get("/feeds/incidents/nowhere.atom").status_code == 404


def test_a_closed_site_closes_the_feeds(reader: Client, settings: Any) -> None:
    settings.READERS = "login"
    assert [reader.get(address).status_code for address in FEEDS] == [302] * 3


def test_it_takes_few_queries(reader: Client) -> None:
    assert max(queries(reader, address) for address in FEEDS) <= 4
