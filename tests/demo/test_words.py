"""Every sentence of the demo's boards, as readers get them: short, whole, of both sides, and true to what stands beside it."""

from __future__ import annotations

import re

import pytest

from claims_app.core.alternatives import readings_that_fit
from claims_app.core.boards import Board, Row, narrow, verdict_names
from claims_app.core.certificates import find_certificates
from claims_app.models import Incident
from claims_app.services import boards
from claims_app.services.boards import BoardQuery, board_of
from claims_app.services.mapping import world_of
from claims_app.services.pages import incident_page

SLUGS = ["2016-04-02-karabakh", "2016-04-06-karabakh", "2008-04-23-muhamalai", "2023-01-01-makiivka"]


def incident(slug: str) -> Incident:
    return Incident.objects.select_related("conflict", "place").get(slug=slug)


def board(slug: str) -> Board:
    return board_of(incident=incident(slug))


def row(slug: str, key: str) -> Row:
    return next(row for row in board(slug).rows if row.key == key)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_sentence_is_cut_or_too_long(loaded: None, slug: str) -> None:
    found = board(slug)
    for item in (*found.rows, *found.accounts):
        sentence = item.finding.sentence
        assert "…" not in sentence and sentence.endswith(".") and len(sentence) <= 160, sentence


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sentence_names_everyone_who_decided_and_in_what_their_counts_differ(loaded: None, slug: str) -> None:
    for item in board(slug).rows:
        known = {claim.id: claim for claim in item.claims}
        members = [known[key] for key in item.finding.decided_by if key in known]
        if item.finding.certificate is None or len(members) < len(item.finding.decided_by):
            continue
        for claim in members:
            assert claim.claimant_name in item.finding.sentence
            assert claim.figure is not None and claim.figure.text in item.finding.sentence


def test_the_three_counts_of_6_april_say_whose_losses_they_are(loaded: None) -> None:
    sentence = row("2016-04-06-karabakh", "person--killed--armenia--azerbaijan--karabakh").finding.sentence
    assert sentence == (
        "Azerbaijan says 320 soldiers (“Armenian side”) killed; Armenia says 300–1,500 of Azerbaijan; "
        "United States State Department says 350 people (“both sides”)."
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_names_of_many_have_no_verb_of_one(loaded: None, slug: str) -> None:
    found = board(slug)
    sentences = [item.finding.sentence for item in (*found.rows, *found.accounts)] + [
        pair.sentence for pair in found.mirror
    ]
    sentences += [line for item in found.rows if item.why for line in (*item.why.counting, item.why.relation)]
    for sentence in sentences:
        assert not re.search(
            r"(Tigers|media[^:;]*|channels|officials|chairs) (says|gives|denies|counts)\b", sentence
        ), sentence


@pytest.mark.parametrize("slug", SLUGS)
def test_every_count_in_the_head_is_that_of_the_rows_behind_its_link(loaded: None, slug: str) -> None:
    subject = incident(slug)
    page = incident_page(incident=subject, query=BoardQuery())
    board = board_of(incident=subject)
    for tally in page.around.tally:
        if tally.code != "accounts":
            assert sum(tally.code in verdict_names(item.finding) for item in board.rows) == tally.number
    assert page.around.tally[0].number == sum(item.contradicted for item in board.rows)


def test_the_tags_of_6_april_have_counts_of_their_own(loaded: None) -> None:
    page = incident_page(incident=incident("2016-04-06-karabakh"), query=BoardQuery())
    counts = {tally.code: tally.number for tally in page.around.tally}
    assert counts["contradictory"] == 7 and counts["contradicts_itself"] == 2 and counts["reports_differ"] == 1
    assert "not_simultaneous" not in counts


@pytest.mark.parametrize("slug", SLUGS)
def test_each_pairing_tells_every_side_that_gives_a_figure_in_its_words(loaded: None, slug: str) -> None:
    for pair in board(slug).mirror:
        for wing in pair.wings:
            for cell in (wing.inflicted, wing.own):
                figures = [claim for claim in cell.claims if claim.figure]
                if figures:
                    assert figures[0].claimant_name in pair.sentence, pair.sentence
        assert "it lost" not in pair.sentence


def test_the_denial_of_300_says_so_in_cell_and_pairing(loaded: None) -> None:
    soldiers = row("2016-04-06-karabakh", "soldier--killed--azerbaijan")
    assert "Karabakh’s “300”" in [claim.denied for claim in soldiers.claims]
    pair = next(pair for pair in board("2016-04-06-karabakh").mirror if soldiers.key in pair.rows)
    assert "Karabakh’s “300” denied by Azerbaijan" in pair.sentence


@pytest.mark.parametrize("slug", SLUGS)
def test_each_unless_removes_its_proof_and_swaps_no_word(loaded: None, slug: str) -> None:
    subject = incident(slug)
    world, columns = world_of(subject)
    claims = boards.claims_of(subject, world, columns)
    for item in boards.computed_board(subject, BoardQuery()).rows:
        for reading in readings_that_fit(item.finding, claims, world):
            assert item.finding.certificate is not None
            members = [claim for claim in claims if claim.id in item.finding.certificate.members]
            changed = [reading.claim if claim.id == reading.claim.id else claim for claim in members]
            assert find_certificates(members, world) and not find_certificates(changed, world)
        assert not re.search(r"“ means |floor|bodies|mine\b", " ".join(item.finding.unless))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_filter_by_any_name_gives_rows_of_that_name(loaded: None, slug: str) -> None:
    from claims_app.core.boards import Show

    whole = board(slug)
    names = {name for item in whole.rows for name in verdict_names(item.finding)}
    for name in names:
        shown = narrow(whole, Show(verdict=name)).rows
        assert shown and all(name in verdict_names(item.finding) for item in shown)
