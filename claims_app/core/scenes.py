"""Claims → Board: facts become rows, what sides said of them cells, and each row gets its finding."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from claims_app.core.boards import (
    THIRD_PARTIES,
    Account,
    Board,
    Cell,
    CellState,
    Episode,
    MirrorRow,
    MirrorWing,
    Row,
    SideColumn,
)
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.displays import day_in, listed
from claims_app.core.explanations import explain
from claims_app.core.judgements import Judged, KnownFindings, ids_of
from claims_app.core.names import possessive
from claims_app.core.read_together import FactSaid, read_together
from claims_app.core.rows import Fact, facts_of, nested_claims
from claims_app.core.rules import judge_account, judge_row, order_key
from claims_app.core.said import quoted
from claims_app.core.standings import with_counted_shares
from claims_app.core.wording import is_word
from claims_app.core.worlds import World

LONGEST_KEY = 200


def build_board(
    claims: Sequence[Claim],
    episode: Episode,
    sides: Sequence[SideColumn],
    world: World,
    *,
    asof: date | None = None,
    known: date | None = None,
    known_findings: KnownFindings | None = None,
) -> Board:
    """The board of an incident from its claims, already cut to what was said and recorded by the days asked for.

    `known_findings` are those of an earlier board: a row whose claims are the same as then is not judged anew.
    """
    columns = (*sides, SideColumn(THIRD_PARTIES, "Third parties", "", "Observers, media and others", len(sides) + 1))
    claims = with_denials(claims)
    scene = Scene(claims, episode, columns, world, known_findings or KnownFindings())
    facts = facts_of(claims, world)
    nested = nested_claims(facts)
    rows = [scene.row(fact, nested[fact.key]) for fact in facts]
    rows.sort(key=lambda row: order_key(row.finding, row.harm, row.key))
    return Board(
        incident=episode.slug,
        title=episode.title,
        conflict=episode.conflict,
        start=episode.start,
        end=episode.end,
        sides=columns,
        rows=tuple(rows),
        mirror=scene.pairings(rows),
        accounts=scene.accounts(),
        asof=asof,
        known=known,
        revision=episode.revision,
        policy=world.policy_id,
    )


def with_denials(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims, each denial with what it denies: "Karabakh’s “300”"."""
    known = {claim.id: claim for claim in claims}
    return tuple(
        replace(claim, denied=_told_by(known[claim.denies]))
        if claim.kind == "denial" and claim.denies is not None and claim.denies in known
        else claim
        for claim in claims
    )


def _told_by(claim: Claim) -> str:
    words = claim.figure.text.strip() if claim.figure else claim.position.answer if claim.position else ""
    return f"{possessive(claim.claimant_name)} {quoted(words) if words else 'claim'}"


class Scene:
    """The claims of one board while its rows are being made."""

    def __init__(
        self,
        claims: tuple[Claim, ...],
        episode: Episode,
        columns: Sequence[SideColumn],
        world: World,
        known: KnownFindings,
    ) -> None:
        self.known = known
        self.claims = claims
        self.counted = {claim.id: claim for claim in with_counted_shares(claims)}
        self.episode = episode
        self.columns = columns
        self.world = world
        self.revised: set[ClaimId] = {claim.revises for claim in claims if claim.revises is not None}
        self.loss_lists: dict[tuple[str, ClaimId | None], list[Claim]] = {}
        for claim in claims:
            if claim.stance == "own_loss" and claim.kind == "figure" and claim.retracted_at is None:
                self.loss_lists.setdefault((claim.side, claim.statement), []).append(claim)

    def row(self, fact: Fact, nested: Sequence[Claim] = ()) -> Row:
        """The row of one fact; claims nested in it stand in rows of their own, but count as its parts."""
        harm = self.world.harm_of(fact.object)
        word, verbs = self._words(fact)
        label = self._label(fact.object, word)
        own_place = fact.place if fact.place != self.episode.place else ""
        key = _key_of(fact, own_place)
        judged = self._judged(key, fact.claims, nested)
        return Row(
            key=key,
            object=fact.object,
            outcome=fact.family,
            label=label,
            losses_of=fact.subject,
            losses_label=listed([self.world.party_name(party) for party in self._in_side_order(fact.subject)]),
            place=fact.place,
            start=self.episode.start,
            end=self.episode.end,
            harm=harm,
            cells=tuple(self._cell(column, fact) for column in self.columns),
            finding=judged.finding,
            verbs=verbs,
            own_place=self.world.place_name(own_place) if own_place else "",
            why=judged.why,
        )

    def _judged(self, key: str, claims: Sequence[Claim], nested: Sequence[Claim]) -> Judged:
        """What can be said of a row: as before while its claims are the same, else found out."""
        found = self.known.of(key, claims, nested)
        if found is None:
            own, parts = ([self.counted[claim.id] for claim in some] for some in (claims, nested))
            finding = judge_row(own, self.world, parts)
            why = explain(finding, (*own, *parts), self.world) if finding.decided_by else None
            found = Judged(ids_of(claims), ids_of(nested), finding, why)
            self.known.keep(key, found)
        return found

    def _label(self, object_key: str, word: str) -> str:
        """ "Tanks lost"; "Soldier casualties", since casualties are a noun."""
        what = self.world.object_name(object_key, many=word != "casualties")
        return " ".join(part for part in (what[:1].upper() + what[1:], word) if part) or "Measure not stated"

    def _in_side_order(self, parties: Sequence[str]) -> list[str]:
        order = {column.key: place for place, column in enumerate(self.columns)}
        return sorted(parties, key=lambda party: (order.get(self.world.side_of(party), len(order)), party))

    def _words(self, fact: Fact) -> tuple[str, str]:
        """The word of the label, and the claims' own words where they differ from it."""
        said = {
            claim.outcome: self.world.outcome_name(claim.outcome) for claim in fact.claims if claim.kind == "figure"
        }
        said = said or {claim.outcome: self.world.outcome_name(claim.outcome) for claim in fact.claims if claim.outcome}
        word = self.world.widest_word(sorted(said), fact.family)
        names = sorted(set(said.values()))
        return word, "" if names == [word] else " · ".join(names)

    def _cell(self, column: SideColumn, fact: Fact) -> Cell:
        mine = [claim for claim in fact.claims if (claim.side or THIRD_PARTIES) == column.key]
        owns = bool(column.camp) and any(self.world.side_of(party) == column.key for party in fact.subject)
        cell = self._made(column.key, mine)
        if cell.state != "empty":
            return replace(cell, owns=owns)
        told = self._loss_list(column, fact) if owns else None
        if told is None:
            return replace(cell, owns=owns)
        return replace(cell, owns=owns, state="omitted", note=self._omission(told, column, fact))

    def _made(self, side: str, claims: Sequence[Claim]) -> Cell:
        standing = [claim for claim in claims if claim.id not in self.revised and claim.retracted_at is None]
        newest = tuple(sorted(standing, key=_newest_first))
        previous = tuple(sorted((claim for claim in claims if claim.id in self.revised), key=_newest_first))
        if not newest:
            gone = tuple(sorted((claim for claim in claims if claim.id not in self.revised), key=_newest_first))
            return Cell(side, "retracted" if gone else "empty", gone, previous=previous)
        return Cell(side, _state_of(newest), newest, previous=previous)

    def _loss_list(self, column: SideColumn, fact: Fact) -> Claim | None:
        """A claim of the side's own list of losses, where the row counts the side's losses alone and others speak of them."""
        alone = all(self.world.camp_of(party) == column.camp for party in fact.subject)
        if not alone or self.world.harm_of(fact.object) == "events" or not any(claim.figure for claim in fact.claims):
            return None
        if self.world.is_civilian(fact.object):
            return None
        first = min((claim.stated_at for claim in fact.claims if claim.figure and claim.stated_at), default=None)
        for (side, _), losses in self.loss_lists.items():
            newest = max((claim.stated_at for claim in losses if claim.stated_at), default=None)
            is_late_enough = first is None or newest is None or newest.date() >= first.date()
            if (
                side == column.key
                and is_late_enough
                and not any(self._akin(claim.object, fact.object) for claim in losses)
            ):
                return losses[0]
        return None

    def _akin(self, one: str, other: str) -> bool:
        """Whether one object is the other or a kind of it: a list that names soldiers does not leave out soldiers."""
        return self.world.is_kind_of(one, other) or self.world.is_kind_of(other, one)

    def _omission(self, told: Claim, column: SideColumn, fact: Fact) -> str:
        """ "RT’s report of Azerbaijan’s losses names no drone (2 Apr)"; of people, "names no soldiers wounded"."""
        report = f"{possessive(told.via)} report" if told.via else "The report"
        is_people = self.world.harm_of(fact.object) == "people"
        missing = self.world.object_name(fact.object, many=is_people)
        outcome = f" {self.world.outcome_name(fact.family)}" if is_people and fact.family else ""
        day = day_in(told.stated_at, self.episode.start)
        note = f"{report} of {possessive(column.name)} losses names no {missing}{outcome}"
        return f"{note} ({day})" if day else note

    def pairings(self, rows: Sequence[Row]) -> tuple[MirrorRow, ...]:
        """What each side says it inflicted, measure by measure, with what the sides say of their own losses."""
        grouped: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            if row.harm != "events":
                grouped.setdefault((row.object, row.outcome), []).append(row)
        pairs = [self._pairing(kind, members) for kind, members in grouped.items()]
        kept = [pair for pair in pairs if any(wing.inflicted.claims for wing in pair.wings)]
        contradicted = {row.key for row in rows if row.contradicted}
        return tuple(
            sorted(
                kept,
                key=lambda pair: (
                    pair.object != self.episode.lead,
                    -len({wing.side for wing in pair.wings if wing.inflicted.claims}),
                    not contradicted & set(pair.rows),
                    self.world.harm_of(pair.object) != "things",
                    pair.label,
                ),
            )
        )

    def _pairing(self, kind: tuple[str, str], rows: Sequence[Row]) -> MirrorRow:
        claims = [claim for row in rows for cell in row.cells for claim in (*cell.claims, *cell.previous)]
        wings = []
        for column in self.columns:
            if not column.camp:
                continue
            mine = [claim for claim in claims if claim.side == column.key]
            inflicted = self._made(column.key, [claim for claim in mine if claim.stance == "other_loss"])
            own = self._made(column.key, [claim for claim in mine if claim.stance in ("own_loss", "own_civilians")])
            if mine:
                wings.append(MirrorWing(column.key, inflicted, replace(own, owns=True)))
        return MirrorRow(
            object=kind[0],
            outcome=kind[1],
            label=self._label(kind[0], "" if kind[1] in ("killed", "lost") else self.world.outcome_name(kind[1])),
            wings=tuple(wings),
            sentence=read_together(self.world.object_name(kind[0], many=True), self._facts_said(rows), self.world),
            rows=tuple(row.key for row in rows),
        )

    def _facts_said(self, rows: Sequence[Row]) -> list[FactSaid]:
        """Fact by fact what the sides say they inflicted, then what they say of their own; in the order of who inflicted."""
        order = {column.key: place for place, column in enumerate(self.columns)}
        facts = []
        for row in rows:
            claims = [claim for claim in row.claims if claim.camp and claim.retracted_at is None]
            inflicted = [claim for claim in claims if claim.stance == "other_loss"]
            own = [claim for claim in claims if claim.stance in ("own_loss", "own_civilians")]
            place = min((order[claim.side] for claim in inflicted), default=len(order))
            facts.append((place, FactSaid(row.losses_label or "parties not stated", (*inflicted, *own))))
        return [fact for _, fact in sorted(facts, key=lambda item: item[0])]

    def accounts(self) -> tuple[Account, ...]:
        """Positions question by question."""
        asked: dict[str, list[Claim]] = {}
        for claim in self.claims:
            if claim.position is not None:
                asked.setdefault(claim.position.question, []).append(claim)
        return tuple(self._account(key, claims) for key, claims in sorted(asked.items(), key=_by_question))

    def _account(self, key: str, claims: list[Claim]) -> Account:
        position = claims[0].position
        assert position is not None
        return Account(
            key=key,
            question=position.question_text,
            functional=position.functional,
            cells=tuple(
                self._made(column.key, [claim for claim in claims if (claim.side or THIRD_PARTIES) == column.key])
                for column in self.columns
            ),
            finding=judge_account(claims, self.world),
        )


def _by_question(item: tuple[str, list[Claim]]) -> tuple[bool, str]:
    position = item[1][0].position
    return (not (position and position.functional), item[0])


def _newest_first(claim: Claim) -> tuple[float, str]:
    return (-claim.stated_at.timestamp() if claim.stated_at else 0.0, str(claim.id))


def _state_of(claims: Sequence[Claim]) -> CellState:
    kinds = {claim.kind for claim in claims}
    if "figure" in kinds:
        figures = [claim.figure for claim in claims if claim.figure]
        return "words" if all(is_word(figure) for figure in figures) else "figure"
    if "position" in kinds:
        return "words"
    return "denial" if "denial" in kinds else "silence"


def _key_of(fact: Fact, own_place: str) -> str:
    """The row's key, which stands in addresses and files; that of very many parties is cut, and told apart by a digest."""
    whose = fact.subject or ("not-stated",)
    key = "--".join(part for part in (fact.object or "any", fact.family or "any", *whose, own_place) if part)
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 14]}--{hashlib.sha256(key.encode()).hexdigest()[:12]}"
