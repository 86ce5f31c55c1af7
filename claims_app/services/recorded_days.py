"""What we recorded and corrected of an incident, day by day, latest first, a page of days at a time.

A claim that was entered once and never touched since, as most of an archive are, is counted by the database: it is read only where
it is among the first of its day that are shown. What was corrected, taken down or cited anew is followed save by save.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.urls import reverse

from claims_app import models
from claims_app.core.worlds import World
from claims_app.services.corrected_sources import Carrying, corrected_sources
from claims_app.services.mapping import world_of
from claims_app.services.untouched_claims import SEEN, Untouched, untouched_claims

A_PAGE = 30
LISTED = 12
# An incident of no more claims is followed save by save as it is: that takes fewer questions.
FEW = 1_000


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
class RecordedPage:
    """One page of such days, latest first."""

    days: tuple[RecordedDay, ...]
    page: Page[Any]


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
    "id", "history_date", "history_type", "history_change_reason", "incident_id", "status", "batch_id", "batch__state", "kind",
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


@dataclass(slots=True)
class _Day:
    """What a day holds: how much of each kind, and entries, each with what it is sorted by."""

    counts: Counter[str] = field(default_factory=Counter)
    entries: list[tuple[tuple[Any, ...], Entry]] = field(default_factory=list)

    def add(self, entry: Entry, *order: Any) -> None:
        """An entry that was followed."""
        self.counts[entry.what] += 1
        self.put(entry, *order)

    def put(self, entry: Entry, *order: Any) -> None:
        """An entry that is counted already."""
        self.entries.append(((KINDS.index(entry.what), *order), entry))

    def shown(self) -> Iterator[Entry]:
        """The first entries of each kind."""
        in_order = [entry for _, entry in sorted(self.entries, key=lambda one: one[0])]
        for _, alike in groupby(in_order, key=lambda entry: entry.what):
            yield from list(alike)[:LISTED]


def recorded_page(*, incident: models.Incident, claims: int, number: object = 1) -> RecordedPage:
    """A page of what we recorded of an incident of about so many claims; an odd number is the nearest page."""
    world, _ = world_of(incident)
    untouched = untouched_claims(incident=incident) if claims > FEW else Untouched(incident)
    days = _followed(incident, world, untouched)
    for day, count in untouched.days.items():
        days.setdefault(day, _Day()).counts["added"] += count
    latest_first = sorted(days, reverse=True)
    earlier = dict(pairwise(latest_first))
    page = Paginator(latest_first, A_PAGE).get_page(number)  # type: ignore[arg-type]
    _add_first(incident, world, untouched, {day: days[day] for day in page})
    return RecordedPage(tuple(_told(day, earlier.get(day), days[day]) for day in page), page)


def _told(day: date, earlier: date | None, found: _Day) -> RecordedDay:
    counts = tuple((what, found.counts[what]) for what in KINDS if found.counts[what])
    shown = tuple(found.shown())
    return RecordedDay(day, earlier or day - timedelta(days=1), counts, shown, found.counts.total() - len(shown))


def _followed(incident: models.Incident, world: World, untouched: Untouched) -> dict[date, _Day]:
    """What was done with the claims that were touched after they were entered, and with the sources behind them."""
    zone = ZoneInfo(incident.timezone)
    days: dict[date, _Day] = {}
    carrying: list[Carrying] = []
    followed = list(_events(untouched))
    public_now = _public(incident, [pk for pk, _ in followed])
    for place, (pk, events) in enumerate(followed):
        first = events[0]["history_date"]
        state, was_public = _State(), False
        for day, of_day in groupby(events, key=lambda event: event["history_date"].astimezone(zone).date()):
            before, state = state, state.copy()
            for event in of_day:
                _apply(state, event, incident, zone)
            entry = _entry(pk, before, state, was_public, world, public_now)
            was_public = was_public or state.public
            carrying.append(_carrying(pk, day, state))
            if entry:
                days.setdefault(day, _Day()).add(entry, 0, first, place)
    for place, one in enumerate(corrected_sources(incident=incident, carrying=carrying, public=public_now)):
        changes = tuple(Correction(*change) for change in one.changes)
        entry = Entry("corrected", one.heading, one.address, one.from_file, changes)
        days.setdefault(one.day, _Day()).add(entry, 1, place)
    return days


def _add_first(incident: models.Incident, world: World, untouched: Untouched, shown: dict[date, _Day]) -> None:
    """The first claims of each of these days among those that were never touched."""
    rows = untouched.first(shown, LISTED, COLUMNS)
    public_now = _public(incident, [row["id"] for row in rows])
    zone = ZoneInfo(incident.timezone)
    for place, row in enumerate(rows):
        state = _State()
        _apply(state, row, incident, zone)
        entry = _entry(row["id"], _State(), state, False, world, public_now)
        if entry:
            day = shown[row["history_date"].astimezone(zone).date()]
            day.put(entry, 0, row["history_date"], place)


def _public(incident: models.Incident, pks: Sequence[int]) -> set[int]:
    """Those of the claims that are on the pages of today."""
    public = models.Claim.objects.filter(incident=incident).visible().order_by()
    if len(pks) > MOST_NAMED:
        return set(public.values_list("pk", flat=True)).intersection(pks)
    return set(public.filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()


def _carrying(pk: int, day: date, state: _State) -> Carrying:
    if not state.public:
        return Carrying(day, pk)
    return Carrying(day, pk, state.values["statement_id"], frozenset(report for _, report in state.cited.values()))


KINDS = ("corrected", "taken down", "published again", "added")
# So many claims are asked for by their numbers; of more, all are asked for.
MOST_NAMED = 500


def _events(untouched: Untouched) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Every history entry of the claims that were touched, and of their citations, claim by claim."""
    found: dict[int, list[dict[str, Any]]] = {}
    order = ("history_date", "history_id")
    for row in untouched.others(models.Claim.history, "id").order_by(*order).values(*COLUMNS):
        found.setdefault(row["id"], []).append(row)
    for row in untouched.others(models.Citation.history, "claim_id").order_by(*order).values(*CITED):
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
        and (event["batch_id"] is None or event["batch__state"] in SEEN)
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
