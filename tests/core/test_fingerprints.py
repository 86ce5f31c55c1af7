"""A fingerprint has a column for each measure and a line for each side that speaks, and says the same in words."""

from __future__ import annotations

from claims_app.core.fingerprints import MOST_COLUMNS, STEP, Line, Measure, Spoken, fingerprint_of

LINES = (
    Line("red", "Red", 1),
    Line("blue", "Blue", 2),
    Line("mute", "Mute", 3),
    Line("third_parties", "Third parties", 0),
)


def measure(label: str, *, contradicted: bool = False, **states: str) -> Measure:
    return Measure(label, contradicted, tuple(Spoken(side, state, side == "red") for side, state in states.items()))


def test_a_side_that_says_nothing_has_no_line() -> None:
    drawn = fingerprint_of([measure("Tanks", red="figure", blue="silence", mute="empty")], LINES)
    assert [(mark.form, mark.shape, mark.solid) for mark in drawn.marks] == [("figure", 1, True), ("silence", 2, False)]
    assert drawn.dots == ()
    assert drawn.width == STEP


def test_where_a_side_is_quiet_stands_a_dot_and_a_contradiction_has_a_tick() -> None:
    drawn = fingerprint_of([measure("Tanks", red="figure"), measure("Guns", contradicted=True, blue="words")], LINES)
    assert drawn.ticks == (STEP,)
    assert len(drawn.marks) == len(drawn.dots) == 2
    assert drawn.words == "Measures with a figure or a word: Red 1, Blue 1. Contradicted: Guns."


def test_very_many_measures_have_two_dozen_columns() -> None:
    drawn = fingerprint_of([measure(str(number), red="figure") for number in range(30)], LINES, count=99)
    assert (len(drawn.marks), drawn.more) == (MOST_COLUMNS, 99 - MOST_COLUMNS)


def test_nothing_on_file_is_said() -> None:
    assert fingerprint_of([], LINES).words == "No measure on file."
