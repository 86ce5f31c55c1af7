"""Keeping what a search finds true, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from claims_app import models
from claims_app.models import SearchDocument
from claims_app.services import bulk, search_documents
from claims_app.services.incident_locks import lock_together
from claims_app.services.search_documents import CHUNK, Document, Parties

Kind = SearchDocument.Kind
# So many claims or reports are looked at in one transaction, and so many outlets where each part has its own: an outlet
# has published thousands of reports, and whoever edits a claim from one of them waits meanwhile.
PART, OUTLETS = 200, 8
# So many incidents are looked at together where all are.
TOGETHER = 40


def reindex_incident(*, incident: models.Incident, claims: Collection[int] | None = None) -> None:
    """Bring the index up to what is public of an incident: itself, its claims, and the reports and outlets that carry them.

    `claims` are those (by primary key) that came, changed or went, when nothing else did: then they, the claims of their
    statements, and what carries or carried them are looked at, however many claims the incident holds.
    Writes what differs and nothing else. Call it in the writing transaction.
    """
    if claims is None:
        reindex_incidents(incidents=[incident.pk])
    else:
        _reindex_claims(incident, claims)


def reindex_incidents(*, incidents: Collection[int]) -> None:
    """The same for several incidents (by primary key), a few hundred at most, in as many queries as for one."""
    with transaction.atomic():
        _reindex(incidents, outlets=PART)


def reindex_by_parts(*, incidents: Collection[int]) -> None:
    """The same, some claims or reports at a time, each part in a transaction of its own: nobody else waits long to write."""
    _reindex(incidents, outlets=OUTLETS)


def _reindex(incidents: Collection[int], *, outlets: int) -> None:
    """The same with so many outlets at a time."""
    parties = Parties.on_file()
    _reindex_claims_by_parts(incidents, parties)
    _reindex_sources(incidents, parties, outlets)


def _reindex_claims_by_parts(incidents: Collection[int], parties: Parties, *, anew: bool = False) -> None:
    """The incidents and their claims."""
    indexed = SearchDocument.objects.filter(kind=Kind.CLAIM, incidents__in=incidents).values_list(
        "object_id", flat=True
    )
    claims = {*models.Claim.objects.filter(incident__in=incidents).values_list("pk", flat=True), *indexed}
    for some in bulk.in_pieces(sorted(claims), PART) if claims else [[]]:
        with transaction.atomic():
            rows = _locked(incidents)
            of_claims = Q(kind=Kind.CLAIM, object_id__in=some)
            claims_of = search_documents.claim_documents(rows, parties, only=some)
            _keep_claims(rows, parties, claims_of, of_claims, anew=anew)


def _reindex_claims(incident: models.Incident, claims: Collection[int]) -> None:
    """Bring the index up to what is public of some claims, of the others of their statements, and of what carries them."""
    with transaction.atomic():
        rows = _locked([incident.pk])
        parties, some = Parties.on_file(), _with_their_statements(claims)
        of_claims = Q(kind=Kind.CLAIM, incidents=incident, object_id__in=some)
        _keep_claims(rows, parties, search_documents.claim_documents(rows, parties, only=some), of_claims)
        _reindex_sources_of(some, parties)


def _locked(incidents: Collection[int]) -> list[models.Incident]:
    """The incidents, one writer at a time, on PostgreSQL too: the second then sees what the first has written."""
    if len(incidents) > 1:
        lock_together(incidents)
    locked = models.Incident.objects.select_for_update(no_key=True, of=("self",))
    return list(locked.select_related("conflict", "place").filter(pk__in=incidents).order_by("pk"))


def _keep_claims(
    rows: Sequence[models.Incident], parties: Parties, claims: Iterable[Document], of_claims: Q, *, anew: bool = False
) -> None:
    """The documents of incidents and of these of their claims."""
    of_incidents = Q(kind=Kind.INCIDENT, object_id__in=[row.pk for row in rows])
    documents = [*search_documents.incident_documents(rows, parties), *claims]
    _keep(documents, SearchDocument.objects.filter(of_claims | of_incidents), anew=anew)


def _with_their_statements(claims: Collection[int]) -> set[int]:
    """The claims and the others of their statements, which show the same speaker."""
    statements = models.Claim.objects.filter(pk__in=claims).values("statement")
    return {*claims, *models.Claim.objects.filter(statement__in=statements).values_list("pk", flat=True)}


def _reindex_sources_of(claims: Collection[int], parties: Parties) -> None:
    """The reports that carry one of the claims or did, and the outlets that publish one of these or did."""
    reports = _now_and_then(models.Citation, "report_id", claim_id__in=claims)
    outlets = _now_and_then(models.Report, "outlet_id", id__in=reports)
    _reindex_each(Kind.OUTLET, outlets, parties)
    _reindex_each(Kind.REPORT, reports, parties)


def _now_and_then(model: Any, column: str, **wanted: Any) -> set[int]:
    """The values of a column in the rows wanted, as they are and as they ever were."""
    values = (
        rows.filter(**wanted).order_by().values_list(column, flat=True) for rows in (model.objects, model.history)
    )
    return {value for some in values for value in some.distinct()}


def _reindex_sources(incidents: Collection[int], parties: Parties, outlets: int) -> None:
    """The outlets and reports that carry a claim of the incidents, and those that did: what they carry elsewhere counts too."""
    indexed = SearchDocument.objects.filter(incidents__in=incidents)
    cited = models.Citation.objects.filter(
        claim__incident__in=incidents, claim__in=models.Claim.objects.visible()
    ).order_by()
    for kind, column, size in ((Kind.OUTLET, "report__outlet_id", outlets), (Kind.REPORT, "report_id", PART)):
        pks = set(cited.values_list(column, flat=True).distinct())
        pks |= set(indexed.filter(kind=kind).values_list("object_id", flat=True))
        _reindex_each(kind, pks, parties, size)


def _reindex_each(kind: str, pks: Iterable[int], parties: Parties, size: int = PART, *, anew: bool = False) -> None:
    """These outlets or reports, some at a time, each locked against another writer."""
    rows: Any = models.Outlet if kind == Kind.OUTLET else models.Report
    documents = search_documents.outlet_documents if kind == Kind.OUTLET else search_documents.report_documents
    for some in bulk.in_pieces(sorted(pks), size):
        with transaction.atomic():
            list(rows.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk").values_list("pk"))
            _keep(documents(some, parties), SearchDocument.objects.filter(kind=kind, object_id__in=some), anew=anew)


def reindex_vocabulary(*, anew: bool = False) -> None:
    """Bring the index up to the parties and the incidents that are on file, with whatever is called otherwise now."""
    with transaction.atomic():
        parties = Parties.on_file()
        incidents = list(models.Incident.objects.select_related("conflict", "place"))
        for kind, documents in (
            (Kind.PARTY, search_documents.party_documents(parties)),
            (Kind.INCIDENT, search_documents.incident_documents(incidents, parties)),
        ):
            _keep(documents, SearchDocument.objects.filter(kind=kind), anew=anew)


def rebuild() -> int:
    """Make the whole index anew, some documents at a time, so that others can read and write meanwhile; returns how many it holds."""
    before = SearchDocument.objects.aggregate(last=Max("pk"))["last"] or 0
    reindex_vocabulary(anew=True)
    parties = Parties.on_file()
    holding = (
        models.Incident.objects.filter(claims__isnull=False).distinct().order_by("pk").values_list("pk", flat=True)
    )
    for some in bulk.in_chunks(holding, TOGETHER):
        _reindex_claims_by_parts(some, parties, anew=True)
    # Each once, however many incidents it speaks of.
    _reindex_each(Kind.OUTLET, models.Outlet.objects.values_list("pk", flat=True), parties, OUTLETS, anew=True)
    _reindex_each(Kind.REPORT, models.Report.objects.values_list("pk", flat=True), parties, anew=True)
    # What was there and was not made anew is of nothing that is on file.
    for some in bulk.in_chunks(SearchDocument.objects.filter(pk__lte=before).values_list("pk", flat=True), PART):
        SearchDocument.objects.filter(pk__in=some).delete()
    clean()
    return SearchDocument.objects.count()


def rebuild_if_empty() -> None:
    """Make the index where there is none and something to be found: after the first migrate of a database in use.

    All of it or nothing: a part of an index would pass for one the next time.
    """
    if not SearchDocument.objects.exists() and (models.Party.objects.exists() or models.Incident.objects.exists()):
        with transaction.atomic():
            rebuild()


def forget(*, kind: str, object_id: int) -> None:
    """Take one thing out of the index."""
    SearchDocument.objects.filter(kind=kind, object_id=object_id).delete()


def clean() -> None:
    """Leave no word of what was taken out in the index's own pages. PostgreSQL does so by itself, when it vacuums."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")


def _keep(wanted: Iterable[Document], scope: QuerySet[SearchDocument], *, anew: bool = False) -> None:
    """Make the documents of the scope the wanted ones; those that are the same already stay untouched, unless all are written `anew`."""
    kept = {
        (kind, pk): (row, digest) for row, kind, pk, digest in scope.values_list("pk", "kind", "object_id", "digest")
    }
    new: list[Document] = []
    for document in wanted:
        _, digest = kept.pop((document.kind, document.object_id), (0, ""))
        if anew or digest != document.digest:
            new.append(document)
    gone = [row for row, _ in kept.values()]
    for start in range(0, len(gone), CHUNK):
        SearchDocument.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
    for start in range(0, len(new), CHUNK):
        _write(new[start : start + CHUNK])


def _write(documents: list[Document]) -> None:
    """Put documents in the place of what stands for the same things, also where that stood under another incident."""
    by_kind: dict[str, list[int]] = {}
    for document in documents:
        by_kind.setdefault(document.kind, []).append(document.object_id)
    for kind, pks in by_kind.items():
        SearchDocument.objects.filter(kind=kind, object_id__in=pks).delete()
    rows = [document.row() for document in documents]
    bulk.insert(rows)
    of_incident: Any = SearchDocument.incidents.through
    of_party: Any = SearchDocument.parties.through
    pairs = list(zip(rows, documents, strict=True))
    bulk.insert([of_incident(searchdocument_id=row.pk, incident_id=pk) for row, doc in pairs for pk in doc.incidents])
    bulk.insert([of_party(searchdocument_id=row.pk, party_id=pk) for row, doc in pairs for pk in doc.parties])
