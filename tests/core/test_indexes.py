"""Many claims at once: the index keeps what a full recomputation finds, and its proofs hold."""

from __future__ import annotations

import random

import pytest

from claims_app.core.certificates import check_certificate, pair_certificate
from claims_app.core.claims import Claim
from claims_app.core.indexes import ClaimIndex
from tests.core.small_worlds import WORLD, make_claim


def any_claim(key: int, chance: random.Random) -> Claim:
    low = chance.randrange(10)
    return make_claim(
        key,
        low,
        chance.choice([None, low, low + 3]),
        claimant=chance.choice(["red", "blue", "azure", "observer"]),
        subject=chance.choice([("red",), ("blue",), ("azure",), ("blue", "azure")]),
        object=chance.choice(["vehicle", "tank", "truck"]),
        outcome=chance.choice(["destroyed", "captured", "lost", "hit"]),
        place=chance.choice(["", "region", "north", "south"]),
        agent=chance.choice([(), ("red",)]),
        period=chance.choice([(0, 10), (0, 5), (5, 10), (3, 8)]),
        revises=chance.randrange(key) if key and chance.random() < 0.1 else None,
    )


def test_four_hundred_edits_leave_what_a_full_recomputation_finds() -> None:
    chance = random.Random(11)
    index, live = ClaimIndex(), {}
    for step in range(400):
        key = chance.choice(list(live)) if live and chance.random() < 0.5 else step
        if key in live and chance.random() < 0.6:
            del live[key]
            index.remove(key)
        else:
            live[key] = any_claim(key, chance)
            index.add(live[key])
        if step % 10 == 0 or step > 380:
            assert index.proofs() == ClaimIndex(live.values()).proofs()


@pytest.mark.parametrize("seed", range(6))
def test_every_pair_that_cannot_be_true_is_found_and_every_proof_holds(seed: int) -> None:
    chance = random.Random(seed)
    claims = [any_claim(key, chance) for key in range(60)]
    index = ClaimIndex(claims)
    for proofs in index.proofs().values():
        assert all(check_certificate(proof, claims, WORLD) for proof in proofs)
    revised = {claim.revises for claim in claims}
    current = [claim for claim in claims if claim.id not in revised]
    for number, a in enumerate(current):
        for b in current[number + 1 :]:
            proof = pair_certificate(a, b, "charitable")
            if proof is not None:
                whole = next(claim for claim in (a, b) if claim.id == proof.members[-1])
                assert whole.scope in index.proofs()


def test_related_claims_are_those_that_can_be_compared() -> None:
    tank, vehicle, elsewhere = (
        make_claim(1),
        make_claim(2, object="vehicle"),
        make_claim(3, place="north", object="truck"),
    )
    index = ClaimIndex([tank, vehicle, elsewhere])
    assert [claim.id for claim in index.related(1)] == [2]
    assert sorted(str(claim.id) for claim in index.related(2)) == ["1", "3"]


def test_a_claim_without_a_number_has_no_part_in_it() -> None:
    index = ClaimIndex([make_claim(1, object="zeppelin"), make_claim(2, kind="silence")])
    assert index.groups == {}
    index.remove(1)
    index.remove("never there")
    assert index.proofs() == {}
