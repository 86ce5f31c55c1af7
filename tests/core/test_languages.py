"""The language of a text as its letters tell it, and silence where they do not."""

from __future__ import annotations

import pytest

from claims_app.core.languages import is_latin, language_by_letters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Министерство сообщило, что были уничтожены шесть танков.", "ru"),
        ("Міністерство повідомило, що її сили знищили шість танків.", "uk"),
        ("Нахарарությունը", ""),
        ("Նախարարությունը հայտնել է վեց տանկի մասին այսօր։", "hy"),
        ("სამინისტრომ განაცხადა რომ ექვსი ტანკი განადგურდა.", "ka"),
        ("Nazirlik bildirib ki, altı tank məhv edilib və əsgərlər həlak olub.", "az"),
        ("The ministry said that six tanks were destroyed.", ""),
        ("6 / 15 / 100", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_by_letters_where_they_leave_one(text: str, expected: str) -> None:
    assert language_by_letters(text) == expected


def test_whether_a_text_is_written_in_latin_letters() -> None:
    assert is_latin("Six tanks, says Москва")
    assert is_latin("100")
    assert not is_latin("Шесть танков, NATO")
