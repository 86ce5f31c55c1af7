"""The findings that changed last, as entries of a feed: of one incident, or of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from claims_app import models
from claims_app.core.boards import Account, Row
from claims_app.core.labels import finding_name
from claims_app.services.keeping import read_kept

LONGEST = 50
# When nothing has changed yet.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding: where it stands, what it is about, what it says, the day on which it last changed."""

    slug: str
    incident: str
    key: str
    part: str
    heading: str
    finding: str
    sentence: str
    changed: date

    @property
    def updated(self) -> datetime:
        """The day's first moment; the hour of an editor's work is not public."""
        return datetime.combine(self.changed, time.min, tzinfo=UTC)


def changed_findings(*, incident: models.Incident | None = None) -> list[Entry]:
    """The findings on figures and accounts that changed last, newest first. One query."""
    kept = models.StoredFinding.objects.exclude(part="mirror").exclude(changed_at=None)
    kept = kept.filter(incident=incident) if incident is not None else kept
    newest = kept.select_related("incident").order_by("-changed_at", "incident_id", "part", "order")[:LONGEST]
    return [entry_of(finding) for finding in newest]


def entry_of(finding: models.StoredFinding) -> Entry:
    """A kept finding as an entry."""
    item: Any = read_kept(finding)
    changed = finding.changed_at.astimezone(UTC).date() if finding.changed_at else date.min
    return Entry(
        slug=finding.incident.slug,
        incident=finding.incident.title,
        key=finding.row_key,
        part=finding.part,
        heading=_heading(item),
        finding=finding_name(item.finding),
        sentence=item.finding.sentence,
        changed=changed,
    )


def _heading(item: Row | Account) -> str:
    if isinstance(item, Account):
        return item.question
    whose = "acts of" if item.harm == "events" else "losses of"
    return ", ".join(
        part
        for part in (item.label, item.own_place, f"{whose} {item.losses_label}" if item.losses_label else "")
        if part
    )
