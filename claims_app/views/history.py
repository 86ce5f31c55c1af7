"""The history of an incident day by day, and what changed between two moments of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims_app.forms import read_diff_address
from claims_app.services import chronicles, reading
from claims_app.services.chronicles import Moment
from claims_app.views.addresses import moved_or_404


@dataclass(frozen=True, slots=True)
class HistoryAddress:
    """The query string of a history of two lists: which page of each is shown, and which of them is turned."""

    numbers: Mapping[str, int]
    turned: str

    def with_(self, *, page: str) -> str:
        """The address of another page of the list that is turned; the other list stays where it is."""
        values = {name: str(number) for name, number in self.numbers.items() if number > 1} | {self.turned: page}
        return "?" + urlencode(values)


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What was said day by day, and what we recorded and corrected day by day."""
    found = reading.incident_by(slug=slug)
    if found is None:
        return moved_or_404(request, slug, "history")
    page = chronicles.chronicle_of(incident=found, said=request.GET.get("said"), recorded=request.GET.get("recorded"))
    numbers = {"said": page.said.page.number, "recorded": page.recorded.page.number}
    context = {
        "incident": found,
        "page": page,
        "said": HistoryAddress(numbers, "said"),
        "recorded": HistoryAddress(numbers, "recorded"),
        "nav": "incidents",
    }
    return render(request, "claims/history.html", context)


@require_safe
def history_diff(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed between two moments, in words; what is left out of the address is filled in."""
    found = reading.incident_by(slug=slug)
    if found is None:
        return moved_or_404(request, slug, "history-diff")
    address = read_diff_address(request.GET)
    earlier, later = chronicles.completed(
        incident=found,
        earlier=Moment(address.asof_from, address.known_from),
        later=Moment(address.asof_to, address.known_to),
    )
    page = chronicles.between(incident=found, earlier=earlier, later=later)
    context = {"incident": found, "page": page, "address": address, "nav": "incidents"}
    return render(request, "claims/history_diff.html", context)
