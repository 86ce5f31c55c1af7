"""What we changed on a claim or a report since readers first saw it: what it was, what it is, which day, and why.

Made from the history that every save leaves. What was done before publication is the desk's; so are names and hours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Subquery

from claims_app import models
from claims_app.core.diffs import Piece, pieces_of
from claims_app.core.displays import listed
from claims_app.core.removals import is_removed
from claims_app.core.wording import reading_of
from claims_app.services.mapping import figure_of

# A claim is saved before its citations: what is added so soon after its publication was published with it.
TOGETHER = timedelta(seconds=5)
CORRECTED, TAKEN_DOWN, BACK, REMOVED = "corrected", "taken down", "published again", "removed"
UTC = ZoneInfo("UTC")
Values = dict[str, str]
# Of which row something is held: the name of its model, in small letters, and its number.
Place = tuple[str, int]
State = dict[Place, Values]
SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; "" is nothing. `name` says what it is, in readers' words."""

    name: str
    before: str
    after: str

    @property
    def was(self) -> tuple[Piece, ...]:
        """The text before, in pieces."""
        return pieces_of(self.before, self.after)[0]

    @property
    def now(self) -> tuple[Piece, ...]:
        """The text after, in pieces."""
        return pieces_of(self.before, self.after)[1]


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor did on one day for one reason; `kind` is corrected, taken down, published again or removed."""

    day: date
    kind: str
    why: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenDown:
    """A claim that stood on the pages and was taken down by us: where, which day and why. Not what it said."""

    number: int
    incident: models.Incident
    day: date
    why: str


# ------------------------------------------------------------------ from entries to corrections


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of a history: the row that it is of, what the row then held (None = deleted), and why.

    `published` is for the claim's own entries: whether it then was.
    """

    moment: datetime
    place: Place
    values: Values | None
    why: str
    is_new: bool
    published: bool | None = None


@dataclass(slots=True)
class _Walk:
    """Goes through the entries in their order and writes down what readers saw change. `seen_from`: not before then."""

    zone: ZoneInfo
    snapshot: Callable[[State], State]
    seen_from: datetime | None = None
    is_published: bool = False
    state: State = field(default_factory=dict)
    shown: State | None = None
    first_shown: datetime | None = None
    is_down: bool = False
    found: list[Correction] = field(default_factory=list)

    def through(self, entries: Iterable[_Entry]) -> tuple[Correction, ...]:
        """The corrections, oldest first."""
        for entry in entries:
            if self.seen_from is not None and self.shown is None and entry.moment >= self.seen_from:
                self._first_seen(self.seen_from)
            self._take(entry)
        return tuple(self.found)

    def _first_seen(self, moment: datetime) -> None:
        if self.is_published:
            self.shown, self.first_shown = self.snapshot(self.state), moment

    def _take(self, entry: _Entry) -> None:
        if entry.values is None:
            self.state.pop(entry.place, None)
        else:
            self.state[entry.place] = entry.values
        before = self.is_published
        if entry.published is not None:
            self.is_published = entry.published
        if self.seen_from is not None and entry.moment < self.seen_from:
            return
        if self.is_published:
            self._show(entry)
        elif before and self.shown is not None:
            self.is_down = True
            self._write(entry, TAKEN_DOWN, ())

    def _show(self, entry: _Entry) -> None:
        now, earlier = self.snapshot(self.state), self.shown
        self.shown = now
        if earlier is None or self.first_shown is None:
            self.first_shown = entry.moment
        elif self.is_down:
            self.is_down = False
            self._write(entry, BACK, _changes(earlier, now))
        elif not (entry.is_new and entry.moment - self.first_shown <= TOGETHER):
            self._write(entry, CORRECTED, _changes(earlier, now))

    def _write(self, entry: _Entry, kind: str, changes: tuple[Change, ...]) -> None:
        day = entry.moment.astimezone(self.zone).date()
        last = self.found[-1] if self.found else None
        if kind == CORRECTED and last and (last.day, last.kind, last.why) == (day, kind, entry.why):
            changes = _joined(last.changes, changes)
            self.found.pop()
        if changes or kind != CORRECTED:
            self.found.append(Correction(day, kind, entry.why, changes))


def _changes(before: State, after: State) -> tuple[Change, ...]:
    """What differs; a source that came or went as a whole is one change."""
    found: list[Change] = []
    several = len([place for place in {**before, **after} if place[0] == SOURCE]) > 1
    for place in dict.fromkeys([*before, *after]):
        was, now = before.get(place), after.get(place)
        if place[0] == SOURCE and (was is None or now is None):
            found.append(Change(SOURCE, _summary(was), _summary(now)))
            continue
        which = f" ({(now or was or {}).get('report', '')})" if place[0] == SOURCE and several else ""
        was, now = was or {}, now or {}
        found += [
            Change(f"{name}{which}", was.get(name, ""), now.get(name, "")) for name in dict.fromkeys([*was, *now])
        ]
    return tuple(change for change in found if change.before != change.after)


def _summary(source: Values | None) -> str:
    if source is None:
        return ""
    quote = source["quote"] if is_removed(source["quote"]) else f"“{source['quote']}”"
    return f"{source['report']}: {quote}"


def _joined(first: Iterable[Change], second: Iterable[Change]) -> tuple[Change, ...]:
    """Two saves of one day for one reason are one correction."""
    joined = {change.name: change for change in first}
    for change in second:
        earlier = joined.get(change.name)
        joined[change.name] = replace(change, before=earlier.before) if earlier else change
    return tuple(change for change in joined.values() if change.before != change.after)


def public_reason(words: str) -> str:
    """Why, as readers are told: an editor's words as they are, the app's own words without numbers and file names."""
    words = (words or "").strip()
    if re.fullmatch(r"import \d+", words):
        return "a file was imported"
    if words.startswith("import of ") and words.endswith(" undone"):
        return "the import that brought it was undone"
    return "" if words in ("published", "unpublished") else words


def _ordered(entries: Iterable[_Entry]) -> list[_Entry]:
    """By their moment; of one moment the claim's own entry comes last, when what it names is there."""
    return sorted(entries, key=lambda entry: (entry.moment, entry.published is not None))


# ------------------------------------------------------------------ a claim


def corrections_of_claim(*, claim_id: int) -> tuple[Correction, ...]:
    """What readers saw change on a claim since it was first public, oldest first; eight queries at most.

    Days are those of the incident's zone. Nothing for a claim that never was public.
    """
    claim = models.Claim.objects.select_related("incident", "batch").filter(pk=claim_id).first()
    if claim is None:
        return ()
    zone = ZoneInfo(claim.incident.timezone)
    rows = list(claim.history.select_related("object", "outcome", "place").order_by("history_date", "history_id"))
    names = _names_of_parties(key for row in rows for key in (*row.subject_plain, *row.agents))
    entries = [
        _entry(row, "claim", _claim_values(row, names, zone), row.status == models.Claim.Status.PUBLISHED)
        for row in rows
    ]
    entries += _around(claim.pk, {row.statement_id for row in rows})
    walk = _Walk(zone, _claim_snapshot, claim.batch.visible_at if claim.batch else None)
    return _with_removals(walk.through(_ordered(entries)), claim.suppressions.all(), zone)


def taken_down(*, claim_id: int) -> TakenDown | None:
    """Which day and why we took a claim off the pages; None for a claim that is public or never was."""
    unpublished = models.Claim.Status.UNPUBLISHED
    claim = models.Claim.objects.select_related("incident", "batch").filter(pk=claim_id, status=unpublished).first()
    if claim is None or (claim.batch and claim.batch.state not in _ONCE_VISIBLE):
        return None
    states = list(claim.history.order_by("history_date", "history_id").values_list("history_date", "status"))
    published = [place for place, (_, status) in enumerate(states) if status == models.Claim.Status.PUBLISHED]
    if not published:
        return None
    moment = states[published[-1] + 1][0]
    day = moment.astimezone(ZoneInfo(claim.incident.timezone)).date()
    return TakenDown(claim.pk, claim.incident, day, public_reason(claim.status_reason))


_ONCE_VISIBLE = (models.ImportBatch.State.VISIBLE, models.ImportBatch.State.UNDONE)


def _entry(row: Any, name: str, values: Values, published: bool | None = None) -> _Entry:
    is_gone = row.history_type == "-"
    why = public_reason(row.history_change_reason)
    return _Entry(
        row.history_date, (name, row.id), None if is_gone else values, why, row.history_type == "+", published
    )


def _around(claim_id: int, statements: set[int]) -> list[_Entry]:
    """The entries of a claim's statements, position and citations."""
    said = models.Statement.history.filter(id__in=statements).select_related("claimant")
    answers = models.Position.history.filter(claim_id=claim_id).select_related("question")
    quotes = models.Citation.history.filter(claim_id=claim_id).select_related("report__outlet")
    return [
        *(_entry(row, "statement", statement_values(row)) for row in said.order_by("history_id")),
        *(_entry(row, "position", _position_values(row)) for row in answers.order_by("history_id")),
        *(_entry(row, "citation", _citation_values(row)) for row in quotes.order_by("history_id")),
    ]


def _claim_values(row: Any, names: Mapping[str, str], zone: ZoneInfo) -> Values:
    """What readers see of a claim, in words; `_statement` says which statement it then was of."""
    links = {"part of": row.part_of_id, "share of": row.share_of_id, "denies": row.denies_id, "revises": row.revises_id}
    by = "nobody" if row.agent_kind == "none" else listed([names.get(key, key) for key in row.agents])
    return {
        "_statement": str(row.statement_id),
        "kind": "" if row.kind == "figure" else row.get_kind_display(),
        "figure as said": row.figure_text,
        "read as": reading_of(figure_of(row)) if row.kind == "figure" and row.plain_low is not None else "",
        "reason for an editor’s reading": row.figure_note if row.figure_source == "editor" else "",
        "whose losses, as said": row.subject_label,
        "whom that means": listed([names.get(key, key) for key in row.subject_plain]),
        "measure": " ".join(
            filter(None, [row.object.many if row.object else "", row.outcome.name if row.outcome else ""])
        ),
        "by whom": by,
        "place": row.place.name if row.place else "",
        "counting rule": row.get_basis_display() if row.basis else "",
        "counted": "" if row.counting == "episode" else row.get_counting_display(),
        "period, as said": row.period_words,
        "from": _when(row.period_start, zone),
        "to": _when(row.period_end, zone),
        "counted until": _when(row.as_of, zone),
        "said on": _when(row.stated_at, zone),
        "withdrawn by the claimant on": _when(row.retracted_at, zone),
        **{name: f"claim {number}" if number else "" for name, number in links.items()},
    }


def statement_values(row: Any) -> Values:
    """What readers see of a statement, from an entry of its history."""
    return {"who says it": row.claimant.name if row.claimant_id else "", "speaker": row.speaker, "channel": row.channel}


def _position_values(row: Any) -> Values:
    return {"question": row.question.text, "answer": row.answer, "about whom": row.about_label}


def _citation_values(row: Any) -> Values:
    return {
        "quote": row.quote,
        "report": _report_name(row.report),
        "our translation": row.translation,
        "page or paragraph": row.locator,
        "whose words": row.get_wording_display() if row.wording else "",
        "licence of the text": row.licence,
    }


def _claim_snapshot(state: State) -> State:
    """What a reader saw at that moment: the claim with its statement and its position as one, and each source."""
    claim = next((dict(values) for (name, _), values in state.items() if name == "claim"), {})
    statement = claim.pop("_statement", "")
    for (name, number), values in state.items():
        if name == "position" or (name == "statement" and str(number) == statement):
            claim |= values
    sources = {(SOURCE, number): values for (name, number), values in state.items() if name == "citation"}
    return {("claim", 0): claim, **sources}


def _names_of_parties(keys: Iterable[str]) -> dict[str, str]:
    return dict(models.Party.objects.filter(key__in=set(keys)).values_list("key", "name"))


def _report_name(report: Any) -> str:
    day = f", {report.published.day} {report.published:%B %Y}" if report.published else ""
    return f"{report.outlet.name}{day}"


def _when(moment: datetime | None, zone: ZoneInfo) -> str:
    """A day of the incident's zone, with its time where the words gave one."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    hour = "" if local.time() in (time(0, 0), time(23, 59, 59)) else f", {local:%H:%M}"
    return f"{local.day} {local:%B %Y}{hour}"


# ------------------------------------------------------------------ a report


def corrections_of_report(*, report_id: int) -> tuple[Correction, ...]:
    """What readers saw change of a report's title, address and dates since a public claim first hung on it; two queries."""
    visible = models.Claim.objects.visible().filter(citations__report=report_id)
    published = models.Claim.history.filter(id__in=visible.values("pk"), status=models.Claim.Status.PUBLISHED)
    first_seen = Subquery(published.order_by("history_date").values("history_date")[:1])
    history = models.Report.history.filter(id=report_id).select_related("outlet", "copied_from__outlet")
    rows = list(history.annotate(seen=first_seen).order_by("history_date", "history_id"))
    entries = [_entry(row, "report", report_values(row)) for row in rows]
    seen: datetime | None = rows[0].seen if rows else None
    walk = _Walk(UTC, _report_snapshot, seen, is_published=seen is not None)
    removals = models.Suppression.objects.filter(reports=report_id, kind="document")
    return _with_removals(walk.through(_ordered(entries)), removals, UTC)


def report_values(row: Any) -> Values:
    """What readers see of a report, from an entry of its history."""
    return {
        "outlet": row.outlet.name,
        "title": row.title,
        "address": row.url,
        "published on": f"{row.published.day} {row.published:%B %Y}" if row.published else "",
        "copy in a public archive": row.archived_url,
        "repeats": _report_name(row.copied_from) if row.copied_from else "",
    }


def _report_snapshot(state: State) -> State:
    return dict(state)


# ------------------------------------------------------------------ what was removed for good


def _with_removals(
    found: tuple[Correction, ...], removals: Iterable[models.Suppression], zone: ZoneInfo
) -> tuple[Correction, ...]:
    """The corrections with the fact of each removal; the words themselves are in no history any more."""
    removed = [
        Correction(row.made_at.astimezone(zone).date(), REMOVED, row.reason, (Change(row.get_kind_display(), "", ""),))
        for row in removals
    ]
    return tuple(sorted((*found, *removed), key=lambda correction: correction.day))
