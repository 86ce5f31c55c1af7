"""Which reports carry which claims, where they come from, and what is kept of each, from the database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims_app import models
from claims_app.core.boards import Show
from claims_app.services import origins, reading, recording
from claims_app.services.boards import BoardQuery, board_of
from tests.factories import make_claim, make_incident, make_party, make_report, moment

pytestmark = pytest.mark.django_db


def outlet(name: str, **fields: Any) -> models.Outlet:
    return models.Outlet.objects.create(slug=name.lower(), name=name, **fields)


def cite(claim: models.Claim, *reports: models.Report) -> None:
    for report in reports:
        models.Citation.objects.create(claim=claim, report=report, quote=f"as in {report.pk}")
    recording.settle(claim=claim)


def keep(report: models.Report, sha256: str, day: int) -> models.ArchivedCopy:
    captured = datetime(2016, 4, day, 9, tzinfo=UTC)
    return models.ArchivedCopy.objects.create(report=report, content=b"x", sha256=sha256 * 64, captured_at=captured)


def incident() -> models.Incident:
    found = reading.incident_by(slug=make_incident().slug)
    assert found is not None
    return found


def wire_story() -> tuple[models.Claim, list[models.Report]]:
    """One claim through a wire agency, a copy of it, a copy of that copy, and another copy."""
    wire = make_report(outlet=outlet("Wire"), title="The wire story")
    first = make_report(outlet=outlet("First"), copied_from=wire)
    second = make_report(outlet=outlet("Second"), copied_from=first)
    third = make_report(outlet=outlet("Third"), copied_from=wire)
    claim = make_claim(report=wire)
    cite(claim, first, second, third)
    recording.settle(claim=claim)
    return claim, [wire, first, second, third]


def test_four_reports_that_go_back_to_one_are_one_origin() -> None:
    claim, reports = wire_story()
    make_claim("blueland", "2", about="Redland")
    page = origins.incident_sources(incident=incident(), query=BoardQuery())
    assert (page.reports, page.origins, page.all_claims, page.single) == (5, 2, 2, 2)
    group = next(group for group in page.groups if group.origin == reports[0])
    assert group.reports == 4
    assert [(link.report, link.step.depth) for link in group.links] == [
        (reports[0], 0), (reports[1], 1), (reports[2], 2), (reports[3], 1),
    ]  # fmt: skip
    assert [told.claim.id for told in group.links[0].claims] == [claim.pk]


def test_the_board_counts_a_copy_of_a_copy_to_the_same_origin() -> None:
    claim, reports = wire_story()
    for query in (BoardQuery(), BoardQuery(asof=date(2016, 4, 9), show=Show())):
        (row,) = board_of(incident=incident(), query=query).rows
        (shown,) = row.claims
        assert {citation.origin for citation in shown.citations} == {reports[0].pk}
        assert shown.id == claim.pk


def test_a_changed_original_changes_the_boards_that_cite_its_copies() -> None:
    older = make_report(outlet=outlet("Older"))
    wire = make_report(outlet=outlet("Wire"))
    make_claim(report=make_report(outlet=outlet("Copy"), copied_from=wire))
    wire.copied_from = older
    wire.save()
    recording.report_changed(report=wire)
    (row,) = board_of(incident=incident()).rows
    assert {citation.origin for citation in row.claims[0].citations} == {older.pk}


def test_a_claim_with_two_origins_does_not_hang_on_one() -> None:
    claim = make_claim()
    cite(claim, make_report(outlet=outlet("Other")))
    lonely = make_claim("blueland", "2", about="Redland")
    page = origins.incident_sources(incident=incident(), query=BoardQuery(), show="single-origin")
    assert [told.claim.id for told in page.claims] == [lonely.pk]


def test_reports_in_a_ring_are_one_origin_and_the_page_answers() -> None:
    one, other = make_report(outlet=outlet("One")), make_report(outlet=outlet("Other"))
    models.Report.objects.filter(pk=one.pk).update(copied_from=other)
    models.Report.objects.filter(pk=other.pk).update(copied_from=one)
    claim = make_claim(report=one)
    cite(claim, other)
    page = origins.incident_sources(incident=incident(), query=BoardQuery())
    assert (page.reports, page.origins, page.single) == (2, 1, 1)
    assert [link.report for link in page.groups[0].links] == [one, other]


def test_an_original_that_carries_no_claim_is_named_and_not_counted() -> None:
    wire = make_report(outlet=outlet("Wire"))
    make_claim(report=make_report(outlet=outlet("Copy"), copied_from=wire))
    page = origins.incident_sources(incident=incident(), query=BoardQuery())
    (group,) = page.groups
    assert (page.reports, page.origins, group.origin, group.reports) == (1, 1, wire, 1)
    assert [link.carried for link in group.links] == [0, 1]


def test_what_was_said_after_the_day_asked_for_is_left_out() -> None:
    make_claim(report=make_report(published=date(2016, 4, 2)))
    make_claim("blueland", "2", about="Redland", report=make_report(published=date(2016, 4, 5)))
    page = origins.incident_sources(incident=incident(), query=BoardQuery(asof=date(2016, 4, 3)))
    assert (page.reports, page.all_claims) == (1, 1)
    assert origins.incident_sources(incident=incident(), query=BoardQuery(asof=date(2016, 4, 1))).reports == 0


def test_drafts_bring_no_report_to_the_page() -> None:
    make_claim(published=False)
    assert origins.incident_sources(incident=incident(), query=BoardQuery()).reports == 0
    assert incident().report_count == 0  # type: ignore[attr-defined]


def test_the_chain_of_a_claim_begins_with_its_statement() -> None:
    claim, reports = wire_story()
    page = reading.claim_page(claim_id=claim.pk)
    assert page is not None
    assert (page.chain.claimant, page.chain.reports, page.chain.origins) == ("Redland", 4, 1)
    assert [link.report for link in page.chain.links] == reports
    assert page.chain.own is None


@pytest.mark.parametrize(("publisher", "is_own"), [("redland", True), ("red-ministry", True), ("blueland", False)])
def test_a_report_of_the_claimants_own_outlet_is_its_original_statement(publisher: str, is_own: bool) -> None:
    state = make_party("redland")
    make_party("red-ministry", part_of=state)
    report = make_report(outlet=outlet("Gazette", party=make_party(publisher)))
    claim = make_claim(report=report)
    keep(report, "a", 3)
    page = reading.claim_page(claim_id=claim.pk)
    assert page is not None
    assert (page.chain.own == report) is is_own
    assert page.chain.own_is_kept is is_own


def test_a_copy_that_differs_from_the_first_is_shown_with_both_hashes() -> None:
    report = make_report()
    assert origins.kept_of(ids=[report.pk]) == {}
    keep(report, "a", 3)
    assert not origins.kept_of(ids=[report.pk])[report.pk].has_changed
    keep(report, "b", 5)
    keep(report, "c", 7)
    kept = origins.kept_of(ids=[report.pk])[report.pk]
    assert kept.has_changed
    assert (kept.first_sha256[0], kept.first_captured, kept.sha256[0]) == (
        "a",
        datetime(2016, 4, 3, 9, tzinfo=UTC),
        "c",
    )


def test_statements_stand_in_the_order_in_which_they_were_made() -> None:
    days = {}
    for day in (5, 3):
        statement = models.Statement.objects.create(
            incident=make_incident(), claimant=make_party("redland"), stated_from=moment(day), speaker="Redland press"
        )
        days[day] = make_claim(statement=statement, figure=str(day))
    page = origins.incident_sources(incident=incident(), query=BoardQuery(), show="statements")
    assert [chain.claims[0].claim.id for chain in page.chains] == [days[3].pk, days[5].pk]
    assert [chain.said for chain in page.chains] == [moment(3), moment(5)]


@pytest.mark.parametrize("show", ["origins", "statements", "single-origin"])
def test_the_number_of_queries_does_not_grow(show: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            origins.incident_sources(incident=incident(), query=BoardQuery(), show=show)
        return len(queries)

    wire_story()
    asked()
    few = asked()
    for number in range(12):
        claim = make_claim(figure=str(number + 20), refresh=False)
        cite(claim, make_report(copied_from=claim.citations.get().report))
    assert asked() == few
