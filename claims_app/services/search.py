"""Finding public things by their words: one question, whichever database stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.urls import reverse

from claims_app import models
from claims_app.core.searches import Piece, Search, excerpt_of, hits, pieces_of, read_search
from claims_app.models import SearchDocument
from claims_app.services import search_postgresql, search_sqlite
from claims_app.services.search_index import clean, forget, rebuild, reindex_incident

__all__ = ["Facets", "SearchPage", "clean", "forget", "nearest_incidents", "rebuild", "reindex_incident", "search"]

DATABASES: dict[str, Any] = {"sqlite": search_sqlite, "postgresql": search_postgresql}
PAGE = 20
FACET_VALUES = 10
LARGEST_PAGE = 100_000
Kind = SearchDocument.Kind
# Of two that match alike, the wider thing comes first.
NEARNESS = "score * CASE d.kind WHEN 'incident' THEN 2.0 WHEN 'party' THEN 2.0 WHEN 'outlet' THEN 1.5 ELSE 1.0 END"
# What is called exactly as was typed comes before everything (one parameter: the stems).
BEST_FIRST = f"CASE WHEN d.title_stems = %s THEN 0 ELSE 1 END, ROUND(CAST({NEARNESS} AS numeric), 6) DESC, d.newest DESC NULLS LAST, d.kind, d.object_id DESC"
ADDRESSES = {Kind.INCIDENT: "incident", Kind.OUTLET: "outlet", Kind.PARTY: "party"}


# What is asked and what is answered


@dataclass(frozen=True, slots=True)
class Facets:
    """What results are narrowed to: a kind of thing, an incident by its slug, a party that speaks by its key; "" for all."""

    kind: str = ""
    incident: str = ""
    party: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a result around what was looked for, in its own language."""

    pieces: tuple[Piece, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found. `board` is the address of a claim on its incident's board, "" for other things."""

    kind: str
    address: str
    title: tuple[Piece, ...]
    detail: tuple[Piece, ...]
    passage: Passage | None
    board: str = ""

    @property
    def kind_name(self) -> str:
        """What kind of thing it is: "Claim"."""
        return KIND_NAMES[self.kind]


KIND_NAMES: dict[str, str] = {
    Kind.INCIDENT: "Incident", Kind.CLAIM: "Claim", Kind.REPORT: "Report", Kind.OUTLET: "Outlet", Kind.PARTY: "Party",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value that results can be narrowed to, with how many there are under the other facets."""

    value: str
    name: str
    number: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results. Not asked: too little was typed. `facets` has kind, incident and party, each with its values."""

    text: str
    is_asked: bool
    chosen: Facets = field(default_factory=Facets)
    results: tuple[Result, ...] = ()
    total: int = 0
    page: int = 1
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    nearest: tuple[models.Incident, ...] = ()
    complaints: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def count(self) -> str:
        """ "No results", "1 result", "31 results, page 2 of 2"."""
        if not self.total:
            return "No results"
        words = f"{self.total} result{'' if self.total == 1 else 's'}"
        return f"{words}, page {self.page} of {self.pages}" if self.pages > 1 else words


def search(*, text: str, facets: Facets | None = None, page: int = 1) -> SearchPage:
    """The page of public things in which every word of the text occurs, the nearest first, then newest, then by number.

    Any text and any page number has an answer; a facet that is not on file is left out with a sentence. Four queries at
    most where something is found, one more for each chosen incident or party.
    """
    wanted = read_search(text)
    if not wanted.is_asked or len(text.strip()) < 2:
        return SearchPage(text, is_asked=False)
    chosen, names, complaints = _on_file(facets or Facets())
    values = _facet_values(wanted, chosen, names)
    total = sum(value.number for value in values["kind"] if value.is_chosen or not chosen.kind)
    last = max(1, -(-total // PAGE))
    shown = min(max(1, page), last)
    documents = _documents(wanted, chosen, shown) if total else []
    return SearchPage(
        text=text,
        is_asked=True,
        chosen=chosen,
        results=tuple(_result(document, wanted) for document in _still_public(documents)),
        total=total,
        page=shown,
        facets=values,
        nearest=() if total else nearest_incidents(wanted=wanted),
        complaints=complaints,
    )


def _on_file(facets: Facets) -> tuple[Facets, dict[str, str], tuple[str, ...]]:
    """The facets that there are, the names of the chosen incident and party, and a sentence for each other one."""
    complaints = []
    names: dict[str, str] = {}
    if facets.incident:
        incident = models.Incident.objects.filter(slug=facets.incident).values_list("title", flat=True).first()
        names["incident"] = incident or ""
    if facets.party:
        party = models.Party.objects.filter(key=facets.party).values_list("name", flat=True).first()
        names["party"] = party or ""
    for name, value in (("incident", facets.incident), ("party", facets.party)):
        if value and not names[name]:
            complaints.append(f"There is no {name} “{value}”, so it was left out.")
    if facets.kind and facets.kind not in KIND_NAMES:
        complaints.append(f"There is no kind of thing “{facets.kind}”, so it was left out.")
    kept = Facets(
        facets.kind if facets.kind in KIND_NAMES else "",
        facets.incident if names.get("incident") else "",
        facets.party if names.get("party") else "",
    )
    return kept, names, tuple(complaints)


def _database() -> BaseDatabaseWrapper:
    """The database that documents are read from."""
    return connections[router.db_for_read(models.SearchDocument)]


def _found(wanted: Search, *, any_part: bool = False) -> tuple[str, list[str]]:
    """The beginning of a question that asks the database's own index once, whatever follows."""
    sql, parameters = DATABASES[_database().vendor].found_by(wanted, any_part=any_part)
    return f"WITH found AS MATERIALIZED ({sql}) ", parameters


CONDITIONS = {
    "kind": "d.kind = %s",
    "incident": (
        "EXISTS (SELECT 1 FROM claims_app_searchdocument_incidents m JOIN claims_app_incident i ON i.id = m.incident_id"
        " WHERE m.searchdocument_id = d.id AND i.slug = %s)"
    ),
    "party": (
        "EXISTS (SELECT 1 FROM claims_app_searchdocument_parties m JOIN claims_app_party p ON p.id = m.party_id"
        " WHERE m.searchdocument_id = d.id AND p.key = %s)"
    ),
}
DOCUMENTS = "FROM found JOIN claims_app_searchdocument d ON d.id = found.id"
COUNTED = {
    "kind": f"SELECT 'kind' AS facet, d.kind AS value, d.kind AS name, COUNT(*) AS number {DOCUMENTS} {{where}} GROUP BY d.kind",
    "incident": (
        f"SELECT 'incident' AS facet, i.slug AS value, i.title AS name, COUNT(*) AS number {DOCUMENTS}"
        " JOIN claims_app_searchdocument_incidents m ON m.searchdocument_id = d.id"
        " JOIN claims_app_incident i ON i.id = m.incident_id {where} GROUP BY i.slug, i.title"
    ),
    "party": (
        f"SELECT 'party' AS facet, p.key AS value, p.name AS name, COUNT(*) AS number {DOCUMENTS}"
        " JOIN claims_app_searchdocument_parties m ON m.searchdocument_id = d.id"
        " JOIN claims_app_party p ON p.id = m.party_id {where} GROUP BY p.key, p.name"
    ),
}


def _where(chosen: Facets, *, but: str = "") -> tuple[str, list[str]]:
    """The conditions of the chosen facets, all but one."""
    kept = [(CONDITIONS[name], value) for name in CONDITIONS if name != but and (value := getattr(chosen, name))]
    return ("WHERE " + " AND ".join(sql for sql, _ in kept) if kept else ""), [value for _, value in kept]


def _facet_values(wanted: Search, chosen: Facets, names: Mapping[str, str]) -> dict[str, tuple[FacetValue, ...]]:
    """For each facet its values with how many there are under the others, in one query.

    Kinds in their order, incidents and parties by name; of more than ten those with most, and always the chosen one.
    """
    sql, parameters = _found(wanted)
    asked = []
    for name, counted in COUNTED.items():
        where, values = _where(chosen, but=name)
        some = f"{counted.format(where=where)} ORDER BY number DESC, value LIMIT {FACET_VALUES}"
        asked.append(f"SELECT * FROM ({some}) AS {name}_values")  # noqa: S608 (our own words; values are parameters)
        parameters += values
    with _database().cursor() as cursor:
        cursor.execute(sql + " UNION ALL ".join(asked), parameters)
        rows = cursor.fetchall()
    found: dict[str, list[FacetValue]] = {name: [] for name in COUNTED}
    for facet, value, name, number in rows:
        found[facet].append(FacetValue(value, name, number, value == getattr(chosen, facet)))
    for facet, name in names.items():
        value = getattr(chosen, facet)
        if value and not any(there.is_chosen for there in found[facet]):
            found[facet].append(FacetValue(value, name, 0, is_chosen=True))
    kinds = {value.value: value for value in found["kind"]}
    return {
        "kind": tuple(
            FacetValue(kind.value, str(kind.label), kinds[kind].number if kind in kinds else 0, kind == chosen.kind)
            for kind in Kind
            if kind in kinds or kind == chosen.kind
        ),
        "incident": tuple(sorted(found["incident"], key=lambda value: (value.name, value.value))),
        "party": tuple(sorted(found["party"], key=lambda value: (value.name, value.value))),
    }


def _documents(wanted: Search, chosen: Facets, page: int) -> list[SearchDocument]:
    sql, parameters = _found(wanted)
    where, values = _where(chosen)
    asked = f"{sql} SELECT d.* {DOCUMENTS} {where} ORDER BY {BEST_FIRST} LIMIT {PAGE} OFFSET {(page - 1) * PAGE}"
    return list(SearchDocument.objects.raw(asked, [*parameters, *values, wanted.stems]))


def _still_public(documents: list[SearchDocument]) -> list[SearchDocument]:
    """Claims are asked once more whether the public may see them, should the index ever lag behind."""
    claims = [document.object_id for document in documents if document.kind == Kind.CLAIM]
    public = set(models.Claim.objects.visible().filter(pk__in=claims).values_list("pk", flat=True)) if claims else set()
    return [document for document in documents if document.kind != Kind.CLAIM or document.object_id in public]


def _result(document: SearchDocument, wanted: Search) -> Result:
    passages = [(text["text"], text["lang"]) for text in document.passages]
    best = max(passages, key=lambda passage: len(hits(passage[0], wanted)), default=None)
    is_claim = document.kind == Kind.CLAIM
    board = f"{reverse('incident', args=[document.key])}?claim={document.object_id}" if is_claim else ""
    return Result(
        kind=document.kind,
        address=_address(document),
        title=pieces_of(document.title, wanted),
        detail=pieces_of(document.detail, wanted),
        passage=Passage(excerpt_of(best[0], wanted), best[1]) if best else None,
        board=board,
    )


def _address(document: SearchDocument) -> str:
    if document.kind in ADDRESSES:
        return reverse(ADDRESSES[Kind(document.kind)], args=[document.key])
    return reverse(document.kind, args=[document.object_id])


def nearest_incidents(*, wanted: Search | None = None, most: int = 3) -> tuple[models.Incident, ...]:
    """The incidents in which most of the words occur, filled up with the newest ones."""
    near: list[int] = []
    if wanted is not None and wanted.is_asked:
        sql, parameters = _found(Search(wanted.parts), any_part=True)
        asked = f"{sql} SELECT d.object_id {DOCUMENTS} WHERE d.kind = 'incident' ORDER BY {BEST_FIRST} LIMIT {most}"
        with _database().cursor() as cursor:
            cursor.execute(asked, [*parameters, wanted.stems])
            near = [object_id for (object_id,) in cursor.fetchall()]
    newest = models.Incident.objects.order_by("-start", "slug").values_list("pk", flat=True)[:most]
    pks = list(dict.fromkeys([*near, *(newest if len(near) < most else ())]))[:most]
    rows = models.Incident.objects.select_related("conflict").in_bulk(pks)
    return tuple(rows[pk] for pk in pks)
