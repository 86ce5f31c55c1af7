"""The front page lists incidents by figures contradicted, by day or by silence, parts under their wholes."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims_app.models import Conflict, Incident
from claims_app.services.front import front_page
from claims_app.services.vocabulary import vocabulary_changed
from tests.factories import make_claim, make_incident, moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def incident(
    slug: str, day: int = 2, contradicted: int = 0, part_of: Incident | None = None, **fields: object
) -> Incident:
    """An incident on that day of April with so many figures contradicted."""
    when = date(2016, 4, day)
    made = make_incident(slug, title=slug.title(), start=when, end=when, part_of=part_of, **fields)
    for thing in ("tank", "drone", "helicopter", "truck")[:contradicted]:
        make_claim("redland", "6", incident=made, object=thing, external_id=f"{slug} {thing} red")
        make_claim("blueland", "2", about="Blueland", incident=made, object=thing, external_id=f"{slug} {thing} blue")
    return made


def listed(**asked: object) -> list[tuple[str, int, int]]:
    """Slug, depth and figures contradicted of the lines in order."""
    return [(entry.incident.slug, entry.depth, entry.figures) for entry in front_page(**asked).entries]  # type: ignore[arg-type]


def test_incidents_stand_by_figures_contradicted_then_newest() -> None:
    incident("quiet", 9)
    incident("one-old", 3, 1)
    incident("one-new", 4, 1)
    incident("two", 1, 2)
    assert listed() == [("two", 0, 2), ("one-new", 0, 1), ("one-old", 0, 1), ("quiet", 0, 0)]


def test_newest_first_on_request_and_an_unknown_order_is_the_usual_one() -> None:
    incident("early", 1, 1)
    incident("late", 9)
    assert [slug for slug, _, _ in listed(order="newest")] == ["late", "early"]
    assert listed(order="sideways") == listed()


def test_most_silence_counts_measures_on_which_the_owner_of_the_loss_gave_no_figure() -> None:
    incident("loud", 9, 2)
    hushed = incident("hushed", 1)
    make_claim("redland", "6", incident=hushed)
    make_claim("blueland", "no figure given", about="Blueland", incident=hushed)
    page = front_page(order="silence")
    assert [(entry.incident.slug, entry.silent) for entry in page.entries] == [("hushed", 1), ("loud", 0)]


def test_parts_stand_under_their_whole_in_order_of_time_each_with_its_own_count() -> None:
    whole = incident("whole", 1, 1)
    incident("later-part", 5, 2, part_of=whole)
    first = incident("first-part", 3, 0, part_of=whole)
    incident("part-of-part", 4, 1, part_of=first)
    incident("alone", 2, 1)
    assert listed() == [
        ("whole", 0, 1), ("first-part", 1, 0), ("part-of-part", 2, 1), ("later-part", 1, 2), ("alone", 0, 1),
    ]  # fmt: skip


def test_a_circle_of_parts_past_the_forms_still_lists_each_once() -> None:
    one, other = incident("one"), incident("other", 3)
    Incident.objects.filter(pk=one.pk).update(part_of=other)
    Incident.objects.filter(pk=other.pk).update(part_of=one)
    assert sorted(slug for slug, _, _ in listed()) == ["one", "other"]


def test_one_conflict_alone_on_request_with_its_own_lead_and_changes() -> None:
    far = Conflict.objects.create(key="far", title="A far one")
    incident("near", 1, 1, lead="tank")
    incident("away", 5, 0, conflict=far)
    page = front_page(conflict="far")
    assert ([entry.incident.slug for entry in page.entries], page.lead, page.changes) == (["away"], None, ())
    assert page.conflicts == (("far", "A far one"), ("quarrel", "The quarrel"))
    assert front_page().lead is not None


def test_an_unknown_conflict_matches_nothing_and_names_the_nearest_three() -> None:
    for number in range(1, 6):
        incident(f"hill-{number}", number)
    vocabulary_changed()
    page = front_page(conflict="hill 2")
    assert page.entries == ()
    assert [near.slug for near in page.nearest] == ["hill-2", "hill-5", "hill-4"]


def test_the_list_has_pages_of_twenty_wholes() -> None:
    for number in range(1, 26):
        incident(f"n-{number}", number)
    assert [len(front_page(page=number).entries) for number in (1, 2, 99)] == [20, 5, 5]


def test_a_changed_finding_says_what_it_was() -> None:
    with time_machine.travel(moment(10), tick=False):
        make_claim("redland", "6")
    (change,) = front_page().changes
    assert (change.verdict, change.was) == ("one_sided", "")
    with time_machine.travel(moment(11), tick=False):
        make_claim("blueland", "2")
    (change,) = front_page().changes
    assert (change.verdict, change.was, change.changed_at) == ("contradictory", "one_sided", moment(11))


def test_of_findings_that_changed_together_contradictions_come_first() -> None:
    made = make_incident()
    make_claim("redland", "5", object="drone", incident=made, refresh=False)
    make_claim("redland", "6", object="truck", incident=made, refresh=False)
    with time_machine.travel(moment(12), tick=False):
        make_claim("blueland", "2", object="truck", incident=made)
    assert [change.row_key for change in front_page().changes] == ["truck--lost--blueland", "drone--lost--blueland"]


def test_a_fingerprint_follows_what_is_published() -> None:
    made = incident("drawn", 2, 1)
    make_claim("un", "about 50", incident=made, object="soldier", outcome="killed")
    (entry,) = front_page().entries
    assert entry.fingerprint is not None
    assert len(entry.fingerprint.ticks) == 1
    assert {mark.shape for mark in entry.fingerprint.marks} == {0, 1, 2}
    incident_again = Incident.objects.get(pk=made.pk)
    make_claim("blueland", "3", incident=incident_again, object="drone")
    (later,) = front_page().entries
    assert later.fingerprint is not None and later.fingerprint.width > entry.fingerprint.width


def test_a_long_list_takes_as_many_queries_as_a_short_one_warm_or_not() -> None:
    def asked(clear: bool) -> int:
        if clear:
            cache.clear()
        with CaptureQueriesContext(connection) as queries:
            front_page()
        return len(queries)

    incident("first", 2, 1, lead="tank")
    front_page()
    few = asked(clear=True), asked(clear=False)
    whole = incident("whole", 3, 1)
    for number in range(4, 14):
        incident(f"n-{number}", number, 1, part_of=whole if number % 2 else None)
    front_page()
    assert (asked(clear=True), asked(clear=False)) == few
    assert few[1] <= 6
