"""What a page needs of a board: each part drawn, with the few facts that counts, filters, notes and heads are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape as e

from claims_app.core.boards import Account, Board, Cell, Row, Show, camps_differ, verdict_names
from claims_app.core.charts import CampHead, PairingRow, pairing_of, shapes_of
from claims_app.core.claims import Claim
from claims_app.core.displays import listed
from claims_app.core.drawn.rows import account_html, pairing_html, row_html
from claims_app.core.drawn.said import FILTER, QUERY, SPEAKERS, Around


@dataclass(frozen=True, slots=True)
class Carrier:
    """A report that carries something on the board: its number, who published it, and the report it goes back to."""

    report: int
    publisher: str
    origin: int


@dataclass(frozen=True, slots=True)
class Usage:
    """A label that covers several parties in a claimant's mouth."""

    who: str
    label: str
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowFace:
    """A row drawn, with what a page says of it elsewhere. `told` are the claimants that its explanation names.

    `names` are its finding's words for the filter; `differ`: the plain figures of two camps do not meet; `of_others` are
    the sides that speak of other sides' losses in it.
    """

    key: str
    label: str
    object: str
    losses_of: tuple[str, ...]
    losses_label: str
    is_event: bool
    names: tuple[str, ...]
    contradicted: bool
    differ: bool
    sentence: str
    told: tuple[str, ...]
    of_others: tuple[str, ...]
    usages: tuple[Usage, ...]
    carriers: tuple[Carrier, ...]
    claims: int
    html: str

    def is_wanted(self, show: Show) -> bool:
        """Whether the row is in the wanted part of its board."""
        return (
            (not show.about or show.about in self.losses_of)
            and (not show.measure or show.measure == self.object)
            and (not show.verdict or show.verdict in self.names)
            and (not show.gaps or self.differ)
        )


@dataclass(frozen=True, slots=True)
class PairFace:
    """A pairing drawn: the text before its tags, the tag of each contradicted row by its key, the text after them.

    `speaking` are the sides that say what they inflicted, `owners` those that speak of themselves, camp by camp.
    """

    rows: tuple[str, ...]
    speaking: tuple[str, ...]
    owners: tuple[tuple[str, ...], ...]
    before: str
    tags: Mapping[str, str]
    after: str


@dataclass(frozen=True, slots=True)
class AccountFace:
    """An account drawn."""

    names: tuple[str, ...]
    contradicted: bool
    carriers: tuple[Carrier, ...]
    claims: int
    html: str


@dataclass(frozen=True, slots=True)
class BoardFace:
    """A board as its page shows it: rows, pairings and accounts in order."""

    rows: tuple[RowFace, ...] = ()
    pairs: tuple[PairFace, ...] = ()
    accounts: tuple[AccountFace, ...] = ()

    @property
    def claims(self) -> int:
        """How many claims stand in rows and accounts."""
        return sum(row.claims for row in self.rows) + sum(account.claims for account in self.accounts)

    @property
    def carriers(self) -> dict[int, Carrier]:
        """The reports that carry what is on it, by their numbers."""
        parts: list[RowFace | AccountFace] = [*self.rows, *self.accounts]
        return {one.report: one for part in parts for one in part.carriers}


def face_of(board: Board, around: Around) -> BoardFace:
    """A whole board drawn."""
    shapes = shapes_of(board)
    pairing = pairing_of(board)
    return BoardFace(
        tuple(row_face(row, shapes, around) for row in board.rows),
        tuple(pair_face(row, board, around) for row in pairing.rows),
        tuple(account_face(account, around) for account in board.accounts),
    )


def row_face(row: Row, shapes: Mapping[str, int], around: Around) -> RowFace:
    """A row drawn."""
    claims = row.claims
    return RowFace(
        key=row.key,
        label=row.label,
        object=row.object,
        losses_of=row.losses_of,
        losses_label=row.losses_label,
        is_event=row.harm == "events",
        names=verdict_names(row.finding),
        contradicted=row.contradicted,
        differ=camps_differ(row),
        sentence=row.finding.sentence,
        told=tuple(dict.fromkeys(read.claimant for read in row.why.claims)) if row.why else (),
        of_others=tuple(cell.side for cell in row.cells if any(claim.stance == "other_loss" for claim in cell.claims)),
        usages=_usages(claims),
        carriers=_carriers(claims),
        claims=len(claims),
        html=row_html(row, shapes, around),
    )


def pair_face(row: PairingRow, board: Board, around: Around) -> PairFace:
    """A pairing of a board drawn."""
    camps = dict.fromkeys(side.camp for side in board.sides if side.camp)
    before, tags, after = pairing_html(row, around, facing=len(camps) == 2)
    return PairFace(
        rows=row.pair.rows,
        speaking=tuple(wing.side for wing in row.pair.wings if wing.inflicted.claims),
        owners=tuple(tuple(dict.fromkeys(claim.side for claim in wing.own)) for wing in row.wings),
        before=before,
        tags=tags,
        after=after,
    )


def account_face(account: Account, around: Around) -> AccountFace:
    """An account drawn."""
    claims = _claims(account.cells)
    return AccountFace(
        verdict_names(account.finding),
        account.contradicted,
        _carriers(claims),
        len(claims),
        account_html(account, around),
    )


def _claims(cells: Iterable[Cell]) -> tuple[Claim, ...]:
    return tuple(claim for cell in cells for claim in cell.claims)


def _usages(claims: Iterable[Claim]) -> tuple[Usage, ...]:
    found = (
        Usage(claim.claimant_name, claim.subject_label, claim.subject_means)
        for claim in claims
        if len(claim.subject_means) > 1 and claim.side and claim.subject_label
    )
    return tuple(dict.fromkeys(found))


def _carriers(claims: Iterable[Claim]) -> tuple[Carrier, ...]:
    found = (Carrier(one.report, one.publisher, one.origin) for claim in claims for one in claim.citations)
    return tuple(dict.fromkeys(found))


def narrow_face(face: BoardFace, show: Show) -> BoardFace:
    """The part of a board that is wanted. A pairing is drawn as on the whole board; it names contradictions of shown rows."""
    if show == Show():
        return face
    rows = tuple(row for row in face.rows if row.is_wanted(show))
    keys = {row.key for row in rows}
    pairs = tuple(
        replace(pair, tags={key: tag for key, tag in pair.tags.items() if key in keys})
        for pair in face.pairs
        if not keys.isdisjoint(pair.rows)
    )
    accounts = face.accounts if not (show.about or show.measure or show.gaps) else ()
    if show.verdict:
        accounts = tuple(account for account in accounts if show.verdict in account.names)
    return BoardFace(rows, pairs, accounts)


def heads_of(face: BoardFace, board: Board) -> tuple[CampHead, ...]:
    """Who speaks in each camp's wing, about whom, and whose own figures stand under it; `board` gives the columns."""
    speaking = {side for pair in face.pairs for side in pair.speaking}
    return tuple(
        _head(camp, place, face, board, speaking)
        for place, camp in enumerate(dict.fromkeys(side.camp for side in board.sides if side.camp))
    )


def _head(camp: str, place: int, face: BoardFace, board: Board, speaking: set[str]) -> CampHead:
    sides = tuple(side for side in board.sides if side.camp == camp)
    mine = {side.key for side in sides}
    whose = dict.fromkeys(
        row.losses_label for row in face.rows if not row.is_event and not mine.isdisjoint(row.of_others)
    )
    own = {side for pair in face.pairs for side in pair.owners[place]}
    return CampHead(
        camp,
        tuple(side for side in sides if side.key in speaking) or sides,
        "; ".join(whose),
        tuple(side for side in board.sides if side.key in own),
    )


def speakers_of(heads: Iterable[CampHead]) -> list[str]:
    """Who speaks in each wing, as its escaped words."""
    return [e(listed([side.name for side in head.speakers])) for head in heads]


def finished(html: str, *, query: str, claim: int | None = None, speakers: Iterable[str] = ()) -> str:
    """A drawn part for one page: with its escaped query string ("" or "?…"), its open claim, the names of each camp's speakers."""
    before_claim = f"{query[1:]}&amp;" if query else ""
    done = html.replace(FILTER, before_claim).replace(QUERY, query)
    for place, names in enumerate(speakers):
        done = done.replace(f"{SPEAKERS}{place}{SPEAKERS}", names)
    if claim is not None:
        for suffix in "tpoa":
            done = done.replace(f'<a class="said" id="c{claim}{suffix}"', f'<a class="said open" id="c{claim}{suffix}"')
    return done
