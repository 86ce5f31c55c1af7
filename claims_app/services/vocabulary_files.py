"""The vocabulary on file as a vocabulary file, so that another Counterclaim can load it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claims_app import models

Entry = dict[str, Any]


def vocabulary_file() -> dict[str, list[Entry]]:
    """Every list that `load_vocabulary` takes, in its order; loading it changes nothing here, and makes the same elsewhere."""
    return {name: make() for name, make in LISTS.items()}


def _parties() -> list[Entry]:
    rows: Any = models.Party.objects.order_by("key").values("key", "name", "aliases", "kind", "part_of__key")
    return [_told(row, part_of=row.pop("part_of__key")) for row in rows]


def _places() -> list[Entry]:
    rows: Any = models.Place.objects.order_by("key").values("key", "name", "aliases", "within__key")
    return [_told(row, within=row.pop("within__key")) for row in rows]


def _objects() -> list[Entry]:
    wholes: dict[str, list[Entry]] = {}
    edges = models.ObjectEdge.objects.order_by("pk").values_list("child__key", "parent__key", "counted_by__key")
    for child, parent, counted_by in edges:
        wholes.setdefault(child, []).append(_told({"key": parent}, counted_by=counted_by))
    names = ("key", "name", "aliases", "plural", "harm", "unit", "exhaustive")
    rows: Any = models.MeasureObject.objects.order_by("key").values(*names)
    return [row | {"part_of": wholes.get(row["key"], [])} for row in rows]


def _outcomes() -> list[Entry]:
    names = ("key", "name", "aliases", "harm", "family", "certain", "plain", "possible", "near_equal")
    rows: Any = models.Outcome.objects.order_by("key").values(*names)
    return list(rows)


def _conflicts() -> list[Entry]:
    sides: dict[int, list[Entry]] = {}
    for side in models.Side.objects.order_by("order", "key").prefetch_related("memberships__party"):
        members = [one.party.key for one in side.memberships.all() if one.since is None]
        entry = {"key": side.key, "name": side.name, "camp": side.camp, "order": side.order, "role": side.role}
        sides.setdefault(side.conflict_id, []).append(entry | {"parties": sorted(members)})
    conflicts = models.Conflict.objects.order_by("key")
    return [{"key": row.key, "title": row.title, "sides": sides.get(row.pk, [])} for row in conflicts]


def _designations() -> list[Entry]:
    rows = models.Designation.objects.select_related("said_by", "conflict").order_by("label", "pk")
    return [
        _told(
            {"said_by": row.said_by.key if row.said_by else "*", "label": row.label, "lang": row.lang, "quote": row.quote},
            conflict=row.conflict.key if row.conflict else None,
        )
        | {name: sorted(party.key for party in getattr(row, name).all()) for name in ("certain", "means", "may_include")}
        for row in rows.prefetch_related("certain", "means", "may_include")
        if row.since is None
    ]  # fmt: skip


def _questions() -> list[Entry]:
    rows: Any = models.Question.objects.order_by("key").values("key", "text", "functional")
    return list(rows)


def _outlets() -> list[Entry]:
    rows: Any = models.Outlet.objects.order_by("slug").values("slug", "name", "language", "reliability", "party__key")
    return [_told({"key": row.pop("slug")} | row, party=row.pop("party__key")) for row in rows]


def _incidents() -> list[Entry]:
    rows = models.Incident.objects.select_related("conflict", "place", "part_of").order_by("slug")
    return [
        _told(
            {
                "slug": row.slug,
                "title": row.title,
                "conflict": row.conflict.key,
                "start": row.start.isoformat(),
                "end": row.end.isoformat(),
                "timezone": row.timezone,
                "external_ids": row.external_ids,
                "lead": row.lead,
            },
            place=row.place.key if row.place else None,
            part_of=row.part_of.slug if row.part_of else None,
        )
        for row in rows
    ]


def _told(entry: Entry, **links: str | None) -> Entry:
    """The entry with those of its links that there are."""
    kept = {name: value for name, value in entry.items() if not name.endswith("__key")}
    return kept | {name: key for name, key in links.items() if key}


LISTS: dict[str, Callable[[], list[Entry]]] = {
    "parties": _parties,
    "places": _places,
    "objects": _objects,
    "outcomes": _outcomes,
    "conflicts": _conflicts,
    "designations": _designations,
    "questions": _questions,
    "outlets": _outlets,
    "incidents": _incidents,
}
