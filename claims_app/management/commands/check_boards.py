"""Compare what is kept of boards with what all claims say."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims_app.services.checking_boards import check_boards


class Command(BaseCommand):
    """`check_boards [SLUG …] [--mend]`: status 1 where a board is kept otherwise than its claims have it."""

    help = "Work out every board, or those named, from all claims, and compare it with what is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="incidents, e.g. 2016-04-02-karabakh; none = all")
        parser.add_argument("--mend", action="store_true", help="keep anew what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        number = wrong = 0
        for checked in check_boards(slugs=options["slugs"], mend=options["mend"]):
            number += 1
            wrong += bool(checked.differences)
            for difference in checked.differences:
                self.stdout.write(f"{checked.slug}: {difference}.")
        if options["slugs"] and number < len(set(options["slugs"])):
            raise CommandError(
                "Not every name is that of an incident with a claim. Write the last part of its address."
            )
        if wrong and not options["mend"]:
            raise CommandError(
                f"{wrong} of {number} boards differ from their claims. Run it with --mend to keep them anew."
            )
        self.stdout.write(
            f"{number} boards checked, {wrong} kept anew."
            if wrong
            else f"{number} boards checked: all as their claims have them."
        )
