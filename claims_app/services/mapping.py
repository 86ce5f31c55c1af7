"""Database rows → core values; the one bridge."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Q, Subquery

from claims_app import models
from claims_app.core.boards import Episode, SideColumn
from claims_app.core.claims import Citation, Claim, Position, Stance
from claims_app.core.figures import Figure, Interval, Number
from claims_app.core.origins import origins_of
from claims_app.core.periods import Period
from claims_app.core.policies import POLICY
from claims_app.core.worlds import World

# An object of this key, or a kind of it, is a civilian: its harm is never called a loss of forces.
CIVILIANS = "civilian"
WORLDS_KEPT = 32
ANY_DAY = date.min
_worlds: OrderedDict[tuple[str, int, date], tuple[World, tuple[SideColumn, ...]]] = OrderedDict()


def world_of(incident: models.Incident) -> tuple[World, tuple[SideColumn, ...]]:
    """The vocabulary as a core value, and the columns of the incident's board; kept until the vocabulary changes.

    No query when kept, if the incident was read with the token; nine when not.
    """
    token = token_of(incident)
    key = (token, incident.conflict_id, ANY_DAY)
    if key not in _worlds:
        key = (token, incident.conflict_id, incident.start)
    if key not in _worlds:
        # Where every party is of one side for good, all incidents of the conflict share one world.
        if _is_timeless(incident.conflict_id):
            key = (token, incident.conflict_id, ANY_DAY)
        _worlds[key] = _build_world(incident)
        while len(_worlds) > WORLDS_KEPT:
            _worlds.popitem(last=False)
    return _worlds[key]


def _is_timeless(conflict: int) -> bool:
    dated = models.SideMembership.objects.filter(Q(since__isnull=False) | Q(until__isnull=False))
    return not dated.filter(side__conflict=conflict).exists()


def episode_of(incident: models.Incident) -> Episode:
    """What the board of an incident says of it."""
    return Episode(
        slug=incident.slug,
        title=incident.title,
        conflict=incident.conflict.title,
        start=incident.start,
        end=incident.end,
        place=incident.place.key if incident.place else "",
        lead=incident.lead,
        revision=incident.version,
    )


def token_of(incident: models.Incident) -> str:
    """The vocabulary's token: the one that was read with the incident, else the one of now."""
    read_with_it: str | None = getattr(incident, "vocabulary_token", None)
    return models.VocabularyVersion.current() if read_with_it is None else read_with_it


def _build_world(incident: models.Incident) -> tuple[World, tuple[SideColumn, ...]]:
    parties = list(models.Party.objects.values("id", "key", "name", "kind", "part_of__key"))
    sides = list(models.Side.objects.filter(conflict_id=incident.conflict_id).order_by("order", "key"))
    day = incident.start
    memberships = models.SideMembership.objects.filter(
        Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day), side__in=sides
    ).values_list("party__key", "side__key", "side__camp")
    order = {side.key: place for place, side in enumerate(sides)}
    # The world knows the order of the sides by the order of its parties: sentences name sides in column order.
    members = sorted(memberships, key=lambda member: order[member[1]])
    world = World.build(
        objects=_objects(),
        outcomes=[
            {
                name: getattr(row, name)
                for name in ("key", "name", "aliases", "harm", "family", "certain", "plain", "possible", "near_equal")
            }
            for row in models.Outcome.objects.all()
        ],
        places=list(_places()),
        parties=[
            {"key": row["key"], "name": row["name"], "kind": row["kind"], "part_of": row["part_of__key"]}
            for row in parties
        ],
        policy_id=POLICY.policy_id,
        camps={party: camp for party, _, camp in members},
        sides={party: side for party, side, _ in members},
    )
    columns = tuple(
        SideColumn(key=side.key, name=side.name, camp=side.camp, role=side.role, position=place)
        for place, side in enumerate(sides, 1)
    )
    return world, columns


def _objects() -> list[dict[str, Any]]:
    edges: dict[int, list[dict[str, Any]]] = {}
    for child, parent, counted_by in models.ObjectEdge.objects.values_list(
        "child_id", "parent__key", "counted_by__key"
    ):
        edges.setdefault(child, []).append({"key": parent, "counted_by": counted_by})
    return [
        {
            "key": row.key,
            "name": row.name,
            "plural": row.many,
            "harm": row.harm,
            "unit": row.unit,
            "exhaustive": row.exhaustive,
            "part_of": edges.get(row.pk, []),
        }
        for row in models.MeasureObject.objects.all()
    ]


def _places() -> Iterable[dict[str, Any]]:
    for key, name, within in models.Place.objects.values_list("key", "name", "within__key"):
        yield {"key": key, "name": name, "within": within}


def to_claims(
    rows: Iterable[models.Claim],
    incident: models.Incident,
    world: World,
    columns: Sequence[SideColumn],
    far: Mapping[int, int] | None = None,
    since: Mapping[int, datetime] | None = None,
) -> tuple[Claim, ...]:
    """The core claims of database rows fetched with `with_sources()`; `far` are their `far_origins`, asked for if left out.

    `since` are their `last_spoken`, where they are not all claims that their claimants have made in the incident.
    """
    ordered = sorted(rows, key=lambda row: (row.stated_at or _MIN, row.pk))
    bridge = Bridge(incident, world, columns, far_origins(ordered) if far is None else far, since)
    return tuple(bridge.claim(row) for row in ordered)


def last_spoken(rows: Iterable[models.Claim]) -> dict[int, datetime]:
    """For each claim that counts "since then" the moment that its claimant had last spoken of; no query where there is none."""
    counting = [row.pk for row in rows if row.counting == models.Claim.Counting.INCREMENTAL]
    if not counting:
        return {}
    claims = models.Claim.objects.filter(pk__in=counting).in_order()
    before = models.Claim.objects.visible().moments_before()[:1]
    found = claims.annotate(since=Subquery(before)).values_list("pk", "since")
    return {pk: since for pk, since in found if since is not None}


_MIN = datetime.min.replace(tzinfo=ZoneInfo("UTC"))


def far_origins(rows: Iterable[models.Claim]) -> dict[int, int]:
    """The origins of reports that copy a copy; no query where there is none."""
    cited = [citation.report for row in rows for citation in row.citations.all()]
    far = [report.pk for report in cited if report.copied_from and report.copied_from.copied_from_id]
    return origins_of(models.Report.objects.filter(pk__in=far).repeated()) if far else {}


class Bridge:
    """Turns the claims of one incident into core values; remembers when each claimant last spoke, for "since then"."""

    def __init__(
        self,
        incident: models.Incident,
        world: World,
        columns: Sequence[SideColumn],
        far_origins: Mapping[int, int] | None = None,
        since: Mapping[int, datetime] | None = None,
    ) -> None:
        self.far_origins = far_origins or {}
        self.incident = incident
        self.world = world
        self.zone = ZoneInfo(incident.timezone)
        self.place = incident.place.key if incident.place_id and incident.place else ""
        self.names = {column.key: column.name for column in columns}
        self.since = since
        self.spoken: dict[str, list[datetime]] = {}

    def claim(self, row: models.Claim) -> Claim:
        """The row as a core claim."""
        claimant = row.statement.claimant
        object_key = row.object.key if row.object else ""
        side, camp = self.world.side_of(claimant.key), self.world.camp_of(claimant.key)
        citations = tuple(_citation(citation, self.far_origins) for citation in row.citations.all())
        period = self._period(row, claimant.key)
        agents = ("none",) if row.agent_kind == "none" else tuple(row.agents if row.agent_kind == "parties" else ())
        scope, problem = self.world.try_scope(
            subject_certain=row.subject_certain,
            subject_plain=row.subject_plain,
            subject_possible=row.subject_possible,
            object=object_key,
            outcome=row.outcome.key if row.outcome else "",
            agent=agents,
            place=row.place.key if row.place else self.place,
            basis=row.basis,
            period=period,
            counted_by=claimant.key,
        )
        value = Claim(
            id=row.pk,
            claimant=claimant.key,
            side=side,
            camp=camp,
            kind=row.kind,  # type: ignore[arg-type]
            figure=figure_of(row) if row.kind == "figure" else None,
            position=self._position(row) if row.kind == "position" else None,
            claimant_name=self.names.get(side, "") or claimant.name,
            speaker=row.statement.speaker
            or (claimant.name if self.names.get(side) not in (None, claimant.name) else ""),
            via=citations[0].publisher if citations else "",
            subject_label=row.subject_label,
            subject_means=tuple(sorted(row.subject_plain)),
            subject_source="none" if not row.subject_plain else row.subject_source,  # type: ignore[arg-type]
            object=object_key,
            outcome=row.outcome.key if row.outcome else "",
            place=row.place.key if row.place else self.place,
            basis=row.basis,
            agent=";".join(agents),
            statement=row.statement_id,
            counting=row.counting,
            stated_at=self._local(row.stated_at),
            as_of=self._local(row.as_of),
            recorded_at=self._local(row.recorded_at),
            retracted_at=self._local(row.retracted_at),
            revises=row.revises_id,
            denies=row.denies_id,
            part_of=row.part_of_id,
            share_of=row.share_of_id,
            day_from_report=row.day_from_report,
            citations=citations,
            scope=scope,
            scope_problem=problem,
        )
        return _with_stance(value, self.world)

    def _local(self, moment: datetime | None) -> datetime | None:
        """A moment in the incident's zone, whose days pages and files show."""
        return moment.astimezone(self.zone) if moment else None

    def _position(self, row: models.Claim) -> Position:
        kept = row.position
        return Position(
            question=kept.question.key,
            question_text=kept.question.text,
            functional=kept.question.functional,
            answer=kept.answer,
            parties=tuple(kept.parties),
            objects=tuple(kept.objects_named),
            about=tuple(kept.about),
            polarity=kept.polarity,
            on=row.period_start.astimezone(self.zone).date().isoformat() if row.period_start else "",
            place=row.place.key if row.place else "",
        )

    def _period(self, row: models.Claim, claimant: str) -> Period:
        first = self._start_of(self.incident.start)
        last = self._end_of(self.incident.end)
        as_of = row.as_of or row.stated_at
        if row.counting == "cumulative" and as_of:
            start, end = (
                row.period_start or first,
                self._end_of(as_of.astimezone(self.zone).date()) if not row.as_of else as_of,
            )
        elif row.counting == "incremental" and as_of:
            start, end = row.period_start or self._last_spoken(row, claimant, as_of) or first, as_of
        else:
            start = row.period_start or first
            end = row.period_end or (
                self._end_of(row.period_start.astimezone(self.zone).date()) if row.period_start else last
            )
        if as_of:
            self.spoken.setdefault(claimant, []).append(as_of)
        return Period(
            start_outer=_instant(row.period_start_outer or start),
            start_plain=_instant(start),
            start_inner=_instant(row.period_start_inner or start),
            end_inner=_instant(row.period_end_inner or end),
            end_plain=_instant(end),
            end_outer=_instant(row.period_end_outer or end),
        )

    def _last_spoken(self, row: models.Claim, claimant: str, as_of: datetime) -> datetime | None:
        """The latest moment before that the claimant has spoken of so far."""
        if self.since is not None:
            return self.since.get(row.pk)
        return max((moment for moment in self.spoken.get(claimant, []) if moment < as_of), default=None)

    def _start_of(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self.zone)

    def _end_of(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=self.zone)


def _instant(moment: datetime) -> int:
    """Whole seconds since 1970; the last second of a day is the day's end, so that days meet without a gap."""
    seconds = int(moment.timestamp())
    return seconds + 1 if moment.second == 59 and moment.minute == 59 else seconds


def number_of(value: Decimal | None) -> Number | None:
    """A stored bound as a core number: a whole number where it is one."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else Fraction(value)


def _interval(low: Decimal | None, high: Decimal | None) -> Interval | None:
    bottom = number_of(low)
    return None if bottom is None else Interval(bottom, number_of(high))


def figure_of(row: models.Claim) -> Figure:
    """The stored reading of a claim's figure."""
    return Figure(
        text=row.figure_text,
        lang=row.figure_lang,
        kind=row.figure_kind,
        plain=_interval(row.plain_low, row.plain_high),
        charitable=_interval(row.charitable_low, row.charitable_high),
        flags=frozenset(row.figure_flags),
        unit=row.figure_unit,
        source=row.figure_source,
        policy=row.figure_policy,
        note=row.figure_note,
    )


def _citation(row: models.Citation, far_origins: Mapping[int, int]) -> Citation:
    report = row.report
    return Citation(
        report=report.pk,
        quote=row.quote,
        language=row.language,
        translation=row.translation,
        publisher=report.outlet.name,
        publisher_key=report.outlet.slug,
        title=report.title,
        url=report.url,
        published=report.published.isoformat() if report.published else "",
        archived_url=report.archived_url,
        sha256=row.copy.sha256 if row.copy and row.copy.media_type != row.copy.gone else "",
        locator=row.locator,
        wording=row.wording,
        licence=row.licence,
        origin=far_origins.get(report.pk) or report.copied_from_id or report.pk,
    )


def _with_stance(claim: Claim, world: World) -> Claim:
    return replace(claim, stance=stance_of(claim, world))


def stance_of(claim: Claim, world: World) -> Stance | Literal[""]:
    """How the claimant stands to what it claims: derived, never typed."""
    if not claim.camp:
        return "third_party"
    about = claim.position.about if claim.position else claim.subject_means
    own = bool(about) and all(world.camp_of(party) == claim.camp for party in about)
    if claim.kind == "position":
        return "" if own or not about else "accusation"
    if world.harm_of(claim.object) == "events":
        return "own_gain" if own else "accusation"
    if not own:
        return "other_loss" if about else ""
    return "own_civilians" if world.is_kind_of(claim.object, CIVILIANS) else "own_loss"
