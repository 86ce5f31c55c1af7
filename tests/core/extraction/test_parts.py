"""A part of a figure is tied to the figure that holds it, and to no other."""

from __future__ import annotations

import pytest

from claims_app.core.extraction.parts import with_wholes
from claims_app.core.extraction.pipeline import extract
from claims_app.core.extraction.vocabularies import Vocabulary

LEDE = "The River Monitoring Group said that "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "at least nine civilians, including four children, were killed and 21 injured in the shelling.",
            {"four": "at least nine"},
        ),
        (
            "nine civilians, including four children and two women, were killed on Monday.",
            {"four": "nine", "two": "nine"},
        ),
        ("40 soldiers were killed, including two officers.", {"two": "40"}),
        ("12 civilians were wounded, three of them seriously.", {"three": "12"}),
        ("five soldiers were killed and 12 civilians were wounded.", {}),
        ("three civilians were killed, including 40 children.", {}),
    ],
)
def test_a_part_is_tied_to_the_figure_that_holds_it(wars: Vocabulary, text: str, expected: dict[str, str]) -> None:
    whole = LEDE + text
    parts = with_wholes(whole, extract(whole, wars).claims)
    found = {each.claim.figure.text: whole[slice(*each.whole)] for each in parts if each.whole and each.claim.figure}
    assert found == expected


def test_a_part_far_from_any_figure_stands_alone(wars: Vocabulary) -> None:
    text = (
        f"{LEDE}nine civilians were killed. The bridge was closed. Talks went on. Two of them were children, it said."
    )
    assert not [each for each in with_wholes(text, extract(text, wars).claims) if each.whole]
