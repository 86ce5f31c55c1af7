"""What is kept of an incident's sources is what would be worked out from its citations, after every kind of change."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from claims_app import models
from claims_app.services import boards, needs, reading, recording, source_lines, still_to_find
from claims_app.services.boards import BoardQuery, board_of
from claims_app.services.mapping import token_of, world_of
from claims_app.services.origins import incident_sources
from claims_app.services.source_lines import Part
from tests.factories import make_claim, make_conflict, make_incident, make_party, make_report, moment

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
    rows = boards._computed_board(here, BoardQuery()).rows
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


class Desk:
    """An editor who does something at random, always through the services that pages call."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.conflict = make_conflict()
        self.incidents = [make_incident(), make_incident("2016-04-03-hill", conflict=self.conflict, title="The hill")]
        self.outlets = [models.Outlet.objects.create(slug=f"o-{n}", name=f"Outlet {n}") for n in range(4)]
        self.reports = [make_report(outlet=self.chance.choice(self.outlets)) for _ in range(8)]
        make_party("red-army", part_of=make_party("redland"))
        make_party("observers")

    def step(self) -> str:
        acts: list[Callable[[], Any]] = [
            self.say, self.say, self.say, self.cite, self.take_down, self.put_back, self.copy_from, self.own_outlet,
            self.keep_a_copy, self.move, self.take_back, self.rename,
        ]  # fmt: skip
        act = self.chance.choice(acts)
        act()
        return act.__name__

    def any_claim(self) -> models.Claim | None:
        claims = list(models.Claim.objects.order_by("pk"))
        return self.chance.choice(claims) if claims else None

    def say(self) -> None:
        here = self.chance.choice(self.incidents)
        by = self.chance.choice(["redland", "blueland", "red-army", "observers"])
        statement = models.Statement.objects.filter(incident=here, claimant__key=by).first()
        if statement is None or self.chance.random() < 0.6:
            stated = self.chance.choice([None, moment(self.chance.randrange(1, 9))])
            statement = models.Statement.objects.create(incident=here, claimant=make_party(by), stated_from=stated)
        make_claim(
            by, self.chance.choice(["6", "over 20", "none"]), about=self.chance.choice(["Redland", "Blueland"]),
            object=self.chance.choice(["tank", "helicopter"]), incident=here, statement=statement,
            report=self.chance.choice(self.reports), published=self.chance.random() < 0.8,
        )  # fmt: skip

    def cite(self) -> None:
        if claim := self.any_claim():
            models.Citation.objects.get_or_create(claim=claim, report=self.chance.choice(self.reports), quote="more")
            recording.settle(claim=claim)

    def take_down(self) -> None:
        if claim := self.any_claim():
            recording.unpublish(claims=[claim], by=None, reason="a mistake")

    def put_back(self) -> None:
        if claim := self.any_claim():
            recording.publish(claims=[claim])

    def copy_from(self) -> None:
        report, other = self.chance.sample(self.reports, 2)
        report.copied_from = self.chance.choice([None, other, other])
        report.save()
        recording.report_changed(report=report)

    def own_outlet(self) -> None:
        outlet = self.chance.choice(self.outlets)
        outlet.party = self.chance.choice([None, make_party("redland"), make_party("red-army")])
        outlet.save()
        recording.outlet_changed(outlet=outlet)

    def keep_a_copy(self) -> None:
        report = self.chance.choice(self.reports)
        models.ArchivedCopy.objects.get_or_create(
            report=report, sha256="a" * 64, defaults={"content": b"x", "captured_at": datetime(2016, 4, 3, tzinfo=UTC)}
        )

    def move(self) -> None:
        if claim := self.any_claim():
            claim.incident = self.chance.choice(self.incidents)
            claim.save()
            recording.settle(claim=claim)

    def take_back(self) -> None:
        if claim := self.any_claim():
            claim.retracted_at = moment(9)
            claim.save()
            recording.settle(claim=claim)

    def rename(self) -> None:
        outlet = self.chance.choice(self.outlets)
        outlet.name = f"Outlet {self.chance.randrange(10_000)}"
        outlet.save()
        recording.outlet_changed(outlet=outlet)


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
    assert any(kept(here)[Part.STATEMENT] for here in desk.incidents)


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
