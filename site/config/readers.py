"""Who may read: everybody (`READERS=public`), or people with an account (`READERS=login`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase, JsonResponse

ALWAYS_OPEN = ("/healthz", "/readyz")


class ReadersMiddleware(LoginRequiredMiddleware):
    """Close the whole site to strangers under `READERS=login`; the login page and the health checks stay open.

    A page answers with a redirect to the login; the API, which no person reads, with 401 and one sentence.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if settings.READERS != "login" or request.path in ALWAYS_OPEN:
            return None
        if request.path.startswith("/api/") and not request.user.is_authenticated:
            return JsonResponse({"detail": "This site is open to people with an account: log in first."}, status=401)
        return super().process_view(request, view_func, view_args, view_kwargs)
