"""The desk's list of what is still to be found, of which an editor takes one, gives it back, or says that it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from claims_app.models import Incident
from claims_app.services import needs, reading, still_to_find
from claims_app.services.recording import Refused
from claims_app.views.addresses import not_here
from claims_app.views.sources import read_sources_address

LONGEST_KEY = 320


@require_safe
def errands(request: HttpRequest) -> HttpResponse:
    """What is missing in every incident, or in the one of `?incident=`, and what the editor has taken."""
    if not request.user.has_perm("claims_app.view_errand"):
        raise PermissionDenied
    address = read_sources_address(request.GET)
    slug = request.GET.get("incident", "")
    mine, found = still_to_find.held_by(by=request.user)
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": "Still to find",
        "mine": mine,
        "found": found,
        "kinds": needs.KINDS,
        "address": address,
    }
    if slug:
        incident = _incident(slug)
        missing = still_to_find.missing_in(incident=incident, kind=address.kind, number=address.page)
        context |= {"incident": incident, "missing": missing, "pager": missing.page}
        context["needs"] = still_to_find.on_desk(missing=missing, by=request.user)
    else:
        overall = still_to_find.missing_overall(number=address.page)
        context |= {"overall": overall, "pager": overall.page}
    return render(request, "admin/desk/errands.html", context)


@require_POST
def errand(request: HttpRequest) -> HttpResponse:
    """Take one (`do=take`), give it back (`give-back`), or say that it was looked for (`done`)."""
    if not request.user.has_perm("claims_app.change_errand"):
        raise PermissionDenied
    key = request.POST.get("key", "")[:LONGEST_KEY].replace("\x00", "")
    wanted = request.POST.get("do", "")
    try:
        if wanted == "take":
            still_to_find.take(incident=_incident(request.POST.get("incident", "")), key=key, by=request.user)
            messages.success(request, "You are looking for it.")
        elif wanted == "give-back":
            still_to_find.give_back(key=key, by=request.user)
            messages.success(request, "Given back; anybody may take it.")
        elif wanted == "done":
            still_to_find.finish(key=key, by=request.user)
            messages.success(request, "Noted that you have looked for it. What is still missing stays in the list.")
        else:
            messages.error(request, "Choose what to do: take it, give it back, or say that it is done.")
    except Refused as refused:
        messages.error(request, str(refused))
    response = HttpResponseRedirect(_back(request))
    response.status_code = 303
    return response


def _incident(slug: str) -> Incident:
    found = reading.incident_by(slug=slug.replace("\x00", "")[:200])
    if found is None:
        raise not_here()
    return found


def _back(request: HttpRequest) -> str:
    """The list that the form stood on; never an address elsewhere."""
    wanted = request.POST.get("next", "")
    here = reverse("admin:desk-errands")
    return wanted if wanted.startswith(here) and url_has_allowed_host_and_scheme(wanted, None) else here
