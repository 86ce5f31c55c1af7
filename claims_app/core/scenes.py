"""Claims → Board: facts become rows, what sides said of them cells, and each row gets its finding."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from claims_app.core.boards import THIRD_PARTIES, Account, Board, Cell, Episode, Row, SideColumn
from claims_app.core.cells import cell_of
from claims_app.core.claims import Claim, ClaimId
from claims_app.core.displays import day_in, listed
from claims_app.core.explanations import explain
from claims_app.core.judgements import Judged, KnownFindings, ids_of
from claims_app.core.names import possessive
from claims_app.core.outlines import FactKey, Layout, Place, lists_without, losses_of, place_of, rows_of, together
from claims_app.core.pairings import label_of, pairings_of
from claims_app.core.rows import Fact, homes_of, united
from claims_app.core.rules import judge_account, judge_row, order_key
from claims_app.core.said import quoted
from claims_app.core.standings import with_counted_shares
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
    findings, columns = known_findings or KnownFindings(), columns_of(sides)
    claims = with_denials(claims)
    revised = {claim.revises for claim in claims if claim.revises is not None}
    homes = homes_of(claims, world)
    findings.layout = lay_out(claims, homes, revised, columns, world)
    scene = Scene(claims, episode, columns, world, findings, revised)
    rows = sorted(scene.rows(homes, findings.layout.rows), key=row_rank)
    return Board(
        incident=episode.slug,
        title=episode.title,
        conflict=episode.conflict,
        start=episode.start,
        end=episode.end,
        sides=columns,
        rows=tuple(rows),
        mirror=pairings_of(rows, columns, episode, world),
        accounts=scene.accounts(),
        asof=asof,
        known=known,
        revision=episode.revision,
        policy=world.policy_id,
    )


def lay_out(
    claims: Sequence[Claim],
    homes: Mapping[FactKey, Fact],
    revised: Collection[ClaimId],
    columns: Sequence[SideColumn],
    world: World,
) -> Layout:
    """Which rows a board has, from its claims and the facts that they are about."""
    outlines = {key: home.outline(revised) for key, home in homes.items()}
    groups, losses = rows_of(outlines.values()), losses_of(claims)
    rows = {}
    for key, homes_here in groups.items():
        omitted = lists_without(together(homes_here, outlines), columns, losses, world)
        rows[key] = replace(place_of(key, groups, outlines), omitted=omitted)
    members = {key: ids_of(home.claims) for key, home in homes.items()}
    return Layout(outlines, members, rows, losses)


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


def columns_of(sides: Sequence[SideColumn]) -> tuple[SideColumn, ...]:
    """The columns of a board: its sides, and third parties last."""
    return (*sides, SideColumn(THIRD_PARTIES, "Third parties", "", "Observers, media and others", len(sides) + 1))


class Scene:
    """The claims of one board, or those of them that some of its rows hang on, while rows are being made.

    `revised` are the claims that others took the place of.
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        episode: Episode,
        columns: Sequence[SideColumn],
        world: World,
        known: KnownFindings,
        revised: Collection[ClaimId],
    ) -> None:
        self.known = known
        self.claims = claims
        self.by_id = {claim.id: claim for claim in claims}
        self.counted = {claim.id: claim for claim in with_counted_shares(claims)}
        self.episode = episode
        self.columns = columns
        self.world = world
        self.revised = revised

    def rows(self, homes: Mapping[FactKey, Fact], places: Mapping[FactKey, Place]) -> list[Row]:
        """A row for each place; `homes` hold the claims of all facts that stand in them."""
        return [
            self.row(
                united([homes[home] for home in place.homes]),
                dict(place.omitted),
                [claim for home in place.nested for claim in homes[home].claims],
            )
            for place in places.values()
        ]

    def row(self, fact: Fact, omitted: Mapping[str, ClaimId], nested: Sequence[Claim] = ()) -> Row:
        """The row of one fact; claims nested in it stand in rows of their own, but count as its parts."""
        word, verbs = self._words(fact)
        own_place = fact.place if fact.place != self.episode.place else ""
        key = key_of(fact.key, self.episode)
        judged = self._judged(key, fact.claims, nested)
        return Row(
            key=key,
            object=fact.object,
            outcome=fact.family,
            label=label_of(fact.object, word, self.world),
            losses_of=fact.subject,
            losses_label=listed([self.world.party_name(party) for party in self._in_side_order(fact.subject)]),
            place=fact.place,
            start=self.episode.start,
            end=self.episode.end,
            harm=self.world.harm_of(fact.object),
            cells=tuple(self._cell(column, fact, omitted.get(column.key)) for column in self.columns),
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

    def _cell(self, column: SideColumn, fact: Fact, told: ClaimId | None) -> Cell:
        mine = [claim for claim in fact.claims if (claim.side or THIRD_PARTIES) == column.key]
        owns = bool(column.camp) and any(self.world.side_of(party) == column.key for party in fact.subject)
        cell = replace(cell_of(column.key, mine, self.revised), owns=owns)
        if told is None:
            return cell
        return replace(cell, state="omitted", note=self._omission(self.by_id[told], column, fact))

    def _omission(self, told: Claim, column: SideColumn, fact: Fact) -> str:
        """ "RT’s report of Azerbaijan’s losses names no drone (2 Apr)"; of people, "names no soldiers wounded"."""
        report = f"{possessive(told.via)} report" if told.via else "The report"
        is_people = self.world.harm_of(fact.object) == "people"
        missing = self.world.object_name(fact.object, many=is_people)
        outcome = f" {self.world.outcome_name(fact.family)}" if is_people and fact.family else ""
        day = day_in(told.stated_at, self.episode.start)
        note = f"{report} of {possessive(column.name)} losses names no {missing}{outcome}"
        return f"{note} ({day})" if day else note

    def accounts(self) -> tuple[Account, ...]:
        """Positions question by question."""
        asked: dict[str, list[Claim]] = {}
        for claim in self.claims:
            if claim.position is not None:
                asked.setdefault(claim.position.question, []).append(claim)
        return tuple(sorted((self._account(key, claims) for key, claims in asked.items()), key=account_rank))

    def _account(self, key: str, claims: list[Claim]) -> Account:
        position = claims[0].position
        assert position is not None
        return Account(
            key=key,
            question=position.question_text,
            functional=position.functional,
            cells=tuple(
                cell_of(column.key, [c for c in claims if (c.side or THIRD_PARTIES) == column.key], self.revised)
                for column in self.columns
            ),
            finding=judge_account(claims, self.world),
        )


def account_rank(account: Account) -> tuple[bool, str]:
    """Sorts accounts: questions that have one answer in the world first."""
    return (not account.functional, account.key)


def row_rank(row: Row) -> tuple[Any, ...]:
    """Sorts rows, as `rules.order_key` has it."""
    return order_key(row.finding, row.harm, row.key)


def key_of(fact: FactKey, episode: Episode) -> str:
    """The row's key, which stands in addresses and files; that of very many parties is cut, and told apart by a digest."""
    subject, thing, family, place = fact
    own_place = place if place != episode.place else ""
    whose = subject or ("not-stated",)
    key = "--".join(part for part in (thing or "any", family or "any", *whose, own_place) if part)
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 14]}--{hashlib.sha256(key.encode()).hexdigest()[:12]}"
