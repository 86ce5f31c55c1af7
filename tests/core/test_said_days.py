"""Days named without a date are read from the day of the report, and marked as guesses."""

from __future__ import annotations

from datetime import date

import pytest

from claims_app.core.said_days import guess_published, spelled_day, spoken_day, weekday_before

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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27 Sep 2020", date(2020, 9, 27)), ("27-Sep-2020", date(2020, 9, 27)), ("Sept. 27, 2020", date(2020, 9, 27)),
        ("September  27th 2020", date(2020, 9, 27)), ("2 may 2016", date(2016, 5, 2)), ("30 Feb 2020", None),
        ("27 сентября 2020", date(2020, 9, 27)), ("5 Мая 2020 г.", date(2020, 5, 5)), ("1 марта 2020 года", date(2020, 3, 1)),
        ("27 ſep 2020", date(2020, 9, 27)), ("31 июня 2020", None), ("27 сентября", None), ("27 Sep", None), ("on 27 Sep 2020", None), ("27.09.2020", None), ("", None),
    ],
)  # fmt: skip
def test_a_day_with_the_name_of_its_month_is_read_where_it_is_the_whole_text(text: str, day: date | None) -> None:
    assert spelled_day(text) == day
