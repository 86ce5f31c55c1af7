"""What is kept of an incident's sources is what would be worked out from its citations, after every kind of change."""

from __future__ import annotations

import pytest
from django.utils import timezone

from claims_app import models
from claims_app.services import boards, needs, reading, recording, source_lines, still_to_find
from claims_app.services.boards import BoardQuery, board_of
from claims_app.services.mapping import token_of, world_of
from claims_app.services.origins import incident_sources
from claims_app.services.outlets import outlet_list
from claims_app.services.source_lines import Part
from tests.edits import Desk
from tests.factories import make_claim, make_incident, make_party, make_report

pytestmark = pytest.mark.django_db


def incident(slug: str = "2016-04-02-ford") -> models.Incident:
    found = reading.incident_by(slug=slug)
    assert found is not None
    return found


def kept(here: models.Incident) -> dict[str, list[source_lines.Line]]:
    """Every kept line of an incident, each list in its order."""
    return {
        part: [
            source_lines.line_of(row)
            for row in models.SourceLine.objects.filter(incident=here, part=part).order_by(*source_lines.ORDERS[part])
        ]
        for part in Part.values
    }


def anew(here: models.Incident) -> dict[str, list[source_lines.Line]]:
    """The same, from the claims and a board that nobody kept."""
    world, columns = world_of(here)
    shelf = source_lines.worked_out(here, models.Claim.objects.filter(incident=here).visible(), world)
    assert shelf.everything is not None
    rows = boards.computed_board(here, BoardQuery()).rows
    return {
        **{part: list(lines) for part, lines in shelf.lines.items()},
        Part.REPORT: source_lines.report_lines(shelf.everything),
        Part.ANSWER: source_lines.answer_lines(rows, columns, world),
    }


def check(here: models.Incident) -> None:
    """Kept = worked out: the lines, the numbers, and every page of what is still to find."""
    here = incident(here.slug)
    assert kept(here) == anew(here)
    world, _ = world_of(here)
    shelf = source_lines.worked_out(here, models.Claim.objects.filter(incident=here).visible(), world)
    assert source_lines.kept_counts(here, world, token_of(here)) == shelf.counts
    assert here.report_count == shelf.counts.reports  # type: ignore[attr-defined]
    for kind in ("", *(kind.key for kind in needs.KINDS)):
        now = timezone.now()
        everything = still_to_find.still_to_find(incidents=[here], now=now)[here.pk]
        missing = still_to_find.missing_in(incident=here, kind=kind, now=now)
        pages = range(1, missing.page.paginator.num_pages + 1)
        found = [
            need
            for number in pages
            for need in still_to_find.missing_in(incident=here, kind=kind, number=number, now=now).page
        ]
        assert found == [need for need in everything if not kind or need.kind.key == kind]
        assert missing.total == len(everything)


def counted_anew() -> dict[str, tuple[int, int, int, tuple[str, ...]]]:
    """Outlet → (reports, copies, claims, languages), from every citation of a public claim."""
    found: dict[str, tuple[set[int], set[int], set[int], set[str]]] = {}
    public = models.Claim.objects.visible().values("pk")
    for cited in models.Citation.objects.filter(claim__in=public).select_related("report__outlet"):
        report = cited.report
        reports, copies, claims, languages = found.setdefault(report.outlet.slug, (set(), set(), set(), set()))
        reports.add(report.pk)
        claims.add(cited.claim_id)
        languages.add(report.language)
        copies.update([report.pk] if report.copied_from_id else [])
    return {
        slug: (len(reports), len(copies), len(claims), tuple(sorted(languages)))
        for slug, (reports, copies, claims, languages) in found.items()
    }


def listed() -> dict[str, tuple[int, int, int, tuple[str, ...]]]:
    """The same, as the page of outlets says it."""
    return {line.outlet.slug: (line.reports, line.copies, line.claims, line.languages) for line in outlet_list().lines}


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.soak), pytest.param(3, marks=pytest.mark.soak)])
def test_after_any_edit_what_is_kept_is_what_would_be_worked_out(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still_to_find, "NEEDS_A_PAGE", 5)
    desk = Desk(seed)
    for _ in range(6):
        desk.say()
    for number in range(30):
        desk.step()
        if number % 6 == 5:
            for here in desk.incidents:
                check(here)
            assert listed() == counted_anew()
    assert any(kept(here)[Part.STATEMENT] for here in desk.incidents)


def test_an_outlet_s_claims_and_reports_are_counted_once() -> None:
    first, second = make_report(title="noon"), make_report(title="evening")
    claim = make_claim(report=first)
    models.Citation.objects.create(claim=claim, report=second, quote="again")
    recording.settle(claim=claim)
    other = make_claim(report=second, incident=make_incident(slug="2016-04-03-ford"))
    assert claim.incident != other.incident
    assert listed() == counted_anew() == {first.outlet.slug: (2, 0, 2, (first.language,))}


def test_lines_of_an_older_form_are_kept_anew() -> None:
    make_claim()
    models.SourceLine.objects.update(firsts=0)
    models.KeptSources.objects.update(kept_under="1:as-it-was")
    boards.keep_where_missing()
    check(incident())
    assert listed() == counted_anew()


def test_an_edit_that_changes_no_source_writes_no_line() -> None:
    claim = make_claim()
    before = list(models.SourceLine.objects.order_by("pk").values())
    claim.note = "seen"
    claim.save()
    recording.settle(claim=claim)
    assert list(models.SourceLine.objects.order_by("pk").values()) == before


def test_what_was_kept_under_another_vocabulary_is_not_shown() -> None:
    make_claim()
    outlet = models.Outlet.objects.get(slug="daily")
    models.Outlet.objects.filter(pk=outlet.pk).update(party=make_party("redland"))
    assert still_to_find.missing_in(incident=incident()).total == 4  # nobody told the board
    models.VocabularyVersion.renew()
    assert still_to_find.missing_in(incident=incident()).total == 2
    assert still_to_find.missing_overall().incidents[0].total == 2


def test_a_database_that_came_without_lines_gets_them() -> None:
    make_claim()
    wanted = kept(incident())
    models.SourceLine.objects.all().delete()
    models.KeptSources.objects.all().delete()
    page = incident_sources(incident=incident(), query=BoardQuery())
    assert (page.reports, len(page.groups)) == (1, 1)
    boards.keep_where_missing()
    assert kept(incident()) == wanted
    assert board_of(incident=incident()).rows


def test_a_long_chain_keeps_its_end_and_says_how_many_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_lines, "REPORTS_A_CHAIN", 3)
    wire = make_report(title="wire")
    claim = make_claim(report=wire)
    for _ in range(6):
        models.Citation.objects.create(claim=claim, report=make_report(copied_from=wire), quote="again")
    recording.settle(claim=claim)
    (group,) = incident_sources(incident=incident(), query=BoardQuery()).groups
    assert (len(group.links), group.reports, group.more) == (3, 7, 4)
