"""Which claims, facts, statements and questions a change of some claims reaches, by what these are and ever were."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, Q

from claims_app import models
from claims_app.models.claims import LONG_AGO


@dataclass(frozen=True, slots=True)
class Reach:
    """`claims` are the changed ones with those whose meaning hangs on them; `labels` the scope keys under which they stand or stood."""

    claims: frozenset[int]
    labels: frozenset[str]
    statements: frozenset[int]
    questions: frozenset[int]


@dataclass(slots=True)
class NowAndThen:
    """Scope keys, statements, claims revised and moments spoken of, as some claims have them and ever had."""

    labels: set[str] = field(default_factory=set)
    statements: set[int] = field(default_factory=set)
    revised: set[int] = field(default_factory=set)
    moments: set[datetime] = field(default_factory=set)


def reach_of(*, incident: models.Incident, changed: Collection[int]) -> Reach:
    """What a change of these claims (by primary key) reaches in an incident; ten queries at most."""
    then = _now_and_then(changed)
    claims = _hanging(incident, changed, then) | then.revised | set(changed)
    now = list(models.Claim.objects.filter(pk__in=claims).values_list("scope_key", "statement_id"))
    labels, statements = {label for label, _ in now}, {statement for _, statement in now}
    return Reach(
        frozenset(claims),
        frozenset(then.labels | labels),
        frozenset(then.statements | statements),
        _questions(claims),
    )


def _now_and_then(changed: Collection[int]) -> NowAndThen:
    names = ("scope_key", "statement_id", "revises_id", "as_of", "stated_at")
    found = NowAndThen()
    for rows in (models.Claim.objects.filter(pk__in=changed), models.Claim.history.filter(id__in=changed)):
        for label, statement, revised, *moments in rows.order_by().values_list(*names).distinct():
            found.labels.add(label)
            found.statements.add(statement)
            found.revised |= {revised} - {None}
            found.moments.update(moment for moment in moments if moment is not None)
    return found


def _hanging(incident: models.Incident, changed: Collection[int], then: NowAndThen) -> set[int]:
    """The claims of the same statement, shares and denials of the changed ones, and counts since one of them."""
    here = models.Claim.objects.filter(incident=incident)
    statements = models.Claim.objects.filter(pk__in=changed).values("statement")
    shares = Q(share_of__in=changed) | Q(share_of__share_of__in=changed)
    found = set(here.filter(Q(statement__in=statements) | shares).values_list("pk", flat=True))
    denying = set(changed)
    while denying:
        further = set(here.filter(denies__in=denying).values_list("pk", flat=True)) - found
        found |= further
        denying = further
    return found | _counting_since(incident, changed, then)


def _counting_since(incident: models.Incident, changed: Collection[int], then: NowAndThen) -> set[int]:
    """The counts "since then" that no other claim keeps from reaching back to a moment of a changed one."""
    increments = models.Claim.objects.filter(incident=incident, counting=models.Claim.Counting.INCREMENTAL)
    if not increments.exists():
        return set()
    speaking = models.Statement.history.filter(id__in=then.statements).values("claimant")
    now = models.Statement.objects.filter(pk__in=then.statements).values("claimant")
    others = models.Claim.objects.visible().exclude(pk__in=changed)
    nearer = others.moments_before(min(then.moments, default=LONG_AGO))
    chosen = increments.filter(Q(statement__claimant__in=speaking) | Q(statement__claimant__in=now)).in_order()
    return set(chosen.exclude(Exists(nearer)).values_list("pk", flat=True))


def _questions(claims: Collection[int]) -> frozenset[int]:
    """The questions that these claims answer or answered."""
    now = models.Position.objects.filter(claim__in=claims).values_list("question", flat=True)
    then = models.Position.history.filter(claim_id__in=claims).values_list("question_id", flat=True).distinct()
    return frozenset({*now, *then})
