"""Whatever an address of a board gives (page, piece, file, JSON), kept for the next reader while nothing that it shows has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from claims_app.answers import kept_bodies
from claims_app.answers.kept_bodies import Made
from claims_app.core.boards import SideColumn
from claims_app.forms import BoardAddress
from claims_app.models import Incident
from claims_app.services.kept_boards import Stamp, stamp_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a board: for which incident, which address, and in which form (each form has its own `kind`)."""

    request: HttpRequest
    slug: str
    address: BoardAddress
    kind: str

    def answered(
        self, stamp: Stamp, make: Callable[[], Made], headers: Mapping[str, str] | None = None
    ) -> HttpResponseBase:
        """The kept answer, or one made now; kept unless it shows a claim's source or a complaint about the address."""
        if not stamp.text or self.address.claim is not None or self.address.complaints:
            return kept_bodies.once(make(), headers)
        today = _today(stamp)
        return kept_bodies.answer(
            self.request,
            under=(stamp.text, today, self.kind, self.address.query_string()),
            make=make,
            still=lambda: stamp_of(slug=self.slug) == stamp and _today(stamp) == today,
            headers=headers,
        )


def _today(stamp: Stamp) -> str:
    """The day where the incident is, which stands in permalinks."""
    return timezone.now().astimezone(ZoneInfo(stamp.timezone)).date().isoformat()


def is_worth_keeping(incident: Incident, sides: Iterable[SideColumn], address: BoardAddress, *, shows: bool) -> bool:
    """Whether others may ask for it: it shows something, and is none of the addresses without end that anybody can make up."""
    today = timezone.now().date() + timedelta(days=1)
    days = [day for day in (address.query.asof, address.query.known) if day]
    columns = {side.key for side in sides}
    return (
        shows
        and all(incident.start <= day <= today for day in days)
        and all(side in columns for side in address.query.sides)
    )
