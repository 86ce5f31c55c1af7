"""What a part of a page gets for an answer when its reader is logged out meanwhile: the whole page goes to the login."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect


class LoginMiddleware:
    """A redirect to the login would be read in the place of the part, which it does not have; afterwards the page is back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        login = urlsplit(response.get("Location", "")).path
        if not request.htmx or login not in (reverse("admin:login"), reverse("login")):  # type: ignore[attr-defined]
            return response
        page = request.htmx.current_url_abs_path  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(f"{login}?{urlencode({'next': page})}" if page else login)
