"""Vocabulary files (parties, sides, designations, objects, outcomes, places, questions, outlets, incidents) → the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from claims_app.models import (
    Conflict,
    Designation,
    Incident,
    MeasureObject,
    ObjectEdge,
    Outcome,
    Outlet,
    Party,
    Place,
    Question,
    Side,
    SideMembership,
    VocabularyVersion,
)

Entry = dict[str, Any]


class VocabularyError(ValueError):
    """The file cannot be used; `complaints` are sentences that name the list, the entry and the mend."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


@dataclass(slots=True)
class Loading:
    """One run over a file: what was added or changed, and what is wrong with it."""

    update: bool
    added: int = 0
    changed: int = 0
    complaints: list[str] = field(default_factory=list)

    def find(self, model: type[Any], key: str | None, where: str, field_name: str = "key") -> Any:
        """The row with that key; None for no key, and a complaint for an unknown one."""
        if not key:
            return None
        found = model._default_manager.filter(**{field_name: key}).first()
        if found is None:
            self.complaints.append(
                f"{where}: “{key}” is not a known {model._meta.verbose_name}. Add it to the file or mend the key."
            )
        return found

    def find_all(self, model: type[Any], keys: Iterable[str], where: str) -> list[Any]:
        """The rows with those keys, complaining of each that is unknown."""
        return [found for found in (self.find(model, key, where) for key in keys) if found is not None]

    def put(self, model: type[Any], where: str, lookup: Entry, values: Entry) -> Any:
        """Add the row or bring it up to date; unchanged rows are left alone, so a second run writes nothing."""
        row = model._default_manager.filter(**lookup).first()
        if row is None:
            row = model(**lookup, **values)
            return self._save(row, where, is_new=True)
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not self.update or not differing:
            return row
        for name, value in differing.items():
            setattr(row, name, value)
        return self._save(row, where, is_new=False)

    def _save(self, row: models.Model, where: str, *, is_new: bool) -> Any:
        try:
            row.full_clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.complaints.append(f"{where}: {name}: {' '.join(messages)}")
            return None
        row.save()
        if is_new:
            self.added += 1
        else:
            self.changed += 1
        return row


def vocabulary_changed() -> None:
    """Say that the vocabulary changed: read each claim's subject anew, refresh every board and what a search finds."""
    from claims_app.services.boards import refresh_findings
    from claims_app.services.search_index import reindex_incident, reindex_vocabulary
    from claims_app.services.subjects import reread_subjects

    with transaction.atomic():
        VocabularyVersion.renew()
        reindex_vocabulary()
        incidents = Incident.objects.select_related("conflict", "place").filter(claims__isnull=False).distinct()
        for incident in incidents:
            reread_subjects(incident=incident)
            refresh_findings(incident=incident)
            reindex_incident(incident=incident)


def load_vocabulary(*, data: Entry, update: bool = True) -> Loading:
    """Load a vocabulary file's lists into the database, all or nothing; a second load of the same file changes nothing.

    `update=False` adds what is missing and leaves what an editor may have changed.
    Raises VocabularyError with every complaint.
    """
    loading = Loading(update=update)
    unknown = sorted(set(data) - set(LOADERS))
    loading.complaints += [
        f"“{name}” is no list of a vocabulary file. Known: {', '.join(LOADERS)}." for name in unknown
    ]
    with transaction.atomic():
        for name, load in LOADERS.items():
            entries = data.get(name, [])
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                loading.complaints.append(f"“{name}” must be a list of objects.")
                continue
            for pass_ in load if isinstance(load, tuple) else (load,):
                _load_each(pass_, entries, name, loading)
        if loading.complaints:
            raise VocabularyError(loading.complaints)
        if loading.added or loading.changed:
            vocabulary_changed()
    return loading


def _load_each(load: Callable[[Loading, Entry, str], None], entries: list[Entry], name: str, loading: Loading) -> None:
    for number, entry in enumerate(entries, 1):
        where = f"{name}, entry {number} ({entry.get('key') or entry.get('slug') or entry.get('label') or 'no key'})"
        try:
            load(loading, entry, where)
        except KeyError as missing:
            loading.complaints.append(f"{where}: {missing} is missing. Add it.")
        except (TypeError, ValueError) as error:
            loading.complaints.append(f"{where}: {error}")


def _named(entry: Entry) -> Entry:
    return {"name": entry["name"], "aliases": entry.get("aliases", [])}


def _party(loading: Loading, entry: Entry, where: str) -> None:
    loading.put(Party, where, {"key": entry["key"]}, _named(entry) | {"kind": entry.get("kind", "state")})


def _party_whole(loading: Loading, entry: Entry, where: str) -> None:
    whole = loading.find(Party, entry.get("part_of"), where)
    if whole:
        loading.put(Party, where, {"key": entry["key"]}, {"part_of": whole})


def _place(loading: Loading, entry: Entry, where: str) -> None:
    loading.put(Place, where, {"key": entry["key"]}, _named(entry))


def _place_around(loading: Loading, entry: Entry, where: str) -> None:
    around = loading.find(Place, entry.get("within"), where)
    if around:
        loading.put(Place, where, {"key": entry["key"]}, {"within": around})


def _object(loading: Loading, entry: Entry, where: str) -> None:
    values = {name: entry[name] for name in ("plural", "harm", "unit", "exhaustive") if name in entry}
    loading.put(MeasureObject, where, {"key": entry["key"]}, _named(entry) | values)


def _object_edges(loading: Loading, entry: Entry, where: str) -> None:
    child = loading.find(MeasureObject, entry["key"], where)
    for edge in entry.get("part_of", []):
        parent = loading.find(MeasureObject, edge["key"], where)
        counted_by = loading.find(Party, edge.get("counted_by"), where)
        if child and parent:
            loading.put(ObjectEdge, where, {"child": child, "parent": parent, "counted_by": counted_by}, {})


def _outcome(loading: Loading, entry: Entry, where: str) -> None:
    values = {name: entry.get(name, []) for name in ("certain", "plain", "possible", "near_equal")}
    values |= {"harm": entry.get("harm", "things"), "family": entry.get("family") or entry["key"]}
    loading.put(Outcome, where, {"key": entry["key"]}, _named(entry) | values)


def _conflict(loading: Loading, entry: Entry, where: str) -> None:
    conflict = loading.put(Conflict, where, {"key": entry["key"]}, {"title": entry["title"]})
    if conflict is None:
        return
    for place, side in enumerate(entry.get("sides", [])):
        values = {
            "name": side["name"],
            "camp": side.get("camp") or side["key"],
            "order": side.get("order", place),
            "role": side.get("role", ""),
        }
        column = loading.put(Side, where, {"conflict": conflict, "key": side["key"]}, values)
        for party in loading.find_all(Party, side.get("parties", []), f"{where}, side {side['key']}"):
            if column is not None:
                loading.put(SideMembership, where, {"side": column, "party": party, "since": None}, {})


def _designation(loading: Loading, entry: Entry, where: str) -> None:
    said_by = None if entry.get("said_by") in (None, "*") else loading.find(Party, entry["said_by"], where)
    conflict = loading.find(Conflict, entry.get("conflict"), where)
    lookup = {
        "conflict": conflict,
        "said_by": said_by,
        "label": entry["label"],
        "lang": entry.get("lang", "en"),
        "since": None,
    }
    if entry.get("said_by") not in (None, "*") and said_by is None:
        return
    designation = loading.put(Designation, where, lookup, {"quote": entry.get("quote", "")})
    if designation is None:
        return
    means = entry["means"]
    for name, keys in (
        ("means", means),
        ("certain", entry.get("certain") or means),
        ("may_include", entry.get("may_include", [])),
    ):
        wanted = {party.pk for party in loading.find_all(Party, keys, where)}
        relation = getattr(designation, name)
        if wanted != set(relation.values_list("pk", flat=True)) and (loading.update or not relation.exists()):
            relation.set(wanted)
            loading.changed += 1


def _question(loading: Loading, entry: Entry, where: str) -> None:
    values = {"text": entry["text"], "functional": bool(entry.get("functional", False))}
    loading.put(Question, where, {"key": entry["key"]}, values)


def _outlet(loading: Loading, entry: Entry, where: str) -> None:
    values = {
        "name": entry["name"],
        "party": loading.find(Party, entry.get("party"), where),
        "reliability": entry.get("reliability") or "",
        "language": entry.get("language", "en"),
    }
    loading.put(Outlet, where, {"slug": entry["key"]}, values)


def _incident(loading: Loading, entry: Entry, where: str) -> None:
    values = {
        "title": entry["title"],
        "conflict": loading.find(Conflict, entry["conflict"], where),
        "start": date.fromisoformat(entry["start"]),
        "end": date.fromisoformat(entry.get("end") or entry["start"]),
        "timezone": entry.get("timezone", "UTC"),
        "place": loading.find(Place, entry.get("place"), where),
        "external_ids": entry.get("external_ids") or {},
        "lead": entry.get("lead", ""),
    }
    if values["conflict"] is not None:
        loading.put(Incident, where, {"slug": entry["slug"]}, values)


def _incident_whole(loading: Loading, entry: Entry, where: str) -> None:
    whole = loading.find(Incident, entry.get("part_of"), where, "slug")
    if whole:
        loading.put(Incident, where, {"slug": entry["slug"]}, {"part_of": whole})


# In the order in which the lists refer to each other; a pair is two passes over the same list.
LOADERS: dict[str, Any] = {
    "parties": (_party, _party_whole),
    "places": (_place, _place_around),
    "objects": (_object, _object_edges),
    "outcomes": _outcome,
    "conflicts": _conflict,
    "designations": _designation,
    "questions": _question,
    "outlets": _outlet,
    "incidents": (_incident, _incident_whole),
}
