"""What editors rejected, corrected or added at the intake, for work on the lexicons: `draft_corrections [--since DAY]`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims_app.services.draft_corrections import corrections


class Command(BaseCommand):
    """Prints one JSON object a line; nothing of it is public, nothing is written."""

    help = "Print each judged draft as (sentence, predicted, corrected), one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The first day that is wanted."""
        parser.add_argument("--since", metavar="DAY", help="only what was judged on this day or later, e.g. 2016-04-02")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        try:
            since = date.fromisoformat(options["since"]) if options["since"] else None
        except ValueError:
            raise CommandError(f"“{options['since']}” is no day. Write it as 2016-04-02.") from None
        for row in corrections(since=since):
            self.stdout.write(json.dumps(row, ensure_ascii=False))
