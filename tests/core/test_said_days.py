"""Days named without a date are read from the day of the report, and marked as guesses."""

from __future__ import annotations

from datetime import date

import pytest

from claims_app.core.said_days import guess_published, spoken_day, weekday_before

SATURDAY = date(2016, 4, 2)


def test_a_weekday_is_the_last_one_up_to_the_report() -> None:
    assert weekday_before("Saturday", SATURDAY) == SATURDAY
    assert weekday_before("sunday", SATURDAY) == date(2016, 3, 27)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("The ministry said on Friday that two tanks were lost.", date(2016, 4, 1)),
        ("On Friday the army said two tanks were lost.", None),
        ("On Friday morning said the army.", date(2016, 4, 1)),
        ("Two tanks were lost on Friday, the army said.", None),
        ("the statement released on Saturday morning said", SATURDAY),
    ],
)
def test_the_day_of_speaking_is_told_from_the_day_of_the_event(sentence: str, day: date | None) -> None:
    guess = spoken_day(sentence, SATURDAY)
    assert (guess.day if guess else None) == day


def test_without_the_day_of_the_report_nothing_is_guessed() -> None:
    assert spoken_day("It said on Friday", None) is None


def test_a_printed_date_goes_before_a_weekday_that_fits() -> None:
    weekday = guess_published("Fighting on Saturday.", SATURDAY, SATURDAY)
    assert weekday is not None
    assert (weekday.day, "Saturday" in weekday.why) == (SATURDAY, True)
    printed = guess_published("Fighting on Saturday. April 3, 2016", SATURDAY, SATURDAY)
    assert printed is not None
    assert printed.day == date(2016, 4, 3)
    assert guess_published("Fighting on Monday, 3 May 1999, 99 May 2016.", SATURDAY, SATURDAY) is None
