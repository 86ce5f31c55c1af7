"""Where the claims of a file come from: its outlets, reports and statements, each found on file or made, some claims at a time.

What was made is remembered in the plan's scratch file, so that memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Min, QuerySet
from django.utils.text import slugify

from claims_app import models
from claims_app.core.designations import fold
from claims_app.services import bulk
from claims_app.services.imports.days import moment
from claims_app.services.imports.known import NAMELESS, day_in_zone, report_identity_of
from claims_app.tables.planned import PlannedClaim, day_of
from claims_app.tables.scratch import Pile, Scratch


class Reports:
    """The reports of a file and their outlets; what a file says of a report on file does not change it."""

    def __init__(self, scratch: Scratch, note: bulk.Note) -> None:
        self._scratch, self._note = scratch, note
        self._copies: Pile[tuple[int, str]] = Pile(scratch, "copies")
        outlets = list(models.Outlet.objects.all())
        self._outlets = {row.name.casefold(): row for row in outlets}
        self._slugs = {row.slug for row in outlets}
        self._knows_nameless = False

    def of(self, claims: Iterable[PlannedClaim]) -> dict[str, models.Report]:
        """Every report that these claims cite, by its identity."""
        cited: dict[str, Mapping[str, str]] = {}
        for claim in claims:
            for source in claim.sources:
                cited.setdefault(source.identity, source.cells)
        known = self._on_file(cited)
        missing = {identity: cells for identity, cells in cited.items() if identity not in known}
        self._make_outlets(missing.values())
        made = {identity: self._new(cells) for identity, cells in missing.items()}
        bulk.insert(list(made.values()), self._note)
        for identity, report in made.items():
            if not report.url:
                self._scratch.note("made report", identity, report.pk)
            if origin := missing[identity]["copied_from"]:
                self._copies.put(report.pk, (report.pk, origin))
        return known | made

    def tie_copies(self) -> None:
        """Tie new reports to those that they repeat, now that all are there."""
        for some in bulk.in_pieces(self._copies.where()):
            found = models.Report.objects.filter(url__in={origin for _, origin in some})
            by_url = dict(found.values_list("url", "pk"))
            tied = {pk: by_url[origin] for pk, origin in some if by_url.get(origin, pk) != pk}
            reports = models.Report.objects.in_bulk(tied)
            for pk, report in reports.items():
                report.copied_from_id = tied[pk]
            bulk.update(list(reports.values()), ["copied_from"], self._note)

    def _on_file(self, identities: Iterable[str]) -> dict[str, models.Report]:
        """Those of the reports that are on file, which an editor may have entered a moment ago: known by their address, or as nameless ones."""
        addresses = [identity for identity in identities if "://" in identity]
        found: dict[str, models.Report] = {}
        for some in bulk.in_pieces(addresses):
            found |= {report.url: report for report in _briefly().filter(url__in=some)}
        others = [identity for identity in identities if identity not in found and "://" not in identity]
        if others and not self._knows_nameless:
            nameless = models.Report.objects.filter(url="").values_list("outlet__name", "title", "published", "pk")
            for outlet, title, day, pk in nameless.iterator():
                self._scratch.note("made report", report_identity_of(outlet, title, "", day), pk)
            self._knows_nameless = True
        numbers = {identity: self._scratch.find("made report", identity) for identity in others}
        by_number = {number: identity for identity, number in numbers.items() if number is not None}
        for some in bulk.in_pieces(by_number):
            found |= {by_number[report.pk]: report for report in _briefly().filter(pk__in=some)}
        return found

    def _make_outlets(self, sources: Iterable[Mapping[str, str]]) -> None:
        """Make the outlets that are not on file."""
        new: list[models.Outlet] = []
        for cells in sources:
            name = _outlet_name(cells)
            if name.casefold() not in self._outlets:
                outlet = models.Outlet(name=name, slug=self._free_slug(name), reliability=cells["reliability"])
                self._outlets[name.casefold()] = outlet
                new.append(outlet)
        bulk.insert(new, self._note)

    def _free_slug(self, name: str) -> str:
        slug = base = slugify(name)[:100] or "outlet"
        number = 1
        while slug in self._slugs:
            number += 1
            slug = f"{base}-{number}"
        self._slugs.add(slug)
        return slug

    def _new(self, cells: Mapping[str, str]) -> models.Report:
        published = day_of(cells["published"])
        return bulk.new(
            models.Report,
            outlet_id=self._outlets[_outlet_name(cells).casefold()].pk,
            title=cells["title"],
            url=cells["url"],
            published=published.date() if isinstance(published, datetime) else published,
            language=cells["language"] or "en",
            archived_url=cells["archived_url"],
        )


class Statements:
    """The statements of a file: joined by their label, else by claimant, speaker and day in the incident's zone."""

    def __init__(
        self,
        scratch: Scratch,
        note: bulk.Note,
        incidents: Mapping[str, models.Incident],
        parties: Mapping[str, models.Party],
    ) -> None:
        self._scratch, self._note = scratch, note
        self._incidents, self._parties = incidents, parties
        self._known: set[int] = set()

    def of(self, claims: Iterable[PlannedClaim]) -> list[models.Statement]:
        """The statement of each claim, in the order of the claims."""
        keys = [(self._key_of(claim), claim) for claim in claims]
        self._know({self._incidents[claim.incident] for _, claim in keys})
        pks = {key: self._scratch.find("statement", key) for key, _ in keys}
        found: dict[int, models.Statement] = {}
        for some in bulk.in_pieces(pk for pk in pks.values() if pk is not None):
            found |= models.Statement.objects.only("stated_from").in_bulk(some)
        statements = {key: found[pk] for key, pk in pks.items() if pk is not None}
        missing: dict[str, models.Statement] = {}
        for key, claim in keys:
            if key not in statements and key not in missing:
                missing[key] = self._new(claim)
        bulk.insert(list(missing.values()), self._note)
        for key, statement in missing.items():
            self._scratch.note("statement", key, statement.pk)
        statements |= missing
        return [statements[key] for key, _ in keys]

    def _know(self, incidents: Iterable[models.Incident]) -> None:
        """Look up which statements of these incidents are on file; of several with one key, the first."""
        zones = {incident.pk: incident.timezone for incident in incidents if incident.pk not in self._known}
        for some in bulk.in_pieces(sorted(zones)):
            on_file = models.Statement.objects.filter(incident__in=some).annotate(said=Min("claims__stated_at"))
            for row in on_file.order_by("id").iterator():
                day = day_in_zone(row.stated_from or row.said, zones[row.incident_id])
                key = _statement_key(row.incident_id, row.claimant_id, row.label, row.speaker, day)
                self._scratch.note("statement", key, row.pk)
        self._known |= zones.keys()

    def _key_of(self, claim: PlannedClaim) -> str:
        incident, claimant = self._incidents[claim.incident].pk, self._parties[claim.claimant].pk
        label, speaker = claim.cells["statement"], claim.cells["speaker"]
        return _statement_key(incident, claimant, label, speaker, claim.natural.stated_at)

    def _new(self, claim: PlannedClaim) -> models.Statement:
        incident = self._incidents[claim.incident]
        said = moment(claim.cells["stated_at"], ZoneInfo(incident.timezone))
        whole_day = len(claim.cells["stated_at"]) <= len("2016-04-02")
        return bulk.new(
            models.Statement,
            incident_id=incident.pk,
            claimant_id=self._parties[claim.claimant].pk,
            speaker=claim.cells["speaker"],
            label=claim.cells["statement"],
            stated_from=said,
            stated_to=said,
            precision="day" if whole_day else "minute",
        )


def _briefly() -> QuerySet[models.Report]:
    return models.Report.objects.only("pk", "url", "published")


def _statement_key(incident: int, claimant: int, label: str, speaker: str, day: str) -> str:
    said = ("label", fold(label)) if label else ("day", fold(speaker), day)
    return "\0".join((str(incident), str(claimant), *said))


def _outlet_name(cells: Mapping[str, str]) -> str:
    return cells["publisher"] or _host(cells["url"])


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.") or NAMELESS
