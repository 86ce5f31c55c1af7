"""Where editors live: the admin, its desk pages, and the forms of claims."""

from claims_app.admin import claims, corrections, sources, vocabulary
from claims_app.admin.site import DeskSite

__all__ = ["DeskSite", "claims", "corrections", "sources", "vocabulary"]
