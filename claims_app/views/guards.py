"""Who may open a page of the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase


def guard(site: AdminSite, permission: str) -> Callable[[Any], Any]:
    """Puts a view behind the admin's login and a permission; the view is given the site after the request."""

    def guarded(view: Any) -> Any:
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            response: HttpResponseBase = view(request, site, *args, **kwargs)
            return response

        return site.admin_view(checked)

    return guarded
