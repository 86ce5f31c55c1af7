"""Removing a quote, a name or a kept copy for good, wherever it stands; the fact, the reason and the day remain.

Record, history, import files and their rows, drafts, notes, logs and sessions are searched by `traces`, which makes its list
from the models; the boards and the search index are made anew, and the index's own pages are rewritten.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Model, Q
from django.utils import timezone

from claims_app import models
from claims_app.core.removals import SHORTEST, Traces, is_removed, removed_words, traces_of
from claims_app.models.corrections import LONGEST_REASON
from claims_app.services import recording, search_index, traces

log = logging.getLogger(__name__)
Kind = models.Suppression.Kind
GONE = models.ArchivedCopy.gone
# Where a short text is looked for: fields of these names, and cells of these columns.
QUOTES = frozenset({"quote", "translation"})
NAMES = frozenset({"speaker", "spokesperson"})


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed, or would be: rows by kind, and the number of claims.

    Not touched, for the Reviewer to judge: `left_alone`, where the vocabulary says the same, and `parts`, the numbers of
    claims that quote a piece of the removed sentence from the same report.
    """

    words: str
    counts: tuple[tuple[str, int], ...]
    claims: int
    left_alone: tuple[str, ...] = ()
    parts: tuple[int, ...] = ()


def suppress_quote(*, citation: models.Citation, reason: str, by: Any = None) -> Removal:
    """Replace a quote and its translation, in all their earlier wordings too, by "removed: reason, day", everywhere.

    Files and kept copies in which they stand are removed as a whole. It cannot be undone.
    Raises Refused without a reason, or where nothing is left to remove.
    """
    history = models.Citation.history.filter(id=citation.pk).values_list("quote", "translation")
    texts = [text for pair in (*history, (citation.quote, citation.translation)) for text in pair]
    where = {
        models.Citation: Q(pk=citation.pk),
        models.Citation.history.model: Q(id=citation.pk),
        models.ImportRow: Q(claim=citation.claim_id),
    }
    here = _Here(where, QUOTES, _batches([citation.claim_id]), [citation.report_id])
    return _remove(Kind.QUOTE, texts, reason, by, here)


def suppress_speaker(*, statement: models.Statement, reason: str, by: Any = None) -> Removal:
    """Replace the name of a speaker by "removed: reason, day", everywhere it is written; otherwise as `suppress_quote`."""
    history = models.Statement.history.filter(id=statement.pk).values_list("speaker", flat=True)
    claims = list(statement.claims.values_list("pk", flat=True))
    where = {
        models.Statement: Q(pk=statement.pk),
        models.Statement.history.model: Q(id=statement.pk),
        models.ImportRow: Q(claim__in=claims),
    }
    return _remove(Kind.NAME, [*history, statement.speaker], reason, by, _Here(where, NAMES, _batches(claims), []))


def suppress_copy(*, copy: models.ArchivedCopy, reason: str, by: Any = None) -> Removal:
    """Remove the bytes and the text of a kept copy, and what drafts took from it; its checksum stays. It cannot be undone."""
    words = _words(reason)
    if copy.media_type == GONE:
        raise recording.Refused("This copy is removed already.")
    with _erasing():
        sweep = traces.Sweep()
        _remove_copies([copy.pk], words, sweep)
        claims = set(models.Citation.objects.filter(report=copy.report_id).values_list("claim_id", flat=True))
        return _settle(Kind.DOCUMENT, reason, by, words, sweep, claims, {copy.report_id}, None)


def preview_of(*, removal: Callable[[], Removal]) -> Removal:
    """What a removal would do: it is made in a transaction and taken back. Raises what it raises."""
    with transaction.atomic():
        found = removal()
        transaction.set_rollback(True)
    return found


# ------------------------------------------------------------------ how it is done


@dataclass(frozen=True, slots=True)
class _Here:
    """Where a text surely stands: rows with the names of their fields, import files, and reports with their copies."""

    rows: Mapping[type[Model], Q]
    names: frozenset[str]
    batches: list[int]
    reports: list[int]


def _remove(kind: str, texts: Iterable[str], reason: str, by: Any, here: _Here) -> Removal:
    words = _words(reason)
    whole = traces_of(texts)
    if not whole.texts:
        raise recording.Refused("There is nothing to remove: it is empty, or removed already.")
    if whole.pattern.search(reason):
        raise recording.Refused("The reason repeats what is to be removed. Say it otherwise: readers see it.", "reason")
    long = Traces(tuple(text for text in whole.texts if len(text) >= SHORTEST))
    short = Traces(tuple(text for text in whole.texts if len(text) < SHORTEST), whole=True)
    with _erasing():
        sweep = traces.Sweep()
        if long.texts:
            traces.replace_everywhere(long, words=words, sweep=sweep)
            traces.forget_sessions(long)
        if short.texts:
            traces.replace_within(short, words=words, sweep=sweep, where=here.rows, names=here.names)
        copies = sweep.touched.get("archivedcopy", set()) | _unsearchable(here.reports)
        _remove_copies(copies, words, sweep)
        _remove_files(set(here.batches) | sweep.touched.get("importbatch", set()), words, sweep)
        found = _claims_of(sweep)
        citing = models.Citation.objects.filter(pk__in=sweep.touched.get("citation", ()))
        done = _settle(kind, reason, by, words, sweep, found, set(citing.values_list("report_id", flat=True)), whole)
        return replace(done, parts=_quoting_a_piece(here.reports, whole))


def _quoting_a_piece(reports: Iterable[int], whole: Traces) -> tuple[int, ...]:
    """Claims whose quote, or whose translation, stands within a removed text."""
    gone = [text.casefold() for text in whole.texts]
    rows = models.Citation.objects.filter(report__in=list(reports)).values_list("claim_id", "quote", "translation")
    found = {
        claim
        for claim, *texts in rows
        for text in texts
        if text and any(" ".join(text.casefold().split()) in removed for removed in gone)
    }
    return tuple(sorted(found))


def _words(reason: str) -> str:
    if not reason.strip():
        raise recording.Refused("Say why; readers see the reason.", "reason")
    if len(reason) > LONGEST_REASON:
        raise recording.Refused(f"Say it in at most {LONGEST_REASON} characters.", "reason")
    return removed_words(reason, timezone.now().date())


def _erasing() -> Any:
    """A transaction in which SQLite overwrites what it frees."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
    return transaction.atomic()


def _batches(claims: Iterable[int]) -> list[int]:
    """The files that brought or changed these claims."""
    return list(models.ImportRow.objects.filter(claim__in=list(claims)).values_list("batch_id", flat=True).distinct())


def _unsearchable(reports: Iterable[int]) -> set[int]:
    """Copies of reports from which no text was taken: nobody can say that the quote is not in them."""
    copies = models.ArchivedCopy.objects.filter(report__in=list(reports), text="")
    return set(copies.exclude(media_type__startswith="text/").exclude(media_type=GONE).values_list("pk", flat=True))


def _remove_copies(copies: Iterable[int], words: str, sweep: traces.Sweep) -> None:
    chosen = models.ArchivedCopy.objects.filter(pk__in=list(copies))
    for copy in chosen.only("pk"):
        sweep.note(models.ArchivedCopy, copy.pk)
    drafts = models.Draft.objects.filter(copy__in=chosen)
    for draft in drafts.only("pk"):
        sweep.note(models.Draft, draft.pk)
    drafts.update(fields={}, proposed={}, reason=words)
    models.IntakeStep.objects.filter(intake__copy__in=chosen).update(before={})
    models.Intake.objects.filter(copy__in=chosen).update(unused=[], guesses={}, answers={}, notes=[])
    chosen.update(content=words.encode(), text=words, media_type=GONE)


def _remove_files(batches: Iterable[int], words: str, sweep: traces.Sweep) -> None:
    """The bytes of import files go as a whole; their rows stay. One that is not imported yet never will be."""
    chosen = models.ImportBatch.objects.filter(pk__in=list(batches))
    models.FilePiece.objects.filter(batch__in=chosen).delete()
    for batch in chosen.only("pk"):
        sweep.note(models.ImportBatch, batch.pk)
        models.FilePiece.objects.create(batch=batch, number=0, content=words.encode())
    states = models.ImportBatch.State
    chosen.filter(state__in=(states.STAGED, states.COMMITTING)).update(state=states.FAILED)


def _claims_of(sweep: traces.Sweep) -> set[int]:
    """The claims in which something was replaced."""
    touched = sweep.touched
    claims = set(touched.get("claim", ()))
    for name, model in (("citation", models.Citation), ("position", models.Position)):
        claims |= set(model._default_manager.filter(pk__in=touched.get(name, ())).values_list("claim_id", flat=True))
    said = models.Claim.objects.filter(statement__in=touched.get("statement", ()))
    return claims | set(said.values_list("pk", flat=True))


def _settle(
    kind: str,
    reason: str,
    by: Any,
    words: str,
    sweep: traces.Sweep,
    claims: set[int],
    reports: set[int],
    whole: Traces | None,
) -> Removal:
    """Inside the transaction: keys and boards follow, the fact is kept, and after it the freed pages are wiped."""
    chosen = models.Claim.objects.filter(pk__in=claims)
    _renew_keys(chosen.filter(statement__in=sweep.touched.get("statement", ())))
    chosen.update(version=F("version") + 1)  # a form that is open elsewhere must not bring the words back
    incidents = set(chosen.values_list("incident_id", flat=True)) | (_kept_findings(whole) if whole else set())
    recording.incident_changed(incidents)
    search_index.clean()
    counts = tuple(sorted(sweep.counts.items()))
    fact = models.Suppression.objects.create(
        kind=kind,
        reason=" ".join(reason.split()),
        made_by=by if getattr(by, "is_authenticated", False) else None,
        places=dict(counts),
    )
    fact.claims.set(claims)
    fact.reports.set(reports)
    for cache in caches.all(initialized_only=False):
        transaction.on_commit(cache.clear)
    tables = sweep.tables | {models.StoredFinding._meta.db_table, Session._meta.db_table}
    transaction.on_commit(lambda: wipe_freed_pages(tables=tables))
    left_alone = tuple(traces.vocabulary_with(whole)) if whole else ()
    return Removal(words, counts, len(claims), left_alone)


def _renew_keys(claims: Any) -> None:
    """A hash that was made with a removed name could still be tried against guesses."""
    related = claims.select_related(
        "incident", "statement__claimant", "object", "outcome", "place", "position__question"
    )
    for claim in related:
        digest = recording.natural_key_of(claim).digest() if claim.natural_hash else ""
        models.Claim.objects.filter(pk=claim.pk).update(natural_hash=digest)
        models.Claim.history.filter(id=claim.pk).exclude(natural_hash="").update(natural_hash=digest)


def _kept_findings(whole: Traces) -> set[int]:
    """Incidents whose kept findings repeat a text; few, and read one by one."""
    kept = models.StoredFinding.objects.values_list("incident_id", "payload", "found").iterator()
    return {incident for incident, *said in kept if said != whole.replaced_in(said, "")}


def wipe_freed_pages(*, tables: Iterable[str]) -> bool:
    """Rewrite the database (SQLite) or these tables (PostgreSQL), so that no freed page still holds the words.

    False, with a line in the log, where somebody else holds them too long. Backups and a write-ahead archive are beyond it.
    """
    if connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            for command in _rewriting(tables):
                cursor.execute(command)
    except DatabaseError:
        log.warning(
            "What was removed is gone from every table; its freed pages could not be rewritten. Run VACUUM FULL."
        )
        return False
    return True


def _rewriting(tables: Iterable[str]) -> list[str]:
    if connection.vendor == "sqlite":
        return ["PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
    names = [connection.ops.quote_name(table) for table in sorted(tables)]
    return ["SET lock_timeout = '10s'", *(f"VACUUM FULL {name}" for name in names), "RESET lock_timeout"]


def removable(*, claim: models.Claim) -> dict[str, list[Any]]:
    """What can be removed of a claim: its quotes, the name of its speaker, the kept copies of its reports."""
    citations = list(claim.citations.select_related("report__outlet").order_by("order", "id"))
    copies = models.ArchivedCopy.objects.filter(report__in=[citation.report_id for citation in citations])
    speaker = claim.statement.speaker
    return {
        "quotes": [citation for citation in citations if citation.quote.strip() and not is_removed(citation.quote)],
        "speakers": [claim.statement] if speaker and not is_removed(speaker) else [],
        "copies": list(copies.exclude(media_type=GONE).defer("content", "text").select_related("report__outlet")),
    }
