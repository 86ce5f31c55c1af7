"""The header that keeps our pages, and whatever frames them, from a reader's camera, microphone and whereabouts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

UNUSED = ("browsing-topics", "camera", "geolocation", "microphone", "payment", "usb")
POLICY = ", ".join(f"{name}=()" for name in UNUSED)


class PermissionsMiddleware:
    """Adds Permissions-Policy to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = POLICY
        return response
