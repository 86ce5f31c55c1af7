"""Claims files into the database: what is known, staging, the plan that a commit follows to the letter, and undoing a batch."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from claims_app import models
from claims_app.core.designations import Meaning, fold
from claims_app.core.natural_keys import NaturalKey, own_name
from claims_app.core.removals import is_removed
from claims_app.services import recording
from claims_app.services.subjects import designations_of
from claims_app.tables.layouts import Layout
from claims_app.tables.names import ExistingCitation, ExistingClaim, IncidentKnown, Known, Measures, Names
from claims_app.tables.plans import (
    DENIED,
    DETAILS,
    LINKS,
    Plan,
    PlannedClaim,
    PlannedRow,
    PlannedSource,
    day_of,
    make_plan,
    source_identity,
    without_bad_rows,
)
from claims_app.tables.reading import Ask, Table, read_table
from claims_app.tables.rows import SheetRow, read_rows
from claims_app.tables.writing import SILENCE, Frame, text_frame

CHUNK = 500
NAMELESS = "unnamed outlet"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read; `answers` are our column → a choice, also for "encoding" and "sheet". The rest as in `Layout`."""

    sheet: str = ""
    encoding: str = ""
    mapping: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    as_drafts: bool = False
    ignored: Sequence[str] = ()
    unfolded: Sequence[str] = ()
    unfolded_as: Sequence[str] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        """How the table of the file becomes rows."""
        return Layout(
            self.mapping, self.constants, self.answers, self.ignored, self.unfolded, self.unfolded_as, self.values,
            self.corrections,
        )  # fmt: skip


class NotCommitted(ValueError):
    """Nothing was written; the message says why."""


# What is on file


def known_now(rows: Sequence[SheetRow]) -> Known:
    """All that these rows can refer to: one query for each kind, and for each 500 external ids or addresses."""
    incidents = list(models.Incident.objects.select_related("conflict", "place"))
    names = Names.build("incident", [(row.slug, row.title, ()) for row in incidents])
    by_conflict = {incident.conflict_id: incident.conflict for incident in incidents}
    designations = {pk: designations_of(conflict) for pk, conflict in by_conflict.items()}
    claims = _existing_claims(rows, {names.find(row["incident"]) for row in rows})
    by_key: dict[str, list[ExistingClaim]] = {}
    for keys, claim in claims:
        for key in keys:
            by_key.setdefault(key, []).append(claim)
    parties = list(models.Party.objects.values_list("key", "name", "aliases"))
    return Known(
        incidents=names,
        incident_facts={
            row.slug: IncidentKnown(row.slug, row.conflict.key, row.timezone, row.place.key if row.place else "")
            for row in incidents
        },
        conflicts=Names.build("conflict", [(row.key, row.title, ()) for row in by_conflict.values()]),
        parties=Names.build("party", parties),
        places=Names.build("place", models.Place.objects.values_list("key", "name", "aliases")),
        questions=Names.build(
            "question", [(key, text, ()) for key, text in models.Question.objects.values_list("key", "text")]
        ),
        measures=_measures(),
        designations={row.slug: designations[row.conflict_id] for row in incidents},
        outlets={name.casefold(): rated for name, rated in models.Outlet.objects.values_list("name", "reliability")},
        reports=frozenset(_in_chunks(models.Report, "url", {row["copied_from"] for row in rows}, "url")),
        by_key=by_key,
        by_external={own_name(claim.pk): claim for _, claim in claims if not claim.external_id}
        | {claim.external_id: claim for _, claim in claims if claim.external_id},
    )


def _in_chunks(model: type[Any], column: str, values: Iterable[str], wanted: str) -> list[Any]:
    """One column of the rows whose `column` is one of the values; no query for no values."""
    texts = sorted(set(values) - {""})
    found: list[Any] = []
    for start in range(0, len(texts), CHUNK):
        chunk = {f"{column}__in": texts[start : start + CHUNK]}
        found += model.objects.filter(**chunk).values_list(wanted, flat=True)
    return found


def _measures() -> Measures:
    objects: dict[str, str] = {}
    harms: dict[str, str] = {}
    for row in models.MeasureObject.objects.all():
        harms[row.key] = row.harm
        for name in (row.key.replace("_", " "), row.name, row.many, *row.aliases):
            objects.setdefault(fold(name), row.key)
    outcomes: dict[tuple[str, str], str] = {}
    for outcome in models.Outcome.objects.all():
        for name in (outcome.name, outcome.key.replace("_", " "), *outcome.aliases):
            outcomes.setdefault((fold(name), outcome.harm), outcome.key)
    return Measures(objects, outcomes, harms)


def _existing_claims(rows: Sequence[SheetRow], slugs: set[str]) -> list[tuple[set[str], ExistingClaim]]:
    """Natural keys and claim, for the claims of these incidents and those that the rows name by their external id.

    A claim has two keys where its time came from its statement: the one that it has now, and the one of its file.
    """
    named = {row[column] for row in rows for column in ("external_id", *LINKS)}
    pks = set(_in_chunks(models.Claim, "incident__slug", slugs, "pk"))
    pks |= set(_in_chunks(models.Claim, "external_id", named, "pk"))
    pks |= set(_numbers(named))
    on_file = models.Claim.objects.exclude(batch__state=models.ImportBatch.State.UNDONE)
    related = on_file.select_related(
        "incident", "statement__claimant", "object", "outcome", "place", "position__question", *LINKS
    ).prefetch_related("citations__report__outlet")
    found = []
    for row in related.in_bulk(sorted(pks)).values():
        parts = recording.natural_key_of(row)
        found.append(({parts.digest(), row.natural_hash} - {""}, _existing(row, parts)))
    return found


def _existing(row: models.Claim, parts: NaturalKey) -> ExistingClaim:
    position = getattr(row, "position", None)
    instead = {"silence": SILENCE, "denial": DENIED}.get(row.kind, "")
    values = {"value": position.answer if position else row.figure_text or instead, "note": row.note}
    values |= {"credibility": row.credibility, "retracted_at": _day(row.retracted_at, row.incident.timezone)}
    values |= {
        link: target.external_id or own_name(target.pk) if (target := getattr(row, link)) else "" for link in LINKS
    }
    if row.figure_source == "editor":
        values |= {"read_low": _digits(row.plain_low), "read_high": _digits(row.plain_high)}
        values["read_as_note"] = row.figure_note
    citations: dict[str, tuple[ExistingCitation, ...]] = {}
    for citation in row.citations.all():
        identity = _identity_of(citation.report)
        quote = ExistingCitation(citation.quote, {name: getattr(citation, name) for name in DETAILS})
        citations[identity] = (*citations.get(identity, ()), quote)
    is_draft = row.status == models.Claim.Status.DRAFT
    return ExistingClaim(row.pk, row.external_id, parts, values, citations, is_draft)


def _day(moment: datetime | None, timezone_name: str) -> str:
    return moment.astimezone(ZoneInfo(timezone_name)).date().isoformat() if moment else ""


def _digits(number: Any) -> str:
    return "" if number is None else str(int(number))


def _identity_of(report: models.Report) -> str:
    published = report.published.isoformat() if report.published else ""
    outlet = "" if report.outlet.name == NAMELESS else report.outlet.name
    return source_identity(outlet, report.title, report.url, published)


# Reading and staging


def plan_file(*, data: bytes, name: str, options: Options, progress: Progress | None = None) -> Plan:
    """The plan of a file, nothing written; `progress` is told how many rows of how many are checked.

    Raises TableError when the file cannot be read at all.
    """
    try:
        table = table_of(data=data, name=name, options=options)
    except Ask as ask:
        return Plan([], [], [], [], [ask.question])
    return plan_table(table=table, options=options, progress=progress)


def table_of(*, data: bytes, name: str, options: Options) -> Table:
    """The cells of a file as texts. Raises TableError when it cannot be read, and Ask when a choice must be made first."""
    encoding = options.encoding or options.answers.get("encoding", "").split(":")[0]
    return read_table(data, name, sheet=options.sheet or options.answers.get("sheet", ""), encoding=encoding)


def plan_table(*, table: Table, options: Options, progress: Progress | None = None) -> Plan:
    """The plan of a table that was read. Raises TableError when its columns are not understood."""
    sheet = read_rows(table, options.layout)
    done = count(1)
    total = len(sheet.rows)
    tick = (lambda: progress(next(done), total)) if progress is not None else None
    return make_plan(sheet, known_now(sheet.rows), as_drafts=options.as_drafts, tick=tick)


def stage(*, data: bytes, name: str, options: Options, by: Any = None) -> models.ImportBatch:
    """Keep the bytes of a file with its hash and options; nothing else is written."""
    return models.ImportBatch.objects.create(
        content=data,
        name=name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        sheet=options.sheet,
        encoding=options.encoding,
        mapping=dict(options.mapping),
        answers=dict(options.answers),
        constants=dict(options.constants),
        as_drafts=options.as_drafts,
        created_by=by,
        ignored=list(options.ignored),
        unfolded=list(options.unfolded),
        unfolded_as=list(options.unfolded_as),
        values=dict(options.values),
        corrections={str(row): dict(cells) for row, cells in options.corrections.items()},
    )


def options_of(batch: models.ImportBatch) -> Options:
    """How the batch is to be read."""
    return Options(
        batch.sheet, batch.encoding, batch.mapping, batch.constants, batch.answers, batch.as_drafts, batch.ignored,
        batch.unfolded, batch.unfolded_as, batch.values, {int(row): cells for row, cells in batch.corrections.items()},
    )  # fmt: skip


def plan_of(batch: models.ImportBatch) -> Plan:
    """The plan of a staged batch, made from the bytes that were kept."""
    return plan_file(data=bytes(batch.content), name=batch.name, options=options_of(batch))


# Committing


def commit(*, batch: models.ImportBatch, by: Any = None, leave_out_bad: bool = False) -> Plan:
    """Write exactly what the plan of the kept bytes says, in one transaction, and make it visible.

    Raises NotCommitted for a batch that is not staged, whose bytes changed, that has questions, or that has errors
    (unless the bad rows are left out).
    """
    if hashlib.sha256(bytes(batch.content)).hexdigest() != batch.sha256:
        raise NotCommitted("The kept file is not the one that was uploaded. Upload it again.")
    with transaction.atomic():
        _one_at_a_time()
        locked = models.ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != models.ImportBatch.State.STAGED:
            raise NotCommitted(f"This file is {locked.get_state_display().lower()} already.")
        plan = plan_of(locked)
        if plan.questions:
            raise NotCommitted("Answer the questions about the file first.")
        if plan.errors and not leave_out_bad:
            raise NotCommitted("The file has errors. Mend them, or leave those rows out.")
        kept = without_bad_rows(plan) if plan.errors else plan
        if not kept.rows:
            raise NotCommitted("No row of the file is left to import.")
        writer = _Writer(locked, by)
        writer.write(kept)
        writer.keep_rows(plan, {row.row for row in kept.rows})
        locked.counts = kept.counts
        locked.state = models.ImportBatch.State.VISIBLE
        locked.visible_at = timezone.now()
        locked.save(update_fields=["counts", "state", "visible_at"])
        recording.incident_changed(
            models.Incident.objects.filter(slug__in={claim.incident for claim in kept.claims}).values_list(
                "pk", flat=True
            )
        )
    batch.refresh_from_db()
    return kept


def _one_at_a_time() -> None:
    """Wait for a commit that is under way: two files may hold the same claims, and the second must find them on file."""
    staged = models.ImportBatch.objects.filter(state=models.ImportBatch.State.STAGED)
    list(staged.select_for_update().order_by("pk").values_list("pk", flat=True))


class _Writer:
    """Writes the claims of a plan: dimensions first, each looked up once, then claims in bulk, then their links."""

    def __init__(self, batch: models.ImportBatch, by: Any) -> None:
        self.batch = batch
        self.by = by if getattr(by, "is_authenticated", False) else None
        self.incidents = {row.slug: row for row in models.Incident.objects.select_related("conflict", "place")}
        self.parties = {row.key: row for row in models.Party.objects.all()}
        self.objects = {row.key: row for row in models.MeasureObject.objects.all()}
        self.outcomes = {row.key: row for row in models.Outcome.objects.all()}
        self.places = {row.key: row for row in models.Place.objects.all()}
        self.questions = {row.key: row for row in models.Question.objects.all()}
        self.outlets = {row.name.casefold(): row for row in models.Outlet.objects.all()}
        self.slugs = {row.slug for row in self.outlets.values()}
        self.reports: dict[str, models.Report] = {}
        self.statements: dict[tuple[Any, ...], models.Statement] = {}
        self.written: list[tuple[PlannedClaim, models.Claim]] = []
        self.before: dict[int, dict[str, Any]] = {}

    def write(self, plan: Plan) -> None:
        """All of the plan's claims that are new, changed or cited anew."""
        self._know_reports(plan)
        self._know_statements(plan)
        made = self._made([claim for claim in plan.claims if claim.existing is None])
        pks = [claim.existing.pk for claim in plan.claims if claim.existing]
        on_file = (
            models.Claim.objects.select_related(
                "incident", "statement__claimant", "object", "outcome", "place", "position__question"
            )
            .prefetch_related("citations")
            .in_bulk(pks)
        )
        kept = [(claim, on_file[claim.existing.pk]) for claim in plan.claims if claim.existing]
        changed = [(claim, row) for claim, row in kept if claim.changes]
        for claim, row in changed:
            self._remember(claim, row)
            self._change(claim, row)
        self.written = kept + made
        self._positions(made)
        self._citations()
        self._link(changed)
        self._update([row for _, row in changed], [*CHANGED, "version"])
        linked = [(claim, row) for claim, row in made if any(claim.cells[link] for link in LINKS)]
        self._link(linked)
        self._update([row for _, row in linked], list(LINKS))

    def _made(self, claims: list[PlannedClaim]) -> list[tuple[PlannedClaim, models.Claim]]:
        """The new claims, saved; a denial after the claim that it denies, since it cannot be without one."""
        made: list[tuple[PlannedClaim, models.Claim]] = []
        waiting = claims
        known = _targets(claims)
        while waiting:
            ready = [claim for claim in waiting if claim.kind != "denial" or claim.cells["denies"] in known]
            waiting = [claim for claim in waiting if claim.kind == "denial" and claim.cells["denies"] not in known]
            if not ready:
                raise NotCommitted("Some denials deny each other. Mend the column denies.")
            rows = [self._claim(claim) for claim in ready]
            for claim, row in zip(ready, rows, strict=True):
                row.denies_id = known[claim.cells["denies"]] if claim.kind == "denial" else None
            self._create(models.Claim, rows)
            made += zip(ready, rows, strict=True)
            known |= {row.external_id: row.pk for row in rows if row.external_id}
        return made

    def _create(self, model: type[Any], rows: list[Any]) -> None:
        if rows:
            bulk_create_with_history(
                rows, model, batch_size=CHUNK, default_user=self.by, default_change_reason=f"import {self.batch.pk}"
            )

    def _update(self, rows: list[Any], fields: list[str]) -> None:
        if rows:
            bulk_update_with_history(
                rows, type(rows[0]), fields, batch_size=CHUNK, default_user=self.by,
                default_change_reason=f"import {self.batch.pk}",
            )  # fmt: skip

    def _know_reports(self, plan: Plan) -> None:
        """Find or make every report of the plan; what a file says of a report on file does not change it."""
        sources: dict[str, Mapping[str, str]] = {}
        for source in (source for claim in plan.claims for source in claim.sources):
            sources.setdefault(source.identity, source.cells)
        origins = {cells["copied_from"] for cells in sources.values()} - {""}
        known = {_identity_of(row): row for row in models.Report.objects.select_related("outlet")} if sources else {}
        known = {identity: row for identity, row in known.items() if identity in sources or row.url in origins}
        missing = {identity: cells for identity, cells in sources.items() if identity not in known}
        self._make_outlets(missing.values())
        made = [(identity, self._report(cells)) for identity, cells in missing.items()]
        self._create(models.Report, [row for _, row in made])
        self.reports = known | dict(made)
        by_url = {row.url: row for row in self.reports.values() if row.url}
        copies: list[Any] = []
        for identity, cells in missing.items():
            origin = by_url.get(cells["copied_from"]) if cells["copied_from"] else None
            if origin is not None and origin.pk != self.reports[identity].pk:
                self.reports[identity].copied_from = origin
                copies.append(self.reports[identity])
        self._update(copies, ["copied_from"])

    def _make_outlets(self, sources: Iterable[Mapping[str, str]]) -> None:
        """Make the outlets that are not on file."""
        new: list[models.Outlet] = []
        for cells in sources:
            name = _outlet_name(cells)
            if name.casefold() not in self.outlets:
                outlet = models.Outlet(name=name, slug=self._free_slug(name), reliability=cells["reliability"])
                self.outlets[name.casefold()] = outlet
                new.append(outlet)
        self._create(models.Outlet, new)

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

    def _know_statements(self, plan: Plan) -> None:
        """Find or make every statement: joined by its label, else by claimant, speaker and day in the incident's zone."""
        new = [claim for claim in plan.claims if claim.existing is None]
        zones = {self.incidents[claim.incident].pk: self.incidents[claim.incident].timezone for claim in new}
        on_file = models.Statement.objects.filter(incident__in=zones).annotate(said=Min("claims__stated_at"))
        for row in on_file.order_by("-id"):
            day = _day(row.stated_from or row.said, zones[row.incident_id])
            self.statements[_statement_key(row.incident_id, row.claimant_id, row.label, row.speaker, day)] = row
        missing: dict[tuple[Any, ...], models.Statement] = {}
        for claim in new:
            key = self._statement_key_of(claim)
            if key not in self.statements and key not in missing:
                missing[key] = self._new_statement(claim)
        self._create(models.Statement, list(missing.values()))
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
            recorded_by=self.by,
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

    def keep_rows(self, plan: Plan, kept: set[int]) -> None:
        """Every row of the file with what became of it, also those that were left out."""
        claims = {claim.row: row for claim, row in self.written}
        models.ImportRow.objects.bulk_create(
            (self._kept_row(row, claims, is_kept=row.row in kept) for row in plan.rows), batch_size=CHUNK
        )

    def _kept_row(self, row: PlannedRow, claims: Mapping[int, models.Claim], *, is_kept: bool) -> models.ImportRow:
        return models.ImportRow(
            batch=self.batch,
            row=row.row,
            cells=dict(row.sheet_row.cells),
            outcome=row.outcome,
            errors=[] if is_kept else _complaints(row),
            claim=claims.get(row.joined.row) if row.joined and is_kept else None,
            before=self.before.get(row.row),
        )

    def _objects_named(self, claim: PlannedClaim) -> list[str]:
        names = {
            fold(name): row.key for row in self.objects.values() for name in (row.key, row.name, row.many, *row.aliases)
        }
        words = claim.cells["position"].replace(";", ",").split(",")
        return [names[fold(word)] for word in words if fold(word) in names]

    def _positions(self, made: list[tuple[PlannedClaim, models.Claim]]) -> None:
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
        self._create(models.Position, rows)

    def _citations(self) -> None:
        new: list[models.Citation] = []
        changed: list[models.Citation] = []
        for claim, row in self.written:
            order = sum(map(len, claim.existing.citations.values())) if claim.existing else 0
            for source in claim.sources:
                if source.action == "new":
                    new.append(self._citation(source, row, order))
                    order += 1
                elif source.action == "changed":
                    changed.append(self._changed_citation(source, row))
        self._create(models.Citation, new)
        self._update(changed, ["quote", *DETAILS])

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

    @staticmethod
    def _link(rows: Sequence[tuple[PlannedClaim, models.Claim]]) -> None:
        """Set links by external id, in the file or on file; made last, so that the order of rows does not matter."""
        targets = _targets([claim for claim, _ in rows])
        for claim, row in rows:
            for link in LINKS:
                if claim.cells[link]:
                    setattr(row, f"{link}_id", targets[claim.cells[link]])


CHANGED = (
    "kind", "figure_text", "figure_kind", "figure_unit", "figure_flags", "figure_policy", "figure_source", "figure_note",
    "plain_low", "plain_high", "charitable_low", "charitable_high", "note", "credibility", "external_id", "status",
    "status_reason", "retracted_at", *(f"{link}_id" for link in LINKS),
)  # fmt: skip
DECIMALS = ("plain_low", "plain_high", "charitable_low", "charitable_high")
MOMENTS = ("retracted_at",)
POSITION = ("answer", "parties", "objects_named", "polarity")
LEANS = "This row leans on a row that was left out. Mend that one first."


def _targets(claims: Iterable[PlannedClaim]) -> dict[str, int]:
    """External id → claim on file, for every link of the claims."""
    wanted = {claim.cells[link] for claim in claims for link in LINKS}
    pks = {*_in_chunks(models.Claim, "external_id", wanted, "pk"), *_numbers(wanted)}
    rows = models.Claim.objects.only("external_id").in_bulk(sorted(pks)).values()
    return {own_name(row.pk): row.pk for row in rows if not row.external_id} | {
        row.external_id: row.pk for row in rows if row.external_id
    }


def _numbers(names: Iterable[str]) -> list[int]:
    """The numbers of claims that these names stand for, as files that left this site call claims without an external id."""
    found = (re.fullmatch(r"claim-([1-9][0-9]{0,17})", name) for name in names)
    return [int(match[1]) for match in found if match]


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


# Undoing


@dataclass(frozen=True, slots=True)
class Undone:
    """How many claims went off the pages, were put back, and were left since an editor changed them later."""

    taken_off: int
    put_back: int
    left: int


@dataclass(frozen=True, slots=True)
class Touched:
    """The claims that an undo would take off the pages, put back as before, and leave, each in a few words."""

    taken_off: list[str]
    put_back: list[str]
    left: list[str]


def touched_by_undo(*, batch: models.ImportBatch) -> Touched:
    """What `undo` would touch, for the editor to read first. Four queries."""
    named = models.Claim.objects.select_related(
        "incident", "statement__claimant", "object", "outcome", "position__question"
    )
    rows = list(
        batch.rows.filter(before__isnull=False, claim__isnull=False).exclude(claim__batch=batch).order_by("row")
    )
    claims = named.in_bulk([row.claim_id for row in rows if row.claim_id])
    changed = [(claims[row.claim_id], dict(row.before or {})) for row in rows if row.claim_id]
    return Touched(
        taken_off=[str(claim) for claim in named.filter(batch=batch).order_by("source_row", "pk")],
        put_back=[str(claim) for claim, before in changed if claim.version == before["version"]],
        left=[str(claim) for claim, before in changed if claim.version != before["version"]],
    )


def undo(*, batch: models.ImportBatch, by: Any = None) -> Undone:
    """Take a batch back: its new claims go off the pages, what it changed is put back unless it was changed again since.

    Raises NotCommitted for a batch that is not visible.
    """
    reason = f"import of {batch.name} undone"[:400]
    with transaction.atomic():
        locked = models.ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != models.ImportBatch.State.VISIBLE:
            raise NotCommitted(f"This file is {locked.get_state_display().lower()}; one that is visible can be undone.")
        user = by if getattr(by, "is_authenticated", False) else None
        claims = list(models.Claim.objects.filter(batch=locked))
        for claim in claims:
            claim.status, claim.status_reason = models.Claim.Status.UNPUBLISHED, reason
            claim.external_id = claim.natural_hash = ""
            claim.version += 1
        if claims:
            bulk_update_with_history(
                claims, models.Claim, ["status", "status_reason", "external_id", "natural_hash", "version"],
                batch_size=CHUNK, default_user=user, default_change_reason=reason,
            )  # fmt: skip
        incidents, put_back, left = _put_back(locked, user, reason)
        locked.state, locked.visible_at = models.ImportBatch.State.UNDONE, None
        locked.save(update_fields=["state", "visible_at"])
        recording.incident_changed(incidents | {claim.incident_id for claim in claims})
    batch.refresh_from_db()
    return Undone(len(claims), put_back, left)


def _put_back(batch: models.ImportBatch, user: Any, reason: str) -> tuple[set[int], int, int]:
    """The incidents touched, how many claims were put back, and how many were left as an editor made them since."""
    rows = batch.rows.filter(before__isnull=False, claim__isnull=False).exclude(claim__batch=batch)
    changed = [(row.claim, dict(row.before or {})) for row in rows.select_related("claim") if row.claim]
    later = {claim.pk for claim, before in changed if claim.version != before["version"]}
    cited = models.Citation.history.filter(history_change_reason=f"import {batch.pk}", history_type="+")
    added = models.Citation.objects.filter(pk__in=cited.values("id")).exclude(claim__batch=batch)
    incidents = set(added.values_list("claim__incident_id", flat=True))
    added.exclude(claim__in=later).delete()
    restored = [(claim, before) for claim, before in changed if claim.pk not in later]
    for claim, before in restored:
        _restore(claim, before)
        claim.version += 1
        incidents.add(claim.incident_id)
    if restored:
        bulk_update_with_history(
            [claim for claim, _ in restored], models.Claim, [*CHANGED, "version"],
            batch_size=CHUNK, default_user=user, default_change_reason=reason,
        )  # fmt: skip
    return incidents, len(restored), len(later)


def _restore(claim: models.Claim, before: Mapping[str, Any]) -> None:
    """Put the values of before into a claim (not saved), its quotes and its position (saved where they differ)."""
    for citation in models.Citation.objects.filter(pk__in=[int(pk) for pk in before["citations"]]):
        kept = before["citations"][str(citation.pk)]
        if any(getattr(citation, name) != text for name, text in kept.items()):
            for name, text in kept.items():
                setattr(citation, name, text)
            citation.save()
    if "position" in before:
        position = models.Position.objects.get(claim=claim)
        if any(getattr(position, name) != value for name, value in before["position"].items()):
            for name, value in before["position"].items():
                setattr(position, name, value)
            position.save()
    for name in CHANGED:
        value = before[name]
        if value is not None and name in DECIMALS:
            value = Decimal(value)
        setattr(claim, name, datetime.fromisoformat(value) if name in MOMENTS and value else value)


# What an editor takes away to mend


def problem_frame(batch: models.ImportBatch) -> Frame:
    """The rows that are left out, as they were read, with their row number and what is wrong, to mend and import again."""
    if batch.state == models.ImportBatch.State.STAGED:
        plan = plan_of(batch)
        kept = {row.row for row in without_bad_rows(plan).rows}
        bad = [(row.sheet_row.cells, row.row, _complaints(row)) for row in plan.rows if row.row not in kept]
    else:
        bad = [(row.cells, row.row, row.errors) for row in batch.rows.exclude(errors=[]).order_by("row")]
    columns = list(dict.fromkeys(name for cells, _, _ in bad for name in cells))
    lines = [
        [*(cells.get(name, "") for name in columns), str(number), "; ".join(map(_complaint, errors))]
        for cells, number, errors in bad
    ]
    return text_frame(lines, [*columns, "row_in_file", "what_to_mend"])


def _complaints(row: PlannedRow) -> list[dict[str, str]]:
    errors = [{"column": error.column, "message": error.message} for error in row.sheet_row.errors]
    return errors or [{"column": "", "message": LEANS}]


def _complaint(error: Mapping[str, str]) -> str:
    return f"{error['column']}: {error['message']}" if error["column"] else error["message"]
