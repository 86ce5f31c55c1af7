"""Grammar that wire reports share, on sentences of invented events: lists, parts, losses, places and means, who is meant."""

from __future__ import annotations

import json

import pytest

from claims_app.core.extraction import Vocabulary, extract
from claims_app.core.extraction.candidates import stated_bounds
from claims_app.core.extraction.lexicon import lexicon_for
from tests.core.extraction.conftest import SHIPPED

Row = tuple[str, str, str | None, str | None]


@pytest.fixture(scope="module")
def bare() -> Vocabulary:
    return Vocabulary.read([json.loads(SHIPPED.read_text(encoding="utf-8"))], lexicon_for())


def rows(text: str, vocabulary: Vocabulary) -> list[Row]:
    return [
        (one.figure.text, one.measure, one.fields["claimant"].value, one.fields["subject"].value)
        for one in extract(text, vocabulary).claims
        if one.figure
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chad’s army said it shot down 33 of 40 drones launched by Sudan.", [("33", "drones shot down", "Chad army", "Sudan")]),
        ("Chad said 31 people were killed and dozens more wounded.", [("31", "people killed", "Chad", "Chad"), ("dozens more", "people wounded", "Chad", "Chad")]),
        ("Chad said it killed 75 Sudanese soldiers and captured 10.", [("75", "soldiers killed", "Chad", "Sudan"), ("10", "soldiers captured", "Chad", "Sudan")]),
        ("Chad said it seized two 122mm howitzers from Sudan.", [("two", "artillery pieces captured", "Chad", "Sudan")]),
        ("Nine men were hurt, police and hospital sources said.", [("Nine", "people wounded", "police and hospital sources", "men")]),
        ("Sudan’s losses amounted to 48 soldiers, two tanks and a radar, Chad said.", [("48", "soldiers lost", "Chad", "Sudan"), ("two", "tanks lost", "Chad", "Sudan"), ("a", "radars lost", "Chad", "Sudan")]),
        ("At least 22 people, among them seven women, died, Chad said.", [("At least 22", "people killed", "Chad", "Chad"), ("seven", "women killed", "Chad", "Chad")]),
        ("Chadian troops killed 17 Sudanese soldiers and lost three.", [("17", "soldiers killed", None, "Sudan"), ("three", "soldiers lost", None, "Chad")]),
        ("Chad said the war had claimed 900 lives.", [("900", "people killed", "Chad", "Chad")]),
        ("Chad’s army admitted that its Mi-24 helicopter was shot down.", [("its Mi-24 helicopter", "helicopters shot down", "Chad army", "Chad")]),
        ("Sudan suffered heavy losses, Chad said.", [("heavy losses", "military personnel lost", "Chad", "Sudan")]),
        ("Chad lost five of its own, Sudan said.", [("five", "military personnel lost", "Sudan", "Chad")]),
        ("Sudan said Chadian troops had opened fire on its positions 53 times.", [("53", "ceasefire violations committed", "Sudan", "Chad")]),
        ("Chad said it fired six rockets, two of which were shot down.", [("six", "missiles fired", "Chad", "Chad"), ("two", "missiles shot down", "Chad", "Chad")]),
        ("Chad said it hit a Sudanese ship with two missiles.", [("a", "ships hit", "Chad", "Sudan"), ("two", "missiles fired", "Chad", "Chad")]),
        ("Chad said it killed six Sudanese soldiers, later revising the number to nine.", [("six", "soldiers killed", "Chad", "Sudan"), ("nine", "soldiers killed", "Chad", "Sudan")]),
        ("Chad said Sudanese rockets killed six people and wounded nine.", [("six", "people killed", "Chad", "Chad"), ("nine", "people wounded", "Chad", "Chad")]),
        ("Chad said five Sudanese shells hit a school.", [("five", "shells fired", "Chad", "Sudan"), ("a", "buildings hit (school)", "Chad", "Chad")]),
        ("Chad said it freed 14 abducted children.", [("14", "children freed", "Chad", "children")]),
        ("Chad’s army pursued the raiders and killed 21 of them, it said.", [("21", "militants killed (raiders)", "Chad army", "raiders")]),
        ("Chad’s defence ministry put its death toll at 62.", [("62", "military personnel killed", "Chad defence ministry", "Chad")]),
        ("Nine Chadians died, bringing to 119 the toll.", [("Nine", "people killed", None, "Chad"), ("119", "people killed", None, "Chad")]),
        ("The number of Chadians killed rose to 62, Chad said.", [("62", "people killed", "Chad", "Chad")]),
    ],
)  # fmt: skip
def test_what_happened_to_whom_is_read(text: str, expected: list[Row], bare: Vocabulary) -> None:
    assert rows(text, bare) == expected


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Chad said jets dropped two bombs on a market.", ["two"]),
        ("Four men were hurt when a roadside bomb hit their car, a senior police official said.", ["Four"]),
        ("Chad said it lost a multiple rocket launcher.", ["a"]),
        ("Chad said an helicopters were shot down.", []),
        ("Chad said it suffered casualties of 50.", ["50"]),
        ("Chad reported no casualties.", ["no"]),
        ("Nine men died, a volunteer rescue group said.", ["Nine"]),
        ("Two officials were killed, two officials from Chad said.", ["Two"]),
        ("The Two Rivers Alliance (TRA) said it killed six men. The TRA is new.", ["six"]),
    ],
)
def test_what_only_seems_to_count_is_left_out(text: str, figures: list[str], bare: Vocabulary) -> None:
    assert [figure for figure, *_ in rows(text, bare)] == figures


@pytest.mark.parametrize(
    ("text", "who", "about"),
    [
        ("A spokesman for the Tamil Tigers said 45 soldiers were killed by Sri Lanka’s enemies.", "Tamil Tigers", "Sri Lanka"),
        ("Somalia’s government said it was calm. It said al Shabaab had fled. The group said it killed 50 soldiers.", "al Shabaab", "Somalia"),
        ("Ukraine captured six villages, its top commander said.", "Ukraine", None),
        ("Zelenskiy said six Ukrainian soldiers were killed.", "Ukraine", "Ukraine"),
        ("India’s army said six terrorists were killed.", "India army", "terrorists"),
        ("Six men were killed, according to Maj. Gen. Ann Kern, the Pentagon press secretary.", "United States", None),
        ("Six tanks burned, said Brig. Gen. Ivan Kern, commander of Ukraine’s forces.", "Ukraine", None),
        ("Chad said six died, though the militants claim to have killed 21.", "militants", "Chad"),
        ("The army of Chad said it was calm. “We lost three men,” its spokesman said. “It was hard. We also captured 12 soldiers.”", "Chad", None),
        ("Israel says Gaza is calm and Hamas is not. It said it hit 90 positions.", "Israel", "Hamas"),
        ("Israel said a rocket wounded nine people.", "Israel", "Israel"),
        ("Pakistan said Indian fire killed six of its soldiers.", "Pakistan", "Pakistan"),
        ("Chad said six men died. Another six were also hurt.", "Chad", None),
        ("Chad’s radio, citing the Sudanese army, reported that six tanks burned.", "Sudan army", None),
        ("Ghana and Togo said a Togolese boat and six tanks were destroyed.", "both sides", None),
        ("Six soldiers were killed, Kenya said, bringing to 62 the number killed in May.", "Kenya", "Kenya"),
    ],
)  # fmt: skip
def test_who_speaks_about_whom_is_told_by_the_text(text: str, who: str, about: str | None, bare: Vocabulary) -> None:
    *_, (_, _, claimant, subject) = rows(text, bare)
    assert claimant == who
    assert about is None or subject == about


def test_a_count_without_a_number_has_the_bounds_of_its_words(bare: Vocabulary) -> None:
    [one, some] = extract("Chad said its last plane was shot down and it suffered heavy casualties.", bare).claims
    assert one.figure and some.figure
    assert stated_bounds(one.figure.reading) == (1, 1)
    assert stated_bounds(some.figure.reading) == (None, None)


@pytest.mark.parametrize(
    ("text", "who", "about"),
    [
        ("LISBON, Portugal (Agency) _ UNITA said it killed six soldiers. Angola said nothing. UNITA is strong.", "UNITA", "Angola"),
        ("Rebels fighting Angola’s army said they killed six soldiers. UNITA fights Angola. UNITA is strong.", "UNITA", "Angola"),
        ("A Chad statement said six Chadian soldiers were killed.", "Chad", "Chad"),
        ("The Chad Observatory said that activists counted. It said six men were killed.", "Chad Observatory", "men"),
        ("Chad said 60 Chadian soldiers were killed. Sudan said 60 soldiers were killed.", "Sudan", "Chad"),
        ("Colonel Ali Kern said six men died. Chad’s army was there. Chad’s military hardware burned.", "Chad", None),
    ],
)  # fmt: skip
def test_a_text_tells_who_fights_whom(text: str, who: str, about: str | None, bare: Vocabulary) -> None:
    found = [row for row in rows(text, bare) if row[0] in ("six", "60")]
    assert found[-1][2] == who
    assert about is None or found[-1][3] == about


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Six men died.[12] Chad said nine men died.[3][4]", ["Six", "nine"]),
        ("Chad said six men died between May 3 and 19.", ["six"]),
        ("Chad said out of 60 soldiers, 12 of them had surrendered.", ["12"]),
        ("Chad said it captured six tanks and\nnine soldiers of Sudan.", ["six", "nine"]),
        ("Losses: 5 tanks, 2 helicopters.", ["5", "2"]),
        ("Chad’s losses were: tanks - 12, drones - 30.", ["12", "30"]),
        ("Army: 20 rebels killed in Chad", ["20"]),
    ],
)
def test_notes_dates_totals_and_lists_are_told_apart(text: str, figures: list[str], bare: Vocabulary) -> None:
    assert [figure for figure, *_ in rows(text, bare)] == figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The shelling left 12 soldiers wounded.", [("12", "soldiers wounded")]),
        ("Chad said it killed nine men, and more than 30 are under arrest.", [("nine", "people killed"), ("more than 30", "people captured")]),
        ("Chad said it killed nine men, taking the total since May to 16.", [("nine", "people killed"), ("16", "people killed")]),
        ("Raiders struck, killing or wounding 40 soldiers, Chad said.", [("40", "soldiers killed and wounded")]),
        ("Chad said it destroyed another Sudanese ammunition depot.", [("another", "depots destroyed (ammunition depot)")]),
        ("Chad said raiders made away with six sports utility vehicles.", [("six", "vehicles captured (sports utility vehicles)")]),
        ("Ali Kern, 33, said nine men died.", [("nine", "people killed")]),
        ("Villagers found three men dead, a reporter in the town said.", [("three", "people killed")]),
        ("The parish, which counts the dead, said the army suffered 421 casualties.", [("421", "military personnel casualties")]),
    ],
)  # fmt: skip
def test_a_verb_and_what_follows_it_are_weighed(text: str, expected: list[tuple[str, str]], bare: Vocabulary) -> None:
    assert [(figure, measure) for figure, measure, _, _ in rows(text, bare)] == expected
