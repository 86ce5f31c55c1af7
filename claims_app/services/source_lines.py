"""The lists of an incident's sources: worked out from its citations, kept on write, and read back a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from claims_app import models
from claims_app.core.boards import Row, SideColumn
from claims_app.core.gaps import standing_gaps
from claims_app.core.origins import laid_out, origins_of, with_those_above
from claims_app.core.worlds import World
from claims_app.models import SourceLine
from claims_app.services import bulk

Part = SourceLine.Part
# A change of what stands in a line is a new number: what is kept is then worked out anew.
VERSION = 2
CLAIMS_A_REPORT = 8
REPORTS_A_CHAIN = 100
MOST_NAMED = 3
OLDEST_FIRST = F("published").asc(nulls_last=True)
ORDERS: dict[str, tuple[Any, ...]] = {
    Part.ORIGIN: (F("report__published").asc(nulls_last=True), "report__outlet__name", "report_id"),
    Part.STATEMENT: (F("statement__stated_from").asc(nulls_last=True), "statement__claimant__name", "statement_id"),
    Part.CLAIM: (F("claim__stated_at").asc(nulls_last=True), "claim_id"),
    Part.REPORT: (F("report__published").asc(nulls_last=True), "report__outlet__name", "report_id"),
    Part.ANSWER: ("since", "row_key"),
}
COLUMNS: dict[str, str] = {
    Part.ORIGIN: "report_id", Part.REPORT: "report_id", Part.STATEMENT: "statement_id", Part.CLAIM: "claim_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in the words that its lists need."""

    claimant_key: str
    claimant: str
    speaker: str
    channel: str
    stated_from: datetime | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A report as the lists need it; `above` is the one that it repeats, `party` the key of the party of its outlet."""

    pk: int
    above: int | None
    outlet: int
    outlet_name: str
    party: str
    title: str
    url: str
    published: date | None
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, by primary keys alone. `number` is its report, statement or claim; 0 for a row of the board."""

    part: str
    number: int = 0
    row_key: str = ""
    since: datetime | None = None
    lacking: bool = False
    alone: bool = False
    firsts: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int, str]:
        """What it is about."""
        return (self.part, self.number, self.row_key)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each."""

    reports: int = 0
    origins: int = 0
    statements: int = 0
    claims: int = 0
    single: int = 0
    lacking: int = 0
    alone: int = 0


# ------------------------------------------------------------------ worked out


@dataclass(frozen=True)
class Carrying:
    """Which report carries which claim of which statement; `headings` hold those that they go back to, oldest first."""

    rows: tuple[tuple[int, int, int, datetime | None], ...]
    told: Mapping[int, Said]
    headings: Mapping[int, Heading]

    @cached_property
    def above(self) -> dict[int, int | None]:
        """What each report repeats."""
        return {pk: heading.above for pk, heading in self.headings.items()}

    @cached_property
    def origins(self) -> dict[int, int]:
        """Each report's origin."""
        return origins_of(self.above)

    @cached_property
    def carried(self) -> dict[int, set[int]]:
        """The claims that each report carries."""
        found: dict[int, set[int]] = {}
        for claim, _, report, _ in self.rows:
            found.setdefault(report, set()).add(claim)
        return found


def carrying_of(claims: QuerySet[models.Claim]) -> Carrying:
    """Which reports carry these claims, in two queries of plain values."""
    cited = models.Citation.objects.filter(claim__in=claims.order_by().values("pk"))
    rows: list[tuple[int, int, int, datetime | None]] = []
    told: dict[int, Said] = {}
    for claim, statement, report, stated_at, key, name, speaker, channel, stated_from in cited.order_by(
        F("claim__statement__stated_from").asc(nulls_last=True),
        "claim__statement__claimant__name", "claim__statement_id", "claim_id", "order", "id",
    ).values_list(
        "claim_id", "claim__statement_id", "report_id", "claim__stated_at", "claim__statement__claimant__key",
        "claim__statement__claimant__name", "claim__statement__speaker", "claim__statement__channel",
        "claim__statement__stated_from",
    ):  # fmt: skip
        rows.append((claim, statement, report, stated_at))
        if statement not in told:
            told[statement] = Said(key, name, speaker, channel, stated_from)
    reports = models.Report.objects.filter(pk__in=cited.order_by().values("report_id"))
    return Carrying(tuple(rows), told, headings_of(reports.with_those_repeated()))


def headings_of(reports: QuerySet[models.Report]) -> dict[int, Heading]:
    """Reports oldest first, in one query of plain values."""
    held = models.ArchivedCopy.objects.filter(report=OuterRef("pk"))
    found = reports.annotate(held=Exists(held)).order_by(OLDEST_FIRST, "outlet__name", "pk")
    values = found.values_list(
        "pk", "copied_from_id", "outlet_id", "outlet__name", "outlet__party__key", "title", "url", "published", "held"
    )
    return {
        pk: Heading(pk, above, outlet, name, party or "", title, url, published, held)
        for pk, above, outlet, name, party, title, url, published, held in values
    }


def named_speaker(told: Said) -> str:
    """The speaker of a statement, "" where the claimant's name says as much."""
    return "" if told.speaker.casefold() in told.claimant.casefold() else told.speaker


def is_own_word(party: str, claimant: str, world: World) -> bool:
    """Whether the claimant itself published the report: its outlet is the claimant's, or of a body above or below it."""
    return bool(party) and (party in world.bodies(claimant) or claimant in world.bodies(party))


def origin_lines(everything: Carrying) -> list[Line]:
    """The reports that go back to one report, for each such report; by the day of that one, then by name."""
    carried, above = everything.carried, everything.above
    members: dict[int, list[int]] = {}
    for report in everything.headings:
        members.setdefault(everything.origins[report], []).append(report)
    found = []
    for head in everything.headings:
        if head not in members:
            continue
        group = members[head]
        chain = [
            [
                step.report,
                step.depth,
                len(carried.get(step.report, ())),
                sorted(carried.get(step.report, ()))[:CLAIMS_A_REPORT],
            ]
            for step in laid_out({one: above[one] for one in group}, first_of(group, above))
        ]
        found.append(Line(Part.ORIGIN, head, payload={"reports": sum(one in carried for one in group), "chain": chain}))
    return found


def first_of(group: Sequence[int], above: Mapping[int, int | None]) -> list[int]:
    """The first reports of a group with those that they go back to, in its order; a list that ends."""
    wanted = with_those_above(group[:REPORTS_A_CHAIN], above) & set(group)
    return [report for report in group if report in wanted]


def statement_lines(everything: Carrying, world: World) -> list[Line]:
    """Each statement with the reports through which it is known, in the order in which they were made."""
    told_by: dict[int, Counter[int]] = {}
    claims: dict[int, set[int]] = {}
    for claim, statement, report, _ in everything.rows:
        told_by.setdefault(statement, Counter())[report] += 1
        claims.setdefault(statement, set()).add(claim)
    order = {report: place for place, report in enumerate(everything.headings)}
    return [
        statement_line(statement, told, told_by[statement], sorted(claims[statement]), everything, order, world)
        for statement, told in everything.told.items()
    ]


def statement_line(
    statement: int,
    told: Said,
    tellers: Mapping[int, int],
    claims: Sequence[int],
    everything: Carrying,
    order: Mapping[int, int],
    world: World,
) -> Line:
    """One statement: `tellers` counts its claims in each report that tells it."""
    headings = everything.headings
    group = sorted(with_those_above(tellers, everything.above) & headings.keys(), key=order.__getitem__)
    above = {report: everything.above[report] for report in group}
    steps = laid_out(above, first_of(group, above))
    own = next(
        (
            report
            for report in [*(step.report for step in steps), *group]
            if is_own_word(headings[report].party, told.claimant_key, world)
        ),
        None,
    )
    heads = {everything.origins[report] for report in tellers}
    in_order = sorted(tellers, key=order.__getitem__)
    outlets = {headings[report].outlet: report for report in reversed(in_order)}
    payload = {
        "claims": len(claims),
        "first": list(claims[:CLAIMS_A_REPORT]),
        "reports": len(tellers),
        "origins": len(heads),
        "own": own,
        "chain": [[step.report, step.depth, tellers.get(step.report, 0)] for step in steps],
        "via": sorted(outlets.values(), key=order.__getitem__)[:MOST_NAMED],
        "outlets": len(outlets),
        "head": min(heads) if len(heads) == 1 else None,
    }
    lacking = own is None
    return Line(Part.STATEMENT, statement, lacking=lacking, alone=lacking and len(heads) == 1, payload=payload)


def claim_lines(everything: Carrying) -> list[Line]:
    """The claims whose reports all go back to one report, in the order in which they were said."""
    heads: dict[int, set[int]] = {}
    said: dict[int, datetime | None] = {}
    for claim, _, report, stated_at in everything.rows:
        heads.setdefault(claim, set()).add(everything.origins[report])
        said[claim] = stated_at
    single = [claim for claim, origins in heads.items() if len(origins) == 1]
    single.sort(key=lambda claim: (said[claim] is None, said[claim].timestamp() if said[claim] else 0.0, claim))  # type: ignore[union-attr]
    return [Line(Part.CLAIM, claim) for claim in single]


def report_lines(everything: Carrying) -> list[Line]:
    """The reports that carry a claim, oldest first."""
    carried, firsts = everything.carried, firsts_of(everything)
    return [
        Line(Part.REPORT, report, firsts=firsts[report], payload={"claims": len(carried[report])})
        for report in everything.headings
        if report in carried
    ]


def firsts_of(everything: Carrying) -> Counter[int]:
    """How many claims each report carries that no report with a lower key does of the same outlet."""
    first: dict[tuple[int, int], int] = {}
    for claim, _, report, _ in everything.rows:
        told = (claim, everything.headings[report].outlet)
        first[told] = min(report, first.get(told, report))
    return Counter(first.values())


def answer_lines(rows: Iterable[Row], columns: Iterable[SideColumn], world: World) -> list[Line]:
    """Rows on which the other side's figure stands and the owner of the loss has given none, with the day since when."""
    found = [Line(Part.ANSWER, row_key=gap.row.key, since=gap.since) for gap in standing_gaps(rows, columns, world)]
    return sorted(found, key=lambda line: (line.since, line.row_key))


def counts_of(everything: Carrying, statements: Iterable[Line], single: int) -> Counts:
    """The numbers of an incident's sources."""
    found = list(statements)
    return Counts(
        reports=len(everything.carried),
        origins=len(set(everything.origins.values())),
        statements=len(found),
        claims=len({claim for claim, _, _, _ in everything.rows}),
        single=single,
        lacking=sum(line.lacking for line in found),
        alone=sum(line.alone for line in found),
    )


# ------------------------------------------------------------------ kept


def kept_under(world: World, token: str) -> str:
    """What stands for the rules and the vocabulary under which lines are kept."""
    return f"{VERSION}:{world.policy_id}:{token}"


def kept_in_this_form() -> QuerySet[models.KeptSources]:
    """Those whose lines say what lines say today, under whichever rules and vocabulary."""
    return models.KeptSources.objects.filter(kept_under__startswith=f"{VERSION}:")


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of the default view of an incident, and their numbers."""

    lines: Sequence[Line]
    counts: Counts


def all_lines(*, incident: models.Incident, rows: Sequence[Row], columns: Sequence[SideColumn], world: World) -> Lines:
    """The lines from all public claims of the incident and the rows of its board; writes nothing."""
    everything = carrying_of(models.Claim.objects.filter(incident=incident).visible())
    statements, single = statement_lines(everything, world), claim_lines(everything)
    answers = answer_lines(rows, columns, world)
    lines = [*origin_lines(everything), *statements, *single, *report_lines(everything), *answers]
    return Lines(lines, counts_of(everything, statements, len(single)))


def keep_lines(*, incident: models.Incident, lines: Lines, world: World, token: str) -> None:
    """Keep them; what is as it was is not written again. Call it in the writing transaction."""
    _write(incident, lines.lines, models.SourceLine.objects.filter(incident=incident))
    _keep_counts(incident, lines.counts, kept_under(world, token))


def _write(incident: models.Incident, wanted: Iterable[Line], among: QuerySet[SourceLine]) -> list[Line]:
    """Make the kept lines of a question the wanted ones; returns those that were kept."""
    lines = {line.key: line for line in wanted}
    kept = {line_of(row).key: row for row in among}
    for some in bulk.in_chunks([row.pk for key, row in kept.items() if key not in lines]):
        models.SourceLine.objects.filter(pk__in=some).delete()
    bulk.insert([_row(incident, line) for key, line in lines.items() if key not in kept])
    changed = [
        _row(incident, line, kept[key].pk) for key, line in lines.items() if key in kept and line_of(kept[key]) != line
    ]
    bulk.update(changed, ["since", "lacking", "alone", "firsts", "payload"])
    return [line_of(row) for row in kept.values()]


def _keep_counts(incident: models.Incident, counts: Counts, under: str) -> None:
    values = {name: getattr(counts, name) for name in Counts.__slots__}
    models.KeptSources.objects.update_or_create(incident=incident, defaults={"kept_under": under, **values})


# ------------------------------------------------------------------ kept, where a write touches them


def keep_lines_of(
    *,
    incident: models.Incident,
    claims: Collection[int],
    statements: Collection[int],
    rows: Sequence[Row],
    gone: Collection[str],
    columns: Sequence[SideColumn],
    world: World,
    token: str,
) -> None:
    """The same where no more than these claims, statements and rows may be others than before; `gone` are rows that are no more."""
    kept = models.KeptSources.objects.filter(incident=incident, kept_under=kept_under(world, token)).first()
    if kept is None:
        raise LookupError(f"no line is kept of incident {incident.pk}")
    reports = _reports_around(claims)
    everything = carrying_of(_claims_around(incident, claims, statements, reports))
    wanted = [
        line
        for line in (*origin_lines(everything), *report_lines(everything), *claim_lines(everything))
        if line.number in (claims if line.part == Part.CLAIM else reports)
    ]
    wanted += [line for line in statement_lines(everything, world) if line.number in statements]
    wanted += answer_lines(rows, columns, world)
    looked_at = (
        Q(part__in=(Part.ORIGIN, Part.REPORT), report__in=reports)
        | Q(part=Part.STATEMENT, statement__in=statements)
        | Q(part=Part.CLAIM, claim__in=claims)
        | Q(part=Part.ANSWER, row_key__in=[*(row.key for row in rows), *gone])
    )
    before = _write(incident, wanted, models.SourceLine.objects.filter(looked_at, incident=incident))
    now, then = _numbers(wanted), _numbers(before)
    counts = {name: getattr(kept, name) + now[name] - then[name] for name in Counts.__slots__}
    _keep_counts(incident, Counts(**counts), kept.kept_under)


def _reports_around(claims: Collection[int]) -> set[int]:
    """The reports that carry one of the claims or did, and all that hang together with them as copies, now or then."""
    cited = {pk for some in (models.Citation.objects.filter(claim__in=claims), models.Citation.history.filter(claim_id__in=claims))
             for pk in some.order_by().values_list("report_id", flat=True).distinct()}  # fmt: skip
    found, waiting = set(cited), set(cited)
    while waiting:
        above = set(models.Report.history.filter(id__in=waiting).order_by().values_list("copied_from_id", flat=True))
        waiting = {pk for pk in above if pk is not None} - found
        found |= waiting
    together = models.Report.objects.filter(pk__in=found).with_those_repeated_and_repeating()
    return found | set(together.values_list("pk", flat=True))


def _claims_around(
    incident: models.Incident, claims: Collection[int], statements: Collection[int], reports: Collection[int]
) -> QuerySet[models.Claim]:
    """The public claims of an incident that these reports carry, with these and those of the statements."""
    cited = models.Citation.objects.filter(report__in=reports, claim__incident=incident)
    some = {*claims, *cited.order_by().values_list("claim_id", flat=True).distinct()}
    return models.Claim.objects.filter(Q(pk__in=some) | Q(statement__in=statements), incident=incident).visible()


def _numbers(lines: Iterable[Line]) -> Counter[str]:
    """What lines add to the numbers of an incident's sources."""
    found: Counter[str] = Counter()
    names = {Part.ORIGIN: "origins", Part.REPORT: "reports", Part.STATEMENT: "statements", Part.CLAIM: "single"}
    for line in lines:
        if line.part in names:
            found[names[Part(line.part)]] += 1
        if line.part == Part.STATEMENT:
            found["claims"] += line.payload["claims"]
            found["lacking"] += line.lacking
            found["alone"] += line.alone
    return found


def line_of(row: SourceLine) -> Line:
    """The line that a row keeps."""
    number = row.report_id or row.statement_id or row.claim_id or 0
    return Line(row.part, number, row.row_key, row.since, row.lacking, row.alone, row.firsts, row.payload)


def _row(incident: models.Incident, line: Line, pk: int | None = None) -> SourceLine:
    about = COLUMNS.get(line.part)
    return bulk.new(
        SourceLine, id=pk, incident_id=incident.pk, part=line.part, row_key=line.row_key, since=line.since, lacking=line.lacking,
        alone=line.alone, firsts=line.firsts, payload=dict(line.payload), **({about: line.number} if about else {}),
    )  # fmt: skip


def kept_counts(incident: models.Incident, world: World, token: str) -> Counts | None:
    """The numbers kept with an incident; None where there are none, or of other rules. No query when read with it."""
    kept = getattr(incident, "kept_sources", None)
    if kept is None or kept.kept_under != kept_under(world, token):
        return None
    return Counts(**{name: getattr(kept, name) for name in Counts.__slots__})


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages of a list whose length is known already."""

    def __init__(self, items: Any, size: int, count: int) -> None:
        super().__init__(items, size)
        self.__dict__["count"] = count


@dataclass(frozen=True, slots=True)
class Shelf:
    """The lines of one incident, kept or worked out, and their numbers. `everything` is there where they were worked out."""

    incident: models.Incident
    counts: Counts
    everything: Carrying | None = None
    lines: Mapping[str, Sequence[Line]] = field(default_factory=dict)

    def page(self, part: str, size: int, number: object) -> Page[Any]:
        """One page of a list; an odd number is the first page, one too large the last."""
        count = {
            Part.ORIGIN: self.counts.origins,
            Part.STATEMENT: self.counts.statements,
            Part.CLAIM: self.counts.single,
        }
        items: Any = self.lines.get(part, ()) if self.everything else self.kept(part)
        page = Counted(items, size, count[Part(part)]).get_page(number)  # type: ignore[arg-type]
        if not self.everything:
            page.object_list = [line_of(row) for row in page.object_list]
        return page

    def kept(self, part: str) -> Any:
        """The rows of a part as they are kept, in the order of their list."""
        return models.SourceLine.objects.filter(incident=self.incident, part=part).order_by(*ORDERS[part])


def worked_out(incident: models.Incident, claims: QuerySet[models.Claim], world: World) -> Shelf:
    """The lines of these claims without those of rows, in two queries."""
    everything = carrying_of(claims)
    statements, single = statement_lines(everything, world), claim_lines(everything)
    lines: dict[str, Sequence[Line]] = {
        Part.ORIGIN: origin_lines(everything),
        Part.STATEMENT: statements,
        Part.CLAIM: single,
    }
    return Shelf(incident, counts_of(everything, statements, len(single)), everything, lines)
