"""What a page says of a board and around it: whose rows stand together, the counts, the notes, the summary, the choices of its filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims_app import models
from claims_app.core.boards import Board, SideColumn
from claims_app.core.charts import CampHead
from claims_app.core.displays import listed
from claims_app.core.faces import BoardFace, RowFace, heads_of
from claims_app.services.mapping import world_of

NAMES_OF_COUNTS = {
    "contradictory": ("figure contradicted", "figures contradicted"),
    "contradicts_itself": ("where a claimant contradicts itself", "where a claimant contradicts itself"),
    "reports_differ": ("where reports differ", "where reports differ"),
    "side_differs": ("where one side’s figures differ", "where one side’s figures differ"),
    "strained": ("strained", "strained"),
    "one_sided": ("one side only", "one side only"),
    "unanswered": ("with no figure from the other side", "with no figure from the other side"),
    "compatible": ("compatible", "compatible"),
    "subsumed": ("compatible", "compatible"),
    "admitted": ("own figure covers it", "own figure covers it"),
    "corroborated": ("same figure", "same figure"),
    "not_simultaneous": ("different moments", "different moments"),
    "incomparable": ("not comparable", "not comparable"),
    "silent": ("no figure", "no figure"),
    "empty": ("no figure", "no figure"),
}
# What the filter calls a finding where the count's words would not do.
MANY_SIDES = 5
FILTER_NAMES = {
    "contradictory": "Contradiction",
    "contradicts_itself": "Contradicts itself",
    "reports_differ": "Reports differ",
    "side_differs": "One side’s figures differ",
    "unanswered": "No figure from the other side",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Rows about the losses of the same parties, drawn."""

    label: str
    html: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A count in the head, which is a filter link."""

    code: str
    number: int
    words: str
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note under the title."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: (value, name) pairs of what the whole board holds."""

    about: tuple[tuple[str, str], ...]
    measure: tuple[tuple[str, str], ...]
    verdict: tuple[tuple[str, str], ...]
    sides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A board drawn and what its page says of it. `pairing`, `accounts` and the rows of a group are yet to be `finished`.

    `claims` is how many claims are shown, `measures` how many rows the whole board has.
    """

    heads: tuple[CampHead, ...]
    groups: tuple[Group, ...]
    pairing: str
    accounts: str
    tally: tuple[Tally, ...]
    notes: tuple[Note, ...]
    summary: str
    choices: Choices
    shown: str
    claims: int
    measures: int

    @property
    def is_facing(self) -> bool:
        """Whether two camps face each other in the pairing, with the measure between them; else the measure stands first."""
        return len(self.heads) == 2


def surroundings_of(
    *, incident: models.Incident, frame: Board, sides: Sequence[SideColumn], whole: BoardFace, shown: BoardFace
) -> Surroundings:
    """What a page says of the `shown` part of a `whole` board; `frame` has the shown columns, `sides` are all."""
    return Surroundings(
        heads=heads_of(shown, frame),
        groups=_groups(shown, incident),
        pairing="".join(f"{pair.before}{''.join(pair.tags.values())}{pair.after}" for pair in shown.pairs),
        accounts="".join(account.html for account in shown.accounts),
        tally=_tally(whole),
        notes=_notes(whole, incident),
        summary=_summary(whole, incident),
        choices=_choices(whole, sides, incident),
        shown=f"{len(shown.rows)} of {len(whole.rows)} measures",
        claims=shown.claims,
        measures=len(whole.rows),
    )


def _groups(face: BoardFace, incident: models.Incident) -> tuple[Group, ...]:
    """Rows by whose losses, a side's alone first in column order, then wider ones; events last."""
    world, columns = world_of(incident)
    order = {column.key: place for place, column in enumerate(columns)}
    grouped: dict[tuple[bool, int, tuple[str, ...]], list[RowFace]] = {}
    for row in face.rows:
        places = sorted(order.get(world.side_of(party), 99) for party in row.losses_of) or [100]
        key = (
            row.is_event,
            places[0] if len(row.losses_of) == 1 or len(set(places)) < 3 else 50,
            row.losses_of,
        )
        grouped.setdefault(key, []).append(row)
    return tuple(
        Group(_group_label(rows[0]), "".join(row.html for row in rows))
        for _, rows in sorted(grouped.items(), key=lambda entry: entry[0])
    )


def _group_label(row: RowFace) -> str:
    if not row.losses_of:
        return "Not stated whose"
    return f"Acts of {row.losses_label}" if row.is_event else f"Losses of {row.losses_label}"


def _tally(face: BoardFace) -> tuple[Tally, ...]:
    """Counts of figure rows by finding, contradictions first; accounts counted apart.

    Each number is that of the rows behind its link, so a row with several names ("one side only", "with no figure from
    the other side") counts once for each.
    """
    counts: dict[str, int] = {"contradictory": 0}
    for row in face.rows:
        for code in row.names:
            counts[code] = counts.get(code, 0) + 1
    found = [_count("contradictory", counts.pop("contradictory"))]
    accounts = sum(account.contradicted for account in face.accounts)
    if accounts:
        words = "account contradicted" if accounts == 1 else "accounts contradicted"
        found.append(Tally("accounts", accounts, words, ()))
    ordered = [code for code in NAMES_OF_COUNTS if code in counts]
    return (*found, *(_count(code, counts[code]) for code in ordered))


def _count(code: str, number: int) -> Tally:
    singular, plural = NAMES_OF_COUNTS.get(code, (code, code))
    return Tally(code, number, singular if number == 1 else plural, (("verdict", code),))


def _notes(face: BoardFace, incident: models.Incident) -> tuple[Note, ...]:
    notes = [Note("Who counts as whom.", text) for text in [_usage(face, incident)] if text]
    reports = face.carriers
    origins = {one.origin for one in reports.values()}
    if len(reports) == 1:
        (one,) = reports.values()
        notes.append(Note("One report.", f"Every figure below reaches us through a single report by {one.publisher}."))
    elif len(reports) > 1 and len(origins) < len(reports):
        several = "origin" if len(origins) == 1 else "origins"
        notes.append(Note("Reports.", f"{len(reports)} reports, {len(origins)} {several}."))
    return tuple(notes)


def _usage(face: BoardFace, incident: models.Incident) -> str:
    """Which labels cover more than one party, and which parties they cover."""
    world, _ = world_of(incident)
    seen: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
    for row in face.rows:
        for usage in row.usages:
            seen.setdefault((usage.who, usage.means), {})[usage.label] = None
    return " ".join(
        f"{who}’s {listed([f'“{label}”' for label in list(labels)[:4]])} cover{'s' if len(labels) == 1 else ''} "
        f"{listed([world.party_name(party) for party in means])}."
        for (who, means), labels in list(seen.items())[:2]
    )


def _summary(face: BoardFace, incident: models.Incident) -> str:
    """Two or three sentences composed from findings, never free text."""
    world, _ = world_of(incident)
    contradicted: dict[str, list[RowFace]] = {}
    for row in face.rows:
        if row.contradicted:
            contradicted.setdefault(row.losses_label, []).append(row)
    sentences = []
    for losses, rows in contradicted.items():
        who = listed(list(dict.fromkeys(name for row in rows for name in row.told)))
        what = listed(list(dict.fromkeys(world.object_name(row.object, many=True) for row in rows))[:4])
        sentences.append(f"{who} give different figures for the losses of {losses}: {what}.")
    silent = [row for row in face.rows if "unanswered" in row.names]
    sentences += [f"{row.label}: {row.sentence}" for row in silent[:1]]
    return " ".join(sentence for sentence in sentences[:3] if sentence)


def _choices(face: BoardFace, sides: Sequence[SideColumn], incident: models.Incident) -> Choices:
    world, _ = world_of(incident)
    parties = dict.fromkeys(party for row in face.rows for party in row.losses_of)
    objects = dict.fromkeys(row.object for row in face.rows if row.object)
    verdicts = dict.fromkeys(code for row in face.rows for code in row.names)
    return Choices(
        about=tuple((party, world.party_name(party)) for party in parties),
        measure=tuple((key, _capital(world.object_name(key, many=True))) for key in objects),
        verdict=tuple((code, FILTER_NAMES.get(code) or _capital(_count(code, 1).words)) for code in verdicts),
        sides=tuple((side.key, side.name) for side in sides) if len(sides) > MANY_SIDES else (),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
