"""What the pages of parties show: what a party said, what was said later of the same facts, and where it gave no figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, Window

from claims_app import models
from claims_app.core.boards import Account, Row
from claims_app.core.claims import Claim
from claims_app.core.displays import headline_of
from claims_app.core.sequels import Sequel, sequels_of
from claims_app.core.worlds import World
from claims_app.services.boards import boards_then
from claims_app.services.kept_rows import Kept, kept_rows, ready
from claims_app.services.mapping import far_origins, to_claims, world_of
from claims_app.services.origins import Told
from claims_app.services.source_lines import Counted

INCIDENTS_A_PAGE = 5
ROWS_AN_INCIDENT = 12
MOST_ROWS = 200
SEQUELS_A_CLAIM = 6
# On SQLite a row key is matched by text, so a party that is no claimant is found by its place in the key.
SEPARATOR = "--"


@dataclass(frozen=True, slots=True)
class Said:
    """A claim of the party, with what was said of the same fact on that day or later; `more` counts those left out."""

    claim: Claim
    heading: str
    sequels: tuple[tuple[Sequel, str], ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class FactSaid:
    """One row of the board with the party's claims on it, oldest first."""

    row: Row
    claims: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """A row on which the party gave no figure: its own word of it, or that a report's list leaves it out."""

    row: Row
    claims: tuple[Told, ...]
    note: str


@dataclass(frozen=True, slots=True)
class OthersSaid:
    """One row about the party's losses, or its acts, with what others say."""

    row: Row
    claims: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class AccountSaid:
    """One question that is no figure, with the party's answers, and what others answer."""

    account: Account
    own: tuple[Claim, ...]
    others: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class PartyInIncident:
    """Everything of one incident that a party's page shows. `more` counts the rows that are left out."""

    incident: models.Incident
    said: tuple[FactSaid, ...]
    silences: tuple[Silence, ...]
    of_losses: tuple[OthersSaid, ...]
    of_acts: tuple[OthersSaid, ...]
    accounts: tuple[AccountSaid, ...]
    withdrawn: tuple[Told, ...]
    more: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the party is on file here."""
        return not (self.said or self.silences or self.of_losses or self.of_acts or self.accounts or self.withdrawn)


@dataclass(frozen=True, slots=True)
class PartyPage:
    """A party with its organs and its sides, and what it said in each of a page of incidents, the newest first."""

    party: models.Party
    organs: tuple[models.Party, ...]
    sides: tuple[models.SideMembership, ...]
    outlets: tuple[models.Outlet, ...]
    incidents: tuple[PartyInIncident, ...]
    page: Page[Any]
    one: models.Incident | None = None
    asof: date | None = None


def party_page(*, key: str, incident: str = "", number: object = 1, asof: date | None = None) -> PartyPage | None:
    """A party's page, or the part of it about one incident; None when there is no such party.

    `asof` leaves out what was said after that day. Six queries, whatever the claims, the organs and the incidents;
    seven for a day on which copies of copies are on file.
    """
    family = family_of(key=key)
    if not family:
        return None
    party, organs = family[0], family[1:]
    keys = frozenset(member.key for member in family)
    found = ready(_incidents_of(family))
    one = found.filter(slug=incident).first() if incident else None
    page = Counted([one], 1, 1).page(1) if one else _page_of(found, number)
    shown = list(page)
    rows, withdrawn = _then(shown, keys, asof) if asof else _today(shown, keys)
    sections = [_section(item, rows[item.pk], withdrawn[item.pk], party, keys, whole=one is not None) for item in shown]
    return PartyPage(
        party=party,
        organs=tuple(organs),
        sides=tuple(
            models.SideMembership.objects.filter(party__in=[party.pk, party.part_of_id])
            .select_related("side__conflict", "party")
            .order_by("side__conflict__title", "side__name")
        ),
        outlets=tuple(models.Outlet.objects.filter(party__in=[member.pk for member in family])),
        incidents=tuple(section for section in sections if not section.is_empty),
        page=page,
        one=one,
        asof=asof,
    )


def _page_of(incidents: Any, number: object) -> Page[Any]:
    """One page, counted in the query that reads it; a number too large takes two more and is the last page."""
    text = str(number)
    wanted = max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    counted = incidents.annotate(of=Window(Count("pk")))
    shown = list(counted[(wanted - 1) * INCIDENTS_A_PAGE : wanted * INCIDENTS_A_PAGE])
    if not shown and wanted > 1:
        return Paginator(incidents, INCIDENTS_A_PAGE).get_page(wanted)
    page = Counted((), INCIDENTS_A_PAGE, shown[0].of if shown else 0).get_page(wanted)
    page.object_list = shown
    return page


Sections = tuple[dict[int, Kept], dict[int, list[Claim]]]


def _today(incidents: Sequence[models.Incident], keys: frozenset[str]) -> Sections:
    """The kept rows that concern the party, and the claims that it took back, by incident; two queries."""
    rows = kept_rows(incidents=incidents, wanted=lambda stored: _concerns(stored, keys))
    found = _withdrawn(incidents, keys)
    far = far_origins([row for some in found.values() for row in some])
    return rows, {
        incident.pk: list(to_claims(found.get(incident.pk, ()), incident, *world_of(incident), far))
        for incident in incidents
    }


def _then(incidents: Sequence[models.Incident], keys: frozenset[str], asof: date) -> Sections:
    """The same by the end of a day, worked out."""
    boards = boards_then(incidents=incidents, asof=asof)
    return (
        {pk: Kept(board.rows, board.accounts) for pk, (board, _) in boards.items()},
        {
            pk: [claim for claim in claims if claim.retracted_at and claim.claimant in keys]
            for pk, (_, claims) in boards.items()
        },
    )


def family_of(*, key: str) -> list[models.Party]:
    """The party with that key, then every party that is part of it, by name; empty when there is none."""
    below: dict[int | None, list[models.Party]] = {}
    top = None
    for party in models.Party.objects.select_related("part_of").order_by("name", "pk"):
        below.setdefault(party.part_of_id, []).append(party)
        top = party if party.key == key else top
    found: list[models.Party] = []
    waiting = [top] if top else []
    seen: set[int] = set()
    while waiting:
        party = waiting.pop(0)
        if party.pk not in seen:
            seen.add(party.pk)
            found.append(party)
            waiting += below.get(party.pk, [])
    return found


def _incidents_of(family: Sequence[models.Party]) -> Any:
    """Incidents in which a member of the family claims something, or in which a row counts its losses or acts."""
    speaks = models.Claim.objects.visible().filter(
        incident=OuterRef("pk"), statement__claimant__in=[member.pk for member in family]
    )
    in_key = Q()
    for member in family:
        in_key |= Q(row_key__endswith=SEPARATOR + member.key) | Q(
            row_key__contains=f"{SEPARATOR}{member.key}{SEPARATOR}"
        )
    suffers = models.StoredFinding.objects.filter(in_key, incident=OuterRef("pk"), part="row")
    return models.Incident.objects.filter(Exists(speaks) | Exists(suffers)).order_by("-start", "slug")


def _withdrawn(incidents: Sequence[models.Incident], keys: frozenset[str]) -> dict[int, list[models.Claim]]:
    """Claims that the party took back, with their citations, by incident; one query."""
    claims = models.Claim.objects.visible().filter(
        incident__in=[incident.pk for incident in incidents],
        statement__claimant__key__in=keys,
        retracted_at__isnull=False,
    )
    related = ("statement__claimant", "object", "outcome", "place", "position__question")
    cited = models.Citation.objects.filter(claim__in=claims).select_related(
        "report__outlet", "report__copied_from", "copy", *(f"claim__{name}" for name in related)
    )
    rows: dict[int, models.Claim] = {}
    for citation in cited.defer("copy__content", "copy__text").order_by("claim_id", "order", "id"):
        row = rows.setdefault(citation.claim_id, citation.claim)
        row.__dict__.setdefault("_prefetched_objects_cache", {}).setdefault("citations", []).append(citation)
    found: dict[int, list[models.Claim]] = {}
    for row in rows.values():
        found.setdefault(row.incident_id, []).append(row)
    return found


def _section(
    incident: models.Incident,
    kept: Kept,
    withdrawn: Sequence[Claim],
    party: models.Party,
    keys: frozenset[str],
    *,
    whole: bool,
) -> PartyInIncident:
    """What one incident holds of a party; without `whole`, the first rows of each kind alone."""
    world, _ = world_of(incident)
    said = [_fact(row, keys, world) for row in kept.rows if _own(row, keys)]
    side = world.side_of(party.key)
    # What a report's list leaves out is the side's; an organ is not asked for it.
    silences = [_silence(row, keys, world, side if party.part_of_id is None else "") for row in kept.rows]
    about = [row for row in kept.rows if keys & set(row.losses_of)]
    losses = [_others(row, keys, world) for row in about if row.harm != "events"]
    acts = [_others(row, keys, world) for row in about if row.harm == "events"]
    accounts = [_account(account, keys) for account in kept.accounts]
    limit = MOST_ROWS if whole else ROWS_AN_INCIDENT
    lists: tuple[Sequence[Any], ...] = (
        [fact for fact in said if fact.claims],
        [silence for silence in silences if silence.claims or silence.note],
        [row for row in losses if row.claims],
        [row for row in acts if row.claims],
        [account for account in accounts if account.own],
    )
    facts, gaps, of_losses, of_acts, answers = (tuple(items[:limit]) for items in lists)
    return PartyInIncident(
        incident=incident,
        said=facts,
        silences=gaps,
        of_losses=of_losses,
        of_acts=of_acts,
        accounts=answers,
        withdrawn=tuple(Told(claim, headline_of(claim, world)) for claim in withdrawn),
        more=sum(max(0, len(items) - limit) for items in lists),
    )


def _concerns(stored: Any, keys: frozenset[str]) -> bool:
    """Whether a row in its stored form is about the party, or holds a claim of it."""
    return not keys.isdisjoint(stored["losses_of"]) or any(
        claim["claimant"] in keys for cell in stored["cells"] for claim in (*cell["claims"], *cell["previous"])
    )


def _all(row: Row) -> list[Claim]:
    return [claim for cell in row.cells for claim in (*cell.claims, *cell.previous)]


def _own(row: Row, keys: frozenset[str]) -> bool:
    return any(claim.claimant in keys for claim in _all(row))


def _fact(row: Row, keys: frozenset[str], world: World) -> FactSaid:
    claims = sorted(_all(row), key=_by_time)
    mine = [claim for claim in claims if claim.claimant in keys and claim.kind != "silence"]
    return FactSaid(row, tuple(_said(claim, claims, keys, world) for claim in mine))


def _said(claim: Claim, claims: Sequence[Claim], keys: frozenset[str], world: World) -> Said:
    """A claim with the first of what followed; of the party's own later claims the next one, since each has its line."""
    following = sequels_of(claim, claims, keys)
    own = [sequel for sequel in following if sequel.by == "itself"]
    wanted = [sequel for sequel in following if sequel.by != "itself" or sequel is own[0]]
    shown = wanted[:SEQUELS_A_CLAIM]
    pairs = tuple((sequel, headline_of(sequel.claim, world)) for sequel in shown)
    return Said(claim, headline_of(claim, world), pairs, len(wanted) - len(shown))


def _silence(row: Row, keys: frozenset[str], world: World, side: str) -> Silence:
    silent = [claim for claim in sorted(_all(row), key=_by_time) if claim.claimant in keys and claim.kind == "silence"]
    notes = [cell.note for cell in row.cells if cell.state == "omitted" and side and cell.side == side]
    return Silence(row, tuple(Told(claim, headline_of(claim, world)) for claim in silent), " ".join(notes))


def _others(row: Row, keys: frozenset[str], world: World) -> OthersSaid:
    claims = [claim for claim in sorted(_all(row), key=_by_time) if claim.claimant not in keys]
    return OthersSaid(row, tuple(Told(claim, headline_of(claim, world)) for claim in claims if claim.kind != "silence"))


def _account(account: Account, keys: frozenset[str]) -> AccountSaid:
    claims = sorted((claim for cell in account.cells for claim in (*cell.claims, *cell.previous)), key=_by_time)
    mine = tuple(claim for claim in claims if claim.claimant in keys)
    return AccountSaid(account, mine, tuple(claim for claim in claims if claim.claimant not in keys))


def _by_time(claim: Claim) -> tuple[bool, float, str]:
    return (claim.stated_at is None, claim.stated_at.timestamp() if claim.stated_at else 0.0, str(claim.id))


# ------------------------------------------------------------------ all parties


@dataclass(frozen=True, slots=True)
class Member:
    """A party of a side with the days of its membership, and its organs that speak."""

    party: models.Party
    since: Any
    until: Any
    organs: tuple[models.Party, ...]


@dataclass(frozen=True, slots=True)
class SideGroup:
    """A side of a conflict, with its role and its parties."""

    side: models.Side
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class PartiesPage:
    """Parties by conflict and side, all by name; `others` speak and stand in no side."""

    conflicts: tuple[tuple[models.Conflict, tuple[SideGroup, ...]], ...]
    others: tuple[models.Party, ...]


def parties_page() -> PartiesPage:
    """Every party that stands in a side or makes a public claim, grouped; in a constant number of queries."""
    claims = models.Claim.objects.visible().filter(statement=OuterRef("pk"))
    statements = models.Statement.objects.filter(Exists(claims), claimant=OuterRef("pk"))
    speaking = set(models.Party.objects.filter(Exists(statements)).values_list("pk", flat=True))
    parties = {party.pk: party for party in models.Party.objects.order_by("name", "pk")}
    memberships = list(
        models.SideMembership.objects.select_related("side__conflict").order_by(
            "side__conflict__title", "side__conflict__key", "side__name", "side__key", "party__name", "id"
        )
    )
    organs = _organs(parties, speaking)
    grouped: dict[models.Conflict, dict[models.Side, list[Member]]] = {}
    placed: set[int] = set()
    for membership in memberships:
        party = parties[membership.party_id]
        member = Member(party, membership.since, membership.until, organs.get(party.pk, ()))
        grouped.setdefault(membership.side.conflict, {}).setdefault(membership.side, []).append(member)
        placed |= {party.pk, *(organ.pk for organ in member.organs)}
    return PartiesPage(
        tuple(
            (conflict, tuple(SideGroup(side, tuple(members)) for side, members in sides.items()))
            for conflict, sides in grouped.items()
        ),
        tuple(party for key, party in parties.items() if key in speaking and key not in placed),
    )


def _organs(parties: Mapping[int, models.Party], speaking: Iterable[int]) -> dict[int, tuple[models.Party, ...]]:
    """For each party the parties below it that speak, by name."""
    found: dict[int, list[models.Party]] = {}
    wanted = set(speaking)
    for key, party in parties.items():
        above, seen = party.part_of_id, {key}
        while key in wanted and above is not None and above in parties and above not in seen:
            found.setdefault(above, []).append(party)
            seen.add(above)
            above = parties[above].part_of_id
    return {key: tuple(organs) for key, organs in found.items()}
