"""Writing what a plan says: outlets, reports and statements each looked up once, then claims, quotes and links in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils.text import slugify

from claims_app import models
from claims_app.core.designations import Meaning, fold
from claims_app.core.removals import is_removed
from claims_app.services import bulk, recording
from claims_app.services.imports.known import NAMELESS, day_in_zone, report_identity_of, targets_of
from claims_app.services.imports.mending import complaints
from claims_app.services.imports.options import NotCommitted
from claims_app.tables.plans import DETAILS, LINKS, PlannedClaim, PlannedRow, PlannedSource, day_of

EDITED = "Somebody changed this claim while the file was being imported; it was left as it is. Import this row again."
Written = tuple[PlannedClaim, models.Claim]


class Writer:
    """Writes the claims of a plan, all at once or some at a time; `before` is what an undo puts back, by row."""

    def __init__(self, batch: models.ImportBatch, by: Any) -> None:
        self.batch = batch
        self.note = bulk.Note(by if getattr(by, "is_authenticated", False) else None, f"import {batch.pk}")
        self.incidents = {row.slug: row for row in models.Incident.objects.select_related("conflict", "place")}
        self.parties = {row.key: row for row in models.Party.objects.all()}
        self.objects = {row.key: row for row in models.MeasureObject.objects.all()}
        self.outcomes = {row.key: row for row in models.Outcome.objects.all()}
        self.places = {row.key: row for row in models.Place.objects.all()}
        self.questions = {row.key: row for row in models.Question.objects.all()}
        self.names = {
            fold(name): row.key for row in self.objects.values() for name in (row.key, row.name, row.many, *row.aliases)
        }
        self.outlets: dict[str, models.Outlet] = {}
        self.slugs: set[str] = set()
        self.on_file: dict[str, tuple[int, date | None]] | None = None
        self.reports: dict[str, models.Report] = {}
        self.copies: list[tuple[models.Report, str]] = []
        self.incidents_known: set[int] = set()
        self.statements: dict[tuple[Any, ...], models.Statement] = {}
        self.made: dict[int, int] = {}
        self.links: list[tuple[int, Mapping[str, str]]] = []
        self.before: dict[int, dict[str, Any]] = {}
        self.left_alone: set[int] = set()

    # New claims, which stay out of sight as long as their batch does

    def write_new(self, claims: Sequence[PlannedClaim]) -> None:
        """Claims that are not on file, with their reports, statements, positions and quotes; a denial after what it denies."""
        self._know_reports(claims)
        self._know_statements(claims)
        targets = targets_of(claim.cells["denies"] for claim in claims if claim.kind == "denial")
        made: list[Written] = []
        for ready in in_turns(claims, targets):
            rows = [self._claim(claim) for claim in ready]
            for claim, row in zip(ready, rows, strict=True):
                row.denies_id = targets[claim.cells["denies"]] if claim.kind == "denial" else None
            bulk.insert(rows, self.note)
            made += zip(ready, rows, strict=True)
            targets |= {row.external_id: row.pk for row in rows if row.external_id}
        self.made |= {claim.row: row.pk for claim, row in made}
        self.links += [(row.pk, claim.cells) for claim, row in made if any(claim.cells[link] for link in LINKS)]
        self._positions(made)
        self._citations(made)

    def write_links(self) -> None:
        """The links of new claims to others, and of new reports to those that they repeat, now that all are there."""
        for some in bulk.in_chunks(self.links):
            targets = targets_of(cells[link] for _, cells in some for link in LINKS if cells[link])
            rows = models.Claim.objects.in_bulk([pk for pk, _ in some])
            for pk, cells in some:
                for link in LINKS:
                    if cells[link]:
                        setattr(rows[pk], f"{link}_id", targets[cells[link]])
            bulk.update(list(rows.values()), LINKS, self.note)
        by_url = {row.url: row.pk for row in self.reports.values() if row.url}
        wanted = {url for _, url in self.copies} - set(by_url)
        for some in bulk.in_chunks(sorted(wanted)):
            origins = models.Report.objects.filter(url__in=some)
            by_url |= dict(origins.values_list("url", "pk"))
        tied = [(report, by_url[url]) for report, url in self.copies if by_url.get(url, report.pk) != report.pk]
        for report, origin in tied:
            report.copied_from_id = origin
        bulk.update([report for report, _ in tied], ["copied_from"], self.note)

    # Claims on file, which readers see at once: in the transaction that makes the batch visible

    def write_changes(self, claims: Sequence[PlannedClaim], *, since: datetime | None = None) -> None:
        """What the plan changes of claims on file, and further quotes of theirs. Those that somebody edited since are left alone."""
        self._know_reports(claims)
        pks = [claim.existing.pk for claim in claims if claim.existing]
        edited = _edited_since(pks, since) if since else set()
        on_file: dict[int, models.Claim] = {}
        rows = models.Claim.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "incident", "statement__claimant", "object", "outcome", "place", "position__question"
        )
        for some in bulk.in_chunks(pks):
            on_file |= rows.prefetch_related("citations").in_bulk(some)
        self.left_alone |= {claim.row for claim in claims if claim.existing and claim.existing.pk in edited}
        kept = [
            (claim, on_file[claim.existing.pk])
            for claim in claims
            if claim.existing and claim.row not in self.left_alone
        ]
        changed = [(claim, row) for claim, row in kept if claim.changes]
        for claim, row in changed:
            self._remember(claim, row)
            self._change(claim, row)
        self.made |= {claim.row: row.pk for claim, row in kept}
        self._citations(kept)
        targets = targets_of(claim.cells[link] for claim, _ in changed for link in LINKS if claim.cells[link])
        for claim, row in changed:
            for link in LINKS:
                if claim.cells[link]:
                    setattr(row, f"{link}_id", targets[claim.cells[link]])
        bulk.update([row for _, row in changed], [*CHANGED, "version"], self.note)

    # Each row of the file, with what became of it

    def keep_rows(self, rows: Sequence[PlannedRow], kept: set[int]) -> None:
        """These rows of the file with what became of them, also those that were left out."""
        bulk.insert([self._kept_row(row, is_kept=row.row in kept) for row in rows])

    def _kept_row(self, row: PlannedRow, *, is_kept: bool) -> models.ImportRow:
        is_alone = row.joined is not None and row.joined.row in self.left_alone
        errors = [{"column": "", "message": EDITED}] if is_alone else [] if is_kept else complaints(row)
        return models.ImportRow(
            batch=self.batch,
            row=row.row,
            cells=dict(row.sheet_row.cells),
            outcome="conflict" if is_alone else row.outcome,
            errors=errors,
            claim_id=self._claim_of(row.joined) if row.joined and is_kept and not is_alone else None,
            before=self.before.get(row.row),
        )

    def _claim_of(self, claim: PlannedClaim) -> int | None:
        return self.made.get(claim.row, claim.existing.pk if claim.existing else None)

    # Reports and outlets

    def _know_reports(self, claims: Iterable[PlannedClaim]) -> None:
        """Find or make every report of the claims; what a file says of a report on file does not change it."""
        sources: dict[str, Mapping[str, str]] = {}
        for source in (source for claim in claims for source in claim.sources):
            if source.identity not in self.reports:
                sources.setdefault(source.identity, source.cells)
        if not sources:
            return
        if self.on_file is None:
            self._know_what_is_on_file()
        assert self.on_file is not None
        # An editor may have entered one meanwhile.
        for some in bulk.in_chunks(
            identity for identity in sources if "://" in identity and identity not in self.on_file
        ):
            entered = models.Report.objects.filter(url__in=some).values_list("url", "pk", "published")
            self.on_file |= {url: (pk, published) for url, pk, published in entered}
        known = {identity: self.on_file[identity] for identity in sources if identity in self.on_file}
        self.reports |= {identity: models.Report(pk=pk, published=published, url=sources[identity]["url"])
                         for identity, (pk, published) in known.items()}  # fmt: skip
        missing = {identity: cells for identity, cells in sources.items() if identity not in known}
        self._make_outlets(missing.values())
        made = {identity: self._report(cells) for identity, cells in missing.items()}
        bulk.insert(list(made.values()), self.note)
        self.reports |= made
        self.copies += [(made[key], cells["copied_from"]) for key, cells in missing.items() if cells["copied_from"]]

    def _know_what_is_on_file(self) -> None:
        found = models.Report.objects.values_list("pk", "outlet__name", "title", "url", "published")
        self.on_file = {report_identity_of(outlet, title, url, day): (pk, day) for pk, outlet, title, url, day in found}
        outlets = list(models.Outlet.objects.all())
        self.outlets = {row.name.casefold(): row for row in outlets}
        self.slugs = {row.slug for row in outlets}

    def _make_outlets(self, sources: Iterable[Mapping[str, str]]) -> None:
        """Make the outlets that are not on file."""
        new: list[models.Outlet] = []
        for cells in sources:
            name = _outlet_name(cells)
            if name.casefold() not in self.outlets:
                outlet = models.Outlet(name=name, slug=self._free_slug(name), reliability=cells["reliability"])
                self.outlets[name.casefold()] = outlet
                new.append(outlet)
        bulk.insert(new, self.note)

    def _free_slug(self, name: str) -> str:
        slug = base = slugify(name)[:100] or "outlet"
        number = 1
        while slug in self.slugs:
            number += 1
            slug = f"{base}-{number}"
        self.slugs.add(slug)
        return slug

    def _report(self, cells: Mapping[str, str]) -> models.Report:
        published = day_of(cells["published"])
        return models.Report(
            outlet=self.outlets[_outlet_name(cells).casefold()],
            title=cells["title"],
            url=cells["url"],
            published=published.date() if isinstance(published, datetime) else published,
            language=cells["language"] or "en",
            archived_url=cells["archived_url"],
        )

    # Statements

    def _know_statements(self, claims: Iterable[PlannedClaim]) -> None:
        """Find or make every statement: joined by its label, else by claimant, speaker and day in the incident's zone."""
        new = list(claims)
        zones = {self.incidents[claim.incident].pk: self.incidents[claim.incident].timezone for claim in new}
        for some in bulk.in_chunks(sorted(set(zones) - self.incidents_known)):
            on_file = models.Statement.objects.filter(incident__in=some).annotate(said=Min("claims__stated_at"))
            for row in on_file.order_by("-id"):
                day = day_in_zone(row.stated_from or row.said, zones[row.incident_id])
                self.statements[_statement_key(row.incident_id, row.claimant_id, row.label, row.speaker, day)] = row
        self.incidents_known |= set(zones)
        missing: dict[tuple[Any, ...], models.Statement] = {}
        for claim in new:
            key = self._statement_key_of(claim)
            if key not in self.statements and key not in missing:
                missing[key] = self._new_statement(claim)
        bulk.insert(list(missing.values()), self.note)
        self.statements |= missing

    def _statement_key_of(self, claim: PlannedClaim) -> tuple[Any, ...]:
        label, speaker = claim.cells["statement"], claim.cells["speaker"]
        incident, claimant = self.incidents[claim.incident].pk, self.parties[claim.claimant].pk
        return _statement_key(incident, claimant, label, speaker, claim.natural.stated_at)

    def _new_statement(self, claim: PlannedClaim) -> models.Statement:
        incident = self.incidents[claim.incident]
        moment = _moment(claim.cells["stated_at"], ZoneInfo(incident.timezone))
        whole_day = len(claim.cells["stated_at"]) <= len("2016-04-02")
        return models.Statement(
            incident=incident,
            claimant=self.parties[claim.claimant],
            speaker=claim.cells["speaker"],
            label=claim.cells["statement"],
            stated_from=moment,
            stated_to=moment,
            precision="day" if whole_day else "minute",
        )

    # Claims

    def _claim(self, claim: PlannedClaim) -> models.Claim:
        incident = self.incidents[claim.incident]
        zone = ZoneInfo(incident.timezone)
        cells = claim.cells
        row = models.Claim(
            incident=incident,
            statement=self.statements[self._statement_key_of(claim)],
            kind=claim.kind,
            subject_label=cells["subject"],
            subject_source=cells["subject_source"] or "stated",
            object=self.objects.get(claim.object),
            outcome=self.outcomes.get(claim.outcome),
            agent_kind="none" if claim.agents == ("none",) else "parties" if claim.agents else "any",
            agents=list(claim.agents) if claim.agents != ("none",) else [],
            place=self.places.get(claim.place),
            basis=cells["basis"],
            counting=cells["counting"] or "episode",
            period_start=_moment(cells["event_date"], zone),
            period_end=_end(cells["event_end"], zone),
            as_of=_end(cells["as_of"], zone),
            stated_at=_moment(cells["stated_at"], zone),
            figure_lang=cells["language"] or "en",
            retracted_at=_moment(cells["retracted_at"], zone),
            credibility=cells["credibility"],
            external_id=cells["external_id"],
            note=cells["note"],
            batch=self.batch,
            source_row=claim.row,
            recorded_by=self.note.by,
            status=_status(claim),
        )
        self._set_values(claim, row)
        return row

    def _set_values(self, claim: PlannedClaim, row: models.Claim) -> None:
        """The figure and the subject's meaning of a new claim, then all that is derived."""
        self._set_figure(claim, row)
        meaning = claim.meaning or Meaning((), (), ())
        row.designation_id = meaning.designation
        row.subject_certain, row.subject_plain, row.subject_possible = map(
            list, (meaning.certain, meaning.plain, meaning.possible)
        )
        report = next((self.reports[source.identity] for source in claim.sources), None)
        recording.complete_times(row, report)
        row.scope_key = recording.scope_key_of(row)
        row.natural_hash = claim.key

    @staticmethod
    def _set_figure(claim: PlannedClaim, row: models.Claim) -> None:
        row.kind, row.figure_text = claim.kind, claim.cells["figure"]
        if claim.figure is None:
            recording.clear_figure(row)
            return
        row.figure_source, row.figure_note = claim.figure.source, claim.figure.note
        recording.keep_figure(row, claim.figure)

    def _change(self, claim: PlannedClaim, row: models.Claim) -> None:
        """What the plan says that the row changes, and nothing else: an editor's reading of the same words stays."""
        row.version += 1
        changes = set(claim.changes)
        if changes & {"value", "read_low", "read_high", "read_as_note"}:
            self._set_figure(claim, row)
        for name in changes & {"note", "credibility", "external_id"}:
            setattr(row, name, claim.cells[name])
        if "retracted_at" in changes:
            row.retracted_at = _moment(claim.cells["retracted_at"], ZoneInfo(row.incident.timezone))
        if "status" in changes:
            row.status, row.status_reason = models.Claim.Status.PUBLISHED, ""
        position = getattr(row, "position", None)
        if position is not None and "value" in changes:
            position.answer = claim.cells["position"]
            position.parties = list(claim.answer_parties)
            position.objects_named = self._objects_named(claim)
            position.polarity = fold(position.answer) != "no"
            position.save()

    def _remember(self, claim: PlannedClaim, row: models.Claim) -> None:
        """What an undo puts back."""
        before: dict[str, Any] = {name: getattr(row, name) for name in CHANGED}
        before |= {name: None if before[name] is None else str(before[name]) for name in DECIMALS}
        before |= {name: _iso(before[name]) for name in MOMENTS}
        before["citations"] = {
            str(citation.pk): {name: getattr(citation, name) for name in ("quote", *DETAILS)}
            for citation in row.citations.all()
        }
        position = getattr(row, "position", None)
        if position is not None:
            before["position"] = {name: getattr(position, name) for name in POSITION}
        before["version"] = row.version + 1
        self.before[claim.row] = before

    def _objects_named(self, claim: PlannedClaim) -> list[str]:
        words = claim.cells["position"].replace(";", ",").split(",")
        return [self.names[fold(word)] for word in words if fold(word) in self.names]

    def _positions(self, made: list[Written]) -> None:
        rows = [
            models.Position(
                claim=row,
                question=self.questions[claim.question],
                answer=claim.cells["position"],
                parties=list(claim.answer_parties),
                objects_named=self._objects_named(claim),
                about_label=claim.cells["positions_about"],
                about=list(claim.about),
                polarity=fold(claim.cells["position"]) != "no",
            )
            for claim, row in made
            if claim.question
        ]
        bulk.insert(rows, self.note)

    def _citations(self, written: Iterable[Written]) -> None:
        new: list[models.Citation] = []
        changed: list[models.Citation] = []
        for claim, row in written:
            order = sum(map(len, claim.existing.citations.values())) if claim.existing else 0
            for source in claim.sources:
                if source.action == "new":
                    new.append(self._citation(source, row, order))
                    order += 1
                elif source.action == "changed":
                    changed.append(self._changed_citation(source, row))
        bulk.insert(new, self.note)
        bulk.update(changed, ["quote", *DETAILS], self.note)

    def _changed_citation(self, source: PlannedSource, row: models.Claim) -> models.Citation:
        """The citation that the source changes: the one with its quote, else the report's one.

        Empty cells change nothing, and what was removed for good stays removed.
        """
        report, quote = self.reports[source.identity], source.cells["quote"]
        mine = [citation for citation in row.citations.all() if citation.report_id == report.pk]
        citation = next((citation for citation in mine if citation.quote == quote), mine[0])
        for name in ("quote", *DETAILS):
            kept = getattr(citation, name)
            setattr(citation, name, kept if is_removed(kept) else source.cells[name] or kept)
        return citation

    def _citation(self, source: PlannedSource, row: models.Claim, order: int) -> models.Citation:
        cells = source.cells
        return models.Citation(
            claim=row,
            report=self.reports[source.identity],
            quote=cells["quote"],
            language=cells["language"] or "en",
            translation=cells["translation"],
            locator=cells["locator"],
            wording=cells["wording"],
            licence=cells["licence"],
            order=order,
        )


CHANGED = (
    "kind", "figure_text", "figure_kind", "figure_unit", "figure_flags", "figure_policy", "figure_source", "figure_note",
    "plain_low", "plain_high", "charitable_low", "charitable_high", "note", "credibility", "external_id", "status",
    "status_reason", "retracted_at", *(f"{link}_id" for link in LINKS),
)  # fmt: skip
DECIMALS = ("plain_low", "plain_high", "charitable_low", "charitable_high")
MOMENTS = ("retracted_at",)
POSITION = ("answer", "parties", "objects_named", "polarity")


def in_turns(claims: Sequence[PlannedClaim], known: Mapping[str, int]) -> Iterable[list[PlannedClaim]]:
    """The claims in groups that can be saved one after the other: a denial in a later one than what it denies."""
    there, waiting = set(known), list(claims)
    while waiting:
        ready = [claim for claim in waiting if claim.kind != "denial" or claim.cells["denies"] in there]
        if not ready:
            raise NotCommitted("Some denials deny each other. Mend the column denies.")
        taken = {claim.row for claim in ready}
        waiting = [claim for claim in waiting if claim.row not in taken]
        there |= {claim.cells["external_id"] for claim in ready} - {""}
        yield ready


def _edited_since(pks: Sequence[int], since: datetime) -> set[int]:
    """The claims of which, or of whose quotes and answers, history tells something since then."""
    found: set[int] = set()
    for some in bulk.in_chunks(pks):
        found |= set(models.Claim.history.filter(id__in=some, history_date__gte=since).values_list("id", flat=True))
        for model in (models.Citation, models.Position):
            edited = model.history.filter(claim_id__in=some, history_date__gte=since)
            found |= set(edited.values_list("claim_id", flat=True))
    return found


def _status(claim: PlannedClaim) -> str:
    return models.Claim.Status.PUBLISHED if claim.is_public else models.Claim.Status.DRAFT


def _outlet_name(cells: Mapping[str, str]) -> str:
    return cells["publisher"] or _host(cells["url"])


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.") or NAMELESS


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _statement_key(incident: int, claimant: int, label: str, speaker: str, day: str) -> tuple[Any, ...]:
    return (incident, claimant, "label", fold(label)) if label else (incident, claimant, "day", fold(speaker), day)


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """The start of a day in the zone, or the moment itself."""
    value = day_of(text)
    if value is None:
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    return datetime.combine(value, time.min, tzinfo=zone)


def _end(text: str, zone: ZoneInfo) -> datetime | None:
    """The end of a day in the zone, or the moment itself."""
    value = day_of(text)
    if isinstance(value, date) and not isinstance(value, datetime):
        return recording.end_of_day(value, zone)
    return _moment(text, zone)
