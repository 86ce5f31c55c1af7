"""The history of an incident: what was said day by day, what we recorded day by day, what changed between two moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.claims import Claim
from claims_app.core.differences import Difference, Resourced, differences, resourced
from claims_app.core.displays import headline_of
from claims_app.core.timelines import say_day
from claims_app.core.worlds import World
from claims_app.services.boards import BoardQuery, board_of, claims_of
from claims_app.services.corrected_sources import Carrying, corrected_sources
from claims_app.services.mapping import world_of
from claims_app.services.moments import days_said

LISTED = 12


@dataclass(frozen=True, slots=True)
class Spoken:
    """A claim that was made on a day, or taken back; `was` is the claim that it revises."""

    claim: Claim
    heading: str
    withdrawn: bool = False
    was: Claim | None = None


@dataclass(frozen=True, slots=True)
class SaidDay:
    """A day on which something was said; None where no day is known. `before` is the day said before it, or the one before."""

    day: date | None
    before: date | None
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """One value of a claim or a source that we changed: what it is, as it was and as it is."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What we did with one claim or source on one day. `link` is the address that shows it today, "" where none does."""

    what: str
    heading: str
    link: str
    from_file: bool
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """A day on which we recorded or corrected something: how much of what, and the first entries of each."""

    day: date
    before: date
    counts: tuple[tuple[str, int], ...]
    entries: tuple[Entry, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Both lists: what was said in the order of days, what we recorded with the latest day first."""

    said: tuple[SaidDay, ...]
    recorded: tuple[RecordedDay, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What had been said by a day and was on file here by a day; None = so far."""

    asof: date | None = None
    known: date | None = None

    @property
    def query(self) -> str:
        """The query string of the board at this moment; "" for today's."""
        values = {"asof": self.asof, "known": self.known}
        told = "&".join(f"{name}={day.isoformat()}" for name, day in values.items() if day)
        return f"?{told}" if told else ""

    @property
    def words(self) -> str:
        """ "4 April 2016, as on file on 3 May 2020"; "today"."""
        said = say_day(self.asof) if self.asof else ""
        filed = f"as on file on {say_day(self.known)}" if self.known else ""
        return ", ".join(part for part in (said, filed) if part) or "today"


@dataclass(frozen=True, slots=True)
class Between:
    """What changed from one moment to another, with both boards."""

    earlier: Moment
    later: Moment
    before: Board
    after: Board
    differences: tuple[Difference, ...]
    resourced: tuple[Resourced, ...]


def chronicle_of(*, incident: models.Incident) -> Chronicle:
    """The history of an incident in nine queries: days alone, never an hour, and nobody's name."""
    world, columns = world_of(incident)
    claims = claims_of(incident, world, columns)
    return Chronicle(tuple(_said(claims, world)), tuple(_recorded(incident, world, {claim.id for claim in claims})))


def between(*, incident: models.Incident, earlier: Moment, later: Moment) -> Between:
    """What changed between two moments of an incident's board."""
    before = board_of(incident=incident, query=BoardQuery(asof=earlier.asof, known=earlier.known))
    after = board_of(incident=incident, query=BoardQuery(asof=later.asof, known=later.known))
    return Between(earlier, later, before, after, differences(before, after), resourced(before, after))


def completed(*, incident: models.Incident, earlier: Moment, later: Moment) -> tuple[Moment, Moment]:
    """Two moments in their order, the earlier one filled in where it was left out: the day said before, the day before."""
    asof, known = earlier.asof, earlier.known
    if earlier == Moment() and later.known is None:
        asof = _day_before(days_said(incident=incident), later.asof)
    if known is None and later.known is not None:
        known = later.known - timedelta(days=1)
    first, last = sorted((asof, later.asof), key=_or_today)
    known_first, known_last = sorted((known, later.known), key=_or_today)
    return Moment(first, known_first), Moment(last, known_last)


def _or_today(day: date | None) -> date:
    return day or date.max


def _day_before(days: Iterable[date], later: date | None) -> date | None:
    """The last of the days before `later`, or before the last of them; else the day before that."""
    known = list(days)
    end = later or (known[-1] if known else None)
    if end is None:
        return None
    return max((day for day in known if day < end), default=end - timedelta(days=1))


# What was said


def _said(claims: Iterable[Claim], world: World) -> Iterator[SaidDay]:
    known = {claim.id: claim for claim in claims}
    found: dict[date | None, list[Spoken]] = {}
    for claim in known.values():
        heading, was = headline_of(claim, world), known.get(claim.revises) if claim.revises is not None else None
        found.setdefault(claim.stated_at.date() if claim.stated_at else None, []).append(
            Spoken(claim, heading, was=was)
        )
        if claim.retracted_at:
            found.setdefault(claim.retracted_at.date(), []).append(Spoken(claim, heading, withdrawn=True))
    before: date | None = None
    for day in sorted(found, key=_or_today):
        yield SaidDay(day, before or (day - timedelta(days=1) if day else None), tuple(found[day]))
        before = day


# What we recorded


FIELDS = {
    "figure_text": "figure",
    "subject_label": "whose losses",
    "object__key": "measure",
    "outcome__key": "outcome",
    "place__name": "place",
    "stated_on": "said on",
    "retracted_on": "withdrawn on",
    "kind": "kind",
}
COLUMNS = (
    "id", "history_date", "history_type", "history_change_reason", "incident_id", "status", "batch_id", "kind",
    "figure_text", "subject_label", "object__key", "outcome__key", "place__name", "stated_at", "retracted_at",
    "statement_id", "statement__claimant__name",
)  # fmt: skip
CITED = ("id", "claim_id", "history_date", "history_type", "quote", "report_id")


@dataclass(slots=True)
class _State:
    """A claim at the end of a day."""

    values: dict[str, Any] = field(default_factory=dict)
    public: bool = False
    from_file: bool = False
    cited: dict[int, tuple[str, int]] = field(default_factory=dict)

    def copy(self) -> _State:
        return _State(dict(self.values), self.public, self.from_file, dict(self.cited))


def _recorded(incident: models.Incident, world: World, public_now: set[Any]) -> Iterator[RecordedDay]:
    zone = ZoneInfo(incident.timezone)
    days: dict[date, list[Entry]] = {}
    carrying: list[Carrying] = []
    for pk, events in _events(incident):
        state, was_public = _State(), False
        for day, of_day in groupby(events, key=lambda event: event["history_date"].astimezone(zone).date()):
            before, state = state, state.copy()
            for event in of_day:
                _apply(state, event, incident, zone)
            entry = _entry(pk, before, state, was_public, world, public_now)
            was_public = was_public or state.public
            carrying.append(_carrying(pk, day, state))
            if entry:
                days.setdefault(day, []).append(entry)
    for one in corrected_sources(incident=incident, carrying=carrying, public=public_now):
        changes = tuple(Correction(*change) for change in one.changes)
        days.setdefault(one.day, []).append(Entry("corrected", one.heading, one.address, one.from_file, changes))
    earlier = {day: before for before, day in pairwise(sorted(days))}
    for day in sorted(days, reverse=True):
        entries = days[day]
        order = {what: place for place, what in enumerate(KINDS)}
        entries.sort(key=lambda entry: order[entry.what])
        counts = tuple((what, sum(entry.what == what for entry in entries)) for what in KINDS)
        shown = [entry for what in KINDS for entry in [one for one in entries if one.what == what][:LISTED]]
        yield RecordedDay(
            day,
            earlier.get(day, day - timedelta(days=1)),
            tuple((what, number) for what, number in counts if number),
            tuple(shown),
            len(entries) - len(shown),
        )


def _carrying(pk: int, day: date, state: _State) -> Carrying:
    if not state.public:
        return Carrying(day, pk)
    return Carrying(day, pk, state.values["statement_id"], frozenset(report for _, report in state.cited.values()))


KINDS = ("corrected", "taken down", "published again", "added")


def _events(incident: models.Incident) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Every history entry of the claims that were ever of this incident, and of their citations, claim by claim."""
    ours = models.Claim.history.filter(incident_id=incident.pk).values("id")
    seen = (models.ImportBatch.State.VISIBLE, models.ImportBatch.State.UNDONE)
    batches = set(models.ImportBatch.objects.filter(state__in=seen).values_list("pk", flat=True))
    found: dict[int, list[dict[str, Any]]] = {}
    order = ("history_date", "history_id")
    for row in models.Claim.history.filter(id__in=ours).order_by(*order).values(*COLUMNS):
        row["is_seen"] = row["batch_id"] is None or row["batch_id"] in batches
        found.setdefault(row["id"], []).append(row)
    for row in models.Citation.history.filter(claim_id__in=ours).order_by(*order).values(*CITED):
        if row["claim_id"] in found:
            found[row["claim_id"]].append(row)
    for pk, events in found.items():
        yield pk, sorted(events, key=lambda event: event["history_date"])


def _apply(state: _State, event: dict[str, Any], incident: models.Incident, zone: ZoneInfo) -> None:
    """Let one history entry change the state."""
    if "claim_id" in event:
        if event["history_type"] == "-":
            state.cited.pop(event["id"], None)
        else:
            state.cited[event["id"]] = (event["quote"], event["report_id"])
        return
    state.public = (
        event["history_type"] != "-"
        and event["status"] == models.Claim.Status.PUBLISHED
        and event["incident_id"] == incident.pk
        and event["is_seen"]
    )
    moments = {"stated_on": event["stated_at"], "retracted_on": event["retracted_at"]}
    days = {name: moment.astimezone(zone).date().isoformat() if moment else "" for name, moment in moments.items()}
    state.values = event | days
    state.from_file = (event["history_change_reason"] or "").startswith("import ")


def _entry(
    pk: int, before: _State, after: _State, was_public: bool, world: World, public_now: set[Any]
) -> Entry | None:
    """What the day did with the claim; None where readers saw nothing of it."""
    link = reverse("claim", args=[pk]) if pk in public_now else ""
    if after.public and not before.public:
        what = "published again" if was_public else "added"
        return Entry(what, _heading(after, world), link, after.from_file)
    if before.public and not after.public:
        return Entry("taken down", _heading(before, world), link, False)
    corrections = tuple(_corrections(before, after, world)) if after.public else ()
    return Entry("corrected", _heading(after, world), link, after.from_file, corrections) if corrections else None


def _corrections(before: _State, after: _State, world: World) -> Iterator[Correction]:
    for name, what in FIELDS.items():
        was, now = before.values.get(name) or "", after.values.get(name) or ""
        if was != now:
            yield Correction(what, _in_words(name, was, world), _in_words(name, now, world))
    kept = before.cited.keys() & after.cited.keys()
    for pk in sorted(kept):
        if before.cited[pk][0] != after.cited[pk][0]:
            yield Correction("quote", before.cited[pk][0], after.cited[pk][0])
        elif before.cited[pk] != after.cited[pk]:
            yield Correction("report", "one report", "another report")
    for pk in sorted(after.cited.keys() - kept):
        yield Correction("quote", "", after.cited[pk][0])
    for pk in sorted(before.cited.keys() - kept):
        yield Correction("quote", before.cited[pk][0], "")


def _in_words(name: str, value: str, world: World) -> str:
    if name == "object__key":
        return world.object_name(value, many=True) if value else ""
    return world.outcome_name(value) if name == "outcome__key" and value else value


def _heading(state: _State, world: World) -> str:
    values = state.values
    said = {"silence": "gave no figure", "denial": "denied", "position": "a position"}.get(values["kind"])
    measure = (
        _in_words("object__key", values["object__key"] or "", world),
        _in_words("outcome__key", values["outcome__key"] or "", world),
    )
    parts = [" ".join(part for part in measure if part), said or f"“{values['figure_text']}”"]
    return f"{values['statement__claimant__name'] or 'Speaker not named'}: {', '.join(part for part in parts if part)}"
