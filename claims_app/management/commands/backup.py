"""Back the database up while the site goes on."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims_app.core.retention import Retention
from claims_app.services.backups import BackupError, let_go, make_backup

SPANS = ("daily", "weekly", "monthly")


class Command(BaseCommand):
    """`backup`: one checked file of everything in the database; with a retention, older ones go."""

    help = "Back up the database with its stored documents into one checked file, while the site goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=Path(settings.BACKUP_DIR), help="The folder; made if missing.")
        for span in SPANS:
            parser.add_argument(
                f"--{span}", type=_number, metavar="N", help=f"Keep the newest backup of the last N {_plural(span)}."
            )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["to"]
        asked = {span: options[span] for span in SPANS if options[span] is not None}
        try:
            made = make_backup(folder=folder)
            gone = let_go(folder=folder, retention=Retention(**dict.fromkeys(SPANS, 0) | asked)) if asked else []
        except BackupError as error:
            raise CommandError(str(error)) from None
        rows = sum(made.rows.values())
        self.stdout.write(f"{made.path}: {made.kind}, {rows} rows, {made.size / 1_000_000:.1f} MB.")
        for path in gone:
            self.stdout.write(f"{path.name} was let go.")


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _plural(span: str) -> str:
    return {"daily": "days", "weekly": "weeks", "monthly": "months"}[span]
