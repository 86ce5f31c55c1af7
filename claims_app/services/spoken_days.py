"""What was said of an incident, day by day, a page at a time: no claim of another page is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, DateTimeField, QuerySet, Value
from django.db.models.functions import Coalesce

from claims_app import models
from claims_app.core.claims import Claim
from claims_app.core.displays import headline_of
from claims_app.core.worlds import World
from claims_app.services.kept_boards import whole_of
from claims_app.services.mapping import last_spoken, to_claims, world_of

A_PAGE = 200
# After every day on which something can have been said: there stands what was said on no known day.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


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
class SaidPage:
    """One page of what was said, in the order of days; a day may go on from the page before."""

    days: tuple[SaidDay, ...]
    page: Page[Any]

    @property
    def total(self) -> int:
        """How much was said and taken back in all."""
        return self.page.paginator.count


@dataclass(frozen=True, slots=True)
class _Line:
    """What a page needs to know of a claim that was made or taken back, before the claim is read."""

    pk: int
    revises: int | None
    moment: datetime
    withdrawn: bool


def said_page(*, incident: models.Incident, number: object = 1) -> SaidPage:
    """A page of what was said, in five questions; an odd number is the nearest page."""
    page = Paginator(_lines(incident), A_PAGE).get_page(number)  # type: ignore[arg-type]
    lines = [_Line(*line) for line in page]
    world, _ = world_of(incident)
    return SaidPage(tuple(_days(lines, _claims(incident, lines), incident, world)), page)


def _lines(incident: models.Incident) -> QuerySet[Any, Any]:
    """Every claim that was made and every one that was taken back, in the order of time."""
    public = models.Claim.objects.filter(incident=incident).visible().order_by()
    made = _told(public, "stated_at", withdrawn=False)
    taken_back = _told(public.filter(retracted_at__isnull=False), "retracted_at", withdrawn=True)
    lines: QuerySet[Any, Any] = made.union(taken_back, all=True).order_by("moment", "id", "withdrawn")
    return lines


def _told(claims: Any, moment: str, *, withdrawn: bool) -> Any:
    told = Coalesce(moment, Value(NEVER, output_field=DateTimeField()))
    flag = Value(withdrawn, output_field=BooleanField())
    return claims.annotate(moment=told, withdrawn=flag).values_list("id", "revises_id", "moment", "withdrawn")


def _claims(incident: models.Incident, lines: Iterable[_Line]) -> dict[Any, Claim]:
    """The claims of these lines and those that they revise, by their numbers."""
    world, columns = world_of(incident)
    wanted = {pk for line in lines for pk in (line.pk, line.revises) if pk is not None}
    rows = (
        list(models.Claim.objects.filter(incident=incident, pk__in=wanted).visible().with_sources()) if wanted else []
    )
    return {claim.id: claim for claim in to_claims(rows, incident, world, columns, since=last_spoken(rows))}


def _days(
    lines: Sequence[_Line], claims: dict[Any, Claim], incident: models.Incident, world: World
) -> Iterator[SaidDay]:
    zone, known = ZoneInfo(incident.timezone), whole_of(incident=incident).days
    for day, of_day in groupby(
        lines, key=lambda line: None if line.moment == NEVER else line.moment.astimezone(zone).date()
    ):
        before = max((one for one in known if day is None or one < day), default=day and day - timedelta(days=1))
        spoken = [
            Spoken(claims[line.pk], headline_of(claims[line.pk], world), line.withdrawn,
                   None if line.withdrawn or line.revises is None else claims.get(line.revises))
            for line in of_day if line.pk in claims
        ]  # fmt: skip
        yield SaidDay(day, before, tuple(spoken))
