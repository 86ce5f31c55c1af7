"""Claims files into the database: what is known, staging, the plan that a commit follows to the letter, and undoing a batch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from claims_app import models
from claims_app.core.designations import Meaning, fold
from claims_app.core.natural_keys import report_identity
from claims_app.services import recording
from claims_app.services.subjects import designations_of
from claims_app.tables.names import ExistingClaim, IncidentKnown, Known, Measures, Names
from claims_app.tables.plans import LINKS, Plan, PlannedClaim, PlannedSource, day_of, make_plan, without_bad_rows
from claims_app.tables.reading import Ask, read_table
from claims_app.tables.rows import Sheet, read_rows
from claims_app.tables.writing import Frame, text_frame

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read; `mapping` is our column → their header, `answers` our column → a choice."""

    sheet: str = ""
    encoding: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    as_drafts: bool = False


class NotCommitted(ValueError):
    """Nothing was written; the message says why."""


# What is on file


def known_now() -> Known:
    """All that a file can refer to, one query for each kind."""
    incidents = list(models.Incident.objects.select_related("conflict", "place"))
    parties = list(models.Party.objects.values_list("key", "name", "aliases"))
    outlets = models.Outlet.objects.values_list("name", flat=True)
    by_conflict = {incident.conflict_id: incident.conflict for incident in incidents}
    designations = {pk: designations_of(conflict) for pk, conflict in by_conflict.items()}
    claims = list(_existing_claims())
    by_key: dict[str, list[ExistingClaim]] = {}
    for key, claim in claims:
        by_key.setdefault(key, []).append(claim)
    return Known(
        incidents=Names.build("incident", [(row.slug, row.title, ()) for row in incidents]),
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
        outlets=frozenset(name.casefold() for name in outlets),
        reports=frozenset(),
        by_key=by_key,
        by_external={claim.external_id: claim for _, claim in claims if claim.external_id},
    )


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


def _existing_claims() -> Iterable[tuple[str, ExistingClaim]]:
    """Natural key and claim for every claim whose batch was not undone."""
    rows = models.Claim.objects.exclude(batch__state=models.ImportBatch.State.UNDONE)
    related = rows.select_related("incident", "statement__claimant", "object", "outcome", "place", "position__question")
    for row in related.prefetch_related("citations__report__outlet"):
        position = getattr(row, "position", None)
        yield (
            recording.natural_key_of(row).digest(),
            ExistingClaim(
                pk=row.pk,
                external_id=row.external_id,
                incident=row.incident.slug,
                claimant=row.statement.claimant.key,
                figure=row.figure_text,
                note=row.note,
                answer=position.answer if position else "",
                citations={_identity_of(citation.report): citation.quote for citation in row.citations.all()},
            ),
        )


def _identity_of(report: models.Report) -> str:
    published = report.published.isoformat() if report.published else ""
    return report_identity(report.outlet.name, report.title, report.url, published)


# Reading and staging


def plan_file(*, data: bytes, name: str, options: Options) -> Plan:
    """The plan of a file, nothing written. Raises TableError when the file cannot be read at all."""
    encoding = options.encoding or options.answers.get("encoding", "").split(":")[0]
    sheet_name = options.sheet or options.answers.get("sheet", "")
    try:
        table = read_table(data, name, sheet=sheet_name, encoding=encoding)
    except Ask as ask:
        return make_plan(Sheet(rows=[], questions=[ask.question]), known_now())
    sheet = read_rows(table, mapping=options.mapping, constants=options.constants, answers=options.answers)
    plan = make_plan(sheet, known_now())
    if options.as_drafts:
        for claim in plan.claims:
            claim.sources = [_kept_as_draft(source) for source in claim.sources]
    return plan


def _kept_as_draft(source: PlannedSource) -> PlannedSource:
    return replace(source, cells=dict(source.cells) | {"as_draft": "1"})


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
    )


def options_of(batch: models.ImportBatch) -> Options:
    """How the batch is to be read."""
    return Options(batch.sheet, batch.encoding, batch.mapping, batch.constants, batch.answers, batch.as_drafts)


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
        locked = models.ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != models.ImportBatch.State.STAGED:
            raise NotCommitted(f"This file is {locked.get_state_display()} already.")
        plan = plan_of(locked)
        if plan.questions:
            raise NotCommitted("Answer the questions about the file first.")
        if plan.errors and not leave_out_bad:
            raise NotCommitted("The file has errors. Mend them, or leave those rows out.")
        kept = without_bad_rows(plan) if plan.errors else plan
        _Writer(locked, by).write(kept)
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

    def write(self, plan: Plan) -> None:
        """All of the plan's claims that are new, changed or cited anew."""
        self._know_reports(plan)
        self._know_statements(plan)
        made = self._made([claim for claim in plan.claims if claim.existing is None])
        on_file = {
            row.pk: row
            for row in models.Claim.objects.filter(
                pk__in=[claim.existing.pk for claim in plan.claims if claim.existing]
            )
            .select_related("incident", "statement__claimant", "object", "outcome", "place", "position__question")
            .prefetch_related("citations__report__outlet")
        }
        outcomes = {row.row: row.outcome for row in plan.rows}
        changed = []
        for claim in plan.claims:
            if claim.existing is not None and (row := on_file.get(claim.existing.pk)) is not None:
                if outcomes.get(claim.row) == "changed":
                    self._remember(claim, row)
                    self._change(claim, row)
                    changed.append(row)
                self.written.append((claim, row))
        self.written += made
        self._positions(made)
        self._citations(made, on_file)
        self._links(plan)
        self._update(changed, [*CHANGED, "version"])

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

    def _update(self, rows: list[models.Claim], fields: list[str]) -> None:
        if rows:
            bulk_update_with_history(
                rows, models.Claim, fields, batch_size=CHUNK, default_user=self.by,
                default_change_reason=f"import {self.batch.pk}",
            )  # fmt: skip

    def _know_reports(self, plan: Plan) -> None:
        """Find or make every report of the plan; what a file says of a report on file does not change it."""
        sources = {
            source.identity: source.cells for claim in plan.claims for source in claim.sources if source.identity
        }
        known = {_identity_of(row): row for row in models.Report.objects.select_related("outlet")} if sources else {}
        missing = {identity: cells for identity, cells in sources.items() if identity not in known}
        for cells in missing.values():
            self._outlet(cells)
        made = [(identity, self._report(cells)) for identity, cells in missing.items()]
        self._create(models.Report, [row for _, row in made])
        self.reports = known | dict(made)
        by_url = {row.url: row for row in self.reports.values() if row.url}
        for identity, cells in missing.items():
            origin = by_url.get(cells["copied_from"]) if cells["copied_from"] else None
            if origin is not None and origin.pk != self.reports[identity].pk:
                self.reports[identity].copied_from = origin
                self.reports[identity].save()

    def _outlet(self, cells: Mapping[str, str]) -> models.Outlet:
        name = cells["publisher"] or _host(cells["url"])
        found = self.outlets.get(name.casefold())
        if found is None:
            slug = base = slugify(name)[:100] or "outlet"
            number = 1
            while slug in self.slugs:
                number += 1
                slug = f"{base}-{number}"
            found = models.Outlet.objects.create(name=name, slug=slug, reliability=cells["reliability"])
            self.outlets[name.casefold()] = found
            self.slugs.add(slug)
        return found

    def _report(self, cells: Mapping[str, str]) -> models.Report:
        published = day_of(cells["published"])
        return models.Report(
            outlet=self._outlet(cells),
            title=cells["title"],
            url=cells["url"],
            published=published.date() if isinstance(published, datetime) else published,
            language=cells["language"] or "en",
            archived_url=cells["archived_url"],
        )

    def _know_statements(self, plan: Plan) -> None:
        """A statement is joined by its label, else by claimant, speaker and day."""
        incidents = {claim.incident for claim in plan.claims}
        for row in models.Statement.objects.filter(incident__slug__in=incidents).order_by("-id"):
            self.statements[
                _statement_key(row.incident_id, row.claimant_id, row.label, row.speaker, row.stated_from)
            ] = row

    def _statement(self, claim: PlannedClaim, zone: ZoneInfo) -> models.Statement:
        incident, claimant = self.incidents[claim.incident], self.parties[claim.claimant]
        moment = _moment(claim.cells["stated_at"], zone)
        key = _statement_key(incident.pk, claimant.pk, claim.cells["statement"], claim.cells["speaker"], moment)
        if key not in self.statements:
            whole_day = len(claim.cells["stated_at"]) == 10
            self.statements[key] = models.Statement.objects.create(
                incident=incident,
                claimant=claimant,
                speaker=claim.cells["speaker"],
                label=claim.cells["statement"],
                stated_from=moment,
                stated_to=moment,
                precision="day" if whole_day or moment is None else "minute",
            )
        return self.statements[key]

    def _claim(self, claim: PlannedClaim) -> models.Claim:
        incident = self.incidents[claim.incident]
        zone = ZoneInfo(incident.timezone)
        cells = claim.cells
        row = models.Claim(
            incident=incident,
            statement=self._statement(claim, zone),
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
        """What a file may change of a claim: its figure, its subject's meaning, its note; then all that is derived."""
        row.figure_text = claim.cells["figure"]
        row.kind = claim.kind
        if claim.cells["note"]:
            row.note = claim.cells["note"]
        if claim.figure is not None:
            row.figure_source = claim.figure.source
            row.figure_note = claim.figure.note
            recording.keep_figure(row, claim.figure)
        else:
            recording.clear_figure(row)
        meaning = claim.meaning or Meaning((), (), ())
        row.designation_id = meaning.designation
        row.subject_certain, row.subject_plain, row.subject_possible = map(
            list, (meaning.certain, meaning.plain, meaning.possible)
        )
        report = next((self.reports[source.identity] for source in claim.sources if source.identity), None)
        recording.complete_times(row, report)
        row.scope_key = recording.scope_key_of(row)
        row.natural_hash = claim.key

    def _change(self, claim: PlannedClaim, row: models.Claim) -> None:
        self._set_values(claim, row)
        row.version += 1
        position = getattr(row, "position", None)
        if position is not None and position.answer != claim.cells["position"]:
            position.answer = claim.cells["position"]
            position.parties = list(claim.answer_parties)
            position.objects_named = self._objects_named(claim)
            position.save()

    def _remember(self, claim: PlannedClaim, row: models.Claim) -> None:
        """What an undo puts back."""
        before: dict[str, Any] = {
            name: str(value) if (value := getattr(row, name)) is not None and name in DECIMALS else getattr(row, name)
            for name in CHANGED
            if name not in MOMENTS
        }
        before |= {name: _iso(getattr(row, name)) for name in MOMENTS}
        before["quotes"] = {str(citation.pk): citation.quote for citation in row.citations.all()}
        position = getattr(row, "position", None)
        if position is not None:
            before["position"] = {
                "answer": position.answer, "parties": position.parties, "objects_named": position.objects_named,
            }  # fmt: skip
        models.ImportRow.objects.create(
            batch=self.batch, row=claim.row, cells=dict(claim.cells), outcome="changed", claim=row, before=before
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

    def _citations(self, made: list[tuple[PlannedClaim, models.Claim]], on_file: dict[int, models.Claim]) -> None:
        new = [
            self._citation(source, row, order)
            for claim, row in made
            for order, source in enumerate(claim.sources)
            if source.identity
        ]
        for claim, row in self.written:
            if claim.existing is None:
                continue
            for source in claim.sources:
                if not source.identity:
                    continue
                if source.identity not in claim.existing.citations:
                    new.append(self._citation(source, row, len(claim.existing.citations)))
                elif claim.existing.citations[source.identity] != source.cells["quote"]:
                    self._requote(source, row)
            if row.status == models.Claim.Status.DRAFT and _status(claim) == models.Claim.Status.PUBLISHED:
                row.status = models.Claim.Status.PUBLISHED
                row.save()
        self._create(models.Citation, new)

    def _requote(self, source: PlannedSource, row: models.Claim) -> None:
        report = self.reports[source.identity]
        for citation in row.citations.all():
            if citation.report_id == report.pk:
                citation.quote = source.cells["quote"]
                citation.save()

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

    def _links(self, plan: Plan) -> None:
        """Links by external id, in the file or on file; made last, so that the order of rows does not matter."""
        targets = _targets(plan.claims)
        changed = []
        for claim, row in self.written:
            links = {f"{link}_id": targets[claim.cells[link]] for link in LINKS if claim.cells[link]}
            different = {name: pk for name, pk in links.items() if getattr(row, name) != pk}
            for name, pk in different.items():
                setattr(row, name, pk)
            if different:
                changed.append(row)
        self._update(changed, list(LINKS))


CHANGED = (
    "kind", "figure_text", "figure_kind", "figure_unit", "figure_flags", "figure_policy", "figure_source", "figure_note",
    "plain_low", "plain_high", "charitable_low", "charitable_high", "designation_id", "subject_certain", "subject_plain",
    "subject_possible", "note", "stated_at", "as_of", "day_from_report", "scope_key", "natural_hash",
)  # fmt: skip
DECIMALS = frozenset({"plain_low", "plain_high", "charitable_low", "charitable_high"})
MOMENTS = ("stated_at", "as_of")


def _targets(claims: Iterable[PlannedClaim]) -> dict[str, int]:
    """External id → claim on file, for every link of the claims."""
    wanted = {claim.cells[link] for claim in claims for link in LINKS if claim.cells[link]}
    return dict(models.Claim.objects.filter(external_id__in=wanted).values_list("external_id", "pk")) if wanted else {}


def _status(claim: PlannedClaim) -> str:
    drafted = any(source.cells.get("as_draft") for source in claim.sources)
    return models.Claim.Status.PUBLISHED if claim.is_public and not drafted else models.Claim.Status.DRAFT


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.") or "unnamed outlet"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _statement_key(incident: int, claimant: int, label: str, speaker: str, moment: datetime | None) -> tuple[Any, ...]:
    if label:
        return (incident, claimant, "label", fold(label))
    return (
        incident,
        claimant,
        "day",
        fold(speaker),
        moment.date() if moment and moment.utcoffset() is None else moment,
    )


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


def undo(*, batch: models.ImportBatch, by: Any = None) -> int:
    """Take a batch back: its new claims go off the pages, what it changed is put back; returns how many claims it touched.

    Raises NotCommitted for a batch that is not visible.
    """
    reason = f"import of {batch.name} undone"
    with transaction.atomic():
        locked = models.ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != models.ImportBatch.State.VISIBLE:
            raise NotCommitted(f"This file is {locked.get_state_display()}; only a visible one can be undone.")
        user = by if getattr(by, "is_authenticated", False) else None
        incidents = set()
        claims = list(models.Claim.objects.filter(batch=locked))
        for claim in claims:
            claim.status, claim.status_reason = models.Claim.Status.UNPUBLISHED, reason
            claim.external_id = claim.natural_hash = ""
            claim.version += 1
            incidents.add(claim.incident_id)
        if claims:
            bulk_update_with_history(
                claims, models.Claim, ["status", "status_reason", "external_id", "natural_hash", "version"],
                batch_size=CHUNK, default_user=user, default_change_reason=reason,
            )  # fmt: skip
        incidents |= _put_back(locked)
        locked.state, locked.visible_at = models.ImportBatch.State.UNDONE, None
        locked.save(update_fields=["state", "visible_at"])
        recording.incident_changed(incidents)
    batch.refresh_from_db()
    return len(claims)


def _put_back(batch: models.ImportBatch) -> set[int]:
    incidents = set()
    cited = models.Citation.history.filter(history_change_reason=f"import {batch.pk}", history_type="+")
    added = models.Citation.objects.filter(pk__in=cited.values("id")).exclude(claim__batch=batch)
    incidents |= set(added.values_list("claim__incident_id", flat=True))
    added.delete()
    for row in batch.rows.filter(before__isnull=False).select_related("claim"):
        claim, before = row.claim, dict(row.before or {})
        if claim is None:
            continue
        for pk, quote in before.pop("quotes", {}).items():
            for citation in models.Citation.objects.filter(pk=int(pk)).exclude(quote=quote):
                citation.quote = quote
                citation.save()
        kept = before.pop("position", None)
        if kept is not None:
            position = models.Position.objects.get(claim=claim)
            for name, value in kept.items():
                setattr(position, name, value)
            position.save()
        for name, value in before.items():
            setattr(claim, name, datetime.fromisoformat(value) if name in MOMENTS and value else value)
        claim.version += 1
        claim.save()
        incidents.add(claim.incident_id)
    return incidents


# What an editor takes away to mend


def problem_frame(batch: models.ImportBatch) -> Frame:
    """The rows with errors as they were read, with their row number and what is wrong, to mend and import again."""
    plan = plan_of(batch)
    bad = [row.sheet_row for row in plan.rows if row.sheet_row.errors]
    columns = list(dict.fromkeys(name for row in bad for name in row.cells))
    lines = [
        [row[name] for name in columns]
        + [str(row.row), "; ".join(f"{error.column}: {error.message}" for error in row.errors)]
        for row in bad
    ]
    return text_frame(lines, [*columns, "row_in_file", "what_to_mend"])
