"""One small sentence for every trap: what is counted, what happened to it, who says it, about whom."""

from __future__ import annotations

import pytest

from claims_app.core.extraction import Vocabulary, extract
from claims_app.core.extraction.candidates import stated_bounds

FIGURES = [
    ("Ostland said it destroyed six tanks.", [("six", "tank", "destroyed", "Ostland", "Westmark")]),
    ("Ostland said six Westmark tanks were destroyed.", [("six", "tank", "destroyed", "Ostland", "Westmark")]),
    ("Westmark confirmed losing one tank as well as 12 soldiers.", [("one", "tank", "lost", "Westmark", "Westmark"), ("12", "soldier", "lost_person", "Westmark", "Westmark")]),
    ("Ostland claimed it destroyed “six Westmark tanks, 15 artillery pieces and over 100 enemy soldiers.”", [("six", "tank", "destroyed", "Ostland", "Westmark"), ("15", "artillery", "destroyed", "Ostland", "Westmark"), ("over 100", "soldier", "destroyed_person", "Ostland", "Westmark")]),
    ("Westmark said about 18 were killed and 35 injured.", [("about 18", "person", "killed", "Westmark", "Westmark"), ("35", "person", "wounded", "Westmark", "Westmark")]),
    ("“More than 100 Westmark servicemen were killed and injured,” Ostland said.", [("More than 100", "soldier", "killed_and_wounded", "Ostland", "Westmark")]),
    ("Ostland said it shot down two Westmark helicopters and a drone.", [("two", "helicopter", "shot_down", "Ostland", "Westmark"), ("a", "drone", "shot_down", "Ostland", "Westmark")]),
    ("Westmark said Ostland troops opened fire 127 times over 24 hours.", [("127", "ceasefire_violation", "committed", "Westmark", "Ostland")]),
    ("Six\u00a0civilians were injured, according to Westmark.", [("Six", "civilian", "wounded", "Westmark", "Westmark")]),
    ("Ostland said Westmark lost one Su-30 and two T-72s.", [("one", "fighter", "lost", "Ostland", "Westmark"), ("two", "tank", "lost", "Ostland", "Westmark")]),
    ("At least 34 Ostlanders, including 12 women, were killed, Westmark said.", [("At least 34", "person", "killed", "Westmark", "Ostland"), ("12", "woman", "killed", "Westmark", "Ostland")]),
    ("Ostland denied the claim and said three of its civilians were killed.", [("three", "civilian", "killed", "Ostland", "Ostland")]),
    ("Ostland said 65 Westmark fighters were killed and 35 others wounded.", [("65", "militant", "killed", "Ostland", "Westmark"), ("35", "militant", "wounded", "Ostland", "Westmark")]),
    ("Ostland said no soldiers were killed.", [("no", "soldier", "killed", "Ostland", "Ostland")]),
    ("Ostland said twenty-three civilians died, while Westmark reported 71 dead.", [("twenty-three", "civilian", "killed", "Ostland", "Ostland"), ("71", "person", "killed", "Westmark", "Westmark")]),
    ("Two of the eight villages were captured, Ostland said.", [("Two", "settlement", "taken", "Ostland", "Westmark")]),
    ("Two soldiers were wounded by fire from Ostland, Westmark said.", [("Two", "soldier", "wounded", "Westmark", "Westmark")]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), FIGURES, ids=[sentence[:45] for sentence, _ in FIGURES])
def test_the_fields_of_a_figure_are_read(sentence: str, expected: list[tuple[str, ...]], wars: Vocabulary) -> None:
    found = [
        (claim.figure.text, *(claim.fields[name].value for name in ("object", "outcome", "claimant", "subject")))
        for claim in extract(sentence, wars).claims
        if claim.figure
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The 76-year-old president spoke.", "part of a compound word"),
        ("It lasted 24 hours.", "a length of time"),
        ("Fighting began on 27 September.", "a date"),
        ("It broke away in 1988.", "a year"),
        ("The front is 15 km away.", "a distance or size"),
        ("The attack came at 23:57.", "a time"),
        ("The 36th unit moved.", "a rank"),
        ("He sat in the 12 chairs.", "no noun known"),
        ("There are 40 tanks in the world.", "no event known"),
    ],
)
def test_a_number_that_is_not_used_has_its_reason(sentence: str, reason: str, wars: Vocabulary) -> None:
    found = extract(sentence, wars)
    assert found.claims == ()
    assert reason in {number.reason for number in found.numbers_not_used}


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [("over 100", 101, None), ("at least 85", 85, None), ("up to 200", None, 200), ("about 18", 18, 18), ("dozens of", None, None), ("between 400 and 500", 400, 500)],
)  # fmt: skip
def test_the_bounds_are_those_that_the_words_state(
    words: str, low: int | None, high: int | None, wars: Vocabulary
) -> None:
    [claim] = extract(f"Ostland said {words} soldiers were killed.", wars).claims
    assert claim.figure and stated_bounds(claim.figure.reading) == (low, high)


def test_who_speaks_is_blank_where_no_word_says_so(wars: Vocabulary) -> None:
    [claim] = extract("Six soldiers were killed.", wars).claims
    assert (claim.fields["claimant"].value, claim.fields["claimant"].how) == (None, "blank")


def test_an_office_and_a_pronoun_speak_for_who_spoke_before(wars: Vocabulary) -> None:
    text = "Ostland’s Defence Ministry spoke to reporters, it said. The ministry said it destroyed six tanks. It said two soldiers were killed."
    text = text.replace("spoke to reporters, it said", "said it was calm")
    claims = extract(text, wars).claims
    assert [(c.fields["claimant"].value, c.fields["claimant"].how) for c in claims if c.figure] == [
        ("Ostland Defence Ministry", "carried")
    ] * 2


def test_officials_of_nobody_are_not_those_of_before(wars: Vocabulary) -> None:
    claims = extract(
        "Ostland’s Defence Ministry said it was calm.\n\nOfficials said six soldiers were killed.", wars
    ).claims
    assert [claim.fields["claimant"].value for claim in claims if claim.figure] == ["Officials"]


def test_a_surname_speaks_for_the_name_in_full(wars: Vocabulary) -> None:
    text = "Ostland President Anna Kern said it was calm. Westmark said little. Kern said six Ostland soldiers were killed."
    [claim] = [claim for claim in extract(text, wars).claims if claim.figure]
    assert (claim.fields["claimant"].value, claim.fields["claimant"].how) == ("Ostland", "carried")


def test_a_quotation_over_two_sentences_belongs_to_who_closes_it(wars: Vocabulary) -> None:
    text = "“Six soldiers were killed. They fought well,” Westmark said."
    [claim] = [claim for claim in extract(text, wars).claims if claim.figure]
    assert claim.fields["claimant"].value == "Westmark"


def test_a_mutual_accusation_is_two_claims(wars: Vocabulary) -> None:
    claims = extract("Ostland and Westmark accused each other of firing first.", wars).claims
    assert [(c.kind, c.fields["claimant"].value, c.fields["subject"].value) for c in claims] == [
        ("position", "Ostland", "Westmark"),
        ("position", "Westmark", "Ostland"),
    ]


def test_each_party_that_gave_no_figure_is_silent_for_itself(wars: Vocabulary) -> None:
    claims = extract("Ostland and Westmark didn’t provide any immediate casualty reports.", wars).claims
    assert [(c.kind, c.fields["claimant"].value) for c in claims] == [("silence", "Ostland"), ("silence", "Westmark")]


def test_a_denied_figure_is_a_denial(wars: Vocabulary) -> None:
    [claim] = extract("Ostland denied that it had lost 60 soldiers.", wars).claims
    assert (claim.kind, claim.fields["claimant"].value, claim.figure and claim.figure.text) == (
        "denial",
        "Ostland",
        "60",
    )


def test_a_label_means_what_the_claimant_means_by_it(wars: Vocabulary) -> None:
    [claim] = extract("Ostland said it killed 30 enemy soldiers.", wars).claims
    assert claim.subject_means == ("Westmark",)


def test_three_picks_hold_the_parties_of_the_sentence(wars: Vocabulary) -> None:
    [claim] = extract("Ostland said six Westmark tanks were destroyed.", wars).claims
    assert claim.picks["claimant"][:2] == ("Ostland", "Westmark")
    assert len(claim.picks["subject"]) <= 2
