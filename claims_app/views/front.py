"""The front page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims_app.core.charts import Pairing, pairing_of
from claims_app.forms import LONGEST
from claims_app.services.front import ORDERS, FrontPage, front_page


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The lead pairing, incidents in the order asked for, the latest changed findings; of one conflict where one is chosen."""
    page = front_page(
        order=_word(request.GET, "order"), conflict=_word(request.GET, "conflict"), page=_number(request.GET)
    )
    pairing = pairing_of(page.board) if page.board else None
    context = {
        "page": page,
        "pairing": pairing,
        "nav": "incidents",
        "orders": [(name, _address(page, order=order), order == page.order) for order, name in ORDERS.items()],
        "before": _address(page, number=page.page - 1) if page.page > 1 else "",
        "after": _address(page, number=page.page + 1) if page.page < page.pages else "",
        "examples": _examples(pairing),
    }
    return render(request, "claims/front.html", context)


def _word(parameters: QueryDict, name: str) -> str:
    return parameters.get(name, "")[:LONGEST].replace("\x00", "").strip()


def _number(parameters: QueryDict) -> int:
    text = parameters.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _address(page: FrontPage, *, order: str | None = None, number: int = 1) -> str:
    values = {
        "order": page.order if order is None else order,
        "conflict": page.conflict,
        "page": str(number) if number > 1 else "",
    }
    query = urlencode({name: value for name, value in values.items() if value})
    return reverse("front") + (f"?{query}" if query else "")


def _examples(pairing: Pairing | None) -> list[tuple[str, str]]:
    """What one could look for, as (words, address): the lead's measure and who speaks of it."""
    if pairing is None or not pairing.rows:
        return []
    words = [pairing.rows[0].label.casefold()]
    words += [claim.claimant_name for wing in pairing.rows[0].wings for claim in wing.inflicted[:1]]
    return [(word, f"{reverse('search')}?{urlencode({'q': word})}") for word in dict.fromkeys(words)]
