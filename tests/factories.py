"""Plain makers of rows whose defaults are valid: a conflict of two camps, an incident, published claims with a quote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from claims_app import models
from claims_app.services import recording

_numbers = count(1)
DAY = date(2016, 4, 2)


def make_party(key: str = "redland", **fields: Any) -> models.Party:
    """A state, or the one on file with that key."""
    values = {"name": key.replace("-", " ").title(), "kind": "state", **fields}
    party, is_new = models.Party.objects.get_or_create(key=key, defaults=values)
    if is_new:
        models.VocabularyVersion.renew()
    return party


def make_conflict(
    key: str = "quarrel", sides: Sequence[tuple[str, str]] = (("redland", "red"), ("blueland", "blue"))
) -> models.Conflict:
    """A conflict with a side for each (party key, camp), in that order."""
    conflict, is_new = models.Conflict.objects.get_or_create(key=key, defaults={"title": "The quarrel"})
    for place, (party, camp) in enumerate(sides if is_new else ()):
        side = models.Side.objects.create(conflict=conflict, key=party, name=party.title(), camp=camp, order=place)
        models.SideMembership.objects.create(side=side, party=make_party(party))
    return conflict


def make_incident(slug: str = "2016-04-02-ford", **fields: Any) -> models.Incident:
    """One day of the quarrel, or the incident on file with that slug."""
    found = models.Incident.objects.filter(slug=slug).first()
    if found is not None:
        return found
    values = {"title": "The ford", "start": DAY, "end": DAY, "timezone": "UTC", **fields}
    values.setdefault("conflict", None)
    values["conflict"] = values["conflict"] or make_conflict()
    return models.Incident.objects.create(slug=slug, **values)


def make_report(**fields: Any) -> models.Report:
    """A report of the day, with an address of its own."""
    outlet, _ = models.Outlet.objects.get_or_create(slug="daily", defaults={"name": "Daily"})
    values = {"outlet": outlet, "title": "A report", "url": f"https://example.org/{next(_numbers)}", "published": DAY}
    return models.Report.objects.create(**{**values, **fields})


def make_claim(
    by: str = "redland",
    figure: str = "6",
    *,
    about: str = "Blueland",
    published: bool = True,
    refresh: bool = True,
    **fields: Any,
) -> models.Claim:
    """ "By" says that so many tanks of "about" were lost; published with a quote unless told otherwise."""
    incident = fields.pop("incident", None) or make_incident()
    report = fields.pop("report", None) or make_report()
    statement = fields.pop("statement", None) or models.Statement.objects.create(
        incident=incident, claimant=make_party(by)
    )
    claim = models.Claim(
        incident=incident,
        statement=statement,
        figure_text=figure,
        subject_label=about,
        object=models.MeasureObject.objects.get(key=fields.pop("object", "tank")),
        outcome=models.Outcome.objects.get(key=fields.pop("outcome", "lost")),
        **fields,
    )
    recording.prepare_claim(claim, report=report)
    claim.status = "published" if published else "draft"
    claim.save()
    models.Citation.objects.create(claim=claim, report=report, quote=f"{by} said {figure}")
    if refresh:
        recording.settle(claim=claim)
    return claim


def moment(day: int, hour: int = 0) -> datetime:
    """An hour of a day in April 2016, UTC."""
    return datetime(2016, 4, day, hour, tzinfo=UTC)
