"""Phrases read: the worked cases, and the traps that are not among them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims_app.core.figures import KINDS, Interval
from claims_app.core.policies import POLICY, read_policy
from claims_app.core.wording import complaint, editor_figure, is_word, read_figure, reading_of

CASES = json.loads((Path(__file__).parents[1] / "files" / "semantics_cases.json").read_text(encoding="utf-8"))
POLICY_OF_CASES = read_policy(CASES["policy"])


def ends(interval: Interval | None) -> list[float | None] | None:
    if interval is None:
        return None
    return [float(interval.low), None if interval.high is None else float(interval.high)]


@pytest.mark.parametrize("case", CASES["phrases"], ids=lambda case: f"{case['lang']}:{case['phrase']}")
def test_a_worked_phrase_is_read_as_the_specification_says(case: dict[str, Any]) -> None:
    figure = read_figure(case["phrase"], case["lang"], POLICY_OF_CASES)
    assert figure.kind == case["kind"]
    for interval, expected in ((figure.plain, case["core"]), (figure.charitable, case["outer"])):
        assert ends(interval) == (None if expected is None else pytest.approx(expected))
    assert figure.flags == set(case.get("flags", []))


# phrase, kind, plain, charitable; written by hand from the specification
READ: list[tuple[str, str, tuple[int, int | None], tuple[int, int | None]]] = [
    ("well over 200", "more_than", (201, 299), (201, None)),
    ("just over 50", "more_than", (51, 99), (51, None)),
    ("more than two dozen", "more_than", (25, 35), (25, None)),
    ("no more than 40", "at_most", (0, 40), (0, 40)),
    ("5 at most", "at_most", (0, 5), (0, 5)),
    ("20 or more", "at_least", (20, None), (20, None)),
    ("20+", "at_least", (20, None), (20, None)),
    ("100-plus", "at_least", (100, None), (100, None)),
    ("upwards of 30", "at_least", (30, None), (30, None)),
    ("100 soldiers or more", "at_least", (100, None), (100, None)),
    ("at least dozens", "at_least", (24, None), (12, None)),
    ("more than several hundred", "at_least", (300, None), (200, None)),
    ("in excess of 100", "more_than", (101, 199), (101, None)),
    ("close to 300", "nearly", (270, 299), (225, 300)),
    ("about a dozen", "approx", (10, 14), (9, 15)),
    ("some 200", "approx", (180, 220), (150, 250)),
    ("about 100 to 150", "range", (100, 150), (75, 188)),
    ("between 10 and 15", "range", (10, 15), (10, 15)),
    ("10–15", "range", (10, 15), (10, 15)),
    ("two to three hundred", "range", (200, 300), (200, 300)),
    ("twenty to one hundred", "range", (20, 100), (20, 100)),
    ("between one hundred and two hundred", "range", (100, 200), (100, 200)),
    ("10-15 thousand", "range", (10000, 15000), (10000, 15000)),
    ("more than 10 but fewer than 20", "range", (11, 19), (11, 19)),
    ("a hundred", "exact", (100, 100), (95, 105)),
    ("half a million", "exact", (500000, 500000), (475000, 525000)),
    ("1.2 million", "exact", (1200000, 1200000), (1150000, 1250000)),
    ("sixty-two", "exact", (62, 62), (62, 62)),
    ("five hundred and twenty-five thousand three hundred and one", "exact", (525301, 525301), (525301, 525301)),
    ("1.280", "exact", (1280, 1280), (1280, 1280)),
    ("only 3", "exact", (3, 3), (3, 3)),
    ("exactly 300", "exact", (300, 300), (300, 300)),
    ("20", "exact", (20, 20), (19, 21)),
    ("two T-90 tanks", "exact", (2, 2), (2, 2)),
    ("over 100 enemy soldiers", "more_than", (101, 199), (101, None)),
    ("both", "vague", (2, 2), (2, 2)),
    ("a few dozen", "vague", (36, 71), (24, 119)),
    ("several thousand", "vague", (3000, 9999), (2000, 19999)),
    ("some soldiers", "vague", (2, None), (1, None)),
    ("soldiers", "vague", (2, None), (1, None)),
    ("casualties", "exists", (1, None), (1, None)),
    ("an unknown number of", "exists", (1, None), (1, None)),
    ("nil", "none", (0, 0), (0, 0)),
    ("not a single", "none", (0, 0), (0, 0)),
    ("none", "none", (0, 0), (0, 0)),
    ("no Armenian soldiers", "none", (0, 0), (0, 0)),
    ("minor losses", "minimised", (0, None), (0, None)),
    ("no significant losses", "minimised", (0, None), (0, None)),
]


@pytest.mark.parametrize(("phrase", "kind", "plain", "charitable"), READ, ids=[row[0] for row in READ])
def test_a_phrase_is_read_whole(
    phrase: str, kind: str, plain: tuple[int, int | None], charitable: tuple[int, int | None]
) -> None:
    figure = read_figure(phrase)
    assert (figure.kind, figure.plain, figure.charitable) == (kind, Interval(*plain), Interval(*charitable))


UNREAD = {
    "silent": [
        "no figure given", "gave no figure", "could not confirm", "no casualty reports", "no immediate casualty reports",
        "not disclosed", "refused to comment", "no comment", "no casualties were reported", "did not say how many",
        "the number is unknown", "casualty figures were not given", "it was not immediately clear how many", "said nothing",
    ],
    "noise": [
        "12th", "T-90", "Su-25", "aged 12", "12-year-old", "2 April 2016", "more than 24 hours", "122-mm", "2016-04-02", "10-15-20", "10:30",
        "one of the soldiers", "two days", "3.5 km", "$5",
    ],
    "relative": ["three times as many", "twice as many", "10-fold", "doubled"],
    "unparsed": [
        "", " ", "1,28", "1,5", "1,280.5", "1.250 million", "10,15", "10, 15", "1 280,500", "007", "-5", "10²", "½", "Ⅻ",
        "15-10", "fewer than 0", "120%", "nineteen eighty-eight", "6 men and a woman", "12 soldiers and 3 officers",
        "some of the 200", "half of the 200", "a lot of soldiers", "a large number of", "a group of soldiers", "three groups of soldiers",
        "20-odd", "50ish", "the 1990s", "12-man crew", "figures were given", "up to several", "up to 10-15", "two others", "12 (twelve)", "not 12", "killed 12", "5 mille", "5 тысяч",
        "twenty thirty", "six and", "and six", "more than", "100 per day", "over", "at least at least 5", "heavy", "denied",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "phrase"), [(kind, phrase) for kind, phrases in UNREAD.items() for phrase in phrases])
def test_what_gives_no_number_has_no_interval(kind: str, phrase: str) -> None:
    figure = read_figure(phrase)
    assert (figure.kind, figure.plain, figure.charitable) == (kind, None, None)


FOREIGN: list[tuple[str, str, str, tuple[int, int | None]]] = [
    ("ru", "более сотни", "more_than", (101, None)),
    ("ru", "полтора десятка", "exact", (15, 15)),
    ("ru", "с 10 до 15", "range", (10, 15)),
    ("ru", "сотни", "vague", (100, 1999)),
    ("ru", "по меньшей мере сотни", "at_least", (100, None)),
    ("ru", "полтора миллиона", "exact", (1425000, 1575000)),
    ("ru", "не менее двадцати пяти", "at_least", (25, None)),
    ("uk", "понад п’ятнадцять", "more_than", (16, None)),
    ("uk", "кілька десятків", "vague", (20, 199)),
    ("az", "yüzdən çox", "more_than", (101, None)),
    ("az", "100 nəfərdən çox", "more_than", (101, None)),
    ("az", "50-dən az olmayan", "at_least", (50, None)),
    ("az", "10 ilə 15 arasında", "range", (10, 15)),
    ("hy", "ավելի քան 100", "more_than", (101, None)),
    ("hy", "100-ից ավելի", "more_than", (101, None)),
    ("hy", "ոչ պակաս, քան 19", "at_least", (19, None)),
    ("ar", "مئة وسبعة وعشرون", "exact", (127, 127)),
    ("ar", "جنديان", "exact", (2, 2)),
    ("ar", "أحد عشر ألفا", "exact", (10500, 11500)),
    ("ar", "أكثر من مئة", "more_than", (101, None)),
    ("ar", "١٫٥ مليون", "exact", (1425000, 1575000)),
]


@pytest.mark.parametrize(
    ("lang", "phrase", "kind", "charitable"), FOREIGN, ids=[f"{row[0]}:{row[1]}" for row in FOREIGN]
)
def test_other_languages_have_their_own_order_and_endings(
    lang: str, phrase: str, kind: str, charitable: tuple[int, int | None]
) -> None:
    figure = read_figure(phrase, lang)
    assert (figure.kind, figure.charitable) == (kind, Interval(*charitable))


@pytest.mark.parametrize("lang", ["en-GB", "EN", "en_US"])
def test_a_region_in_the_language_tag_changes_nothing(lang: str) -> None:
    assert read_figure("over 100", lang).charitable == Interval(101, None)


def test_a_language_without_a_lexicon_reads_digits_and_signs_alone() -> None:
    assert read_figure("≥ 1.280", "fr").charitable == Interval(1280, None)
    assert read_figure("six", "fr").kind == read_figure("6 soldats", "fr").kind == "unparsed"


@pytest.mark.parametrize(
    "phrase", ["another three", "two more", "a further 20", "at least 20 more", "several dozen more"]
)
def test_more_of_them_is_counted_since_the_last_statement(phrase: str) -> None:
    assert "incremental" in read_figure(phrase).flags


@pytest.mark.parametrize("phrase", ["more than 20", "100 or more", "two"])
def test_more_than_is_not_more_of_them(phrase: str) -> None:
    assert "incremental" not in read_figure(phrase).flags


@pytest.mark.parametrize("phrase", ["127 times", "once", "twice", "three times", "several times"])
def test_times_are_events(phrase: str) -> None:
    assert read_figure(phrase).unit == "times"


@pytest.mark.parametrize(
    ("phrase", "low", "high", "flags"),
    [
        ("70%", 0.7, 0.7, set()),
        ("at least 70%", 0.7, 1, set()),
        ("at least a third", 1 / 3, 1, set()),
        ("more than half of", 0.5, 1, {"strict_lo"}),
        ("fewer than half", 0, 0.5, {"strict_hi"}),
        ("nine out of ten", 0.9, 0.9, set()),
        ("10-20%", 0.1, 0.2, set()),
        ("33.3%", 0.333, 0.333, set()),
    ],
)
def test_a_share_lies_between_0_and_1(phrase: str, low: float, high: float, flags: set[str]) -> None:
    figure = read_figure(phrase)
    assert figure.kind == "fraction"
    assert ends(figure.plain) == pytest.approx([low, high])
    assert figure.flags == flags


# What people are told

SAID = {
    "6": "exactly 6", "over 100": "101 or more", "at least 12": "12 or more", "up to 30": "30 or fewer", "at most 5": "5 or fewer",
    "fewer than 10": "9 or fewer", "6 to 10": "6 to 10", "about 50": "about 50", "about 1": "about 1", "nearly 300": "just under 300",
    "about 10-15": "about 10 to 15", "several": "a word, no number", "at least dozens": "a word, no number", "none": "exactly 0",
    "1,280": "exactly 1,280", "70%": "70% of a total", "most of": "more than 50% of a total", "not reported": "no figure given",
}  # fmt: skip


@pytest.mark.parametrize(("phrase", "said"), SAID.items())
def test_our_reading_is_said_in_words(phrase: str, said: str) -> None:
    assert reading_of(read_figure(phrase)) == said


@pytest.mark.parametrize("number", [1, 6, 12, 64, 127, 1280, 20258])
@pytest.mark.parametrize("hedge", ["", "over ", "at least ", "at most ", "fewer than ", "about ", "just under "])
def test_a_reading_is_itself_read_with_the_same_ends(hedge: str, number: int) -> None:
    """Round trip: what we say of a figure means what we read."""
    figure = read_figure(f"{hedge}{number + 1}")
    again = read_figure(reading_of(figure))
    assert again.charitable == figure.charitable


@pytest.mark.parametrize(
    "phrase", ["several", "dozens", "an unknown number of", "at least dozens", "minor losses", "not reported"]
)
def test_a_vague_word_is_drawn_as_a_word(phrase: str) -> None:
    assert is_word(read_figure(phrase))


@pytest.mark.parametrize("phrase", ["6", "over 100", "at least 24", "none", "about 50"])
def test_a_number_is_not_drawn_as_a_word(phrase: str) -> None:
    assert not is_word(read_figure(phrase))


@pytest.mark.parametrize("phrase", ["1,28", "April 2", "tenfold", ""])
def test_words_that_are_no_figure_get_a_sentence_that_says_how_to_mend_them(phrase: str) -> None:
    sentence = complaint(read_figure(phrase))
    assert phrase in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("phrase", ["6", "several", "not reported", "minor losses", "70%"])
def test_a_figure_or_a_silence_gets_no_complaint(phrase: str) -> None:
    assert complaint(read_figure(phrase)) == ""


def test_a_long_passage_is_shortened_in_its_complaint() -> None:
    assert len(complaint(read_figure("word " * 500))) < 250


# An editor's own reading


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [(2, 2, "exact"), (2, None, "at_least"), (None, 5, "at_most"), (2, 5, "range"), (0, 0, "none")],
)
def test_an_editor_gives_bounds_and_a_note(low: int | None, high: int | None, kind: str) -> None:
    figure = editor_figure("a handful", low, high, "the spokesman named them", "en")
    assert (figure.kind, figure.source, figure.note) == (kind, "editor", "the spokesman named them")
    assert figure.plain == figure.charitable == Interval(low or 0, high)
    assert reading_of(figure).endswith("(editor)")
    assert complaint(figure) == ""
    assert not is_word(figure)


@pytest.mark.parametrize(("low", "high"), [(5, 2), (-1, 3), (None, None)])
def test_an_editor_is_told_why_bounds_hold_no_number(low: int | None, high: int | None) -> None:
    with pytest.raises(ValueError, match=r"[Gg]ive the"):
        editor_figure("six", low, high, "note")


def test_every_kind_is_read_somewhere() -> None:
    phrases = [row[0] for row in READ] + [phrase for group in UNREAD.values() for phrase in group]
    phrases += ["70%", "up to 30", "under 10"]
    assert {read_figure(phrase).kind for phrase in phrases} == set(KINDS)
    assert POLICY.policy_id


@pytest.mark.parametrize("text", ["1e3", "0x10", "about 2e2", "over 0b1"])
def test_a_computers_number_is_not_read_by_its_first_digit(text: str) -> None:
    assert read_figure(text).kind == "unparsed"
