"""Reads of the public go to a read replica, if there is one; everything else, and everybody who has written, to the primary.

A replica is a moment behind. So that nobody misses what they have just done: people with a session read from the primary, a request
that has written reads from the primary from then on, and its browser does so for the next PIN_SECONDS (a cookie that says
nothing else). While the replica does not answer, the primary does its work.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

PRIMARY, REPLICA = "default", "replica"
PIN_COOKIE = "primary"
PIN_SECONDS = 15
# How long a replica that did not answer is left alone, in seconds.
REST_SECONDS = 10
logger = logging.getLogger("config.replicas")
# Where the current request reads; commands and whatever runs outside of a request read from the primary.
_reads_from: ContextVar[str] = ContextVar("reads_from", default=PRIMARY)


class ReplicaRouter:
    """Where a query goes. The middleware decides for each request; a write moves the rest of its request to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _reads_from.get()

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        _reads_from.set(PRIMARY)
        return PRIMARY

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


class ReplicaMiddleware:
    """Chooses the database that a request reads from, and pins a browser whose request was of a kind that writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.rested_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _reads_from.set(REPLICA if may_read_replica(request) and self._answers() else PRIMARY)
        try:
            response = self.get_response(request)
        finally:
            _reads_from.reset(token)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            response.set_cookie(
                PIN_COOKIE, "1", max_age=PIN_SECONDS, httponly=True, samesite="Lax", secure=settings.HTTPS
            )
        return response

    def _answers(self) -> bool:
        """Whether the replica can be asked now; after a failure it is left alone for a while."""
        if time.monotonic() < self.rested_at:
            return False
        replica = connections[REPLICA]
        try:
            with replica.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (DatabaseError, InterfaceError) as problem:
            logger.warning("The replica does not answer, the primary does: %s", " ".join(str(problem).split()))
            replica.close()
            self.rested_at = time.monotonic() + REST_SECONDS
            return False
        return True


@contextmanager
def public_reads() -> Iterator[None]:
    """Reads for the public outside of a request: from the replica where there is one."""
    token = _reads_from.set(REPLICA if REPLICA in settings.DATABASES else PRIMARY)
    try:
        yield
    finally:
        _reads_from.reset(token)


def may_read_replica(request: HttpRequest) -> bool:
    """A page asked for by somebody without a session who has written nothing in the last moments."""
    is_safe = request.method in ("GET", "HEAD")
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return is_safe and not has_session and PIN_COOKIE not in request.COOKIES and not is_desk(request.path)


def is_desk(path: str) -> bool:
    """The desk, the login, and the health check of the primary."""
    return path.startswith(("/admin/", "/login/", "/logout/", "/readyz"))
