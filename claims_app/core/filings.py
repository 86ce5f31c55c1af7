"""A figure over the days on which it was put on file here: each state in which a claim stood, from its day to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from claims_app.core.claims import Claim, ClaimId
from claims_app.core.timelines import Ending, Stretch, Timeline, follows, form_of

Leaving = Literal["", "corrected", "taken down"]


@dataclass(frozen=True, slots=True)
class Filing:
    """A claim as it stood on file from a day on, in the words and with the figure of then.

    `until` is the day on which we corrected it or took it down, None where it still stands so. `withdrawn` is the day
    on which we recorded that its claimant took it back. Days are those of the incident's zone; an hour is never kept.
    """

    claim: Claim
    since: date
    until: date | None = None
    leaving: Leaving = ""
    withdrawn: date | None = None


Filings = Mapping[ClaimId, Sequence[Filing]]


def days_on_file(filings: Iterable[Filing]) -> tuple[int, ...]:
    """The days on which something was recorded, corrected or taken down, as ordinals."""
    moments = [day for filing in filings for day in (filing.since, filing.until, filing.withdrawn) if day]
    return tuple(sorted({day.toordinal() for day in moments}))


def as_filed(timeline: Timeline, filings: Filings, *, known: date | None = None) -> Timeline:
    """The timeline of a row over the days on which we recorded it, cut at the end of `known`.

    A figure stands from the end of the day on which it came on file until the end of the day on which we corrected it,
    took it down, or put on file what its speaker said next. What was replaced before it came on file never stood.
    """
    said = timeline.stretches
    filed = [stretch for stretch in said if stretch.claim.id in filings]
    stretches = [
        moved
        for stretch in filed
        for moved in _moved(stretch, filings[stretch.claim.id], list(_replacing(stretch, filed, filings)))
    ]
    stretches.sort(key=lambda stretch: stretch.said)
    days = days_on_file(filing for stretch in filed for filing in filings[stretch.claim.id])
    return replace(timeline, axis="recorded", stretches=tuple(stretches), days=days or timeline.days, asof=known)


Replacement = tuple[float, Ending, Claim | None]


def _replacing(stretch: Stretch, others: Sequence[Stretch], filings: Filings) -> Iterator[Replacement]:
    """What its speaker said later of the same count, each with the end of the day on which that came on file."""
    for other in others:
        is_revision = other.claim.revises == stretch.claim.id
        if is_revision or follows(other, stretch):
            first = filings[other.claim.id][0]
            yield _end_of(first.since), "revised" if is_revision else "next", first.claim


def _moved(stretch: Stretch, filings: Sequence[Filing], replacing: Sequence[Replacement]) -> Iterator[Stretch]:
    """The stretch once for each state in which it stood on file."""
    until: float | None
    ending: Ending
    for place, filing in enumerate(filings):
        since = _end_of(filing.since)
        ends = list(replacing)
        if filing.withdrawn:
            ends.append((_end_of(filing.withdrawn), "retracted", None))
        if filing.until:
            following = filings[place + 1].claim if place + 1 < len(filings) else None
            ends.append((_end_of(filing.until), filing.leaving, following if filing.leaving == "corrected" else None))
        until, ending, then = min(ends, key=lambda end: end[0]) if ends else (None, "", None)
        form, low, high = form_of(filing.claim)
        yield replace(
            stretch,
            claim=filing.claim,
            form=form,
            low=low,
            high=high,
            earliest=since - 1,
            said=since,
            precision="day",
            until=None if until is None else max(until, since),
            ending=ending,
            then=then,
        )


def _end_of(day: date) -> float:
    return float(day.toordinal() + 1)
