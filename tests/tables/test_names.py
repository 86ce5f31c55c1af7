"""Names: what fits several things is asked, what hides a letter of another script is told."""

from __future__ import annotations

import pytest

from claims_app.tables.names import Measures, Names, disguise, latin

PARTIES = Names.build(
    "party",
    [
        ("red-mod", "Red Defence Ministry", ["Defence Ministry", "Redland"]),
        ("blue-mod", "Blue Defence Ministry", ["Defence Ministry"]),
        ("redland", "Redland", []),
    ],
)
MEASURES = Measures({"tank": "tank", "tanks": "tank"}, {("destroyed", "things"): "destroyed"}, {"tank": "things"})


def test_a_name_that_two_parties_have_is_asked_and_names_both() -> None:
    assert PARTIES.find("defence ministry") == ""
    assert PARTIES.complaint("Defence Ministry") == (
        "“Defence Ministry” could be Red Defence Ministry (red-mod) or Blue Defence Ministry (blue-mod). "
        "Write the one that is meant."
    )


def test_a_title_goes_before_another_name_of_something_else() -> None:
    assert PARTIES.find("Redland") == "redland"


def test_a_hyphen_finds_a_name_that_is_written_with_a_dash() -> None:
    incidents = Names.build("incident", [("hill", "The hill, 2–6 April", ["hill—fighting"])])
    assert incidents.find("The hill, 2-6 April") == incidents.find("Hill-fighting") == "hill"


@pytest.mark.parametrize("text", ["Rеdland", "Redlаnd", "Redl\u200band", "Rεdland".replace("ε", "Ε")])
def test_a_disguised_name_is_found_once_it_is_undressed(text: str) -> None:
    assert PARTIES.find(text) == ""
    assert disguise(text)
    assert PARTIES.find(latin(text)) == "redland"


def test_an_honest_name_of_another_script_is_no_disguise() -> None:
    assert disguise("Азербайджан") == ""


def test_an_object_on_file_with_an_unknown_outcome_is_told_the_outcomes() -> None:
    message = MEASURES.complaint("tanks zapped")
    assert "Write tanks and one of: destroyed." in message
