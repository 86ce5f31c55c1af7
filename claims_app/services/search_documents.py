"""Public rows → the documents that the search field looks through: what each shows, and the words it can be found by."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from claims_app import models
from claims_app.core.displays import shown_as
from claims_app.core.search_words import words_of
from claims_app.models import SearchDocument
from claims_app.services.mapping import figure_of

Kind = SearchDocument.Kind
# A change of what stands in a document or of how words are cut is a new number: what is kept is then written anew.
VERSION = 1
CHUNK = 500
MOST_WORDS = 4000
# Stands between texts, so that no phrase begins in one and ends in the next.
BREAK = "zqz"


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to be found. `also` are texts that are searched and not shown; `incidents` and `parties` are primary keys."""

    kind: str
    object_id: int
    key: str
    title: str
    detail: str = ""
    passages: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    newest: date | None = None
    incidents: tuple[int, ...] = ()
    parties: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        """Differs where anything differs that is kept."""
        parts = (
            VERSION, self.kind, self.object_id, self.key, self.title, self.detail, self.passages, self.also,
            self.newest, sorted(self.incidents), sorted(self.parties),
        )  # fmt: skip
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()

    def row(self) -> SearchDocument:
        """The document as a row, not saved, without its incidents and parties."""
        title = list(words_of(self.title))
        texts = [self.detail, *(text for text, _ in self.passages), *self.also]
        body = [list(words_of(text)) for text in texts if text]
        plain = [" ".join(word.plain for word in words[:MOST_WORDS]) for words in (title, *body)]
        return SearchDocument(
            kind=self.kind,
            object_id=self.object_id,
            key=self.key,
            title=self.title,
            detail=self.detail,
            passages=[{"text": text, "lang": lang} for text, lang in self.passages],
            newest=self.newest,
            title_stems=" ".join(word.stem for word in title),
            body_stems=" ".join(word.stem for words in body for word in words[:MOST_WORDS]),
            words=f" {BREAK} ".join(plain),
            digest=self.digest,
        )


@dataclass(frozen=True, slots=True)
class Parties:
    """Every party's name by key, and for each primary key the keys of itself and of all that it is part of."""

    names: Mapping[str, str] = field(default_factory=dict)
    wholes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def on_file(cls) -> Parties:
        """In one query."""
        rows = list(models.Party.objects.values_list("id", "key", "name", "part_of_id"))
        above = {pk: whole for pk, _, _, whole in rows}

        def chain(pk: int | None) -> tuple[int, ...]:
            found: list[int] = []
            while pk is not None and pk not in found:
                found.append(pk)
                pk = above[pk]
            return tuple(found)

        return cls({key: name for _, key, name, _ in rows}, {pk: chain(pk) for pk in above})

    def speaking(self, claimants: Iterable[int]) -> tuple[int, ...]:
        """The claimants with all that they speak for."""
        return tuple(sorted({whole for pk in claimants for whole in self.wholes[pk]}))

    def named(self, keys: Iterable[str]) -> str:
        """Their names in one text; a key that is not on file as it is."""
        return ", ".join(self.names.get(key, key) for key in keys)


def day_words(day: date | None) -> str:
    """ "2 April 2016"; "" for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


# Claims with their quotes


def claim_documents(
    incidents: Sequence[models.Incident], parties: Parties, *, only: Collection[int] | None = None
) -> Iterator[Document]:
    """The public claims of incidents, or those of them whose primary keys are given, in two queries."""
    by_pk = {incident.pk: (incident, ZoneInfo(incident.timezone)) for incident in incidents}
    cited = models.Citation.objects.select_related("report__outlet").order_by("order", "id")
    chosen = models.Claim.objects.filter(incident__in=by_pk)
    claims = (
        (chosen if only is None else chosen.filter(pk__in=only))
        .visible()
        .select_related("statement__claimant", "object", "outcome", "place", "position__question")
        .prefetch_related(Prefetch("citations", queryset=cited))
    )
    for claim in claims:
        yield _claim(claim, *by_pk[claim.incident_id], parties)


def _claim(claim: models.Claim, incident: models.Incident, zone: ZoneInfo, parties: Parties) -> Document:
    citations = list(claim.citations.all())
    said = claim.stated_at.astimezone(zone).date() if claim.stated_at else None
    claimant = claim.statement.claimant
    outlets = dict.fromkeys(citation.report.outlet.name for citation in citations)
    return Document(
        kind=Kind.CLAIM,
        object_id=claim.pk,
        key=incident.slug,
        title=f"{claimant.name}: {_headline(claim)}",
        detail=_joined(
            f"of “{claim.subject_label}”" if claim.subject_label else "",
            "" if claim.statement.speaker in claimant.name else claim.statement.speaker,
            f"via {next(iter(outlets))}" if outlets else "",
            day_words(said),
            "withdrawn" if claim.retracted_at else "",
            incident.title,
        ),
        passages=tuple(
            (text, lang)
            for citation in citations
            for text, lang in ((citation.quote, citation.language), (citation.translation, "en"))
            if text.strip()
        ),
        also=(
            claim.statement.speaker,
            claim.figure_text,
            claim.object.name if claim.object else "",
            claim.place.name if claim.place else "",
            parties.named([*claim.subject_plain, *(claim.position.about if claim.kind == "position" else ())]),
            ", ".join(list(outlets)[1:]),
        ),
        newest=said or next((row.report.published for row in citations if row.report.published), None),
        incidents=(incident.pk,),
        parties=parties.speaking([claimant.pk]),
    )


def _headline(claim: models.Claim) -> str:
    """ "6 tanks destroyed", "no figure given for soldiers killed", "Who started it: Armenia"."""
    if claim.kind == models.Claim.Kind.POSITION:
        return f"{claim.position.question.text}: {claim.position.answer}"
    shown = shown_as(figure_of(claim)) if claim.kind == models.Claim.Kind.FIGURE else ""
    what = (claim.object.name if shown == "1" else claim.object.many) if claim.object else ""
    words = [
        "" if what.casefold() in shown.casefold() else what,
        claim.outcome.name if claim.outcome else "",
    ]
    measure = " ".join(word for word in words if word)
    if shown:
        return " ".join(part for part in (shown, measure) if part)
    if claim.kind == models.Claim.Kind.DENIAL:
        return f"denied {measure}".strip()
    return f"no figure given for {measure}" if measure else "no figure given"


# Incidents and parties


def incident_documents(incidents: Sequence[models.Incident], parties: Parties) -> Iterator[Document]:
    """Incidents (with their conflict and place) in two queries: their sides, and who speaks in them."""
    sides: dict[int, list[str]] = {}
    chosen = {incident.conflict_id for incident in incidents}
    for conflict, name in models.Side.objects.filter(conflict__in=chosen).values_list("conflict_id", "name"):
        sides.setdefault(conflict, []).append(name)
    speaking: dict[int, set[int]] = {}
    visible = models.Claim.objects.visible()
    if len(incidents) <= CHUNK:  # of these, not of all
        visible = visible.filter(incident__in=[incident.pk for incident in incidents])
    for incident_id, claimant in visible.order_by().values_list("incident_id", "statement__claimant_id").distinct():
        speaking.setdefault(incident_id, set()).add(claimant)
    for incident in incidents:
        last = day_words(incident.end) if incident.end != incident.start else ""
        days = " to ".join(part for part in (day_words(incident.start), last) if part)
        yield Document(
            kind=Kind.INCIDENT,
            object_id=incident.pk,
            key=incident.slug,
            title=incident.title,
            detail=_joined(incident.conflict.title, days),
            also=(
                ", ".join(sides.get(incident.conflict_id, ())),
                ", ".join((incident.place.name, *incident.place.aliases)) if incident.place else "",
                incident.slug,
            ),
            newest=incident.start,
            incidents=(incident.pk,),
            parties=parties.speaking(speaking.get(incident.pk, ())),
        )


def party_documents(parties: Parties) -> Iterator[Document]:
    """Every party on file, found by its other names too, in one query."""
    for party in models.Party.objects.select_related("part_of"):
        yield Document(
            kind=Kind.PARTY,
            object_id=party.pk,
            key=party.key,
            title=party.name,
            detail=_joined(party.get_kind_display(), f"part of {party.part_of.name}" if party.part_of else ""),
            also=(", ".join(party.aliases),),
            parties=parties.speaking([party.pk]),
        )


# Reports and outlets: public where they carry a public claim, of whatever incident


def report_documents(reports: Collection[int], parties: Parties) -> Iterator[Document]:
    """Those of the reports (by primary key) that carry a public claim, in two queries for each five hundred."""
    for some in chunks(reports):
        carried = _carried("report_id", models.Citation.objects.filter(report__in=some))
        for report in models.Report.objects.filter(pk__in=carried).select_related("outlet").order_by("pk"):
            incidents, claimants = carried[report.pk]
            yield Document(
                kind=Kind.REPORT,
                object_id=report.pk,
                key="",
                title=report.title or report.url or f"A report by {report.outlet.name}",
                detail=_joined(report.outlet.name, day_words(report.published)),
                also=(report.url,),
                newest=report.published,
                incidents=tuple(sorted(incidents)),
                parties=parties.speaking(claimants),
            )


def outlet_documents(outlets: Collection[int], parties: Parties) -> Iterator[Document]:
    """Those of the outlets (by primary key) one of whose reports carries a public claim, in as many queries."""
    for some in chunks(outlets):
        carried = _carried("report__outlet_id", models.Citation.objects.filter(report__outlet__in=some))
        for outlet in models.Outlet.objects.filter(pk__in=carried).order_by("pk"):
            incidents, claimants = carried[outlet.pk]
            yield Document(
                kind=Kind.OUTLET,
                object_id=outlet.pk,
                key=outlet.slug,
                title=outlet.name,
                detail="Outlet",
                also=(outlet.slug,),
                incidents=tuple(sorted(incidents)),
                parties=parties.speaking(claimants),
            )


def chunks(pks: Collection[int]) -> Iterator[list[int]]:
    """Primary keys in order, five hundred at a time."""
    ordered = sorted(pks)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _carried(column: str, citations: QuerySet[models.Citation]) -> dict[Any, tuple[set[int], set[int]]]:
    """The column's value → the incidents and the claimants of the public claims that are cited."""
    found: dict[Any, tuple[set[int], set[int]]] = {}
    # Asked citation by citation: a list of all public claims would be made first.
    visible = models.Claim.objects.visible().filter(pk=OuterRef("claim"))
    public = citations.filter(Exists(visible)).order_by()
    for value, incident, claimant in public.values_list(
        column, "claim__incident_id", "claim__statement__claimant_id"
    ).distinct():
        incidents, claimants = found.setdefault(value, (set(), set()))
        incidents.add(incident)
        claimants.add(claimant)
    return found
