"""The made-up claims that speed is measured with: the same every time, of the shape that is promised, as the services would have them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import transaction

from claims_app import models
from claims_app.services import recording
from claims_app.services.boards import board_of
from claims_app.services.reading import incident_by
from claims_app.services.subjects import reread_subjects
from tests.benchmarks import corpus


@pytest.mark.parametrize("claims", [10_000, 100_000, 1_000_000])
def test_the_largest_incident_holds_eight_of_a_hundred_claims(claims: int) -> None:
    sizes = corpus.shares(claims)
    assert (sum(sizes), len(sizes)) == (claims, 2000)
    assert sizes[0] == pytest.approx(0.08 * claims, rel=0.01)
    assert all(above >= below - 1 for above, below in pairwise(sizes))


@pytest.fixture
def filled(db: None) -> corpus.Filled:
    return corpus.fill(300, incidents=8)


def test_the_claims_are_as_the_services_would_have_recorded_them(filled: corpus.Filled) -> None:
    assert models.Claim.objects.visible().count() == filled.claims == 300
    assert models.Claim.history.count() == 300
    for claim in models.Claim.objects.with_sources()[:40]:
        kept = {name: getattr(claim, name) for name in corpus.columns_of(claim.figure_text)}
        recording.read_claim_figure(claim)
        assert kept == {name: getattr(claim, name) for name in kept}
        assert claim.scope_key == recording.scope_key_of(claim)
        assert claim.citations.all()
    incident = models.Incident.objects.get(slug=filled.largest)
    before = list(models.Claim.objects.values_list("subject_plain", "version"))
    reread_subjects(incident=incident)
    assert list(models.Claim.objects.values_list("subject_plain", "version")) == before


def test_a_board_of_the_corpus_is_kept_and_read_back(filled: corpus.Filled) -> None:
    assert list(corpus.keep_boards([filled.largest])) == [filled.largest]
    incident = incident_by(slug=filled.largest)
    assert incident is not None
    board = board_of(incident=incident)
    assert [side.key for side in board.sides if side.camp] == [side for side, _ in corpus.SIDES]
    assert 0 < len(board.rows) <= -(-filled.largest_claims // len(corpus.SIDES))


def words_of_a_corpus() -> list[tuple[str, str]]:
    with transaction.atomic():
        corpus.fill(300, incidents=8)
        words = list(models.Claim.objects.order_by("pk").values_list("figure_text", "citations__quote"))
        transaction.set_rollback(True)
    return words


@pytest.mark.django_db
def test_the_same_seed_writes_the_same_claims() -> None:
    first = words_of_a_corpus()
    assert len(first) > 300
    assert words_of_a_corpus() == first
