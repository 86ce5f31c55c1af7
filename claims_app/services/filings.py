"""In which states the claims of an incident stood on file here, and from which day on: no hour, no name, no reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from claims_app import models
from claims_app.core.claims import Claim
from claims_app.core.figures import Figure
from claims_app.core.filings import Filing, Leaving
from claims_app.services.boards import end_of
from claims_app.services.mapping import figure_of

# Of these a claim's row on the board is made: where one of them changes, the claim came to its row on that day.
OF_THE_ROW = ("kind", "object_id", "outcome_id", "place_id", "subject_plain")
SEEN = (models.ImportBatch.State.VISIBLE, models.ImportBatch.State.UNDONE)


@dataclass(frozen=True, slots=True)
class _State:
    """A claim at the end of a day, as readers saw it; `figure` None where it gave none."""

    figure: Figure | None
    withdrawn: bool


def filings_of(
    *, incident: models.Incident, claims: Sequence[Claim], known: date | None = None
) -> dict[Any, tuple[Filing, ...]]:
    """Each claim's states by the end of `known`, in the order of days: those in which it stood on the row of now.

    Two queries, whatever the number of claims. A claim without a history is on file since the day it was recorded.
    """
    zone = ZoneInfo(incident.timezone)
    events = _events(incident, end_of(known, zone) if known else None)
    found: dict[Any, tuple[Filing, ...]] = {}
    for claim in claims:
        mine = events.get(claim.id, [])
        states = tuple(_states(mine, incident, zone)) if mine else ()
        filings = tuple(_filings(claim, states))
        found[claim.id] = filings or (Filing(claim, claim.recorded_at.date() if claim.recorded_at else date.min),)
    return found


def _events(incident: models.Incident, end: datetime | None) -> dict[Any, list[Any]]:
    """The history entries of the incident's claims, claim by claim, oldest first."""
    batches = set(models.ImportBatch.objects.filter(state__in=SEEN).values_list("pk", flat=True))
    entries = models.Claim.history.filter(incident_id=incident.pk).order_by("history_date", "history_id")
    found: dict[Any, list[Any]] = {}
    for entry in entries.filter(history_date__lt=end) if end else entries:
        entry.is_public = (
            entry.history_type != "-"
            and entry.status == models.Claim.Status.PUBLISHED
            and (entry.batch_id is None or entry.batch_id in batches)
        )
        found.setdefault(entry.id, []).append(entry)
    return found


def _states(entries: Sequence[Any], incident: models.Incident, zone: ZoneInfo) -> Iterator[tuple[date, _State | None]]:
    """The claim at the end of each day on which it was saved; None where readers saw nothing of it on this row."""
    now = [getattr(entries[-1], name) for name in OF_THE_ROW]
    for day, of_day in groupby(entries, key=lambda entry: entry.history_date.astimezone(zone).date()):
        *_, last = of_day
        is_here = last.is_public and [getattr(last, name) for name in OF_THE_ROW] == now
        figure = figure_of(last) if last.kind == models.Claim.Kind.FIGURE else None
        yield day, _State(figure, last.retracted_at is not None) if is_here else None


def _filings(claim: Claim, states: Iterable[tuple[date, _State | None]]) -> Iterator[Filing]:
    """One filing for each figure in which it stood, until the day on which that was corrected or taken down."""
    standing: Filing | None = None
    for day, state in states:
        if standing is not None and (state is None or state.figure != standing.claim.figure):
            leaving: Leaving = "corrected" if state else "taken down"
            yield replace(standing, until=day, leaving=leaving)
            standing = None
        if state is not None and standing is None:
            standing = Filing(replace(claim, figure=state.figure), day)
        if state is not None and standing is not None:
            standing = replace(standing, withdrawn=(standing.withdrawn or day) if state.withdrawn else None)
    if standing is not None:
        yield standing
