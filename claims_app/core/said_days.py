"""Days that a text names without a date: "on Saturday", read from the day on which the report was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
_SPOKEN = re.compile(
    rf"\b(?:said|says|announced|claimed|reported|told|stated|confirmed|released|statement)\b[^.;\n]{{0,40}}?"
    rf"\bon ({'|'.join(WEEKDAYS)})\b|\bon ({'|'.join(WEEKDAYS)})(?: \w+)? (?:said|announced|claimed|reported|told|stated)\b",
    re.IGNORECASE,
)
_DATES = (
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{'|'.join(MONTHS)}),? (?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?P<month>{'|'.join(MONTHS)}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
)
# As dates have them: 27 сентября 2020.
RUSSIAN_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_MONTH_NUMBERS = {name[:3]: number for months in (MONTHS, RUSSIAN_MONTHS) for number, name in enumerate(months, 1)}
_NAMES = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS).replace("sep(?:tember)?", "sept?(?:ember)?")
_SPELLED = (
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<month>{_NAMES})\.?,?[ -](?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(
        rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(RUSSIAN_MONTHS)}) (?P<year>\d{{4}})(?: ?г\.?| года)?", re.IGNORECASE
    ),
    re.compile(rf"(?P<month>{_NAMES})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})", re.IGNORECASE),
)
LONGEST_SPAN = 31


@dataclass(frozen=True, slots=True)
class Guess:
    """A day that we take to be meant, and why, as a sentence for the editor."""

    day: date
    why: str


def weekday_before(name: str, published: date) -> date:
    """The last such weekday that is not after the day of publication."""
    back = (published.weekday() - WEEKDAYS.index(name.lower())) % 7
    return published - timedelta(days=back)


def spoken_day(sentence: str, published: date | None) -> Guess | None:
    """The day on which a sentence says that somebody spoke ("said on Monday"); None where it names none."""
    found = _SPOKEN.search(sentence) if published else None
    if found is None or published is None:
        return None
    name = found[1] or found[2]
    day = weekday_before(name, published)
    return Guess(day, f"“{name.capitalize()}” before the report of {said(published)} is {said(day)}.")


def spelled_day(text: str) -> date | None:
    """The day that a text is, with the English or Russian name of its month and a year; None for any other.

    "27 Sep 2020", "Sept. 27, 2020", "27 сентября 2020".
    """
    for pattern in _SPELLED:
        if match := pattern.fullmatch(" ".join(text.split())):
            return _day_of(match)
    return None


def guess_published(text: str, first: date, last: date) -> Guess | None:
    """The day of a report that states none: a date printed in it, else a weekday that fits the incident's days.

    `first` and `last` are the incident's days; a date counts that lies from the first of them to a month after the last.
    """
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = _day_of(match)
            if day and first <= day <= last + timedelta(days=LONGEST_SPAN):
                return Guess(day, f"Taken from the text, which says “{match[0]}”. Check it.")
    if (last - first).days > LONGEST_SPAN:
        return None
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    for match in _WEEKDAY.finditer(text):
        fitting = [day for day in span if day.weekday() == WEEKDAYS.index(match[1].lower())]
        if fitting:
            return Guess(
                fitting[-1], f"No date in the text. “{match[1].capitalize()}” fits {said(fitting[-1])}. Confirm it."
            )
    return None


def said(day: date) -> str:
    """2 April 2016."""
    return f"{day.day} {day:%B %Y}"


def _day_of(match: re.Match[str]) -> date | None:
    month = match["month"].casefold()  # letters that match whatever their case, such as ſ, are not all lowered
    number = int(month) if month.isdigit() else _MONTH_NUMBERS[month[:3]]
    try:
        return date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None
