"""What editors type into the admin's own kinds of fields: days or moments in the incident's zone, lists by line, choices found by name."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?")
YEARS = range(1800, 2201)
DAY_BEGINS, DAY_ENDS = time(0, 0), time(23, 59, 59)


class MomentField(forms.CharField):
    """A day (2016-04-02), or a day with a time (2016-04-02 14:30); cleaned to a date, a naive datetime or None."""

    def to_python(self, value: Any) -> Any:
        """The day or moment that the text names."""
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            if not MOMENT.fullmatch(text):
                raise ValueError(text)
            found = datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(
                f"“{text}” is no day. Write it as 2016-04-02, or with its time as 2016-04-02 14:30."
            ) from None
        if found.year not in YEARS:
            raise forms.ValidationError(f"The year {found.year} is out of reach. Write a year from 1800 to 2200.")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared as text, since that is what the form showed."""
        return str(initial or "").strip() != str(data or "").strip()


def moment_in(value: date | None, zone: ZoneInfo, whole_day: time) -> datetime | None:
    """A typed day or moment as a moment of the zone; a day alone begins or ends at `whole_day`."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=zone)
    return datetime.combine(value, whole_day, tzinfo=zone)


def text_of(moment: datetime | None, zone: ZoneInfo, whole_day: time) -> str:
    """A kept moment as an editor would type it in the zone."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    if local.time().replace(microsecond=0) == whole_day:
        return local.date().isoformat()
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


class LinesField(forms.CharField):
    """A list of texts, one in each line; cleaned to a list without empty or double entries."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(str(entry) for entry in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines as a list; a JSON list is understood too."""
        if isinstance(value, list):
            return value
        text = str(value or "").strip()
        entries: list[Any] = text.splitlines()
        if text.startswith("["):
            try:
                entries = json.loads(text)
            except ValueError:
                raise forms.ValidationError("Write one entry in each line, without brackets.") from None
        if not all(isinstance(entry, str) for entry in entries):
            raise forms.ValidationError("Write one text in each line.")
        return list(dict.fromkeys(entry.strip() for entry in entries if entry.strip()))


class _KnownChoices:
    """Shows no choice for a value that cannot be a row's number, where Django's own widget would fail."""

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> Any:
        """Django's groups, for the values that may be primary keys."""
        sound = [entry for entry in value if is_number(str(entry))]
        return super().optgroups(name, sound or [""], attrs)  # type: ignore[misc]


class FoundByName(_KnownChoices, AutocompleteSelect):  # type: ignore[misc]
    """One row, found by typing part of its name."""


class SeveralFoundByName(_KnownChoices, AutocompleteSelectMultiple):  # type: ignore[misc]
    """Several rows, found by typing part of their names."""


def is_number(text: str) -> bool:
    """Whether the text can be a row's primary key."""
    return text.isascii() and text.isdigit() and len(text) < 19
