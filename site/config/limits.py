"""Holds one client to a few expensive pages at once, over all processes of a machine, so that the others are served.

A place is a lock on a small file, named by a keyed hash of the client's address. The system lets go of it when the answer is
done, and also when the process is killed. Nothing about a client is kept once its places are free.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string

from claims_app.views.error_reports import address_of

# Files are named by a few bits of the hash, so that there can never be more than this many times the places.
BUCKETS = 4096
RETRY_SECONDS = 3
# Pages that read or draw much; a board without a query is kept ready and is not among them.
EXPENSIVE = re.compile(
    r"/search/"
    r"|/api/"
    r"|/incidents/[^/]+/(board\.|over-time/|history/|text/|take-away/)"
    r"|/feeds/"
)
# Pages that are cheap as they are and expensive with a moment or a filter.
WITH_QUERY = re.compile(r"/(incidents/[^/]+/(sources/)?|embed/.*|sources/|parties/.*|outlets/.*)?$")
# Cheap addresses below an expensive one.
CHEAP = re.compile(r"/api/v1/(docs|openapi\.json)$")


def is_expensive(path: str, query: str) -> bool:
    """Whether an address counts; the query is the text after "?", "" for none."""
    if CHEAP.match(path):
        return False
    return bool(EXPENSIVE.match(path) or (query and WITH_QUERY.match(path)))


class LimitsMiddleware:
    """429 with Retry-After for the third expensive page at once of one address; EXPENSIVE_AT_ONCE=0 switches it off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        most = settings.EXPENSIVE_AT_ONCE
        if not most or not is_expensive(request.path, request.META.get("QUERY_STRING", "")):
            return self.get_response(request)
        address = address_of(request)
        if address in ("", "::1") or address.startswith("127."):
            return self.get_response(request)  # this machine itself, or a proxy that does not say who asks
        place = take_place(address, most)
        if place is None:
            return _too_many(request)
        try:
            return self.get_response(request)
        finally:
            os.close(place)


def take_place(address: str, most: int) -> int | None:
    """The descriptor of a locked file, to be closed when done; None if the address holds all its places already."""
    folder = _folder()
    bucket = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), address.encode(), "sha256")[:4], "big") % BUCKETS
    for number in range(most):
        place = os.open(folder / f"{bucket}-{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(place)
        else:
            return place
    return None


def _folder() -> Path:
    """In the system's folder for such files, one for each site and account: no other account can stand in the way."""
    site = hashlib.sha256(str(settings.BASE_DIR).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"counterclaim-{os.getuid()}-{site}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _too_many(request: HttpRequest) -> HttpResponse:
    response: HttpResponse
    if request.path.startswith("/api/"):
        detail = "Several requests of yours are being answered already. Send them one after another."
        response = JsonResponse({"detail": detail}, status=429)
    else:
        response = HttpResponse(render_to_string("429.html", {"again": request.get_full_path()}), status=429)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response
