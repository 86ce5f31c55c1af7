"""An editor who does something at random, for tests that compare what is kept with what would be worked out."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from claims_app import models
from claims_app.services import recording
from tests.factories import make_claim, make_conflict, make_incident, make_party, make_report, moment


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

    def acts(self) -> list[Callable[[], Any]]:
        return [
            self.say, self.say, self.say, self.cite, self.take_down, self.put_back, self.copy_from, self.own_outlet,
            self.keep_a_copy, self.move, self.take_back, self.rename, self.drop_a_citation, self.cite_another, self.name_the_speaker,
            self.publish_elsewhere,
        ]  # fmt: skip

    def step(self) -> str:
        act = self.chance.choice(self.acts())
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

    def drop_a_citation(self) -> None:
        claim = self.any_claim()
        if claim and claim.citations.count() > 1:
            claim.citations.order_by("pk").first().delete()  # type: ignore[union-attr]
            recording.settle(claim=claim)

    def cite_another(self) -> None:
        if claim := self.any_claim():
            citation = claim.citations.order_by("pk").first()
            assert citation is not None
            citation.report, citation.quote = self.chance.choice(self.reports), f"words {self.chance.random()}"
            citation.save()
            recording.settle(claim=claim)

    def name_the_speaker(self) -> None:
        if claim := self.any_claim():
            claim.statement.speaker = f"Speaker {self.chance.randrange(10_000)}"
            claim.statement.save()
            recording.settle(claim=claim)

    def publish_elsewhere(self) -> None:
        report = self.chance.choice(self.reports)
        report.outlet, report.title = self.chance.choice(self.outlets), f"Title {self.chance.randrange(10_000)}"
        report.save()
        recording.report_changed(report=report)
