"""What makes two rows the same claim: everything but its values (figure, quote, note) and its report."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields

from claims_app.core.designations import fold


@dataclass(frozen=True, slots=True)
class NaturalKey:
    """The natural key of a claims file; days are ISO dates in the incident's zone, or "" where nothing was said."""

    incident: str
    claimant: str
    speaker: str = ""
    subject: str = ""
    object: str = ""
    outcome: str = ""
    agent: str = ""
    place: str = ""
    basis: str = ""
    counting: str = "episode"
    event_date: str = ""
    event_end: str = ""
    as_of: str = ""
    stated_at: str = ""
    question: str = ""

    def digest(self) -> str:
        """The key as one hash."""
        parts = [fold(getattr(self, name)) for name in NAMES]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


NAMES = tuple(field.name for field in fields(NaturalKey))


def report_identity(publisher: str, title: str, url: str, published: str) -> str:
    """What makes two mentions the same report: its address, else who published it under which title on which day."""
    if url:
        return url
    return "|".join((fold(publisher), fold(title), published)) if publisher or title else ""


def own_name(number: int) -> str:
    """What a claim without an external id is called in a file that leaves: an import of it finds the claim again."""
    return f"claim-{number}"
