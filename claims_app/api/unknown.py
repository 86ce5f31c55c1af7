"""Every other address below the interface answers 404 with a sentence; its pattern must be added last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError

from claims_app.api.site import READ, api


@api.api_operation(list(READ), "/{path:rest}", include_in_schema=False)
def nothing(request: HttpRequest, rest: str) -> Any:
    """Any other address."""
    raise HttpError(404, "There is nothing at this address of the interface.")
