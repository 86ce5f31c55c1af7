"""What is kept of how a board is laid out: its facts without their claims, its rows by their facts, the sides' lists of losses."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Min

from claims_app import models
from claims_app.core.outlines import UNSAID, FactKey, Layout, LossList, Outline, Place
from claims_app.core.worlds import World
from claims_app.services import bulk

# A change of what is kept here is a new number: boards are then laid out anew.
VERSION = 1
# Moments are written as so many microseconds after the first that can be meant, so that they sort as texts.
ZERO = 10**17


@dataclass(slots=True)
class KeptLayout:
    """The facts of a board, the scope keys by which the claims of each are found, and the rows."""

    outlines: dict[FactKey, Outline] = field(default_factory=dict)
    labels: dict[FactKey, frozenset[str]] = field(default_factory=dict)
    rows: dict[FactKey, Place] = field(default_factory=dict)


def kept_under(incident: models.Incident, world: World, token: str, look: str) -> str:
    """Stands for the rules, the vocabulary, the look of its parts, and all of the incident itself that its rows hang on."""
    place = incident.place.key if incident.place else ""
    parts = (
        VERSION,
        world.policy_id,
        token,
        look,
        incident.start,
        incident.end,
        incident.timezone,
        place,
        incident.lead,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def layout_kept(incident: models.Incident, under: str) -> KeptLayout | None:
    """The layout as it was kept; None where none is, or of other rules. One query."""
    row = models.KeptLayout.objects.filter(incident=incident, kept_under=under).first()
    return read_layout(row) if row else None


def read_layout(row: models.KeptLayout) -> KeptLayout:
    """The layout that a line keeps."""
    found = KeptLayout()
    keys: list[FactKey] = []
    for kept in row.facts:
        outline = _outline(kept)
        keys.append(outline.key)
        found.outlines[outline.key], found.labels[outline.key] = outline, frozenset(kept["labels"])
    for homes, nested, omitted in row.rows:
        place = Place(
            tuple(keys[home] for home in homes),
            tuple(keys[home] for home in nested),
            tuple((side, told) for side, told in omitted),
        )
        found.rows[place.homes[0]] = place
    return found


def layout_made(layout: Layout, claims: Iterable[models.Claim]) -> KeptLayout:
    """What is to be kept of a layout that was made from these claims."""
    label = {row.pk: row.scope_key for row in claims}
    labels = {key: frozenset(label[int(claim)] for claim in members) for key, members in layout.members.items()}
    return KeptLayout(dict(layout.outlines), labels, dict(layout.rows))


def keep_layout(incident: models.Incident, layout: KeptLayout, under: str) -> None:
    """Keep it. Call it in the writing transaction."""
    number = {key: place for place, key in enumerate(layout.outlines)}
    facts = [_fact(outline, layout.labels[key]) for key, outline in layout.outlines.items()]
    rows = [
        [[number[home] for home in place.homes], [number[home] for home in place.nested], place.omitted]
        for place in layout.rows.values()
    ]
    models.KeptLayout.objects.update_or_create(
        incident=incident, defaults={"kept_under": under, "facts": facts, "rows": rows}
    )


def _fact(outline: Outline, labels: Collection[str]) -> dict[str, Any]:
    subject, thing, family, place = outline.key
    return {
        "key": [list(subject), thing, family, place],
        "axes": [sorted(atoms) for atoms in outline.axes] if outline.axes is not None else None,
        "camps": sorted(outline.camps),
        "sides": sorted(outline.sides),
        "begins": outline.begins,
        "counted": outline.is_counted,
        "first": outline.first.isoformat() if outline.first else None,
        "labels": sorted(labels),
    }


def _outline(kept: Mapping[str, Any]) -> Outline:
    subject, thing, family, place = kept["key"]
    axes = kept["axes"]
    is_denial, said, claim = kept["begins"]
    return Outline(
        (tuple(subject), thing, family, place),
        (frozenset(axes[0]), frozenset(axes[1]), frozenset(axes[2]), frozenset(axes[3])) if axes else None,
        frozenset(kept["camps"]),
        frozenset(kept["sides"]),
        (is_denial, said, claim),
        kept["counted"],
        date.fromisoformat(kept["first"]) if kept["first"] else None,
    )


# ------------------------------------------------------------------ lists of losses


def keep_losses(
    incident: models.Incident, losses: Sequence[LossList], statements: Collection[int] | None = None
) -> frozenset[str]:
    """Keep the lists of these statements, or of all; returns the sides whose lists are others now."""
    kept = models.LossList.objects.filter(incident=incident)
    if statements is not None:
        kept = kept.filter(statement__in=statements)
    before = {_values_of(row): row.pk for row in kept}
    wanted = {_values_of(row): row for row in (_row(incident, one) for one in losses)}
    gone = [pk for values, pk in before.items() if values not in wanted]
    for some in bulk.in_chunks(gone):
        models.LossList.objects.filter(pk__in=some).delete()
    bulk.insert([row for values, row in wanted.items() if values not in before])
    return frozenset(side for side, *_ in before.keys() ^ wanted.keys())


def are_losses_kept(incident: models.Incident, losses: Sequence[LossList]) -> bool:
    """Whether the lists that are kept are these."""
    kept = {_values_of(row) for row in models.LossList.objects.filter(incident=incident)}
    return kept == {_values_of(_row(incident, one)) for one in losses}


def losses_kept(incident: models.Incident, sides: Collection[str]) -> tuple[LossList, ...]:
    """The lists of these sides in order; of those that name the same things until the same day, the first."""
    if not sides:
        return ()
    lists = models.LossList.objects.filter(incident=incident, side__in=sides).order_by()
    found = lists.values_list("side", "objects_named", "newest").annotate(first=Min("begins"))
    told = ((_begins(first), side, things, newest) for side, things, newest, first in found)
    return tuple(
        LossList(side, None, begins, frozenset(things.split()), newest)
        for begins, side, things, newest in sorted(told, key=lambda one: one[0])
    )


def _row(incident: models.Incident, one: LossList) -> models.LossList:
    said, claim = one.begins
    micro = timedelta(seconds=said) // timedelta(microseconds=1) if said != UNSAID else -ZERO
    return models.LossList(
        incident=incident,
        side=one.side,
        statement_id=int(one.statement) if one.statement is not None else 0,
        begins=f"{micro + ZERO:019d}-{int(claim):012d}",
        objects_named=" ".join(sorted(one.objects)),
        newest=one.newest,
    )


def _values_of(row: models.LossList) -> tuple[str, int, str, str, date | None]:
    return row.side, row.statement_id, row.begins, row.objects_named, row.newest


def _begins(text: str) -> tuple[float, int]:
    moment, _, claim = text.partition("-")
    return (int(moment) - ZERO) / 1e6, int(claim)
