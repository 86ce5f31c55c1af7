"""What people and programs are told while the database does not answer: 503, when to come back, and that nothing was lost."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as usual_server_error

RETRY_SECONDS = 30
logger = logging.getLogger("config.away")
DETAIL = "The database does not answer just now. Nothing was changed. Try again in half a minute."


def is_away(problem: BaseException | None) -> bool:
    """Whether the database did not answer at all; a table or column that is missing is a fault of ours."""
    if isinstance(problem, InterfaceError):
        return True
    return isinstance(problem, OperationalError) and not str(problem).startswith("no such ")


def away(request: HttpRequest) -> HttpResponse:
    """The page, or for the API one sentence, with 503 and Retry-After. Asks the database nothing."""
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse({"detail": DETAIL}, status=503)
    else:
        context = {"is_form": request.method not in ("GET", "HEAD"), "again": request.get_full_path()}
        response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


class AwayMiddleware:
    """Answers for the views that could not ask the database; one line in the log instead of a traceback for each reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not is_away(problem):
            return None
        logger.error("The database does not answer: %s", " ".join(str(problem).split()))
        return away(request)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """The handler of everything that went wrong; a database that was missed before any view is no fault of the page."""
    return away(request) if is_away(sys.exc_info()[1]) else usual_server_error(request)
