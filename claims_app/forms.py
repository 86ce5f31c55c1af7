"""What readers and editors type, parsed and checked: query strings of the board, search, and the desk's forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from claims_app.core.boards import Show
from claims_app.models import ErrorReport
from claims_app.models.corrections import LONGEST_CONTACT, LONGEST_TEXT
from claims_app.services.boards import BoardQuery
from claims_app.services.exports import pinned

# The order in which parameters stand in an address; defaults are left out.
BOARD_PARAMETERS = ("about", "measure", "verdict", "gaps", "sides", "asof", "known")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class BoardAddress:
    """The query string of a board, read: what it asks, what of it could not be read, and the open claim."""

    query: BoardQuery
    complaints: tuple[str, ...] = ()
    claim: int | None = None

    def values(self) -> dict[str, str]:
        """The parameters that differ from the default, in their fixed order."""
        query = self.query
        found = {
            "about": query.show.about,
            "measure": query.show.measure,
            "verdict": query.show.verdict,
            "gaps": "1" if query.show.gaps else "",
            "sides": ",".join(query.sides),
            "asof": query.asof.isoformat() if query.asof else "",
            "known": query.known.isoformat() if query.known else "",
        }
        return {name: found[name] for name in BOARD_PARAMETERS if found[name]}

    def with_(self, **changes: str) -> str:
        """A query string with some parameters changed ("" takes one out), "?" included; "?" alone when none is left."""
        values = self.values() | changes
        ordered = [(name, values[name]) for name in (*BOARD_PARAMETERS, "claim") if values.get(name)]
        return "?" + urlencode(ordered, safe=",")

    def query_string(self, *, claim: int | None = None) -> str:
        """The query string, "" when it holds nothing but defaults; with an open `claim` if one is given."""
        query = self.with_(claim=str(claim)) if claim is not None else self.with_()
        return "" if query == "?" else query


def permalink_of(request: HttpRequest, slug: str, zone: str, address: BoardAddress) -> str:
    """The whole address of the page that an address asks for, with both clocks pinned to a day in the incident's `zone`."""
    asof, known = pinned(zone=zone, query=address.query)
    query = address.with_(asof=asof.isoformat(), known=known.isoformat())
    return request.build_absolute_uri(reverse("incident", args=[slug]) + query)


def read_board_address(parameters: QueryDict) -> BoardAddress:
    """Read a board's query string; odd values are left out, each with a sentence for the reader."""
    complaints: list[str] = []
    return BoardAddress(
        query=BoardQuery(
            show=Show(
                about=_word(parameters, "about"),
                measure=_word(parameters, "measure"),
                verdict=_word(parameters, "verdict"),
                gaps=parameters.get("gaps") == "1",
            ),
            sides=_sides(parameters),
            asof=_day(parameters, "asof", complaints),
            known=_day(parameters, "known", complaints),
        ),
        complaints=tuple(complaints),
        claim=_number(parameters, "claim"),
    )


@dataclass(frozen=True, slots=True)
class DiffAddress:
    """The query string of a comparison, read: two days of what was said, two of what was on file; what could not be read."""

    asof_from: date | None
    asof_to: date | None
    known_from: date | None
    known_to: date | None
    complaints: tuple[str, ...] = ()


def read_diff_address(parameters: QueryDict) -> DiffAddress:
    """Read `from`, `to`, `known_from` and `known_to`; odd values are left out, each with a sentence for the reader."""
    complaints: list[str] = []
    names = ("from", "to", "known_from", "known_to")
    first, last, known_first, known_last = (_day(parameters, name, complaints) for name in names)
    return DiffAddress(first, last, known_first, known_last, tuple(complaints))


def _word(parameters: QueryDict, name: str) -> str:
    return parameters.get(name, "")[:LONGEST].replace("\x00", "").strip()


def _sides(parameters: QueryDict) -> tuple[str, ...]:
    """Side keys, joined by commas in an address, or given one by one by the form's boxes."""
    given = ",".join(parameters.getlist("sides"))[: LONGEST * 5].replace("\x00", "")
    return tuple(dict.fromkeys(side.strip() for side in given.split(",") if side.strip()))


def _day(parameters: QueryDict, name: str, complaints: list[str]) -> date | None:
    text = _word(parameters, name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 1000 <= day.year <= 9000:
        complaints.append(f"“{text}” is no date, so {name} was left out. Write it as 2016-04-02.")
        return None
    return day


def _number(parameters: QueryDict, name: str) -> int | None:
    text: Any = parameters.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class ErrorForm(forms.Form):
    """What a reader reports. `website` is hidden from people; whoever fills it in is a program."""

    kind = forms.ChoiceField(choices=ErrorReport.Kind.choices, label="What is it about?", widget=forms.RadioSelect)
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        label="What is wrong, and how can it be checked?",
        error_messages={"required": "Say what is wrong.", "max_length": f"Write at most {LONGEST_TEXT:,} characters."},
    )
    contact = forms.CharField(
        max_length=LONGEST_CONTACT,
        required=False,
        label="How to reach you, if you want an answer",
        help_text="The desk alone sees it, and wipes it when the matter is closed. You may leave it empty.",
    )
    website = forms.CharField(required=False, label="Leave this empty")
