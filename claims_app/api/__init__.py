"""The read-only JSON interface over the same services as the pages."""

from claims_app.api.routes import api

__all__ = ["api"]
