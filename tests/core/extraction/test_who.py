"""Who speaks and about whom, where the words take a detour: appositions, offices, short forms, roles, rejected claims."""

from __future__ import annotations

import json

import pytest

from claims_app.core.extraction import Vocabulary, extract
from claims_app.core.extraction.lexicon import lexicon_for
from tests.core.extraction.conftest import SHIPPED

KENYA = "MOGADISHU, Somalia (Agency) — Kenya’s military said it was calm. Kenya sent no more troops. "


@pytest.fixture(scope="module")
def bare() -> Vocabulary:
    return Vocabulary.read([json.loads(SHIPPED.read_text(encoding="utf-8"))], lexicon_for())


def claims(text: str, vocabulary: Vocabulary) -> list[tuple[str, str | None, str | None]]:
    return [
        (claim.figure.text, claim.fields["claimant"].value, claim.fields["subject"].value)
        for claim in extract(text, vocabulary).claims
        if claim.figure
    ]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("An Indian army spokesman, Colonel Rakesh Verma, said six soldiers were killed.", "India"),
        ("Colonel Ivan Orlov, deputy chief of Russia’s General Staff, told a briefing that six soldiers were killed.", "Russia"),
        ("The Kurdistan Workers’ Party (PKK) said six soldiers were killed.", "Kurdistan Workers"),
        ("The Russian ministry, which rarely gives figures, said six soldiers were killed.", "Russia"),
        ("Six soldiers were killed, said Anna Kern, spokeswoman for the Turkish government.", "Turkey"),
        ("SANA quoted a Syrian military source as saying six soldiers were killed.", "Syria"),
        ("Sudan rejected Chad’s claim that six soldiers were killed.", "Chad"),
        ("Sudan called that figure false and said six soldiers were killed.", "Sudan"),
        (KENYA + "Military spokesman Colonel David Owino said six soldiers were killed.", "Kenya"),
        ("Lebanon’s Hezbollah said six soldiers were killed.", "Hezbollah"),
        ("Six soldiers were killed, Israeli police said, injuring nothing else.", "Israel"),
    ],
)  # fmt: skip
def test_who_speaks_is_found_on_a_detour(text: str, claimant: str, bare: Vocabulary) -> None:
    found = [who for figure, who, _ in claims(text, bare) if figure.lower() == "six"]
    assert len(found) == 1
    assert (found[0] or "").startswith(claimant)


def test_a_short_form_that_the_text_introduces_is_the_party(bare: Vocabulary) -> None:
    text = "The Front for Justice in Arland (FJA) said it destroyed six tanks. The FJA lost two men, it said. FJA men fled."
    assert [who for _, who, _ in claims(text, bare)] == ["FJA", "FJA"]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Colombia’s army said 26 guerrillas were killed. FARC and Colombia fight on; FARC men fled.", "FARC"),
        ("FARC rebels ambushed a patrol in the jungle, killing 11 soldiers, Colombia’s army said.", "Colombia"),
        ("BAMAKO - Gunmen struck at dawn, killing 19 soldiers, Mali’s army said.", "Mali"),
        ("Hamas said six of its fighters were killed.", "Hamas"),
        ("Russia said six rockets were fired by Ukraine.", "Ukraine"),
        ("Clashes between Chad and Sudan killed 53 fighters.", "both sides"),
        ("Amnesty International said 30 people were killed.", "people"),
    ],
)
def test_about_whom_is_told_by_roles_and_doers(text: str, subject: str, bare: Vocabulary) -> None:
    assert claims(text, bare)[0][2] == subject


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("Russia said it captured three tanks, two of them intact.", ["tanks captured", "tanks captured"]),
        ("Russia said six of its soldiers were killed, including two officers.", ["soldiers killed", "officers killed"]),
        ("Russia confirmed the loss of four planes: three Su-25s and a Tu-22.", ["planes lost", "fighter jets lost (Su-25s)", "planes lost (Tu-22)"]),
        ("Russia said it lost 17 men.", ["military personnel lost"]),
        ("Russia claimed the destruction of a drone and three tanks.", ["drones destroyed", "tanks destroyed"]),
        ("Doctors treated five wounded monks, Russia said.", ["civilians wounded (monks)"]),
    ],
)  # fmt: skip
def test_what_is_counted_carries_through_lists(text: str, measures: list[str], bare: Vocabulary) -> None:
    assert [claim.measure for claim in extract(text, bare).claims if claim.figure] == measures


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Two officials said it was calm.", "people who speak"),
        ("Both sides said it was calm.", "says no number"),
        ("Men with Yassin-105 rockets were killed.", "part of a name"),
        ("He did not say how many were killed.", "says no number"),
    ],
)
def test_what_seems_to_count_and_does_not_has_its_reason(text: str, reason: str, bare: Vocabulary) -> None:
    found = extract(text, bare)
    assert [claim for claim in found.claims if claim.figure] == []
    assert reason in {number.reason for number in found.numbers_not_used}


def test_a_headline_that_the_body_repeats_is_one_proposal_with_two_quotes(bare: Vocabulary) -> None:
    text = "Russia says six tanks destroyed\n\nRussia said on Monday that six tanks were destroyed."
    [claim] = [claim for claim in extract(text, bare).claims if claim.figure]
    assert claim.quote == "Russia said on Monday that six tanks were destroyed."
    assert [text[start:end] for start, end in claim.also] == ["Russia says six tanks destroyed"]


def test_a_headline_with_another_figure_stays_a_proposal_of_its_own(bare: Vocabulary) -> None:
    text = "Russia says seven tanks destroyed\n\nRussia said on Monday that six tanks were destroyed."
    assert [claim.figure.text for claim in extract(text, bare).claims if claim.figure] == ["seven", "six"]
