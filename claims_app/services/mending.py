"""The kept board after a change of some claims: what the change reaches is worked out, all else stays as it is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q

from claims_app import models
from claims_app.core.boards import Board, Episode, Row, SideColumn
from claims_app.core.claims import Claim
from claims_app.core.judgements import KnownFindings
from claims_app.core.outlines import FactKey, losses_of
from claims_app.core.pairings import pairings_of
from claims_app.core.relayouts import Relayout, lay_out_anew, leave_out_anew
from claims_app.core.rows import homes_of
from claims_app.core.scenes import Scene, key_of, row_rank, with_denials
from claims_app.core.worlds import World
from claims_app.services import keeping
from claims_app.services.keepers import keep_part
from claims_app.services.layouts import KeptLayout, keep_layout, keep_losses, losses_kept
from claims_app.services.mapping import last_spoken, to_claims
from claims_app.services.reach import Reach

# A change that reaches more claims than this is as well worked out from all.
MOST = 500


@dataclass(slots=True)
class InHand:
    """The claims of an incident that were read so far, each once, with those that they deny or are a share of."""

    incident: models.Incident
    world: World
    sides: Sequence[SideColumn]
    rows: dict[int, models.Claim] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    absent: set[int] = field(default_factory=set)

    def read(self, wanted: Q) -> None:
        """Read the public claims of a question."""
        public = models.Claim.objects.filter(wanted, incident=self.incident).visible()
        found = {row.pk: row for row in public.with_sources()}
        self.rows = found | self.rows
        others = {other for row in found.values() for other in (row.denies_id, row.share_of_id) if other}
        if lacking := others - self.rows.keys() - self.absent:
            self.absent |= lacking
            self.read(Q(pk__in=lacking))

    def read_labels(self, labels: Collection[str]) -> None:
        """Read the claims of these scope keys."""
        if lacking := set(labels) - self.labels:
            self.labels |= lacking
            self.read(Q(scope_key__in=lacking))

    def claims(self) -> tuple[Claim, ...]:
        """All of them as core values, in order."""
        rows = list(self.rows.values())
        return with_denials(to_claims(rows, self.incident, self.world, self.sides, since=last_spoken(rows)))

    def revised(self) -> set[int]:
        """Those of them that a public claim took the place of."""
        later = models.Claim.objects.filter(incident=self.incident, revises__in=self.rows).visible()
        return {row for row in later.values_list("revises", flat=True) if row is not None}


@dataclass(frozen=True, slots=True)
class Mended:
    """The rows that were worked out anew, and the keys of those that are no more."""

    rows: tuple[Row, ...]
    gone: tuple[str, ...]


@dataclass(slots=True)
class Mending:
    """One mending of a kept board; each step reads what the next one needs."""

    incident: models.Incident
    episode: Episode
    frame: Board
    world: World
    sides: Sequence[SideColumn]
    kept: KeptLayout
    reach: Reach
    hand: InHand = field(init=False)

    def __post_init__(self) -> None:
        self.hand = InHand(self.incident, self.world, self.sides)

    def mend(self, *, token: str, under: str) -> Mended:
        """Work out what the change reaches, and keep it. Call it in the writing transaction."""
        before = dict(self.kept.rows)
        changed = self._outline_changed_facts()
        layout = self._lay_out(changed)
        rows, known, scene = self._rows(layout)
        gone = tuple(key_of(key, self.episode) for key in before if key not in layout.rows)
        things = {row.object for row in rows} | {key[1] for key in before if key not in layout.rows}
        beside, asked = self._rows_beside(things, layout), self._asked()
        together = sorted((*rows, *beside), key=row_rank)
        board = replace(
            self.frame,
            rows=tuple(together),
            mirror=pairings_of(together, self.frame.sides, self.episode, self.world),
            accounts=tuple(account for account in scene.accounts() if account.key in asked),
        )
        keys = {row.key for row in rows} | set(gone)
        keep_part(incident=self.incident, board=board, rows=keys, things=things, asked=asked, token=token, known=known)
        self.kept.rows = dict(layout.rows)
        keep_layout(self.incident, self.kept, under)
        return Mended(tuple(rows), gone)

    def _outline_changed_facts(self) -> set[FactKey]:
        """Bring the outlines of the facts up to date in which a claim that is reached stands or stood; these facts."""
        self.hand.read(Q(pk__in=self.reach.claims) | Q(statement__in=self.reach.statements))
        changed = {key for key, labels in self.kept.labels.items() if not labels.isdisjoint(self.reach.labels)}
        homes = homes_of(self.hand.claims(), self.world)
        changed |= {key for key, home in homes.items() if any(claim.id in self.reach.claims for claim in home.claims)}
        self._read_facts(changed)
        homes, revised = homes_of(self.hand.claims(), self.world), self.hand.revised()
        outlines, labels = dict(self.kept.outlines), dict(self.kept.labels)
        for key in changed:
            outlines.pop(key, None)
            labels.pop(key, None)
            if home := homes.get(key):
                outlines[key] = home.outline(revised)
                labels[key] = frozenset(self.hand.rows[int(claim.id)].scope_key for claim in home.claims)
        in_order = sorted(outlines.values(), key=lambda one: one.begins)
        self.kept.outlines, self.kept.labels = {one.key: one for one in in_order}, labels
        return changed

    def _read_facts(self, keys: Iterable[FactKey]) -> None:
        """Read every claim of these facts."""
        self.hand.read_labels({label for key in keys for label in self.kept.labels.get(key, ())})

    def _lay_out(self, changed: Collection[FactKey]) -> Relayout:
        """All rows as they stand now; the lists of losses of the statements that are reached are kept."""
        told = [claim for claim in self.hand.claims() if claim.statement in self.reach.statements]
        sides = keep_losses(self.incident, losses_of(told), self.reach.statements)
        return leave_out_anew(
            lay_out_anew(self.kept.rows, self.kept.outlines, changed), self.kept.outlines,
            self.frame.sides, self.world,
            lists_of=lambda wanted: losses_kept(self.incident, wanted), changed=self.reach.claims, sides=sides,
        )  # fmt: skip

    def _rows(self, layout: Relayout) -> tuple[list[Row], KnownFindings, Scene]:
        """The touched rows from all their claims, and the scene that they were made in."""
        places = {key: layout.rows[key] for key in layout.touched}
        self._read_facts(home for place in places.values() for home in (*place.homes, *place.nested))
        told = Q(pk__in=[told for place in places.values() for _, told in place.omitted])
        self.hand.read(told | Q(position__question__in=self.reach.questions))
        claims = self.hand.claims()
        keys = [key_of(key, self.episode) for key in places]
        known = keeping.known_findings(incident=self.incident, keys=keys, changed=self.reach.claims)
        scene = Scene(claims, self.episode, self.frame.sides, self.world, known, self.hand.revised())
        return scene.rows(homes_of(claims, self.world), places), known, scene

    def _rows_beside(self, things: Collection[str], layout: Relayout) -> list[Row]:
        """The other rows of the same things, as they are kept: pairings are made from these too."""
        keys = [key_of(key, self.episode) for key in layout.rows.keys() - layout.touched if key[1] in things]
        return keeping.kept_rows_of(incident=self.incident, keys=keys, world=self.world)

    def _asked(self) -> set[str]:
        """The keys of the questions that are reached."""
        if not self.reach.questions:
            return set()
        return set(models.Question.objects.filter(pk__in=self.reach.questions).values_list("key", flat=True))
