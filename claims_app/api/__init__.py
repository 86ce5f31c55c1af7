"""The read-only JSON interface over the same services as the pages; docs/api.md shows it to people who use it."""

from claims_app.api import boards, claims, figures, search, sources, unknown  # noqa: F401 - each adds its operations, the last all that is left
from claims_app.api.site import api

__all__ = ["api"]
