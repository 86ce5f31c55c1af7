"""Make the search index anew from what is public."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims_app.services import search_index


class Command(BaseCommand):
    """`rebuild_search`: needed only where somebody wrote to the database past the app."""

    help = "Make the search index anew from everything that is public."

    def handle(self, *args: Any, **options: Any) -> None:
        number = search_index.rebuild()
        self.stdout.write(f"The search index holds {number} documents.")
